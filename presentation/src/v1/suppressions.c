/* suppressions.c - the do-not-call lists: an account's own, and the installation's. */
#include "v1/csv_lines.h"
#include "v1/handlers.h"

/* -- the account's -- */

enum err get_suppressions(struct request *req, struct response *res)
{
    struct page_query query;
    struct page page;

    TRY(request_page(req, &suppression_record, &query));
    TRY(find_suppressions(req->ports, &req->scope, request_query(req, "phone"), &query, &page));
    return response_page(res, &suppression_record, &page);
}

enum err post_suppression(struct request *req, struct response *res)
{
    struct suppression wanted = { .reason = SUPPRESSION_REQUESTED, .note = STR("") };
    struct suppression *suppression;

    TRY(request_read(req, res, &wanted));
    req->scope.idempotency_key = STR_NONE; /* the phone is the key: it is on the list once */
    TRY(suppress_phone(req->ports, &req->scope, &wanted, &suppression));
    return response_record(res, 201, &suppression_record, suppression);
}

enum err delete_suppression(struct request *req, struct response *res)
{
    struct suppression_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(unsuppress_phone(req->ports, &req->scope, id));
    return response_nothing(res);
}

/* -- the installation's, for its operator -- */

enum err get_platform_suppressions(struct request *req, struct response *res)
{
    struct page_query query;
    struct page page;

    TRY(request_page(req, &platform_suppression_record, &query));
    TRY(find_platform_suppressions(req->ports, &req->scope, request_query(req, "phone"), &query,
                                   &page));
    return response_page(res, &platform_suppression_record, &page);
}

enum err post_platform_suppression(struct request *req, struct response *res)
{
    struct platform_suppression wanted = { .reason = SUPPRESSION_REQUESTED, .note = STR("") };
    struct platform_suppression *made;

    TRY(request_read(req, res, &wanted));
    req->scope.idempotency_key = STR_NONE; /* the phone is the key: it is on the list once */
    TRY(suppress_for_all(req->ports, &req->scope, &wanted, &made));
    return response_record(res, 201, &platform_suppression_record, made);
}

enum err get_platform_suppression(struct request *req, struct response *res)
{
    struct platform_suppression_id id;
    struct platform_suppression *found;

    TRY(request_path_id(req, "id", &id));
    TRY(read_platform_suppression(req->ports, &req->scope, id, &found));
    return response_record(res, 200, &platform_suppression_record, found);
}

enum err delete_platform_suppression(struct request *req, struct response *res)
{
    struct platform_suppression_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(unsuppress_for_all(req->ports, &req->scope, id));
    return response_nothing(res);
}

/* The phone is digits behind a plus: no formula, and the import takes it back as it is. */
static void put_cells(struct strbuf *b, struct arena *arena, const void *item)
{
    const struct platform_suppression *s = item;

    strbuf_add(b, s->phone.e164);
    csv_put(b, suppression_reason_name(s->reason), false);
    csv_put(b, s->note, false);
    csv_put(b, instant_print(arena, s->created_at), false);
    csv_put(b, s->expires_at.has ? instant_print(arena, s->expires_at.v) : STR(""), false);
}

enum err get_platform_suppression_export(struct request *req, struct response *res)
{
    static const struct csv_file file = {
        .name = "do-not-call.csv",
        .record = &platform_suppression_record,
        .titles = "phone,reason,note,created_at,expires_at",
        .page_bytes = 1 << 20,
        .list = list_platform_suppressions,
        .put_cells = put_cells,
    };

    return response_csv(req, res, &file);
}

/* -- a whole sheet, for one list as for the other -- */

typedef enum err import_of_list(const struct ports *ports, struct scope *scope,
                                const struct import_suppressions *cmd,
                                struct imported_suppressions *ret);

static enum err post_import(struct request *req, struct response *res, import_of_list *import)
{
    struct import_suppressions cmd = { .source = body_read_piece,
                                       .from = &req->body,
                                       .file_name = request_file_name(req),
                                       .country = request_query(req, "country") };
    struct imported_suppressions imported;

    TRY(request_stream_end(req, res, import(req->ports, &req->scope, &cmd, &imported)));
    return response_record(res, 200, &imported_suppressions_record, &imported);
}

enum err post_suppression_import(struct request *req, struct response *res)
{
    return post_import(req, res, import_suppressions);
}

enum err post_platform_suppression_import(struct request *req, struct response *res)
{
    return post_import(req, res, import_platform_suppressions);
}
