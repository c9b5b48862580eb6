/* database/mongodb/keys.c - one data key an account: who forgets it has erased the account. */
#include "database/mongodb/keys.h"

#include <string.h>

#include "codec/data_keys.h"
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

/* -- the account's -- */

struct str account_key_make(const struct mongodb_store *store, struct id128 account,
                            struct arena *arena)
{
    struct new_data_key made;

    VIA(store->config.random, bytes, &made, sizeof made);
    return data_key_seal(arena, store->master_key, account, &made);
}

static enum err read_key(struct session *s, struct id128 account, unsigned char ret[32])
{
    struct str document;

    TRY(document_by_id(s, account_record.name, record_key(s->arena, account, account), &document));
    if (!data_key_unseal(s->arena, s->store->master_key, account,
                         document_bytes(document, "data_key"), ret))
        return FAIL(s->error, ERR_INTERNAL, "store.no_data_key");
    data_keys_keep(&s->store->keys, account, ret);
    return ERR_OK;
}

static enum err data_key(struct session *s, struct id128 account, unsigned char ret[32])
{
    if (id128_is_zero(account)) {
        purpose_key(s->store, "data of the installation", ret);
        return ERR_OK;
    }
    return data_keys_find(&s->store->keys, account, ret) ? ERR_OK : read_key(s, account, ret);
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
