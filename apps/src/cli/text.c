/* apps/src/cli/text.c - sentences for the person at the terminal. */
#include "cli/cli.h"

#include "cli/api.h"
#include "cli/show.h"

extern char **environ;

struct str cli_text_with(const struct cli *cli, const char *slug, const struct param *params)
{
    return message_print(cli->arena, cli->language, slug, params);
}

struct str cli_text(const struct cli *cli, const char *slug)
{
    return cli_text_with(cli, slug, NULL);
}

void cli_say(const struct cli *cli, struct str text)
{
    fprintf(stderr, "%.*s\n", STR_ARG(show_plain(cli->arena, text)));
}

enum err cli_settings(struct cli *cli, struct settings *ret)
{
    struct settings_source source = { .path = cli->config,
                                      .variables = (const char *const *)environ };

    return settings_read(cli->arena, &source, ret, &cli->error);
}

static void complain_field(const struct cli *cli, struct str field, struct str text)
{
    cli_say(cli, str_format(cli->arena, "  %.*s: %.*s", STR_ARG(field), STR_ARG(text)));
}

void cli_complain(const struct cli *cli)
{
    const struct api_problem *p = cli->problem;

    if (p != NULL) {
        cli_say(cli, p->detail.n > 0 ? p->detail : p->code);
        for (const struct json *e = json_first(p->errors); e != NULL; e = json_next(e))
            complain_field(cli, json_str(json_get(e, "field")), json_str(json_get(e, "detail")));
        return;
    }
    if (cli->error.slug == NULL)
        return;
    cli_say(cli, cli_text_with(cli, cli->error.slug, cli->error.params));
    for (const struct field_error *f = cli->error.fields; f != NULL; f = f->next)
        complain_field(cli, f->field, cli_text_with(cli, f->slug, f->params));
}
