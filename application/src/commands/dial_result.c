/* commands/dial_result.c - the outcome of a POST, told to the job first, then to the person. A stop
 * between the two leaves the person guarded a while longer: never called twice. */
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
    const struct person_note note = { .tag = t->at.tag, .unsent = true };

    return persons_note(ports, scope, t->at.account, t->hashes, t->hashes_n, &note);
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

static enum err placed(const struct ports *ports, struct scope *scope,
                       const struct dial_result *result, struct dial_advice *ret)
{
    struct placed_step step = { .at = result->ticket->at,
                                .provider_call = result->placing.provider_call };
    struct step look = result->ticket->at;

    CRASH("K9");
    TRY(VIA(ports->jobs, placed, scope, &step, 1));
    CRASH("K11");
    if (step.at.err != ERR_OK) { /* a call that no attempt of ours can own may not ring */
        ret->stop_call = true;
        return dial_alarm_raise(ports, scope,
                                &(struct dial_alarm){ .account = look.account,
                                                      .connection = result->ticket->connection,
                                                      .job = look.job,
                                                      .tag = look.tag,
                                                      .detail = STR("call.not_ours") });
    }
    TRY(VIA(ports->jobs, still_allowed, scope, &look, 1));
    ret->stop_call = look.err == ERR_PRECONDITION;
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

enum err dial_conclude(const struct ports *ports, struct scope *scope,
                       const struct dial_result *result, struct dial_advice *ret)
{
    const struct placing_result *placing = &result->placing;

    *ret = (struct dial_advice){ .stop_call = false };
    switch (placing->placing) {
    case PLACING_ACCEPTED:
        return placed(ports, scope, result, ret);
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
        return ERR_OK;
    }
    return ERR_OK;
}

enum err dial_stop_connection(const struct ports *ports, struct scope *scope,
                              struct connection_id connection, struct str reason)
{
    return dial_alarm_raise(
        ports, scope,
        &(struct dial_alarm){
            .account = scope->account, .connection = connection, .detail = reason, .stops = true });
}
