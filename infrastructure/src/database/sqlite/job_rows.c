/* database/sqlite/job_rows.c - loading a job and saving all that a step did to it. */
#include "database/sqlite/job_rows.h"

#include <assert.h>

#include "base/crash.h"
#include "database/sqlite/counts.h"
#include "database/sqlite/events.h"
#include "database/sqlite/parts.h"
#include "database/sqlite/row.h"

static const struct statement find_job =
    STATEMENT("SELECT {jobs} FROM jobs WHERE account = ?1 AND id = ?2");
static const struct statement find_call =
    STATEMENT("SELECT {calls} FROM calls WHERE account = ?1 AND id = ?2");

/* -- loading -- */

enum err job_tx_take(struct job_tx *j, sqlite3_stmt *stmt, struct arena *arena)
{
    struct tx *tx = j->tx;
    void *job;

    TRY(row_read(stmt, 0, tx->store, &job_record, arena, &job, &j->sealed, tx->error));
    j->before = *(struct job *)job;
    j->d = (struct dialing){
        .job = job, .now = j->scope->now, .store_now = tx->now, .arena = tx->arena
    };
    return ERR_OK;
}

enum err job_tx_money(struct job_tx *j, bool always)
{
    if (!always && !j->d.job->attempt.hold_open)
        return ERR_OK;
    TRY(wallets_find(j->wallets, j->tx, j->d.job->account, &j->kept));
    if (j->kept == NULL)
        return ERR_OK;
    j->wallet = *j->kept;
    j->d.wallet = &j->wallet;
    return ERR_OK;
}

enum err job_tx_load(struct job_tx *j, struct account_id account, struct job_id id, bool money,
                     struct arena *arena, bool *found)
{
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(j->tx->conn, &find_job);

    bind_id(find, 1, &account.v);
    bind_id(find, 2, &id.v);
    TRY(statement_step(find, found, j->tx->error));
    if (!*found)
        return ERR_OK;
    TRY(job_tx_take(j, find, arena));
    return job_tx_money(j, money);
}

enum err job_tx_unseal(struct job_tx *j, struct arena *arena)
{
    return row_unseal(j->tx->conn, &job_record, j->d.job, j->sealed, arena, j->tx->error);
}

/* -- the readers' call -- */

/* NULL: there is none yet. */
static enum err read_call(struct job_tx *j, bool whole, struct call **ret)
{
    struct tx *tx = j->tx;
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(tx->conn, &find_call);
    void *call = NULL;
    bool row;

    bind_id(find, 1, &j->d.job->account.v);
    bind_id(find, 2, &j->d.job->attempt.call.v);
    TRY(statement_step(find, &row, tx->error));
    if (row && whole)
        TRY(row_read_whole(find, 0, tx->conn, &call_record, tx->arena, &call, tx->error));
    else if (row)
        TRY(row_read(find, 0, tx->store, &call_record, tx->arena, &call, NULL, tx->error));
    *ret = call;
    return ERR_OK;
}

/* The phone and the name of a new call come from the job's sealed part. */
static enum err insert_call(struct job_tx *j)
{
    struct call call = { 0 };

    if (j->d.job->phones.n == 0)
        TRY(job_tx_unseal(j, j->tx->arena));
    call_follow(&call, j->d.job);
    call_add_payload(&call, &j->fx.payload);
    return row_insert(j->tx, &call_record, &call);
}

static enum err save_call(struct job_tx *j)
{
    bool whole = !call_payload_is_empty(&j->fx.payload);
    struct call *call;

    if (j->before.state == JOB_HELD)
        return insert_call(j);
    TRY(read_call(j, whole, &call));
    if (call == NULL)
        return insert_call(j);
    int64_t was = call->version;
    call_follow(call, j->d.job);
    call_add_payload(call, &j->fx.payload);
    return row_update(j->tx, &call_record, call, was, whole ? ROW_WHOLE : ROW_PLAIN);
}

/* -- saving -- */

static enum err save_money(struct job_tx *j)
{
    const struct effects *fx = &j->fx;

    if (!fx->wallet)
        return ERR_OK;
    assert(j->kept != NULL);
    if (fx->has_entry) {
        TRY(wallets_append(j->tx, j->scope, &j->wallet, &j->fx.entry));
        if (fx->entry.kind == ENTRY_HOLD)
            CRASH("K2");
        if (fx->entry.kind == ENTRY_SETTLE)
            CRASH("K14");
    }
    *j->kept = j->wallet;
    return ERR_OK;
}

static enum err save_job(struct job_tx *j)
{
    if (!j->fx.job)
        return ERR_OK;
    TRY(row_change(j->tx, &job_record, &j->before, j->d.job));
    counts_change(j->tx, &j->before, j->d.job);
    TRY(begun_calls_change(j->tx, &j->before, j->d.job));
    return active_calls_change(j->tx, &j->before, j->d.job);
}

enum err job_tx_save(struct job_tx *j)
{
    struct job *job = j->d.job;

    TRY(save_money(j));
    TRY(save_job(j));
    if (j->fx.call)
        TRY(save_call(j));
    if (j->fx.has_rollup)
        rollup_add(j->tx, &j->fx.rollup);
    return events_append(j->tx, j->scope, &j->fx.events, job->id.v, job->version);
}

/* -- the part -- */

static const char *const call_constants[] = { "tag",     "job",        "campaign", "batch",
                                              "attempt", "created_at", NULL };
static const struct table_spec tables[] = {
    { .record = &call_record, .options = TABLE_OF_ACCOUNTS, .constant = call_constants },
};
static const char *const schema[] = {
    "CREATE UNIQUE INDEX IF NOT EXISTS calls_by_tag ON calls (tag)",
};
static const struct statement *const statements[] = { &find_job, &find_call };

const struct store_part job_rows_part = {
    .name = "calls",
    .tables = tables,
    .n_tables = ARRAY_LEN(tables),
    .schema = schema,
    .n_schema = ARRAY_LEN(schema),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
};
