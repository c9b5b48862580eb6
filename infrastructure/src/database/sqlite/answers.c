/* database/sqlite/answers.c - the port answer_store. One process holds the store: a note that a
 * request is under way, found at start, is of a dead one. Answers are sealed, as they may tell what
 * is about people or shown once. */
#include <string.h>

#include "codec/crypto.h"
#include "database/sqlite/engine.h"
#include "database/sqlite/parts.h"
#include "domain/repositories/answer_store.h"

static const struct statement find_answer =
    STATEMENT("SELECT request, expires_at, running_until, status, sealed FROM answers WHERE account"
              " = ?1 AND \"key\" = ?2");
static const struct statement note_running = STATEMENT(
    "INSERT INTO answers (account, \"key\", request, expires_at, running_until) VALUES (?1, ?2, ?3,"
    " ?4, ?5) ON CONFLICT (account, \"key\") DO UPDATE SET request = ?3, expires_at = ?4,"
    " running_until = ?5, status = NULL, sealed = NULL");
static const struct statement keep_answer =
    STATEMENT("UPDATE answers SET running_until = NULL, status = ?4, sealed = ?5 WHERE account = ?1"
              " AND \"key\" = ?2 AND request = ?3 AND running_until IS NOT NULL");
static const struct statement forget_answer =
    STATEMENT("DELETE FROM answers WHERE account = ?1 AND \"key\" = ?2 AND request = ?3 AND"
              " running_until IS NOT NULL");
static const struct statement forget_running =
    STATEMENT("DELETE FROM answers WHERE running_until IS NOT NULL");
/* A few with each new one: the table never holds more than what lives and a little. */
static const struct statement sweep_old = STATEMENT(
    "DELETE FROM answers WHERE (account, \"key\") IN (SELECT account, \"key\" FROM answers"
    " WHERE expires_at < ?1 ORDER BY expires_at LIMIT 4)");

static const char *const schema[] = {
    "CREATE TABLE IF NOT EXISTS answers (account BLOB NOT NULL, \"key\" BLOB NOT NULL, request BLOB"
    " NOT NULL, expires_at INTEGER NOT NULL, running_until INTEGER, status INTEGER, sealed BLOB,"
    " PRIMARY KEY (account, \"key\")) STRICT, WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS answers_by_expiry ON answers (expires_at)",
    ("CREATE INDEX IF NOT EXISTS answers_running ON answers (running_until) WHERE running_until IS"
     " NOT NULL"),
};

static struct str key_of(const struct asked *asked)
{
    return (struct str){ (const char *)asked->key, ASKED_BYTES };
}

static struct str request_of(const struct asked *asked)
{
    return (struct str){ (const char *)asked->request, ASKED_BYTES };
}

static void bind_asked(sqlite3_stmt *stmt, const struct scope *scope, const struct asked *asked)
{
    bind_id(stmt, 1, &scope->account.v);
    bind_bytes(stmt, 2, key_of(asked));
    bind_bytes(stmt, 3, request_of(asked));
}

/* -- beginning -- */

struct beginning {
    struct scope *scope;
    const struct asked *asked;
    struct duration life, lease;
    enum asked_found found;
    int64_t status;
    struct str sealed;
};

static enum asked_found judge(sqlite3_stmt *row, struct beginning *b)
{
    int64_t now = b->scope->now.unix_ms;
    bool running = !column_is_null(row, 2);

    if (column_i64(row, 1) < now || (running && column_i64(row, 2) < now))
        return ASKED_NEW;
    if (!str_eq(column_str(row, 0, b->scope->arena), request_of(b->asked)))
        return ASKED_OTHER;
    if (running)
        return ASKED_RUNNING;
    b->status = column_i64(row, 3);
    b->sealed = column_str(row, 4, b->scope->arena);
    return ASKED_KNOWN;
}

static enum err look(struct tx *tx, struct beginning *b)
{
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(tx->conn, &find_answer);
    bool row;

    bind_id(find, 1, &b->scope->account.v);
    bind_bytes(find, 2, key_of(b->asked));
    TRY(statement_step(find, &row, tx->error));
    b->found = row ? judge(find, b) : ASKED_NEW;
    return ERR_OK;
}

static enum err sweep(struct tx *tx, struct instant now)
{
    CLEANUP(statement_end) sqlite3_stmt *old = statement_begin(tx->conn, &sweep_old);

