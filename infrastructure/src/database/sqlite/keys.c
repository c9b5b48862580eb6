/* database/sqlite/keys.c - one data key an account: who forgets it has erased the account. */
#include "database/sqlite/keys.h"

#include <string.h>

#include "codec/data_keys.h"
#include "database/sqlite/store.h"

static const struct statement find_key =
    STATEMENT("SELECT data_key FROM accounts WHERE account = ?1 AND id = ?1");

void store_key(const struct sqlite_store *store, const char *purpose, unsigned char ret[32])
{
    struct str key = { (const char *)store->master_key, sizeof store->master_key };
    struct str parts[] = { STR("sqlite store: "), str_from_c(purpose) };

    hmac_sha256(key, parts, ARRAY_LEN(parts), ret);
}

static enum err read_key(struct connection *conn, struct id128 account, unsigned char ret[32],
                         struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(conn, &find_key);
    bool row;

    bind_id(find, 1, &account);
    TRY(statement_step(find, &row, error));
    return row && data_key_unseal(&arena, conn->store->master_key, account,
                                  column_str(find, 0, &arena), ret)
               ? ERR_OK
               : FAIL(error, ERR_INTERNAL, "store.no_data_key");
}

/* What is not committed yet is read, but not kept: it may never be. */
static enum err read_for_writer(struct connection *conn, struct id128 account,
                                unsigned char ret[32], struct error *error)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(conn->store);

    if (read_key(reader, account, ret, NULL) != ERR_OK)
        return read_key(conn, account, ret, error);
    data_keys_keep(&conn->store->keys, account, ret);
    return ERR_OK;
}

enum err data_key(struct connection *conn, struct id128 account, unsigned char ret[32],
                  struct error *error)
{
    struct data_keys *keys = &conn->store->keys;

    if (id128_is_zero(account)) {
        store_key(conn->store, "data of the installation", ret);
        return ERR_OK;
    }
    if (data_keys_find(keys, account, ret))
        return ERR_OK;
    if (conn->writer)
        return read_for_writer(conn, account, ret, error);
    TRY(read_key(conn, account, ret, error));
    data_keys_keep(keys, account, ret);
    return ERR_OK;
}

struct str data_key_make(const struct sqlite_store *store, struct id128 account,
                         struct arena *arena)
{
    struct new_data_key made;

    VIA(store->config.random, bytes, &made, sizeof made);
    return data_key_seal(arena, store->master_key, account, &made);
}
