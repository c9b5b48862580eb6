/* external/retell/post_outcome.c - the outcome table of the POST that places a call. */
#include "external/retell/post_outcome.h"

#include <string.h>

#include <curl/curl.h>

#include "external/retell/call_json.h"

enum { RETRY_AFTER_MOST_S = 3600, RETRY_AFTER_TEXT = 64 };

bool retry_after_read(struct str header, struct instant now, struct duration *ret)
{
    char text[RETRY_AFTER_TEXT + 1];
    int64_t seconds;

    header = str_trim(header);
    if (header.n == 0 || header.n > RETRY_AFTER_TEXT)
        return false;
    if (!str_to_i64(header, INT64_MIN, INT64_MAX, &seconds)) {
        memcpy(text, header.p, header.n);
        text[header.n] = '\0';
        time_t at = curl_getdate(text, NULL);
        if (at == (time_t)-1)
            return false;
        seconds = (int64_t)at - now.unix_ms / MS_PER_SECOND;
    }
    if (seconds < 0 || seconds > RETRY_AFTER_MOST_S)
        return false;
    *ret = SECONDS(seconds);
    return true;
}

/* Visible ASCII that can stand in a path: the id becomes a part of addresses. */
static bool call_id_has_form(struct str id)
{
    if (id.n == 0 || id.n > CALL_ID_MOST)
        return false;
    for (size_t i = 0; i < id.n; i++)
        if (id.p[i] <= ' ' || id.p[i] > '~' || id.p[i] == '/' || id.p[i] == '?' || id.p[i] == '#')
            return false;
    return true;
}

static bool is_provider_error(struct arena *arena, struct str body)
{
    const struct json *answer;

    return json_parse(arena, body, NULL, &answer, NULL) == ERR_OK &&
           json_str(json_get(answer, "message")).p != NULL;
}

/* 2xx: a call exists, but only its id makes it ours. Nobody can be called without a body, though:
 * an answer to a bare head is nonsense. */
static void accepted(struct arena *arena, const struct post_facts *facts,
                     struct placing_result *ret)
{
    const struct json *answer;
    struct str id;

    ret->placing = facts->body_begun ? PLACING_UNKNOWN : PLACING_NOT_SENT;
    ret->reason = STR("provider.broken_answer");
    if (!facts->body_begun)
        return;
    if (json_parse(arena, facts->body, &provider_json, &answer, NULL) != ERR_OK)
        return;
    id = json_str(json_get(answer, "call_id"));
    if (!call_id_has_form(id))
        return;
    ret->placing = PLACING_ACCEPTED;
    ret->provider_call = str_copy(arena, id);
    ret->reason = STR_NONE;
}

/* A status that says neither yes nor no. Without our last bytes nobody can have acted on it. */
static void uncertain(const struct post_facts *facts, struct placing_result *ret)
{
    ret->placing = facts->last_bytes ? PLACING_UNKNOWN : PLACING_NOT_SENT;
    ret->reason = STR("provider.fault");
}

static void limited(const struct post_facts *facts, struct placing_result *ret)
{
    ret->placing = PLACING_SLOWER;
    ret->reason = STR("provider.limited");
    if (!retry_after_read(facts->retry_after, facts->now, &ret->retry_after))
        ret->retry_after = SECONDS(30);
}

static void by_status(struct arena *arena, const struct post_facts *facts,
                      struct placing_result *ret)
{
    switch (facts->status) {
    case 401:
    case 402:
        if (!is_provider_error(arena, facts->body)) {
            uncertain(facts, ret);
            return;
        }
        ret->placing = PLACING_STOP;
        ret->reason =
            facts->status == 401 ? STR("provider.key_refused") : STR("provider.payment_required");
        return;
    case 400:
    case 403:
    case 404:
    case 422:
        if (!is_provider_error(arena, facts->body)) {
            uncertain(facts, ret);
            return;
        }
        ret->placing = PLACING_REFUSED;
        ret->reason = STR("provider.refused");
        return;
    case 429:
        limited(facts, ret);
        return;
    default:
        if (facts->status >= 200 && facts->status <= 299)
            accepted(arena, facts, ret);
        else
            uncertain(facts, ret);
    }
}

static struct str reason_of(enum post_end end)
{
    switch (end) {
    case POST_UNREACHED:
        return STR("provider.unreached");
    case POST_TIMED_OUT:
        return STR("provider.timeout");
    case POST_OVERSIZED:
        return STR("provider.broken_answer");
    case POST_NOT_PERMITTED:
        return STR("provider.not_permitted");
    case POST_NOT_ALLOWED:
        return STR("provider.not_allowed");
    case POST_TOO_SLOW:
        return STR("provider.too_slow");
    case POST_ANSWERED:
    case POST_BROKEN:
        break;
    }
    return STR("provider.connection_lost");
}

void post_outcome(struct arena *arena, const struct post_facts *facts, struct placing_result *ret)
{
    *ret = (struct placing_result){ .http_status = facts->status };
    if (facts->end == POST_ANSWERED) {
        by_status(arena, facts, ret);
        return;
    }
    /* The head alone says that it was refused; what its body lost does not matter. */
    if (facts->status == 429) {
        limited(facts, ret);
        return;
    }
    ret->placing = facts->last_bytes ? PLACING_UNKNOWN : PLACING_NOT_SENT;
    ret->reason = reason_of(facts->end);
}
