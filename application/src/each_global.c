/* application/src/each_global.c */
#include "each_global.h"

static enum err visit_one(const struct ports *ports, struct scope *scope,
                          const struct record *record, void *object, each_visit *visit)
{
    struct scope inside = scope_page(scope, scope->arena, scope->now);
    enum err err;

    inside.account.v = *(struct id128 *)field_at(record_find(record, STR("account")), object);
    err = visit(ports, &inside, object);
    if (err != ERR_OK && scope->error.code == ERR_OK) /* the first is told */
        scope->error = inside.error;
    return err;
}

static bool store_is_away(enum err err)
{
    return err == ERR_UNAVAILABLE || err == ERR_TIMEOUT;
}

enum err each_with_status(const struct ports *ports, struct scope *scope,
                          const struct record *record, struct str status, each_visit *visit)
{
    struct page_query query = {
        .filters = { { STR("status"), FILTER_EQ, status } },
        .n = 1,
        .limit = PAGE_MOST,
    };
    enum err first = ERR_OK;
    struct page page;

    do {
        TRY(VIA(ports->records, page_global, scope, record, &query, &page));
        for (size_t i = 0; i < page.n; i++) {
            char *object = (char *)page.items + i * record->size;
            enum err err = visit_one(ports, scope, record, object, visit);

            first = first == ERR_OK ? err : first;
            if (store_is_away(err))
                return first;
        }
        query.after = page.next;
    } while (page.next.p != NULL);
    return first;
}