    bind_i64(old, 1, now.unix_ms);
    return statement_run(old, tx->error);
}

static enum err do_begin(struct tx *tx, void *context)
{
    struct beginning *b = context;
    int64_t now = b->scope->now.unix_ms;

    TRY(look(tx, b));
    if (b->found != ASKED_NEW)
        return ERR_OK;
    TRY(sweep(tx, b->scope->now));
    CLEANUP(statement_end) sqlite3_stmt *note = statement_begin(tx->conn, &note_running);
    bind_asked(note, b->scope, b->asked);
    bind_i64(note, 4, b->life.ms == 0 ? INT64_MAX : now + b->life.ms);
    bind_i64(note, 5, now + b->lease.ms);
    return statement_run(note, tx->error);
}

static enum err answers_begin(void *self, struct scope *scope, const struct asked *asked,
                              struct duration life, struct duration lease, enum asked_found *found,
                              struct kept_answer *ret)
{
    struct beginning b = { .scope = scope, .asked = asked, .life = life, .lease = lease };
    unsigned char key[SEAL_KEY_BYTES];
    struct str joined;
    bool sound;

    TRY(store_write(self, do_begin, &b, &scope->error));
    *found = b.found;
    if (b.found != ASKED_KNOWN)
        return ERR_OK;
    store_key(self, "answers", key);
    sound = unseal(scope->arena, key, key_of(asked), b.sealed, &joined) &&
            kept_answer_part(joined, ret);
    explicit_bzero(key, sizeof key);
    ret->status = b.status;
    if (!sound)
        return FAIL_WITH(&scope->error, ERR_INTERNAL, "store.unsealable",
                         P_STR("table", STR("answers")));
    return ERR_OK;
}

/* -- ending -- */

struct ending {
    struct scope *scope;
    const struct asked *asked;
    int64_t status;
    struct str sealed;
};

static enum err do_keep(struct tx *tx, void *context)
{
    const struct ending *e = context;
    CLEANUP(statement_end) sqlite3_stmt *keep = statement_begin(tx->conn, &keep_answer);

    bind_asked(keep, e->scope, e->asked);
    bind_i64(keep, 4, e->status);
    bind_bytes(keep, 5, e->sealed);
    return statement_run(keep, tx->error);
}

static enum err answers_keep(void *self, struct scope *scope, const struct asked *asked,
                             const struct kept_answer *answer)
{
    struct ending e = { .scope = scope, .asked = asked, .status = answer->status };
    unsigned char key[SEAL_KEY_BYTES], nonce[SEAL_NONCE_BYTES];

    store_key(self, "answers", key);
    VIA(store_random(self), bytes, nonce, sizeof nonce);
    e.sealed =
        seal(scope->arena, key, nonce, key_of(asked), kept_answer_join(scope->arena, answer));
    explicit_bzero(key, sizeof key);
    return store_write(self, do_keep, &e, &scope->error);
}

static enum err do_forget(struct tx *tx, void *context)
{
    const struct ending *e = context;
    CLEANUP(statement_end) sqlite3_stmt *forget = statement_begin(tx->conn, &forget_answer);

    bind_asked(forget, e->scope, e->asked);
    return statement_run(forget, tx->error);
}

static enum err answers_forget(void *self, struct scope *scope, const struct asked *asked)
{
    struct ending e = { .scope = scope, .asked = asked };

    return store_write(self, do_forget, &e, &scope->error);
}

/* -- the part -- */

static enum err answers_opened(struct tx *tx)
{
    CLEANUP(statement_end) sqlite3_stmt *forget = statement_begin(tx->conn, &forget_running);

    return statement_run(forget, tx->error);
}

static const struct statement *const statements[] = { &find_answer,   &note_running,   &keep_answer,
                                                      &forget_answer, &forget_running, &sweep_old };

const struct store_part answers_part = {
    .name = "answers",
    .schema = schema,
    .n_schema = ARRAY_LEN(schema),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
    .opened = answers_opened,
};

struct answer_store sqlite_answers(struct sqlite_store *store)
{
    static const struct answer_store_ops ops = {
        .begin = answers_begin,
        .keep = answers_keep,
        .forget = answers_forget,
    };

    return (struct answer_store){ &ops, store };
}
