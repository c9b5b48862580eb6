/* commands/dial_facts.c - started, ended, analyzed: steps of the job, then notes on the person. */
#include "commands/dial_facts.h"

#include "base/crash.h"
#include "commands/dial_persons.h"

enum { AMOUNT_TEXT = 24 };

bool facts_are_final(const struct voice_call *call)
{
    return str_eq_c(call->status, "ended") || str_eq_c(call->status, "not_connected") ||
           str_eq_c(call->status, "error");
}

enum voice_event_kind facts_kind(const struct voice_call *call)
{
    if (facts_are_final(call))
        return call->has_analysis ? VOICE_ANALYZED : VOICE_ENDED;
    return str_eq_c(call->status, "ongoing") ? VOICE_STARTED : VOICE_OTHER;
}

bool facts_tag_is_ours(const struct ports *ports, const struct voice_call *call)
{
    return call->tag.n > 0 && VIA(ports->secrets, tag_mac_is, call->tag, call->mac);
}

static struct step step_of(const struct call_facts *facts)
{
    return (
        struct step){ .account = facts->job->account, .job = facts->job->id, .tag = facts->tag };
}

/* The item's own result, as what it means for whoever brought the facts. */
static enum facts_end end_of(const struct step *step)
{
    if (step->err == ERR_OK)
        return FACTS_APPLIED;
    if (step->slug != NULL && str_eq_c(STR("job.other_call"), step->slug))
        return FACTS_OTHER_CALL;
    if (step->err == ERR_CONFLICT)
        return FACTS_OLD_ATTEMPT;
    return FACTS_TOO_EARLY;
}

static enum err apply_started(const struct ports *ports, struct scope *scope,
                              const struct call_facts *facts, enum facts_end *ret)
{
    const struct voice_call *call = facts->call;
    struct started_step step = {
        .at = step_of(facts),
        .provider_call = call->provider_call,
        .started_at = call->started_at.has ? call->started_at.v : VIA0(ports->clock, wall),
        .key = facts->key,
    };

    TRY(VIA(ports->jobs, started, scope, &step, 1));
    *ret = end_of(&step.at);
    return ERR_OK;
}

/* The provider's own figure; where it gives none, the time between its two stamps. */
static struct duration talk_of(const struct voice_call *call)
{
    if (call->talk_ms.has)
        return call->talk_ms.v;
    if (call->started_at.has && call->ended_at.has)
        return instant_minus(call->ended_at.v, call->started_at.v);
    return (struct duration){ 0 };
}

static enum err note_end(const struct ports *ports, struct scope *scope,
                         const struct call_facts *facts)
{
    const struct end_reason *reason = end_reason_find(facts->call->reason, facts->call->status);
    struct phone_hash_id hashes[JOB_PHONES];
    const struct person_note note = {
        .tag = facts->tag,
        .rang = reason->rang,
        .contact = reason->contact,
        .now = VIA0(ports->clock, wall),
        .cool_down = ports->choices.cool_down,
    };

    return persons_note(ports, scope, facts->job->account, hashes,
                        persons_of_job(ports, facts->job, hashes), &note);
}

static enum err apply_ended(const struct ports *ports, struct scope *scope,
                            const struct call_facts *facts, enum facts_end *ret)
{
    const struct voice_call *call = facts->call;
    struct ended_step step = {
        .at = step_of(facts),
        .facts = {
            .provider_call = call->provider_call,
            .reason = call->reason,
            .call_status = call->status,
            .started_at = call->started_at,
            .ended_at = call->ended_at,
            .talk_ms = talk_of(call),
            .cost_micros = call->cost_micros,
            .key = facts->key,
        },
        .transcript = call->transcript,
        .recording_url = call->recording_url,
    };

    TRY(VIA(ports->jobs, ended, scope, &step, 1));
    CRASH("K13");
    *ret = end_of(&step.at);
    return *ret == FACTS_APPLIED ? note_end(ports, scope, facts) : ERR_OK;
}

