/* database/sqlite/job_steps.c - the port job_steps: what each step asks the domain. Claims, gates
 * and reads have files of their own. */
#include "base/crash.h"
#include "database/sqlite/job_rows.h"
#include "domain/models/account.h"

/* -- before the call -- */

static const struct statement account_status =
    STATEMENT("SELECT status FROM accounts WHERE account = ?1 AND id = ?1");

static enum err read_active(struct tx *tx, struct account_id account, bool *ret)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(tx->conn, &account_status);
    enum account_status status;
    bool row;

    bind_id(read, 1, &account.v);
    TRY(statement_step(read, &row, tx->error));
    *ret = row && account_status_parse(column_str(read, 0, tx->arena), &status) &&
           status == ACCOUNT_ACTIVE;
    return ERR_OK;
}

static enum err hold_one(struct job_tx *j, void *item, struct error *error, enum err *broken)
{
    struct hold_step *step = item;
    bool active;

    if (j->d.wallet == NULL)
        return FAIL(error, ERR_NOT_FOUND, "wallet.not_found");
    *broken = read_active(j->tx, step->at.account, &active);
    if (*broken != ERR_OK)
        return *broken;
    return orchestrate_hold(&j->d, step, active, &j->fx, error);
}

static enum err steps_hold(void *self, struct scope *scope, struct hold_step *steps, size_t n)
{
    static const struct step_plan plan = { .work = hold_one,
                                           .size = sizeof(struct hold_step),
                                           .money = true };

    TRY(steps_run(self, scope, &plan, steps, n));
    CRASH("K3");
    return ERR_OK;
}

static enum err defer_one(struct job_tx *j, void *item, struct error *error, enum err *broken)
{
    (void)broken;
    return orchestrate_defer(&j->d, item, &j->fx, error);
}

static enum err steps_defer(void *self, struct scope *scope, struct defer_step *steps, size_t n)
{
    static const struct step_plan plan = { .work = defer_one, .size = sizeof(struct defer_step) };

    return steps_run(self, scope, &plan, steps, n);
}

/* -- the call -- */

static enum err placed_one(struct job_tx *j, void *item, struct error *error, enum err *broken)
{
    (void)broken;
    return orchestrate_placed(&j->d, item, &j->fx, error);
}

static enum err steps_placed(void *self, struct scope *scope, struct placed_step *steps, size_t n)
{
    static const struct step_plan plan = { .work = placed_one, .size = sizeof(struct placed_step) };

    CRASH("K9");
    TRY(steps_run(self, scope, &plan, steps, n));
    CRASH("K11");
    return ERR_OK;
}

static enum err not_sent_one(struct job_tx *j, void *item, struct error *error, enum err *broken)
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
    return steps_run(self, scope, &plan, steps, n);
}

static enum err started_one(struct job_tx *j, void *item, struct error *error, enum err *broken)
{
    (void)broken;
    return orchestrate_started(&j->d, item, &j->fx, error);
}

static enum err steps_started(void *self, struct scope *scope, struct started_step *steps, size_t n)
{
    static const struct step_plan plan = { .work = started_one,
                                           .size = sizeof(struct started_step) };

    return steps_run(self, scope, &plan, steps, n);
}

static enum err ended_one(struct job_tx *j, void *item, struct error *error, enum err *broken)
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

    TRY(steps_run(self, scope, &plan, steps, n));
    CRASH("K13");
    return ERR_OK;
}

static enum err analyzed_one(struct job_tx *j, void *item, struct error *error, enum err *broken)
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

    return steps_run(self, scope, &plan, steps, n);
}

/* -- its money -- */

static enum err settle_one(struct job_tx *j, void *item, struct error *error, enum err *broken)
{
    /* whether another phone is left stands in the sealed part */
    if (j->d.job->attempt.retry == RETRY_OTHER_PHONE) {
        *broken = job_tx_unseal(j, j->tx->arena);
        if (*broken != ERR_OK)
            return *broken;
    }
    return orchestrate_settle(&j->d, item, &j->fx, error);
}

