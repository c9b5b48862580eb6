/* commands/dial_result.c - the outcome of a POST, told to the job first, then to the person. A stop
 * between the two leaves the person guarded a while longer, and never called twice; the job itself
 * knows what it left there (contact_policy.h, `unsent`). */
#include "application/commands/dial_result.h"

#include "base/crash.h"
#include "commands/dial_alarm.h"
#include "commands/dial_persons.h"

static struct instant after(const struct ports *ports, int64_t ms)
{
    return instant_add(VIA0(ports->clock, wall), (struct duration){ ms });
}

static enum err take_back_note(const struct ports *ports, struct scope *scope,
                               const struct dial_ticket *t)
{
    struct persons_of persons = { .account = t->at.account,
                                  .n = t->hashes_n,
                                  .note = { .tag = t->at.tag, .unsent = true } };

    for (size_t i = 0; i < t->hashes_n; i++)
        persons.hashes[i] = t->hashes[i];
    return persons_note(ports, scope, &persons, 1);
}

/* A store that is away fails the step; an item of its own error is another's job by now. */
static enum err defer(const struct ports *ports, struct scope *scope, const struct dial_ticket *t,
                      struct instant until, struct str reason, bool *mine)
{
    struct defer_step step = { .at = t->at, .until = until, .reason = reason };

    TRY(VIA(ports->jobs, defer, scope, &step, 1));
    *mine = step.at.err == ERR_OK;
    return ERR_OK;
}

static enum err not_sent(const struct ports *ports, struct scope *scope,
                         const struct dial_ticket *t, struct not_sent_step step, bool *mine)
{
    step.at = t->at;
    TRY(VIA(ports->jobs, not_sent, scope, &step, 1));
    *mine = step.at.err == ERR_OK;
    return ERR_OK;
}

/* Proved unsent: back to wait, in whichever of the two states the job is. */
static enum err back(const struct ports *ports, struct scope *scope,
                     const struct dial_result *result, struct instant until, struct str reason)
{
    const struct dial_ticket *t = result->ticket;
    const struct not_sent_step step = { .until = until, .reason = reason };
    bool mine = false;

    if (result->permission == DIAL_GRANTED || result->permission == DIAL_IN_DOUBT)
        TRY(not_sent(ports, scope, t, step, &mine));
    if (!mine && result->permission != DIAL_GRANTED)
        TRY(defer(ports, scope, t, until, reason, &mine));
    return mine ? take_back_note(ports, scope, t) : ERR_OK;
}

/* Why the store refused permit or intent says when to ask again. */
static enum err not_permitted(const struct ports *ports, struct scope *scope,
                              const struct dial_result *result)
{
    struct str slug = str_from_c(result->slug);
    int64_t wait = str_eq_c(slug, "gate.closed") ? 0 : DIAL_FULL_MS;

    return back(ports, scope, result, after(ports, wait), slug);
}

/* A call that no attempt of ours can own may not ring. */
static enum err not_ours(const struct ports *ports, struct scope *scope,
                         const struct dial_ticket *t)
{
    return dial_alarm_raise(ports, scope,
                            &(struct dial_alarm){ .account = t->at.account,
                                                  .connection = t->connection,
                                                  .job = t->at.job,
                                                  .tag = t->at.tag,
                                                  .detail = STR("call.not_ours") });
}

/* The accepted ones: their ids are stored, then looked at once more, for what changed meanwhile:
 * pause and lists. Settings that changed by then (decided_by) are those of the next call. */
static enum err all_placed(const struct ports *ports, struct scope *scope,
                           const struct dial_result *const *results, size_t n,
                           struct dial_advice *const *ret)
{
    struct placed_step *steps = ARENA_ARRAY(scope->arena, struct placed_step, n);
    struct step *looks = ARENA_ARRAY(scope->arena, struct step, n);

