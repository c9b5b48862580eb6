/* application/src/commands/discard_batch.c - the rows of undone batches go away, page by page. */
#include "application/commands/discard_batch.h"

#include "domain/models/batch.h"

enum { DISCARD_ROWS = 5000 };

static enum err discard_those(const struct ports *ports, struct scope *scope,
                              enum batch_status status)
{
    struct page_query query = {
        .filters = { { STR("status"), FILTER_EQ, batch_status_name(status) } },
        .n = 1,
        .limit = PAGE_MOST,
    };
    struct page page;

    do {
        TRY(VIA(ports->records, page_global, scope, &batch_record, &query, &page));
        for (size_t i = 0; i < page.n; i++) {
            struct batch *batch = &((struct batch *)page.items)[i];
            struct scope inside = scope_page(scope, scope->arena, scope->now);
            enum err err = ERR_OK;
            bool left = true;

            inside.account = batch->account;
            while (left && err == ERR_OK)
                err = VIA(ports->imports, discard, &inside, batch->id, DISCARD_ROWS, &left);
            if (err != ERR_OK) {
                scope->error = inside.error;
                return err;
            }
        }
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}

enum err discard_batches(const struct ports *ports, struct scope *scope)
{
    TRY(discard_those(ports, scope, BATCH_UNDONE));
    return discard_those(ports, scope, BATCH_FAILED);
}
