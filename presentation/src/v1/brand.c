/* brand.c - how the installation looks at an account's own door. */
#include "base/strbuf.h"
#include "codec/crypto.h"
#include "v1/handlers.h"

enum { MARK_BYTES = 16 };

/* The object's name says whose it is; the public mark of it does not. */
static struct str mark_of(struct arena *arena, struct str object)
{
    unsigned char hash[SHA256_BYTES];

    sha256(object, hash);
    return str_format(arena, "\"%.*s\"",
                      STR_ARG(hex_print(arena, (struct str){ (const char *)hash, MARK_BYTES })));
}

static enum err send_logo(struct request *req, struct response *res, const struct account *account)
{
    return send_object_part(req, res, account->logo_object, account->logo_type, STR("logo"),
                            mark_of(req->scope.arena, account->logo_object), account->logo_bytes);
}

static struct str host_of(const struct request *req)
{
    struct str host = request_header(req, "Host");

    return host.p == NULL ? STR("") : host;
}

enum err get_brand(struct request *req, struct response *res)
{
    struct brand brand;

    TRY(read_brand(req->ports, &req->scope, host_of(req), &brand));
    return response_record(res, 200, &brand_record, &brand);
}

enum err get_brand_logo(struct request *req, struct response *res)
{
    struct account *account;

    TRY(find_brand_logo(req->ports, &req->scope, host_of(req), &account));
    return send_logo(req, res, account);
}

enum err get_own_address(struct request *req, struct response *res)
{
    struct own_address address;

    TRY(read_own_address(req->ports, &req->scope, &address));
    return response_record(res, 200, &own_address_record, &address);
}

enum err put_own_address(struct request *req, struct response *res)
{
    struct choose_address cmd = { .subdomain = STR("") };
    struct own_address address;

    TRY(request_read(req, res, &cmd));
    TRY(choose_own_address(req->ports, &req->scope, &cmd, &address));
    return response_record(res, 200, &own_address_record, &address);
}

/* -- the account's picture -- */

enum err put_logo(struct request *req, struct response *res)
{
    struct account *account;
    struct str bytes;

    TRY(request_raw(req, res, &bytes));
    TRY(keep_logo(req->ports, &req->scope, bytes, &account));
    return response_record(res, 200, &account_record, account);
}

enum err get_logo(struct request *req, struct response *res)
{
    struct account *account;

    TRY(find_logo(req->ports, &req->scope, &account));
    return send_logo(req, res, account);
}

enum err get_board_logo(struct request *req, struct response *res)
{
    struct account *account;

    TRY(find_board_logo(req->ports, &req->scope, &account));
    return send_logo(req, res, account);
}

enum err delete_logo(struct request *req, struct response *res)
{
    TRY(remove_logo(req->ports, &req->scope));
    return response_nothing(res);
}
