/* scripts_numbers.c - what is said, and from which numbers. */
#include "v1/handlers.h"

enum err post_script(struct request *req, struct response *res)
{
    struct script wanted = { .language = STR("es"), .opening = STR("") };
    struct script *script = NULL;
    bool done;
    enum err err;

    TRY(read_new(req, res, &wanted, &done));
    if (done)
        return ERR_OK;
    err = create_script(req->ports, &req->scope, &wanted, &script);
    return answer_created(req, res, err, script);
}

enum err patch_script(struct request *req, struct response *res)
{
    void *changed;
    struct script *script;

    TRY(read_change(req, res, &changed));
    TRY(change_script(req->ports, &req->scope, changed, &script));
    return response_record(res, 200, &script_record, script);
}

enum err get_script_versions(struct request *req, struct response *res)
{
    struct page_query query;
    struct script_id id;
    struct page page;

    TRY(request_path_id(req, "id", &id));
    TRY(request_page(req, &script_version_record, &query));
    TRY(list_script_versions(req->ports, &req->scope, id, &query, &page));
    return response_page(res, &script_version_record, &page);
}

/* {id} and {revision}; what is no number is no revision. */
static enum err read_revision(struct request *req, struct script_id *id, int64_t *revision)
{
    struct str text = request_param(req, "revision");

    TRY(request_path_id(req, "id", id));
    if (!str_to_i64(text, 1, INT32_MAX, revision))
        return FAIL_WITH(&req->scope.error, ERR_NOT_FOUND, "script.no_such_version",
                         P_STR("revision", text));
    return ERR_OK;
}

enum err get_script_version(struct request *req, struct response *res)
{
    struct script_version version;
    struct script_id id;
    int64_t revision;

    TRY(read_revision(req, &id, &revision));
    TRY(read_script_version(req->ports, &req->scope, id, revision, &version));
    return response_record(res, 200, &script_version_record, &version);
}

enum err post_script_restore(struct request *req, struct response *res)
{
    struct script_id id;
    struct script *script;
    int64_t revision;

    TRY(read_revision(req, &id, &revision));
    TRY(restore_script(req->ports, &req->scope, id, revision, &script));
    return response_record(res, 200, &script_record, script);
}

enum err post_script_preview(struct request *req, struct response *res)
{
    struct preview_script query = { .row = 0 };
    struct script_preview preview;

    TRY(request_read(req, res, &query));
    TRY(preview_script(req->ports, &req->scope, &query, &preview));
    return response_record(res, 200, &script_preview_record, &preview);
}

enum err post_script_rehearsal(struct request *req, struct response *res)
{
    struct rehearse_script cmd = { .row = 0 };
    struct rehearsal rehearsal;

    TRY(request_read(req, res, &cmd));
    TRY(rehearse_script(req->ports, &req->scope, &cmd, &rehearsal));
    return response_record(res, 200, &rehearsal_record, &rehearsal);
}

enum err post_number(struct request *req, struct response *res)
{
    struct number wanted = { .label = STR("") };
    struct number *number = NULL;
    bool done;
    enum err err;

    TRY(read_new(req, res, &wanted, &done));
    if (done)
        return ERR_OK;
    err = add_number(req->ports, &req->scope, &wanted, &number);
    return answer_created(req, res, err, number);
}

enum err patch_number(struct request *req, struct response *res)
{
    void *changed;
    struct number *number;

    TRY(read_change(req, res, &changed));
    TRY(change_number(req->ports, &req->scope, changed, &number));
    return response_record(res, 200, &number_record, number);
}

enum err delete_number(struct request *req, struct response *res)
{
    struct number_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(remove_number(req->ports, &req->scope, id));
    return response_nothing(res);
}
