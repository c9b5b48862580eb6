/* database/mongodb/keys.c - one data key an account: who forgets it has erased the account. */
#include "database/mongodb/keys.h"

#include <stdlib.h>
#include <string.h>

#include "codec/crypto.h"
#include "database/mongodb/documents.h"
#include "domain/models/account.h"

enum { HASH_BYTES = 16 };

void purpose_key(const struct mongodb_store *store, const char *purpose, unsigned char ret[32])
{
    struct str key = { (const char *)store->master_key, sizeof store->master_key };
    struct str parts[] = { STR("mongodb store: "), str_from_c(purpose) };

    hmac_sha256(key, parts, ARRAY_LEN(parts), ret);
}

struct str value_hash(const struct mongodb_store *store, const struct record_plan *plan,
                      const char *field, struct str value, struct arena *arena)
{
    struct str key = { (const char *)store->index_key, sizeof store->index_key };
    struct str parts[] = { str_from_c(plan->record->name), STR("\0"), str_from_c(field), STR("\0"),
                           value };
    unsigned char hash[SHA256_BYTES];

    hmac_sha256(key, parts, ARRAY_LEN(parts), hash);
    return str_copy(arena, (struct str){ (const char *)hash, HASH_BYTES });
}

/* -- kept in memory -- */

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
        explicit_bzero(old, n * sizeof *old);
    free(old);
}

void kept_keys_release(struct keys *keys)
{
    if (keys->kept != NULL)
        explicit_bzero(keys->kept, keys->capacity * sizeof *keys->kept);
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

/* -- the account's -- */

struct str account_key_make(const struct mongodb_store *store, struct id128 account,
                            struct arena *arena)
{
    struct str bound = { (const char *)account.bytes, sizeof account.bytes };
    unsigned char key[SEAL_KEY_BYTES], nonce[SEAL_NONCE_BYTES];
    struct str sealed;

    VIA(store->config.random, bytes, key, sizeof key);
    VIA(store->config.random, bytes, nonce, sizeof nonce);
    sealed =
        seal(arena, store->master_key, nonce, bound, (struct str){ (const char *)key, sizeof key });
    explicit_bzero(key, sizeof key);
    return sealed;
}

static enum err read_key(struct session *s, struct id128 account, unsigned char ret[32])
{
    struct str bound = { (const char *)account.bytes, sizeof account.bytes }, sealed, key;
    struct str document;

    TRY(document_by_id(s, account_record.name, record_key(s->arena, account, account), &document));
    sealed = document.p == NULL ? STR_NONE : document_bytes(document, "data_key");
    if (sealed.p == NULL || !unseal(s->arena, s->store->master_key, bound, sealed, &key) ||
        key.n != 32)
        return FAIL(s->error, ERR_INTERNAL, "store.no_data_key");
    memcpy(ret, key.p, 32);
    keep(&s->store->keys, account, ret);
    return ERR_OK;
}

static enum err data_key(struct session *s, struct id128 account, unsigned char ret[32])
{
    if (id128_is_zero(account)) {
        purpose_key(s->store, "data of the installation", ret);
        return ERR_OK;
    }
    return find_kept(&s->store->keys, account, ret) ? ERR_OK : read_key(s, account, ret);
}

enum err account_seal(struct session *s, struct id128 account, struct str bound, struct str plain,
                      struct str *ret)
{
    unsigned char key[SEAL_KEY_BYTES], nonce[SEAL_NONCE_BYTES];

    TRY(data_key(s, account, key));
    VIA(s->store->config.random, bytes, nonce, sizeof nonce);
    *ret = seal(s->arena, key, nonce, bound, plain);
    explicit_bzero(key, sizeof key);
    return ERR_OK;
}

enum err account_unseal(struct session *s, struct id128 account, struct str bound,
                        struct str sealed, struct str *ret)
{
    unsigned char key[SEAL_KEY_BYTES];
    bool opened;

    TRY(data_key(s, account, key));
    opened = unseal(s->arena, key, bound, sealed, ret);
    explicit_bzero(key, sizeof key);
    return opened ? ERR_OK : FAIL(s->error, ERR_INTERNAL, "store.unsealable");
}
