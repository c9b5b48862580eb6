/* create_call.c - POST /v2/create-phone-call: what the provider takes, and what it refuses. */
#include "create_call.h"

#include <stdlib.h>
#include <time.h>

#include "call_json.h"
#include "call_state.h"
#include "conversation.h"
#include "life.h"

enum {
    METADATA_MOST = 50 * 1024,
    RING_DEFAULT_MS = 30000,
    TALK_DEFAULT_MS = 3600000,
    WEBHOOK_TIMEOUT_MS = 10000,
    EARLY_WAIT_S = 10
};

static const char *const override_parts[] = { "agent", "retell_llm", "conversation_flow", NULL };
/* general_prompt is not among them: a script cannot be passed as an override. */
static const char *const llm_overrides[] = { "model",
                                             "s2s_model",
                                             "model_temperature",
                                             "model_high_priority",
                                             "tool_call_strict_mode",
                                             "knowledge_base_ids",
                                             "kb_config",
                                             "start_speaker",
                                             "begin_after_user_silence_ms",
                                             "begin_message",
                                             NULL };

static bool only_members(const struct json *object, const char *const *names, struct str *other)
{
    for (const struct json *m = json_first(object); m != NULL; m = json_next(m)) {
        size_t i = 0;

        while (names[i] != NULL && !str_eq_c(json_name(m), names[i]))
            i++;
        if (names[i] == NULL) {
            *other = json_name(m);
            return false;
        }
    }
    return true;
}

static bool is_e164(struct str number)
{
    int64_t digits;

    return number.n >= 8 && number.n <= 16 && number.p[0] == '+' && number.p[1] != '0' &&
           str_to_i64(str_slice(number, 1, number.n), 1, INT64_MAX, &digits);
}

/* An object whose values are all texts, or absent. */
static bool is_text_map(const struct json *map)
{
    if (map == NULL)
        return true;
    for (const struct json *m = json_first(map); m != NULL; m = json_next(m))
        if (json_kind(m) != JSON_STRING)
            return false;
    return json_kind(map) == JSON_OBJECT;
}

static size_t printed_size(struct arena *arena, const struct json *node)
{
    struct strbuf out = strbuf_init(arena, METADATA_MOST + 1);
    struct json_writer w = json_writer_init(&out);

    json_put_node(&w, node);
    return strbuf_ok(&out) ? out.n : SIZE_MAX;
}

/* NULL: nothing is wrong with the shape of the request. */
static const char *shape_error(struct exchange *x)
{
    bool any_number = false;
    struct str from = json_str(json_get(x->body, "from_number"));
    struct str to = json_str(json_get(x->body, "to_number"));
    const struct json *metadata = json_get(x->body, "metadata");

    (void)json_bool(json_get(x->body, "ignore_e164_validation"), &any_number);
    if (from.p == NULL || to.p == NULL)
        return "from_number and to_number are required";
    if (!is_e164(from) || (!any_number && !is_e164(to)))
        return "from_number and to_number must be in E.164 format";
    if (!is_text_map(json_get(x->body, "retell_llm_dynamic_variables")))
        return "retell_llm_dynamic_variables must be an object of strings";
    if (!is_text_map(json_get(x->body, "custom_sip_headers")))
        return "custom_sip_headers must be an object of strings";
    if (metadata != NULL && json_kind(metadata) != JSON_OBJECT)
        return "metadata must be an object";
    if (metadata != NULL && printed_size(x->arena, metadata) > METADATA_MOST)
        return "metadata is larger than 50 kB";
    return NULL;
}

static struct str override_error(struct exchange *x)
{
    const struct json *override = json_get(x->body, "agent_override");
    struct str other;

    if (override == NULL)
        return STR_NONE;
    if (json_kind(override) != JSON_OBJECT)
        return STR("agent_override must be an object");
    if (!only_members(override, override_parts, &other))
        return str_format(x->arena, "agent_override.%.*s is not allowed", STR_ARG(other));
    if (!only_members(json_get(override, "retell_llm"), llm_overrides, &other))
        return str_format(x->arena, "agent_override.retell_llm.%.*s is not allowed",
                          STR_ARG(other));
    if (!agent_settings_check(json_get(override, "agent"), &other))
        return str_format(x->arena, "agent_override.agent.%.*s is out of range", STR_ARG(other));
    return STR_NONE;
}

/* The agent named by the call, else the first of the number's. Lock held. NULL: 422. */
static const struct document *agent_of(struct exchange *x, const char **message)
{
    const struct documents *docs = &x->world->documents;
    struct str named = json_str(json_get(x->body, "override_agent_id"));
    struct str from = json_str(json_get(x->body, "from_number"));
    const struct document *number = document_find(docs, DOCUMENT_NUMBER, from);
    const struct document *agent;

    if (number == NULL && x->world->settings.numbers.n > 0) {
        *message = "from_number not found under this account";
        return NULL;
    }
    if (named.p == NULL && number != NULL)
        named = json_str(
            json_path(json_first(json_get(number->fields, "outbound_agents")), "agent_id"));
    agent = document_find(docs, DOCUMENT_AGENT, named);
    if (agent == NULL)
        *message = named.p == NULL ? "No agent is bound to from_number" : "Agent not found";
    return agent;
}

