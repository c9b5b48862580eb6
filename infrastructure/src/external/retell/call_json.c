/* external/retell/call_json.c - calls as the provider shows them. */
#include "external/retell/call_json.h"

#include "domain/services/transcript.h"

enum {
    MEMBERS_MOST = 400000,
    SHORT_TEXT = 128,
    URL_TEXT = 4096,
    CENT_MICROS = 10000,
    PAGE_ITEMS_MOST = 1000
};
/* The last millisecond of the year 9999. */
static const int64_t instant_most = INT64_C(253402300799999);

const struct json_limits provider_json = { .depth = JSON_DEPTH, .members = MEMBERS_MOST };

/* A text that is longer than it can rightly be is as if absent: nothing is cut. */
static struct str text_at(const struct json *object, const char *path, size_t most)
{
    struct str text = json_str(json_path(object, path));

    return text.n > most ? STR_NONE : text;
}

/* Some models answer a number where a text was asked for: its digits are the text. */
static struct str loose_text_at(struct arena *arena, const struct json *object, const char *path)
{
    const struct json *node = json_path(object, path);
    struct strbuf out = strbuf_init(arena, SHORT_TEXT);
    struct json_writer writer = json_writer_init(&out);

    if (json_kind(node) != JSON_NUMBER)
        return text_at(object, path, SHORT_TEXT);
    json_put_node(&writer, node);
    return strbuf_ok(&out) ? strbuf_str(&out) : STR_NONE;
}

static struct opt_instant instant_at(const struct json *object, const char *name)
{
    int64_t ms;

    if (!json_i64(json_get(object, name), &ms) || ms <= 0 || ms > instant_most)
        return (struct opt_instant){ .has = false };
    return SOME_INSTANT(((struct instant){ ms }));
}

/* Seconds with a fraction. A moment that is none makes the turn one without times. */
static int64_t ms_at(const struct json *word, const char *name)
{
    int64_t ms;

    return json_scaled(json_get(word, name), MS_PER_SECOND, &ms) ? ms : -1;
}

static void turn_read(struct arena *arena, const struct json *turn, enum speaker speaker,
                      struct strbuf *lines)
{
    const struct json *words = json_get(turn, "words");
    struct word_time *times = ARENA_ARRAY(arena, struct word_time, json_size(words));
    size_t n = 0;

    for (const struct json *w = json_first(words); w != NULL; w = json_next(w))
        times[n++] = (struct word_time){ ms_at(w, "start"), ms_at(w, "end") };
    word_times_add(lines, speaker, times, n);
}

/* When each word of the transcript was said. A voice that is neither of the two (a call that was
 * passed on) has no line in the text: then no line would stand beside its own. */
static struct str word_times_read(struct arena *arena, const struct json *call)
{
    const struct json *turns = json_get(call, "transcript_object");
    struct strbuf lines = strbuf_init(arena, TRANSCRIPT_TEXT);

    if (json_kind(turns) != JSON_ARRAY)
        return STR_NONE;
    for (const struct json *turn = json_first(turns); turn != NULL; turn = json_next(turn)) {
        struct str role = json_str(json_get(turn, "role"));

        if (!str_eq_c(role, "agent") && !str_eq_c(role, "user"))
            return STR_NONE;
        turn_read(arena, turn, str_eq_c(role, "agent") ? SPEAKER_AGENT : SPEAKER_PERSON, &lines);
    }
    return strbuf_ok(&lines) ? strbuf_str(&lines) : STR_NONE;
}

static void analysis_read(struct arena *arena, const struct json *call, struct voice_call *ret)
{
    const struct json *analysis = json_get(call, "call_analysis");

    if (json_kind(analysis) != JSON_OBJECT)
        return;
    ret->has_analysis = true;
    ret->summary = text_at(analysis, "call_summary", SIZE_MAX);
    ret->sentiment = text_at(analysis, "user_sentiment", SHORT_TEXT);
    if (!json_bool(json_get(analysis, "in_voicemail"), &ret->in_voicemail))
        ret->in_voicemail = false;
    ret->said_outcome = text_at(analysis, "custom_analysis_data.outcome", SHORT_TEXT);
    ret->said_promise_date = text_at(analysis, "custom_analysis_data.promise_date", SHORT_TEXT);
    ret->said_promise_amount =
        loose_text_at(arena, analysis, "custom_analysis_data.promise_amount");
    ret->said_callback_at = text_at(analysis, "custom_analysis_data.callback_at", SHORT_TEXT);
}

