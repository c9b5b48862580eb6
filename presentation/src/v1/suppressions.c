/* suppressions.c - the do-not-call list. */
#include "v1/handlers.h"

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

enum err post_suppression_import(struct request *req, struct response *res)
{
    struct import_suppressions cmd = { .source = body_read_piece,
                                       .from = &req->body,
                                       .file_name = request_file_name(req),
                                       .country = request_query(req, "country") };
    struct imported_suppressions imported;

    TRY(request_stream_end(req, res,
                           import_suppressions(req->ports, &req->scope, &cmd, &imported)));
    return response_record(res, 200, &imported_suppressions_record, &imported);
}
