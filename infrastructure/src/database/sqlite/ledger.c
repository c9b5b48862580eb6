/* database/sqlite/ledger.c - the port ledger: money of an account outside of a call. */
#include <string.h>

#include "codec/crypto.h"
#include "database/sqlite/events.h"
#include "database/sqlite/page.h"
#include "database/sqlite/parts.h"
#include "database/sqlite/row.h"
#include "database/sqlite/store.h"
#include "database/sqlite/wallets.h"
#include "domain/repositories/ledger.h"
#include "domain/services/call_orchestrator.h"
#include "domain/services/ledger_audit.h"

static const struct statement find_line =
    STATEMENT("SELECT {entries} FROM entries WHERE account = ?1 AND \"key\" = ?2");
static const struct statement read_lines =
    STATEMENT("SELECT {entries} FROM entries WHERE account = ?1 ORDER BY id");
static const struct statement begin = STATEMENT("BEGIN");
static const struct statement end = STATEMENT("COMMIT");
static const struct statement find_own =
    STATEMENT("SELECT {wallets} FROM wallets WHERE account = ?1");

static enum err no_wallet(struct error *error)
{
    return FAIL(error, ERR_NOT_FOUND, "wallet.not_found");
}

/* -- moving money -- */

typedef enum err money_fn(struct wallet *w, struct amount amount, struct str key,
                          struct entry *entry, struct error *error);

struct move {
    struct scope *scope;
    enum entry_kind kind;
    money_fn *work;
    struct amount amount;
    struct str key, note;
    struct wallet after; /* in the scope's arena */
    bool again;
};

static enum err line_of(struct tx *tx, const struct move *move, struct entry **ret)
{
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(tx->conn, &find_line);
    void *found;
    bool row;

    bind_id(find, 1, &move->scope->account.v);
    bind_str(find, 2, move->key);
    TRY(statement_step(find, &row, tx->error));
    *ret = NULL;
    if (!row)
        return ERR_OK;
    TRY(row_read(find, 0, tx->store, &entry_record, tx->arena, &found, NULL, tx->error));
    *ret = found;
    return ERR_OK;
}

/* The amount of a line, as it was asked for. */
static bool is_same(const struct entry *line, const struct move *move)
{
    int64_t units = move->kind == ENTRY_REFUND ? line->outside : -line->outside;

    return line->kind == move->kind && line->unit == move->amount.unit &&
           units == move->amount.units;
}

static enum err write_move(struct tx *tx, struct move *move, struct wallet *w)
{
    struct scope *scope = move->scope;
    struct event_list events = { 0 };
    struct wallet before = *w;
    struct entry entry = { 0 };

    TRY(move->work(w, move->amount, move->key, &entry, tx->error));
    entry.note = move->note;
    entry.at = scope->now;
    TRY(wallets_append(tx, scope, w, &entry));
    if (move->kind == ENTRY_FUND)
        event_list_add(&events, tx->arena,
                       (struct event){ .account = scope->account,
                                       .type = EVENT_WALLET_FUNDED,
                                       .at = scope->now,
                                       .amount = { true, move->amount } });
    if (move->kind == ENTRY_ADJUST)
        event_list_add(&events, tx->arena,
                       (struct event){ .account = scope->account,
                                       .type = EVENT_WALLET_ADJUSTED,
                                       .at = scope->now,
                                       .detail = move->note,
                                       .amount = { true, move->amount } });
    wallet_tell(&before, w, scope->now, &events, tx->arena);
    return events_append(tx, scope, &events, scope->account.v, w->version);
}

static enum err do_move(struct tx *tx, void *context)
{
    struct move *move = context;
    struct wallets wallets = { 0 };
    struct entry *known;
    struct wallet *w;

    TRY(wallets_find(&wallets, tx, move->scope->account, &w));
    if (w == NULL)
        return no_wallet(tx->error);
    TRY(line_of(tx, move, &known));
    if (known != NULL && !is_same(known, move))
        return FAIL(tx->error, ERR_EXISTS, "ledger.key_reused");
    if (known == NULL)
        TRY(write_move(tx, move, w));
    TRY(wallets_flush(&wallets, tx));
    move->again = known != NULL;
    move->after = *(struct wallet *)record_copy(&wallet_record, w, move->scope->arena);
    return ERR_OK;
}

