/* commands/reconcile_calls.c - what the provider knows and we do not. Everything is read before the
 * one step that changes the job. */
#include "application/commands/reconcile_calls.h"

#include "application/commands/connections.h"
#include "base/checked.h"
#include "base/crash.h"
#include "base/strbuf.h"
#include "commands/dial_alarm.h"
#include "commands/dial_facts.h"

struct reconcile_settings reconcile_defaults(void)
{
    return (struct reconcile_settings){
        .looks = { { RECONCILE_FIRST_MS }, MINUTES(5), MINUTES(10), MINUTES(15) },
        .between = MINUTES(5),
        .give_up = MINUTES(60),
        .recent = HOURS(24),
        .recent_most = 1000,
    };
}

/* One job that is being looked at. */
struct look {
    const struct job *job;
    struct connection *connection;
    struct instant intent_at;
};

static struct step step_of(const struct job *job)
{
    return (struct step){
        .account = job->account, .job = job->id, .fence = job->fence, .tag = job->attempt.tag
    };
}

static enum err open_look(const struct ports *ports, struct scope *scope, const struct job *job,
                          struct look *ret)
{
    *ret = (struct look){ .job = job, .intent_at = job->attempt.intent_at.v };
    return connection_of_account(ports, scope, job->account, job->attempt.connection,
                                 &ret->connection);
}

/* Each job in an arena of its own. One that fails does not hold up the others; the first failure is
 * told at the end, and the next turn tries again. */
typedef enum err look_at(const struct ports *ports, struct scope *scope,
                         const struct reconcile_settings *settings, const struct job *job);

static enum err look_at_each(const struct ports *ports, struct scope *scope,
                             const struct reconcile_settings *settings, const struct job_list *jobs,
                             look_at *look)
{
    enum err first = ERR_OK;

    for (size_t i = 0; i < jobs->n; i++) {
        CLEANUP(arena_release) struct arena arena = arena_init();
        struct scope inside = scope_page(scope, &arena, VIA0(ports->clock, wall));
        enum err err = look(ports, &inside, settings, jobs->items[i]);

        if (err != ERR_OK && first == ERR_OK) /* its texts die with its arena */
            first = FAIL(&scope->error, err, inside.error.slug);
    }
    return first;
}

static enum err alarm(const struct ports *ports, struct scope *scope, const struct job *job,
                      struct str detail)
{
    return dial_alarm_raise(ports, scope,
                            &(struct dial_alarm){ .account = job->account,
                                                  .connection = job->attempt.connection,
                                                  .job = job->id,
                                                  .tag = job->attempt.tag,
                                                  .detail = detail });
}

/* Items of the provider's list carry no transcript: the call itself does. */
static enum err pull(const struct ports *ports, struct scope *scope, const struct look *l,
                     struct str provider_call, struct voice_call *ret)
{
    return VIA(ports->voice, get, scope->arena, l->connection, provider_call, ret, &scope->error);
}

static struct str pull_key(struct arena *arena, const struct voice_call *call)
{
    struct strbuf key = strbuf_init(arena, 512);

    strbuf_add(&key, STR("pull:"));
    strbuf_add(&key, call->provider_call);
    strbuf_add(&key, call->has_analysis ? STR(":analyzed") : STR(":ended"));
    return strbuf_str(&key);
}

static struct call_facts facts_of(struct arena *arena, const struct look *l,
                                  const struct voice_call *call)
{
    return (struct call_facts){
        .job = l->job,
        .tag = l->job->attempt.tag,
        .kind = facts_kind(call),
        .call = call,
        .key = pull_key(arena, call),
    };
}

static enum err apply(const struct ports *ports, struct scope *scope, const struct look *l,
                      const struct voice_call *call, enum facts_end *ret)
{
    const struct call_facts facts = facts_of(scope->arena, l, call);

    return facts_apply(ports, scope, &facts, 1, ret);
}

