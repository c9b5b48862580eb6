/* sessions.c - people come in, look around where else they are, and go. */
#include "http/credentials.h"
#include "v1/handlers.h"

struct str request_agent(const struct request *req)
{
    struct str agent = request_header(req, "User-Agent");

    return agent.p == NULL ? STR("") : agent;
}

enum err answer_signed_in(struct request *req, struct response *res, const struct record *record,
                          const void *answer, const struct signed_in *in)
{
    session_cookie(res, in->secret);
    return response_record(res, req->route->status, record, answer);
}

enum err wait_told(struct request *req, struct response *res, enum err err)
{
    const struct param *param = &req->scope.error.params[0];

    if (err == ERR_EXHAUSTED && param->name != NULL && str_eq_c(STR("seconds"), param->name))
        res->allowance.retry_s = param->i64;
    return err;
}

enum err post_session(struct request *req, struct response *res)
{
    struct sign_in cmd = { .account = STR(""), .code = STR("") };
    struct signed_in in;

    TRY(request_read(req, res, &cmd));
    TRY(sign_in_limit(req, res, email_normal(req->scope.arena, cmd.email)));
    TRY(wait_told(req, res, sign_in(req->ports, &req->scope, &cmd, request_agent(req), &in)));
    return answer_signed_in(req, res, &signed_in_record, &in, &in);
}

enum err get_session(struct request *req, struct response *res)
{
    struct signed_in in;

    TRY(read_session(req->ports, &req->scope, &in));
    return response_record(res, 200, &signed_in_record, &in);
}

enum err delete_session(struct request *req, struct response *res)
{
    TRY(sign_out(req->ports, &req->scope));
    session_cookie(res, STR(""));
    return response_nothing(res);
}

enum err get_sessions(struct request *req, struct response *res)
{
    struct page page;

    TRY(list_sessions(req->ports, &req->scope, &page));
    return response_page(res, &session_record, &page);
}

enum err delete_other_session(struct request *req, struct response *res)
{
    struct session_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(end_session(req->ports, &req->scope, id));
    return response_nothing(res);
}

enum err post_password(struct request *req, struct response *res)
{
    struct change_password cmd = { .current = STR_NONE };
    struct signed_in in;

    TRY(request_read(req, res, &cmd));
    TRY(sign_in_limit(req, res, ID_TEXT(req->scope.arena, req->scope.actor.user)));
    TRY(change_password(req->ports, &req->scope, &cmd, request_agent(req), &in));
    return answer_signed_in(req, res, &signed_in_record, &in, &in);
}
