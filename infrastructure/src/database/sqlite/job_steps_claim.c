/* database/sqlite/job_steps_claim.c - claims, leases, and the sweeps that cancel and wake. A claim
 * walks the committed batches of its campaign, each by an index that holds only what waits: it
 * costs the same with ten queued jobs and with a million. */
#include "base/crash.h"
#include "database/sqlite/job_rows.h"
#include "database/sqlite/parts.h"
#include "domain/gateways/random.h"

/* Word by word those of the partial indexes below. INDEXED BY makes a statement that could not use
 * its index fail when the store opens; left to itself SQLite walks the whole account. */
#define IS_DUE "state IN ('scheduled', 'retry_wait')"
#define IS_LEASED "state IN ('claimed', 'held')"

static const struct statement gate_is_open =
    STATEMENT("SELECT 1 FROM gates WHERE account = ?1 AND campaign = ?2 AND state = 'open'");
static const struct statement seen_batches =
    STATEMENT("SELECT batch FROM import_batches WHERE account = ?1 AND campaign = ?2 AND seen = 1");
static const struct statement all_batches =
    STATEMENT("SELECT batch FROM import_batches WHERE account = ?1 AND campaign = ?2");
static const struct statement due_jobs = STATEMENT(
    "SELECT {jobs} FROM jobs INDEXED BY jobs_due WHERE account = ?1 AND batch = ?2 AND " IS_DUE
    " AND not_before <= ?3 ORDER BY not_before LIMIT ?4");
static const struct statement lost_jobs =
    STATEMENT("SELECT {jobs} FROM jobs INDEXED BY jobs_leased WHERE account = ?1 AND campaign = ?2 "
              "AND " IS_LEASED " AND lease_until <= ?3 ORDER BY lease_until LIMIT ?4");
static const struct statement queued_ids = STATEMENT(
    "SELECT id FROM jobs INDEXED BY jobs_due WHERE account = ?1 AND batch = ?2 AND " IS_DUE
    " LIMIT ?3");
static const struct statement leased_ids =
    STATEMENT("SELECT id, batch FROM jobs INDEXED BY jobs_leased WHERE account = ?1 AND campaign = "
              "?2 AND " IS_LEASED);
static const struct statement waiting_ids =
    STATEMENT("SELECT id, batch FROM jobs INDEXED BY jobs_waiting WHERE account = ?1 AND campaign "
              "= ?2 AND state ="
              " 'waiting_funds' LIMIT ?3");
static const struct statement waiting_of_account =
    STATEMENT("SELECT id FROM jobs INDEXED BY jobs_waiting WHERE account = ?1 AND state = "
              "'waiting_funds' LIMIT ?2");

/* One process holds the store: leases of the one before are over, whatever the clocks say. */
static const struct statement end_leases =
    STATEMENT("UPDATE jobs INDEXED BY jobs_leased SET lease_until = 0 WHERE " IS_LEASED
              " AND lease_until > 0");

static const char *const schema[] = {
    "CREATE INDEX IF NOT EXISTS jobs_due ON jobs (account, batch, not_before) WHERE " IS_DUE,
    "CREATE INDEX IF NOT EXISTS jobs_leased ON jobs (account, campaign, lease_until)"
    " WHERE " IS_LEASED,
    "CREATE INDEX IF NOT EXISTS jobs_waiting ON jobs (account, campaign)"
    " WHERE state = 'waiting_funds'",
};

/* -- ids by a statement -- */

struct ids {
    struct id128 *items;
    size_t n, capacity;
};

static void ids_add(struct ids *ids, struct arena *arena, struct id128 id)
{
    if (ids->n == ids->capacity) {
        struct id128 *old = ids->items;

        ids->capacity = ids->capacity == 0 ? 64 : ids->capacity * 2;
        ids->items = ARENA_ARRAY(arena, struct id128, ids->capacity);
        for (size_t i = 0; i < ids->n; i++)
            ids->items[i] = old[i];
    }
    ids->items[ids->n++] = id;
}

/* The first column of all rows; those whose second column is another batch than `only` are left
 * out, if it is given. */
static enum err ids_read(sqlite3_stmt *stmt, struct tx *tx, const struct batch_id *only,
                         struct ids *ids)
{
    bool row;

    for (;;) {
        TRY(statement_step(stmt, &row, tx->error));
        if (!row)
            return ERR_OK;
        if (only == NULL || ID_NONE(*only) || id128_eq(only->v, column_id(stmt, 1)))
            ids_add(ids, tx->arena, column_id(stmt, 0));
    }
}