/* Decimal text as a model says it: digits, at most one point between them. */
static struct str amount_said(struct str text)
{
    size_t points = 0;

    text = str_trim(text);
    for (size_t i = 0; i < text.n; i++) {
        points += text.p[i] == '.';
        if (text.p[i] != '.' && (text.p[i] < '0' || text.p[i] > '9'))
            return STR("");
    }
    return text.n > AMOUNT_TEXT || points > 1 || points == text.n || str_ends(text, STR(".")) ||
                   str_starts(text, STR("."))
               ? STR("")
               : text;
}

static struct str date_said(struct str text)
{
    struct date date;

    text = str_trim(text);
    return date_parse(text, &date) ? text : STR("");
}

static struct analysis analysis_of(const struct call_facts *facts)
{
    const struct voice_call *call = facts->call;
    struct analysis a = {
        .promise_date = date_said(call->said_promise_date),
        .promise_amount = amount_said(call->said_promise_amount),
        .summary = call->summary,
        .sentiment = call->sentiment,
        .in_voicemail = call->in_voicemail,
        .key = facts->key,
    };
    struct instant callback;

    if (!outcome_parse(call->said_outcome, &a.outcome) ||
        (!outcome_is_said(a.outcome) && a.outcome != OUTCOME_TALKED))
        a.outcome = 0;
    if (instant_parse(str_trim(call->said_callback_at), &callback))
        a.callback_at = SOME_INSTANT(callback);
    return a;
}

/* Who asks not to be called again is not called again, on none of the phones. */
static enum err opt_out(const struct ports *ports, struct scope *scope, const struct job *job)
{
    struct phone_hash_id hashes[JOB_PHONES];
    size_t n = persons_of_job(ports, job, hashes);
    struct scope inside = *scope;

    inside.account = job->account;
    for (size_t i = 0; i < n; i++) {
        struct suppression s = {
            .id = { hashes[i].v },
            .account = job->account,
            .hash = hashes[i],
            .reason = SUPPRESSION_OPTED_OUT,
            .created_at = VIA0(ports->clock, wall),
            .phone = job->phones.items[i].phone,
        };
        enum err err = VIA(ports->persons, suppress, &inside, &s);

        if (err != ERR_OK) {
            scope->error = inside.error;
            return err;
        }
    }
    return ERR_OK;
}

/* An analysis is only made of a call that is over, and its payload has everything. The wish not to
 * be called again counts whatever else became of the attempt. */
static enum err apply_analyzed(const struct ports *ports, struct scope *scope,
                               const struct call_facts *facts, enum facts_end *ret)
{
    struct call_facts end = *facts;
    struct analyzed_step step = {
        .at = step_of(facts),
        .analysis = analysis_of(facts),
        .transcript = facts->call->transcript,
        .recording_url = facts->call->recording_url,
    };

    if (step.analysis.outcome == OUTCOME_OPTED_OUT)
        TRY(opt_out(ports, scope, facts->job));
    end.key = STR(""); /* the key belongs to the analysis */
    TRY(apply_ended(ports, scope, &end, ret));
    if (*ret != FACTS_APPLIED)
        return ERR_OK;
    TRY(VIA(ports->jobs, analyzed, scope, &step, 1));
    *ret = end_of(&step.at);
    return ERR_OK;
}

enum err facts_apply(const struct ports *ports, struct scope *scope, const struct call_facts *facts,
                     enum facts_end *ret)
{
    switch (facts->kind) {
    case VOICE_STARTED:
        return apply_started(ports, scope, facts, ret);
    case VOICE_ENDED:
        return apply_ended(ports, scope, facts, ret);
    case VOICE_ANALYZED:
        return apply_analyzed(ports, scope, facts, ret);
    case VOICE_OTHER:
        break;
    }
    *ret = FACTS_APPLIED;
    return ERR_OK;
}
