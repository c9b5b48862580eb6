/* database/sqlite/move.c - the port move_source: every row of the store, table by table, in the
 * order of the keys. */
#include "domain/repositories/store_move.h"

#include <string.h>

#include "base/strbuf.h"
#include "codec/crypto.h"
#include "codec/json_record.h"
#include "database/sqlite/deltas.h"
#include "database/sqlite/parts.h"
#include "database/sqlite/row.h"
#include "database/sqlite/store.h"
#include "domain/models/account.h"
#include "domain/models/audit_entry.h"
#include "domain/models/process.h"

enum { EVENT_MOST = 1 << 20, SQL_MOST = 1 << 14, KEYS_MOST = 4 };

/* -- tables that are made from no record of the domain -- */

/* columns: in the order of the record's fields. */
struct plain {
    const struct record *record;
    const char *columns, *key, *only;
};
static const struct plain plains[] = {
    { &moved_gate_record, "account, campaign, state, epoch, max_active", "account, campaign", "1" },
    { &moved_cursor_record, "consumer, seq", "consumer", "1" },
    { &moved_dead_event_record, "consumer, seq, account, reason, at, event", "consumer, seq", "1" },
    { &moved_webhook_record, "\"key\", connection, tag, received_at, due_at, tries, state, raw",
      "\"key\"", "1" },
    { &moved_answer_record, "account, \"key\", request, expires_at, status, sealed",
      "account, \"key\"", "running_until IS NULL" },
    { &moved_job_phone_record, "account, hash, campaign, job, batch",
      "account, hash, campaign, job", "1" },
    { &moved_batch_record, "account, batch, seen", "account, batch", "1" },
    { &moved_created_key_record, "account, \"key\", record, id", "account, \"key\", record", "1" },
};

static const struct plain *plain_of(const struct record *kind)
{
    for (size_t i = 0; i < ARRAY_LEN(plains); i++)
        if (plains[i].record == kind)
            return &plains[i];
    return NULL;
}

/* Counts are made again from the jobs; processes are those that have ended. */
static bool is_left_behind(const struct record *record)
{
    return record == &job_count_record || record == &process_record;
}

static enum err source_kinds(void *self, struct scope *scope, const struct record *const **ret,
                             size_t *n)
{
    const struct sqlite_store *store = self;
    const struct record **kinds =
        ARENA_ARRAY(scope->arena, const struct record *, store->n_tables + ARRAY_LEN(plains));

    *n = 0;
    kinds[(*n)++] = &account_record;
    for (size_t i = 0; i < store->n_tables; i++)
        if (store->tables[i].record != &account_record && !is_left_behind(store->tables[i].record))
            kinds[(*n)++] = store->tables[i].record;
    for (size_t i = 0; i < ARRAY_LEN(plains); i++)
        kinds[(*n)++] = plains[i].record;
    *ret = kinds;
    return ERR_OK;
}

/* -- where a page ended: the key's columns as text, with commas between -- */

struct place {
    struct str values[KEYS_MOST];
    bool is_number[KEYS_MOST], is_text[KEYS_MOST];
    int64_t numbers[KEYS_MOST];
    size_t n;
};

/* "i42" a number, "t6162" a text, "x00ff" bytes */
static bool place_read(struct arena *arena, struct str text, struct place *ret)
{
    struct place place = { .n = 0 };

    while (text.p != NULL) {
        struct str item = str_cut(&text, ',');

        if (item.n == 0 || place.n == KEYS_MOST)
            return false;
        struct str value = str_slice(item, 1, item.n);
        place.is_number[place.n] = item.p[0] == 'i';
        place.is_text[place.n] = item.p[0] == 't';
        if (place.is_number[place.n]
                ? !str_to_i64(value, INT64_MIN, INT64_MAX, &place.numbers[place.n])
                : !hex_parse(arena, value, &place.values[place.n]))
            return false;
        place.n++;
    }
    *ret = place;
    return true;
}

static void place_bind(sqlite3_stmt *stmt, const struct place *place)
{
    for (size_t i = 0; i < place->n; i++) {
        if (place->is_number[i])
            bind_i64(stmt, (int)i + 2, place->numbers[i]);
        else if (place->is_text[i])
            bind_str(stmt, (int)i + 2, place->values[i]);
        else
            bind_bytes(stmt, (int)i + 2, place->values[i]);
    }
}