static enum err batches_of(struct tx *tx, const struct statement *statement,
                           struct account_id account, struct campaign_id campaign, struct ids *ret)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(tx->conn, statement);

    bind_id(read, 1, &account.v);
    bind_id(read, 2, &campaign.v);
    return ids_read(read, tx, NULL, ret);
}

/* -- claims -- */

struct claim {
    struct scope *scope;
    const struct claim_request *request;
    struct job_list list;
};

/* Rows that may be claimed, read before any of them is changed. */
struct candidates {
    struct job_tx *items;
    size_t n, most;
};

static enum err take_candidates(sqlite3_stmt *read, struct tx *tx, struct claim *c,
                                struct candidates *found)
{
    bool row;

    while (found->n < found->most) {
        struct job_tx *j = &found->items[found->n];

        TRY(statement_step(read, &row, tx->error));
        if (!row)
            break;
        *j = (struct job_tx){ .tx = tx, .scope = c->scope };
        TRY(job_tx_take(j, read, c->scope->arena));
        found->n++;
    }
    return ERR_OK;
}

static enum err find_lost(struct tx *tx, struct claim *c, struct candidates *found)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(tx->conn, &lost_jobs);

    bind_id(read, 1, &c->request->account.v);
    bind_id(read, 2, &c->request->campaign.v);
    bind_i64(read, 3, tx->now.unix_ms);
    bind_i64(read, 4, (int64_t)(found->most - found->n));
    return take_candidates(read, tx, c, found);
}

static enum err find_due(struct tx *tx, struct claim *c, const struct id128 *batch,
                         struct candidates *found)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(tx->conn, &due_jobs);

    bind_id(read, 1, &c->request->account.v);
    bind_id(read, 2, batch);
    bind_i64(read, 3, c->scope->now.unix_ms);
    bind_i64(read, 4, (int64_t)(found->most - found->n));
    return take_candidates(read, tx, c, found);
}

static enum err find_candidates(struct tx *tx, struct claim *c, struct candidates *found)
{
    struct ids batches = { 0 };

    TRY(find_lost(tx, c, found));
    TRY(batches_of(tx, &seen_batches, c->request->account, c->request->campaign, &batches));
    for (size_t i = 0; i < batches.n && found->n < found->most; i++)
        TRY(find_due(tx, c, &batches.items[i], found));
    return ERR_OK;
}

static enum err claim_one(struct job_tx *j, struct claim *c, struct wallets *wallets)
{
    struct tx *tx = j->tx;
    struct arena *arena = c->scope->arena; /* the caller's: the job goes out */
    struct call_id call = { random_id(store_random(tx->store), c->scope->now) };
    struct error error = { .arena = tx->arena };

    j->wallets = wallets;
    TRY(job_tx_money(j, false));
    TRY(job_tx_unseal(j, arena));
    j->d.arena = arena;
    enum err err = orchestrate_claim(&j->d, call, &j->fx, &error);
    TRY(job_tx_save(j));
    if (err == ERR_OK)
        c->list.items[c->list.n++] = j->d.job;
    return ERR_OK;
}

static enum err is_open(struct tx *tx, const struct claim_request *request, bool *ret)
{
    CLEANUP(statement_end) sqlite3_stmt *ask = statement_begin(tx->conn, &gate_is_open);

    bind_id(ask, 1, &request->account.v);
    bind_id(ask, 2, &request->campaign.v);
    return statement_step(ask, ret, tx->error);
}

static enum err do_claim(struct tx *tx, void *context)
{
    struct claim *c = context;
    size_t most = (size_t)c->request->most;
    struct candidates found = { ARENA_ARRAY(tx->arena, struct job_tx, most), 0, most };
    struct wallets wallets = { 0 };
    bool open;

    c->list = (struct job_list){ ARENA_ARRAY(c->scope->arena, struct job *, most), 0 };
    TRY(is_open(tx, c->request, &open));
    if (!open)
        return ERR_OK;
    TRY(find_candidates(tx, c, &found));
    for (size_t i = 0; i < found.n; i++)
        TRY(claim_one(&found.items[i], c, &wallets));
    return wallets_flush(&wallets, tx);
}

enum err job_steps_claim(void *self, struct scope *scope, const struct claim_request *request,
                         struct job_list *ret)
{
    struct claim claim = { .scope = scope, .request = request };

    if (request->most > 0)
        TRY(store_write(self, do_claim, &claim, &scope->error));
    *ret = claim.list;
    CRASH("K1");
    return ERR_OK;
}

/* -- sweeps -- */

