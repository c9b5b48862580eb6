/* database/sqlite/job_steps_gate.c - the gate of a campaign, permits, the durable intent, and the
 * last look. On SQLite permit and intent are one transaction: a gate that was closed before gives
 * neither, and one that closes after has an epoch that the last look compares. */
#include "base/checked.h"
#include "base/crash.h"
#include "database/sqlite/job_rows.h"
#include "database/sqlite/parts.h"
#include "database/sqlite/phone_hashes.h"
#include "domain/models/account.h"
#include "domain/models/connection.h"

enum active_kind { ACTIVE_OF_CAMPAIGN = 1, ACTIVE_OF_ACCOUNT, ACTIVE_OF_CONNECTION };

static const struct statement find_gate =
    STATEMENT("SELECT state, epoch, max_active FROM gates WHERE account = ?1 AND campaign = ?2");
static const struct statement save_gate = STATEMENT(
    "INSERT INTO gates (account, campaign, state, epoch, max_active) VALUES (?1, ?2, ?3, ?4, ?5)"
    " ON CONFLICT (account, campaign) DO UPDATE SET state = excluded.state, epoch = epoch +"
    " excluded.epoch, max_active = excluded.max_active");
/* Those whose POST is on its way: their answers come after the closing. */
static const struct statement note_unwanted =
    STATEMENT("UPDATE jobs INDEXED BY jobs_active SET attempt_unwanted = 1, version = version + 1"
              " WHERE state IN ('dialing', 'placed', 'live') AND state = 'dialing' AND account = ?1"
              " AND campaign = ?2");
static const struct statement account_room =
    STATEMENT("SELECT status, max_active FROM accounts WHERE account = ?1 AND id = ?1");
static const struct statement connection_room =
    STATEMENT("SELECT stopped, max_active FROM connections WHERE account IN (?1, zeroblob(16)) AND"
              " id = ?2");
static const struct statement count_active =
    STATEMENT("SELECT n FROM active_calls WHERE kind = ?1 AND id = ?2");
static const struct statement change_active =
    STATEMENT("INSERT INTO active_calls (kind, id, n) VALUES (?1, ?2, ?3) ON CONFLICT (kind, id)"
              " DO UPDATE SET n = n + excluded.n");
static const struct statement campaign_budget =
    STATEMENT("SELECT budget_calls FROM campaigns WHERE account = ?1 AND id = ?2");
/* Of a campaign that has a budget: how many calls it began. */
static const struct statement count_begun =
    STATEMENT("SELECT n FROM begun_calls WHERE account = ?1 AND campaign = ?2");
static const struct statement begin_count =
    STATEMENT("INSERT INTO begun_calls (account, campaign, n) VALUES (?1, ?2, ?3)");
static const struct statement change_begun =
    STATEMENT("UPDATE begun_calls SET n = n + ?3 WHERE account = ?1 AND campaign = ?2");
static const struct statement versions_now =
    STATEMENT("SELECT (SELECT version FROM campaigns WHERE account = ?1 AND id = ?2),"
              " (SELECT version FROM accounts WHERE account = ?1 AND id = ?1)");
static const struct statement forget_active = STATEMENT("DELETE FROM active_calls");
/* word by word the condition of the index jobs_active */
#define RECOUNT(kind, column)                                                                      \
    "INSERT INTO active_calls (kind, id, n) SELECT " kind ", " column                              \
    ", count(*) FROM jobs INDEXED BY jobs_active WHERE"                                            \
    " state IN ('dialing', 'placed', 'live') GROUP BY " column
static const struct statement recount_campaigns = STATEMENT(RECOUNT("1", "campaign"));
static const struct statement recount_accounts = STATEMENT(RECOUNT("2", "account"));
static const struct statement recount_connections =
    STATEMENT(RECOUNT("3", "coalesce(attempt_connection, zeroblob(16))"));

static const char *const schema[] = {
    "CREATE TABLE IF NOT EXISTS gates (account BLOB NOT NULL, campaign BLOB NOT NULL, state TEXT"
    " NOT NULL, epoch INTEGER NOT NULL, max_active INTEGER NOT NULL, PRIMARY KEY (account,"
    " campaign)) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS active_calls (kind INTEGER NOT NULL, id BLOB NOT NULL, n INTEGER"
    " NOT NULL, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS begun_calls (account BLOB NOT NULL, campaign BLOB NOT NULL,"
    " n INTEGER NOT NULL, PRIMARY KEY (account, campaign)) STRICT, WITHOUT ROWID",
};

