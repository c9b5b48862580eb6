/* call/look_turn.c - searches at the provider. They wait for the network, so they have threads of
 * their own. */
#include "base/checked.h"
#include "call/parts.h"

enum { LOOK_MOST = 100 };

struct duration look_turn(void *self, struct scope *scope)
{
    struct call_worker *w = self;
    int64_t looked = 0, overdue = 0;

    if (reconcile_calls(w->ports, scope, &w->settings.reconcile, LOOK_MOST, &looked) != ERR_OK)
        return worker_loop_failed(w->look, scope);
    if (reconcile_overdue(w->ports, scope, LOOK_MOST, &overdue) != ERR_OK)
        return worker_loop_failed(w->look, scope);
    return looked == LOOK_MOST ? (struct duration){ 0 } : w->settings.look_every;
}

/* Every connection, the installation's own and those that accounts brought. */
struct duration complete_turn(void *self, struct scope *scope)
{
    struct call_worker *w = self;
    struct page_query query = { .limit = PAGE_MOST };
    struct page page;

    if (!w->complete_begun) { /* a start has better to do */
        w->complete_begun = true;
        return (struct duration){ min_i64(w->settings.complete_every.ms, MS_PER_MINUTE) };
    }
    do {
        if (VIA(w->ports->records, page_global, scope, &connection_record, &query, &page) != ERR_OK)
            return worker_loop_failed(w->complete, scope);
        for (size_t i = 0; i < page.n && !worker_loop_is_stopping(w->complete); i++) {
            const struct connection *c = &((struct connection *)page.items)[i];
            struct scope inside = scope_page(scope, scope->arena, VIA0(w->ports->clock, wall));
            int64_t found = 0;

            if (c->agent.n == 0) /* never used */
                continue;
            if (reconcile_recent(w->ports, &inside, &w->settings.reconcile, c, &found) != ERR_OK)
                worker_loop_failed(w->complete, &inside); /* the next ones all the same */
            if (found > 0)
                log_info(w->ports->log, "dial.found_by_pull", LF_ID("connection", "con", c->id.v),
                         LF_I64("calls", found));
        }
        query.after = page.next;
    } while (page.next.p != NULL);
    return w->settings.complete_every;
}
