/* external/retell/rehearsals.c - the simulator shows the conversation as the provider shows a call.
 */
#include "external/retell/rehearsals.h"

#include "external/retell/call_json.h"
#include "external/retell/set_up.h"

enum { BODY_MOST = 1 << 20 };

static const char *scenario_of(enum persona persona)
{
    switch (persona) {
    case PERSONA_PROMISES:
        return "promise";
    case PERSONA_HAS_PAID:
        return "paid";
    case PERSONA_REFUSES:
        return "refused";
    case PERSONA_IS_BUSY:
        return "callback";
    case PERSONA_LISTENS:
        return "talked";
    case PERSONA_WRONG_PERSON:
        return "wrong_person";
    case PERSONA_OPTS_OUT:
        return "opted_out";
    case PERSONA_HANGS_UP:
        return "hang_up";
    case PERSONA_VOICEMAIL:
        return "voicemail";
    }
    return "talked";
}

static void put_text(struct json_writer *w, struct str name, struct str value)
{
    json_put_name(w, name);
    json_put_str(w, value);
}

static struct str body_of(struct arena *arena, const struct rehearsal_order *order)
{
    struct strbuf out = strbuf_init(arena, BODY_MOST);
    struct json_writer w = json_writer_init(&out);

    json_open(&w, '{');
    put_text(&w, STR("scenario"), str_from_c(scenario_of(order->persona)));
    json_put_name(&w, STR("take"));
    json_put_i64(&w, order->take);
    put_text(&w, STR("instructions"), order->instructions);
    if (order->opening.n > 0)
        put_text(&w, STR("begin_message"), order->opening);
    json_put_name(&w, STR("max_call_duration_ms"));
    json_put_i64(&w, order->max_talk.ms);
    set_up_put_conduct(&w);
    json_close(&w, '}');
    return strbuf_str(&out);
}

/* Whoever answers without 2xx, or something else than JSON, is no simulator of ours. */
static enum err ask(struct http_client *http, struct arena *arena,
                    const struct http_request *request, const struct json **ret,
                    struct error *error)
{
    struct http_answer got;

    if (http_send(http, arena, request, &got, error) != ERR_OK || got.status < 200 ||
        got.status > 299 || json_parse(arena, got.body, &provider_json, ret, NULL) != ERR_OK)
        return FAIL(error, ERR_UNAVAILABLE, "rehearsal.unavailable");
    return ERR_OK;
}

enum err rehearsals_play(struct http_client *http, struct arena *arena, struct str url,
                         const struct rehearsal_order *order, struct voice_call *ret,
                         struct error *error)
{
    const struct connection simulator = { .base_url = url, .api_key = STR("") };
    const struct http_request who = {
        .connection = &simulator, .method = "GET", .path = STR("/__sim/status"), .repeatable = true
    };
    const struct http_request play = { .connection = &simulator,
                                       .method = "POST",
                                       .path = STR("/__sim/rehearsals"),
                                       .body = body_of(arena, order),
                                       .repeatable = true };
    const struct json *answer;
    int64_t speed;

    TRY(ask(http, arena, &who, &answer, error));
    if (!json_i64(json_get(answer, "speed"), &speed))
        return FAIL(error, ERR_UNAVAILABLE, "rehearsal.unavailable");
    TRY(ask(http, arena, &play, &answer, error));
    if (!call_read(arena, answer, ret))
        return FAIL(error, ERR_UNAVAILABLE, "rehearsal.unavailable");
    return ERR_OK;
}
