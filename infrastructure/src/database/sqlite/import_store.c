/* database/sqlite/import_store.c - the port import_store. Jobs are written as they come and not
 * touched again: one row of import_batches brings them to sight, and takes them out of it. */
#include "domain/repositories/import_store.h"

#include <stdlib.h>
#include <string.h>

#include "database/sqlite/counts.h"
#include "database/sqlite/import_flight.h"
#include "database/sqlite/import_known.h"
#include "database/sqlite/parts.h"
#include "database/sqlite/record_save.h"
#include "database/sqlite/row.h"
#include "database/sqlite/store.h"

static const struct statement add_batch =
    STATEMENT("INSERT INTO import_batches (account, batch, campaign, seen) VALUES (?1, ?2, ?3, 0)"
              " ON CONFLICT (account, batch) DO NOTHING");
static const struct statement find_batch =
    STATEMENT("SELECT seen, campaign FROM import_batches WHERE account = ?1 AND batch = ?2");
static const struct statement set_seen =
    STATEMENT("UPDATE import_batches SET seen = ?3 WHERE account = ?1 AND batch = ?2");
static const struct statement add_phone =
    STATEMENT("INSERT INTO job_phones (account, hash, campaign, job, batch) VALUES (?1, ?2, ?3, ?4,"
              " ?5) ON CONFLICT DO NOTHING");
static const struct statement read_jobs_of =
    STATEMENT("SELECT {jobs} FROM jobs WHERE account = ?1 AND id IN (SELECT p.job FROM job_phones"
              " AS p JOIN import_batches AS b ON b.account = p.account AND b.batch = p.batch WHERE"
              " p.account = ?1 AND p.hash = ?2 AND b.seen = 1) ORDER BY id DESC LIMIT ?3");
static const struct statement read_rows = STATEMENT(
    "SELECT {j:jobs} FROM import_batches AS b JOIN jobs AS j ON j.account = b.account AND"
    " j.batch = b.batch WHERE b.account = ?1 AND b.batch = ?2 AND b.seen = 1 AND j.\"row\""
    " > ?3 ORDER BY j.\"row\" LIMIT ?4");

/* Calls that are being made wait for a step of an import no longer than this takes. */
enum { ROWS_MOST = 10000, PHONES_A_STEP = 5000 };

/* -- which batches are seen -- */

enum sight { SIGHT_NONE = 1, SIGHT_HIDDEN, SIGHT_SEEN };

static enum err sight_of(struct connection *conn, struct account_id account, struct batch_id batch,
                         enum sight *sight, struct campaign_id *campaign, struct error *error)
{
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(conn, &find_batch);
    bool row;

    bind_id(find, 1, &account.v);
    bind_id(find, 2, &batch.v);
    TRY(statement_step(find, &row, error));
    *sight = !row ? SIGHT_NONE : column_i64(find, 0) != 0 ? SIGHT_SEEN : SIGHT_HIDDEN;
    campaign->v = row ? column_id(find, 1) : campaign->v;
    return ERR_OK;
}

static enum err show(struct tx *tx, struct account_id account, struct batch_id batch, bool seen)
{
    CLEANUP(statement_end) sqlite3_stmt *set = statement_begin(tx->conn, &set_seen);

    bind_id(set, 1, &account.v);
    bind_id(set, 2, &batch.v);
    bind_i64(set, 3, seen);
    return statement_run(set, tx->error);
}

static enum err not_importing(struct error *error)
{
    return FAIL_WITH(error, ERR_PRECONDITION, "batch.not_importing",
                     P_STR("status", batch_status_name(BATCH_COMMITTED)));
}

/* Makes the batch's row, hidden; refuses one that is seen already. */
static enum err open_batch(struct tx *tx, struct account_id account, struct batch_id batch,
                           struct campaign_id campaign)
{
    CLEANUP(statement_end) sqlite3_stmt *add = statement_begin(tx->conn, &add_batch);
    enum sight sight;

    bind_id(add, 1, &account.v);
    bind_id(add, 2, &batch.v);
    bind_id(add, 3, &campaign.v);
    TRY(statement_run(add, tx->error));
    TRY(sight_of(tx->conn, account, batch, &sight, &campaign, tx->error));
    return sight == SIGHT_SEEN ? not_importing(tx->error) : ERR_OK;
}

/* -- staging -- */

struct staging {
    struct job **jobs;
    struct str *sealed;
    size_t n;
};

