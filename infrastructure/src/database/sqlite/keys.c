/* database/sqlite/keys.c - one data key an account: who forgets it has erased the account. */
#include "database/sqlite/keys.h"

#include <stdlib.h>
#include <string.h>

#include "codec/crypto.h"
#include "database/sqlite/store.h"

static const struct statement find_key =
    STATEMENT("SELECT data_key FROM accounts WHERE account = ?1 AND id = ?1");

static void wipe(void *bytes, size_t n)
{
    explicit_bzero(bytes, n);
}

void store_key(const struct sqlite_store *store, const char *purpose, unsigned char ret[32])
{
    struct str key = { (const char *)store->master_key, sizeof store->master_key };
    struct str parts[] = { STR("sqlite store: "), str_from_c(purpose) };

    hmac_sha256(key, parts, ARRAY_LEN(parts), ret);
}

/* Ids end in random bits. */
static size_t place_of(const struct keys *keys, struct id128 account)
{
    uint64_t h;

    memcpy(&h, account.bytes + 8, sizeof h);
    for (size_t at = h & (keys->capacity - 1);; at = (at + 1) & (keys->capacity - 1))
        if (id128_is_zero(keys->kept[at].account) || id128_eq(keys->kept[at].account, account))
            return at;
}

static void grow(struct keys *keys)
{
    struct kept_key *old = keys->kept;
    size_t n = keys->capacity;

    keys->capacity = n == 0 ? 64 : n * 2;
    keys->kept = calloc(keys->capacity, sizeof *keys->kept);
    if (keys->kept == NULL)
        abort();
    for (size_t i = 0; i < n; i++)
        if (!id128_is_zero(old[i].account))
            keys->kept[place_of(keys, old[i].account)] = old[i];
    if (old != NULL)
        wipe(old, n * sizeof *old);
    free(old);
}

void keys_release(struct keys *keys)
{
    if (keys->kept != NULL)
        wipe(keys->kept, keys->capacity * sizeof *keys->kept);
    free(keys->kept);
    keys->kept = NULL;
    keys->n = keys->capacity = 0;
}

static bool find_kept(struct keys *keys, struct id128 account, unsigned char ret[32])
{
    bool found = false;

    pthread_mutex_lock(&keys->mutex);
    if (keys->capacity > 0) {
        const struct kept_key *kept = &keys->kept[place_of(keys, account)];

        found = !id128_is_zero(kept->account);
        if (found)
            memcpy(ret, kept->key, sizeof kept->key);
    }
    pthread_mutex_unlock(&keys->mutex);
    return found;
}

static void keep(struct keys *keys, struct id128 account, const unsigned char key[32])
{
    struct kept_key *kept;

    pthread_mutex_lock(&keys->mutex);
    if (keys->n * 2 >= keys->capacity)
        grow(keys);
    kept = &keys->kept[place_of(keys, account)];
    keys->n += id128_is_zero(kept->account);
    kept->account = account;
    memcpy(kept->key, key, sizeof kept->key);
    pthread_mutex_unlock(&keys->mutex);
}

static enum err read_key(struct connection *conn, struct id128 account, unsigned char ret[32],
                         struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(conn, &find_key);
    struct str bound = { (const char *)account.bytes, sizeof account.bytes }, key;
    bool row;

    bind_id(find, 1, &account);
    TRY(statement_step(find, &row, error));
    if (!row ||
        !unseal(&arena, conn->store->master_key, bound, column_str(find, 0, &arena), &key) ||
        key.n != 32)
        return FAIL(error, ERR_INTERNAL, "store.no_data_key");
    memcpy(ret, key.p, 32);
    return ERR_OK;
}

/* What is not committed yet is read, but not kept: it may never be. */
static enum err read_for_writer(struct connection *conn, struct id128 account,
                                unsigned char ret[32], struct error *error)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(conn->store);

    if (read_key(reader, account, ret, NULL) != ERR_OK)
        return read_key(conn, account, ret, error);
    keep(&conn->store->keys, account, ret);
    return ERR_OK;
}

enum err data_key(struct connection *conn, struct id128 account, unsigned char ret[32],
                  struct error *error)
{
    struct keys *keys = &conn->store->keys;

    if (id128_is_zero(account)) {
        store_key(conn->store, "data of the installation", ret);
        return ERR_OK;
    }
    if (find_kept(keys, account, ret))
        return ERR_OK;
    if (conn->writer)
        return read_for_writer(conn, account, ret, error);
    TRY(read_key(conn, account, ret, error));
    keep(keys, account, ret);
    return ERR_OK;
}

struct str data_key_make(const struct sqlite_store *store, struct id128 account,
                         struct arena *arena)
{
    struct str bound = { (const char *)account.bytes, sizeof account.bytes };
    unsigned char key[SEAL_KEY_BYTES], nonce[SEAL_NONCE_BYTES];
    struct str sealed;

    VIA(store->config.random, bytes, key, sizeof key);
    VIA(store->config.random, bytes, nonce, sizeof nonce);
    sealed =
        seal(arena, store->master_key, nonce, bound, (struct str){ (const char *)key, sizeof key });
    wipe(key, sizeof key);
    return sealed;
}
