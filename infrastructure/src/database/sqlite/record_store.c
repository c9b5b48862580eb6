/* database/sqlite/record_store.c - the port record_store: any record of the store, one account's at
 * a time. */
#include "database/sqlite/known.h"
#include "database/sqlite/page.h"
#include "database/sqlite/parts.h"
#include "database/sqlite/record_save.h"
#include "database/sqlite/row.h"
#include "database/sqlite/store.h"

static const struct statement find_key =
    STATEMENT("SELECT id FROM created_keys WHERE account = ?1 AND key = ?2 AND record = ?3");

static enum err store_find(void *self, struct scope *scope, const struct record *record,
                           struct id128 id, void **ret)
{
    struct str asked[] = { STR("find"),
                           { (const char *)scope->account.v.bytes, sizeof id.bytes },
                           { (const char *)id.bytes, sizeof id.bytes } };
    struct known *known = ((struct sqlite_store *)self)->known;
    struct known_ask ask = known_ask(known, record, asked, ARRAY_LEN(asked));
    const struct table *table;
    bool row;

    if (known_take(known, &ask, scope->arena, ret))
        return ERR_OK;
    TRY(save_table(self, record, &table, &scope->error));
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(reader, &table->find);
    for (int i = 0; i < table->n; i++)
        if (table->columns[i].key)
            bind_id(find, i + 1, table->columns[i].field == table->id ? &id : &scope->account.v);
    TRY(statement_step(find, &row, &scope->error));
    if (!row)
        return save_not_found(table, scope, id);
    TRY(row_read_whole(find, 0, reader, record, scope->arena, ret, &scope->error));
    known_keep(known, &ask, *ret);
    return ERR_OK;
}

/* -- saving -- */

static enum err do_save(struct tx *tx, void *context)
{
    return save_write(tx, context);
}

static enum err store_save_many(void *self, struct scope *scope, const struct record *record,
                                void *const *objects, size_t n, struct event_list *events)
{
    struct save save;

    if (n == 0)
        return ERR_OK;
    TRY(save_prepare(self, scope, record, objects, n, events, &save));
    TRY(store_write(self, do_save, &save, &scope->error));
    save_done(&save);
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
    int64_t was; /* 0: any version */
    bool found;
};

static enum err do_remove(struct tx *tx, void *context)
{
    struct removal *removal = context;

    return row_remove(tx, removal->record, removal->key, removal->was, &removal->found);
}

static enum err store_remove(void *self, struct scope *scope, const struct record *record,
                             struct id128 id)
{
    const struct table *table;
    struct removal removal = { .record = record, .was = scope_seen_version(scope, id) };
    void *key = arena_alloc(scope->arena, record->size), *another;

    TRY(save_table(self, record, &table, &scope->error));
    *id_at(table, key) = id;
    *account_at(table, key) = scope->account.v;
    removal.key = key;
    TRY(store_write(self, do_remove, &removal, &scope->error));
    if (removal.found) {
        scope_met_seen(scope, id);
        return ERR_OK;
    }
    if (removal.was == 0)
        return save_not_found(table, scope, id);
    TRY(store_find(self, scope, record, id, &another));
    return FAIL(&scope->error, ERR_CONFLICT, "record.stale");
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

/* What is only read in pages, as the ledger's entries, has no version. */
static enum err page_table(struct sqlite_store *store, const struct record *record,
                           const struct table **ret, struct error *error)
{
    const struct table *table = store_table(store, record);

    if (table == NULL || table->id == NULL || table->account == NULL)
        return FAIL_WITH(error, ERR_INTERNAL, "store.unknown_record",
                         P_STR("record", str_from_c(record->name)));
    *ret = table;
    return ERR_OK;
}

static enum err store_page(void *self, struct scope *scope, const struct record *record,
                           const struct page_query *query, struct page *ret)
{
    const struct table *table;

    TRY(page_table(self, record, &table, &scope->error));
    return page_read(self, scope, table, PAGE_OF_ACCOUNT, query, ret);
}

static enum err store_page_global(void *self, struct scope *scope, const struct record *record,
                                  const struct page_query *query, struct page *ret)
{
    const struct table *table;

    TRY(page_table(self, record, &table, &scope->error));
    return page_read(self, scope, table, PAGE_OF_ALL, query, ret);
}

static enum err store_find_global(void *self, struct scope *scope, const struct record *record,
                                  const char *field, struct str value, void **ret)
{
    struct str asked[] = { STR("find_global"), str_from_c(field), value };
    struct known *known = ((struct sqlite_store *)self)->known;
    struct known_ask ask = known_ask(known, record, asked, ARRAY_LEN(asked));
    struct page_query query = { .n = 1, .limit = 1 };
    const struct table *table;
    struct page page;

    if (known_take(known, &ask, scope->arena, ret))
        return ERR_OK;
    TRY(save_table(self, record, &table, &scope->error));
    query.filters[0] = (struct filter){ str_from_c(field), FILTER_EQ, value };
    TRY(page_read(self, scope, table, PAGE_OF_ALL, &query, &page));
    if (page.n == 0)
        return FAIL(&scope->error, ERR_NOT_FOUND, table->not_found);
    *ret = page.items;
    known_keep(known, &ask, *ret);
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

static const struct statement *const statements[] = { &find_key };
const struct store_part record_store_part = { .name = "record_store",
                                              .statements = statements,
                                              .n_statements = ARRAY_LEN(statements) };
