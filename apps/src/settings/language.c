/* apps/src/settings/language.c - "es_CO.UTF-8" -> "es". */
#include "apps/language.h"

#include <stdlib.h>

#define OWN_VARIABLE "SPEECHAI_LANGUAGE"

enum language language_of_environment(void)
{
    static const char *const names[] = { OWN_VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG" };

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct str value = str_from_c(getenv(names[i]));

        if (value.n > 0)
            return language_choose(str_cut(&value, '_'));
    }
    return LANGUAGE_ES;
}

enum err language_check_environment(struct error *error)
{
    struct str value = str_from_c(getenv(OWN_VARIABLE));

    if (value.n == 0 || language_find(str_cut(&value, '_')) != 0)
        return ERR_OK;
    return FAIL_WITH(error, ERR_INVALID, "settings.bad_variable",
                     P_STR("variable", STR(OWN_VARIABLE)), P_STR("wanted", STR("es | en")));
}