/* Before the job learns of it: were the provider away, the next look tries again. */
static enum err hang_up_forbidden(const struct ports *ports, struct scope *scope,
                                  const struct look *l, const struct voice_call *call)
{
    const struct call_facts facts = facts_of(scope->arena, l, call);

    return facts_hang_up_forbidden(ports, scope, &facts, l->connection);
}

/* -- POSTs without an answer --------------------------------------------------------------------
 */

static bool is_older(const struct voice_call *a, const struct voice_call *b)
{
    if (a->started_at.has && b->started_at.has)
        return instant_before(a->started_at.v, b->started_at.v);
    return a->started_at.has; /* one that never connected can be hung up without harm */
}

/* Keeps the oldest in place 0 and hangs up the others: the house pays for them. */
static enum err keep_oldest(const struct ports *ports, struct scope *scope, const struct look *l,
                            struct voice_call_list *calls)
{
    size_t oldest = 0;

    for (size_t i = 1; i < calls->n; i++)
        if (is_older(&calls->items[i], &calls->items[oldest]))
            oldest = i;
    for (size_t i = 0; i < calls->n; i++)
        if (i != oldest && !facts_are_final(&calls->items[i]))
            TRY(VIA(ports->voice, stop, l->connection, calls->items[i].provider_call,
                    &scope->error));
    TRY(alarm(ports, scope, l->job, STR("call.double")));
    calls->items[0] = calls->items[oldest];
    return ERR_OK;
}

static enum err found(const struct ports *ports, struct scope *scope, const struct look *l,
                      struct voice_call_list *calls)
{
    struct placed_step step = { .at = step_of(l->job) };
    struct voice_call shown;
    enum facts_end end;

    if (calls->n > 1)
        TRY(keep_oldest(ports, scope, l, calls));
    TRY(hang_up_forbidden(ports, scope, l, &calls->items[0]));
    step.provider_call = calls->items[0].provider_call;
    CRASH("K20");
    TRY(VIA(ports->jobs, placed, scope, &step, 1));
    if (step.at.err != ERR_OK || facts_kind(&calls->items[0]) == VOICE_OTHER)
        return ERR_OK; /* somebody else found it, or it has not begun */
    if (pull(ports, scope, l, step.provider_call, &shown) != ERR_OK) {
        error_clear(&scope->error); /* placed now: the overdue sweep asks again */
        return ERR_OK;
    }
    return apply(ports, scope, l, &shown, &end);
}

/* Does the provider's list show anything younger than our POST? Else its index may be late. */
static enum err list_is_healthy(const struct ports *ports, struct scope *scope,
                                const struct look *l, bool *ret)
{
    struct voice_call_list calls;

    *ret = false;
    TRY(VIA(ports->voice, recent, scope->arena, l->connection, 100, &calls, &scope->error));
    for (size_t i = 0; i < calls.n; i++)
        if (calls.items[i].started_at.has &&
            instant_before(l->intent_at, calls.items[i].started_at.v))
            *ret = true;
    return ERR_OK;
}

static struct duration last_look(const struct reconcile_settings *settings)
{
    struct duration last = { 0 };

    for (size_t i = 0; i < RECONCILE_LOOKS && settings->looks[i].ms > 0; i++)
        last = settings->looks[i];
    return last;
}

/* Between the last look and giving up there are some, however short the two are set. */
static struct duration between_looks(const struct reconcile_settings *settings)
{
    int64_t quarter = (settings->give_up.ms - last_look(settings).ms) / 4;

    return (struct duration){ min_i64(settings->between.ms, max_i64(quarter, 1)) };
}

static enum err look_later(const struct ports *ports, struct scope *scope,
                           const struct reconcile_settings *settings, const struct look *l,
                           struct instant now)
{
    struct later_step step = { step_of(l->job), instant_add(now, between_looks(settings)) };

