/* database/sqlite/record_store.c - the port record_store: any record of the store, one account's at
 * a time. */
#include <string.h>

#include "database/sqlite/events.h"
#include "database/sqlite/page.h"
#include "database/sqlite/parts.h"
#include "database/sqlite/row.h"
#include "database/sqlite/store.h"

static const struct statement keep_key =
    STATEMENT("INSERT INTO created_keys (account, key, record, id, at) VALUES (?1, ?2, ?3, ?4, ?5)"
              " ON CONFLICT (account, key, record) DO NOTHING");
static const struct statement find_key =
    STATEMENT("SELECT id FROM created_keys WHERE account = ?1 AND key = ?2 AND record = ?3");

/* The slot of a field of ours in an object: each record here has id, account and version. */
static struct id128 *id_at(const struct table *t, const void *object)
{
    return field_at(t->id, object);
}
static struct id128 *account_at(const struct table *t, const void *object)
{
    return field_at(t->account, object);
}
static int64_t *version_at(const struct table *t, const void *object)
{
    return field_at(t->version, object);
}

static enum err table_of(struct sqlite_store *store, const struct record *record,
                         const struct table **ret, struct error *error)
{
    const struct table *table = store_table(store, record);

    if (table == NULL || table->id == NULL || table->account == NULL || table->version == NULL)
        return FAIL_WITH(error, ERR_INTERNAL, "store.unknown_record",
                         P_STR("record", str_from_c(record->name)));
    *ret = table;
    return ERR_OK;
}

static enum err not_found(const struct table *table, struct scope *scope, struct id128 id)
{
    return FAIL_WITH(&scope->error, ERR_NOT_FOUND, table->not_found,
                     P_STR("id", id128_print(scope->arena, table->id->prefix, id)));
}

static enum err store_find(void *self, struct scope *scope, const struct record *record,
                           struct id128 id, void **ret)
{
    const struct table *table;
    bool row;

    TRY(table_of(self, record, &table, &scope->error));
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(reader, &table->find);
    for (int i = 0; i < table->n; i++)
        if (table->columns[i].key)
            bind_id(find, i + 1, table->columns[i].field == table->id ? &id : &scope->account.v);
    TRY(statement_step(find, &row, &scope->error));
    if (!row)
        return not_found(table, scope, id);
    return row_read_whole(find, 0, reader, record, scope->arena, ret, &scope->error);
}

/* -- saving -- */

struct save {
    struct scope *scope;
    const struct table *table;
    char *rows; /* the objects as they shall be stored, version and account filled in */
    size_t n;
    const struct event_list *events;
};

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

static enum err save_one(struct tx *tx, const struct save *save, const void *row, bool *created)
{
    const struct record *record = save->table->record;
    int64_t was = *version_at(save->table, row) - 1;

    if (was > 0)
        return row_update(tx, record, row, was, ROW_WHOLE);
    if (save->scope->idempotency_key.p != NULL && !*created)
        TRY(keep_idempotency_key(tx, save, row));
    *created = true;
    return row_insert(tx, record, row);
}

/* The objects, the key and the events are one step: all or none. */
static enum err do_save(struct tx *tx, void *context)
{
    const struct save *save = context;
    bool created = false;

    for (size_t i = 0; i < save->n; i++)
        TRY(save_one(tx, save, row_of(save, i), &created));
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
        return not_found(table, scope, *id_at(table, row));
    if (++*version_at(table, row) == 1)
        give_data_key(store, scope, table, row);
    return ERR_OK;
}

static enum err store_save_many(void *self, struct scope *scope, const struct record *record,
                                void *const *objects, size_t n, struct event_list *events)
{
    struct save save = { .scope = scope, .n = n, .events = events };

    TRY(table_of(self, record, &save.table, &scope->error));
    if (n == 0)
        return ERR_OK;
    save.rows = arena_array(scope->arena, n, record->size);
    for (size_t i = 0; i < n; i++)
        TRY(fill_row(self, scope, save.table, objects[i], row_of(&save, i)));
    TRY(store_write(self, do_save, &save, &scope->error));
    for (size_t i = 0; i < n; i++)
        memcpy(objects[i], row_of(&save, i), record->size);
    if (events != NULL)
        events->n = 0;
    return ERR_OK;
}

static enum err store_save(void *self, struct scope *scope, const struct record *record,
                           void *object, struct event_list *events)
{
    return store_save_many(self, scope, record, &object, 1, events);
}

/* -- the rest -- */

struct removal {
    const struct record *record;
    const void *key;
    bool found;
};

static enum err do_remove(struct tx *tx, void *context)
{
    struct removal *removal = context;

    return row_remove(tx, removal->record, removal->key, &removal->found);
}

static enum err store_remove(void *self, struct scope *scope, const struct record *record,
                             struct id128 id)
{
    const struct table *table;
    struct removal removal = { .record = record };
    void *key = arena_alloc(scope->arena, record->size);

    TRY(table_of(self, record, &table, &scope->error));
    *id_at(table, key) = id;
    *account_at(table, key) = scope->account.v;
    removal.key = key;
    TRY(store_write(self, do_remove, &removal, &scope->error));
    return removal.found ? ERR_OK : not_found(table, scope, id);
}

static enum err store_find_created(void *self, struct scope *scope, const struct record *record,
                                   struct id128 *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(reader, &find_key);
    bool row;

    bind_id(find, 1, &scope->account.v);
    bind_str(find, 2, scope->idempotency_key);
    bind_c(find, 3, record->name);
    TRY(statement_step(find, &row, &scope->error));
    if (!row)
        return FAIL(&scope->error, ERR_NOT_FOUND, "idempotency.unknown");
    *ret = column_id(find, 0);
    return ERR_OK;
}

static enum err store_page(void *self, struct scope *scope, const struct record *record,
                           const struct page_query *query, struct page *ret)
{
    const struct table *table;

    TRY(table_of(self, record, &table, &scope->error));
    return page_read(self, scope, table, PAGE_OF_ACCOUNT, query, ret);
}

static enum err store_page_global(void *self, struct scope *scope, const struct record *record,
                                  const struct page_query *query, struct page *ret)
{
    const struct table *table;

    TRY(table_of(self, record, &table, &scope->error));
    return page_read(self, scope, table, PAGE_OF_ALL, query, ret);
}

static enum err store_find_global(void *self, struct scope *scope, const struct record *record,
                                  const char *field, struct str value, void **ret)
{
    struct page_query query = { .n = 1, .limit = 1 };
    const struct table *table;
    struct page page;

    TRY(table_of(self, record, &table, &scope->error));
    query.filters[0] = (struct filter){ str_from_c(field), FILTER_EQ, value };
    TRY(page_read(self, scope, table, PAGE_OF_ALL, &query, &page));
    if (page.n == 0)
        return FAIL(&scope->error, ERR_NOT_FOUND, table->not_found);
    *ret = page.items;
    return ERR_OK;
}

struct record_store sqlite_record_store(struct sqlite_store *store)
{
    static const struct record_store_ops ops = {
        .find = store_find,
        .save = store_save,
        .save_many = store_save_many,
        .remove = store_remove,
        .page = store_page,
        .find_created = store_find_created,
        .find_global = store_find_global,
        .page_global = store_page_global,
    };

    return (struct record_store){ &ops, store };
}
