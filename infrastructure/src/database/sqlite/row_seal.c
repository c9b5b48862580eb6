/* database/sqlite/row_seal.c - the sensitive fields of a row as one blob, and back. */
#include "database/sqlite/row_seal.h"

#include <assert.h>
#include <string.h>

#include "base/strbuf.h"
#include "codec/crypto.h"
#include "codec/json_record.h"
#include "database/sqlite/row.h"
#include "database/sqlite/store.h"

enum { BOUND_MOST = 128 };

/* What a blob is bound to: table, account, id. It cannot be moved to another row. */
static struct str bound_to(const struct table *table, const void *object, char bytes[BOUND_MOST])
{
    size_t n = strlen(table->record->name) + 1;
    const struct field *parts[] = { table->account, table->id };

    assert(n + 2 * sizeof(struct id128) <= BOUND_MOST);
    memcpy(bytes, table->record->name, n);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (parts[i] != NULL) {
            memcpy(bytes + n, field_at(parts[i], object), sizeof(struct id128));
            n += sizeof(struct id128);
        }
    return (struct str){ bytes, n };
}

static struct id128 account_of(const struct table *table, const void *object)
{
    struct id128 none = { { 0 } };

    return table->account == NULL ? none : *(const struct id128 *)field_at(table->account, object);
}

static const unsigned char *next_nonce(struct connection *conn)
{
    if (conn->n_nonces == 0) {
        VIA(conn->store->config.random, bytes, conn->nonces, sizeof conn->nonces);
        conn->n_nonces = NONCES;
    }
    return conn->nonces[--conn->n_nonces];
}

/* Any bytes, with the account's data key, bound to what they belong to. */
static enum err seal_for_account(struct connection *conn, struct id128 account, struct str bound,
                                 struct str plain, struct arena *arena, struct str *ret,
                                 struct error *error)
{
    unsigned char key[SEAL_KEY_BYTES];

    TRY(data_key(conn, account, key, error));
    *ret = seal(arena, key, next_nonce(conn), bound, plain);
    explicit_bzero(key, sizeof key);
    return ERR_OK;
}

static enum err unseal_for_account(struct connection *conn, struct id128 account, struct str bound,
                                   struct str sealed, struct arena *arena, struct str *ret,
                                   struct error *error)
{
    unsigned char key[SEAL_KEY_BYTES];
    bool opened;

    TRY(data_key(conn, account, key, error));
    opened = unseal(arena, key, bound, sealed, ret);
    explicit_bzero(key, sizeof key);
    return opened ? ERR_OK : FAIL(error, ERR_INTERNAL, "store.unsealable");
}

enum err seal_row(struct connection *conn, const struct table *table, const void *object,
                  struct arena *arena, struct str *ret, struct error *error)
{
    char bytes[BOUND_MOST];
    struct strbuf text = strbuf_init(arena, JSON_COLUMN_MOST);
    struct json_writer writer = json_writer_init(&text);

    if (table->sealed.n == 0) {
        *ret = STR_NONE;
        return ERR_OK;
    }
    json_put_record(&writer, &table->sealed, object, 0);
    assert(strbuf_ok(&text));
    return seal_for_account(conn, account_of(table, object), bound_to(table, object, bytes),
                            strbuf_str(&text), arena, ret, error);
}

enum err row_seal(struct connection *conn, const struct record *record, const void *object,
                  struct arena *arena, struct str *ret, struct error *error)
{
    return seal_row(conn, store_table(conn->store, record), object, arena, ret, error);
}

enum err read_row_json(struct str text, const struct record *record, void *object,
                       struct arena *arena, struct error *error)
{
    static const struct json_limits limits = { .members = 1000000 };
    const struct json *node;

    TRY(json_parse(arena, text, &limits, &node, error));
    return json_read_record(node, record, JSON_FROM_STORE, object, arena, error);
}

enum err row_unseal(struct connection *conn, const struct record *record, void *object,
                    struct str sealed, struct arena *arena, struct error *error)
{
    const struct table *table = store_table(conn->store, record);
    char bytes[BOUND_MOST];
    struct str plain;

    if (sealed.p == NULL)
        return ERR_OK;
    TRY(unseal_for_account(conn, account_of(table, object), bound_to(table, object, bytes), sealed,
                           arena, &plain, error));
    return read_row_json(plain, &table->sealed, object, arena, error);
}
