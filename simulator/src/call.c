/* call.c - what follows from a call's facts: its status, its end, its cost. */
#include "call.h"

#include "base/checked.h"

/* The price list, in millionths of a cent a minute. */
enum {
    INFRA_PER_MINUTE = 5500000,
    SPEECH_PER_MINUTE = 1500000,
    MODEL_PER_MINUTE = 4500000,
    TELEPHONY_PER_MINUTE = 1500000
};
enum { TOKENS_INCLUDED = 4000, BYTES_PER_TOKEN = 4, LEAST_GENERATED_SECONDS = 10 };

struct instant call_ended_at(const struct call *call)
{
    return (struct instant){ call->started_at.unix_ms + call->duration_ms };
}

const char *call_status(const struct call *call)
{
    switch (call->phase) {
    case CALL_REGISTERED:
        return "registered";
    case CALL_ONGOING:
        return "ongoing";
    case CALL_ENDED:
    case CALL_ANALYZED:
        return call->end->status;
    }
    return "error";
}

static int64_t billed_seconds(const struct call *call)
{
    int64_t seconds = (call->duration_ms + MS_PER_SECOND - 1) / MS_PER_SECOND;

    if (call->started_at.unix_ms == 0)
        return 0;
    return call->opening_generated ? max_i64(seconds, LEAST_GENERATED_SECONDS) : seconds;
}

/* A prompt beyond what is included makes the language model dearer in proportion. */
static int64_t model_per_minute(const struct call *call)
{
    int64_t tokens = (int64_t)call->prompt.n / BYTES_PER_TOKEN;

    return MODEL_PER_MINUTE * max_i64(tokens, TOKENS_INCLUDED) / TOKENS_INCLUDED;
}

struct call_cost call_cost(const struct call *call)
{
    struct call_cost cost = {
        .seconds = billed_seconds(call),
        .products = { { "retell_voice_infra", INFRA_PER_MINUTE, 0 },
                      { "elevenlabs_tts", SPEECH_PER_MINUTE, 0 },
                      { "gpt_4_1", model_per_minute(call), 0 },
                      { "twilio_telephony", TELEPHONY_PER_MINUTE, 0 } },
    };

    for (size_t i = 0; i < CALL_PRODUCTS; i++) {
        struct product_cost *p = &cost.products[i];

        p->cost = (p->per_minute * cost.seconds + 30) / 60;
        cost.per_minute += p->per_minute;
        cost.combined += p->cost;
    }
    return cost;
}
