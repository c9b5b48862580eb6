/* database/redis/streams.c - what is published is kept in a stream an account, for who lost his
 * socket and comes back to another host. The stream says for itself whether it may have lost
 * something: each entry bears the name of the server's run. A server that started again, or one
 * that took over, has another; then the event log tells what was missed. */
#include "codec/json_record.h"
#include "database/redis/pool.h"

enum { EVENT_MOST = 64 * 1024, KEPT = 600, KEPT_MS = 10 * MS_PER_MINUTE };

/* ARGV: what stands before channels, before streams, how many are kept, for how long; then for each
 * event its account, number and text. Nothing is lost between two of them: a server that is full
 * refuses the script as it begins. A number that is there already is refused by XADD. */
static const char publish_script[] =
    "local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') "
    "for i = 5, #ARGV, 3 do "
    "  local account, seq, text = ARGV[i], ARGV[i + 1], ARGV[i + 2] "
    "  local stream = ARGV[2] .. account "
    "  if run then "
    "    redis.pcall('XADD', stream, 'MAXLEN', '~', ARGV[3], seq .. '-1', 'text', text, 'run', "
    "run) "
    "    redis.call('PEXPIRE', stream, ARGV[4]) "
    "  end "
    "  redis.call('PUBLISH', ARGV[1] .. account, text) "
    "end "
    "return 1";

/* KEYS[1]: the stream; ARGV: from which number on, how many. All of this run, from exactly that
 * one, or nothing. */
static const char since_script[] =
    "local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') "
    "local first = ARGV[1] .. '-1' "
    "local found = redis.call('XRANGE', KEYS[1], first, '+', 'COUNT', ARGV[2]) "
    "if not run or #found == 0 or found[1][1] ~= first then return false end "
    "local texts = {} "
    "for i, entry in ipairs(found) do "
    "  if entry[2][4] ~= run then return false end "
    "  texts[i] = entry[2][2] "
    "end "
    "return texts";

bool redis_event_read(struct arena *arena, struct account_id account, struct str text,
                      struct event *ret)
{
    struct error error = { .arena = arena };
    const struct json *node;
    struct event event = { .account = account };

    if (json_parse(arena, text, NULL, &node, &error) != ERR_OK ||
        json_read_record(node, &event_record, JSON_FROM_STORE, &event, arena, &error) != ERR_OK)
        return false;
    *ret = event;
    return true;
}

static struct str number(struct arena *arena, int64_t n)
{
    return str_format(arena, "%lld", (long long)n);
}

enum err redis_publish(struct redis *redis, struct scope *scope, const struct event *events,
                       size_t n)
{
    struct arena *arena = scope->arena;
    struct str *words = ARENA_ARRAY(arena, struct str, 3 * n);
    struct redis_command eval = REDIS_COMMAND(
        STR("EVAL"), str_from_c(publish_script), STR("0"), redis_key(redis, arena, "live", STR("")),
        redis_key(redis, arena, "events", STR("")), number(arena, KEPT), number(arena, KEPT_MS));

    for (size_t i = 0; i < n; i++) {
        struct strbuf text = strbuf_init(arena, EVENT_MOST);
        struct json_writer writer = json_writer_init(&text);

        json_put_record(&writer, &event_record, &events[i], 0);
        words[3 * i] = ID_TEXT(arena, events[i].account);
        words[3 * i + 1] = number(arena, events[i].seq);
        words[3 * i + 2] = strbuf_str(&text);
    }
    eval.more = words;
    eval.n_more = 3 * n;
    return n == 0 ? ERR_OK : redis_tell(redis, &eval, 1, &scope->error);
}

bool redis_published_since(struct redis *redis, struct scope *scope, int64_t after, int64_t most,
                           struct event_list *ret)
{
    struct arena *arena = scope->arena;
    struct error error = { .arena = arena };
    struct redis_command eval =
        REDIS_COMMAND(STR("EVAL"), str_from_c(since_script), STR("1"),
                      redis_key(redis, arena, "events", ID_TEXT(arena, scope->account)),
                      number(arena, after), number(arena, most));
    CLEANUP(redis_reply_end) redisReply *reply = NULL;
    struct event_list found = { NULL, 0, 0 };

    if (redis_ask(redis, &eval, &reply, &error) != ERR_OK || reply->type != REDIS_REPLY_ARRAY)
        return false;
    for (size_t i = 0; i < reply->elements; i++) {
        struct event event;

        if (!redis_event_read(arena, scope->account, redis_text(reply->element[i]), &event))
            return false;
        event_list_add(&found, arena, event);
    }
    *ret = found;
    return true;
}
