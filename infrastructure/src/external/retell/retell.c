/* external/retell/retell.c - the voice gateway: its table of functions, and what reads. */
#include "infrastructure/retell.h"

#include <pthread.h>
#include <stdlib.h>

#include <curl/curl.h>

#include "codec/query_string.h"
#include "external/retell/call_json.h"
#include "external/retell/http.h"
#include "external/retell/list_calls.h"
#include "external/retell/outbound.h"
#include "external/retell/recordings.h"
#include "external/retell/rehearsals.h"
#include "external/retell/set_up.h"
#include "external/retell/signature.h"

struct retell {
    struct outbound *outbound;
    struct http_client *http;
    struct retell_settings settings;
    struct str simulator_url; /* of rehearsals; empty: none */
};

enum { EVENT_NAME_MOST = 64 };

struct retell_settings retell_defaults(void)
{
    return (struct retell_settings){
        .connect_ms = SECONDS(5),
        .post_ms = SECONDS(130),
        .permit_ms = { PERMIT_MS },
        .most_posts = 1000,
        .read_connect_ms = SECONDS(5),
        .read_ms = SECONDS(20),
        .retries = 4,
        .backoff_ms = { 200 },
        .backoff_most_ms = SECONDS(30),
    };
}

static void place(void *self, const struct voice_order *order, struct voice_asker asker,
                  void *context)
{
    struct retell *retell = self;

    outbound_place(retell->outbound, order, asker, context);
}

static void answer(void *self, struct voice_question *question, bool yes)
{
    (void)self;
    outbound_answer(question, yes);
}

static enum err get(void *self, struct arena *arena, const struct connection *connection,
                    struct str provider_call, struct voice_call *ret, struct error *error)
{
    struct retell *retell = self;
    const struct http_request request = {
        .connection = connection,
        .method = "GET",
        .path =
            str_format(arena, "/v2/get-call/%.*s", STR_ARG(percent_encode(arena, provider_call))),
        .repeatable = true,
    };
    const struct json *call;
    struct voice_call found;
    struct http_answer got;

    TRY(http_send(retell->http, arena, &request, &got, error));
    if (got.status == 404 || got.status == 422)
        return FAIL(error, ERR_NOT_FOUND, "voice.no_such_call");
    TRY(http_check(&got, error));
    if (json_parse(arena, got.body, &provider_json, &call, NULL) != ERR_OK ||
        !call_read(arena, call, &found) || !str_eq(found.provider_call, provider_call))
        return FAIL(error, ERR_UNAVAILABLE, "voice.broken_answer");
    *ret = found;
    return ERR_OK;
}

static enum err find(void *self, struct arena *arena, const struct connection *connection,
                     struct str tag, struct phone to, struct voice_call_list *ret,
                     struct error *error)
{
    const struct retell *retell = self;

    return list_find(retell->http, arena, connection, tag, to, ret, error);
}

static enum err recent(void *self, struct arena *arena, const struct connection *connection,
                       int64_t most, struct voice_call_list *ret, struct error *error)
{
    const struct retell *retell = self;

    return list_recent(retell->http, arena, connection, most, ret, error);
}

static enum err stop(void *self, const struct connection *connection, struct str provider_call,
                     struct error *error)
{
    struct retell *retell = self;
    CLEANUP(arena_release) struct arena arena = arena_init();
    const struct http_request request = {
        .connection = connection,
        .method = "POST",
        .path = str_format(&arena, "/v2/stop-call/%.*s",
                           STR_ARG(percent_encode(&arena, provider_call))),
        .body = STR(""),
        .repeatable = true,
    };
    struct http_answer got;

    TRY(http_send(retell->http, &arena, &request, &got, error));
    /* which of these an ended call gets is written nowhere: it does not ring any more */
    if (got.status == 400 || got.status == 404 || got.status == 409 || got.status == 422)
        return ERR_OK;
    return http_check(&got, error);
}

static enum err concurrency(void *self, const struct connection *connection, int64_t *current,
                            int64_t *limit, struct error *error)
{
    struct retell *retell = self;
    CLEANUP(arena_release) struct arena arena = arena_init();
    const struct http_request request = { .connection = connection,
                                          .method = "GET",
                                          .path = STR("/get-concurrency"),
                                          .repeatable = true };
    const struct json *body;
    struct http_answer got;
    int64_t now, most;

    TRY(http_send(retell->http, &arena, &request, &got, error));
    TRY(http_check(&got, error));
    if (json_parse(&arena, got.body, NULL, &body, NULL) != ERR_OK ||
        !json_i64(json_get(body, "current_concurrency"), &now) ||
        !json_i64(json_get(body, "concurrency_limit"), &most) || now < 0 || most < 0)
        return FAIL(error, ERR_UNAVAILABLE, "voice.broken_answer");
    *current = now;
    *limit = most;
    return ERR_OK;
}

/* Each of the two is made once: a second try could leave a second one behind. */
static enum err make_one(struct retell *retell, struct arena *arena,
                         const struct connection *connection, struct str path, struct str body,
                         const char *id, struct str *ret, struct error *error)
{
    const struct http_request request = {
        .connection = connection, .method = "POST", .path = path, .body = body
    };
    const struct json *made;
    struct http_answer got;
    struct str found;

    TRY(http_send(retell->http, arena, &request, &got, error));
    TRY(http_check(&got, error));
    if (json_parse(arena, got.body, &provider_json, &made, NULL) != ERR_OK)
        return FAIL(error, ERR_UNAVAILABLE, "voice.broken_answer");
    found = json_str(json_get(made, id));
    if (found.n == 0 || found.n > SET_UP_ID_MOST)
        return FAIL(error, ERR_UNAVAILABLE, "voice.broken_answer");
    *ret = found;
    return ERR_OK;
}

