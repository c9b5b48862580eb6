/* quotas.c - each request takes one of every table that knows its sender. */
#include "http/quotas.h"

#include <string.h>

#include "base/strbuf.h"
#include "codec/crypto.h"
#include "http/client_address.h"

static struct limits limits_of(struct rate_limiter limiter, const char *what,
                               struct rest_limit limit)
{
    return (
        struct limits){ limiter, what, { .per_minute = limit.per_minute, .burst = limit.burst } };
}

void quotas_init(struct quotas *quotas, const struct rest_settings *settings,
                 struct rate_limiter limiter)
{
    *quotas = (struct quotas){
        .by_address = limits_of(limiter, "address", settings->per_address),
        .by_key = limits_of(limiter, "key", settings->per_key),
        .by_user = limits_of(limiter, "user", settings->per_user),
        .by_account = limits_of(limiter, "account", settings->per_account),
        .bad_webhooks = { limiter,
                          "bad_webhooks",
                          { .per_minute = BAD_WEBHOOKS, .burst = BAD_WEBHOOKS } },
        .sign_ins_by_name = { limiter,
                              "name",
                              { .per_minute = SIGN_INS_OF_NAME, .burst = SIGN_INS_OF_NAME } },
        .sign_ins_by_address = { limiter,
                                 "sign_in",
                                 { .per_minute = SIGN_INS_OF_ADDRESS,
                                   .burst = SIGN_INS_OF_ADDRESS } },
    };
}

struct id128 limited_as(struct str text)
{
    struct id128 id;
    unsigned char hash[SHA256_BYTES];

    sha256(text, hash);
    memcpy(id.bytes, hash, sizeof id.bytes);
    return id;
}

/* What is told is the allowance that is used up most. */
static bool is_nearer(const struct allowance *a, const struct allowance *b)
{
    return b->limit == 0 || a->remaining * b->limit < b->remaining * a->limit;
}

static enum err take(const struct limits *limits, struct request *req, struct response *res,
                     struct id128 id, const char *slug)
{
    struct allowance a = limits_take(limits, id);

    if (a.limit == 0)
        return ERR_OK;
    if (a.granted == 0 || is_nearer(&a, &res->allowance))
        res->allowance = a;
    return a.granted > 0 ? ERR_OK : FAIL(&req->scope.error, ERR_EXHAUSTED, slug);
}

/* The command line on this host, and a proxy that nobody named, under which all are one. */
static bool is_this_host(struct str address)
{
    return str_starts(address, STR("127.")) || str_eq(address, STR("::1"));
}

enum err quotas_take_address(const struct quotas *quotas, struct request *req, struct response *res)
{
    if (req->route->limits.body == BODY_RAW || is_this_host(req->scope.address))
        return ERR_OK;
    return take(&quotas->by_address, req, res,
                limited_as(client_network(req->scope.arena, req->scope.address)),
                "limit.of_address");
}

enum err quotas_take(const struct quotas *quotas, struct request *req, struct response *res)
{
    TRY(take(&quotas->by_key, req, res, req->scope.actor.key.v, "limit.of_key"));
    TRY(take(&quotas->by_user, req, res, req->scope.actor.user.v, "limit.of_user"));
    return take(&quotas->by_account, req, res, req->scope.account.v, "limit.requests");
}

enum err quotas_bad_webhook(const struct quotas *quotas, struct request *req, struct response *res,
                            enum err err)
{
    struct error said = req->scope.error;

    if (err != ERR_UNAUTHENTICATED)
        return err;
    TRY(take(&quotas->bad_webhooks, req, res,
             limited_as(client_network(req->scope.arena, req->scope.address)), "limit.of_address"));
    req->scope.error = said;
    return err;
}