/* -- calls that are on -- */

static enum err add_active(struct tx *tx, enum active_kind kind, struct id128 id, int64_t n)
{
    CLEANUP(statement_end) sqlite3_stmt *change = statement_begin(tx->conn, &change_active);

    bind_i64(change, 1, kind);
    bind_id(change, 2, &id);
    bind_i64(change, 3, n);
    return statement_run(change, tx->error);
}

static enum err add_begun(struct tx *tx, const struct statement *statement, const struct job *job,
                          int64_t n)
{
    CLEANUP(statement_end) sqlite3_stmt *change = statement_begin(tx->conn, statement);

    bind_id(change, 1, &job->account.v);
    bind_id(change, 2, &job->campaign.v);
    bind_i64(change, 3, n);
    return statement_run(change, tx->error);
}

/* One that was not sent has not begun. */
enum err begun_calls_change(struct tx *tx, const struct job *before, const struct job *after)
{
    int64_t n = after->attempts - before->attempts;

    return n == 0 ? ERR_OK : add_begun(tx, &change_begun, after, n);
}

enum err active_calls_change(struct tx *tx, const struct job *before, const struct job *after)
{
    int64_t n = job_state_may_ring(after->state) - job_state_may_ring(before->state);
    /* a new attempt forgets the old one's connection */
    const struct attempt *a = n < 0 ? &before->attempt : &after->attempt;

    if (n == 0)
        return ERR_OK;
    TRY(add_active(tx, ACTIVE_OF_CAMPAIGN, after->campaign.v, n));
    TRY(add_active(tx, ACTIVE_OF_ACCOUNT, after->account.v, n));
    return add_active(tx, ACTIVE_OF_CONNECTION, a->connection.v, n);
}

static enum err run(struct tx *tx, const struct statement *statement)
{
    CLEANUP(statement_end) sqlite3_stmt *stmt = statement_begin(tx->conn, statement);

    return statement_run(stmt, tx->error);
}

static enum err active_calls_recount(struct tx *tx)
{
    TRY(run(tx, &forget_active));
    TRY(run(tx, &recount_campaigns));
    TRY(run(tx, &recount_accounts));
    return run(tx, &recount_connections);
}

static enum err read_active(struct tx *tx, enum active_kind kind, struct id128 id, int64_t *ret)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(tx->conn, &count_active);
    bool row;

    bind_i64(read, 1, kind);
    bind_id(read, 2, &id);
    TRY(statement_step(read, &row, tx->error));
    *ret = row ? column_i64(read, 0) : 0;
    return ERR_OK;
}

/* -- the gate -- */

static enum err read_gate(struct tx *tx, const struct job *job, struct gate *ret)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(tx->conn, &find_gate);
    struct gate gate = { .state = GATE_CLOSED };
    bool row;

    bind_id(read, 1, &job->account.v);
    bind_id(read, 2, &job->campaign.v);
    TRY(statement_step(read, &row, tx->error));
    if (row && gate_state_parse(column_str(read, 0, tx->arena), &gate.state)) {
        gate.epoch = column_i64(read, 1);
        gate.max_active = column_i64(read, 2);
    }
    *ret = gate;
    return ERR_OK;
}

struct gate_change {
    struct account_id account;
    struct campaign_id campaign;
    enum gate_state state;
    int64_t max_active;
};

static enum err do_note_unwanted(struct tx *tx, const struct gate_change *change)
{
    CLEANUP(statement_end) sqlite3_stmt *note = statement_begin(tx->conn, &note_unwanted);

    bind_id(note, 1, &change->account.v);
    bind_id(note, 2, &change->campaign.v);
    return statement_run(note, tx->error);
}

static enum err save_change(struct tx *tx, const struct gate_change *change)
{
    CLEANUP(statement_end) sqlite3_stmt *save = statement_begin(tx->conn, &save_gate);

    bind_id(save, 1, &change->account.v);
    bind_id(save, 2, &change->campaign.v);
    bind_str(save, 3, gate_state_name(change->state));
    bind_i64(save, 4, change->state == GATE_CLOSED);
    bind_i64(save, 5, change->max_active);
    return statement_run(save, tx->error);
}