/* The account's first voice that speaks Spanish, or its first: an agent cannot be without one. */
static enum err choose_voice(struct retell *retell, struct arena *arena,
                             const struct connection *connection, struct str *ret,
                             struct error *error)
{
    const struct http_request request = {
        .connection = connection, .method = "GET", .path = STR("/list-voices"), .repeatable = true
    };
    const struct json *voices;
    struct http_answer got;

    TRY(http_send(retell->http, arena, &request, &got, error));
    TRY(http_check(&got, error));
    if (json_parse(arena, got.body, &provider_json, &voices, NULL) != ERR_OK ||
        !set_up_voice_choose(voices, ret))
        return FAIL(error, ERR_UNAVAILABLE, "voice.no_voice");
    return ERR_OK;
}

static enum err set_up(void *self, struct arena *arena, struct connection *connection,
                       struct str webhook_url, struct str voice, struct error *error)
{
    struct str llm, agent;

    if (voice.n == 0)
        TRY(choose_voice(self, arena, connection, &voice, error));
    TRY(make_one(self, arena, connection, STR("/create-retell-llm"), set_up_llm(arena), "llm_id",
                 &llm, error));
    TRY(make_one(self, arena, connection, STR("/create-agent"),
                 set_up_agent(arena, llm, webhook_url, voice), "agent_id", &agent, error));
    connection->llm = str_copy(arena, llm);
    connection->agent = str_copy(arena, agent);
    return ERR_OK;
}

static enum err verify(void *self, const struct connection *connection, struct str signature,
                       struct str raw, struct instant now, struct error *error)
{
    (void)self;
    return signature_check(connection, signature, raw, now, error);
}

static enum err read_event(void *self, struct arena *arena, struct str raw, struct voice_event *ret,
                           struct error *error)
{
    const struct json *event;
    struct voice_event found;

    (void)self;
    if (json_parse(arena, raw, &provider_json, &event, NULL) != ERR_OK ||
        !call_read(arena, json_get(event, "call"), &found.call))
        return FAIL(error, ERR_INVALID, "webhook.malformed");
    found.name = json_str(json_get(event, "event"));
    if (found.name.n == 0 || found.name.n > EVENT_NAME_MOST)
        return FAIL(error, ERR_INVALID, "webhook.malformed");
    found.kind = str_eq_c(found.name, "call_started")    ? VOICE_STARTED
                 : str_eq_c(found.name, "call_ended")    ? VOICE_ENDED
                 : str_eq_c(found.name, "call_analyzed") ? VOICE_ANALYZED
                                                         : VOICE_OTHER;
    *ret = found;
    return ERR_OK;
}

struct voice_gateway retell_voice_gateway(struct retell *retell)
{
    static const struct voice_gateway_ops ops = {
        .place = place,
        .answer = answer,
        .get = get,
        .find = find,
        .recent = recent,
        .stop = stop,
        .concurrency = concurrency,
        .set_up = set_up,
        .verify = verify,
        .read_event = read_event,
    };

    return (struct voice_gateway){ &ops, retell };
}

static void start_curl(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT); /* for the whole life of the process */
}

enum err retell_open(const struct retell_settings *settings, struct clock clock,
                     struct random random, struct retell **ret, struct error *error)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct retell *retell;

    pthread_once(&once, start_curl);
    retell = calloc(1, sizeof *retell);
    if (retell != NULL) {
        retell->settings = *settings;
        retell->http = http_client_new(settings, clock, random);
        if (retell->http != NULL)
            retell->outbound = outbound_start(settings, clock);
    }
    if (retell == NULL || retell->outbound == NULL) {
        retell_free(retell);
        return FAIL(error, ERR_UNAVAILABLE, "voice.no_resources");
    }
    *ret = retell;
    return ERR_OK;
}

static enum err fetch_recording(void *self, struct arena *arena,
                                const struct connection *connection, struct str url,
                                struct str *ret, struct error *error)
{
    const struct retell *retell = self;

    return recordings_fetch(&retell->settings, arena, connection, url, ret, error);
}

struct recording_source retell_recordings(struct retell *retell)
{
    static const struct recording_source_ops ops = { .fetch = fetch_recording };

    return (struct recording_source){ &ops, retell };
}

static enum err play_rehearsal(void *self, struct arena *arena, const struct rehearsal_order *order,
                               struct voice_call *ret, struct error *error)
{
    const struct retell *retell = self;

    if (retell->simulator_url.n == 0)
        return FAIL(error, ERR_PRECONDITION, "rehearsal.no_stage");
    return rehearsals_play(retell->http, arena, retell->simulator_url, order, ret, error);
}

struct rehearsal_stage retell_rehearsals(struct retell *retell, struct str url)
{
    static const struct rehearsal_stage_ops ops = { .play = play_rehearsal };

    retell->simulator_url = url;
    return (struct rehearsal_stage){ &ops, retell };
}

int64_t retell_posts(struct retell *retell)
{
    return outbound_posts(retell->outbound);
}

void retell_hurry(struct retell *retell)
{
    http_client_stop(retell->http);
}

void retell_free(struct retell *retell)
{
    if (retell == NULL)
        return;
    if (retell->outbound != NULL)
        outbound_stop(retell->outbound);
    http_client_free(retell->http);
    free(retell);
}
