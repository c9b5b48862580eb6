/* tests/fakes/plain_secrets.c - secrets of tests. */
#include "fakes/plain_secrets.h"

#include "base/error.h"
#include "base/strbuf.h"

static struct str plain_hash(void *self, struct arena *arena, struct str text)
{
    (void)self;
    return str_format(arena, "%016llx%048d", (unsigned long long)str_hash(text), 0);
}

/* Never the same twice, as long as the real one. */
static struct str plain_token(void *self, struct arena *arena)
{
    static _Atomic unsigned long long made;

    (void)self;
    return str_format(arena, "token%038llu", ++made);
}

static struct str plain_tag_mac(void *self, struct arena *arena, struct str tag)
{
    (void)self;
    return str_format(arena, "mac:%.*s", STR_ARG(tag));
}

static bool plain_tag_mac_is(void *self, struct str tag, struct str mac)
{
    (void)self;
    return str_starts(mac, STR("mac:")) && str_eq(str_slice(mac, 4, mac.n), tag);
}

static struct str plain_mac(void *self, struct arena *arena, enum secret_use use, struct str text)
{
    (void)self;
    return str_format(arena, "mac%d:%.*s", (int)use, STR_ARG(text));
}

static bool plain_mac_is(void *self, enum secret_use use, struct str text, struct str mac)
{
    CLEANUP(arena_release) struct arena arena = arena_init();

    return str_eq(plain_mac(self, &arena, use, text), mac);
}

struct secrets plain_secrets(void)
{
    static const struct secrets_ops ops = { .hash = plain_hash,
                                            .token = plain_token,
                                            .tag_mac = plain_tag_mac,
                                            .tag_mac_is = plain_tag_mac_is,
                                            .mac = plain_mac,
                                            .mac_is = plain_mac_is };

    return (struct secrets){ &ops, NULL };
}
