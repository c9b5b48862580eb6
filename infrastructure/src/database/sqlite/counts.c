/* database/sqlite/counts.c - jobs counted by state as they change. */
#include "database/sqlite/counts.h"

#include "database/sqlite/deltas.h"
#include "database/sqlite/parts.h"

static const struct statement read_counts = STATEMENT(
    "SELECT c.state, sum(c.n) FROM job_counts AS c JOIN import_batches AS b ON b.account ="
    " c.account AND b.batch = c.batch WHERE c.account = ?1 AND c.campaign = ?2 AND b.seen"
    " = 1 GROUP BY c.state");

static const struct statement read_batch =
    STATEMENT("SELECT n FROM job_counts WHERE account = ?1 AND campaign = ?2 AND batch = ?3 AND"
              " state = ?4");
static const struct statement read_dialed = STATEMENT(
    "SELECT sum(c.n) FROM import_batches AS b JOIN job_counts AS c ON c.account ="
    " b.account AND c.campaign = b.campaign AND c.batch = b.batch WHERE b.account = ?1 AND"
    " b.batch = ?2 AND c.state = 'dialed'");

/* By the key of batches: counts know their batch behind the campaign. */
static const struct statement read_states =
    STATEMENT("SELECT c.state, c.n FROM import_batches AS b JOIN job_counts AS c ON c.account ="
              " b.account AND c.campaign = b.campaign AND c.batch = b.batch WHERE b.account = ?1"
              " AND b.batch = ?2");
static const struct statement read_all = STATEMENT(
    "SELECT c.state, sum(c.n) FROM job_counts AS c JOIN import_batches AS b ON b.account ="
    " c.account AND b.batch = c.batch WHERE b.seen = 1 GROUP BY c.state");
/* kind 3: of connections, see job_steps_gate.c */
static const struct statement read_active =
    STATEMENT("SELECT n FROM active_calls WHERE kind = 3 AND id = ?1");

/* Beside the states: jobs that were ever dialed, in whatever state they are now. */
#define DIALED STR("dialed")

void counts_add(struct tx *tx, struct account_id account, struct campaign_id campaign,
                struct batch_id batch, enum job_state state, int64_t delta)
{
    struct job_count count = { account, campaign, batch, job_state_name(state), delta };

    deltas_add_jobs(tx->deltas, &count);
}

static bool was_dialed(const struct job *job)
{
    return job->attempts > 0 || job_state_may_ring(job->state) || job->state == JOB_ENDED ||
           job->state == JOB_UNDETERMINED;
}

void counts_change(struct tx *tx, const struct job *before, const struct job *after)
{
    int64_t dialed = was_dialed(after) - was_dialed(before);
    struct job_count count = { after->account, after->campaign, after->batch, DIALED, dialed };

    if (before->state != after->state) {
        counts_add(tx, after->account, after->campaign, after->batch, before->state, -1);
        counts_add(tx, after->account, after->campaign, after->batch, after->state, 1);
    }
    if (dialed != 0)
        deltas_add_jobs(tx->deltas, &count);
}

/* "dialed" is no state. */
static enum err read_by_state(sqlite3_stmt *read, struct state_counts *ret, struct error *error)
{
    struct state_counts counts = { { 0 } };
    struct arena arena = arena_init();
    enum err err;
    bool row;

    while ((err = statement_step(read, &row, error)) == ERR_OK && row) {
        enum job_state state;

        if (job_state_parse(column_str(read, 0, &arena), &state))
            counts.n[state] = column_i64(read, 1);
    }
    arena_release(&arena);
    TRY(err);
    *ret = counts;
    return ERR_OK;
}

enum err counts_read(struct connection *conn, struct account_id account,
                     struct campaign_id campaign, struct state_counts *ret, struct error *error)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(conn, &read_counts);

    bind_id(read, 1, &account.v);
    bind_id(read, 2, &campaign.v);
    return read_by_state(read, ret, error);
}

enum err counts_of_one_batch(struct connection *conn, struct account_id account,
                             struct batch_id batch, struct state_counts *ret, struct error *error)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(conn, &read_states);

    bind_id(read, 1, &account.v);
    bind_id(read, 2, &batch.v);
    return read_by_state(read, ret, error);
}

enum err counts_of_all(struct connection *conn, struct state_counts *ret, struct error *error)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(conn, &read_all);

    return read_by_state(read, ret, error);
}

enum err counts_active_of(struct connection *conn, struct connection_id connection, int64_t *ret,
                          struct error *error)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(conn, &read_active);
    bool row;

    bind_id(read, 1, &connection.v);
    TRY(statement_step(read, &row, error));
    *ret = row ? column_i64(read, 0) : 0;
    return ERR_OK;
}

static enum err count_in(struct tx *tx, const struct job_count *key, int64_t *ret)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(tx->conn, &read_batch);
    bool row;

    bind_id(read, 1, &key->account.v);
    bind_id(read, 2, &key->campaign.v);
    bind_id(read, 3, &key->batch.v);
    bind_str(read, 4, key->state);
    TRY(statement_step(read, &row, tx->error));
    *ret = (row ? column_i64(read, 0) : 0) + deltas_of_jobs(tx->deltas, key);
    return ERR_OK;
}

enum err counts_of_batch(struct tx *tx, struct account_id account, struct campaign_id campaign,
                         struct batch_id batch, struct batch_jobs *ret)
{
    struct job_count key = { account, campaign, batch, DIALED, 0 };
    struct batch_jobs jobs = { 0 };

    TRY(count_in(tx, &key, &jobs.dialed));
    for (int state = 1; state < JOB_STATE_COUNT; state++) {
        key.state = job_state_name((enum job_state)state);
        TRY(count_in(tx, &key, &jobs.states.n[state]));
        jobs.all += jobs.states.n[state];
    }
    *ret = jobs;
    return ERR_OK;
}

enum err counts_dialed(struct connection *conn, struct account_id account, struct batch_id batch,
                       int64_t *ret, struct error *error)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(conn, &read_dialed);
    bool row;

    bind_id(read, 1, &account.v);
    bind_id(read, 2, &batch.v);
    TRY(statement_step(read, &row, error));
    *ret = column_i64(read, 0);
    return ERR_OK;
}

struct rollup rollup_of_account(const struct rollup *delta)
{
    struct rollup all = *delta;

    all.campaign = (struct campaign_id){ { { 0 } } };
    return all;
}

void rollup_add(struct tx *tx, const struct rollup *delta)
{
    struct rollup all = rollup_of_account(delta);

    deltas_add_rollup(tx->deltas, delta);
    deltas_add_rollup(tx->deltas, &all);
}

static const struct table_spec tables[] = {
    { .record = &job_count_record,
      .options = TABLE_OF_ACCOUNTS,
      .key = "account, campaign, batch, state" },
    { .record = &rollup_record, .options = TABLE_OF_ACCOUNTS, .key = "account, slot, campaign" },
};
static const char *const schema[] = {
    /* of one campaign, or of the account's own rows, without passing by all the others */
    "CREATE INDEX IF NOT EXISTS rollups_by_campaign ON rollups (account, campaign, slot)",
    "CREATE INDEX IF NOT EXISTS rollups_of_accounts ON rollups (slot, account) WHERE campaign ="
    " x'00000000000000000000000000000000'",
};
static const struct statement *const statements[] = { &read_counts, &read_batch, &read_dialed,
                                                      &read_states, &read_all,   &read_active };
const struct store_part counters_part = {
    .name = "counters",
    .tables = tables,
    .n_tables = ARRAY_LEN(tables),
    .schema = schema,
    .n_schema = ARRAY_LEN(schema),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
};