/* Lock held. 0: go on. */
static int limit_status(struct world *world, bool *over)
{
    int64_t second = steady_ms() / MS_PER_SECOND;

    *over = world->active >= world->concurrency_limit;
    if (*over && world->settings.over_limit == OVER_LIMIT_REFUSES)
        return 429;
    if (world->settings.creates_per_second == 0)
        return 0;
    if (world->second != second) {
        world->second = second;
        world->creates_this_second = 0;
    }
    return ++world->creates_this_second > world->settings.creates_per_second ? 429 : 0;
}

/* A setting of the call: its own, else the agent's. */
static const struct json *agent_setting(struct exchange *x, const struct document *agent,
                                        const char *name)
{
    const struct json *own = json_get(json_path(x->body, "agent_override.agent"), name);

    return own != NULL ? own : json_get(agent->fields, name);
}

static int64_t agent_number(struct exchange *x, const struct document *agent, const char *name,
                            int64_t otherwise)
{
    int64_t v;

    return json_i64(agent_setting(x, agent, name), &v) ? v : otherwise;
}

static void set_opening(struct exchange *x, struct call *call, const struct document *llm)
{
    const struct json *own = json_path(x->body, "agent_override.retell_llm.begin_message");
    const struct json *message = own != NULL   ? own
                                 : llm == NULL ? NULL
                                               : json_get(llm->fields, "begin_message");
    struct str text = json_str(message);

    call->opening_generated = text.p == NULL;
    if (text.p == NULL)
        text = STR("Hola, buen día. ¿Hablo con la persona encargada?");
    call->opening = prompt_render(&call->arena, text, call->variables);
}

static void set_agent(struct exchange *x, struct call *call, const struct document *agent)
{
    const struct document *llm =
        document_find(&x->world->documents, DOCUMENT_LLM,
                      json_str(json_path(agent->fields, "response_engine.llm_id")));
    struct str prompt = STR_NONE;
    struct str url = json_str(agent_setting(x, agent, "webhook_url"));

    if (llm != NULL)
        prompt = json_str(json_get(llm->fields, "general_prompt"));
    call->agent_id = str_copy(&call->arena, agent->id);
    call->agent_name = str_copy(&call->arena, json_str(json_get(agent->fields, "agent_name")));
    call->agent_version = agent->version;
    call->analysis = json_clone(&call->arena, agent_setting(x, agent, "post_call_analysis_data"));
    call->webhook_events = json_clone(&call->arena, agent_setting(x, agent, "webhook_events"));
    call->webhook_timeout_ms = agent_number(x, agent, "webhook_timeout_ms", WEBHOOK_TIMEOUT_MS);
    call->max_ms = agent_number(x, agent, "max_call_duration_ms", TALK_DEFAULT_MS);
    call->webhook_url = prompt_render(&call->arena, url, call->variables);
    call->prompt = prompt_render(&call->arena, prompt, call->variables);
    call->voicemail_hangs_up = str_eq_c(
        json_str(json_path(agent_setting(x, agent, "voicemail_option"), "action.type")), "hangup");
    call->facts = prompt_facts_read(&call->arena, call->prompt);
    set_opening(x, call, llm);
}

/* By a hint of the call, else by the rules, else by chance. Lock held. */
static void set_plan(struct exchange *x, struct call *call, const struct document *agent, bool over)
{
    static const char *const hints[] = { "metadata.simulator_scenario",
                                         "retell_llm_dynamic_variables.simulator_scenario" };
    struct misbehaviour *m = &x->world->misbehaviour;
    const struct rule *rule = rule_find(m, call->to);
    const struct end_reason *other = NULL;
    uint64_t seed =
        plan_seed(x->world->settings.seed, call->to, world_count_call(x->world, call->to));
    enum scenario scenario = SCENARIO_NO_ANSWER;
    bool hinted = false;

    for (size_t i = 0; i < ARRAY_LEN(hints) && !hinted; i++)
        hinted = scenario_read(json_str(json_path(x->body, hints[i])), &scenario, &other);
    if (!hinted && rule != NULL && rule->has_scenario) {
        scenario = rule->scenario;
        other = rule->other;
    } else if (!hinted) {
        scenario = scenario_choose(&m->weights, seed);
        other = NULL;
    }
    if (over) {
        scenario = SCENARIO_OTHER;
        other = end_reason_find(STR("concurrency_limit_reached"));
    }
    call->plan = plan_make(scenario, other, seed,
                           agent_number(x, agent, "ring_duration_ms", RING_DEFAULT_MS));
}

static struct call *make_call(struct exchange *x, const struct document *agent)
{
    struct call *call = calloc(1, sizeof *call);
    const struct json *body = x->body;

