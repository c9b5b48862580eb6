/* profile.c - what is a person's own: name, accounts, second factor. */
#include "http/credentials.h"
#include "v1/handlers.h"

enum err get_profile(struct request *req, struct response *res)
{
    struct profile profile;

    TRY(read_profile(req->ports, &req->scope, &profile));
    return response_record(res, 200, &profile_record, &profile);
}

enum err patch_profile(struct request *req, struct response *res)
{
    struct change_profile cmd = { .name = { false, STR_NONE } };
    struct profile profile;

    TRY(read_profile(req->ports, &req->scope, &profile));
    TRY(request_if_match(req, res, &profile_record, &profile));
    TRY(request_read(req, res, &cmd));
    TRY(change_profile(req->ports, &req->scope, &cmd, &profile));
    return response_record(res, 200, &profile_record, &profile);
}

enum err get_own_accounts(struct request *req, struct response *res)
{
    struct page page;

    TRY(list_own_accounts(req->ports, &req->scope, &page));
    return response_page(res, &own_account_record, &page);
}

enum err post_session_account(struct request *req, struct response *res)
{
    struct switch_account cmd = { .account = STR_NONE };
    struct signed_in in;

    TRY(request_read(req, res, &cmd));
    TRY(switch_account(req->ports, &req->scope, &cmd, request_agent(req), &in));
    return answer_signed_in(req, res, &signed_in_record, &in, &in);
}

/* -- the second factor -- */

/* Passwords and codes of one person are tried no faster here than at the door. */
static enum err own_limit(struct request *req, struct response *res)
{
    return sign_in_limit(req, res, ID_TEXT(req->scope.arena, req->scope.actor.user));
}

enum err get_second_factor(struct request *req, struct response *res)
{
    struct second_factor_view view;

    TRY(read_second_factor(req->ports, &req->scope, &view));
    return response_record(res, 200, &second_factor_view_record, &view);
}

enum err post_second_factor(struct request *req, struct response *res)
{
    struct own_password cmd = { .password = STR_NONE };
    struct begun_factor begun;

    TRY(request_read(req, res, &cmd));
    TRY(own_limit(req, res));
    TRY(begin_second_factor(req->ports, &req->scope, &cmd, &begun));
    return response_record(res, 201, &begun_factor_record, &begun);
}

enum err post_second_factor_confirm(struct request *req, struct response *res)
{
    struct confirm_factor cmd = { .code = STR_NONE };
    struct recovery_codes codes;

    TRY(request_read(req, res, &cmd));
    TRY(wait_told(
        req, res,
        confirm_second_factor(req->ports, &req->scope, &cmd, request_agent(req), &codes)));
    return answer_signed_in(req, res, &recovery_codes_record, &codes, &codes.in);
}

enum err post_recovery_codes(struct request *req, struct response *res)
{
    struct own_password cmd = { .password = STR_NONE };
    struct recovery_codes codes;

    TRY(request_read(req, res, &cmd));
    TRY(own_limit(req, res));
    TRY(renew_recovery_codes(req->ports, &req->scope, &cmd, request_agent(req), &codes));
    return answer_signed_in(req, res, &recovery_codes_record, &codes, &codes.in);
}

enum err post_second_factor_end(struct request *req, struct response *res)
{
    struct own_password cmd = { .password = STR_NONE };
    struct signed_in in;

    TRY(request_read(req, res, &cmd));
    TRY(own_limit(req, res));
    TRY(end_second_factor(req->ports, &req->scope, &cmd, request_agent(req), &in));
    return answer_signed_in(req, res, &signed_in_record, &in, &in);
}
