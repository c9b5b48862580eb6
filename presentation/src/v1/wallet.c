/* wallet.c - balance, movements, top-ups. */
#include "v1/handlers.h"

enum err get_wallet(struct request *req, struct response *res)
{
    struct wallet_view view;

    TRY(read_wallet(req->ports, &req->scope, &view));
    return response_record(res, 200, &wallet_view_record, &view);
}

enum err post_top_up(struct request *req, struct response *res)
{
    struct top_up_wallet cmd = { .amount = { .has = false } };
    struct topped_up topped_up;

    TRY(request_read(req, res, &cmd));
    TRY(top_up_wallet(req->ports, &req->scope, &cmd, &topped_up));
    return response_record(res, 201, &topped_up_record, &topped_up);
}

enum err get_entries(struct request *req, struct response *res)
{
    struct page_query query;
    struct page page;

    TRY(request_page(req, &entry_record, &query));
    TRY(list_entries(req->ports, &req->scope, &query, &page));
    return response_page(res, &entry_record, &page);
}

enum err post_wallet_check(struct request *req, struct response *res)
{
    TRY(check_ledger(req->ports, &req->scope));
    return response_nothing(res);
}
