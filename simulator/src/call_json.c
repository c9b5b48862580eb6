/* call_json.c - writes the call object, field by field. */
#include "call_json.h"

#include "call_transcript.h"
#include "conversation.h"
#include "dialogues.h"
#include "put.h"
#include "world.h"

static void put_identity(struct json_writer *w, const struct call *call)
{
    put_str(w, "call_id", call->id);
    put_c(w, "call_type", "phone_call");
    put_str(w, "agent_id", call->agent_id);
    put_i64(w, "agent_version", call->agent_version);
    if (call->agent_name.n > 0)
        put_str(w, "agent_name", call->agent_name);
    put_c(w, "call_status", call_status(call));
    put_c(w, "direction", "outbound");
    put_str(w, "from_number", call->from);
    put_str(w, "to_number", call->to);
    if (call->metadata != NULL)
        put_node(w, "metadata", call->metadata);
    if (call->variables != NULL)
        put_node(w, "retell_llm_dynamic_variables", call->variables);
    if (call->sip_headers != NULL)
        put_node(w, "custom_sip_headers", call->sip_headers);
    put_c(w, "data_storage_setting", "everything");
    put_bool(w, "opt_in_signed_url", false);
}

static void put_telephony(struct json_writer *w, const struct call *call)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    uint64_t a = call->plan.seed, b = draw(&a);

    json_put_name(w, STR("telephony_identifier"));
    json_open(w, '{');
    put_str(w, "twilio_call_sid",
            str_format(&arena, "CA%016llx%016llx", (unsigned long long)a, (unsigned long long)b));
    json_close(w, '}');
}

static void put_latency(struct json_writer *w, const struct call *call, const char *name,
                        int64_t least, int64_t spread)
{
    static const char *const points[] = { "p50", "p90", "p95", "p99" };
    uint64_t state = call->plan.seed ^ (uint64_t)least;
    int64_t at = least + draw_below(&state, spread / 4);

    json_put_name(w, str_from_c(name));
    json_open(w, '{');
    put_i64(w, "min", least);
    for (size_t i = 0; i < ARRAY_LEN(points); i++) {
        put_i64(w, points[i], at);
        at += draw_below(&state, spread / 4);
    }
    put_i64(w, "max", at);
    put_i64(w, "num", 2);
    json_put_name(w, STR("values"));
    json_open(w, '[');
    json_put_i64(w, least);
    json_put_i64(w, at);
    json_close(w, ']');
    json_close(w, '}');
}

static void put_latencies(struct json_writer *w, const struct call *call)
{
    json_put_name(w, STR("latency"));
    json_open(w, '{');
    put_latency(w, call, "asr", 90, 120);
    put_latency(w, call, "e2e", 800, 900);
    put_latency(w, call, "llm", 420, 500);
    put_latency(w, call, "tts", 180, 200);
    json_close(w, '}');
}

static void put_tokens(struct json_writer *w, const struct call *call)
{
    int64_t tokens = 200 + (int64_t)call->prompt.n / 4;

    json_put_name(w, STR("llm_token_usage"));
    json_open(w, '{');
    json_put_name(w, STR("values"));
    json_open(w, '[');
    json_put_i64(w, tokens - 40);
    json_put_i64(w, tokens + 40);
    json_close(w, ']');
    put_i64(w, "average", tokens);
    put_i64(w, "num_requests", 2);
    json_close(w, '}');
}

/* Unit prices are told in cents a second with four decimals, costs exactly. */
static void put_cost(struct json_writer *w, const struct call *call)
{
    struct call_cost cost = call_cost(call);

    json_put_name(w, STR("call_cost"));
    json_open(w, '{');
    json_put_name(w, STR("product_costs"));
    json_open(w, '[');
    for (size_t i = 0; cost.seconds > 0 && i < CALL_PRODUCTS; i++) {
        json_open(w, '{');
        put_c(w, "product", cost.products[i].product);
        put_decimal(w, "unit_price", (cost.products[i].per_minute + 3000) / 6000, 4);
        put_decimal(w, "cost", cost.products[i].cost, 6);
        json_close(w, '}');
    }
    json_close(w, ']');
    put_i64(w, "total_duration_seconds", cost.seconds);
    put_decimal(w, "total_duration_unit_price", (cost.per_minute + 3000) / 6000, 4);
    put_decimal(w, "combined_cost", cost.combined, 6);
    json_close(w, '}');
}

