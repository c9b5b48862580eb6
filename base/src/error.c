/* base/error.c - filling and reading struct error. */
#include "base/error.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/enum_names.h"

static const char *const err_texts[] = {
    [ERR_OK] = "ok",
    [ERR_INVALID] = "invalid",
    [ERR_UNAUTHENTICATED] = "unauthenticated",
    [ERR_FORBIDDEN] = "forbidden",
    [ERR_NOT_FOUND] = "not_found",
    [ERR_EXISTS] = "exists",
    [ERR_PRECONDITION] = "precondition",
    [ERR_CONFLICT] = "conflict",
    [ERR_EXHAUSTED] = "exhausted",
    [ERR_TIMEOUT] = "timeout",
    [ERR_UNAVAILABLE] = "unavailable",
    [ERR_INTERNAL] = "internal",
};
_Static_assert(ARRAY_LEN(err_texts) == ERR_COUNT, "every error has a name");

const char *err_name(enum err code)
{
    return err_texts[code];
}

static void copy_params(struct param *to, const struct param *from, struct arena *arena)
{
    for (int i = 0; i < ERROR_PARAMS; i++) {
        to[i] = from[i];
        if (arena != NULL)
            to[i].str = str_copy(arena, from[i].str);
    }
}

void error_fill(struct error *e, enum err code, const char *slug, const char *file, int line,
                const struct param *params)
{
    if (e == NULL)
        return;
    e->code = code;
    e->slug = slug;
    e->file = file;
    e->line = line;
    memset(e->params, 0, sizeof e->params);
    if (params != NULL)
        copy_params(e->params, params, e->arena);
}

void error_add_field(struct error *e, struct field_error wrong)
{
    struct field_error **last, *added;

    if (e == NULL || e->arena == NULL)
        return;
    added = ARENA_NEW(e->arena, struct field_error);
    added->field = str_copy(e->arena, wrong.field);
    added->slug = wrong.slug;
    copy_params(added->params, wrong.params, e->arena);
    for (last = &e->fields; *last != NULL; last = &(*last)->next)
        ;
    *last = added;
}

enum err error_fields(struct error *e)
{
    return e->fields == NULL ? ERR_OK : FAIL(e, ERR_INVALID, "request.invalid");
}

void error_clear(struct error *e)
{
    *e = (struct error){ .arena = e->arena };
}
