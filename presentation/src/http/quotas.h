/* quotas.h - how many requests an address, a key, a user and an account may make; each of its own.
 */
#ifndef HTTP_QUOTAS_H
#define HTTP_QUOTAS_H

#include "http/limits.h"
#include "http/request.h"
#include "presentation/rest_server.h"

/* Bad signatures of webhooks from one address a minute; good ones are never limited. */
enum { BAD_WEBHOOKS = 50 };
/* Trials of a password a minute: for one name, and from one address. */
enum { SIGN_INS_OF_NAME = 5, SIGN_INS_OF_ADDRESS = 20 };

struct quotas {
    struct limits by_address, by_key, by_user, by_account, bad_webhooks, sign_ins_by_name,
        sign_ins_by_address;
};

void quotas_init(struct quotas *quotas, const struct rest_settings *settings,
                 struct rate_limiter limiter);

/* Before anybody is known: ERR_EXHAUSTED "limit.of_address". This host's own addresses and the
 * provider's webhooks are not counted. */
enum err quotas_take_address(const struct quotas *quotas, struct request *req,
                             struct response *res) MUST_USE;
/* Behind the credentials: ERR_EXHAUSTED "limit.of_key", "limit.of_user", "limit.requests". The
 * RateLimit headers tell of the one that is nearest to its end. */
enum err quotas_take(const struct quotas *quotas, struct request *req,
                     struct response *res) MUST_USE;
/* A webhook was refused for its signature: `err`, or "limit.of_address" when there are too many. */
enum err quotas_bad_webhook(const struct quotas *quotas, struct request *req, struct response *res,
                            enum err err) MUST_USE;

/* A name's or an address's place in a table of limits. */
struct id128 limited_as(struct str text);

#endif