static void put_place(struct strbuf *sql, struct str key)
{
    const char *between = "";

    while (key.p != NULL) {
        struct str column = str_trim(str_cut(&key, ','));

        strbuf_addf(sql,
                    "%sCASE typeof(%.*s) WHEN 'integer' THEN 'i' || %.*s WHEN 'text' THEN 't' ||"
                    " hex(%.*s) ELSE 'x' || hex(%.*s) END",
                    between, STR_ARG(column), STR_ARG(column), STR_ARG(column), STR_ARG(column));
        between = " || ',' || ";
    }
}

/* -- reading -- */

struct reading {
    struct connection *conn;
    struct scope *scope;
    const struct record *kind;
    const struct table *table; /* NULL: a plain one */
    const struct plain *plain;
};

static struct str key_of(const struct reading *r)
{
    if (r->plain != NULL)
        return str_from_c(r->plain->key);
    return str_from_c(r->table->spec->key != NULL ? r->table->spec->key : "account, id");
}

/* Sums of the account as a whole are made again from those of its campaigns. */
static const char *only(const struct reading *r)
{
    if (r->plain != NULL)
        return r->plain->only;
    return r->kind == &rollup_record ? "campaign <> x'00000000000000000000000000000000'" : "1";
}

static struct str page_sql(const struct reading *r, const struct place *after)
{
    struct strbuf sql = strbuf_init(r->scope->arena, SQL_MOST);
    struct str key = key_of(r);

    strbuf_add(&sql, STR("SELECT "));
    put_place(&sql, key);
    strbuf_add(&sql, STR(", "));
    if (r->plain != NULL)
        strbuf_add_c(&sql, r->plain->columns);
    else
        table_put_columns(r->table, STR_NONE, &sql);
    strbuf_addf(&sql, " FROM %s WHERE %s", r->kind->name, only(r));
    if (after->n > 0)
        strbuf_addf(&sql, " AND (%.*s) > (?2", STR_ARG(key));
    for (size_t i = 1; i < after->n; i++)
        strbuf_addf(&sql, ", ?%zu", i + 2);
    strbuf_addf(&sql, "%s ORDER BY %.*s LIMIT ?1", after->n > 0 ? ")" : "", STR_ARG(key));
    return strbuf_str(&sql);
}

static void *read_plain(sqlite3_stmt *stmt, int first, const struct record *kind,
                        struct arena *arena)
{
    void *object = arena_alloc(arena, kind->size);

    for (size_t i = 0; i < kind->n; i++) {
        void *value = field_at(&kind->fields[i], object);

        if (kind->fields[i].kind == KIND_ID)
            *(struct id128 *)value = column_id(stmt, first + (int)i);
        else if (kind->fields[i].kind == KIND_STR || kind->fields[i].kind == KIND_BYTES)
            *(struct str *)value = column_str(stmt, first + (int)i, arena);
        else
            *(int64_t *)value = column_i64(stmt, first + (int)i);
    }
    return object;
}

/* As this program writes it: one of before may lack fields that came later. */
static enum err write_anew(struct scope *scope, struct moved_dead_event *dead)
{
    struct strbuf text = strbuf_init(scope->arena, EVENT_MOST);
    struct json_writer writer = json_writer_init(&text);
    struct event event = { .seq = 0 };
    const struct json *node;

    TRY(json_parse(scope->arena, dead->event, NULL, &node, &scope->error));
    TRY(json_read_record(node, &event_record, JSON_FROM_STORE, &event, scope->arena,
                         &scope->error));
    json_put_record(&writer, &event_record, &event, 0);
    dead->event = strbuf_str(&text);
    return ERR_OK;
}

/* Sealed by a key of the adapter: opened, in its place. */
static enum err open_up(const struct reading *r, struct str key, struct str *sealed)
{
    unsigned char opener[SEAL_KEY_BYTES];

    store_key(r->conn->store, r->kind->name, opener);
    bool opened = unseal(r->scope->arena, opener, key, *sealed, sealed);
    explicit_bzero(opener, sizeof opener);
    return opened ? ERR_OK
                  : FAIL_WITH(&r->scope->error, ERR_INTERNAL, "store.unsealable",
                              P_STR("table", str_from_c(r->kind->name)));
}

static enum err read_row(const struct reading *r, sqlite3_stmt *stmt, void **ret)
{
    struct scope *scope = r->scope;

    if (r->plain == NULL) {
        TRY(row_read_whole(stmt, 1, r->conn, r->kind, scope->arena, ret, &scope->error));
        if (r->kind == &audit_entry_record)
            ((struct audit_entry *)*ret)->hash = STR_NONE;
        return ERR_OK;
    }
    *ret = read_plain(stmt, 1, r->kind, scope->arena);
    if (r->kind == &moved_dead_event_record)
        return write_anew(scope, *ret);
    if (r->kind == &moved_webhook_record) {
        struct moved_webhook *webhook = *ret;
        return open_up(r, webhook->key, &webhook->raw);
    }
    if (r->kind == &moved_answer_record) {
        struct moved_answer *answer = *ret;
        return open_up(r, answer->key, &answer->answer);
    }
    return ERR_OK;
}

