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
                              const struct call_facts *const *facts, size_t n,
                              enum facts_end *const *ret)
{
    struct started_step *steps = ARENA_ARRAY(scope->arena, struct started_step, n);

    for (size_t i = 0; i < n; i++) {
        const struct voice_call *call = facts[i]->call;

        steps[i] = (struct started_step){
            .at = step_of(facts[i]),
            .provider_call = call->provider_call,
            .started_at = call->started_at.has ? call->started_at.v : VIA0(ports->clock, wall),
            .key = facts[i]->key,
        };
    }
    if (n > 0)
        TRY(VIA(ports->jobs, started, scope, steps, n));
    for (size_t i = 0; i < n; i++)
        *ret[i] = end_of(&steps[i].at);
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

static struct persons_of end_note(const struct ports *ports, const struct call_facts *facts)
{
    const struct end_reason *reason = end_reason_find(facts->call->reason, facts->call->status);
    struct persons_of persons = { .account = facts->job->account,
                                  .note = { .tag = facts->tag,
                                            .rang = reason->rang,
                                            .contact = reason->contact,
                                            .now = VIA0(ports->clock, wall),
                                            .cool_down = ports->choices.cool_down } };

    persons.n = persons_of_job(ports, facts->job, persons.hashes);
    return persons;
}

struct end_facts facts_end_of(const struct call_facts *facts)
{
    const struct voice_call *call = facts->call;

    return (struct end_facts){
        .provider_call = call->provider_call,
        .reason = call->reason,
        .call_status = call->status,
        .started_at = call->started_at,
        .ended_at = call->ended_at,
        .talk_ms = talk_of(call),
        .cost_micros = call->cost_micros,
        /* that of an analysis stays unused for it */
        .key = facts->kind == VOICE_ENDED ? facts->key : STR(""),
    };
}

static struct ended_step end_step(const struct call_facts *facts)
{
    const struct voice_call *call = facts->call;

    return (struct ended_step){
        .at = step_of(facts),
        .facts = facts_end_of(facts),
        .transcript = call->transcript,
        .word_times = call->word_times,
        .recording_url = call->recording_url,
    };
}

/* Is this the call that the job has, or will have by it, and no second one of the same attempt? */
static bool is_own_call(const struct call_facts *facts)
{
    const struct attempt *a = &facts->job->attempt;

    return str_eq(a->tag, facts->tag) &&
           (a->provider_call.n == 0 || str_eq(a->provider_call, facts->call->provider_call));
}

/* A second call frees no guard: the first may be ringing yet. One of an older attempt has none. */
static bool is_noted(const struct call_facts *facts, enum facts_end end)
{
    return !is_own_call(facts) && (end == FACTS_APPLIED || end == FACTS_OLD_ATTEMPT);
}

static enum err apply_ended(const struct ports *ports, struct scope *scope,
                            const struct call_facts *const *facts, size_t n,
                            enum facts_end *const *ret)
{
    struct ended_step *steps = ARENA_ARRAY(scope->arena, struct ended_step, n);
    struct persons_of *notes = ARENA_ARRAY(scope->arena, struct persons_of, n);
    size_t noted = 0;

    for (size_t i = 0; i < n; i++) {
        steps[i] = end_step(facts[i]);
        if (is_own_call(facts[i]))
            notes[noted++] = end_note(ports, facts[i]);
    }
    TRY(persons_note(ports, scope, notes, noted));
    if (n > 0)
        TRY(VIA(ports->jobs, ended, scope, steps, n));
    CRASH("K13");
    noted = 0;
    for (size_t i = 0; i < n; i++) {
        *ret[i] = end_of(&steps[i].at);
        if (is_noted(facts[i], *ret[i]))
            notes[noted++] = end_note(ports, facts[i]);
    }
    return persons_note(ports, scope, notes, noted);
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

struct analysis facts_analysis(const struct voice_call *call, struct str key)
{
    struct analysis a = {
        .promise_date = date_said(call->said_promise_date),
        .promise_amount = amount_said(call->said_promise_amount),
        .summary = call->summary,
        .sentiment = call->sentiment,
        .cost_micros = call->cost_micros,
        .in_voicemail = call->in_voicemail,
        .key = key,
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

/* Of calls whose end is applied. */
static enum err apply_analyzed(const struct ports *ports, struct scope *scope,
                               const struct call_facts *const *facts, size_t n,
                               enum facts_end *const *ret)
{
    struct analyzed_step *steps = ARENA_ARRAY(scope->arena, struct analyzed_step, n);

