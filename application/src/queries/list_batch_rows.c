/* application/src/queries/list_batch_rows.c */
#include "application/queries/list_batch_rows.h"

#include "domain/models/account.h"
#include "list_of.h"
#include "row_book.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(batch)

enum err list_batch_rows(const struct ports *ports, struct scope *scope, struct batch_id id,
                         const struct page_query *query, struct page *ret)
{
    struct account *account;
    struct batch *batch;
    struct str language;

    TRY(scope_require(scope, PERMISSION_IMPORT));
    TRY(batch_find(ports->records, scope, id, &batch));
    TRY(account_find(ports->records, scope, scope->account, &account));
    TRY(list_of(ports, scope, &batch_row_record, "batch", ID_TEXT(scope->arena, id), query, ret));
    language = scope_language(scope, account->language);
    if (str_eq(language, account->language))
        return ERR_OK; /* as they were kept */
    for (size_t i = 0; i < ret->n; i++)
        row_say_again(ports, scope->arena, language, batch, &((struct batch_row *)ret->items)[i]);
    return ERR_OK;
}
