/* database/sqlite/rollup_rebuild.c - roll-ups from the calls they were made of: for a store that
 * was written before a sum was known. */
#include "base/checked.h"
#include "database/sqlite/counts.h"
#include "database/sqlite/row.h"
#include "database/sqlite/store.h"

/* In the order of roll-ups, so that each campaign's is written once. */
static const char settled_calls[] =
    "SELECT account, campaign, ended_at, outcome, talk_ms, charge, cost_micros, promise_amount"
    " FROM calls WHERE settled_at IS NOT NULL AND outcome IS NOT NULL AND ended_at IS NOT NULL"
    " ORDER BY account, campaign, ended_at";

static struct rollup read_call(sqlite3_stmt *read, struct arena *arena)
{
    struct rollup_call call = { .ended_at = { column_i64(read, 2) },
                                .talk_ms = max_i64(column_i64(read, 4), 0),
                                .charge_units = column_i64(read, 5),
                                .cost_micros = column_i64(read, 6),
                                .promise_amount = column_str(read, 7, arena) };
    struct rollup r = { .slot = 0 };

    if (outcome_parse(column_str(read, 3, arena), &call.outcome))
        r = rollup_of_call(&call);
    r.account.v = column_id(read, 0);
    r.campaign.v = column_id(read, 1);
    return r;
}

static bool same_row(const struct rollup *a, const struct rollup *b)
{
    return a->slot == b->slot && ID_EQ(a->campaign, b->campaign) && ID_EQ(a->account, b->account);
}

static enum err write_sum(struct tx *tx, const struct rollup *sum)
{
    struct rollup all = rollup_of_account(sum);

    if (rollup_is_empty(sum))
        return ERR_OK;
    TRY(row_add(tx, &rollup_record, sum));
    return row_add(tx, &rollup_record, &all);
}

static enum err add_calls(struct tx *tx, sqlite3_stmt *read)
{
    struct rollup sum = { .slot = -1 };
    struct arena arena = arena_init();
    enum err err;
    bool row;

    while ((err = statement_step(read, &row, tx->error)) == ERR_OK && row) {
        struct rollup call = read_call(read, &arena);

        if (!same_row(&sum, &call)) {
            if ((err = write_sum(tx, &sum)) != ERR_OK)
                break;
            sum = (struct rollup){ call.account, call.campaign, call.slot, .calls = 0 };
        }
        rollup_sum(&sum, &call, 1);
        arena_reset(&arena);
    }
    arena_release(&arena);
    return err == ERR_OK ? write_sum(tx, &sum) : err;
}

enum err rollups_rebuild(struct tx *tx)
{
    CLEANUP(statement_drop)
    sqlite3_stmt *read = statement_adhoc(tx->conn, str_from_c(settled_calls));

    TRY(connection_exec(tx->conn, "DELETE FROM rollups", tx->error));
    return add_calls(tx, read);
}
