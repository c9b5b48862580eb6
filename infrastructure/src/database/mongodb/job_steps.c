/* database/mongodb/job_steps.c - the port job_steps: what each step asks the domain. Claims, gates
 * and reads have files of their own. */
#include "base/crash.h"
#include "database/mongodb/job_docs.h"

/* -- money -- */

/* The real wallet, as the steps before have left it. */
static void bring_wallet(struct job_doc *j)
{
    j->wallet = j->money->wallet;
    j->wallet_was = j->money->was;
    j->d.wallet = &j->wallet;
}

/* A wallet that has just the money of a hold that was taken before: the step finds the same answer
 * as the first time, and writes no line. */
static void bring_taken_hold(struct job_doc *j, const struct entry *taken)
{
    j->wallet = (struct wallet){ .account = j->account,
                                 .version = 1,
                                 .unit = taken->unit,
                                 .unlimited = j->wallet.unlimited,
                                 .available = taken->held,
                                 .funded = taken->held };
    j->wallet_was = 0;
}

/* The tag's hold was taken and given back while its job knew of neither: a new attempt. */
static enum err begin_anew(struct job_doc *j, struct hold_step *step, struct error *error)
{
    struct defer_step later = { .at = step->at, .until = j->d.now, .reason = STR("job.hold_lost") };

    j->d.job->attempt.hold.unit = step->amount.unit; /* and not open: spent */
    TRY(orchestrate_defer(&j->d, &later, &j->fx, error));
    return FAIL(error, ERR_CONFLICT, "job.hold_lost");
}

static enum err hold_again(struct job_doc *j, struct hold_step *step, const struct entry *taken,
                           struct error *error)
{
    struct opt_duration shortest = step->shortest;

    bring_taken_hold(j, taken);
    step->shortest = SOME_DURATION((struct duration){ 1 });
    enum err err = orchestrate_hold(&j->d, step, j->money->active, &j->fx, error);
    step->shortest = shortest;
    return err;
}

static enum err hold_one(struct job_doc *j, void *item, struct error *error, enum err *broken)
{
    const struct line_list *lines = &j->money->lines;
    struct str tag = j->before.attempt.tag;
    struct hold_step *step = item;
    struct entry *taken = NULL;

    (void)broken;
    if (!j->money->found)
        return FAIL(error, ERR_NOT_FOUND, "wallet.not_found");
    bring_wallet(j);
    if (j->before.state == JOB_CLAIMED && !j->before.attempt.hold_open)
        taken = line_with(lines, hold_key(j->s->arena, tag));
    if (taken == NULL)
        return orchestrate_hold(&j->d, step, j->money->active, &j->fx, error);
    return line_with(lines, close_key(j->s->arena, tag)) != NULL
               ? begin_anew(j, step, error)
               : hold_again(j, step, taken, error);
}

static enum err steps_hold(void *self, struct scope *scope, struct hold_step *steps, size_t n)
{
    static const struct step_plan plan = { .work = hold_one,
                                           .size = sizeof(struct hold_step),
                                           .money = true };

    TRY(items_run(self, scope, &plan, steps, n));
    CRASH("K3");
    return ERR_OK;
}

static enum err defer_one(struct job_doc *j, void *item, struct error *error, enum err *broken)
{
    (void)broken;
    return orchestrate_defer(&j->d, item, &j->fx, error);
}

static enum err steps_defer(void *self, struct scope *scope, struct defer_step *steps, size_t n)
{
    static const struct step_plan plan = { .work = defer_one, .size = sizeof(struct defer_step) };

    return items_run(self, scope, &plan, steps, n);
}

/* -- the call -- */

static enum err placed_one(struct job_doc *j, void *item, struct error *error, enum err *broken)
{
    (void)broken;
    return orchestrate_placed(&j->d, item, &j->fx, error);
}

static enum err steps_placed(void *self, struct scope *scope, struct placed_step *steps, size_t n)
{
    static const struct step_plan plan = { .work = placed_one, .size = sizeof(struct placed_step) };

