/* database/sqlite/analytics.c - the port analytics_reader: sums over roll-ups. */
#include "base/strbuf.h"
#include "database/sqlite/counts.h"
#include "database/sqlite/parts.h"
#include "database/sqlite/row.h"
#include "database/sqlite/store.h"

enum { SUMS_TEXT = 16384 };

/* Whose sums are asked for: those by outcome cost more than all the others together. */
static bool is_asked(const struct field *f, bool by_outcome)
{
    return !(f->flags & FIELD_KEY) &&
           (by_outcome || f->offset < offsetof(struct rollup, outcome_answered));
}

static void put_sums(struct strbuf *sql, const char *keys, bool by_outcome)
{
    strbuf_addf(sql, "SELECT %s", keys);
    for (size_t i = 0; i < rollup_record.n; i++)
        if (is_asked(&rollup_record.fields[i], by_outcome))
            strbuf_addf(sql, ", sum(\"%s\")", rollup_record.fields[i].name);
    strbuf_add(sql, STR(" FROM rollups WHERE "));
}

static struct str sums_sql(struct arena *arena, const struct rollup_query *query)
{
    static const char *const groups[2][2] = {
        { "", " GROUP BY campaign ORDER BY campaign" },
        { " GROUP BY slot ORDER BY slot", " GROUP BY slot, campaign ORDER BY slot, campaign" },
    };
    struct strbuf sql = strbuf_init(arena, SUMS_TEXT);

    put_sums(&sql, "account, campaign, slot", query->by_outcome);
    /* no campaign: the rows of the account as a whole, or all but these */
    strbuf_add(&sql, STR("account = ?1 AND slot >= ?2 AND slot < ?3 AND campaign "));
    strbuf_add(&sql, query->by_campaign && ID_NONE(query->campaign) ? STR("<> ?4") : STR("= ?4"));
    strbuf_add_c(&sql, groups[query->by_slot][query->by_campaign]);
    return strbuf_str(&sql);
}

static struct rollup read_sums(sqlite3_stmt *stmt, bool by_outcome)
{
    struct rollup sums = { .account = { column_id(stmt, 0) },
                           .campaign = { column_id(stmt, 1) },
                           .slot = column_i64(stmt, 2) };
    int at = ROLLUP_KEY_FIELDS;

    for (size_t i = 0; i < rollup_record.n; i++)
        if (is_asked(&rollup_record.fields[i], by_outcome))
            *(int64_t *)field_at(&rollup_record.fields[i], &sums) = column_i64(stmt, at++);
    return sums;
}

/* Rounds towards the past; instants before 1970 have no calls. */
static int64_t slot_of(struct instant at)
{
    return at.unix_ms < 0 ? 0 : at.unix_ms / ROLLUP_SLOT_MS;
}

/* The first slot behind what is asked for. */
static int64_t slot_behind(struct instant until)
{
    return slot_of((struct instant){ until.unix_ms - (until.unix_ms > INT64_MIN) }) + 1;
}

static enum err collect(sqlite3_stmt *stmt, struct scope *scope, bool by_outcome,
                        struct rollup_list *ret)
{
    struct rollup_list list = { NULL, 0 };
    size_t capacity = 0;
    bool row;

    for (;;) {
        TRY(statement_step(stmt, &row, &scope->error));
        if (!row)
            break;
        if (list.n == capacity) {
            const struct rollup *old = list.items;

            capacity = capacity == 0 ? 16 : capacity * 2;
            list.items = ARENA_ARRAY(scope->arena, struct rollup, capacity);
            for (size_t i = 0; i < list.n; i++)
                list.items[i] = old[i];
        }
        list.items[list.n++] = read_sums(stmt, by_outcome);
    }
    *ret = list;
    return ERR_OK;
}

static enum err analytics_rollups(void *self, struct scope *scope, const struct rollup_query *query,
                                  struct rollup_list *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end)
    sqlite3_stmt *read = statement_made(reader, sums_sql(scope->arena, query));
    struct rollup_list list;

    bind_id(read, 1, &scope->account.v);
    bind_i64(read, 2, slot_of(query->from));
    bind_i64(read, 3, slot_behind(query->until));
    bind_id(read, 4, &query->campaign.v);
    TRY(collect(read, scope, query->by_outcome, &list));
    for (size_t i = 0; i < list.n; i++) { /* a row of many is of none of them */
        list.items[i].account = scope->account;
        if (!query->by_campaign)
            list.items[i].campaign = query->campaign;
        if (!query->by_slot)
            list.items[i].slot = 0;
    }
    *ret = list;
    return ERR_OK;
}

