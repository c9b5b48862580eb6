/* database/sqlite/audit_log.c - the port audit_log: lines of one account, each bound to the one
 * before by a keyed hash. The head is kept apart, under a hash of its own: lines that are cut off
 * at the end are missed, and the next line is not chained to what is left. */
#include "database/sqlite/audit_log.h"

#include <string.h>

#include "base/strbuf.h"
#include "codec/crypto.h"
#include "database/sqlite/parts.h"
#include "database/sqlite/row.h"
#include "database/sqlite/store.h"
#include "domain/repositories/audit_log.h"

enum { PAGE_LINES = 500, KEY_BYTES = 32 };

static const struct statement find_head =
    STATEMENT("SELECT seq, hash, mac FROM audit_heads WHERE account = ?1");
static const struct statement put_head =
    STATEMENT("INSERT INTO audit_heads (account, seq, hash, mac) VALUES (?1, ?2, ?3, ?4)"
              " ON CONFLICT (account) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, mac ="
              " excluded.mac");
static const struct statement read_lines =
    STATEMENT("SELECT {audit_entries} FROM audit_entries WHERE account = ?1 AND seq > ?2 ORDER BY"
              " seq LIMIT ?3");

struct head {
    int64_t seq;
    struct str hash, mac;
};

static struct str keyed(const struct sqlite_store *store, struct arena *arena, struct str first,
                        struct str second)
{
    unsigned char key[KEY_BYTES], hash[SHA256_BYTES];
    struct str parts[] = { first, second };

    store_key(store, "audit", key);
    hmac_sha256((struct str){ (const char *)key, sizeof key }, parts, ARRAY_LEN(parts), hash);
    explicit_bzero(key, sizeof key);
    return str_copy(arena, (struct str){ (const char *)hash, sizeof hash });
}

static struct str head_mac(const struct sqlite_store *store, struct arena *arena,
                           struct account_id account, const struct head *head)
{
    struct str of = ID_TEXT(arena, account);

    return keyed(store, arena,
                 str_format(arena, "head %.*s %lld", STR_ARG(of), (long long)head->seq),
                 head->hash);
}

static enum err read_head(struct connection *conn, const struct account_id *account,
                          struct arena *arena, struct head *ret, struct error *error)
{
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(conn, &find_head);
    bool row;

    *ret = (struct head){ .seq = 0, .hash = STR(""), .mac = STR("") };
    bind_id(find, 1, &account->v);
    TRY(statement_step(find, &row, error));
    if (row)
        *ret = (struct head){ column_i64(find, 0), column_str(find, 1, arena),
                              column_str(find, 2, arena) };
    return ERR_OK;
}

enum err audit_append(struct tx *tx, const struct event *event)
{
    struct audit_entry entry;
    struct head head;

    if (!audit_keeps(event->type))
        return ERR_OK;
    TRY(read_head(tx->conn, &event->account, tx->arena, &head, tx->error));
    entry = audit_entry_of(tx->arena, event, head.seq + 1);
    entry.hash = keyed(tx->store, tx->arena, head.hash, audit_entry_canonical(tx->arena, &entry));
    TRY(row_insert(tx, &audit_entry_record, &entry));
    head = (struct head){ .seq = entry.seq, .hash = entry.hash };
    CLEANUP(statement_end) sqlite3_stmt *put = statement_begin(tx->conn, &put_head);
    bind_id(put, 1, &event->account.v);
    bind_i64(put, 2, head.seq);
    bind_bytes(put, 3, head.hash);
    bind_bytes(put, 4, head_mac(tx->store, tx->arena, event->account, &head));
    return statement_run(put, tx->error);
}

/* One page behind `last`; *n: how many there were. False in ret->sound ends it. */
static enum err check_page(struct connection *conn, struct scope *scope, struct head *last,
                           int64_t *n, struct audit_check *ret)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(conn, &read_lines);
    void *found;
    bool row;

    bind_id(read, 1, &scope->account.v);
    bind_i64(read, 2, last->seq);
    bind_i64(read, 3, PAGE_LINES);
    for (*n = 0; ret->sound; ++*n) {
        TRY(statement_step(read, &row, &scope->error));
        if (!row)
            break;
        TRY(row_read_whole(read, 0, conn, &audit_entry_record, &arena, &found, &scope->error));
        const struct audit_entry *entry = found;
        struct str hash =
            keyed(conn->store, &arena, last->hash, audit_entry_canonical(&arena, entry));
        ret->sound = entry->seq == last->seq + 1 && str_eq(hash, entry->hash);
        ret->broken_at = ret->sound ? 0 : last->seq + 1;
        *last = (struct head){ .seq = entry->seq, .hash = hash };
        ret->entries++;
    }
    last->hash = str_copy(scope->arena, last->hash);
    return ERR_OK;
}

static enum err log_check(void *self, struct scope *scope, struct audit_check *ret)
{
    CLEANUP(snapshot_end) struct connection *conn = reader_lease(self);
    struct audit_check check = { .sound = true };
    struct head last = { .seq = 0, .hash = STR("") }, head;
    int64_t n;

    TRY(snapshot_begin(conn, &scope->error));
    TRY(read_head(conn, &scope->account, scope->arena, &head, &scope->error));
    do {
        TRY(check_page(conn, scope, &last, &n, &check));
    } while (check.sound && n == PAGE_LINES);
    if (check.sound && (head.seq != last.seq || !str_eq(head.hash, last.hash) ||
                        (head.seq > 0 &&
                         !str_eq(head.mac, head_mac(self, scope->arena, scope->account, &head))))) {
        check.sound = false;
        check.broken_at = last.seq + 1;
    }
    *ret = check;
    return ERR_OK;
}

struct audit_log sqlite_audit_log(struct sqlite_store *store)
{
    static const struct audit_log_ops ops = { .check = log_check };

    return (struct audit_log){ &ops, store };
}

static const struct table_spec tables[] = {
    { .record = &audit_entry_record, .options = TABLE_OF_ACCOUNTS | TABLE_OWN_INDEXES },
};
static const char *const schema[] = {
    "CREATE UNIQUE INDEX IF NOT EXISTS audit_entries_by_seq ON audit_entries (account, seq)",
    "CREATE INDEX IF NOT EXISTS audit_entries_by_type ON audit_entries (account, type)",
    "CREATE INDEX IF NOT EXISTS audit_entries_by_actor ON audit_entries (account, actor)",
    "CREATE INDEX IF NOT EXISTS audit_entries_by_object ON audit_entries (account, object)",
    "CREATE INDEX IF NOT EXISTS audit_entries_by_created_at ON audit_entries (account,"
    " created_at)",
    "CREATE TABLE IF NOT EXISTS audit_heads (account BLOB PRIMARY KEY, seq INTEGER NOT NULL, hash"
    " BLOB NOT NULL, mac BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TRIGGER IF NOT EXISTS audit_entries_stay BEFORE UPDATE ON audit_entries BEGIN SELECT"
    " RAISE(ABORT, 'the audit log is only added to'); END",
    "CREATE TRIGGER IF NOT EXISTS audit_entries_last BEFORE DELETE ON audit_entries BEGIN SELECT"
    " RAISE(ABORT, 'the audit log is only added to'); END",
};
static const struct statement *const statements[] = { &find_head, &put_head, &read_lines };

const struct store_part audit_part = {
    .name = "audit",
    .tables = tables,
    .n_tables = ARRAY_LEN(tables),
    .schema = schema,
    .n_schema = ARRAY_LEN(schema),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
};