    CRASH("K9");
    TRY(items_run(self, scope, &plan, steps, n));
    CRASH("K11");
    return ERR_OK;
}

static enum err not_sent_one(struct job_doc *j, void *item, struct error *error, enum err *broken)
{
    (void)broken;
    return orchestrate_not_sent(&j->d, item, &j->fx, error);
}

static enum err steps_not_sent(void *self, struct scope *scope, struct not_sent_step *steps,
                               size_t n)
{
    static const struct step_plan plan = { .work = not_sent_one,
                                           .size = sizeof(struct not_sent_step) };

    CRASH("K10");
    return items_run(self, scope, &plan, steps, n);
}

static enum err started_one(struct job_doc *j, void *item, struct error *error, enum err *broken)
{
    (void)broken;
    return orchestrate_started(&j->d, item, &j->fx, error);
}

static enum err steps_started(void *self, struct scope *scope, struct started_step *steps, size_t n)
{
    static const struct step_plan plan = { .work = started_one,
                                           .size = sizeof(struct started_step) };

    return items_run(self, scope, &plan, steps, n);
}

static enum err ended_one(struct job_doc *j, void *item, struct error *error, enum err *broken)
{
    const struct ended_step *step = item;

    (void)broken;
    TRY(orchestrate_ended(&j->d, step, &j->fx, error));
    j->transcript = step->transcript;
    j->word_times = step->word_times;
    j->recording_url = step->recording_url;
    return ERR_OK;
}

static enum err steps_ended(void *self, struct scope *scope, struct ended_step *steps, size_t n)
{
    static const struct step_plan plan = { .work = ended_one, .size = sizeof(struct ended_step) };

    TRY(items_run(self, scope, &plan, steps, n));
    CRASH("K13");
    return ERR_OK;
}

static enum err analyzed_one(struct job_doc *j, void *item, struct error *error, enum err *broken)
{
    const struct analyzed_step *step = item;

    (void)broken;
    TRY(orchestrate_analyzed(&j->d, step, &j->fx, error));
    j->transcript = step->transcript;
    j->word_times = step->word_times;
    j->recording_url = step->recording_url;
    j->summary = step->analysis.summary;
    j->sentiment = step->analysis.sentiment;
    return ERR_OK;
}

static enum err steps_analyzed(void *self, struct scope *scope, struct analyzed_step *steps,
                               size_t n)
{
    static const struct step_plan plan = { .work = analyzed_one,
                                           .size = sizeof(struct analyzed_step) };

    return items_run(self, scope, &plan, steps, n);
}

/* -- its money is closed -- */

/* The wallet's line of the tag's end comes first and is written once: a repetition finds it and
 * goes on to the job with the same answer. */
static void bring_money_of_settle(struct job_doc *j)
{
    const struct attempt *a = &j->before.attempt;

    if (!a->hold_open || line_with(&j->money->lines, close_key(j->s->arena, a->tag)) != NULL)
        return; /* made up */
    bring_wallet(j);
    /* closed meanwhile by another: the job says so, too, in a moment */
    j->again = !j->money->found || j->wallet.held < a->hold.units;
}

static enum err settle_one(struct job_doc *j, void *item, struct error *error, enum err *broken)
{
    /* whether another phone is left stands in the sealed part */
    if (j->d.job->attempt.retry == RETRY_OTHER_PHONE)
        *broken = job_doc_unseal(j);
    if (*broken != ERR_OK)
        return *broken;
    bring_money_of_settle(j);
    return j->again ? ERR_OK : orchestrate_settle(&j->d, item, &j->fx, error);
}

static enum err steps_settle(void *self, struct scope *scope, struct settle_step *steps, size_t n)
{
    static const struct step_plan plan = { .work = settle_one,
                                           .size = sizeof(struct settle_step),
                                           .money = true };

