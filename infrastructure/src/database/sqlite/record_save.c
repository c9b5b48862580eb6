/* database/sqlite/record_save.c - objects, their key of creation and their events, in one step. */
#include "database/sqlite/record_save.h"

#include <string.h>

#include "database/sqlite/events.h"
#include "database/sqlite/parts.h"
#include "database/sqlite/row.h"
#include "database/sqlite/store.h"

static const struct statement keep_key =
    STATEMENT("INSERT INTO created_keys (account, key, record, id, at) VALUES (?1, ?2, ?3, ?4, ?5)"
              " ON CONFLICT (account, key, record) DO NOTHING");
/* The slot of a field of ours in an object: each record here has id, account and version. */
struct id128 *id_at(const struct table *t, const void *object)
{
    return field_at(t->id, object);
}
struct id128 *account_at(const struct table *t, const void *object)
{
    return field_at(t->account, object);
}

static int64_t *version_at(const struct table *t, const void *object)
{
    return field_at(t->version, object);
}

enum err save_table(struct sqlite_store *store, const struct record *record,
                    const struct table **ret, struct error *error)
{
    const struct table *table = store_table(store, record);

    if (table == NULL || table->id == NULL || table->account == NULL || table->version == NULL)
        return FAIL_WITH(error, ERR_INTERNAL, "store.unknown_record",
                         P_STR("record", str_from_c(record->name)));
    *ret = table;
    return ERR_OK;
}

enum err save_not_found(const struct table *table, struct scope *scope, struct id128 id)
{
    return FAIL_WITH(&scope->error, ERR_NOT_FOUND, table->not_found,
                     P_STR("id", id128_print(scope->arena, table->id->prefix, id)));
}

/* -- saving -- */

static void *row_of(const struct save *save, size_t i)
{
    return save->rows + i * save->table->record->size;
}

static enum err keep_idempotency_key(struct tx *tx, const struct save *save, const void *row)
{
    CLEANUP(statement_end) sqlite3_stmt *keep = statement_begin(tx->conn, &keep_key);

    bind_id(keep, 1, account_at(save->table, row));
    bind_str(keep, 2, save->scope->idempotency_key);
    bind_c(keep, 3, save->table->record->name);
    bind_id(keep, 4, id_at(save->table, row));
    bind_i64(keep, 5, save->scope->now.unix_ms);
    TRY(statement_run(keep, tx->error));
    return statement_changes(keep) == 1 ? ERR_OK
                                        : FAIL(tx->error, ERR_EXISTS, "idempotency.replayed");
}

static enum err save_one(struct tx *tx, const struct save *save, size_t i, bool *created)
{
    const struct record *record = save->table->record;
    const void *row = row_of(save, i);
    int64_t was = *version_at(save->table, save->objects[i]);

    if (was > 0)
        return row_update(tx, record, row, was, ROW_WHOLE);
    if (save->scope->idempotency_key.p != NULL && !*created)
        TRY(keep_idempotency_key(tx, save, row));
    *created = true;
    return row_insert(tx, record, row);
}

enum err save_write(struct tx *tx, const struct save *save)
{
    bool created = false;

    for (size_t i = 0; i < save->n; i++)
        TRY(save_one(tx, save, i, &created));
    return events_append(tx, save->scope, save->events, *id_at(save->table, row_of(save, 0)),
                         *version_at(save->table, row_of(save, 0)));
}

/* An account that brings no data key gets one. */
static void give_data_key(struct sqlite_store *store, struct scope *scope,
                          const struct table *table, void *row)
{
    struct str *key = table->data_key == NULL ? NULL : field_at(table->data_key, row);

    if (key != NULL && key->n == 0)
        *key = data_key_make(store, *account_at(table, row), scope->arena);
}

/* Another account's object is not there. A scope of the system itself, which has no account, saves
 * every account's. */
static enum err fill_row(struct sqlite_store *store, struct scope *scope, const struct table *table,
                         const void *object, void *row)
{
    struct id128 *account = account_at(table, row);

    memcpy(row, object, table->record->size);
    if (id128_is_zero(*account))
        *account = scope->account.v;
    if (!ID_NONE(scope->account) && !id128_eq(*account, scope->account.v))
        return save_not_found(table, scope, *id_at(table, row));
    TRY(scope_check_seen(scope, *id_at(table, row), *version_at(table, row)));
    if (*version_at(table, row) == 0)
        give_data_key(store, scope, table, row);
    *version_at(table, row) = scope_next_version(scope, table->version, *version_at(table, row));
    return ERR_OK;
}

enum err save_prepare(struct sqlite_store *store, struct scope *scope, const struct record *record,
                      void *const *objects, size_t n, struct event_list *events, struct save *ret)
{
    struct save save = { .scope = scope, .objects = objects, .n = n, .events = events };

    TRY(save_table(store, record, &save.table, &scope->error));
    save.rows = arena_array(scope->arena, n, record->size);
    for (size_t i = 0; i < n; i++)
        TRY(fill_row(store, scope, save.table, objects[i], row_of(&save, i)));
    *ret = save;
    return ERR_OK;
}

void save_done(const struct save *save)
{
    for (size_t i = 0; i < save->n; i++) {
        memcpy(save->objects[i], row_of(save, i), save->table->record->size);
        scope_met_seen(save->scope, *id_at(save->table, row_of(save, i)));
    }
    if (save->events != NULL)
        save->events->n = 0;
}

static const struct statement *const statements[] = { &keep_key };

/* Which record an idempotency key has created: written with it, so that a crash between the effect
 * and its answer is seen. */
static const char *const schema[] = {
    "CREATE TABLE IF NOT EXISTS created_keys (account BLOB NOT NULL, key TEXT NOT NULL, record TEXT"
    " NOT NULL, id BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (account, key, record)) STRICT,"
    " WITHOUT ROWID",
};
const struct store_part created_keys_part = {
    .name = "created_keys",
    .schema = schema,
    .n_schema = ARRAY_LEN(schema),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
};
