/* database/sqlite/job_steps_read.c - jobs as sweeps, webhooks and people look for them. */
#include "database/sqlite/counts.h"
#include "database/sqlite/job_rows.h"
#include "database/sqlite/parts.h"
#include "database/sqlite/row.h"

/* The conditions on `state` are word by word those of the partial indexes below: that is how SQLite
 * knows that an index holds all the rows. INDEXED BY makes a statement that could not use its index
 * fail when the store opens; left to itself SQLite walks the whole account. */
#define IS_ACTIVE "state IN ('dialing', 'placed', 'live')"

/* job_look_due() */
#define LOOK_AT "coalesce(attempt_reconcile_at, attempt_placed_at + attempt_max_talk_ms + ?3)"

static const struct statement reconcile_due =
    STATEMENT("SELECT {jobs} FROM jobs INDEXED BY jobs_dialing WHERE state = 'dialing' AND "
              "attempt_reconcile_at <= ?1"
              " ORDER BY attempt_reconcile_at LIMIT ?2");
static const struct statement overdue = STATEMENT(
    "SELECT {jobs} FROM jobs INDEXED BY jobs_active WHERE " IS_ACTIVE
    " AND state IN ('placed', 'live') AND " LOOK_AT " <= ?1 ORDER BY " LOOK_AT " LIMIT ?2");
static const struct statement unsettled =
    STATEMENT("SELECT {jobs} FROM jobs INDEXED BY jobs_ended WHERE state = 'ended' ORDER BY "
              "attempt_ended_at LIMIT ?1");
static const struct statement ringing =
    STATEMENT("SELECT {jobs} FROM jobs INDEXED BY jobs_active WHERE " IS_ACTIVE
              " AND state IN ('placed', 'live') AND"
              " account = ?1 AND campaign = ?2");
static const struct statement active =
    STATEMENT("SELECT {jobs} FROM jobs INDEXED BY jobs_active WHERE " IS_ACTIVE
              " AND (account, id) > (?1, ?2) ORDER BY account, id LIMIT ?3");
static const struct statement by_call =
    STATEMENT("SELECT {jobs} FROM jobs INDEXED BY jobs_by_call WHERE attempt_provider_call = ?1 AND"
              " coalesce(attempt_connection, zeroblob(16)) = ?2");
static const struct statement by_tag =
    STATEMENT("SELECT {j:jobs} FROM calls AS c JOIN jobs AS j ON j.account = c.account AND j.id ="
              " c.job WHERE c.tag = ?1");
static const struct statement by_id =
    STATEMENT("SELECT {jobs} FROM jobs WHERE account = ?1 AND id = ?2");
static const struct statement seen_batches =
    STATEMENT("SELECT batch FROM import_batches WHERE account = ?1 AND campaign = ?2 AND seen = 1");
static const struct statement first_due =
    STATEMENT("SELECT min(not_before) FROM jobs INDEXED BY jobs_due WHERE account = ?1 AND batch = "
              "?2 AND state IN"
              " ('scheduled', 'retry_wait')");
static const struct statement some_due = STATEMENT(
    "SELECT count(*) FROM (SELECT 1 FROM jobs INDEXED BY jobs_due WHERE account = ?1 AND"
    " batch = ?2 AND state IN ('scheduled', 'retry_wait') AND not_before <= ?3 LIMIT ?4)");

static const char *const schema[] = {
    "CREATE INDEX IF NOT EXISTS jobs_active ON jobs (account, campaign, attempt_connection)"
    " WHERE " IS_ACTIVE,
    "CREATE INDEX IF NOT EXISTS jobs_dialing ON jobs (attempt_reconcile_at)"
    " WHERE state = 'dialing'",
    "CREATE INDEX IF NOT EXISTS jobs_ended ON jobs (attempt_ended_at) WHERE state = 'ended'",
    "CREATE INDEX IF NOT EXISTS jobs_by_call ON jobs (attempt_provider_call)"
    " WHERE attempt_provider_call IS NOT NULL",
};

/* -- lists -- */

/* All rows of a statement that is bound. */
static enum err read_jobs(sqlite3_stmt *stmt, struct connection *conn, struct scope *scope,
                          struct job_list *ret)
{
    struct job_list list = { NULL, 0 };
    size_t capacity = 0;
    bool row;

    for (;;) {
        void *job;

        TRY(statement_step(stmt, &row, &scope->error));
        if (!row)
            break;
        TRY(row_read_whole(stmt, 0, conn, &job_record, scope->arena, &job, &scope->error));
        if (list.n == capacity) {
            capacity = capacity == 0 ? 16 : capacity * 2;
            struct job **more = ARENA_ARRAY(scope->arena, struct job *, capacity);
            for (size_t i = 0; i < list.n; i++)
                more[i] = list.items[i];
            list.items = more;
        }
        list.items[list.n++] = job;
    }
    *ret = list;
    return ERR_OK;
}

enum err job_steps_reconcile_due(void *self, struct scope *scope, struct instant now, int64_t most,
                                 struct job_list *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(reader, &reconcile_due);

    bind_i64(read, 1, now.unix_ms);
    bind_i64(read, 2, most);
    return read_jobs(read, reader, scope, ret);
}

