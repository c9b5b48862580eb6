/* database/redis/tickets.c - SET with an end, GETDEL. */
#include "database/redis/pool.h"

static enum err keep(void *self, struct scope *scope, struct str name, struct str text,
                     struct duration life)
{
    struct redis *redis = self;
    struct redis_command set =
        REDIS_COMMAND(STR("SET"), redis_key(redis, scope->arena, "ticket", name), text, STR("PX"),
                      str_format(scope->arena, "%lld", (long long)life.ms));

    if (name.n == 0 || name.n > TICKET_NAME_MOST || text.n > TICKET_TEXT_MOST)
        return FAIL(&scope->error, ERR_INTERNAL, "ticket.bad_text");
    return redis_tell(redis, &set, 1, &scope->error);
}

static enum err take(void *self, struct scope *scope, struct str name, struct str *ret)
{
    struct redis *redis = self;
    struct redis_command get =
        REDIS_COMMAND(STR("GETDEL"), redis_key(redis, scope->arena, "ticket", name));
    CLEANUP(redis_reply_end) redisReply *reply = NULL;

    TRY(redis_ask(redis, &get, &reply, &scope->error));
    if (reply->type != REDIS_REPLY_STRING)
        return FAIL(&scope->error, ERR_NOT_FOUND, "ticket.unknown");
    *ret = str_copy(scope->arena, redis_text(reply));
    return ERR_OK;
}

struct tickets redis_tickets(struct redis *redis)
{
    static const struct tickets_ops ops = { .keep = keep, .take = take };

    return (struct tickets){ &ops, redis };
}
