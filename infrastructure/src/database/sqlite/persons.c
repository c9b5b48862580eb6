/* database/sqlite/persons.c - the port person_repository: persons, the account's do-not-call list
 * and the installation's. */
#include <stdlib.h>
#include <string.h>

#include "database/sqlite/events.h"
#include "database/sqlite/parts.h"
#include "database/sqlite/phone_hashes.h"
#include "database/sqlite/row.h"
#include "database/sqlite/store.h"
#include "domain/repositories/person_repository.h"

static const struct statement find_person =
    STATEMENT("SELECT {persons} FROM persons WHERE account = ?1 AND id = ?2");
static const struct statement person_version =
    STATEMENT("SELECT version FROM persons WHERE account = ?1 AND id = ?2");
static const struct statement person_suppressed = STATEMENT(
    "SELECT suppressed_until FROM persons WHERE account = ?1 AND id = ?2 AND suppressed = 1");
static const struct statement find_global =
    STATEMENT("SELECT 1 FROM platform_suppressions WHERE account = zeroblob(16) AND id = ?1 AND"
              " (expires_at IS NULL OR expires_at > ?2)");
static const struct statement find_suppression =
    STATEMENT("SELECT {suppressions} FROM suppressions INDEXED BY suppressions_by_hash WHERE "
              "account = ?1 AND hash = ?2");

/* -- is it on a list? -- */

static enum err is_global(struct connection *conn, struct phone_hash_id hash, struct instant now,
                          bool *ret, struct error *error)
{
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(conn, &find_global);

    bind_id(find, 1, &hash.v);
    bind_i64(find, 2, now.unix_ms);
    return statement_step(find, ret, error);
}

enum err phone_is_suppressed(struct tx *tx, struct account_id account, struct phone phone,
                             struct instant now, bool *ret)
{
    struct phone_hash_id own = VIA(tx->store->config.hasher, account_hash, account, phone);
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(tx->conn, &person_suppressed);
    bool row;

    bind_id(find, 1, &account.v);
    bind_id(find, 2, &own.v);
    TRY(statement_step(find, &row, tx->error));
    if (row && (column_is_null(find, 0) || column_i64(find, 0) > now.unix_ms)) {
        *ret = true;
        return ERR_OK;
    }
    return is_global(tx->conn, VIA(tx->store->config.hasher, global_hash, phone), now, ret,
                     tx->error);
}

/* -- loading and saving -- */

static enum err load_one(struct connection *conn, struct account_id account,
                         struct phone_hash_id hash, struct arena *arena, struct person **ret,
                         struct error *error)
{
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(conn, &find_person);
    void *person;
    bool row;

    bind_id(find, 1, &account.v);
    bind_id(find, 2, &hash.v);
    TRY(statement_step(find, &row, error));
    if (row) {
        TRY(row_read_whole(find, 0, conn, &person_record, arena, &person, error));
        *ret = person;
        return ERR_OK;
    }
    *ret = ARENA_NEW(arena, struct person);
    (*ret)->id = hash;
    (*ret)->account = account;
    return ERR_OK;
}

static enum err sqlite_load(void *self, struct scope *scope, struct account_id account,
                            const struct phone_hash_id *hashes, size_t n, struct person **persons)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);

    for (size_t i = 0; i < n; i++)
        TRY(load_one(reader, account, hashes[i], scope->arena, &persons[i], &scope->error));
    return ERR_OK;
}

struct saving {
    struct person_save *saves;
    size_t n;
    enum err *results; /* in the scope's arena */
};

static enum err version_of(struct tx *tx, struct account_id account, struct phone_hash_id hash,
                           int64_t *ret)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(tx->conn, &person_version);
    bool row;

    bind_id(read, 1, &account.v);
    bind_id(read, 2, &hash.v);
    TRY(statement_step(read, &row, tx->error));
    *ret = row ? column_i64(read, 0) : 0;
    return ERR_OK;
}

/* All the persons of one decision are as they were loaded, or none is written. */
static enum err is_current(struct tx *tx, const struct person_save *save, bool *ret)
{
    int64_t version;

    *ret = true;
    for (size_t i = 0; i < save->n && *ret; i++) {
        TRY(version_of(tx, save->account, save->persons[i]->id, &version));
        *ret = version == save->persons[i]->version;
    }
    return ERR_OK;
}

static enum err write_person(struct tx *tx, struct account_id account, const struct person *person)
{
    struct person row = *person;

    row.account = account;
    row.version++;
    if (person->version == 0)
        return row_insert(tx, &person_record, &row);
    return row_update(tx, &person_record, &row, person->version, ROW_WHOLE);
}

static enum err do_save(struct tx *tx, void *context)
{
    struct saving *s = context;
    bool current;

    for (size_t i = 0; i < s->n; i++) {
        const struct person_save *save = &s->saves[i];

        TRY(is_current(tx, save, &current));
        s->results[i] = current ? ERR_OK : ERR_CONFLICT;
        for (size_t k = 0; k < save->n && current; k++)
            TRY(write_person(tx, save->account, save->persons[k]));
    }
    return ERR_OK;
}

