/* scenario.c - the provider's end reasons, and how a call comes to one of them. */
#include "simulator/scenario.h"

#include "base/checked.h"

static const char *const scenario_texts[] = {
    [SCENARIO_PROMISE] = "promise",
    [SCENARIO_PAID] = "paid",
    [SCENARIO_REFUSED] = "refused",
    [SCENARIO_CALLBACK] = "callback",
    [SCENARIO_WRONG_PERSON] = "wrong_person",
    [SCENARIO_OPTED_OUT] = "opted_out",
    [SCENARIO_TALKED] = "talked",
    [SCENARIO_VOICEMAIL] = "voicemail",
    [SCENARIO_HANG_UP] = "hang_up",
    [SCENARIO_LONG_CALL] = "long_call",
    [SCENARIO_NO_ANSWER] = "no_answer",
    [SCENARIO_BUSY] = "busy",
    [SCENARIO_DECLINED] = "declined",
    [SCENARIO_INVALID_NUMBER] = "invalid_number",
    [SCENARIO_PROVIDER_ERROR] = "provider_error",
    [SCENARIO_OTHER] = "other",
};
_Static_assert(ARRAY_LEN(scenario_texts) == SCENARIO_COUNT, "every scenario has a name");
ENUM_NAMES_DEFINE(scenario)

static const struct end_reason reasons[] = {
    { "user_hangup", "ended" },
    { "agent_hangup", "ended" },
    { "call_transfer", "ended" },
    { "voicemail_reached", "ended" },
    { "ivr_reached", "ended" },
    { "inactivity", "ended" },
    { "max_duration_reached", "ended" },
    { "no_concurrency_fallback", "ended" },
    { "transfer_bridged", "ended" },
    { "transfer_cancelled", "ended" },
    { "manual_stopped", "ended" },
    { "call_take_over", "ended" },
    { "dial_busy", "not_connected" },
    { "dial_failed", "not_connected" },
    { "dial_no_answer", "not_connected" },
    { "invalid_destination", "not_connected" },
    { "telephony_provider_permission_denied", "not_connected" },
    { "telephony_provider_unavailable", "not_connected" },
    { "sip_routing_error", "not_connected" },
    { "marked_as_spam", "not_connected" },
    { "user_declined", "not_connected" },
    { "concurrency_limit_reached", "error" },
    { "no_valid_payment", "error" },
    { "scam_detected", "error" },
    { "error_llm_websocket_open", "error" },
    { "error_llm_websocket_lost_connection", "error" },
    { "error_llm_websocket_runtime", "error" },
    { "error_llm_websocket_corrupt_payload", "error" },
    { "error_no_audio_received", "error" },
    { "error_asr", "error" },
    { "error_retell", "error" },
    { "error_unknown", "error" },
    { "error_user_not_joined", "error" },
    { "registered_call_timeout", "error" },
};

const struct end_reason *end_reason_find(struct str reason)
{
    for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
        if (str_eq_c(reason, reasons[i].reason))
            return &reasons[i];
    return NULL;
}

struct weights weights_default(void)
{
    return (struct weights){ {
        [SCENARIO_PROMISE] = 16,
        [SCENARIO_PAID] = 4,
        [SCENARIO_REFUSED] = 7,
        [SCENARIO_CALLBACK] = 6,
        [SCENARIO_WRONG_PERSON] = 4,
        [SCENARIO_OPTED_OUT] = 2,
        [SCENARIO_TALKED] = 4,
        [SCENARIO_VOICEMAIL] = 16,
        [SCENARIO_HANG_UP] = 6,
        [SCENARIO_NO_ANSWER] = 23,
        [SCENARIO_BUSY] = 6,
        [SCENARIO_DECLINED] = 3,
        [SCENARIO_INVALID_NUMBER] = 2,
        [SCENARIO_PROVIDER_ERROR] = 1,
    } };
}

uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int64_t draw_below(uint64_t *state, int64_t n)
{
    return (int64_t)(draw(state) % (uint64_t)n);
}

