/* database/sqlite/analytics.c - the port analytics_reader: sums over roll-ups. */
#include "base/strbuf.h"
#include "database/sqlite/deltas.h"
#include "database/sqlite/store.h"

enum { SUMS_TEXT = 8192 };

static bool is_sum(const struct field *f)
{
    return !(f->flags & FIELD_KEY);
}

static struct str sums_sql(struct arena *arena, const struct rollup_query *query)
{
    struct strbuf sql = strbuf_init(arena, SUMS_TEXT);

    strbuf_add(&sql, STR("SELECT slot"));
    for (size_t i = 0; i < rollup_record.n; i++)
        if (is_sum(&rollup_record.fields[i]))
            strbuf_addf(&sql, ", sum(\"%s\")", rollup_record.fields[i].name);
    strbuf_add(&sql, STR(" FROM rollups WHERE account = ?1 AND slot >= ?2 AND slot < ?3"));
    if (!ID_NONE(query->campaign))
        strbuf_add(&sql, STR(" AND campaign = ?4"));
    if (query->by_slot)
        strbuf_add(&sql, STR(" GROUP BY slot ORDER BY slot"));
    return strbuf_str(&sql);
}

static struct rollup read_sums(sqlite3_stmt *stmt, const struct scope *scope,
                               const struct rollup_query *query)
{
    struct rollup sums = { .account = scope->account, .campaign = query->campaign };
    int at = 1;

    sums.slot = query->by_slot ? column_i64(stmt, 0) : 0;
    for (size_t i = 0; i < rollup_record.n; i++)
        if (is_sum(&rollup_record.fields[i]))
            *(int64_t *)field_at(&rollup_record.fields[i], &sums) = column_i64(stmt, at++);
    return sums;
}

/* Rounds towards the past; instants before 1970 have no calls. */
static int64_t slot_of(struct instant at)
{
    return at.unix_ms < 0 ? 0 : at.unix_ms / ROLLUP_SLOT_MS;
}

static enum err collect(sqlite3_stmt *stmt, struct scope *scope, const struct rollup_query *query,
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
        list.items[list.n++] = read_sums(stmt, scope, query);
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
    int64_t last = query->until.unix_ms - (query->until.unix_ms > INT64_MIN);

    bind_id(read, 1, &scope->account.v);
    bind_i64(read, 2, slot_of(query->from));
    bind_i64(read, 3, slot_of((struct instant){ last }) + 1); /* the first slot behind */
    if (!ID_NONE(query->campaign))
        bind_id(read, 4, &query->campaign.v);
    return collect(read, scope, query, ret);
}

struct analytics_reader sqlite_analytics_reader(struct sqlite_store *store)
{
    static const struct analytics_reader_ops ops = { .rollups = analytics_rollups };

    return (struct analytics_reader){ &ops, store };
}
