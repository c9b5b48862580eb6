/* application/src/commands/trim_store.c */
#include "application/commands/trim_store.h"

#include "application/commands/note_process.h"

/* Far longer than anybody asks again (a provider tells a webhook for hours, a client repeats a
 * request for a day, a dashboard resumes for ten minutes), and short enough to look back. */
enum { KEPT_DAYS = 7, TRIM_MOST = 1000 };

/* Everybody who handles events; who tells live views keeps a cursor of its own name. */
static const char *const consumers[] = { "billing", "notification", "live" };

enum err trim_store(const struct ports *ports, struct scope *scope, bool *more)
{
    struct instant before = { scope->now.unix_ms - (int64_t)KEPT_DAYS * MS_PER_DAY };
    bool webhooks, events, keys;

    *more = false;
    TRY(forget_processes(ports, scope));
    TRY(VIA(ports->trim, webhooks, scope, before, TRIM_MOST, &webhooks));
    TRY(VIA(ports->trim, events, scope, before, consumers, ARRAY_LEN(consumers), TRIM_MOST,
            &events));
    TRY(VIA(ports->trim, created_keys, scope, before, TRIM_MOST, &keys));
    *more = webhooks || events || keys;
    return ERR_OK;
}