static void put_recording(struct json_writer *w, const struct world *world, const struct call *call)
{
    CLEANUP(arena_release) struct arena arena = arena_init();

    if (steady_ms() < call->recording_at)
        return;
    put_str(w, "recording_url",
            str_format(&arena, "%.*s/recordings/%.*s.wav", STR_ARG(world->public_url),
                       STR_ARG(call->id)));
    put_str(w, "recording_multi_channel_url",
            str_format(&arena, "%.*s/recordings/%.*s_multichannel.wav", STR_ARG(world->public_url),
                       STR_ARG(call->id)));
}

static void put_end(struct json_writer *w, const struct world *world, const struct call *call,
                    enum call_parts parts)
{
    put_c(w, "disconnection_reason",
          call->quirks.unknown_values ? "carrier_quarantine" : call->end->reason);
    put_i64(w, "duration_ms", call->duration_ms);
    put_cost(w, call);
    if (call->started_at.unix_ms == 0)
        return;
    put_i64(w, "end_timestamp", call_ended_at(call).unix_ms);
    put_recording(w, world, call);
    put_latencies(w, call);
    put_tokens(w, call);
    if (parts == CALL_WHOLE)
        call_put_transcript(w, call);
}

static struct str finding(struct arena *arena, const struct call *call, struct str name)
{
    struct call_promise promise = call_promise(call);
    enum scenario scenario = call->plan.scenario;

    if (str_eq_c(name, "outcome") && scenario != SCENARIO_OTHER)
        return scenario == SCENARIO_HANG_UP || scenario == SCENARIO_LONG_CALL
                   ? STR("talked")
                   : scenario_name(scenario);
    if (scenario == SCENARIO_PROMISE && str_eq_c(name, "promise_date"))
        return date_print(arena, promise.date);
    if (scenario == SCENARIO_PROMISE && str_eq_c(name, "promise_amount") &&
        promise.amount_cents > 0)
        return str_format(arena, "%lld.%02lld", (long long)(promise.amount_cents / 100),
                          (long long)(promise.amount_cents % 100));
    if (scenario == SCENARIO_CALLBACK && str_eq_c(name, "callback_at"))
        return str_format(arena, "%.*sT%02lld:00:00-05:00",
                          STR_ARG(date_print(arena, promise.date)), (long long)promise.hour);
    return STR_NONE;
}

static bool is_choice(const struct json *question, struct str answer)
{
    const struct json *choices = json_get(question, "choices");

    for (const struct json *c = json_first(choices); c != NULL; c = json_next(c))
        if (str_eq(json_str(c), answer))
            return true;
    return json_kind(choices) != JSON_ARRAY;
}

void call_put_findings(struct json_writer *w, const struct call *call)
{
    CLEANUP(arena_release) struct arena arena = arena_init();

    json_open(w, '{');
    for (const struct json *q = json_first(call->analysis); q != NULL; q = json_next(q)) {
        struct str name = json_str(json_get(q, "name"));
        struct str answer = STR_NONE;

        if (call->started_at.unix_ms != 0 && name.p != NULL)
            answer = finding(&arena, call, name);
        if (answer.p == NULL || !is_choice(q, answer))
            continue;
        json_put_name(w, name);
        json_put_str(w, answer);
    }
    json_close(w, '}');
}

struct str call_sentiment(const struct call *call)
{
    if (call->quirks.unknown_values)
        return STR("Amused");
    return str_from_c(call->started_at.unix_ms == 0 ? "Unknown"
                                                    : scenario_sentiment(call->plan.scenario));
}

static void put_analysis(struct json_writer *w, const struct call *call)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    bool talked = call->started_at.unix_ms != 0;

    json_put_name(w, STR("call_analysis"));
    json_open(w, '{');
    put_str(w, "call_summary",
            talked ? call_summary(&arena, call) : STR("La llamada no se conectó."));
    put_str(w, "user_sentiment", call_sentiment(call));
    put_bool(w, "call_successful", talked && scenario_successful(call->plan.scenario));
    put_bool(w, "in_voicemail", talked && call->plan.scenario == SCENARIO_VOICEMAIL);
    json_put_name(w, STR("custom_analysis_data"));
    call_put_findings(w, call);
    json_close(w, '}');
}

void call_put_json(struct json_writer *w, const struct world *world, const struct call *call,
                   enum call_parts parts)
{
    json_open(w, '{');
    put_identity(w, call);
    if (call->phase >= CALL_ONGOING && call->started_at.unix_ms != 0) {
        put_i64(w, "start_timestamp", call->started_at.unix_ms);
        put_telephony(w, call);
    }
    if (call->phase >= CALL_ENDED)
        put_end(w, world, call, parts);
    if (call->phase == CALL_ANALYZED)
        put_analysis(w, call);
    json_close(w, '}');
}
