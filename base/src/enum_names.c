/* base/enum_names.c */
#include "base/enum_names.h"

#include "base/strbuf.h"

enum { LIST_MOST = 4096 };

struct str enum_name(const struct enum_names *names, int value)
{
    if (value <= 0 || (size_t)value >= names->n || names->names[value] == NULL)
        return STR("?");
    return str_from_c(names->names[value]);
}

int enum_parse(const struct enum_names *names, struct str text)
{
    for (size_t i = 1; i < names->n; i++)
        if (names->names[i] != NULL && str_eq_c(text, names->names[i]))
            return (int)i;
    return 0;
}

struct str enum_list(struct arena *arena, const struct enum_names *names, size_t first)
{
    struct strbuf out = strbuf_init(arena, LIST_MOST);

    for (size_t i = first; i < names->n; i++) {
        if (names->names[i] == NULL)
            continue;
        if (out.n > 0)
            strbuf_add(&out, STR(", "));
        strbuf_add_c(&out, names->names[i]);
    }
    return strbuf_str(&out);
}