    TRY(items_run(self, scope, &plan, steps, n));
    CRASH("K16");
    for (size_t i = 0; i < n; i++)
        if (steps[i].state == JOB_RETRY_WAIT)
            CRASH("K17");
    return ERR_OK;
}

static enum err undetermined_one(struct job_doc *j, void *item, struct error *error,
                                 enum err *broken)
{
    (void)broken;
    return orchestrate_undetermined(&j->d, item, &j->fx, error);
}

static enum err steps_undetermined(void *self, struct scope *scope, struct step *steps, size_t n)
{
    static const struct step_plan plan = { .work = undetermined_one, .size = sizeof(struct step) };

    CRASH("K20");
    return items_run(self, scope, &plan, steps, n);
}

static enum err recover_one(struct job_doc *j, void *item, struct error *error, enum err *broken)
{
    (void)broken;
    return orchestrate_recover(&j->d, item, &j->fx, error);
}

static enum err steps_recover(void *self, struct scope *scope, struct recover_step *steps, size_t n)
{
    static const struct step_plan plan = { .work = recover_one,
                                           .size = sizeof(struct recover_step) };

    return items_run(self, scope, &plan, steps, n);
}

static enum err redial_one(struct job_doc *j, void *item, struct error *error, enum err *broken)
{
    (void)item;
    (void)broken;
    return orchestrate_redial(&j->d, &j->fx, error);
}

static enum err steps_redial(void *self, struct scope *scope, struct step *steps, size_t n)
{
    static const struct step_plan plan = { .work = redial_one, .size = sizeof(struct step) };

    return items_run(self, scope, &plan, steps, n);
}

/* An item with the moment of the next look. */
struct later_step {
    struct step at;
    struct instant until;
};

static enum err later_one(struct job_doc *j, void *item, struct error *error, enum err *broken)
{
    const struct later_step *step = item;

    (void)broken;
    return orchestrate_reconcile_later(&j->d, &step->at, step->until, &j->fx, error);
}

static enum err steps_reconcile_later(void *self, struct scope *scope, struct step *steps, size_t n,
                                      struct instant at)
{
    static const struct step_plan plan = { .work = later_one, .size = sizeof(struct later_step) };
    struct later_step *later = ARENA_ARRAY(scope->arena, struct later_step, n);

    CRASH("K20");
    for (size_t i = 0; i < n; i++)
        later[i] = (struct later_step){ steps[i], at };
    TRY(items_run(self, scope, &plan, later, n));
    for (size_t i = 0; i < n; i++)
        steps[i] = later[i].at;
    return ERR_OK;
}

/* -- the port -- */

struct job_steps mongodb_job_steps(struct mongodb_store *store)
{
    static const struct job_steps_ops ops = {
        .claim = jobs_claim,
        .renew = jobs_renew,
        .hold = steps_hold,
        .defer = steps_defer,
        .begin_dialing = jobs_begin,
        .begin_dialing_async = jobs_begin_async,
        .still_allowed = jobs_allowed,
        .still_allowed_async = jobs_allowed_async,
        .placed = steps_placed,
        .not_sent = steps_not_sent,
        .started = steps_started,
        .ended = steps_ended,
        .analyzed = steps_analyzed,
        .settle = steps_settle,
        .undetermined = steps_undetermined,
        .recover = steps_recover,
        .redial = steps_redial,
        .cancel = jobs_cancel,
        .wake = jobs_wake,
        .set_gate = jobs_set_gate,
        .reconcile_due = jobs_reconcile_due,
        .reconcile_later = steps_reconcile_later,
        .overdue = jobs_overdue,
        .unsettled = jobs_unsettled,
        .ringing = jobs_ringing,
        .find_by_call = jobs_find_by_call,
        .find_by_tag = jobs_find_by_tag,
        .find = jobs_find,
        .counts = jobs_counts,
        .next_due = jobs_next_due,
        .count_due = jobs_count_due,
    };

    return (struct job_steps){ &ops, store };
}