static enum err stage_one(struct tx *tx, const struct staging *s, size_t i)
{
    const struct job *job = s->jobs[i];

    counts_add(tx, job->account, job->campaign, job->batch, job->state, 1);
    return row_insert_sealed(tx, &job_record, job, s->sealed[i]);
}

static enum err do_stage(struct tx *tx, void *context)
{
    const struct staging *s = context;
    const struct job *first = s->jobs[0];

    TRY(open_batch(tx, first->account, first->batch, first->campaign));
    for (size_t i = 0; i < s->n; i++)
        TRY(stage_one(tx, s, i));
    return ERR_OK;
}

/* What the writer needs, in the flight's arena: the sealing is most of the work beside the
 * writer's, and is done here, on the importer's thread. */
static enum err prepare(struct connection *reader, struct scope *scope, struct staging *s,
                        struct arena *arena)
{
    CLEANUP(arena_release) struct arena scratch = arena_init();

    for (size_t i = 0; i < s->n; i++) {
        struct job job = *s->jobs[i];
        struct str blob;

        job.account = scope->account;
        job.version = 1;
        arena_reset(&scratch);
        TRY(row_seal(reader, &job_record, &job, &scratch, &blob, &scope->error));
        s->sealed[i] = str_copy(arena, blob);
        job.phones.n = job.variables.n = 0; /* they are sealed: not copied */
        job.name = STR_NONE;
        s->jobs[i] = record_copy(&job_record, &job, arena);
    }
    return ERR_OK;
}

static int by_id(const void *a, const void *b)
{
    return id128_cmp((*(struct job *const *)a)->id.v, (*(struct job *const *)b)->id.v);
}

/* In the order of the tree: each page of it is filled once. */
static struct job **in_order(struct job *const *jobs, size_t n, struct arena *arena)
{
    struct job **sorted = ARENA_ARRAY(arena, struct job *, n);

    memcpy(sorted, jobs, n * sizeof(struct job *));
    qsort(sorted, n, sizeof(struct job *), by_id);
    return sorted;
}

static enum err refuse_seen(struct connection *reader, struct scope *scope, struct batch_id batch)
{
    struct campaign_id campaign = { { { 0 } } };
    enum sight sight;

    TRY(sight_of(reader, scope->account, batch, &sight, &campaign, &scope->error));
    return sight == SIGHT_SEEN ? not_importing(&scope->error) : ERR_OK;
}

static enum err board(struct sqlite_store *store, struct scope *scope, struct job *const *jobs,
                      size_t n, struct flight **flight, struct staging **ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(store);
    struct arena *arena;
    struct staging *s;

    TRY(refuse_seen(reader, scope, jobs[0]->batch));
    *flight = flight_board(store, scope->account, jobs[0]->batch, &arena);
    s = ARENA_NEW(arena, struct staging);
    *s = (struct staging){ in_order(jobs, n, arena), ARENA_ARRAY(arena, struct str, n), n };
    TRY(prepare(reader, scope, s, arena));
    *ret = s;
    return ERR_OK;
}

static enum err imports_stage(void *self, struct scope *scope, struct job *const *jobs, size_t n)
{
    struct flight *flight;
    struct staging *staging;

    if (n == 0)
        return ERR_OK;
    TRY(board(self, scope, jobs, n, &flight, &staging));
    TRY(flight_depart(flight, scope, do_stage, staging));
    for (size_t i = 0; i < n; i++) {
        jobs[i]->account = scope->account;
        jobs[i]->version = 1;
    }
    return ERR_OK;
}

struct phone_staging {
    struct account_id account;
    struct campaign_id campaign;
    struct batch_id batch;
    const struct job_phone_key *keys;
    size_t n;
};

static enum err do_stage_phones(struct tx *tx, void *context)
{
    const struct phone_staging *s = context;

    for (size_t i = 0; i < s->n; i++) {
        CLEANUP(statement_end) sqlite3_stmt *add = statement_begin(tx->conn, &add_phone);

        bind_id(add, 1, &s->account.v);
        bind_id(add, 2, &s->keys[i].hash.v);
        bind_id(add, 3, &s->campaign.v);
        bind_id(add, 4, &s->keys[i].job.v);
        bind_id(add, 5, &s->batch.v);
        TRY(statement_run(add, tx->error));
    }
    return ERR_OK;
}