enum err job_steps_overdue(void *self, struct scope *scope, struct instant now, int64_t most,
                           struct job_list *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(reader, &overdue);

    bind_i64(read, 1, now.unix_ms);
    bind_i64(read, 2, most);
    bind_i64(read, 3, OVERDUE_MS);
    return read_jobs(read, reader, scope, ret);
}

enum err job_steps_unsettled(void *self, struct scope *scope, int64_t most, struct job_list *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(reader, &unsettled);

    bind_i64(read, 1, most);
    return read_jobs(read, reader, scope, ret);
}

enum err job_steps_ringing(void *self, struct scope *scope, struct account_id account,
                           struct campaign_id campaign, struct job_list *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(reader, &ringing);

    bind_id(read, 1, &account.v);
    bind_id(read, 2, &campaign.v);
    return read_jobs(read, reader, scope, ret);
}

enum err job_steps_active(void *self, struct scope *scope, const struct job *after, int64_t most,
                          struct job_list *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(reader, &active);
    static const struct id128 first = { { 0 } };

    bind_id(read, 1, after == NULL ? &first : &after->account.v);
    bind_id(read, 2, after == NULL ? &first : &after->id.v);
    bind_i64(read, 3, most);
    return read_jobs(read, reader, scope, ret);
}

/* -- one -- */

static enum err read_job(sqlite3_stmt *stmt, struct connection *conn, struct scope *scope,
                         struct job **ret)
{
    void *job;
    bool row;

    TRY(statement_step(stmt, &row, &scope->error));
    if (!row)
        return FAIL(&scope->error, ERR_NOT_FOUND, "job.not_found");
    TRY(row_read_whole(stmt, 0, conn, &job_record, scope->arena, &job, &scope->error));
    *ret = job;
    return ERR_OK;
}

enum err job_steps_find_by_call(void *self, struct scope *scope, struct connection_id connection,
                                struct str provider_call, struct job **ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(reader, &by_call);

    bind_str(read, 1, provider_call);
    bind_id(read, 2, &connection.v);
    return read_job(read, reader, scope, ret);
}

/* Only an attempt whose intent was durable can be told of, and each of those has its call. */
enum err job_steps_find_by_tag(void *self, struct scope *scope, struct str tag, struct job **ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(reader, &by_tag);

    bind_str(read, 1, tag);
    return read_job(read, reader, scope, ret);
}

enum err job_steps_find(void *self, struct scope *scope, struct account_id account,
                        struct job_id id, struct job **ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(reader, &by_id);

    bind_id(read, 1, &account.v);
    bind_id(read, 2, &id.v);
    return read_job(read, reader, scope, ret);
}

/* -- figures -- */

enum err job_steps_counts(void *self, struct scope *scope, struct account_id account,
                          struct campaign_id campaign, struct state_counts *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);

    return counts_read(reader, account, campaign, ret, &scope->error);
}

static enum err first_of_batch(struct connection *conn, struct scope *scope,
                               struct account_id account, struct id128 batch,
                               struct opt_instant *next)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(conn, &first_due);
    bool row;

    bind_id(read, 1, &account.v);
    bind_id(read, 2, &batch);
    TRY(statement_step(read, &row, &scope->error));
    if (!row || column_is_null(read, 0))
        return ERR_OK;
    struct instant first = { column_i64(read, 0) };
    if (!next->has || instant_before(first, next->v))
        *next = SOME_INSTANT(first);
    return ERR_OK;
}

enum err job_steps_next_due(void *self, struct scope *scope, struct account_id account,
                            struct campaign_id campaign, struct opt_instant *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *batches = statement_begin(reader, &seen_batches);
    struct opt_instant next = { .has = false };
    bool row;

    bind_id(batches, 1, &account.v);
    bind_id(batches, 2, &campaign.v);
    for (;;) {
        TRY(statement_step(batches, &row, &scope->error));
        if (!row)
            break;
        TRY(first_of_batch(reader, scope, account, column_id(batches, 0), &next));
    }
    *ret = next;
    return ERR_OK;
}

static enum err count_of_batch(struct connection *conn, struct scope *scope, struct id128 account,
                               struct id128 batch, struct instant until, int64_t most, int64_t *sum)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(conn, &some_due);
    bool row;

    bind_id(read, 1, &account);
    bind_id(read, 2, &batch);
    bind_i64(read, 3, until.unix_ms);
    bind_i64(read, 4, most - *sum);
    TRY(statement_step(read, &row, &scope->error));
    *sum += column_i64(read, 0);
    return ERR_OK;
}

enum err job_steps_count_due(void *self, struct scope *scope, struct account_id account,
                             struct campaign_id campaign, struct instant until, int64_t most,
                             int64_t *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *batches = statement_begin(reader, &seen_batches);
    int64_t sum = 0;
    bool row = true;

    bind_id(batches, 1, &account.v);
    bind_id(batches, 2, &campaign.v);
    while (sum < most) {
        TRY(statement_step(batches, &row, &scope->error));
        if (!row)
            break;
        TRY(count_of_batch(reader, scope, account.v, column_id(batches, 0), until, most, &sum));
    }
    *ret = sum;
    return ERR_OK;
}

static const struct statement *const statements[] = {
    &reconcile_due, &overdue, &unsettled,    &ringing,   &active,   &by_call,
    &by_tag,        &by_id,   &seen_batches, &first_due, &some_due,
};

const struct store_part job_reads_part = {
    .name = "job_reads",
    .schema = schema,
    .n_schema = ARRAY_LEN(schema),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
};
