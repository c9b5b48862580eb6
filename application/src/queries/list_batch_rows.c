/* application/src/queries/list_batch_rows.c */
#include "application/queries/list_batch_rows.h"

#include "list_of.h"

RECORD_REPOSITORY(batch)

enum err list_batch_rows(const struct ports *ports, struct scope *scope, struct batch_id id,
                         const struct page_query *query, struct page *ret)
{
    struct batch *batch;

    TRY(scope_require(scope, PERMISSION_IMPORT));
    TRY(batch_find(ports->records, scope, id, &batch));
    return list_of(ports, scope, &batch_row_record, "batch", ID_TEXT(scope->arena, id), query, ret);
}
