/* users.c - the people of an account, and the places in it that are offered. */
#include "http/credentials.h"
#include "v1/handlers.h"

enum err get_users(struct request *req, struct response *res)
{
    struct page_query query;
    struct page page;

    TRY(request_page(req, &member_record, &query));
    TRY(list_members(req->ports, &req->scope, &query, &page));
    return response_page(res, &member_record, &page);
}

enum err get_user(struct request *req, struct response *res)
{
    struct member member;
    struct user_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(read_member(req->ports, &req->scope, id, &member));
    return response_record(res, 200, &member_record, &member);
}

enum err patch_user(struct request *req, struct response *res)
{
    struct change_member cmd = { .role = (enum role)0 };
    struct member member;
    struct user_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(read_member(req->ports, &req->scope, id, &member));
    TRY(request_if_match(req, res, &member_record, &member));
    cmd.role = member.role;
    TRY(request_read(req, res, &cmd));
    TRY(change_member(req->ports, &req->scope, id, &cmd, &member));
    return response_record(res, 200, &member_record, &member);
}

enum err delete_user(struct request *req, struct response *res)
{
    struct user_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(remove_member(req->ports, &req->scope, id));
    return response_nothing(res);
}

enum err post_user_factor_reset(struct request *req, struct response *res)
{
    struct factor_reset_reason cmd = { .reason = STR_NONE };
    struct member member;
    struct user_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(request_read(req, res, &cmd));
    TRY(reset_member_factor(req->ports, &req->scope, id, &cmd, &member));
    return response_record(res, 200, &member_record, &member);
}

/* -- invitations -- */

enum err post_invitation(struct request *req, struct response *res)
{
    struct invite cmd = { .language = STR("") };
    struct invitation invitation;

    TRY(request_read(req, res, &cmd));
    return answer_created(req, res, invite(req->ports, &req->scope, &cmd, &invitation),
                          &invitation);
}

enum err post_invitation_resend(struct request *req, struct response *res)
{
    struct invitation *invitation;
    struct invitation_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(invite_again(req->ports, &req->scope, id, &invitation));
    return response_record(res, 200, &invitation_record, invitation);
}

enum err delete_invitation(struct request *req, struct response *res)
{
    struct invitation_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(revoke_invitation(req->ports, &req->scope, id));
    return response_nothing(res);
}

enum err post_invitation_look_up(struct request *req, struct response *res)
{
    struct look_up_invitation cmd = { .token = STR_NONE };
    struct invitation_view view;

    TRY(request_read(req, res, &cmd));
    TRY(sign_in_limit(req, res, cmd.token));
    TRY(look_up_invitation(req->ports, &req->scope, &cmd, &view));
    return response_record(res, 200, &invitation_view_record, &view);
}

enum err post_invitation_accept(struct request *req, struct response *res)
{
    struct accept_invitation cmd = { .name = STR(""), .password = STR("") };
    struct accepted_invitation accepted;

    TRY(request_read(req, res, &cmd));
    TRY(sign_in_limit(req, res, cmd.token));
    TRY(accept_invitation(req->ports, &req->scope, &cmd, &accepted));
    return response_record(res, 201, &accepted_invitation_record, &accepted);
}