bool call_read(struct arena *arena, const struct json *call, struct voice_call *ret)
{
    int64_t number;

    *ret = (struct voice_call){ .provider_call = text_at(call, "call_id", SHORT_TEXT) };
    if (ret->provider_call.n == 0)
        return false;
    ret->tag = text_at(call, "metadata.tag", SHORT_TEXT);
    ret->job = text_at(call, "metadata.job", SHORT_TEXT);
    ret->mac = text_at(call, "metadata.mac", SHORT_TEXT);
    ret->to_number = text_at(call, "to_number", SHORT_TEXT);
    ret->status = text_at(call, "call_status", SHORT_TEXT);
    ret->reason = text_at(call, "disconnection_reason", SHORT_TEXT);
    ret->started_at = instant_at(call, "start_timestamp");
    ret->ended_at = instant_at(call, "end_timestamp");
    if (json_i64(json_get(call, "duration_ms"), &number))
        ret->talk_ms = SOME_DURATION(((struct duration){ number }));
    if (json_scaled(json_path(call, "call_cost.combined_cost"), CENT_MICROS, &number) &&
        number >= 0)
        ret->cost_micros = SOME_I64(number);
    ret->transcript = text_at(call, "transcript", SIZE_MAX);
    ret->word_times = word_times_read(arena, call);
    ret->recording_url = text_at(call, "recording_url", URL_TEXT);
    analysis_read(arena, call, ret);
    return true;
}

bool call_page_read(struct arena *arena, struct str body, struct call_page *ret)
{
    const struct json *page, *items, *item;
    bool more = false;

    if (json_parse(arena, body, &provider_json, &page, NULL) != ERR_OK)
        return false;
    items = json_get(page, "items");
    if (json_kind(items) != JSON_ARRAY || json_size(items) > PAGE_ITEMS_MOST)
        return false;
    *ret = (struct call_page){ .next = STR_NONE };
    ret->calls.items = ARENA_ARRAY(arena, struct voice_call, json_size(items));
    for (item = json_first(items); item != NULL; item = json_next(item))
        if (call_read(arena, item, &ret->calls.items[ret->calls.n]))
            ret->calls.n++;
    if (json_bool(json_get(page, "has_more"), &more) && more) {
        ret->next = text_at(page, "pagination_key", URL_TEXT);
        return ret->next.n > 0; /* more, and no way to ask for it */
    }
    return true;
}

static void put_text(struct json_writer *w, struct str name, struct str value)
{
    json_put_name(w, name);
    json_put_str(w, value);
}

static void put_number(struct json_writer *w, struct str name, int64_t value)
{
    json_put_name(w, name);
    json_put_i64(w, value);
}

/* The held length is the provider's hard cap: whatever becomes of us, it ends the call. */
static void put_overrides(struct json_writer *w, const struct voice_order *order)
{
    json_put_name(w, STR("agent_override"));
    json_open(w, '{');
    json_put_name(w, STR("agent"));
    json_open(w, '{');
    put_number(w, STR("max_call_duration_ms"), order->max_talk.ms);
    put_number(w, STR("ring_duration_ms"), order->ring.ms);
    if (order->language.n > 0)
        put_text(w, STR("language"), order->language);
    if (order->webhook_url.n > 0)
        put_text(w, STR("webhook_url"), order->webhook_url);
    json_close(w, '}');
    if (order->opening.n > 0) {
        json_put_name(w, STR("retell_llm"));
        json_open(w, '{');
        put_text(w, STR("start_speaker"), STR("agent"));
        put_text(w, STR("begin_message"), order->opening);
        json_close(w, '}');
    }
    json_close(w, '}');
}

struct str order_write(struct arena *arena, const struct voice_order *order)
{
    struct strbuf out = strbuf_init(arena, SIZE_MAX / 4);
    struct json_writer w = json_writer_init(&out);

    json_open(&w, '{');
    put_text(&w, STR("from_number"), order->from_number);
    put_text(&w, STR("to_number"), order->to.e164);
    put_text(&w, STR("override_agent_id"), order->connection->agent);
    put_overrides(&w, order);
    json_put_name(&w, STR("retell_llm_dynamic_variables"));
    json_open(&w, '{');
    put_text(&w, STR("instructions"), order->instructions);
    json_close(&w, '}');
    json_put_name(&w, STR("metadata"));
    json_open(&w, '{');
    put_text(&w, STR("job"), order->job);
    put_number(&w, STR("n"), order->n);
    put_text(&w, STR("tag"), order->tag);
    put_text(&w, STR("mac"), order->mac);
    json_close(&w, '}');
    json_close(&w, '}');
    return strbuf_str(&out);
}
