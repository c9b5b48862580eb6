/* call/look_turn.c - searches at the provider. They wait for the network, so they have threads of
 * their own. */
#include "application/commands/forbidden_calls.h"
#include "base/checked.h"
#include "call/parts.h"

enum { LOOK_MOST = 100 };

/* What a process that ended should have hung up, and did not come to. */
static bool end_forbidden(struct call_worker *w, struct scope *scope)
{
    int64_t ended = 0;

    if (instant_before(boot_now(w), w->forbidden_at))
        return true;
    w->forbidden_at = instant_add(boot_now(w), w->settings.forbidden_every);
    if (forbidden_calls_end(w->ports, scope, false, &ended) != ERR_OK)
        return false;
    if (ended > 0)
        log_info(w->ports->log, "dial.forbidden_ended", LF_I64("calls", ended));
    return true;
}

struct duration look_turn(void *self, struct scope *scope)
{
    struct call_worker *w = self;
    int64_t looked = 0, overdue = 0;

    if (!end_forbidden(w, scope))
        return worker_loop_failed(w->loops[LOOP_LOOK], scope);
    if (reconcile_calls(w->ports, scope, &w->settings.reconcile, LOOK_MOST, &looked) != ERR_OK)
        return worker_loop_failed(w->loops[LOOP_LOOK], scope);
    if (reconcile_overdue(w->ports, scope, &w->settings.reconcile, LOOK_MOST, &overdue) != ERR_OK)
        return worker_loop_failed(w->loops[LOOP_LOOK], scope);
    return looked == LOOK_MOST || overdue == LOOK_MOST ? (struct duration){ 0 }
                                                       : w->settings.look_every;
}

static bool is_looked_at(struct call_worker *w, struct connection_id connection)
{
    bool looked;

    pthread_mutex_lock(&w->lock);
    looked = line_of(w, connection)->looked;
    pthread_mutex_unlock(&w->lock);
    return looked;
}

/* Once a connection: is our store a copy of before its newest calls? Dialing waits for that. */
static enum err look_for_forgotten(struct call_worker *w, struct scope *scope,
                                   const struct connection *c)
{
    int64_t found = 0;

    TRY(forgotten_calls_look(w->ports, scope, &w->settings.forgotten, c, &found));
    if (found > 0)
        log_error(w->ports->log, "dial.calls_forgotten", LF_ID("connection", "con", c->id.v),
                  LF_I64("calls", found));
    pthread_mutex_lock(&w->lock);
    line_of(w, c->id)->looked = true;
    pthread_mutex_unlock(&w->lock);
    worker_loop_wake(w->loops[LOOP_DIAL]);
    return ERR_OK;
}

static enum err complete_one(struct call_worker *w, struct scope *scope, const struct connection *c)
{
    int64_t found = 0;

    TRY(reconcile_recent(w->ports, scope, &w->settings.reconcile, c, &found));
    if (found > 0)
        log_info(w->ports->log, "dial.found_by_pull", LF_ID("connection", "con", c->id.v),
                 LF_I64("calls", found));
    return ERR_OK;
}

/* One that fails does not hold up the others. *again: dialing waits for it. */
static void complete_page(struct call_worker *w, struct scope *scope, const struct page *page,
                          bool due, bool *again)
{
    for (size_t i = 0; i < page->n && !worker_loop_is_stopping(w->loops[LOOP_COMPLETE]); i++) {
        const struct connection *c = &((struct connection *)page->items)[i];
        struct scope inside = scope_page(scope, scope->arena, VIA0(w->ports->clock, wall));

        if (c->agent.n == 0) /* never used */
            continue;
        if (!is_looked_at(w, c->id) && look_for_forgotten(w, &inside, c) != ERR_OK) {
            worker_loop_failed(w->loops[LOOP_COMPLETE], &inside);
            *again = true;
        }
        if (due && complete_one(w, &inside, c) != ERR_OK)
            worker_loop_failed(w->loops[LOOP_COMPLETE], &inside);
    }
}

/* Every connection, the installation's own and those that accounts brought. The comparison itself
 * can wait at a start, which has better to do. */
struct duration complete_turn(void *self, struct scope *scope)
{
    struct call_worker *w = self;
    struct page_query query = { .limit = PAGE_MOST };
    bool due = false, again = false;
    struct page page;

    if (w->complete_at.unix_ms == 0)
        w->complete_at =
            instant_add(boot_now(w),
                        (struct duration){ min_i64(w->settings.complete_every.ms, MS_PER_MINUTE) });
    else
        due = !instant_before(boot_now(w), w->complete_at);
    do {
        if (VIA(w->ports->records, page_global, scope, &connection_record, &query, &page) != ERR_OK)
            return worker_loop_failed(w->loops[LOOP_COMPLETE], scope);
        complete_page(w, scope, &page, due, &again);
        query.after = page.next;
    } while (page.next.p != NULL);
    if (due)
        w->complete_at = instant_add(boot_now(w), w->settings.complete_every);
    return again ? SECONDS(1) : instant_minus(w->complete_at, boot_now(w));
}
