/* tests/fakes/plain_wording.c */
#include "fakes/plain_wording.h"

#include "base/strbuf.h"

static struct str plain_print(void *self, struct arena *arena, struct str language,
                              const char *slug, const struct param *params)
{
    struct strbuf text = strbuf_init(arena, 4096);

    (void)self;
    if (!str_eq(language, STR("es"))) {
        strbuf_add(&text, language);
        strbuf_add_char(&text, ':');
    }
    strbuf_add_c(&text, slug);
    for (size_t i = 0; params != NULL && i < ERROR_PARAMS && params[i].name != NULL; i++) {
        strbuf_add_char(&text, ' ');
        strbuf_add_c(&text, params[i].name);
        strbuf_add_char(&text, '=');
        if (params[i].str.p != NULL)
            strbuf_add(&text, params[i].str);
        else
            strbuf_add(&text, str_format(arena, "%lld", (long long)params[i].i64));
    }
    return strbuf_str(&text);
}

struct wording plain_wording(void)
{
    static const struct wording_ops ops = { plain_print };

    return (struct wording){ &ops, NULL };
}
