/* registrations.c - a company signs up by itself. */
#include "http/credentials.h"
#include "v1/handlers.h"

enum err get_registration(struct request *req, struct response *res)
{
    struct registration_view view;

    TRY(read_registration(req->ports, &req->scope, &view));
    return response_record(res, 200, &registration_view_record, &view);
}

enum err post_registration(struct request *req, struct response *res)
{
    struct ask_registration cmd = { .time_zone = STR(""), .language = STR("") };

    TRY(request_read(req, res, &cmd));
    TRY(sign_in_limit(req, res, email_normal(req->scope.arena, cmd.email)));
    TRY(ask_registration(req->ports, &req->scope, &cmd));
    return response_nothing(res);
}

enum err post_registration_resend(struct request *req, struct response *res)
{
    struct repeat_registration cmd = { .email = STR_NONE };

    TRY(request_read(req, res, &cmd));
    TRY(sign_in_limit(req, res, email_normal(req->scope.arena, cmd.email)));
    TRY(repeat_registration(req->ports, &req->scope, &cmd));
    return response_nothing(res);
}

enum err post_registration_confirm(struct request *req, struct response *res)
{
    struct confirm_registration cmd = { .name = STR("") };
    struct registered made;

    TRY(request_read(req, res, &cmd));
    TRY(sign_in_limit(req, res, cmd.token));
    TRY(confirm_registration(req->ports, &req->scope, &cmd, &made));
    return response_record(res, req->route->status, &registered_record, &made);
}
