/* tests/fuzz/fuzz_script.c - any script: what script_variables lists is what script_render wants.
 */
#include <stdlib.h>

#include "base/strbuf.h"
#include "domain/models/script.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct str text = { (const char *)data, size }, rendered;
    struct error error = { .arena = &arena };
    struct str_map variables = { 0 };
    struct str_list names;
    enum err listed = script_variables(&arena, text, &names, &error), err;

    if (listed == ERR_OK) {
        variables.items = ARENA_ARRAY(&arena, struct str_pair, names.n);
        for (size_t i = 0; i < names.n; i++)
            variables.items[variables.n++] = (struct str_pair){ names.items[i], STR("{{x}}") };
    }
    err = script_render(&arena, text, &variables, &rendered, &error);
    if ((listed == ERR_OK) != (err == ERR_OK) && !str_eq_c(STR("script.too_long"), error.slug))
        abort();
    if (listed == ERR_OK && names.n == 0 && !str_eq(rendered, text))
        abort();
    if (listed == ERR_OK && names.n > 0) {
        variables.n--;
        if (script_render(&arena, text, &variables, &rendered, &error) == ERR_OK)
            abort(); /* a name without a value went through */
    }
    return 0;
}
