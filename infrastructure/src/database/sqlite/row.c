/* database/sqlite/row.c - objects into rows and back, along the plan of their table. */
#include "database/sqlite/row.h"

#include <assert.h>
#include <string.h>

#include "base/strbuf.h"
#include "codec/crypto.h"
#include "codec/json_record.h"
#include "database/sqlite/row_seal.h"
#include "database/sqlite/store.h"

enum { HASH_BYTES = 16 };

/* -- from an object -- */

struct binding {
    sqlite3_stmt *stmt;
    const struct table *table;
    const struct sqlite_store *store;
    struct arena *arena;
};

static void bind_enum(sqlite3_stmt *stmt, int at, const struct enum_names *names, int value)
{
    if (value <= 0 || (size_t)value >= names->n)
        bind_null(stmt, at);
    else
        bind_c(stmt, at, names->names[value]);
}

/* {"columns":[…]} without its wrapping: what is kept is the value alone. */
static void bind_json(const struct binding *b, int at, const struct column_plan *column,
                      const void *object)
{
    const struct list *list = (const void *)((const char *)object + column->offset);
    struct strbuf text;
    struct json_writer writer;
    size_t head = strlen(column->field->name) + sizeof "{\"\":" - 1;

    if (list->n == 0) { /* texts and maps have the same two words */
        bind_null(b->stmt, at);
        return;
    }
    text = strbuf_init(b->arena, JSON_COLUMN_MOST);
    writer = json_writer_init(&text);
    json_put_record(&writer, column->json, object, 0);
    assert(strbuf_ok(&text) && text.n > head);
    bind_str(b->stmt, at, str_slice(strbuf_str(&text), head, text.n - 1));
}

static void column_hash(const struct sqlite_store *store, const struct table *table,
                        const struct column_plan *column, struct str value,
                        unsigned char ret[SHA256_BYTES])
{
    struct str key = { (const char *)store->index_key, sizeof store->index_key };
    struct str parts[] = { str_from_c(table->record->name), STR("\0"), str_from_c(column->name),
                           STR("\0"), value };

    hmac_sha256(key, parts, ARRAY_LEN(parts), ret);
}

struct str row_hash(const struct sqlite_store *store, const struct table *table,
                    const struct column_plan *column, struct str value, struct arena *arena)
{
    unsigned char hash[SHA256_BYTES];

    column_hash(store, table, column, value, hash);
    return str_copy(arena, (struct str){ (const char *)hash, HASH_BYTES });
}

static void bind_column(const struct binding *b, int at, const struct column_plan *column,
                        const void *object)
{
    const void *value = (const char *)object + column->offset;
    const struct quantity *amount = value;
    const struct str *text = value;

    if (column->has != FIELD_ALWAYS && !*((const bool *)object + column->has)) {
        bind_null(b->stmt, at);
        return;
    }
    switch (column->kind) {
    case COLUMN_IS_ID:
        if (column->key || !id128_is_zero(*(const struct id128 *)value))
            bind_id(b->stmt, at, value);
        else
            bind_null(b->stmt, at);
        break;
    case COLUMN_IS_I64:
        bind_i64(b->stmt, at, *(const int64_t *)value);
        break;
    case COLUMN_IS_BOOL:
        bind_i64(b->stmt, at, *(const bool *)value);
        break;
    case COLUMN_IS_ENUM:
        bind_enum(b->stmt, at, column->field->names, *(const int *)value);
        break;
    case COLUMN_IS_STR:
        bind_str(b->stmt, at, *text);
        break;
    case COLUMN_IS_BYTES:
        bind_bytes(b->stmt, at, *text);
        break;
    case COLUMN_IS_UNITS:
        bind_i64(b->stmt, at, amount->units);
        break;
    case COLUMN_IS_UNIT:
        bind_enum(b->stmt, at, column->field->names, amount->unit);
        break;
    case COLUMN_IS_JSON:
        bind_json(b, at, column, object);
        break;
    case COLUMN_IS_HASH:
        bind_bytes(b->stmt, at, row_hash(b->store, b->table, column, *text, b->arena));
        break;
    }
}

enum bind_what { BIND_ALL = 1, BIND_WHOLE, BIND_PLAIN, BIND_KEY };

static void bind_row(struct tx *tx, sqlite3_stmt *stmt, const struct table *table,
                     const void *object, enum bind_what what)
{
    struct binding b = { stmt, table, tx->store, tx->arena };

    for (int i = 0; i < table->n; i++) {
        const struct column_plan *column = &table->columns[i];

        if (what == BIND_ALL || column->key ||
            (what != BIND_KEY && column_changes(column, what == BIND_WHOLE)))
            bind_column(&b, i + 1, column, object);
    }
}

/* -- writing -- */

