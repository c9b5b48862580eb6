/* application/src/reason_words.c */
#include "reason_words.h"

#include "base/strbuf.h"

struct str reason_words(const struct ports *ports, struct arena *arena, struct str language,
                        struct str slug)
{
    struct str own = str_format(arena, "job_reason.%.*s", STR_ARG(slug));
    struct str said = VIA(ports->wording, print, arena, language, own.p, NULL);

    if (!str_ends(said, own)) /* a slug without a sentence is said as it is */
        return said;
    return VIA(ports->wording, print, arena, language, str_c(arena, slug), NULL);
}
