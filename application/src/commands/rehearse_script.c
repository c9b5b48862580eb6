/* application/src/commands/rehearse_script.c - a call that never was, judged by the rules of those
 * that are: a job of nobody's goes through the same steps, and is forgotten. */
#include "application/commands/rehearse_script.h"

#include "base/strbuf.h"
#include "commands/dial_facts.h"

enum { VARIABLES_MOST = 256, TAKES_MOST = 1000 };
#define REHEARSAL_TALK ((struct duration){ 10 * MS_PER_MINUTE })

static const struct field rehearse_script_fields[] = {
    FIELD_ID(struct rehearse_script, script, 0),
    FIELD_OPT_STR(struct rehearse_script, opening, 0, 0, SCRIPT_OPENING),
    FIELD_OPT_STR(struct rehearse_script, instructions, 0, 0, SCRIPT_TEXT),
    FIELD_MAP(struct rehearse_script, variables, 0, VARIABLES_MOST),
    FIELD_ID(struct rehearse_script, batch, 0),
    FIELD_I64(struct rehearse_script, row, 0, 0, BATCH_ROWS),
    FIELD_ENUM(struct rehearse_script, persona, 0, persona_names),
    FIELD_I64(struct rehearse_script, take, 0, 0, TAKES_MOST),
};
const struct record rehearse_script_record =
    RECORD("rehearse_script", struct rehearse_script, rehearse_script_fields);

static const struct field rehearsal_fields[] = {
    FIELD_ENUM(struct rehearsal, persona, 0, persona_names),
    FIELD_LIST(struct rehearsal, turns, 0, transcript_turn_record, 0),
    FIELD_OPT_DURATION(struct rehearsal, talk_ms, 0, 0, 0),
    FIELD_ENUM(struct rehearsal, outcome, FIELD_MAYBE, outcome_names),
    FIELD_STR(struct rehearsal, end_reason, 0, 0, 0),
    FIELD_STR(struct rehearsal, summary, 0, 0, 0),
    FIELD_STR(struct rehearsal, sentiment, 0, 0, 0),
    FIELD_STR(struct rehearsal, promise_date, 0, 0, 0),
    FIELD_STR(struct rehearsal, promise_amount, 0, 0, 0),
    FIELD_OPT_INSTANT(struct rehearsal, callback_at, 0),
    FIELD_BOOL(struct rehearsal, suppressed, 0),
    FIELD_I64(struct rehearsal, row, 0, 0, 0),
    FIELD_STRS(struct rehearsal, missing, 0, 0),
};
const struct record rehearsal_record = RECORD("rehearsal", struct rehearsal, rehearsal_fields);

static enum err take_allowance(const struct ports *ports, struct scope *scope)
{
    const struct rate rate = { .per_minute = REHEARSALS_PER_MINUTE, .burst = REHEARSALS_AT_ONCE };
    struct str key =
        str_format(scope->arena, "rehearsal:%.*s", STR_ARG(ID_TEXT(scope->arena, scope->account)));
    struct allowance got = VIA(ports->limiter, take, key, rate, 1);

    if (got.granted == 1)
        return ERR_OK;
    return FAIL_WITH(&scope->error, ERR_EXHAUSTED, "rehearsal.too_many",
                     P_I64("seconds", got.retry_s));
}

static enum err must_say_something(struct scope *scope, const struct script_preview *preview)
{
    if (preview->instructions.n == 0)
        error_add_field(&scope->error, (struct field_error){ .field = STR("instructions"),
                                                             .slug = "field.required" });
    return error_fields(&scope->error);
}

/* The job as it stands when its call is on. */
static struct job job_of_nobody(struct scope *scope)
{
    struct job job = { .account = scope->account, .state = JOB_PLACED, .fence = 1, .attempts = 1 };

    job.attempt.n = 1;
    job.attempt.tag = STR("rehearsal-1");
    job.attempt.intent_at = job.attempt.placed_at = SOME_INSTANT(scope->now);
    return job;
}

/* What the steps of a real call would write down. */
static enum err judge(struct scope *scope, const struct voice_call *call, struct rehearsal *ret)
{
    struct job job = job_of_nobody(scope);
    struct analysis analysis = facts_analysis(call, STR("rehearsal:analyzed"));
    const struct end_facts end = {
        .provider_call = call->provider_call,
        .reason = call->reason,
        .call_status = call->status,
        .started_at = call->started_at,
        .ended_at = call->ended_at,
        .talk_ms = call->talk_ms.has ? call->talk_ms.v : (struct duration){ 0 },
    };

    TRY(job_ended(&job, job.attempt.tag, &end, scope->now, scope->arena, &scope->error));
    TRY(job_analyzed(&job, job.attempt.tag, &analysis, scope->now, scope->arena, &scope->error));
    ret->outcome = job.attempt.outcome;
    ret->end_reason = job.attempt.end_reason;
    ret->talk_ms = job.attempt.talk_ms;
    ret->promise_date = job.promise_date;
    ret->promise_amount = job.promise_amount;
    ret->callback_at = job.callback_at;
    ret->suppressed = job.attempt.outcome == OUTCOME_OPTED_OUT;
    ret->summary = analysis.summary;
    ret->sentiment = analysis.sentiment;
    return ERR_OK;
}

enum err rehearse_script(const struct ports *ports, struct scope *scope,
                         const struct rehearse_script *cmd, struct rehearsal *ret)
{
    const struct preview_script query = { .script = cmd->script,
                                          .opening = cmd->opening,
                                          .instructions = cmd->instructions,
                                          .variables = cmd->variables,
                                          .batch = cmd->batch,
                                          .row = cmd->row };
    struct rehearsal played = { .persona = cmd->persona != 0 ? cmd->persona : PERSONA_PROMISES };
    struct rehearsal_order order = { .persona = played.persona,
                                     .take = cmd->take,
                                     .max_talk = REHEARSAL_TALK };
    struct script_preview preview;
    struct transcript said;
    struct voice_call call;

    TRY(preview_script(ports, scope, &query, &preview));
    TRY(must_say_something(scope, &preview));
    TRY(take_allowance(ports, scope));
    order.opening = preview.opening;
    order.instructions = preview.instructions;
    TRY(VIA(ports->rehearsals, play, scope->arena, &order, &call, &scope->error));
    TRY(judge(scope, &call, &played));
    said = transcript_read(scope->arena, call.transcript, call.word_times);
    played.turns.items = said.turns.items;
    played.turns.n = said.turns.n;
    played.row = preview.row;
    played.missing = preview.missing;
    *ret = played;
    return ERR_OK;
}
