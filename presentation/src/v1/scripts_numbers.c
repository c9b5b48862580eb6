/* scripts_numbers.c - what is said, and from which numbers. */
#include "v1/handlers.h"

enum err post_script(struct request *req, struct response *res)
{
    struct script wanted = { .language = STR("es"), .opening = STR("") };
    struct script *script = NULL;
    bool done;
    enum err err;

    TRY(request_read(req, res, &wanted));
    TRY(answer_again(req, res, &done));
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

enum err post_number(struct request *req, struct response *res)
{
    struct number wanted = { .label = STR("") };
    struct number *number = NULL;
    bool done;
    enum err err;

    TRY(request_read(req, res, &wanted));
    TRY(answer_again(req, res, &done));
    if (done)
        return ERR_OK;
    err = add_number(req->ports, &req->scope, &wanted, &number);
    return answer_created(req, res, err, number);
}

enum err delete_number(struct request *req, struct response *res)
{
    struct number_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(remove_number(req->ports, &req->scope, id));
    return response_nothing(res);
}
