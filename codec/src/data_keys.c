/* codec/src/data_keys.c - kept keys, by account. */
#include "codec/data_keys.h"

#include <stdlib.h>
#include <string.h>

struct kept_key {
    struct id128 account; /* zero: the place is free */
    unsigned char key[SEAL_KEY_BYTES];
};

/* -- under the mutex -- */

/* Ids end in random bits. */
static struct kept_key *place_of(const struct data_keys *keys, struct id128 account)
{
    uint64_t h;

    memcpy(&h, account.bytes + 8, sizeof h);
    for (size_t at = h & (keys->capacity - 1);; at = (at + 1) & (keys->capacity - 1))
        if (id128_is_zero(keys->kept[at].account) || id128_eq(keys->kept[at].account, account))
            return &keys->kept[at];
}

static void drop(struct kept_key *kept, size_t n)
{
    if (kept != NULL)
        explicit_bzero(kept, n * sizeof *kept);
    free(kept);
}

static void grow(struct data_keys *keys)
{
    struct kept_key *old = keys->kept;
    size_t n = keys->capacity;

    keys->capacity = n == 0 ? 64 : n * 2;
    keys->kept = calloc(keys->capacity, sizeof *keys->kept);
    if (keys->kept == NULL)
        abort();
    for (size_t i = 0; i < n; i++)
        if (!id128_is_zero(old[i].account))
            *place_of(keys, old[i].account) = old[i];
    drop(old, n);
}

/* -- the table -- */

void data_keys_begin(struct data_keys *keys)
{
    *keys = (struct data_keys){ .kept = NULL };
    pthread_mutex_init(&keys->mutex, NULL);
}

void data_keys_forget(struct data_keys *keys)
{
    pthread_mutex_lock(&keys->mutex);
    drop(keys->kept, keys->capacity);
    keys->kept = NULL;
    keys->n = keys->capacity = 0;
    pthread_mutex_unlock(&keys->mutex);
}

void data_keys_end(struct data_keys *keys)
{
    data_keys_forget(keys);
    pthread_mutex_destroy(&keys->mutex);
}

bool data_keys_find(struct data_keys *keys, struct id128 account, unsigned char ret[SEAL_KEY_BYTES])
{
    bool found = false;

    pthread_mutex_lock(&keys->mutex);
    if (keys->capacity > 0) {
        const struct kept_key *kept = place_of(keys, account);

        found = !id128_is_zero(kept->account);
        if (found)
            memcpy(ret, kept->key, sizeof kept->key);
    }
    pthread_mutex_unlock(&keys->mutex);
    return found;
}

void data_keys_keep(struct data_keys *keys, struct id128 account,
                    const unsigned char key[SEAL_KEY_BYTES])
{
    struct kept_key *kept;

    pthread_mutex_lock(&keys->mutex);
    if (keys->n * 2 >= keys->capacity)
        grow(keys);
    kept = place_of(keys, account);
    keys->n += id128_is_zero(kept->account);
    kept->account = account;
    memcpy(kept->key, key, sizeof kept->key);
    pthread_mutex_unlock(&keys->mutex);
}

/* -- as they are kept -- */

static struct str bound_to(const struct id128 *account)
{
    return (struct str){ (const char *)account->bytes, sizeof account->bytes };
}

struct str data_key_seal(struct arena *arena, const unsigned char master[SEAL_KEY_BYTES],
                         struct id128 account, struct new_data_key *made)
{
    struct str plain = { (const char *)made->key, sizeof made->key };
    struct str sealed = seal(arena, master, made->nonce, bound_to(&account), plain);

    explicit_bzero(made, sizeof *made);
    return sealed;
}

bool data_key_unseal(struct arena *arena, const unsigned char master[SEAL_KEY_BYTES],
                     struct id128 account, struct str sealed, unsigned char ret[SEAL_KEY_BYTES])
{
    struct str key;

    if (sealed.p == NULL || !unseal(arena, master, bound_to(&account), sealed, &key) ||
        key.n != SEAL_KEY_BYTES)
        return false;
    memcpy(ret, key.p, SEAL_KEY_BYTES);
    return true;
}
