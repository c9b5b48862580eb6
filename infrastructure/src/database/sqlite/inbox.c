/* database/sqlite/inbox.c - the port event_inbox: webhooks, sealed as they came, until they are
 * applied. Bodies belong to no account that could be believed yet: they are sealed by a key of the
 * inbox itself, bound to their key. */
#include <string.h>

#include "base/crash.h"
#include "codec/crypto.h"
#include "database/sqlite/engine.h"
#include "database/sqlite/parts.h"
#include "domain/repositories/event_inbox.h"

static const struct statement add_item = STATEMENT(
    "INSERT INTO inbox (\"key\", connection, tag, received_at, due_at, tries, state, raw) VALUES"
    " (?1, ?2, ?3, ?4, ?4, 0, 'waiting', ?5) ON CONFLICT (\"key\") DO NOTHING");
static const struct statement due_items = STATEMENT(
    "SELECT \"key\", connection, tag, received_at, tries, raw FROM inbox WHERE state = 'waiting'"
    " AND due_at <= ?1 ORDER BY due_at, received_at LIMIT ?2");
static const struct statement dead_items = STATEMENT(
    "SELECT \"key\", connection, tag, received_at, tries, raw FROM inbox WHERE state = 'dead'"
    " ORDER BY received_at LIMIT ?1");
static const struct statement finish_item =
    STATEMENT("UPDATE inbox SET state = 'done' WHERE \"key\" = ?1 AND state <> 'done'");
static const struct statement park_item =
    STATEMENT("UPDATE inbox SET due_at = ?2, tries = tries + 1, state = ?3 WHERE \"key\" = ?1 AND"
              " state <> 'done'");
static const struct statement count_items = STATEMENT(
    "SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting'), (SELECT count(*) FROM inbox"
    " WHERE state = 'dead')");

static const char *const schema[] = {
    "CREATE TABLE IF NOT EXISTS inbox (\"key\" TEXT NOT NULL PRIMARY KEY, connection BLOB NOT NULL,"
    " tag TEXT, received_at INTEGER NOT NULL, due_at INTEGER NOT NULL, tries INTEGER NOT NULL,"
    " state TEXT NOT NULL, raw BLOB NOT NULL) STRICT",
    "CREATE INDEX IF NOT EXISTS inbox_due ON inbox (due_at, received_at) WHERE state = 'waiting'",
    "CREATE INDEX IF NOT EXISTS inbox_dead ON inbox (received_at) WHERE state = 'dead'",
};

static void inbox_key(const struct sqlite_store *store, unsigned char key[SEAL_KEY_BYTES])
{
    store_key(store, "inbox", key);
}

/* -- coming in -- */

struct putting {
    const struct inbox_item *item;
    struct str sealed;
    bool again;
};

static enum err do_put(struct tx *tx, void *context)
{
    struct putting *p = context;
    CLEANUP(statement_end) sqlite3_stmt *add = statement_begin(tx->conn, &add_item);

    bind_str(add, 1, p->item->key);
    bind_id(add, 2, &p->item->connection.v);
    bind_str(add, 3, p->item->tag);
    bind_i64(add, 4, p->item->received_at.unix_ms);
    bind_bytes(add, 5, p->sealed);
    TRY(statement_run(add, tx->error));
    p->again = statement_changes(add) == 0;
    return ERR_OK;
}

static enum err inbox_put(void *self, struct scope *scope, const struct inbox_item *item,
                          bool *again)
{
    struct sqlite_store *store = self;
    unsigned char key[SEAL_KEY_BYTES], nonce[SEAL_NONCE_BYTES];
    struct putting p = { .item = item };

    inbox_key(store, key);
    VIA(store_random(store), bytes, nonce, sizeof nonce);
    p.sealed = seal(scope->arena, key, nonce, item->key, item->raw);
    explicit_bzero(key, sizeof key);
    TRY(store_write(store, do_put, &p, &scope->error));
    *again = p.again;
    CRASH("K12");
    return ERR_OK;
}

/* -- being applied -- */

static enum err read_item(sqlite3_stmt *row, const unsigned char key[SEAL_KEY_BYTES],
                          struct scope *scope, struct inbox_item *ret)
{
    struct arena *arena = scope->arena;