    for (size_t i = 0; i < n; i++) {
        looks[i] = results[i]->ticket->at;
        steps[i] = (struct placed_step){ .at = looks[i],
                                         .provider_call = results[i]->placing.provider_call };
    }
    CRASH("K9");
    TRY(VIA(ports->jobs, placed, scope, steps, n));
    CRASH("K11");
    TRY(VIA(ports->jobs, still_allowed, scope, looks, n));
    for (size_t i = 0; i < n; i++) {
        ret[i]->stop_call = looks[i].err == ERR_PRECONDITION || steps[i].at.err != ERR_OK;
        if (steps[i].at.err != ERR_OK)
            TRY(not_ours(ports, scope, results[i]->ticket));
    }
    return ERR_OK;
}

static enum err refused(const struct ports *ports, struct scope *scope,
                        const struct dial_result *result)
{
    const struct not_sent_step step = { .until = VIA0(ports->clock, wall),
                                        .reason = result->placing.reason,
                                        .refused = true,
                                        .outcome = OUTCOME_FAILED };
    bool mine = false;

    if (result->permission != DIAL_GRANTED) /* before any intent: nothing was tried */
        return back(ports, scope, result, after(ports, DIAL_AGAIN_MS), result->placing.reason);
    TRY(not_sent(ports, scope, result->ticket, step, &mine));
    return mine ? take_back_note(ports, scope, result->ticket) : ERR_OK;
}

static enum err stopped(const struct ports *ports, struct scope *scope,
                        const struct dial_result *result)
{
    TRY(dial_alarm_raise(ports, scope,
                         &(struct dial_alarm){ .account = result->ticket->at.account,
                                               .connection = result->ticket->connection,
                                               .job = result->ticket->at.job,
                                               .tag = result->ticket->at.tag,
                                               .detail = result->placing.reason,
                                               .stops = true }));
    return back(ports, scope, result, after(ports, DIAL_STOPPED_MS), result->placing.reason);
}

/* Everything but PLACING_ACCEPTED. */
static enum err conclude(const struct ports *ports, struct scope *scope,
                         const struct dial_result *result, struct dial_advice *ret)
{
    const struct placing_result *placing = &result->placing;

    switch (placing->placing) {
    case PLACING_NOT_SENT:
        if (result->permission == DIAL_REFUSED)
            return not_permitted(ports, scope, result);
        ret->failed = str_eq_c(placing->reason, "provider.unreached") ||
                      str_eq_c(placing->reason, "provider.connection_lost") ||
                      str_eq_c(placing->reason, "provider.timeout") ||
                      str_eq_c(placing->reason, "provider.fault");
        return back(ports, scope, result, after(ports, DIAL_AGAIN_MS), placing->reason);
    case PLACING_SLOWER:
        ret->slow_by = SOME_DURATION(placing->retry_after);
        return back(ports, scope, result, after(ports, placing->retry_after.ms), placing->reason);
    case PLACING_STOP:
        ret->stop_connection = true;
        return stopped(ports, scope, result);
    case PLACING_REFUSED:
        return refused(ports, scope, result);
    case PLACING_UNKNOWN:
        ret->failed = true;
        break;
    case PLACING_ACCEPTED:
        break;
    }
    return ERR_OK;
}

void dial_conclude(const struct ports *ports, struct scope *scope,
                   const struct dial_result *results, size_t n, struct dial_advice *ret)
{
    const struct dial_result **accepted = ARENA_ARRAY(scope->arena, const struct dial_result *, n);
    struct dial_advice **advice = ARENA_ARRAY(scope->arena, struct dial_advice *, n);
    size_t placed = 0;

    for (size_t i = 0; i < n; i++) {
        ret[i] = (struct dial_advice){ .err = ERR_OK };
        if (results[i].placing.placing == PLACING_ACCEPTED) {
            accepted[placed] = &results[i];
            advice[placed++] = &ret[i];
        } else {
            ret[i].err = conclude(ports, scope, &results[i], &ret[i]);
        }
    }
    if (placed > 0) {
        enum err err = all_placed(ports, scope, accepted, placed, advice);

        for (size_t i = 0; i < placed; i++)
            advice[i]->err = err;
    }
}

enum err dial_stop_connection(const struct ports *ports, struct scope *scope,
                              struct connection_id connection, struct str reason)
{
    return dial_alarm_raise(
        ports, scope,
        &(struct dial_alarm){
            .account = scope->account, .connection = connection, .detail = reason, .stops = true });
}
