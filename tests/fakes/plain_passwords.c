/* tests/fakes/plain_passwords.c */
#include "fakes/plain_passwords.h"

#include "base/strbuf.h"

static const struct str first = STR_INIT("plain1:"), raised = STR_INIT("plain2:");

static enum err plain_hash(void *self, struct arena *arena, struct str password, struct str *ret,
                           struct error *error)
{
    struct plain_passwords *p = self;
    struct str prefix = p->is_raised ? raised : first;

    if (p->is_busy)
        return FAIL(error, ERR_UNAVAILABLE, "auth.busy");
    p->hashed++;
    *ret = str_format(arena, "%.*s%.*s", STR_ARG(prefix), STR_ARG(password));
    return ERR_OK;
}

static enum err plain_verify(void *self, struct str password, struct str stored, bool *right,
                             struct error *error)
{
    struct plain_passwords *p = self;

    if (p->is_busy)
        return FAIL(error, ERR_UNAVAILABLE, "auth.busy");
    p->verified++;
    p->of_nobody += stored.n == 0;
    *right = stored.n > first.n && str_eq(str_slice(stored, first.n, stored.n), password);
    return ERR_OK;
}

static bool plain_is_outdated(void *self, struct str stored)
{
    const struct plain_passwords *p = self;

    return p->is_raised && !str_starts(stored, raised);
}

struct password_hasher plain_password_hasher(struct plain_passwords *passwords)
{
    static const struct password_hasher_ops ops = { .hash = plain_hash,
                                                    .verify = plain_verify,
                                                    .is_outdated = plain_is_outdated };

    return (struct password_hasher){ &ops, passwords };
}
