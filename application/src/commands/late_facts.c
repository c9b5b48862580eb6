/* commands/late_facts.c - as if the job stood at that attempt still: the same transitions say what
 * the facts come to. */
#include "commands/late_facts.h"

#include "domain/models/call.h"

RECORD_REPOSITORY(call)

static enum err find_call(const struct ports *ports, struct scope *scope,
                          const struct call_facts *facts, struct call **ret)
{
    struct page_query query = {
        .filters = { { STR("job"), FILTER_EQ, ID_TEXT(scope->arena, facts->job->id) } },
        .n = 1,
        .limit = PAGE_MOST,
    };
    struct page page;
    struct call *calls;

    *ret = NULL;
    TRY(VIA(ports->records, page, scope, &call_record, &query, &page));
    calls = page.items;
    for (size_t i = 0; i < page.n; i++)
        if (str_eq(calls[i].tag, facts->tag))
            *ret = &calls[i];
    return ERR_OK;
}

/* The job as it was when it dialed this call. */
static struct job job_then(const struct job *job, const struct call *call)
{
    struct job then = *job;

    then.state = JOB_DIALING;
    then.finished_at = (struct opt_instant){ .has = false };
    then.attempts = call->attempt;
    then.promise_date = call->promise_date;
    then.promise_amount = call->promise_amount;
    then.attempt = (struct attempt){ .n = call->attempt,
                                     .tag = call->tag,
                                     .call = call->id,
                                     .from_number = call->from_number,
                                     .provider_call = call->provider_call,
                                     .intent_at = call->dialed_at,
                                     .started_at = call->started_at };
    return then;
}

static struct event event_of(const struct call *call, enum event_type type, struct str detail,
                             struct instant now)
{
    return (struct event){ .account = call->account,
                           .type = type,
                           .aggregate = call->id.v,
                           .version = call->version + 1,
                           .at = now,
                           .campaign = call->campaign,
                           .batch = call->batch,
                           .job = call->job,
                           .call = call->id,
                           .tag = call->tag,
                           .detail = detail };
}

static void take_text(struct str *kept, struct str told)
{
    if (told.n > 0)
        *kept = told;
}

static void take_texts(struct call *call, const struct call_facts *facts)
{
    const struct voice_call *told = facts->call;

    take_text(&call->transcript, told->transcript);
    take_text(&call->word_times, told->word_times);
    take_text(&call->recording_url, told->recording_url);
    if (facts->kind != VOICE_ANALYZED)
        return;
    take_text(&call->summary, told->summary);
    take_text(&call->sentiment, told->sentiment);
}

static enum err take(const struct call_facts *facts, struct call *call, struct instant now,
                     struct scope *scope)
{
    const struct end_facts end = facts_end_of(facts);
    const struct analysis analysis = facts_analysis(facts->call, STR(""));
    struct job then = job_then(facts->job, call);

    TRY(job_ended(&then, call->tag, &end, now, scope->arena, &scope->error));
    if (facts->kind == VOICE_ANALYZED)
        TRY(job_analyzed(&then, call->tag, &analysis, now, scope->arena, &scope->error));
    call_from_job(call, &then);
    call->state = JOB_DONE; /* nothing of it is charged */
    take_texts(call, facts);
    return ERR_OK;
}

/* An analysis may come behind an end that was kept late; what was settled stays as it is counted.
 */
static bool is_news(const struct call_facts *facts, const struct call *call)
{
    if (!call->dialed_at.has || call->settled_at.has)
        return false;
    return !call->ended_at.has || (facts->kind == VOICE_ANALYZED && call->summary.n == 0);
}

enum err late_facts_keep(const struct ports *ports, struct scope *scope,
                         const struct call_facts *facts)
{
    struct instant now = VIA0(ports->clock, wall);
    struct event_list events = { 0 };
    struct call *call;
    bool known;

    TRY(find_call(ports, scope, facts, &call));
    if (call == NULL || !is_news(facts, call))
        return ERR_OK;
    known = call->ended_at.has;
    TRY(take(facts, call, now, scope));
    event_list_add(&events, scope->arena,
                   event_of(call, known ? EVENT_CALL_ANALYZED : EVENT_CALL_ENDED,
                            outcome_name(call->outcome), now));
    if (!known)
        event_list_add(&events, scope->arena,
                       event_of(call, EVENT_ALARM, STR("call.found_late"), now));
    return call_save(ports->records, scope, call, &events);
}
