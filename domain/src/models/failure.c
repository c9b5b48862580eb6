/* domain/src/models/failure.c */
#include "domain/models/failure.h"

#include "base/arena.h"
#include "base/strbuf.h"

static struct str text_of(const struct param *param, struct arena *arena)
{
    return param->str.p != NULL ? str_copy(arena, param->str)
                                : str_format(arena, "%lld", (long long)param->i64);
}

struct failure failure_of(const struct error *error, struct arena *arena)
{
    struct failure f = { .slug = str_from_c(error->slug) };

    f.facts.items = ARENA_ARRAY(arena, struct str_pair, ERROR_PARAMS);
    for (size_t i = 0; i < ERROR_PARAMS && error->params[i].name != NULL; i++)
        f.facts.items[f.facts.n++] = (struct str_pair){ str_from_c(error->params[i].name),
                                                        text_of(&error->params[i], arena) };
    return f;
}

void failure_params(const struct failure *failure, struct arena *arena,
                    struct param ret[ERROR_PARAMS])
{
    for (size_t i = 0; i < ERROR_PARAMS; i++) {
        const struct str_pair *fact = i < failure->facts.n ? &failure->facts.items[i] : NULL;

        ret[i] = fact == NULL ? (struct param){ 0 } : P_STR(str_c(arena, fact->name), fact->value);
    }
}