static enum err do_set_gate(struct tx *tx, void *context)
{
    const struct gate_change *change = context;

    TRY(save_change(tx, change));
    return change->state == GATE_CLOSED ? do_note_unwanted(tx, change) : ERR_OK;
}

enum err job_steps_set_gate(void *self, struct scope *scope, struct account_id account,
                            struct campaign_id campaign, enum gate_state state, int64_t max_active)
{
    struct gate_change change = { account, campaign, state, max_active };

    TRY(store_write(self, do_set_gate, &change, &scope->error));
    if (state == GATE_CLOSED)
        CRASH("K19");
    return ERR_OK;
}

/* -- permit and intent -- */

static enum err read_account_room(struct tx *tx, struct account_id account,
                                  struct dialing_room *room)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(tx->conn, &account_room);
    enum account_status status;
    bool row;

    bind_id(read, 1, &account.v);
    TRY(statement_step(read, &row, tx->error));
    if (!row)
        return ERR_OK;
    room->account_active =
        account_status_parse(column_str(read, 0, tx->arena), &status) && status == ACCOUNT_ACTIVE;
    room->account_most = column_i64(read, 1);
    return ERR_OK;
}

/* A connection that is not kept here has no limit of its own. */
static enum err read_connection_room(struct tx *tx, struct account_id account,
                                     struct connection_id connection, struct dialing_room *room)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(tx->conn, &connection_room);
    bool row;

    bind_id(read, 1, &account.v);
    bind_id(read, 2, &connection.v);
    TRY(statement_step(read, &row, tx->error));
    if (!row)
        return ERR_OK;
    room->connection_stopped = column_i64(read, 0) != 0;
    room->connection_most = column_i64(read, 1);
    return ERR_OK;
}

/* The lower one of what its caller has read, and what the campaign's record says by now: a budget
 * that was lowered holds for who is on his way to ask, too. */
static enum err read_most(struct tx *tx, const struct job *job, const struct intent_step *step,
                          struct opt_i64 *ret)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(tx->conn, &campaign_budget);
    bool row;

    *ret = step->calls_most;
    bind_id(read, 1, &job->account.v);
    bind_id(read, 2, &job->campaign.v);
    TRY(statement_step(read, &row, tx->error));
    if (row && column_i64(read, 0) > 0) /* none is null */
        *ret = SOME_I64(min_i64(ret->has ? ret->v : INT64_MAX, column_i64(read, 0)));
    return ERR_OK;
}

/* *stale: nobody has counted the calls of before. */
static enum err read_budget(struct tx *tx, const struct job *job, const struct intent_step *step,
                            struct dialing_room *room, bool *stale)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(tx->conn, &count_begun);
    struct opt_i64 most;
    bool row;

    TRY(read_most(tx, job, step, &most));
    room->calls_left.has = most.has;
    if (!most.has)
        return ERR_OK;
    bind_id(read, 1, &job->account.v);
    bind_id(read, 2, &job->campaign.v);
    TRY(statement_step(read, &row, tx->error));
    *stale = !row && !step->calls_most.has;
    room->calls_left.v = most.v - (row ? column_i64(read, 0) : step->calls_before);
    return row || *stale ? ERR_OK : add_begun(tx, &begin_count, job, step->calls_before);
}

static enum err read_room(struct tx *tx, const struct job *job, const struct intent_step *step,
                          struct dialing_room *ret, bool *stale)
{
    struct connection_id connection = step->intent.connection;
    struct dialing_room room = { 0 };

    TRY(read_budget(tx, job, step, &room, stale));
    TRY(read_account_room(tx, job->account, &room));
    TRY(read_connection_room(tx, job->account, connection, &room));
    TRY(read_active(tx, ACTIVE_OF_CAMPAIGN, job->campaign.v, &room.campaign_active_calls));
    TRY(read_active(tx, ACTIVE_OF_ACCOUNT, job->account.v, &room.account_active_calls));
    TRY(read_active(tx, ACTIVE_OF_CONNECTION, connection.v, &room.connection_active_calls));
    *ret = room;
    return ERR_OK;
}

/* Records that were changed since somebody decided by them: who is on his way decides again. */
static enum err ask_decision(struct job_tx *j, const struct step *at, struct error *error,
                             enum err *broken)
{
    struct decided_by now;
    bool row;