static enum err run_insert(struct tx *tx, const struct statement *statement,
                           const struct table *table, const void *object, struct str sealed)
{
    CLEANUP(statement_end) sqlite3_stmt *insert = statement_begin(tx->conn, statement);

    bind_row(tx, insert, table, object, BIND_ALL);
    if (table->sealed.n > 0)
        bind_bytes(insert, table->n + 1, sealed);
    return statement_run(insert, tx->error);
}

enum err row_insert_sealed(struct tx *tx, const struct record *record, const void *object,
                           struct str sealed)
{
    const struct table *table = store_table(tx->store, record);

    return run_insert(tx, &table->insert, table, object, sealed);
}

enum err row_insert(struct tx *tx, const struct record *record, const void *object)
{
    const struct table *table = store_table(tx->store, record);
    struct str sealed;

    TRY(seal_row(tx->conn, table, object, tx->arena, &sealed, tx->error));
    return run_insert(tx, &table->insert, table, object, sealed);
}

enum err row_add(struct tx *tx, const struct record *record, const void *object)
{
    const struct table *table = store_table(tx->store, record);

    return run_insert(tx, &table->add, table, object, STR_NONE);
}

enum err row_update(struct tx *tx, const struct record *record, const void *object, int64_t was,
                    enum row_part part)
{
    const struct table *table = store_table(tx->store, record);
    bool whole = part == ROW_WHOLE;
    struct str sealed = STR_NONE;

    if (whole)
        TRY(seal_row(tx->conn, table, object, tx->arena, &sealed, tx->error));
    CLEANUP(statement_end)
    sqlite3_stmt *update =
        statement_begin(tx->conn, whole ? &table->update_whole : &table->update_plain);
    bind_row(tx, update, table, object, whole ? BIND_WHOLE : BIND_PLAIN);
    if (whole && table->sealed.n > 0)
        bind_bytes(update, table->n + 1, sealed);
    if (table->version != NULL)
        bind_i64(update, table->n + 2, was);
    TRY(statement_run(update, tx->error));
    return statement_changes(update) == 1 ? ERR_OK
                                          : FAIL(tx->error, ERR_CONFLICT, "record.conflict");
}

static bool texts_equal(const struct str *a, const struct str *b)
{
    return (a->p == NULL) == (b->p == NULL) && str_eq(*a, *b);
}

static bool column_equal(const struct column_plan *column, const void *a, const void *b)
{
    const void *x = (const char *)a + column->offset, *y = (const char *)b + column->offset;
    const struct quantity *p = x, *q = y;
    const struct list *l = x, *m = y; /* texts and maps have the same two words */

    if (column->has != FIELD_ALWAYS &&
        *((const bool *)a + column->has) != *((const bool *)b + column->has))
        return false;
    switch (column->kind) {
    case COLUMN_IS_ID:
        return id128_eq(*(const struct id128 *)x, *(const struct id128 *)y);
    case COLUMN_IS_I64:
        return *(const int64_t *)x == *(const int64_t *)y;
    case COLUMN_IS_BOOL:
        return *(const bool *)x == *(const bool *)y;
    case COLUMN_IS_ENUM:
        return *(const int *)x == *(const int *)y;
    case COLUMN_IS_STR:
    case COLUMN_IS_BYTES:
        return texts_equal(x, y);
    case COLUMN_IS_UNITS:
        return p->units == q->units;
    case COLUMN_IS_UNIT:
        return p->unit == q->unit;
    case COLUMN_IS_JSON:
        return l->items == m->items && l->n == m->n;
    case COLUMN_IS_HASH:
        return true; /* of the sealed part */
    }
    return false;
}

static struct column_set columns_changed(const struct table *table, const void *before,
                                         const void *after)
{
    struct column_set set = { { 0, 0 } };

    for (int i = 0; i < table->n; i++)
        if (column_changes(&table->columns[i], false) &&
            !column_equal(&table->columns[i], before, after))
            set.bits[i / 64] |= UINT64_C(1) << (i % 64);
    return set;
}

/* NULL: there are too many kinds of them already. Only the writer comes here. */
static const struct statement *statement_for(struct sqlite_store *store, struct table *table,
                                             const struct column_set *columns)
{
    struct change *change = table->changes;

    for (size_t i = 0; i < table->n_changes; i++, change++)
        if (change->columns.bits[0] == columns->bits[0] &&
            change->columns.bits[1] == columns->bits[1])
            return &change->update;
    if (table->n_changes == CHANGES_MOST)
        return NULL;
    change->columns = *columns;
    change->update.sql = table_update_text(table, columns, &store->arena).p;
    table->n_changes++;
    return &change->update;
}