    for (size_t i = 0; i < RECONCILE_LOOKS && settings->looks[i].ms > 0; i++) {
        struct instant at = instant_add(l->intent_at, settings->looks[i]);

        if (instant_before(now, at)) {
            step.until = at;
            break;
        }
    }
    return VIA(ports->jobs, reconcile_later, scope, &step, 1);
}

/* Absence is believed only late, and only of a list that shows younger calls; or when it has been
 * silent for an hour: then nobody knows, which is what undetermined says. */
static enum err not_found(const struct ports *ports, struct scope *scope,
                          const struct reconcile_settings *settings, const struct look *l)
{
    struct instant now = VIA0(ports->clock, wall);
    struct duration age = instant_minus(now, l->intent_at);
    struct step step = step_of(l->job);
    bool healthy = false;

    if (age.ms < last_look(settings).ms)
        return look_later(ports, scope, settings, l, now);
    if (list_is_healthy(ports, scope, l, &healthy) != ERR_OK)
        error_clear(&scope->error);
    if (!healthy && age.ms < settings->give_up.ms)
        return look_later(ports, scope, settings, l, now);
    CRASH("K20");
    return VIA(ports->jobs, undetermined, scope, &step, 1);
}

static enum err reconcile_one(const struct ports *ports, struct scope *scope,
                              const struct reconcile_settings *settings, const struct job *job)
{
    const struct phone to =
        job->phones.n > 0 ? job->phones.items[(size_t)job->attempt.phone % job->phones.n].phone
                          : (struct phone){ STR("") };
    struct voice_call_list calls, ours;
    struct look l;

    TRY(open_look(ports, scope, job, &l));
    if (VIA(ports->voice, find, scope->arena, l.connection, job->attempt.tag, to, &calls,
            &scope->error) != ERR_OK) {
        error_clear(&scope->error);
        return not_found(ports, scope, settings, &l);
    }
    ours = (struct voice_call_list){ ARENA_ARRAY(scope->arena, struct voice_call, calls.n), 0 };
    for (size_t i = 0; i < calls.n; i++)
        if (facts_tag_is_ours(ports, &calls.items[i]))
            ours.items[ours.n++] = calls.items[i];
    return ours.n > 0 ? found(ports, scope, &l, &ours) : not_found(ports, scope, settings, &l);
}

/* The job's own first look is RECONCILE_FIRST_MS after the intent; settings may want it earlier. */
static bool is_due(const struct reconcile_settings *settings, const struct job *job,
                   struct instant now)
{
    struct instant at = job->attempt.reconcile_at.v;

    if (job->attempt.reconcile_n == 0)
        at = instant_add(job->attempt.intent_at.v, settings->looks[0]);
    return !instant_before(now, at);
}

enum err reconcile_calls(const struct ports *ports, struct scope *scope,
                         const struct reconcile_settings *settings, int64_t most, int64_t *looked)
{
    struct instant now = VIA0(ports->clock, wall);
    struct duration earlier = { max_i64(RECONCILE_FIRST_MS - settings->looks[0].ms, 0) };
    struct job_list jobs;
    size_t n = 0;

    TRY(VIA(ports->jobs, reconcile_due, scope, instant_add(now, earlier), most, &jobs));
    for (size_t i = 0; i < jobs.n; i++)
        if (is_due(settings, jobs.items[i], now))
            jobs.items[n++] = jobs.items[i];
    jobs.n = n;
    *looked = (int64_t)n;
    return look_at_each(ports, scope, settings, &jobs, reconcile_one);
}

/* -- calls without an end -----------------------------------------------------------------------
 */

/* A sweep: a connection whose provider does not answer is asked once in it. */
struct overdue_sweep {
    const struct ports *ports;
    const struct reconcile_settings *settings;
    struct connection_id *away;
    size_t n_away;
};

static bool is_away(const struct overdue_sweep *sweep, struct connection_id connection)
{
    for (size_t i = 0; i < sweep->n_away; i++)
        if (ID_EQ(sweep->away[i], connection))
            return true;
    return false;
}