/* The key of a record that has gone again tells nothing. */
static enum err is_of_something(const struct reading *r, const void *object, bool *ret)
{
    const struct moved_created_key *key = object;

    *ret = true;
    if (r->kind != &moved_created_key_record)
        return ERR_OK;
    *ret = false;
    for (size_t i = 0; i < r->conn->store->n_tables; i++) {
        const struct record *record = r->conn->store->tables[i].record;

        if (!str_eq_c(key->record, record->name))
            continue;
        CLEANUP(statement_end)
        sqlite3_stmt *find = statement_made(
            r->conn, str_format(r->scope->arena, "SELECT 1 FROM %s WHERE account = ?1 AND id = ?2",
                                record->name));
        bind_id(find, 1, &key->account.v);
        bind_id(find, 2, &key->id);
        return statement_step(find, ret, &r->scope->error);
    }
    return ERR_OK;
}

static enum err read_page(const struct reading *r, sqlite3_stmt *stmt, int64_t most,
                          struct moved_rows *ret)
{
    struct moved_rows rows = { .items = ARENA_ARRAY(r->scope->arena, void *, (size_t)most) };
    struct str last = STR_NONE;
    int64_t met = 0;
    bool row, wanted;

    for (;; met++) {
        TRY(statement_step(stmt, &row, &r->scope->error));
        if (!row)
            break;
        last = column_str(stmt, 0, r->scope->arena);
        TRY(read_row(r, stmt, &rows.items[rows.n]));
        TRY(is_of_something(r, rows.items[rows.n], &wanted));
        rows.n += wanted;
    }
    rows.next = met == most ? last : STR_NONE;
    *ret = rows;
    return ERR_OK;
}

static enum err source_read(void *self, struct scope *scope, const struct record *kind,
                            struct str after, int64_t most, struct moved_rows *ret)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(self);
    struct reading r = { reader, scope, kind, NULL, plain_of(kind) };
    struct place place = { .n = 0 };

    r.table = r.plain == NULL ? store_table(self, kind) : NULL;
    if ((r.plain == NULL && r.table == NULL) ||
        (after.p != NULL && !place_read(scope->arena, after, &place)))
        return FAIL_WITH(&scope->error, ERR_INTERNAL, "store.unknown_record",
                         P_STR("record", str_from_c(kind->name)));
    CLEANUP(statement_end) sqlite3_stmt *stmt = statement_made(reader, page_sql(&r, &place));
    bind_i64(stmt, 1, most);
    place_bind(stmt, &place);
    return read_page(&r, stmt, most, ret);
}

/* -- the end of the store -- */

static const struct statement note_move =
    STATEMENT("INSERT INTO moved (one, at) VALUES (1, ?1) ON CONFLICT (one) DO NOTHING");
static const struct statement find_move = STATEMENT("SELECT at FROM moved");
static const char *const schema[] = {
    "CREATE TABLE IF NOT EXISTS moved (one INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT",
};

static enum err do_close(struct tx *tx, void *context)
{
    CLEANUP(statement_end) sqlite3_stmt *note = statement_begin(tx->conn, &note_move);

    (void)context;
    bind_i64(note, 1, store_wall(tx->store).unix_ms);
    return statement_run(note, tx->error);
}

static enum err source_close(void *self, struct scope *scope)
{
    return store_write(self, do_close, NULL, &scope->error);
}

/* Two installations with the same jobs would call the same people. */
static enum err opened(struct tx *tx)
{
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(tx->conn, &find_move);
    bool moved;

    TRY(statement_step(find, &moved, tx->error));
    return moved && !tx->store->config.to_move
               ? FAIL_WITH(tx->error, ERR_PRECONDITION, "store.moved",
                           P_STR("path", str_from_c(tx->store->path)))
               : ERR_OK;
}

struct move_source sqlite_move_source(struct sqlite_store *store)
{
    static const struct move_source_ops ops = {
        .kinds = source_kinds,
        .read = source_read,
        .close = source_close,
    };

    return (struct move_source){ &ops, store };
}

static const struct statement *const statements[] = { &note_move, &find_move };
const struct store_part move_part = {
    .name = "move",
    .schema = schema,
    .n_schema = ARRAY_LEN(schema),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
    .opened = opened,
};