static enum err imports_stage_phones(void *self, struct scope *scope, struct campaign_id campaign,
                                     struct batch_id batch, const struct job_phone_key *keys,
                                     size_t n)
{
    for (size_t at = 0; at < n; at += PHONES_A_STEP) {
        size_t piece = n - at < PHONES_A_STEP ? n - at : PHONES_A_STEP;
        struct phone_staging staging = { scope->account, campaign, batch, keys + at, piece };

        TRY(store_write(self, do_stage_phones, &staging, &scope->error));
    }
    return ERR_OK;
}

/* -- commit and undo -- */

struct turn {
    struct save save;
    const struct batch *batch;
};

static enum err do_commit(struct tx *tx, void *context)
{
    const struct turn *turn = context;
    const struct batch *batch = turn->batch;
    struct account_id account = turn->save.scope->account;
    struct batch_jobs jobs;

    TRY(counts_of_batch(tx, account, batch->campaign, batch->id, &jobs));
    if (jobs.all != batch->counts.jobs)
        return FAIL_WITH(tx->error, ERR_INTERNAL, "batch.rows_lost",
                         P_I64("wanted", batch->counts.jobs), P_I64("found", jobs.all));
    TRY(open_batch(tx, account, batch->id, batch->campaign));
    TRY(show(tx, account, batch->id, true));
    return save_write(tx, &turn->save);
}

/* A job that is claimed or held is about to be dialed: that it was not yet is no promise. */
static enum err do_hide(struct tx *tx, void *context)
{
    const struct turn *turn = context;
    const struct batch *batch = turn->batch;
    struct account_id account = turn->save.scope->account;
    struct batch_jobs jobs;

    TRY(counts_of_batch(tx, account, batch->campaign, batch->id, &jobs));
    if (jobs.dialed > 0 || jobs.states.n[JOB_CLAIMED] > 0 || jobs.states.n[JOB_HELD] > 0)
        return FAIL(tx->error, ERR_CONFLICT, "batch.dialed");
    TRY(show(tx, account, batch->id, false));
    return save_write(tx, &turn->save);
}

static enum err turn_batch(struct sqlite_store *store, struct scope *scope, struct batch *batch,
                           struct event_list *events, store_work *work)
{
    struct turn turn = { .batch = batch };
    void *object = batch;

    TRY(flight_end(store, scope, batch->id));
    TRY(save_prepare(store, scope, &batch_record, &object, 1, events, &turn.save));
    TRY(store_write(store, work, &turn, &scope->error));
    save_done(&turn.save);
    return ERR_OK;
}

static enum err imports_commit(void *self, struct scope *scope, struct batch *batch,
                               struct event_list *events)
{
    return turn_batch(self, scope, batch, events, do_commit);
}

static enum err imports_hide(void *self, struct scope *scope, struct batch *batch,
                             struct event_list *events)
{
    return turn_batch(self, scope, batch, events, do_hide);
}

/* -- discarding -- */

static const struct statement drop_phones =
    STATEMENT("DELETE FROM job_phones WHERE (account, hash, campaign, job) IN (SELECT account, "
              "hash, campaign,"
              " job FROM job_phones WHERE account = ?1 AND batch = ?2 LIMIT ?3)");
static const struct statement drop_jobs = STATEMENT(
    "DELETE FROM jobs WHERE (account, id) IN (SELECT account, id FROM jobs WHERE account ="
    " ?1 AND batch = ?2 LIMIT ?3)");
static const struct statement drop_counts =
    STATEMENT("DELETE FROM job_counts WHERE account = ?1 AND campaign = ?2 AND batch = ?3");
static const struct statement drop_batch =
    STATEMENT("DELETE FROM import_batches WHERE account = ?1 AND batch = ?2");

struct discarding {
    struct account_id account;
    struct batch_id batch;
    int64_t most;
    bool left;
};

static enum err drop(struct tx *tx, const struct statement *statement, const struct discarding *d,
                     int64_t most, int64_t *dropped)
{
    CLEANUP(statement_end) sqlite3_stmt *stmt = statement_begin(tx->conn, statement);

    bind_id(stmt, 1, &d->account.v);
    bind_id(stmt, 2, &d->batch.v);
    bind_i64(stmt, 3, most);
    TRY(statement_run(stmt, tx->error));
    *dropped = statement_changes(stmt);
    return ERR_OK;
}

