/* apps/src/cli/results.c - results as a file; the do-not-call list. */
#include <time.h>

#include "cli/api.h"
#include "cli/body.h"
#include "cli/command.h"
#include "cli/numbers.h"
#include "cli/show.h"
#include "codec/query_string.h"

enum { LOOK_EVERY_MS = 200 };

static const struct option export_options[] = {
    { "--format", "xlsx|csv", "cli.option.format" },
    { "--output", "FILE", "cli.option.output" },
    { 0 },
};
const struct option suppress_options[] = {
    { "--reason", "requested|legal|registry|…", "cli.option.reason" },
    { "--note", "TEXT", "cli.option.note" },
    { 0 },
};
const struct option suppress_import_options[] = {
    { "--country", "CO", "cli.option.sheet_country" },
    { 0 },
};

static const struct column export_columns[] = {
    { "cli.column.id", "id", false, NULL },
    { "cli.column.format", "format", false, NULL },
    { "cli.column.rows", "rows", true, NULL },
    { "cli.column.bytes", "bytes", true, NULL },
};
const struct column suppression_columns[] = {
    { "cli.column.id", "id", false, NULL },
    { "cli.column.number", "phone", false, NULL },
    { "cli.column.reason", "reason", false, "cli.word" },
    { "cli.column.note", "note", false, NULL },
};
_Static_assert(ARRAY_LEN(suppression_columns) == SUPPRESSION_COLUMNS, "numbers.h");
static const struct column imported_columns[] = {
    { "cli.column.rows", "rows", true, NULL },
    { "cli.column.added", "added", true, NULL },
    { "cli.column.known", "known", true, NULL },
    { "cli.column.rejected", "rejected", true, NULL },
};

static void tell(void *self, int64_t done, int64_t total)
{
    progress_set(self, done, total);
}

/* Looks until the file is made. */
static enum err follow(struct cli *cli, struct str path, const struct json **ret)
{
    const struct timespec rest = { .tv_nsec = (long)LOOK_EVERY_MS * 1000000 };
    struct progress progress = progress_begin(cli, "cli.progress.export", false);
    CLEANUP(arena_release) struct arena look = arena_init();
    struct arena *own = cli->arena;
    bool waits = true;
    enum err err = ERR_OK;

    while (err == ERR_OK && waits) {
        struct str status;
        int64_t rows = 0;

        arena_reset(&look);
        cli->arena = &look;
        err = api_get(cli, path, ret);
        status = json_str(json_get(*ret, "status"));
        waits = str_eq(status, STR("queued")) || str_eq(status, STR("running"));
        if (err == ERR_OK && json_i64(json_get(*ret, "rows"), &rows))
            progress_set(&progress, rows, 0);
        if (err == ERR_OK && waits)
            nanosleep(&rest, NULL);
    }
    cli->arena = own;
    progress_end(&progress);
    TRY(err);
    return api_get(cli, path, ret);
}

enum err cli_fetch(struct cli *cli, struct str path, struct str output)
{
    struct progress progress = progress_begin(cli, "cli.progress.download", true);
    const struct json *nothing;
    enum err err = api_do(cli,
                          &(struct api_request){ .method = "GET",
                                                 .path = path,
                                                 .download = output,
                                                 .progress = tell,
                                                 .progress_self = &progress },
                          &nothing);

    progress_end(&progress);
    return err;
}

static enum err results_export(struct cli *cli, const struct args *args)
{
    struct str format = args_has(args, "--format") ? args_get(args, "--format") : STR("xlsx");
    struct str output = args_has(args, "--output")
                            ? args_get(args, "--output")
                            : str_format(cli->arena, "results.%.*s", STR_ARG(format));
    const struct json *made;
    struct body body;
    struct str path;

    TRY(api_need_account(cli));
    body_begin(&body, cli);
    body_text(&body, "campaign", args->words[0]);
    body_text(&body, "format", format);
    body_text(&body, "language", language_tag(cli->language));
    TRY(api_post(cli, STR("/api/v1/exports"), body_end(&body), &made));
    path = str_format(cli->arena, "/api/v1/exports/%.*s", STR_ARG(json_str(json_get(made, "id"))));
    TRY(follow(cli, path, &made));
    if (!str_eq(json_str(json_get(made, "status")), STR("ready")))
        return FAIL_WITH(
            &cli->error, ERR_PRECONDITION, "cli.export.failed",
            P_STR("reason", cli_text(cli, str_c(cli->arena, json_str(json_get(made, "failure"))))));
    TRY(cli_fetch(cli, str_format(cli->arena, "%.*s/file", STR_ARG(path)), output));
    show_fields(cli, made, export_columns, ARRAY_LEN(export_columns));
    cli_say(cli, CLI_TEXT(cli, "cli.export.written", P_STR("path", output)));
    return ERR_OK;
}

static enum err suppress_add(struct cli *cli, const struct args *args)
{
    const struct json *answer;
    struct body body;

    TRY(api_need_account(cli));
    body_begin(&body, cli);
    body_text(&body, "phone", args->words[0]);
    body_text(&body, "reason",
              args_has(args, "--reason") ? args_get(args, "--reason") : STR("requested"));
    body_text(&body, "note", args_get(args, "--note"));
    TRY(api_post(cli, STR("/api/v1/suppressions"), body_end(&body), &answer));
    show_fields(cli, answer, suppression_columns, ARRAY_LEN(suppression_columns));
    return ERR_OK;
}

static struct str base_name(struct str path)
{
    size_t at;

    while ((at = str_find_char(path, '/')) != SIZE_MAX)
        path = str_slice(path, at + 1, path.n);
    return path;
}

enum err cli_import_numbers(struct cli *cli, const struct args *args, const char *route)
{
    struct progress progress = progress_begin(cli, "cli.progress.upload", true);
    struct api_request r = {
        .method = "POST", .upload = args->words[0], .progress = tell, .progress_self = &progress
    };
    struct strbuf path = strbuf_init(cli->arena, TEXT_MOST);
    const struct json *answer;
    enum err err;

    strbuf_addf(&path, "%s?file_name=%.*s", route,
                STR_ARG(percent_encode(cli->arena, base_name(args->words[0]))));
    if (args_has(args, "--country"))
        strbuf_addf(&path, "&country=%.*s",
                    STR_ARG(percent_encode(cli->arena, args_get(args, "--country"))));
    r.path = strbuf_str(&path);
    err = api_do(cli, &r, &answer);
    progress_end(&progress);
    TRY(err);
    show_fields(cli, answer, imported_columns, ARRAY_LEN(imported_columns));
    return ERR_OK;
}

static enum err suppress_import(struct cli *cli, const struct args *args)
{
    TRY(api_need_account(cli));
    return cli_import_numbers(cli, args, "/api/v1/suppressions/import");
}

const struct command results_commands[] = {
    { "results export", "<campaign>", 1, 1, export_options, "cli.help.results_export",
      "speechai results export cmp_01jd0000000000000000000000 --output results.xlsx",
      results_export },
    { 0 },
};

const struct command suppress_commands[] = {
    { "suppress add", "<number>", 1, 1, suppress_options, "cli.help.suppress_add",
      "speechai suppress add \"300 123 4567\" --note \"pidió no ser llamado\"", suppress_add },
    { "suppress import", "<file>", 1, 1, suppress_import_options, "cli.help.suppress_import",
      "speechai suppress import examples/no_llamar.csv", suppress_import },
    { 0 },
};
