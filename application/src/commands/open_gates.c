/* application/src/commands/open_gates.c - what a launch that was cut short left closed. */
#include "application/commands/open_gates.h"

#include "campaign_gate.h"

static enum err open_one(const struct ports *ports, struct scope *scope, const struct campaign *c)
{
    struct scope inside = scope_page(scope, scope->arena, scope->now);
    enum err err;

    inside.account = c->account;
    err = campaign_gate_open(ports, &inside, c);
    if (err != ERR_OK)
        scope->error = inside.error;
    return err;
}

enum err open_gates(const struct ports *ports, struct scope *scope)
{
    struct page_query query = {
        .filters = { { STR("status"), FILTER_EQ, campaign_status_name(CAMPAIGN_RUNNING) } },
        .n = 1,
        .limit = PAGE_MOST,
    };
    struct page page;

    do {
        TRY(VIA(ports->records, page_global, scope, &campaign_record, &query, &page));
        for (size_t i = 0; i < page.n; i++)
            TRY(open_one(ports, scope, &((struct campaign *)page.items)[i]));
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}
