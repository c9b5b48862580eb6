/* application/src/failure_words.c */
#include "failure_words.h"

#include "base/arena.h"

struct str failure_say(const struct ports *ports, struct arena *arena, struct str language,
                       const struct failure *failure)
{
    struct param params[ERROR_PARAMS];
    struct str said;

    failure_params(failure, arena, params);
    said = VIA(ports->wording, print, arena, language, str_c(arena, failure->slug), params);
    if (failure->facts.n == 0 && str_find_char(said, '{') != SIZE_MAX)
        return VIA(ports->wording, print, arena, language, "failure.facts_lost", NULL);
    return said;
}
