/* rehearsal.c - the same conversation as a call of that scenario has, without its life. */
#include "rehearsal.h"

#include "call_json.h"
#include "conversation.h"

enum { RING_MS = 30000, TALK_MOST_MS = 600000 };
#define REHEARSAL_ID STR("call_rehearsal")

static struct str opening_of(struct arena *arena, const struct json *body)
{
    struct str text = json_str(json_get(body, "begin_message"));

    return str_copy(
        arena, text.p != NULL ? text : STR("Hola, buen día. ¿Hablo con la persona encargada?"));
}

/* False: the body does not say what is wanted. */
static bool make(struct exchange *x, struct call *call)
{
    struct str prompt = json_str(json_get(x->body, "instructions"));
    const struct end_reason *other;
    enum scenario scenario;
    int64_t take = 0, most = TALK_MOST_MS;

    if (prompt.p == NULL ||
        !scenario_read(json_str(json_get(x->body, "scenario")), &scenario, &other))
        return false;
    (void)json_i64(json_get(x->body, "take"), &take);
    (void)json_i64(json_get(x->body, "max_call_duration_ms"), &most);
    call->id = REHEARSAL_ID;
    call->from = call->to = call->agent_id = STR("");
    call->created_at = world_now(x->world);
    call->prompt = prompt;
    call->facts = prompt_facts_read(&call->arena, prompt);
    call->opening = opening_of(&call->arena, x->body);
    call->opening_generated = json_str(json_get(x->body, "begin_message")).p == NULL;
    call->analysis = json_get(x->body, "post_call_analysis_data");
    call->voicemail_hangs_up =
        str_eq_c(json_str(json_path(x->body, "voicemail_option.action.type")), "hangup");
    call->max_ms = most > 0 && most < TALK_MOST_MS ? most : TALK_MOST_MS;
    call->plan = plan_make(scenario, other,
                           plan_seed(x->world->settings.seed, STR("rehearsal"), take), RING_MS);
    return true;
}

/* From its making to its analysis at once. */
static void live(struct call *call)
{
    call->phase = CALL_ANALYZED;
    call->end = call->plan.end;
    call->duration_ms = conversation_length(call);
    if (call->plan.connects)
        call->started_at = call->created_at;
    call->recording_at = INT64_MAX; /* never */
}

void rehearse(struct exchange *x)
{
    struct call call = { .arena = arena_init() };
    struct json_writer w = answer_writer(x);

    if (make(x, &call)) {
        live(&call);
        call_put_json(&w, x->world, &call, CALL_WHOLE);
        answer_json(x, 200, &w);
    } else {
        answer_error(x, 400, "scenario and instructions are required");
    }
    arena_release(&call.arena);
}