static enum err analytics_rollups_global(void *self, struct scope *scope, struct instant from,
                                         struct instant until, struct rollup_list *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    struct strbuf sql = strbuf_init(scope->arena, SUMS_TEXT);

    put_sums(&sql, "account, NULL, 0", false);
    strbuf_add(&sql, STR("campaign = x'00000000000000000000000000000000' AND slot >= ?1 AND slot <"
                         " ?2 GROUP BY account ORDER BY account"));
    CLEANUP(statement_end) sqlite3_stmt *read = statement_made(reader, strbuf_str(&sql));
    bind_i64(read, 1, slot_of(from));
    bind_i64(read, 2, slot_behind(until));
    return collect(read, scope, false, ret);
}

static enum err analytics_batch_states(void *self, struct scope *scope, struct batch_id batch,
                                       struct state_counts *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);

    return counts_of_one_batch(reader, scope->account, batch, ret, &scope->error);
}

/* They are counted as they change: all states together are read at once. */
static enum err analytics_in_course_global(void *self, struct scope *scope,
                                           struct state_counts *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    struct state_counts all;

    TRY(counts_of_all(reader, &all, &scope->error));
    for (int state = 0; state < JOB_STATE_COUNT; state++)
        if (!job_state_is_in_course((enum job_state)state) && state != JOB_UNDETERMINED)
            all.n[state] = 0;
    *ret = all;
    return ERR_OK;
}

static enum err analytics_active_of(void *self, struct scope *scope,
                                    struct connection_id connection, int64_t *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);

    return counts_active_of(reader, connection, ret, &scope->error);
}

/* -- how accounts stand -- */

/* kind 2: of accounts, see job_steps_gate.c. The newest slot is the last of an index. */
static const struct statement find_standing =
    STATEMENT("SELECT (SELECT n FROM active_calls WHERE kind = 2 AND id = ?1),"
              " (SELECT count(*) FROM campaigns WHERE account = ?1 AND status = 'running'),"
              " (SELECT max(slot) FROM rollups WHERE account = ?1 AND campaign ="
              " x'00000000000000000000000000000000')");
static const struct statement find_wallet =
    STATEMENT("SELECT {wallets} FROM wallets WHERE account = ?1");

static enum err read_wallet_of(struct connection *reader, struct scope *scope,
                               struct account_now *ret)
{
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(reader, &find_wallet);
    void *wallet;

    bind_id(find, 1, &ret->account.v);
    TRY(statement_step(find, &ret->has_wallet, &scope->error));
    if (!ret->has_wallet)
        return ERR_OK;
    TRY(row_read_whole(find, 0, reader, &wallet_record, scope->arena, &wallet, &scope->error));
    ret->wallet = *(struct wallet *)wallet;
    return ERR_OK;
}

static enum err read_standing(struct connection *reader, struct scope *scope,
                              struct account_now *ret)
{
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(reader, &find_standing);
    bool row;

    bind_id(find, 1, &ret->account.v);
    TRY(statement_step(find, &row, &scope->error));
    ret->active_calls = column_i64(find, 0);
    ret->running_campaigns = column_i64(find, 1);
    if (!column_is_null(find, 2))
        ret->last_call = SOME_INSTANT((struct instant){ column_i64(find, 2) * ROLLUP_SLOT_MS });
    return read_wallet_of(reader, scope, ret);
}

/* Each is a few looks at the beginning of an index of a file that is at hand. */
static enum err analytics_standings(void *self, struct scope *scope,
                                    const struct account_id *accounts, size_t n,
                                    struct account_now *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);

    for (size_t i = 0; i < n; i++) {
        ret[i] = (struct account_now){ .account = accounts[i] };
        TRY(read_standing(reader, scope, &ret[i]));
    }
    return ERR_OK;
}

static const struct statement *const statements[] = { &find_standing, &find_wallet };
const struct store_part analytics_part = {
    .name = "analytics",
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
};

struct analytics_reader sqlite_analytics_reader(struct sqlite_store *store)
{
    static const struct analytics_reader_ops ops = {
        .rollups = analytics_rollups,
        .batch_states = analytics_batch_states,
        .rollups_global = analytics_rollups_global,
        .in_course_global = analytics_in_course_global,
        .active_of = analytics_active_of,
        .standings = analytics_standings,
    };

    return (struct analytics_reader){ &ops, store };
}
