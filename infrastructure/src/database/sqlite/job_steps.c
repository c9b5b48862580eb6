/* database/sqlite/job_steps.c - the port job_steps: one runner for the steps on many jobs. Claims,
 * gates and reads have files of their own. */
#include <string.h>

#include "database/sqlite/job_rows.h"
#include "domain/models/account.h"

static const struct statement account_status =
    STATEMENT("SELECT status FROM accounts WHERE account = ?1 AND id = ?1");

/* -- one item -- */

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

static item_work *own_work(enum step_no no)
{
    return no == STEP_BEGIN_DIALING ? job_tx_begin : no == STEP_STILL_ALLOWED ? job_tx_look : NULL;
}

static enum err load(struct job_tx *j, const struct step_kind *kind, const struct step *at,
                     bool *found)
{
    struct tx *tx = j->tx;

    TRY(job_tx_load(j, at->account, at->job, kind->money, tx->arena, found));
    if (*found && kind->account_active)
        TRY(read_active(tx, at->account, &j->d.account_active));
    return *found && step_asks_phones(kind, j->d.job) ? job_tx_unseal(j, tx->arena) : ERR_OK;
}

static enum err decide(struct job_tx *j, enum step_no no, void *item, struct error *error,
                       enum err *broken)
{
    item_work *own = own_work(no);

    return own != NULL ? own(j, item, error, broken)
                       : step_kind(no)->ask(&j->d, item, &j->fx, error);
}

/* An error returned is the store's: the whole request is undone. The item's own is in its answer,
 * and what it decided is saved all the same. */
static enum err do_item(struct job_tx *j, enum step_no no, void *item)
{
    struct error error = { .arena = j->tx->arena };
    enum err broken = ERR_OK;
    bool found;

    TRY(load(j, step_kind(no), item, &found));
    if (!found) {
        step_answer(item, FAIL(&error, ERR_NOT_FOUND, "job.not_found"), &error);
        return ERR_OK;
    }
    enum err err = decide(j, no, item, &error, &broken);
    TRY(broken);
    step_answer(item, err, &error);
    return job_tx_save(j);
}

/* -- many items -- */

struct steps {
    struct sqlite_store *store;
    struct scope *scope;
    enum step_no no;
    char *items, *copies; /* the caller's; what becomes of them */
    size_t n, size;
};

static enum err do_steps(struct tx *tx, void *context)
{
    struct steps *s = context;
    struct wallets wallets = { 0 };

    if (s->n > 0)
        memcpy(s->copies, s->items, s->n * s->size);
    for (size_t i = 0; i < s->n; i++) {
        struct job_tx j = { .tx = tx, .scope = s->scope, .wallets = &wallets };

        TRY(do_item(&j, s->no, s->copies + i * s->size));
    }
    return wallets_flush(&wallets, tx);
}

static struct steps begin(struct sqlite_store *store, struct scope *scope, enum step_no no,
                          void *items, size_t n)
{
    size_t size = step_kind(no)->size;

    step_begins(step_kind(no));
    return (struct steps){ .store = store,
                           .scope = scope,
                           .no = no,
                           .items = items,
                           .copies = arena_array(scope->arena, n, size),
                           .n = n,
                           .size = size };
}

static void end(const struct steps *s)
{
    if (s->n > 0)
        memcpy(s->items, s->copies, s->n * s->size);
    step_is_durable(step_kind(s->no), s->items, s->n);
}

enum err steps_run(void *self, struct scope *scope, enum step_no no, void *items, size_t n)
{
    struct steps s = begin(self, scope, no, items, n);

    TRY(store_write(self, do_steps, &s, &scope->error));
    end(&s);
    return ERR_OK;
}

struct waiting_steps {
    struct write_request request; /* first: what the engine answers */
    struct steps steps;
    struct step_waiter waiter;
};

static void told(struct write_request *request, enum err err)
{
    struct waiting_steps *w = (struct waiting_steps *)request;

    if (err == ERR_OK)
        end(&w->steps);
    w->waiter.told(w->waiter.context, err);
}

void steps_submit(struct sqlite_store *store, struct scope *scope, enum step_no no, void *items,
                  size_t n, struct step_waiter waiter)
{
    struct waiting_steps *w = ARENA_NEW(scope->arena, struct waiting_steps);

    w->steps = begin(store, scope, no, items, n);
    w->waiter = waiter;
    w->request = (struct write_request){
        .work = do_steps, .context = &w->steps, .error = &scope->error, .done = told
    };
    store_submit(store, &w->request);
}

/* -- the port -- */

static const struct statement *const statements[] = { &account_status };

const struct store_part job_steps_part = {
    .name = "job_steps",
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
};

STEP_SLOTS(steps_run)

struct job_steps sqlite_job_steps(struct sqlite_store *store)
{
    static const struct job_steps_ops ops = { .claim = job_steps_claim,
                                              .begin_dialing = job_steps_begin,
                                              .begin_dialing_async = job_steps_begin_async,
                                              .still_allowed = job_steps_allowed,
                                              .still_allowed_async = job_steps_allowed_async,
                                              .cancel = job_steps_cancel,
                                              .wake = job_steps_wake,
                                              .set_gate = job_steps_set_gate,
                                              .reconcile_due = job_steps_reconcile_due,
                                              .overdue = job_steps_overdue,
                                              .unsettled = job_steps_unsettled,
                                              .ringing = job_steps_ringing,
                                              .active = job_steps_active,
                                              .find_by_call = job_steps_find_by_call,
                                              .find_by_tag = job_steps_find_by_tag,
                                              .find = job_steps_find,
                                              .counts = job_steps_counts,
                                              .counts_in_course = job_steps_counts,
                                              .next_due = job_steps_next_due,
                                              .count_due = job_steps_count_due,
                                              STEP_SLOTS_OF_OPS };

    return (struct job_steps){ &ops, store };
}