uint64_t plan_seed(uint64_t simulator_seed, struct str to_number, int64_t nth)
{
    uint64_t state = simulator_seed ^ str_hash(to_number) ^ ((uint64_t)nth << 48);

    return draw(&state);
}

enum scenario scenario_choose(const struct weights *weights, uint64_t seed)
{
    uint64_t state = seed ^ UINT64_C(0x73636e61726f696f);
    int64_t total = 0, at;

    for (int i = 1; i < SCENARIO_COUNT; i++)
        total += weights->of[i];
    if (total <= 0)
        return SCENARIO_NO_ANSWER;
    at = draw_below(&state, total);
    for (int i = 1; i < SCENARIO_COUNT; i++) {
        if (at < weights->of[i])
            return (enum scenario)i;
        at -= weights->of[i];
    }
    return SCENARIO_NO_ANSWER;
}

bool scenario_read(struct str text, enum scenario *ret, const struct end_reason **other)
{
    const struct str by_reason = STR("reason:");

    *other = NULL;
    if (!str_starts(text, by_reason))
        return scenario_parse(text, ret) && *ret != SCENARIO_OTHER;
    *other = end_reason_find(str_slice(text, by_reason.n, text.n));
    *ret = SCENARIO_OTHER;
    return *other != NULL;
}

static const char *reason_of(enum scenario scenario, uint64_t *state)
{
    switch (scenario) {
    case SCENARIO_PROMISE:
    case SCENARIO_PAID:
    case SCENARIO_CALLBACK:
    case SCENARIO_WRONG_PERSON:
    case SCENARIO_TALKED:
        return draw_below(state, 3) == 0 ? "user_hangup" : "agent_hangup";
    case SCENARIO_REFUSED:
    case SCENARIO_OPTED_OUT:
    case SCENARIO_HANG_UP:
        return "user_hangup";
    case SCENARIO_VOICEMAIL:
        return "voicemail_reached";
    case SCENARIO_LONG_CALL:
        return "max_duration_reached";
    case SCENARIO_NO_ANSWER:
        return "dial_no_answer";
    case SCENARIO_BUSY:
        return "dial_busy";
    case SCENARIO_DECLINED:
        return "user_declined";
    case SCENARIO_INVALID_NUMBER:
        return "invalid_destination";
    case SCENARIO_PROVIDER_ERROR:
    case SCENARIO_OTHER:
        return "error_retell";
    }
    return "error_unknown";
}

/* Errors happen at both sides of the connection; those of the line and of money before it. */
static bool error_connects(const struct end_reason *end)
{
    static const char *const before[] = { "concurrency_limit_reached", "no_valid_payment",
                                          "scam_detected", "error_user_not_joined",
                                          "registered_call_timeout" };

    for (size_t i = 0; i < ARRAY_LEN(before); i++)
        if (str_eq_c(str_from_c(end->reason), before[i]))
            return false;
    return true;
}

static int64_t ring_of(const struct plan *plan, int64_t limit, uint64_t *state)
{
    const struct str reason = str_from_c(plan->end->reason);
    int64_t ring = 4000 + draw_below(state, 14000);

    if (str_eq_c(reason, "dial_no_answer"))
        return limit;
    if (str_eq_c(reason, "registered_call_timeout"))
        return 300000;
    if (str_eq_c(reason, "invalid_destination") || !plan->connects)
        ring = 500 + draw_below(state, 3500);
    return min_i64(ring, limit);
}

struct plan plan_make(enum scenario scenario, const struct end_reason *other, uint64_t seed,
                      int64_t ring_limit_ms)
{
    uint64_t state = seed ^ UINT64_C(0x72696e67);
    struct plan plan = { .seed = seed, .scenario = scenario, .end = other };

    if (plan.end == NULL)
        plan.end = end_reason_find(str_from_c(reason_of(scenario, &state)));
    plan.connects = str_eq_c(str_from_c(plan.end->status), "ended") ||
                    (str_eq_c(str_from_c(plan.end->status), "error") && error_connects(plan.end));
    plan.ring_ms = ring_of(&plan, ring_limit_ms, &state);
    return plan;
}
