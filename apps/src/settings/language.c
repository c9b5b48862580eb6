/* apps/src/settings/language.c - "es_CO.UTF-8" -> "es". */
#include "apps/language.h"

#include <stdlib.h>

enum language language_of_environment(void)
{
    static const char *const names[] = { "SPEECHAI_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG" };

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct str value = str_from_c(getenv(names[i]));

        if (value.n > 0)
            return language_choose(str_cut(&value, '_'));
    }
    return LANGUAGE_ES;
}
