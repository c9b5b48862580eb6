/* account.c - the account itself and its keys. */
#include "v1/handlers.h"

enum err get_account(struct request *req, struct response *res)
{
    void *account;

    TRY(read_record(req->ports, &req->scope, &account_record, req->scope.account.v, &account));
    return response_record(res, 200, &account_record, account);
}

enum err patch_account(struct request *req, struct response *res)
{
    struct change_account cmd = { .name = { false, STR_NONE } };
    struct account *account;
    void *stored;

    TRY(read_record(req->ports, &req->scope, &account_record, req->scope.account.v, &stored));
    TRY(request_if_match(req, res, &account_record, stored));
    TRY(request_read(req, res, &cmd));
    TRY(change_account(req->ports, &req->scope, &cmd, &account));
    return response_record(res, 200, &account_record, account);
}

enum err post_api_key(struct request *req, struct response *res)
{
    struct create_api_key cmd = { .name = STR_NONE };
    struct created_api_key created;

    TRY(request_read(req, res, &cmd));
    TRY(create_api_key(req->ports, &req->scope, &cmd, &created));
    return response_record(res, 201, &created_api_key_record, &created);
}

enum err delete_api_key(struct request *req, struct response *res)
{
    struct api_key_id id;
    struct api_key *key;

    TRY(request_path_id(req, "id", &id));
    TRY(revoke_api_key(req->ports, &req->scope, id, &key));
    return response_nothing(res);
}

enum err post_api_keys_revoke_left(struct request *req, struct response *res)
{
    struct revoked_keys revoked;

    TRY(revoke_left_keys(req->ports, &req->scope, &revoked));
    return response_record(res, 200, &revoked_keys_record, &revoked);
}

enum err post_api_key_rotate(struct request *req, struct response *res)
{
    struct rotate_api_key cmd = { .overlap_ms = { .has = false } };
    struct created_api_key created;
    struct api_key_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(request_read(req, res, &cmd));
    TRY(rotate_api_key(req->ports, &req->scope, id, &cmd, &created));
    return response_record(res, 201, &created_api_key_record, &created);
}

/* -- the same for the account's sandbox -- */

enum err get_sandbox(struct request *req, struct response *res)
{
    TRY(enter_sandbox(req->ports, &req->scope, false));
    return get_account(req, res);
}

enum err get_sandbox_keys(struct request *req, struct response *res)
{
    TRY(enter_sandbox(req->ports, &req->scope, false));
    return list_any(req, res);
}

enum err post_sandbox_key(struct request *req, struct response *res)
{
    TRY(enter_sandbox(req->ports, &req->scope, true));
    return post_api_key(req, res);
}

enum err post_sandbox_key_rotate(struct request *req, struct response *res)
{
    TRY(enter_sandbox(req->ports, &req->scope, false));
    return post_api_key_rotate(req, res);
}

enum err delete_sandbox_key(struct request *req, struct response *res)
{
    TRY(enter_sandbox(req->ports, &req->scope, false));
    return delete_api_key(req, res);
}