    for (size_t i = 0; i < n; i++)
        steps[i] = (struct analyzed_step){
            .at = step_of(facts[i]),
            .analysis = facts_analysis(facts[i]->call, facts[i]->key),
            .transcript = facts[i]->call->transcript,
            .word_times = facts[i]->call->word_times,
            .recording_url = facts[i]->call->recording_url,
        };
    if (n > 0)
        TRY(VIA(ports->jobs, analyzed, scope, steps, n));
    for (size_t i = 0; i < n; i++)
        *ret[i] = end_of(&steps[i].at);
    return ERR_OK;
}

/* The facts of one kind (an analysis is an end too), with the places of their results. */
struct chosen {
    const struct call_facts **facts;
    enum facts_end **ret;
    size_t n;
};

static struct chosen choose(struct arena *arena, const struct call_facts *facts, size_t n,
                            enum facts_end *ret, enum voice_event_kind first,
                            enum voice_event_kind second)
{
    struct chosen c = { ARENA_ARRAY(arena, const struct call_facts *, n),
                        ARENA_ARRAY(arena, enum facts_end *, n), 0 };

    for (size_t i = 0; i < n; i++)
        if ((facts[i].kind == first || facts[i].kind == second) && ret[i] == FACTS_APPLIED) {
            c.facts[c.n] = &facts[i];
            c.ret[c.n++] = &ret[i];
        }
    return c;
}

enum err facts_hang_up_forbidden(const struct ports *ports, struct scope *scope,
                                 const struct call_facts *facts,
                                 const struct connection *connection)
{
    const struct job *job = facts->job;
    bool known = job->state == JOB_PLACED || job->state == JOB_LIVE;
    struct step step = step_of(facts);

    if (known || facts_are_final(facts->call) || !str_eq(job->attempt.tag, facts->tag))
        return ERR_OK;
    TRY(VIA(ports->jobs, still_allowed, scope, &step, 1));
    if (step.err != ERR_PRECONDITION)
        return ERR_OK;
    return VIA(ports->voice, stop, connection, facts->call->provider_call, &scope->error);
}

enum err facts_apply(const struct ports *ports, struct scope *scope, const struct call_facts *facts,
                     size_t n, enum facts_end *ret)
{
    struct chosen c;

    for (size_t i = 0; i < n; i++) {
        enum outcome said;

        ret[i] = FACTS_APPLIED;
        /* the wish not to be called again counts, whatever else became of the attempt */
        if (facts[i].kind == VOICE_ANALYZED && outcome_parse(facts[i].call->said_outcome, &said) &&
            said == OUTCOME_OPTED_OUT)
            TRY(opt_out(ports, scope, facts[i].job));
    }
    c = choose(scope->arena, facts, n, ret, VOICE_STARTED, VOICE_STARTED);
    TRY(apply_started(ports, scope, c.facts, c.n, c.ret));
    c = choose(scope->arena, facts, n, ret, VOICE_ENDED, VOICE_ANALYZED);
    TRY(apply_ended(ports, scope, c.facts, c.n, c.ret));
    c = choose(scope->arena, facts, n, ret, VOICE_ANALYZED, VOICE_ANALYZED);
    return apply_analyzed(ports, scope, c.facts, c.n, c.ret);
}
