/* application/src/commands/sweep_access.c - an id tells the birth: those that are old enough are a
 * range of ids. */
#include "application/commands/sweep_access.h"

#include "domain/models/access_count.h"
#include "domain/models/invitation.h"
#include "domain/models/password_reset.h"
#include "domain/models/registration.h"
#include "domain/models/session.h"

/* A registration may be asked to be mailed again when its own mail is too old already. */
enum { REGISTRATION_KEPT_MS = MS_PER_DAY };

static bool invitation_is_over(const void *object, struct instant now)
{
    const struct invitation *invitation = object;

    return !instant_before(
        now, instant_add(invitation->expires_at,
                         (struct duration){ INVITATION_KEPT_MS - INVITATION_LIFE_MS }));
}

static const struct sweep {
    const struct record *record;
    int64_t life_ms;                                         /* from its birth */
    bool (*is_over)(const void *object, struct instant now); /* NULL: all so old are */
} sweeps[] = {
    { &password_reset_record, PASSWORD_RESET_LIFE_MS, NULL },
    { &registration_record, REGISTRATION_KEPT_MS, NULL },
    { &access_count_record, ACCESS_COUNT_KEPT_MS, NULL },
    { &session_record, SESSION_LIFE_MS, NULL },
    { &invitation_record, INVITATION_KEPT_MS, invitation_is_over },
};

static enum err remove_one(const struct ports *ports, struct scope *scope,
                           const struct record *record, const void *object)
{
    struct scope inside = scope_page(scope, scope->arena, scope->now);
    enum err err;

    inside.account.v = *(struct id128 *)field_at(record_find(record, STR("account")), object);
    err = VIA(ports->records, remove, &inside, record,
              *(struct id128 *)field_at(record_find(record, STR("id")), object));
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    if (err != ERR_OK)
        scope->error = inside.error;
    return err;
}

static enum err sweep_one(const struct ports *ports, struct scope *scope, const struct sweep *sweep,
                          bool *more)
{
    static const unsigned char none[10];
    const char *prefix = record_find(sweep->record, STR("id"))->prefix;
    struct page_query query = { .n = 1, .limit = PAGE_MOST };
    struct page page;

    query.filters[0] =
        (struct filter){ STR("id"), FILTER_LT,
                         id128_print(scope->arena, prefix,
                                     id128_make(scope->now.unix_ms - sweep->life_ms, none)) };
    do {
        TRY(VIA(ports->records, page_global, scope, sweep->record, &query, &page));
        for (size_t i = 0; i < page.n; i++) {
            const void *object = (const char *)page.items + i * sweep->record->size;

            if (sweep->is_over == NULL || sweep->is_over(object, scope->now))
                TRY(remove_one(ports, scope, sweep->record, object));
        }
        query.after = page.next;
    } while (sweep->is_over != NULL && page.next.p != NULL);
    *more = *more || page.next.p != NULL;
    return ERR_OK;
}

enum err sweep_access(const struct ports *ports, struct scope *scope, bool *more)
{
    *more = false;
    for (size_t i = 0; i < ARRAY_LEN(sweeps); i++)
        TRY(sweep_one(ports, scope, &sweeps[i], more));
    return ERR_OK;
}
