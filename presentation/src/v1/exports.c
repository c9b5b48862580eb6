/* exports.c - results as files. */
#include "v1/handlers.h"

enum err post_export(struct request *req, struct response *res)
{
    struct request_export cmd = { .language = STR("") };
    struct export *export = NULL;
    bool done;
    enum err err;

    TRY(read_new(req, res, &cmd, &done));
    if (done)
        return ERR_OK;
    err = request_export(req->ports, &req->scope, &cmd, &export);
    return answer_created(req, res, err, export);
}

static struct str type_of(enum export_format format)
{
    return format == EXPORT_CSV
               ? STR("text/csv; charset=utf-8")
               : STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
}

enum err get_export_file(struct request *req, struct response *res)
{
    struct export_id id;
    void *found;
    const struct export *export;
    struct str name;

    TRY(request_path_id(req, "id", &id));
    TRY(read_record(req->ports, &req->scope, &export_record, id.v, &found));
    export = found;
    if (export_has_money(export))
        TRY(scope_require(&req->scope, PERMISSION_READ_MONEY));
    if (export->status != EXPORT_READY)
        return FAIL_WITH(&req->scope.error, ERR_PRECONDITION, "export.not_ready",
                         P_STR("status", export_status_name(export->status)));
    name = str_format(req->scope.arena, "%.*s.%.*s",
                      STR_ARG(export_kind_name(export->kind != 0 ? export->kind : EXPORT_RESULTS)),
                      STR_ARG(export_format_name(export->format)));
    return send_object_part(
        req, res, export->object, type_of(export->format), name,
        str_format(req->scope.arena, "\"%.*s\"", STR_ARG(ID_TEXT(req->scope.arena, export->id))),
        export->bytes);
}

enum err delete_export(struct request *req, struct response *res)
{
    struct export_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(remove_export(req->ports, &req->scope, id));
    return response_nothing(res);
}