/* Twice as long from look to look: 30 s, 1, 2, 4, 8, then every 15 min. */
static struct duration overdue_pause(const struct reconcile_settings *settings,
                                     const struct job *job)
{
    int64_t shift = min_i64(job->attempt.reconcile_n, 5);
    int64_t first = max_i64(settings->looks[0].ms / 5, 1);

    return (struct duration){ min_i64(first << shift, 3 * settings->between.ms) };
}

/* No end yet. After `limit` nobody waits for one any more: its outcome is not known, the money goes
 * back, nobody is called again without a person's decision, and if it turns up, it is taken up. */
static enum err look_again(const struct overdue_sweep *sweep, struct scope *scope,
                           const struct job *job, struct duration limit)
{
    struct instant now = VIA0(sweep->ports->clock, wall);
    struct step step = step_of(job);

    if (instant_minus(now, job_end_due(job)).ms < limit.ms) {
        struct later_step later = { step, instant_add(now, overdue_pause(sweep->settings, job)) };

        return VIA(sweep->ports->jobs, reconcile_later, scope, &later, 1);
    }
    TRY(alarm(sweep->ports, scope, job, STR("call.no_end")));
    return VIA(sweep->ports->jobs, undetermined, scope, &step, 1);
}

/* The provider knows nothing of a call that it had accepted: nothing rings, and nothing is owed. */
static enum err lost(const struct ports *ports, struct scope *scope, const struct look *l,
                     enum facts_end *end)
{
    const struct voice_call none = {
        .provider_call = l->job->attempt.provider_call,
        .status = STR("error"),
        .reason = STR("error_unknown"),
    };

    TRY(alarm(ports, scope, l->job, STR("call.lost")));
    return apply(ports, scope, l, &none, end);
}

/* *ended false: the provider tells of no end. Longer than ring and cap together: it may not go on.
 */
static enum err take_end(const struct ports *ports, struct scope *scope, const struct look *l,
                         const struct voice_call *shown, bool *ended)
{
    enum facts_end end = FACTS_APPLIED;

    *ended = facts_are_final(shown);
    if (*ended) {
        TRY(apply(ports, scope, l, shown, &end));
        *ended = end == FACTS_APPLIED;
        return ERR_OK;
    }
    if (VIA(ports->voice, stop, l->connection, shown->provider_call, &scope->error) != ERR_OK)
        error_clear(&scope->error);
    CRASH("K18");
    return ERR_OK;
}

static enum err overdue_one(struct overdue_sweep *sweep, struct scope *scope, const struct job *job)
{
    const struct ports *ports = sweep->ports;
    enum facts_end end = FACTS_APPLIED;
    struct voice_call shown;
    bool ended = false;
    struct look l;

    if (is_away(sweep, job->attempt.connection))
        return look_again(sweep, scope, job, sweep->settings->recent);
    if (open_look(ports, scope, job, &l) != ERR_OK) {
        error_clear(&scope->error); /* a connection that is gone; were it the store, it says so */
        return look_again(sweep, scope, job, sweep->settings->recent);
    }
    enum err err = pull(ports, scope, &l, job->attempt.provider_call, &shown);
    error_clear(&scope->error);
    if (err == ERR_NOT_FOUND) {
        TRY(lost(ports, scope, &l, &end));
        ended = end == FACTS_APPLIED;
    } else if (err != ERR_OK) {
        if (err == ERR_UNAVAILABLE || err == ERR_TIMEOUT)
            sweep->away[sweep->n_away++] = job->attempt.connection;
        return look_again(sweep, scope, job, sweep->settings->recent);
    } else {
        TRY(take_end(ports, scope, &l, &shown, &ended));
    }
    return ended ? ERR_OK : look_again(sweep, scope, job, sweep->settings->give_up);
}

