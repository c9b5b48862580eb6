/* infrastructure/src/system/secrets.c - one master key, a key of its own for each use. */
#include "infrastructure/secrets.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "codec/crypto.h"

enum { MAC_BYTES = 16, TOKEN_BYTES = 32 };

struct derived {
    unsigned char bytes[SHA256_BYTES];
};
struct system_secrets {
    struct random random;
    struct derived tag, account_phone, global_phone;
    struct derived uses[SECRET_USES];
};

static struct str view(const void *bytes, size_t n)
{
    return (struct str){ bytes, n };
}

static struct derived derive(const unsigned char *master_key, struct str use)
{
    struct str parts[] = { STR("speechai."), use };
    struct derived key;

    hmac_sha256(view(master_key, MASTER_KEY_BYTES), parts, ARRAY_LEN(parts), key.bytes);
    return key;
}

struct system_secrets *system_secrets_new(const unsigned char master_key[MASTER_KEY_BYTES],
                                          struct random random)
{
    struct system_secrets *s = calloc(1, sizeof *s);

    if (s == NULL)
        abort();
    s->random = random;
    s->tag = derive(master_key, STR("tag"));
    s->account_phone = derive(master_key, STR("phone.account"));
    s->global_phone = derive(master_key, STR("phone.installation"));
    s->uses[SECRET_PASSWORD] = derive(master_key, STR("password"));
    s->uses[SECRET_SESSION] = derive(master_key, STR("session"));
    s->uses[SECRET_RESET] = derive(master_key, STR("reset"));
    s->uses[SECRET_REGISTRATION] = derive(master_key, STR("registration"));
    s->uses[SECRET_INVITATION] = derive(master_key, STR("invitation"));
    s->uses[SECRET_KNOWN] = derive(master_key, STR("known"));
    return s;
}

void system_secrets_free(struct system_secrets *s)
{
    if (s == NULL)
        return;
    explicit_bzero(s, sizeof *s);
    free(s);
}

static struct str hash(void *self, struct arena *arena, struct str text)
{
    unsigned char bytes[SHA256_BYTES];

    (void)self;
    sha256(text, bytes);
    return hex_print(arena, view(bytes, sizeof bytes));
}

static struct str token(void *self, struct arena *arena)
{
    struct system_secrets *s = self;
    unsigned char bytes[TOKEN_BYTES];

    VIA(s->random, bytes, bytes, sizeof bytes);
    return base64url_print(arena, view(bytes, sizeof bytes));
}

static struct str tag_mac(void *self, struct arena *arena, struct str tag)
{
    struct system_secrets *s = self;
    unsigned char mac[SHA256_BYTES];

    hmac_sha256(view(s->tag.bytes, sizeof s->tag.bytes), &tag, 1, mac);
    return hex_print(arena, view(mac, MAC_BYTES));
}

static bool tag_mac_is(void *self, struct str tag, struct str mac)
{
    CLEANUP(arena_release) struct arena arena = arena_init();

    return secret_eq(tag_mac(self, &arena, tag), mac);
}

static struct str mac(void *self, struct arena *arena, enum secret_use use, struct str text)
{
    struct system_secrets *s = self;
    unsigned char bytes[SHA256_BYTES];

    hmac_sha256(view(s->uses[use].bytes, sizeof s->uses[use].bytes), &text, 1, bytes);
    return hex_print(arena, view(bytes, sizeof bytes));
}

static bool mac_is(void *self, enum secret_use use, struct str text, struct str given)
{
    CLEANUP(arena_release) struct arena arena = arena_init();

    return secret_eq(mac(self, &arena, use, text), given);
}

static struct phone_hash_id first_half(const unsigned char mac[SHA256_BYTES])
{
    struct phone_hash_id hash;

    memcpy(hash.v.bytes, mac, sizeof hash.v.bytes);
    return hash;
}

static struct phone_hash_id account_hash(void *self, struct account_id account, struct phone phone)
{
    struct system_secrets *s = self;
    struct str parts[] = { view(account.v.bytes, sizeof account.v.bytes), phone.e164 };
    unsigned char mac[SHA256_BYTES];

    hmac_sha256(view(s->account_phone.bytes, sizeof s->account_phone.bytes), parts,
                ARRAY_LEN(parts), mac);
    return first_half(mac);
}

static struct phone_hash_id global_hash(void *self, struct phone phone)
{
    struct system_secrets *s = self;
    unsigned char mac[SHA256_BYTES];

    hmac_sha256(view(s->global_phone.bytes, sizeof s->global_phone.bytes), &phone.e164, 1, mac);
    return first_half(mac);
}

struct secrets system_secrets_port(struct system_secrets *s)
{
    static const struct secrets_ops ops = {
        .hash = hash,
        .token = token,
        .tag_mac = tag_mac,
        .tag_mac_is = tag_mac_is,
        .mac = mac,
        .mac_is = mac_is,
    };

    return (struct secrets){ &ops, s };
}

struct phone_hasher system_phone_hasher_port(struct system_secrets *s)
{
    static const struct phone_hasher_ops ops = { .account_hash = account_hash,
                                                 .global_hash = global_hash };

    return (struct phone_hasher){ &ops, s };
}