    *ret = (struct inbox_item){
        .key = column_str(row, 0, arena),
        .connection = { column_id(row, 1) },
        .tag = column_str(row, 2, arena),
        .received_at = { column_i64(row, 3) },
        .tries = column_i64(row, 4),
    };
    if (!unseal(arena, key, ret->key, column_str(row, 5, arena), &ret->raw))
        return FAIL_WITH(&scope->error, ERR_INTERNAL, "store.unsealable",
                         P_STR("table", STR("inbox")));
    return ERR_OK;
}

static enum err read_items(sqlite3_stmt *read, const unsigned char key[SEAL_KEY_BYTES],
                           struct scope *scope, int64_t most, struct inbox_list *ret)
{
    struct inbox_list list = { ARENA_ARRAY(scope->arena, struct inbox_item, (size_t)most), 0 };
    bool row;

    while ((int64_t)list.n < most) {
        TRY(statement_step(read, &row, &scope->error));
        if (!row)
            break;
        TRY(read_item(read, key, scope, &list.items[list.n]));
        list.n++;
    }
    *ret = list;
    return ERR_OK;
}

static enum err inbox_due(void *self, struct scope *scope, struct instant now, int64_t most,
                          struct inbox_list *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(reader, &due_items);
    unsigned char key[SEAL_KEY_BYTES];

    inbox_key(self, key);
    bind_i64(read, 1, now.unix_ms);
    bind_i64(read, 2, most);
    enum err err = read_items(read, key, scope, most, ret);
    explicit_bzero(key, sizeof key);
    return err;
}

static enum err inbox_dead(void *self, struct scope *scope, int64_t most, struct inbox_list *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(reader, &dead_items);
    unsigned char key[SEAL_KEY_BYTES];

    inbox_key(self, key);
    bind_i64(read, 1, most);
    enum err err = read_items(read, key, scope, most, ret);
    explicit_bzero(key, sizeof key);
    return err;
}

struct finishing {
    const struct str *keys;
    size_t n;
};

static enum err finish_one(struct tx *tx, struct str key)
{
    CLEANUP(statement_end) sqlite3_stmt *finish = statement_begin(tx->conn, &finish_item);

    bind_str(finish, 1, key);
    return statement_run(finish, tx->error);
}

static enum err do_finish(struct tx *tx, void *context)
{
    const struct finishing *f = context;

    for (size_t i = 0; i < f->n; i++)
        TRY(finish_one(tx, f->keys[i]));
    return ERR_OK;
}

static enum err inbox_done(void *self, struct scope *scope, const struct str *keys, size_t n)
{
    struct finishing f = { keys, n };

    return n == 0 ? ERR_OK : store_write(self, do_finish, &f, &scope->error);
}

struct parking {
    struct str key;
    struct instant at;
};

static enum err do_park(struct tx *tx, void *context)
{
    const struct parking *p = context;
    CLEANUP(statement_end) sqlite3_stmt *park = statement_begin(tx->conn, &park_item);

    bind_str(park, 1, p->key);
    bind_i64(park, 2, p->at.unix_ms);
    bind_c(park, 3, p->at.unix_ms == 0 ? "dead" : "waiting");
    return statement_run(park, tx->error);
}

static enum err inbox_park(void *self, struct scope *scope, struct str key, struct instant at)
{
    struct parking p = { key, at };

    return store_write(self, do_park, &p, &scope->error);
}

static enum err inbox_depth(void *self, struct scope *scope, int64_t *waiting, int64_t *dead)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *count = statement_begin(reader, &count_items);
    bool row;

    TRY(statement_step(count, &row, &scope->error));
    *waiting = column_i64(count, 0);
    *dead = column_i64(count, 1);
    return ERR_OK;
}

/* -- the part -- */

static const struct statement *const statements[] = { &add_item,    &due_items, &dead_items,
                                                      &finish_item, &park_item, &count_items };

const struct store_part inbox_part = {
    .name = "inbox",
    .schema = schema,
    .n_schema = ARRAY_LEN(schema),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
};

struct event_inbox sqlite_inbox(struct sqlite_store *store)
{
    static const struct event_inbox_ops ops = {
        .put = inbox_put,
        .due = inbox_due,
        .done = inbox_done,
        .park = inbox_park,
        .dead = inbox_dead,
        .depth = inbox_depth,
    };

    return (struct event_inbox){ &ops, store };
}