static enum err run_move(struct sqlite_store *store, struct move *move, struct wallet *ret,
                         bool *again)
{
    TRY(store_write(store, do_move, move, &move->scope->error));
    *ret = move->after;
    *again = move->again;
    return ERR_OK;
}

static enum err sqlite_fund(void *self, struct scope *scope, struct amount amount, struct str key,
                            struct str note, struct wallet *ret, bool *again)
{
    struct move move = { .scope = scope,
                         .kind = ENTRY_FUND,
                         .work = wallet_fund,
                         .amount = amount,
                         .key = key,
                         .note = note };

    return run_move(self, &move, ret, again);
}

static enum err sqlite_refund(void *self, struct scope *scope, struct amount amount, struct str key,
                              struct str note, struct wallet *ret)
{
    struct move move = { .scope = scope,
                         .kind = ENTRY_REFUND,
                         .work = wallet_refund,
                         .amount = amount,
                         .key = key,
                         .note = note };
    bool again;

    return run_move(self, &move, ret, &again);
}

static enum err sqlite_adjust(void *self, struct scope *scope, struct amount amount, struct str key,
                              struct str note, struct wallet *ret)
{
    struct move move = { .scope = scope,
                         .kind = ENTRY_ADJUST,
                         .work = wallet_adjust,
                         .amount = amount,
                         .key = key,
                         .note = note };
    bool again;

    return run_move(self, &move, ret, &again);
}

/* -- opening -- */

static enum err do_open(struct tx *tx, void *context)
{
    const struct wallet *fresh = context;
    struct wallets wallets = { 0 };
    struct wallet *known;

    TRY(wallets_find(&wallets, tx, fresh->account, &known));
    if (known != NULL)
        return FAIL(tx->error, ERR_EXISTS, "wallet.exists");
    return row_insert(tx, &wallet_record, fresh);
}

static enum err sqlite_open(void *self, struct scope *scope, enum unit unit, bool unlimited,
                            int64_t low_at)
{
    struct wallet fresh = { .account = scope->account,
                            .version = 1,
                            .unit = unit,
                            .unlimited = unlimited,
                            .low_at = low_at };

    return store_write(self, do_open, &fresh, &scope->error);
}

/* -- when to warn -- */

struct warning {
    struct scope *scope;
    int64_t low_at;
    struct event_list *events;
    struct wallet after; /* in the scope's arena */
};

static enum err do_warn(struct tx *tx, void *context)
{
    struct warning *warning = context;
    struct scope *scope = warning->scope;
    struct event_list events = { 0 };
    struct wallets wallets = { 0 };
    struct wallet before, *w;

    TRY(wallets_find(&wallets, tx, scope->account, &w));
    if (w == NULL)
        return no_wallet(tx->error);
    before = *w;
    wallet_warn_below(w, warning->low_at);
    for (size_t i = 0; i < warning->events->n; i++)
        event_list_add(&events, tx->arena, warning->events->items[i]);
    wallet_tell(&before, w, scope->now, &events, tx->arena);
    TRY(wallets_flush(&wallets, tx));
    TRY(events_append(tx, scope, &events, scope->account.v, w->version));
    warning->after = *(struct wallet *)record_copy(&wallet_record, w, scope->arena);
    return ERR_OK;
}

static enum err sqlite_warn_below(void *self, struct scope *scope, int64_t low_at,
                                  struct event_list *events, struct wallet *ret)
{
    struct warning warning = { .scope = scope, .low_at = low_at, .events = events };

    TRY(store_write(self, do_warn, &warning, &scope->error));
    *ret = warning.after;
    return ERR_OK;
}

/* -- reads -- */

static enum err read_wallet(struct connection *conn, struct scope *scope, struct wallet *ret)
{
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(conn, &find_own);
    void *found;
    bool row;

    bind_id(find, 1, &scope->account.v);
    TRY(statement_step(find, &row, &scope->error));
    if (!row)
        return no_wallet(&scope->error);
    TRY(row_read_whole(find, 0, conn, &wallet_record, scope->arena, &found, &scope->error));
    *ret = *(struct wallet *)found;
    return ERR_OK;
}