typedef enum err sweep_fn(struct dialing *d, struct effects *fx, struct error *error);

/* At most `most` of the jobs; *left: there are more. */
static enum err sweep(struct tx *tx, struct scope *scope, struct account_id account,
                      const struct ids *ids, int64_t most, sweep_fn *work, bool *left)
{
    struct wallets wallets = { 0 };
    bool found;

    *left = (int64_t)ids->n > most;
    for (size_t i = 0; i < ids->n && (int64_t)i < most; i++) {
        struct job_tx j = { .tx = tx, .scope = scope, .wallets = &wallets };
        struct error error = { .arena = tx->arena };

        TRY(job_tx_load(&j, account, (struct job_id){ ids->items[i] }, false, tx->arena, &found));
        if (found && work(&j.d, &j.fx, &error) == ERR_OK)
            TRY(job_tx_save(&j));
    }
    return wallets_flush(&wallets, tx);
}

struct cancelling {
    struct scope *scope;
    struct campaign_id campaign;
    struct batch_id batch;
    int64_t most;
    bool left;
};

static enum err queued_of(struct tx *tx, const struct cancelling *c, const struct id128 *batch,
                          struct ids *ids)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(tx->conn, &queued_ids);

    bind_id(read, 1, &c->scope->account.v);
    bind_id(read, 2, batch);
    bind_i64(read, 3, c->most + 1 - (int64_t)ids->n);
    return ids_read(read, tx, NULL, ids);
}

static enum err others_of(struct tx *tx, const struct cancelling *c,
                          const struct statement *statement, struct ids *ids)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(tx->conn, statement);

    bind_id(read, 1, &c->scope->account.v);
    bind_id(read, 2, &c->campaign.v);
    if (statement == &waiting_ids)
        bind_i64(read, 3, c->most + 1);
    return ids_read(read, tx, &c->batch, ids);
}

/* Batches that are hidden are walked too: an undone one has jobs that must not be called. */
static enum err do_cancel(struct tx *tx, void *context)
{
    struct cancelling *c = context;
    struct ids batches = { 0 }, ids = { 0 };

    if (ID_NONE(c->batch))
        TRY(batches_of(tx, &all_batches, c->scope->account, c->campaign, &batches));
    else
        ids_add(&batches, tx->arena, c->batch.v);
    TRY(others_of(tx, c, &leased_ids, &ids));
    TRY(others_of(tx, c, &waiting_ids, &ids));
    for (size_t i = 0; i < batches.n && (int64_t)ids.n <= c->most; i++)
        TRY(queued_of(tx, c, &batches.items[i], &ids));
    return sweep(tx, c->scope, c->scope->account, &ids, c->most, orchestrate_cancel, &c->left);
}

enum err job_steps_cancel(void *self, struct scope *scope, struct campaign_id campaign,
                          struct batch_id batch, int64_t most, bool *left)
{
    struct cancelling c = { scope, campaign, batch, most, false };

    TRY(store_write(self, do_cancel, &c, &scope->error));
    *left = c.left;
    return ERR_OK;
}

struct waking {
    struct scope *scope;
    struct account_id account;
    int64_t most;
    bool left;
};

static enum err do_wake(struct tx *tx, void *context)
{
    struct waking *w = context;
    struct ids ids = { 0 };

    {
        CLEANUP(statement_end)
        sqlite3_stmt *read = statement_begin(tx->conn, &waiting_of_account);
        bind_id(read, 1, &w->account.v);
        bind_i64(read, 2, w->most + 1);
        TRY(ids_read(read, tx, NULL, &ids));
    }
    return sweep(tx, w->scope, w->account, &ids, w->most, orchestrate_wake, &w->left);
}

enum err job_steps_wake(void *self, struct scope *scope, struct account_id account, int64_t most,
                        bool *left)
{
    struct waking w = { scope, account, most, false };

    TRY(store_write(self, do_wake, &w, &scope->error));
    *left = w.left;
    return ERR_OK;
}

/* -- the part -- */

static enum err opened(struct tx *tx)
{
    CLEANUP(statement_end) sqlite3_stmt *end = statement_begin(tx->conn, &end_leases);

    return statement_run(end, tx->error);
}

static const struct statement *const statements[] = {
    &end_leases, &gate_is_open, &seen_batches, &all_batches, &due_jobs,
    &lost_jobs,  &queued_ids,   &leased_ids,   &waiting_ids, &waiting_of_account,
};

const struct store_part job_claims_part = {
    .name = "job_claims",
    .schema = schema,
    .n_schema = ARRAY_LEN(schema),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
    .opened = opened,
};