static enum err steps_settle(void *self, struct scope *scope, struct settle_step *steps, size_t n)
{
    static const struct step_plan plan = { .work = settle_one, .size = sizeof(struct settle_step) };

    TRY(steps_run(self, scope, &plan, steps, n));
    CRASH("K16");
    for (size_t i = 0; i < n; i++)
        if (steps[i].state == JOB_RETRY_WAIT)
            CRASH("K17");
    return ERR_OK;
}

static enum err undetermined_one(struct job_tx *j, void *item, struct error *error,
                                 enum err *broken)
{
    (void)broken;
    return orchestrate_undetermined(&j->d, item, &j->fx, error);
}

static enum err steps_undetermined(void *self, struct scope *scope, struct step *steps, size_t n)
{
    static const struct step_plan plan = { .work = undetermined_one, .size = sizeof(struct step) };

    CRASH("K20");
    return steps_run(self, scope, &plan, steps, n);
}

static enum err recover_one(struct job_tx *j, void *item, struct error *error, enum err *broken)
{
    (void)broken;
    return orchestrate_recover(&j->d, item, &j->fx, error);
}

static enum err steps_recover(void *self, struct scope *scope, struct recover_step *steps, size_t n)
{
    static const struct step_plan plan = { .work = recover_one,
                                           .size = sizeof(struct recover_step) };

    return steps_run(self, scope, &plan, steps, n);
}

static enum err redial_one(struct job_tx *j, void *item, struct error *error, enum err *broken)
{
    (void)item;
    (void)broken;
    return orchestrate_redial(&j->d, &j->fx, error);
}

static enum err steps_redial(void *self, struct scope *scope, struct step *steps, size_t n)
{
    static const struct step_plan plan = { .work = redial_one, .size = sizeof(struct step) };

    return steps_run(self, scope, &plan, steps, n);
}

/* An item with the moment of the next look. */
struct later_step {
    struct step at;
    struct instant until;
};

static enum err later_one(struct job_tx *j, void *item, struct error *error, enum err *broken)
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
    TRY(steps_run(self, scope, &plan, later, n));
    for (size_t i = 0; i < n; i++)
        steps[i] = later[i].at;
    return ERR_OK;
}

/* -- the port -- */

static const struct statement *const statements[] = { &account_status };

const struct store_part job_steps_part = {
    .name = "job_steps",
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
};

struct job_steps sqlite_job_steps(struct sqlite_store *store)
{
    static const struct job_steps_ops ops = {
        .claim = job_steps_claim,
        .renew = job_steps_renew,
        .hold = steps_hold,
        .defer = steps_defer,
        .begin_dialing = job_steps_begin,
        .begin_dialing_async = job_steps_begin_async,
        .still_allowed = job_steps_allowed,
        .still_allowed_async = job_steps_allowed_async,
        .placed = steps_placed,
        .not_sent = steps_not_sent,
        .started = steps_started,
        .ended = steps_ended,
        .analyzed = steps_analyzed,
        .settle = steps_settle,
        .undetermined = steps_undetermined,
        .recover = steps_recover,
        .redial = steps_redial,
        .cancel = job_steps_cancel,
        .wake = job_steps_wake,
        .set_gate = job_steps_set_gate,
        .reconcile_due = job_steps_reconcile_due,
        .reconcile_later = steps_reconcile_later,
        .overdue = job_steps_overdue,
        .unsettled = job_steps_unsettled,
        .ringing = job_steps_ringing,
        .find_by_call = job_steps_find_by_call,
        .find_by_tag = job_steps_find_by_tag,
        .find = job_steps_find,
        .counts = job_steps_counts,
        .next_due = job_steps_next_due,
        .count_due = job_steps_count_due,
    };

    return (struct job_steps){ &ops, store };
}
