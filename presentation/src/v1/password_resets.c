/* password_resets.c - a new password by e-mail. */
#include "http/credentials.h"
#include "v1/handlers.h"

enum err post_password_reset(struct request *req, struct response *res)
{
    struct ask_password_reset cmd = { .email = STR_NONE };

    TRY(request_read(req, res, &cmd));
    TRY(sign_in_limit(req, res, email_normal(req->scope.arena, cmd.email)));
    TRY(ask_password_reset(req->ports, &req->scope, &cmd));
    return response_nothing(res);
}

enum err post_password_reset_confirm(struct request *req, struct response *res)
{
    struct reset_password cmd = { .token = STR_NONE };

    TRY(request_read(req, res, &cmd));
    TRY(sign_in_limit(req, res, cmd.token));
    TRY(reset_password(req->ports, &req->scope, &cmd));
    return response_nothing(res);
}
