/* database/mongodb/job_steps.c - the port job_steps: the steps that move money of the real wallet.
 * Claims, gates and reads have files of their own; the others are the orchestrator's alone. */
#include "database/mongodb/job_docs.h"

/* The real wallet, as the steps before have left it. */
static void bring_wallet(struct job_doc *j)
{
    j->wallet = j->money->wallet;
    j->wallet_was = j->money->was;
    j->d.wallet = j->money->found ? &j->wallet : NULL;
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
    enum err err = orchestrate_hold(&j->d, step, &j->fx, error);
    step->shortest = shortest;
    return err;
}

enum err job_doc_hold(struct job_doc *j, void *item, struct error *error, enum err *broken)
{
    const struct line_list *lines = &j->money->lines;
    struct str tag = j->before.attempt.tag;
    struct hold_step *step = item;
    struct entry *taken = NULL;

    (void)broken;
    bring_wallet(j);
    if (j->money->found && j->before.state == JOB_CLAIMED && !j->before.attempt.hold_open)
        taken = line_with(lines, hold_key(j->s->arena, tag));
    if (taken == NULL)
        return orchestrate_hold(&j->d, step, &j->fx, error);
    return line_with(lines, close_key(j->s->arena, tag)) != NULL
               ? begin_anew(j, step, error)
               : hold_again(j, step, taken, error);
}

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

enum err job_doc_settle(struct job_doc *j, void *item, struct error *error, enum err *broken)
{
    (void)broken;
    bring_money_of_settle(j);
    return j->again ? ERR_OK : orchestrate_settle(&j->d, item, &j->fx, error);
}

/* -- the port -- */

STEP_SLOTS(items_run)

struct job_steps mongodb_job_steps(struct mongodb_store *store)
{
    static const struct job_steps_ops ops = { .claim = jobs_claim,
                                              .begin_dialing = jobs_begin,
                                              .begin_dialing_async = jobs_begin_async,
                                              .still_allowed = jobs_allowed,
                                              .still_allowed_async = jobs_allowed_async,
                                              .cancel = jobs_cancel,
                                              .wake = jobs_wake,
                                              .set_gate = jobs_set_gate,
                                              .reconcile_due = jobs_reconcile_due,
                                              .overdue = jobs_overdue,
                                              .unsettled = jobs_unsettled,
                                              .ringing = jobs_ringing,
                                              .active = jobs_active,
                                              .find_by_call = jobs_find_by_call,
                                              .find_by_tag = jobs_find_by_tag,
                                              .find = jobs_find,
                                              .counts = jobs_counts,
                                              .counts_in_course = jobs_counts_in_course,
                                              .next_due = jobs_next_due,
                                              .count_due = jobs_count_due,
                                              STEP_SLOTS_OF_OPS };

    return (struct job_steps){ &ops, store };
}
