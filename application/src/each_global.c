/* application/src/each_global.c */
#include "each_global.h"

static enum err visit_one(const struct ports *ports, struct scope *scope,
                          const struct record *record, void *object, each_visit *visit)
{
    struct scope inside = scope_page(scope, scope->arena, scope->now);
    enum err err;

    inside.account.v = *(struct id128 *)field_at(record_find(record, STR("account")), object);
    err = visit(ports, &inside, object);
    if (err != ERR_OK)
        scope->error = inside.error;
    return err;
}

enum err each_with_status(const struct ports *ports, struct scope *scope,
                          const struct record *record, struct str status, each_visit *visit)
{
    struct page_query query = {
        .filters = { { STR("status"), FILTER_EQ, status } },
        .n = 1,
        .limit = PAGE_MOST,
    };
    struct page page;

    do {
        TRY(VIA(ports->records, page_global, scope, record, &query, &page));
        for (size_t i = 0; i < page.n; i++)
            TRY(visit_one(ports, scope, record, (char *)page.items + i * record->size, visit));
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}
