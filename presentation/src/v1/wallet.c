/* wallet.c - balance, movements, statements, top-ups. */
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
    return response_page(res, &ledger_line_record, &page);
}

enum err get_entry(struct request *req, struct response *res)
{
    struct entry_view view;
    struct entry_id id;

    TRY(request_path_id(req, "entry", &id));
    TRY(read_entry(req->ports, &req->scope, id, &view));
    return response_record(res, 200, &entry_view_record, &view);
}

enum err patch_wallet(struct request *req, struct response *res)
{
    struct change_wallet cmd = { .low_at = { .has = false } };
    struct wallet_view view;

    TRY(request_read(req, res, &cmd));
    TRY(change_wallet(req->ports, &req->scope, &cmd, &view));
    return response_record(res, 200, &wallet_view_record, &view);
}

enum err get_statements(struct request *req, struct response *res)
{
    int64_t months = STATEMENTS_DEFAULT;
    struct statement_list statements;

    request_query_i64(req, "months", &months);
    TRY(list_statements(req->ports, &req->scope, months, &statements));
    struct page page = { .items = statements.items, .n = statements.n };
    return response_page(res, &statement_record, &page);
}

enum err get_statement(struct request *req, struct response *res)
{
    struct statement_view view;

    TRY(read_statement(req->ports, &req->scope, request_param(req, "month"), &view));
    return response_record(res, 200, &statement_view_record, &view);
}

enum err post_wallet_check(struct request *req, struct response *res)
{
    TRY(check_ledger(req->ports, &req->scope));
    return response_nothing(res);
}