    if (!decision_asks(&at->decided_by))
        return ERR_OK;
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(j->tx->conn, &versions_now);
    bind_id(read, 1, &j->d.job->account.v);
    bind_id(read, 2, &j->d.job->campaign.v);
    *broken = statement_step(read, &row, j->tx->error);
    if (*broken != ERR_OK)
        return *broken;
    now = (struct decided_by){ column_i64(read, 0), column_i64(read, 1) }; /* none is null: 0 */
    return decision_holds(&at->decided_by, &now, error);
}

/* What a permit is decided by. */
static enum err ask_permit(struct job_tx *j, const struct intent_step *step, struct gate *gate,
                           struct error *error, enum err *broken)
{
    struct dialing_room room;
    bool stale = false;

    *broken = read_gate(j->tx, j->d.job, gate);
    if (*broken != ERR_OK)
        return *broken;
    if (!begin_asks_permit(j->d.job, step))
        return ERR_OK;
    *broken = read_room(j->tx, j->d.job, step, &room, &stale);
    if (*broken != ERR_OK)
        return *broken;
    if (stale)
        return FAIL(error, ERR_PRECONDITION, "policy.stale");
    TRY(gate_permit(gate, &room, error));
    return ask_decision(j, &step->at, error, broken);
}

enum err job_tx_begin(struct job_tx *j, void *item, struct error *error, enum err *broken)
{
    struct intent_step *step = item;
    struct gate gate;

    TRY(ask_permit(j, step, &gate, error, broken));
    CRASH("K5");
    return orchestrate_begin(&j->d, step, &gate, &j->fx, error);
}

enum err job_steps_begin(void *self, struct scope *scope, struct intent_step *steps, size_t n)
{
    return steps_run(self, scope, STEP_BEGIN_DIALING, steps, n);
}

void job_steps_begin_async(void *self, struct scope *scope, struct intent_step *steps, size_t n,
                           struct step_waiter waiter)
{
    steps_submit(self, scope, STEP_BEGIN_DIALING, steps, n, waiter);
}

/* -- the last look -- */

/* The phones of a job are those of one person: that one of them was listed counts for all. */
static enum err is_suppressed(struct job_tx *j, bool *ret)
{
    struct tx *tx = j->tx;
    const struct job *job = j->d.job;

    TRY(job_tx_unseal(j, tx->arena));
    *ret = false;
    for (size_t i = 0; i < job->phones.n && !*ret; i++)
        TRY(phone_is_suppressed(tx, job->account, job->phones.items[i].phone, j->scope->now, ret));
    return ERR_OK;
}

/* Asked on the writer: what was committed before the question is seen by its answer. */
enum err job_tx_look(struct job_tx *j, void *item, struct error *error, enum err *broken)
{
    const struct step *at = item;
    struct gate gate;
    bool suppressed;

    *broken = read_gate(j->tx, j->d.job, &gate);
    if (*broken != ERR_OK)
        return *broken;
    TRY(gate_still_open(&gate, j->d.job, at, error));
    TRY(ask_decision(j, at, error, broken));
    *broken = is_suppressed(j, &suppressed);
    if (*broken != ERR_OK)
        return *broken;
    return suppressed ? FAIL(error, ERR_PRECONDITION, "person.suppressed") : ERR_OK;
}

enum err job_steps_allowed(void *self, struct scope *scope, struct step *steps, size_t n)
{
    return steps_run(self, scope, STEP_STILL_ALLOWED, steps, n);
}

void job_steps_allowed_async(void *self, struct scope *scope, struct step *steps, size_t n,
                             struct step_waiter waiter)
{
    steps_submit(self, scope, STEP_STILL_ALLOWED, steps, n, waiter);
}

/* -- the part -- */

static enum err opened(struct tx *tx)
{
    return active_calls_recount(tx);
}

static const struct statement *const statements[] = {
    &campaign_budget, &count_begun,   &begin_count,       &change_begun,     &find_gate,
    &save_gate,       &note_unwanted, &account_room,      &connection_room,  &count_active,
    &change_active,   &forget_active, &recount_campaigns, &recount_accounts, &recount_connections,
};

const struct store_part gates_part = {
    .name = "gates",
    .schema = schema,
    .n_schema = ARRAY_LEN(schema),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
    .opened = opened,
};
