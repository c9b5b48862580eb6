/* tests/fakes/plain_codes.c */
#include "fakes/plain_codes.h"

#include "base/strbuf.h"
#include "domain/models/second_factor.h"

static struct str code_of(struct arena *arena, int64_t step)
{
    return str_format(arena, "%06lld", (long long)(step % 1000000));
}

static bool plain_is(void *self, struct str secret, int64_t step, struct str code)
{
    CLEANUP(arena_release) struct arena arena = arena_init();

    (void)self;
    return secret.n == FACTOR_SECRET_BYTES && str_eq(code_of(&arena, step), code);
}

struct one_time_codes plain_one_time_codes(void)
{
    static const struct one_time_codes_ops ops = { .is = plain_is };

    return (struct one_time_codes){ &ops, NULL };
}

struct str plain_code(struct arena *arena, struct instant at)
{
    return code_of(arena, factor_step(at));
}

static enum err plain_qr(void *self, struct arena *arena, struct str text, struct str *ret,
                         struct error *error)
{
    (void)self;
    (void)error;
    *ret = str_format(arena, "<svg>%.*s</svg>", STR_ARG(text));
    return ERR_OK;
}

struct pictures plain_pictures(void)
{
    static const struct pictures_ops ops = { .qr = plain_qr };

    return (struct pictures){ &ops, NULL };
}
