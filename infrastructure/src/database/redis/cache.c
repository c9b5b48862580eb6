/* database/redis/cache.c - an answer is a text whose first line says how its marks stood. A mark is
 * a key with a number by chance; whoever changes what it stands for deletes it. So what the server
 * forgets, for want of room or in a fail-over, makes answers old and never good again. */
#include <inttypes.h>
#include <string.h>
#include <sys/random.h>

#include "base/strbuf.h"
#include "database/redis/pool.h"

enum { MARK_LIFE_MS = 60 * 60 * 1000, LINE_MOST = 1024 };

/* KEYS[1]: the answer; ARGV[1]: what stands before marks. */
static const char find_script[] =
    "local kept = redis.call('GET', KEYS[1]) "
    "if not kept then return false end "
    "local line, text = string.match(kept, '^([^\\n]*)\\n(.*)$') "
    "if not line then return false end "
    "for mark, value in string.gmatch(line, '(%S+) (%S+)') do "
    "  if redis.call('GET', ARGV[1] .. mark) ~= value then return false end "
    "end "
    "return text";

/* KEYS: marks; ARGV: their life, and for each the number that it gets if it has none. */
static const char look_script[] = "local values = {} "
                                  "for i, mark in ipairs(KEYS) do "
                                  "  redis.call('SET', mark, ARGV[i + 1], 'NX') "
                                  "  redis.call('PEXPIRE', mark, ARGV[1]) "
                                  "  values[i] = redis.call('GET', mark) "
                                  "end "
                                  "return values";

static struct str key_of(const struct redis *redis, struct scope *scope, struct str name)
{
    return redis_key(redis, scope->arena, "cache",
                     str_format(scope->arena, "%.*s:%.*s",
                                STR_ARG(ID_TEXT(scope->arena, scope->account)), STR_ARG(name)));
}

static bool find(void *self, struct scope *scope, struct str name, struct str *ret)
{
    struct redis *redis = self;
    struct error error = { .arena = scope->arena };
    struct redis_command eval =
        REDIS_COMMAND(STR("EVAL"), str_from_c(find_script), STR("1"), key_of(redis, scope, name),
                      redis_key(redis, scope->arena, "mark", STR_NONE));
    CLEANUP(redis_reply_end) redisReply *reply = NULL;

    if (redis_ask(redis, &eval, &reply, &error) != ERR_OK || reply->type != REDIS_REPLY_STRING)
        return false;
    *ret = str_copy(scope->arena, redis_text(reply));
    return true;
}

static bool read_values(const redisReply *reply, size_t n, uint64_t *values)
{
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements != n)
        return false;
    for (size_t i = 0; i < n; i++) {
        struct str rest = redis_text(reply->element[i]);

        if (reply->element[i]->type != REDIS_REPLY_STRING || rest.n != 16)
            return false;
        values[i] = 0;
        for (size_t at = 0; at < rest.n; at++) {
            const char *digits = "0123456789abcdef", *digit = strchr(digits, rest.p[at]);

            if (digit == NULL || *digit == '\0')
                return false;
            values[i] = values[i] << 4 | (uint64_t)(digit - digits);
        }
    }
    return true;
}

/* Room in a command is for the script, its two numbers, and two words for each mark. */
_Static_assert(4 + 2 * CACHE_MARKS_MOST <= ARGUMENTS_MOST, "all marks in one command");

static bool look_up(struct redis *redis, struct arena *arena, const struct str *marks, size_t n,
                    uint64_t *values)
{
    struct error error = { .arena = arena };
    struct redis_command eval =
        REDIS_COMMAND(STR("EVAL"), str_from_c(look_script), str_format(arena, "%zu", n));
    CLEANUP(redis_reply_end) redisReply *reply = NULL;
    uint64_t chance[CACHE_MARKS_MOST];

    if (getrandom(chance, sizeof chance, 0) != (ssize_t)sizeof chance)
        return false;
    for (size_t i = 0; i < n; i++)
        eval.words[eval.n++] = redis_key(redis, arena, "mark", marks[i]);
    eval.words[eval.n++] = str_format(arena, "%d", MARK_LIFE_MS);
    for (size_t i = 0; i < n; i++)
        eval.words[eval.n++] = str_format(arena, "%016" PRIx64, chance[i]);
    return redis_ask(redis, &eval, &reply, &error) == ERR_OK && read_values(reply, n, values);
}

static void look(void *self, const struct str *marks, size_t n, struct cache_stamp *stamp)
{
    CLEANUP(arena_release) struct arena arena = arena_init();

    if (n > CACHE_MARKS_MOST - stamp->n ||
        !look_up(self, &arena, marks, n, stamp->values + stamp->n)) {
        stamp->unknown = true;
        return;
    }
    for (size_t i = 0; i < n; i++)
        stamp->marks[stamp->n++] = marks[i];
}

static void keep(void *self, struct scope *scope, struct str name, struct str text,
                 const struct cache_stamp *stamp, struct duration life)
{
    struct redis *redis = self;
    struct error error = { .arena = scope->arena };
    struct strbuf whole = strbuf_init(scope->arena, LINE_MOST + CACHE_TEXT_MOST);
    struct redis_command set;

    if (stamp->unknown || name.n > CACHE_NAME_MOST || text.n > CACHE_TEXT_MOST)
        return;
    for (size_t i = 0; i < stamp->n; i++)
        strbuf_addf(&whole, "%.*s %016" PRIx64 " ", STR_ARG(stamp->marks[i]), stamp->values[i]);
    strbuf_add_char(&whole, '\n');
    strbuf_add(&whole, text);
    set = (struct redis_command)REDIS_COMMAND(STR("SET"), key_of(redis, scope, name),
                                              strbuf_str(&whole), STR("PX"),
                                              str_format(scope->arena, "%lld", (long long)life.ms));
    if (strbuf_ok(&whole))
        DROP(redis_tell(redis, &set, 1, &error)); /* then it is worked out again */
}

static bool changed(void *self, const struct str *marks, size_t n)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct redis *redis = self;
    struct error error = { .arena = &arena };
    struct redis_command *commands = ARENA_ARRAY(&arena, struct redis_command, n);

    for (size_t i = 0; i < n; i++)
        commands[i] = (struct redis_command)REDIS_COMMAND(
            STR("DEL"), redis_key(redis, &arena, "mark", marks[i]));
    return redis_tell(redis, commands, n, &error) == ERR_OK;
}

struct cache redis_cache(struct redis *redis)
{
    static const struct cache_ops ops = {
        .find = find, .look = look, .keep = keep, .changed = changed
    };

    return (struct cache){ &ops, redis };
}