enum err reconcile_overdue(const struct ports *ports, struct scope *scope,
                           const struct reconcile_settings *settings, int64_t most, int64_t *looked)
{
    struct overdue_sweep sweep = { .ports = ports, .settings = settings };
    enum err first = ERR_OK;
    struct job_list jobs;

    TRY(VIA(ports->jobs, overdue, scope, VIA0(ports->clock, wall), most, &jobs));
    sweep.away = ARENA_ARRAY(scope->arena, struct connection_id, jobs.n);
    *looked = (int64_t)jobs.n;
    for (size_t i = 0; i < jobs.n; i++) {
        CLEANUP(arena_release) struct arena arena = arena_init();
        struct scope inside = scope_page(scope, &arena, VIA0(ports->clock, wall));
        enum err err = overdue_one(&sweep, &inside, jobs.items[i]);

        if (err != ERR_OK && first == ERR_OK)
            first = FAIL(&scope->error, err, inside.error.slug);
    }
    return first;
}

/* -- completeness -------------------------------------------------------------------------------
 */

/* Does our record lack what the list shows? An analysis that came after the end does not count. */
static bool is_news(const struct job *job, const struct voice_call *call)
{
    if (!str_eq(job->attempt.tag, call->tag))
        return false;
    if (job->attempt.ended_at.has)
        return false;
    return facts_are_final(call) || !str_eq(job->attempt.provider_call, call->provider_call);
}

static enum err compare_one(const struct ports *ports, struct scope *scope,
                            const struct connection *connection, const struct voice_call *call,
                            int64_t *news)
{
    struct look l = { .connection = (struct connection *)(uintptr_t)connection };
    struct voice_call shown;
    enum facts_end end;
    struct job *job;
    enum err err = VIA(ports->jobs, find_by_tag, scope, call->tag, &job);

    if (err == ERR_NOT_FOUND) {
        error_clear(&scope->error);
        return ERR_OK;
    }
    TRY(err);
    if (!ID_EQ(job->attempt.connection, connection->id) || !is_news(job, call))
        return ERR_OK;
    l.job = job;
    l.intent_at = job->attempt.intent_at.v;
    TRY(pull(ports, scope, &l, call->provider_call, &shown));
    if (!facts_tag_is_ours(ports, &shown))
        return ERR_OK;
    TRY(hang_up_forbidden(ports, scope, &l, &shown));
    TRY(apply(ports, scope, &l, &shown, &end));
    *news += end == FACTS_APPLIED;
    return end == FACTS_OTHER_CALL ? alarm(ports, scope, job, STR("call.double")) : ERR_OK;
}

/* One that cannot be read or stored does not hide the others; nor do their transcripts add up. */
static enum err compare(const struct ports *ports, struct scope *scope,
                        const struct connection *connection, const struct voice_call *call,
                        int64_t *news)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope inside = scope_page(scope, &arena, VIA0(ports->clock, wall));
    enum err err = compare_one(ports, &inside, connection, call, news);

    return err == ERR_OK ? ERR_OK : FAIL(&scope->error, err, inside.error.slug);
}

enum err reconcile_recent(const struct ports *ports, struct scope *scope,
                          const struct reconcile_settings *settings,
                          const struct connection *connection, int64_t *found_by_pull)
{
    struct instant since = { VIA0(ports->clock, wall).unix_ms - settings->recent.ms };
    struct voice_call_list calls;
    enum err first = ERR_OK;
    int64_t news = 0;

    *found_by_pull = 0;
    TRY(VIA(ports->voice, recent, scope->arena, connection, settings->recent_most, &calls,
            &scope->error));
    for (size_t i = 0; i < calls.n; i++) {
        const struct voice_call *call = &calls.items[i];

        if (call->started_at.has && instant_before(call->started_at.v, since))
            continue;
        if (facts_tag_is_ours(ports, call)) {
            enum err err = compare(ports, scope, connection, call, &news);

            first = first == ERR_OK ? err : first;
        }
    }
    *found_by_pull = news;
    return first;
}
