/* apps/src/cli/script.c - scripts, caller numbers, voice. */
#include "base/cleanup.h"
#include "cli/api.h"
#include "cli/body.h"
#include "cli/command.h"
#include "cli/show.h"

enum { SCRIPT_FILE_MOST = 256 * 1024 };

static const struct option script_options[] = {
    { "--name", "TEXT", "cli.option.script_name" },
    { "--file", "FILE", "cli.option.script_file" },
    { "--opening", "TEXT", "cli.option.opening" },
    { "--script-language", "es-CO", "cli.option.script_language" },
    { 0 },
};
static const struct option number_options[] = {
    { "--label", "TEXT", "cli.option.label" },
    { 0 },
};
static const struct option voice_options[] = {
    { "--voice", "ID", "cli.option.voice" },
    { 0 },
};

static const struct column script_columns[] = {
    { "cli.column.id", "id", false, NULL },
    { "cli.column.name", "name", false, NULL },
    { "cli.column.revision", "revision", true, NULL },
    { "cli.column.language", "language", false, NULL },
};
static const struct column number_columns[] = {
    { "cli.column.id", "id", false, NULL },
    { "cli.column.number", "e164", false, NULL },
    { "cli.column.label", "label", false, NULL },
};
static const struct column voice_columns[] = {
    { "cli.column.id", "id", false, NULL },
    { "cli.column.url", "base_url", false, NULL },
    { "cli.column.agent", "agent", false, NULL },
    { "cli.column.llm", "llm", false, NULL },
    { "cli.column.max_active", "max_active", true, NULL },
};

static enum err read_text(struct cli *cli, struct str path, struct str *ret)
{
    CLEANUP(cleanup_file) FILE *file = fopen(str_c(cli->arena, path), "re");
    char *text;
    size_t n;

    if (file == NULL)
        return FAIL_WITH(&cli->error, ERR_NOT_FOUND, "cli.no_file", P_STR("path", path));
    text = arena_alloc(cli->arena, SCRIPT_FILE_MOST + 1);
    n = fread(text, 1, SCRIPT_FILE_MOST + 1, file);
    if (n > SCRIPT_FILE_MOST)
        return FAIL_WITH(&cli->error, ERR_INVALID, "cli.file_too_large", P_STR("path", path));
    *ret = str_trim((struct str){ text, n });
    return ERR_OK;
}

static enum err script_create(struct cli *cli, const struct args *args)
{
    struct body body;
    struct str instructions;
    const struct json *answer;

    if (!args_has(args, "--name") || !args_has(args, "--file"))
        return cli_bad_option(cli, args_has(args, "--name") ? "--file" : "--name", "TEXT");
    TRY(read_text(cli, args_get(args, "--file"), &instructions));
    TRY(api_need_account(cli));
    body_begin(&body, cli);
    body_text(&body, "name", args_get(args, "--name"));
    body_text(&body, "instructions", instructions);
    body_text(&body, "opening", args_get(args, "--opening"));
    body_text(&body, "language",
              args_has(args, "--script-language") ? args_get(args, "--script-language")
                                                  : STR("es-CO"));
    TRY(api_post(cli, STR("/api/v1/scripts"), body_end(&body), &answer));
    show_fields(cli, answer, script_columns, ARRAY_LEN(script_columns));
    return ERR_OK;
}

static enum err list(struct cli *cli, const char *path, const struct column *columns, size_t n)
{
    const struct json *answer;

    TRY(api_need_account(cli));
    TRY(api_get(cli, str_from_c(path), &answer));
    if (cli->json)
        show_json(cli, answer);
    else
        show_rows(cli, json_get(answer, "items"), columns, n);
    return ERR_OK;
}

static enum err script_list(struct cli *cli, const struct args *args)
{
    (void)args;
    return list(cli, "/api/v1/scripts?limit=200", script_columns, ARRAY_LEN(script_columns));
}

static enum err number_list(struct cli *cli, const struct args *args)
{
    (void)args;
    return list(cli, "/api/v1/numbers?limit=200", number_columns, ARRAY_LEN(number_columns));
}

static enum err number_add(struct cli *cli, const struct args *args)
{
    struct body body;
    const struct json *answer;

    TRY(api_need_account(cli));
    body_begin(&body, cli);
    body_text(&body, "e164", args->words[0]);
    body_text(&body, "label", args_get(args, "--label"));
    TRY(api_post(cli, STR("/api/v1/numbers"), body_end(&body), &answer));
    show_fields(cli, answer, number_columns, ARRAY_LEN(number_columns));
    return ERR_OK;
}

static enum err voice_set_up(struct cli *cli, const struct args *args)
{
    struct body body;
    const struct json *answer;

    body_begin(&body, cli);
    body_text(&body, "voice", args_get(args, "--voice"));
    TRY(api_post(cli, STR("/api/v1/admin/voice/set-up"), body_end(&body), &answer));
    show_fields(cli, answer, voice_columns, ARRAY_LEN(voice_columns));
    return ERR_OK;
}

const struct command script_commands[] = {
    { "script create", "", 0, 0, script_options, "cli.help.script_create",
      "speechai script create --name Cobranza --file examples/guion.txt --opening"
      " \"Buenos días, {{nombre_completo}}.\"",
      script_create },
    { "script list", "", 0, 0, NULL, "cli.help.script_list", "speechai script list", script_list },
    { 0 },
};

const struct command number_commands[] = {
    { "number add", "<number>", 1, 1, number_options, "cli.help.number_add",
      "speechai number add +576015550100 --label Bogotá", number_add },
    { "number list", "", 0, 0, NULL, "cli.help.number_list", "speechai number list", number_list },
    { 0 },
};

const struct command voice_commands[] = {
    { "voice set-up", "", 0, 0, voice_options, "cli.help.voice_set_up", "speechai voice set-up",
      voice_set_up },
    { 0 },
};