enum err row_change(struct tx *tx, const struct record *record, const void *before,
                    const void *after)
{
    struct table *table = store_table(tx->store, record);
    struct column_set columns = columns_changed(table, before, after);
    const struct statement *statement = statement_for(tx->store, table, &columns);
    struct binding b = { .table = table, .store = tx->store, .arena = tx->arena };
    int64_t was = *(const int64_t *)field_at(table->version, before);

    if (statement == NULL)
        return row_update(tx, record, after, was, ROW_PLAIN);
    CLEANUP(statement_end) sqlite3_stmt *update = statement_begin(tx->conn, statement);
    b.stmt = update;
    for (int i = 0; i < table->n; i++)
        if (table->columns[i].key || column_set_has(&columns, i))
            bind_column(&b, i + 1, &table->columns[i], after);
    bind_i64(update, table->n + 2, was);
    TRY(statement_run(update, tx->error));
    return statement_changes(update) == 1 ? ERR_OK
                                          : FAIL(tx->error, ERR_CONFLICT, "record.conflict");
}

enum err row_remove(struct tx *tx, const struct record *record, const void *object, int64_t was,
                    bool *found)
{
    const struct table *table = store_table(tx->store, record);
    CLEANUP(statement_end) sqlite3_stmt *remove = statement_begin(tx->conn, &table->remove);

    bind_row(tx, remove, table, object, BIND_KEY);
    if (table->version != NULL && was != 0)
        bind_i64(remove, table->n + 2, was);
    TRY(statement_run(remove, tx->error));
    *found = statement_changes(remove) > 0;
    return ERR_OK;
}

/* -- reading -- */

static enum err read_wrapped(sqlite3_stmt *stmt, int at, const struct column_plan *column,
                             void *object, struct arena *arena, struct error *error)
{
    struct strbuf text = strbuf_init(arena, JSON_COLUMN_MOST);

    strbuf_addf(&text, "{\"%s\":", column->field->name);
    strbuf_add(&text, column_str(stmt, at, arena));
    strbuf_add_char(&text, '}');
    return read_row_json(strbuf_str(&text), column->json, object, arena, error);
}

static int read_enum(sqlite3_stmt *stmt, int at, const struct enum_names *names)
{
    struct str text = { (const char *)sqlite3_column_text(stmt, at),
                        (size_t)sqlite3_column_bytes(stmt, at) };

    return enum_parse(names, text);
}

/* The object is zeroed: what is NULL is none already. */
static enum err read_column(sqlite3_stmt *stmt, int at, const struct column_plan *column,
                            void *object, struct arena *arena, struct error *error)
{
    void *value = (char *)object + column->offset;

    if (column_is_null(stmt, at))
        return ERR_OK;
    if (column->has != FIELD_ALWAYS)
        *((bool *)object + column->has) = true;
    switch (column->kind) {
    case COLUMN_IS_ID:
        *(struct id128 *)value = column_id(stmt, at);
        break;
    case COLUMN_IS_I64:
        *(int64_t *)value = column_i64(stmt, at);
        break;
    case COLUMN_IS_BOOL:
        *(bool *)value = column_i64(stmt, at) != 0;
        break;
    case COLUMN_IS_ENUM:
        *(int *)value = read_enum(stmt, at, column->field->names);
        break;
    case COLUMN_IS_STR:
    case COLUMN_IS_BYTES:
        *(struct str *)value = column_str(stmt, at, arena);
        break;
    case COLUMN_IS_UNITS:
        ((struct quantity *)value)->units = column_i64(stmt, at);
        break;
    case COLUMN_IS_UNIT:
        ((struct quantity *)value)->unit = read_enum(stmt, at, column->field->names);
        break;
    case COLUMN_IS_JSON:
        return read_wrapped(stmt, at, column, object, arena, error);
    case COLUMN_IS_HASH:
        break;
    }
    return ERR_OK;
}

enum err row_read(sqlite3_stmt *stmt, int first, struct sqlite_store *store,
                  const struct record *record, struct arena *arena, void **ret, struct str *sealed,
                  struct error *error)
{
    const struct table *table = store_table(store, record);
    void *object = arena_alloc(arena, record->size);

    for (int i = 0; i < table->n; i++)
        TRY(read_column(stmt, first + i, &table->columns[i], object, arena, error));
    if (sealed != NULL)
        *sealed = table->sealed.n == 0 ? STR_NONE : column_str(stmt, first + table->n, arena);
    *ret = object;
    return ERR_OK;
}

enum err row_read_whole(sqlite3_stmt *stmt, int first, struct connection *conn,
                        const struct record *record, struct arena *arena, void **ret,
                        struct error *error)
{
    struct str sealed;
    void *object;

    TRY(row_read(stmt, first, conn->store, record, arena, &object, &sealed, error));
    TRY(row_unseal(conn, record, object, sealed, arena, error));
    *ret = object;
    return ERR_OK;
}
