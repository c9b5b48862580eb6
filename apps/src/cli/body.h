/* apps/src/cli/body.h - the JSON object of a request, member by member. */
#ifndef CLI_BODY_H
#define CLI_BODY_H

#include "cli/cli.h"
#include "codec/json.h"

struct body {
    struct strbuf text;
    struct json_writer w;
};

static inline void body_begin(struct body *b, const struct cli *cli)
{
    b->text = strbuf_init(cli->arena, TEXT_MOST);
    b->w = json_writer_init(&b->text);
    json_open(&b->w, '{');
}

/* STR_NONE: left out. */
static inline void body_text(struct body *b, const char *name, struct str value)
{
    if (value.p == NULL)
        return;
    json_put_name(&b->w, str_from_c(name));
    json_put_str(&b->w, value);
}

static inline void body_i64(struct body *b, const char *name, int64_t value)
{
    json_put_name(&b->w, str_from_c(name));
    json_put_i64(&b->w, value);
}

static inline struct str body_end(struct body *b)
{
    json_close(&b->w, '}');
    return strbuf_str(&b->text);
}

#endif