static enum err sqlite_wallet(void *self, struct scope *scope, struct wallet *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);

    return read_wallet(reader, scope, ret);
}

static enum err sqlite_entries(void *self, struct scope *scope, const struct page_query *query,
                               struct page *ret)
{
    return page_read(self, scope, store_table(self, &entry_record), PAGE_OF_ACCOUNT, query, ret);
}

/* -- the check: every line, from the first -- */

static enum err broken(struct scope *scope, const char *invariant, int64_t seq)
{
    return FAIL_WITH(&scope->error, ERR_INTERNAL, "ledger.broken",
                     P_STR("invariant", str_from_c(invariant)), P_I64("seq", seq));
}

struct check {
    struct scope *scope;
    struct ledger_audit audit;
    struct arena page; /* forgotten line by line */
    unsigned char head[32];
    size_t head_n;
};

static enum err check_line(struct check *c, struct connection *conn, sqlite3_stmt *read)
{
    struct entry *line;
    void *found;

    arena_reset(&c->page);
    TRY(row_read_whole(read, 0, conn, &entry_record, &c->page, &found, &c->scope->error));
    line = found;
    const char *wrong = ledger_audit_line(&c->audit, line);
    if (wrong != NULL)
        return broken(c->scope, wrong, line->seq);
    struct str head = { (const char *)c->head, c->head_n };
    if (!str_eq(sha256_chained(&c->page, head, entry_canonical(&c->page, line)), line->hash))
        return broken(c->scope, "I6", line->seq);
    memcpy(c->head, line->hash.p, sizeof c->head);
    c->head_n = sizeof c->head;
    return ERR_OK;
}

static enum err check_lines(struct check *c, struct connection *conn)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(conn, &read_lines);
    bool row;

    bind_id(read, 1, &c->scope->account.v);
    for (;;) {
        TRY(statement_step(read, &row, &c->scope->error));
        if (!row)
            return ERR_OK;
        TRY(check_line(c, conn, read));
    }
}

static enum err check_end(const struct check *c, const struct wallet *w)
{
    const char *wrong = ledger_audit_end(&c->audit, w);

    if (wrong != NULL)
        return broken(c->scope, wrong, w->seq);
    if (!str_eq(w->head, (struct str){ (const char *)c->head, c->head_n }))
        return broken(c->scope, "I6", w->seq);
    return ERR_OK;
}

static enum err check_on(struct connection *conn, struct scope *scope)
{
    struct check c = { .scope = scope, .page = arena_init() };
    struct wallet w;
    enum err err = read_wallet(conn, scope, &w);

    if (err == ERR_OK) {
        c.audit = ledger_audit_begin(w.unit, scope->arena);
        err = check_lines(&c, conn);
    }
    if (err == ERR_OK)
        err = check_end(&c, &w);
    arena_release(&c.page);
    return err;
}

static enum err run(struct connection *conn, const struct statement *statement, struct error *error)
{
    CLEANUP(statement_end) sqlite3_stmt *stmt = statement_begin(conn, statement);

    return statement_run(stmt, error);
}

/* Wallet and lines must be of one moment: one transaction of the reader. */
static enum err sqlite_check(void *self, struct scope *scope)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);

    TRY(run(reader, &begin, &scope->error));
    enum err err = check_on(reader, scope);
    enum err ended = run(reader, &end, err == ERR_OK ? &scope->error : NULL);
    return err != ERR_OK ? err : ended;
}

static const struct statement *const statements[] = { &find_line, &read_lines, &find_own, &begin,
                                                      &end };

const struct store_part ledger_part = {
    .name = "ledger",
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
};

struct ledger sqlite_ledger(struct sqlite_store *store)
{
    static const struct ledger_ops ops = {
        .fund = sqlite_fund,
        .refund = sqlite_refund,
        .adjust = sqlite_adjust,
        .open = sqlite_open,
        .warn_below = sqlite_warn_below,
        .wallet = sqlite_wallet,
        .entries = sqlite_entries,
        .check = sqlite_check,
    };

    return (struct ledger){ &ops, store };
}