    if (call == NULL)
        abort();
    call->arena = arena_init();
    call->phase = CALL_REGISTERED;
    call->created_at = world_now(x->world);
    call->from = str_copy(&call->arena, json_str(json_get(body, "from_number")));
    call->to = str_copy(&call->arena, json_str(json_get(body, "to_number")));
    call->tag = str_copy(&call->arena, json_str(json_path(body, "metadata.tag")));
    if (json_get(body, "metadata") != NULL)
        call->metadata = json_clone(&call->arena, json_get(body, "metadata"));
    if (json_get(body, "retell_llm_dynamic_variables") != NULL)
        call->variables = json_clone(&call->arena, json_get(body, "retell_llm_dynamic_variables"));
    if (json_get(body, "custom_sip_headers") != NULL)
        call->sip_headers = json_clone(&call->arena, json_get(body, "custom_sip_headers"));
    call->quirks = x->fault.quirks;
    call->listed_at = steady_ms() + (call->quirks.list_lag_ms > 0 ? call->quirks.list_lag_ms
                                                                  : x->world->list_lag_ms);
    set_agent(x, call, agent);
    return call;
}

struct call *restore_call(struct world *world, struct arena *arena, const struct json *line)
{
    struct exchange x = { .world = world, .arena = arena, .body = json_get(line, "request") };
    const struct end_reason *end = end_reason_find(json_str(json_get(line, "reason")));
    const char *message = NULL;
    const struct document *agent = agent_of(&x, &message);
    enum scenario scenario;
    struct call *call;
    uint64_t seed;

    if (agent == NULL || end == NULL ||
        !scenario_parse(json_str(json_get(line, "scenario")), &scenario))
        return NULL;
    call = make_call(&x, agent);
    (void)json_i64(json_get(line, "created_ms"), &call->created_at.unix_ms);
    (void)world_count_call(world, call->to);
    seed = strtoull(str_c(arena, json_str(json_get(line, "seed"))), NULL, 10);
    call->plan = plan_make(scenario, end, seed,
                           agent_number(&x, agent, "ring_duration_ms", RING_DEFAULT_MS));
    call->talk_ms = conversation_length(call);
    if (call->plan.connects) {
        call->phase = CALL_ONGOING;
        call->started_at =
            (struct instant){ call->created_at.unix_ms + call->plan.ring_ms / world->speed };
    }
    return call;
}

struct refusal {
    int status;
    struct str message;
    bool slow_down; /* with Retry-After */
};

/* NULL: refused. */
static struct call *accept(struct exchange *x, struct refusal *refusal)
{
    const char *message = "Account rate limited, please throttle your requests";
    const struct document *agent;
    struct call *call = NULL;
    bool over = false;

    pthread_mutex_lock(&x->world->lock);
    agent = agent_of(x, &message);
    if (agent == NULL) {
        refusal->status = 422;
    } else {
        refusal->status = limit_status(x->world, &over);
        refusal->slow_down = refusal->status == 429 && !over;
        if (over)
            message = "Concurrency limit reached";
    }
    refusal->message = str_from_c(message);
    if (refusal->status == 0) {
        call = make_call(x, agent);
        set_plan(x, call, agent, over);
        call->talk_ms = conversation_length(call);
        world_add_call(x->world, call);
        call_state_made(x->world, call, x->body);
        x->world->active++;
    }
    pthread_mutex_unlock(&x->world->lock);
    return call;
}

/* The first webhook comes before the answer; or does not come at all. */
static void wait_for_webhook(struct world *world, const struct call *call)
{
    struct timespec until;
    int waited = 0;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += EARLY_WAIT_S;
    pthread_mutex_lock(&world->lock);
    while (call->told == 0 && waited == 0)
        waited = pthread_cond_timedwait(&world->told, &world->lock, &until);
    pthread_mutex_unlock(&world->lock);
}

static void answer_refused(struct exchange *x, const struct refusal *refusal)
{
    static const struct str_pair one_second[] = { { STR_INIT("Retry-After"), STR_INIT("1") } };

    book_post(x->world, x->body, STR_NONE, refusal->status, &x->fault);
    answer_error_str(x, refusal->status, refusal->message);
    if (refusal->slow_down) {
        x->reply->headers.items = ARENA_NEW(x->arena, struct str_pair);
        x->reply->headers.items[0] = one_second[0];
        x->reply->headers.n = 1;
    }
}

void create_phone_call(struct exchange *x)
{
    struct refusal refusal = { 400, str_from_c(shape_error(x)), false };
    struct json_writer w;
    struct call as_made;
    struct call *call;

    if (refusal.message.p == NULL)
        refusal.message = override_error(x);
    call = refusal.message.p == NULL ? accept(x, &refusal) : NULL;
    if (call == NULL) {
        answer_refused(x, &refusal);
        return;
    }
    as_made = *call; /* it lives as soon as it is in the book */
    book_post(x->world, x->body, call->id, 201, &x->fault);
    life_begin(x->world, call);
    if (call->quirks.webhook_early && call->webhook_url.n > 0 && !call->quirks.webhook_none)
        wait_for_webhook(x->world, call);
    w = answer_writer(x);
    call_put_json(&w, x->world, &as_made, CALL_WHOLE);
    answer_json(x, 201, &w);
}