static enum err sqlite_save(void *self, struct scope *scope, struct person_save *saves, size_t n)
{
    struct saving s = { saves, n, ARENA_ARRAY(scope->arena, enum err, n) };

    TRY(store_write(self, do_save, &s, &scope->error));
    for (size_t i = 0; i < n; i++) {
        saves[i].err = s.results[i];
        for (size_t k = 0; k < saves[i].n && s.results[i] == ERR_OK; k++) {
            saves[i].persons[k]->account = saves[i].account;
            saves[i].persons[k]->version++;
        }
    }
    return ERR_OK;
}

/* -- the account's list -- */

static enum err mark_person(struct tx *tx, struct scope *scope, struct person *p,
                            const struct suppression *s, enum event_type type)
{
    struct event_list events = { 0 };

    p->suppressed = s != NULL;
    p->suppressed_reason = s != NULL ? suppression_reason_name(s->reason) : STR("");
    p->suppressed_until = s != NULL ? s->expires_at : (struct opt_instant){ .has = false };
    TRY(write_person(tx, scope->account, p));
    event_list_add(&events, tx->arena,
                   (struct event){ .account = scope->account,
                                   .type = type,
                                   .at = scope->now,
                                   .detail = p->suppressed_reason });
    return events_append(tx, scope, &events, p->id.v, p->version + 1);
}

/* NULL: it is not on the list. */
static enum err read_suppression(struct tx *tx, struct account_id account,
                                 struct phone_hash_id hash, struct suppression **ret)
{
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(tx->conn, &find_suppression);
    void *found = NULL;
    bool row;

    bind_id(find, 1, &account.v);
    bind_id(find, 2, &hash.v);
    TRY(statement_step(find, &row, tx->error));
    if (row)
        TRY(row_read_whole(find, 0, tx->conn, &suppression_record, tx->arena, &found, tx->error));
    *ret = found;
    return ERR_OK;
}

struct suppressing {
    struct scope *scope;
    struct suppression row;
};

static enum err do_suppress(struct tx *tx, void *context)
{
    struct suppressing *s = context;
    struct suppression *known;
    struct person *p;

    s->row.account = s->scope->account;
    TRY(load_one(tx->conn, s->row.account, s->row.hash, tx->arena, &p, tx->error));
    TRY(read_suppression(tx, s->scope->account, s->row.hash, &known));
    s->row.version = p->version + 1;
    if (known != NULL) {
        s->row.id = known->id;
        TRY(row_update(tx, &suppression_record, &s->row, known->version, ROW_WHOLE));
    } else {
        TRY(row_insert(tx, &suppression_record, &s->row));
    }
    return mark_person(tx, s->scope, p, &s->row, EVENT_SUPPRESSION_ADDED);
}

static enum err sqlite_suppress(void *self, struct scope *scope, struct suppression *suppression)
{
    struct suppressing s = { scope, *suppression };

    TRY(store_write(self, do_suppress, &s, &scope->error));
    *suppression = s.row;
    return ERR_OK;
}

struct unsuppressing {
    struct scope *scope;
    struct phone_hash_id hash;
};

static enum err do_unsuppress(struct tx *tx, void *context)
{
    const struct unsuppressing *u = context;
    struct suppression *known;
    struct person *p;
    bool removed;

    TRY(read_suppression(tx, u->scope->account, u->hash, &known));
    if (known == NULL)
        return FAIL(tx->error, ERR_NOT_FOUND, "suppression.not_found");
    TRY(scope_check_seen(u->scope, known->id.v, known->version));
    TRY(row_remove(tx, &suppression_record, known, 0, &removed));
    TRY(load_one(tx->conn, u->scope->account, u->hash, tx->arena, &p, tx->error));
    return mark_person(tx, u->scope, p, NULL, EVENT_SUPPRESSION_REMOVED);
}

static enum err sqlite_unsuppress(void *self, struct scope *scope, struct phone_hash_id hash)
{
    struct unsuppressing u = { scope, hash };

    return store_write(self, do_unsuppress, &u, &scope->error);
}

/* -- the installation's list -- */

static enum err sqlite_suppressed_global(void *self, struct scope *scope,
                                         const struct phone_hash_id *hashes, size_t n, bool *found)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);

    for (size_t i = 0; i < n; i++)
        TRY(is_global(reader, hashes[i], scope->now, &found[i], &scope->error));
    return ERR_OK;
}

/* -- the part -- */

static const char *const schema[] = {
    "CREATE INDEX IF NOT EXISTS suppressions_by_hash ON suppressions (account, hash)",
};
static const struct statement *const statements[] = {
    &find_person, &person_version, &person_suppressed, &find_global, &find_suppression,
};

const struct store_part persons_part = {
    .name = "persons",
    .schema = schema,
    .n_schema = ARRAY_LEN(schema),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
};

struct person_repository sqlite_persons(struct sqlite_store *store)
{
    static const struct person_repository_ops ops = {
        .load = sqlite_load,
        .save = sqlite_save,
        .suppress = sqlite_suppress,
        .unsuppress = sqlite_unsuppress,
        .suppressed_global = sqlite_suppressed_global,
    };

    return (struct person_repository){ &ops, store };
}
