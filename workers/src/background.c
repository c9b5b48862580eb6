/* workers/src/background.c - which loop does what, where, and how often. */
#include "workers/background.h"

#include <stdlib.h>

#include "application/commands/check_batch.h"
#include "application/commands/discard_batch.h"
#include "application/commands/erase_old.h"
#include "application/commands/import_batch.h"
#include "application/commands/make_export.h"
#include "application/commands/redial_job.h"
#include "application/commands/sweep_access.h"
#include "application/commands/trim_store.h"
#include "application/event_handlers/subscriptions.h"
#include "workers/worker_loop.h"

static const char *const home_texts[] = {
    [HOME_API] = "api",
    [HOME_BILLING] = "billing",
    [HOME_ANALYTICS] = "analytics",
    [HOME_NOTIFICATION] = "notification",
};
ENUM_NAMES_DEFINE(home)

/* One piece of the work; *more: there is more of it right now. */
typedef enum err piece(const struct ports *ports, struct scope *scope, bool *more);

static enum err import_piece(const struct ports *ports, struct scope *scope, bool *more)
{
    return import_next_batch(ports, scope, more);
}

static enum err check_piece(const struct ports *ports, struct scope *scope, bool *more)
{
    return check_next_batch(ports, scope, more);
}

static enum err discard_piece(const struct ports *ports, struct scope *scope, bool *more)
{
    *more = false;
    return discard_batches(ports, scope);
}

static enum err sweep_piece(const struct ports *ports, struct scope *scope, bool *more)
{
    return sweep_access(ports, scope, more);
}

static enum err redial_piece(const struct ports *ports, struct scope *scope, bool *more)
{
    *more = false;
    return redial_undetermined(ports, scope);
}

static enum err export_piece(const struct ports *ports, struct scope *scope, bool *more)
{
    return make_next_export(ports, scope, more);
}

static enum err expire_piece(const struct ports *ports, struct scope *scope, bool *more)
{
    *more = false;
    return expire_exports(ports, scope);
}

static enum err erase_piece(const struct ports *ports, struct scope *scope, bool *more)
{
    *more = false;
    return erase_old(ports, scope);
}

static enum err trim_piece(const struct ports *ports, struct scope *scope, bool *more)
{
    return trim_store(ports, scope, more);
}

static enum err events_piece(const struct ports *ports, struct scope *scope, enum consumer consumer,
                             bool *more)
{
    int64_t handled;
    enum err err = handle_events(ports, scope, consumer, &handled);

    *more = err == ERR_OK && handled > 0;
    return err;
}

static enum err live_piece(const struct ports *ports, struct scope *scope, bool *more)
{
    int64_t told;
    enum err err = tell_live(ports, scope, &told);

    /* a few at a time would each be a write */
    *more = err == ERR_OK && told == LIVE_PAGE;
    return err;
}

/* Where the bus reads the log itself there is nothing to relay. */
static enum err relay_piece(const struct ports *ports, struct scope *scope, bool *more)
{
    int64_t relayed = 0;
    enum err err = ports->bus.ops->in_order ? ERR_OK : relay_events(ports, scope, &relayed);

    *more = err == ERR_OK && relayed > 0;
    return err;
}

static enum err billing_piece(const struct ports *ports, struct scope *scope, bool *more)
{
    return events_piece(ports, scope, CONSUMER_BILLING, more);
}

static enum err notification_piece(const struct ports *ports, struct scope *scope, bool *more)
{
    return events_piece(ports, scope, CONSUMER_NOTIFICATION, more);
}

static enum err recordings_piece(const struct ports *ports, struct scope *scope, bool *more)
{
    return events_piece(ports, scope, CONSUMER_RECORDINGS, more);
}

static enum err access_piece(const struct ports *ports, struct scope *scope, bool *more)
{
    return events_piece(ports, scope, CONSUMER_ACCESS, more);
}

static enum err waiting_piece(const struct ports *ports, struct scope *scope, bool *more)
{
    return handle_waiting_events(ports, scope, CONSUMER_NOTIFICATION, more);
}

static const struct work {
    const char *name;
    enum home home;
    piece *piece;
    struct duration idle; /* how long to wait when there was nothing */
} works[] = {
    { "import", HOME_API, import_piece, { 500 } },
    { "check", HOME_API, check_piece, { 500 } },
    { "discard", HOME_API, discard_piece, { 5 * MS_PER_SECOND } },
    { "sweep_access", HOME_API, sweep_piece, { 5 * MS_PER_MINUTE } },
    { "access_events", HOME_API, access_piece, { 500 } },
    { "live", HOME_API, live_piece, { 100 } },
    { "relay", HOME_BILLING, relay_piece, { 200 } },
    { "billing_events", HOME_BILLING, billing_piece, { 200 } },
    { "redial", HOME_BILLING, redial_piece, { MS_PER_MINUTE } },
    { "recordings", HOME_ANALYTICS, recordings_piece, { 500 } },
    { "export", HOME_ANALYTICS, export_piece, { 500 } },
    { "expire_exports", HOME_ANALYTICS, expire_piece, { MS_PER_MINUTE } },
    { "erase", HOME_ANALYTICS, erase_piece, { MS_PER_HOUR } },
    { "trim", HOME_ANALYTICS, trim_piece, { 10 * MS_PER_MINUTE } },
    { "notification_events", HOME_NOTIFICATION, notification_piece, { 500 } },
    { "waiting_events", HOME_NOTIFICATION, waiting_piece, { 15 * MS_PER_SECOND } },
};

struct background_loop {
    const struct ports *ports;
    const struct work *work;
    struct worker_loop *loop;
};
struct background {
    struct background_loop loops[ARRAY_LEN(works)];
    size_t n;
};

static struct duration turn(void *self, struct scope *scope)
{
    struct background_loop *l = self;
    bool more = false;

    if (l->work->piece(l->ports, scope, &more) != ERR_OK)
        return worker_loop_failed(l->loop, scope);
    return more ? (struct duration){ 0 } : l->work->idle;
}

static bool add_loop(struct background *b, const struct ports *ports, const struct work *work)
{
    struct background_loop *l = &b->loops[b->n];
    struct worker_loop_spec spec = {
        .name = work->name, .turn = turn, .self = l, .clock = ports->clock, .log = ports->log
    };

    *l = (struct background_loop){ .ports = ports, .work = work };
    l->loop = worker_loop_new(&spec);
    if (l->loop == NULL)
        return false;
    b->n++;
    return worker_loop_begin(l->loop);
}

struct background *background_start(const struct ports *ports, enum home home)
{
    struct background *b = calloc(1, sizeof *b);

    for (size_t i = 0; b != NULL && i < ARRAY_LEN(works); i++) {
        if (works[i].home == home && !add_loop(b, ports, &works[i])) {
            background_free(b);
            return NULL;
        }
    }
    return b;
}

void background_free(struct background *b)
{
    if (b == NULL)
        return;
    for (size_t i = 0; i < b->n; i++)
        worker_loop_stop(b->loops[i].loop);
    for (size_t i = 0; i < b->n; i++)
        worker_loop_free(b->loops[i].loop);
    free(b);
}