static enum err forget_batch(struct tx *tx, const struct discarding *d, struct campaign_id campaign)
{
    CLEANUP(statement_end) sqlite3_stmt *counts = statement_begin(tx->conn, &drop_counts);
    CLEANUP(statement_end) sqlite3_stmt *batch = statement_begin(tx->conn, &drop_batch);

    bind_id(counts, 1, &d->account.v);
    bind_id(counts, 2, &campaign.v);
    bind_id(counts, 3, &d->batch.v);
    TRY(statement_run(counts, tx->error));
    bind_id(batch, 1, &d->account.v);
    bind_id(batch, 2, &d->batch.v);
    return statement_run(batch, tx->error);
}

static enum err do_discard(struct tx *tx, void *context)
{
    struct discarding *d = context;
    struct campaign_id campaign = { { { 0 } } };
    int64_t phones, jobs;
    enum sight sight;

    TRY(sight_of(tx->conn, d->account, d->batch, &sight, &campaign, tx->error));
    if (sight == SIGHT_SEEN)
        return not_importing(tx->error);
    TRY(drop(tx, &drop_phones, d, d->most, &phones));
    TRY(drop(tx, &drop_jobs, d, d->most, &jobs));
    d->left = phones == d->most || jobs == d->most;
    return d->left || sight == SIGHT_NONE ? ERR_OK : forget_batch(tx, d, campaign);
}

static enum err imports_discard(void *self, struct scope *scope, struct batch_id batch,
                                int64_t most, bool *left)
{
    struct discarding d = { scope->account, batch, most < 1 ? 1 : most, false };

    DROP(flight_end(self, scope, batch)); /* what failed to be staged need not be discarded */
    TRY(store_write(self, do_discard, &d, &scope->error));
    *left = d.left;
    return ERR_OK;
}

/* -- reads -- */

static enum err imports_dialed(void *self, struct scope *scope, struct batch_id batch, int64_t *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);

    return counts_dialed(reader, scope->account, batch, ret, &scope->error);
}

/* All rows that the statement gives, at most `limit`. */
static enum err read_jobs(sqlite3_stmt *read, struct connection *reader, struct scope *scope,
                          int64_t limit, struct job ***ret, size_t *n)
{
    struct job **jobs = ARENA_ARRAY(scope->arena, struct job *, (size_t)limit);
    size_t found = 0;
    void *job;
    bool row;

    for (;;) {
        TRY(statement_step(read, &row, &scope->error));
        if (!row)
            break;
        TRY(row_read_whole(read, 0, reader, &job_record, scope->arena, &job, &scope->error));
        jobs[found++] = job;
    }
    *ret = jobs;
    *n = found;
    return ERR_OK;
}

static int64_t rows_limit(int64_t most)
{
    return most < 1 ? 1 : most > ROWS_MOST ? ROWS_MOST : most;
}

static enum err imports_rows(void *self, struct scope *scope, struct batch_id batch,
                             int64_t after_row, int64_t most, struct job ***ret, size_t *n)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(reader, &read_rows);

    bind_id(read, 1, &scope->account.v);
    bind_id(read, 2, &batch.v);
    bind_i64(read, 3, after_row);
    bind_i64(read, 4, rows_limit(most));
    return read_jobs(read, reader, scope, rows_limit(most), ret, n);
}

static enum err imports_jobs_of(void *self, struct scope *scope, struct phone_hash_id hash,
                                int64_t most, struct job ***ret, size_t *n)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(reader, &read_jobs_of);

    bind_id(read, 1, &scope->account.v);
    bind_id(read, 2, &hash.v);
    bind_i64(read, 3, rows_limit(most));
    return read_jobs(read, reader, scope, rows_limit(most), ret, n);
}

struct import_store sqlite_import_store(struct sqlite_store *store)
{
    static const struct import_store_ops ops = {
        .known = imports_known,
        .stage = imports_stage,
        .stage_phones = imports_stage_phones,
        .commit = imports_commit,
        .discard = imports_discard,
        .dialed = imports_dialed,
        .hide = imports_hide,
        .rows = imports_rows,
        .jobs_of = imports_jobs_of,
    };

    return (struct import_store){ &ops, store };
}

static const struct statement *const statements[] = {
    &add_batch,    &find_batch,  &set_seen,  &add_phone,   &read_rows,
    &read_jobs_of, &drop_phones, &drop_jobs, &drop_counts, &drop_batch,
};
const struct store_part import_store_part = { .name = "import_store",
                                              .statements = statements,
                                              .n_statements = ARRAY_LEN(statements) };
