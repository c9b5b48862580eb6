/* apps/src/cli/import.c - a sheet goes up, is shown as it was understood, and becomes jobs. */
#include <string.h>
#include <time.h>

#include "cli/api.h"
#include "cli/body.h"
#include "cli/command.h"
#include "cli/show.h"
#include "codec/query_string.h"

enum { LOOK_EVERY_MS = 200, PREVIEW_ROWS = 20 };

static const struct option import_options[] = {
    { "--preview", NULL, "cli.option.preview" },
    { "--campaign", "ID", "cli.option.campaign" },
    { "--country", "CO", "cli.option.sheet_country" },
    { "--sheet", "NAME", "cli.option.sheet" },
    { "--header-row", "N", "cli.option.header_row" },
    { "--duplicates", "skip|keep|skip_if_reached", "cli.option.duplicates" },
    { "--reached-days", "N", "cli.option.reached_days" },
    { "--report", "FILE", "cli.option.report" },
    { 0 },
};

static const struct option commit_options[] = {
    { "--report", "FILE", "cli.option.report" },
    { 0 },
};

static const struct column column_columns[] = {
    { "cli.column.header", "header", false, NULL },
    { "cli.column.role", "role", false, "cli.word" },
    { "cli.column.variable", "variable", false, NULL },
    { "cli.column.confidence", "confidence", true, NULL },
};
static const struct column row_columns[] = {
    { "cli.column.row", "row", true, NULL },
    { "cli.column.verdict", "verdict", false, "cli.word" },
    { "cli.column.phones", "phones", false, NULL },
    { "cli.column.note", "first_note", false, NULL },
};
static const struct column count_columns[] = {
    { "cli.column.batch", "id", false, NULL },
    { "cli.column.campaign", "campaign", false, NULL },
    { "cli.column.rows", "counts.rows", true, NULL },
    { "cli.column.accepted", "counts.jobs", true, NULL },
    { "cli.column.repaired", "counts.repaired", true, NULL },
    { "cli.column.warned", "counts.warned", true, NULL },
    { "cli.column.duplicates", "counts.duplicates", true, NULL },
    { "cli.column.suppressed", "counts.suppressed", true, NULL },
    { "cli.column.rejected", "counts.rejected", true, NULL },
};

static const struct column reason_columns[] = {
    { "cli.column.rows", "rows", true, NULL },
    { "cli.column.left_out", "left_out", true, NULL },
    { "cli.column.first_row", "first_row", true, NULL },
    { "cli.column.reason", "slug", false, "cli.reason" },
};

static void tell(void *self, int64_t done, int64_t total)
{
    progress_set(self, done, total);
}

static struct str base_name(struct str path)
{
    size_t at;

    while ((at = str_find_char(path, '/')) != SIZE_MAX)
        path = str_slice(path, at + 1, path.n);
    return path;
}

static void add_query(struct cli *cli, struct strbuf *path, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    strbuf_addf(path, "&%s=%.*s", name, STR_ARG(percent_encode(cli->arena, value)));
}

static enum err upload(struct cli *cli, const struct args *args, const struct json **batch)
{
    struct progress progress = progress_begin(cli, "cli.progress.upload", true);
    struct strbuf path = strbuf_init(cli->arena, TEXT_MOST);
    struct api_request r = {
        .method = "POST", .upload = args->words[0], .progress = tell, .progress_self = &progress
    };
    enum err err;

    strbuf_addf(&path, "/api/v1/batches?file_name=%.*s",
                STR_ARG(percent_encode(cli->arena, base_name(args->words[0]))));
    add_query(cli, &path, "campaign", args_get(args, "--campaign"));
    add_query(cli, &path, "country", args_get(args, "--country"));
    add_query(cli, &path, "duplicates", args_get(args, "--duplicates"));
    add_query(cli, &path, "reached_days", args_get(args, "--reached-days"));
    r.path = strbuf_str(&path);
    err = api_do(cli, &r, batch);
    progress_end(&progress);
    return err;
}

static struct str batch_path(const struct cli *cli, const struct json *batch, const char *rest)
{
    return str_format(cli->arena, "/api/v1/batches/%.*s%s",
                      STR_ARG(json_str(json_get(batch, "id"))), rest);
}

/* Another sheet or header row than the one that was recognised. */
static enum err correct(struct cli *cli, const struct args *args, const struct json **batch)
{
    struct body body;
    int64_t row;

    if (!args_has(args, "--sheet") && !args_has(args, "--header-row"))
        return ERR_OK;
    body_begin(&body, cli);
    body_text(&body, "sheet", args_get(args, "--sheet"));
    if (args_has(args, "--header-row")) {
        if (!str_to_i64(args_get(args, "--header-row"), 0, 1048576, &row))
            return cli_bad_option(cli, "--header-row", "0..1048576");
        body_i64(&body, "header_row", row);
    }
    return api_do(cli,
                  &(struct api_request){ .method = "PATCH",
                                         .path = batch_path(cli, *batch, ""),
                                         .body = body_end(&body) },
                  batch);
}

/* One line a row: its verdict, its phones, and the first thing there is to say. */
static void show_preview_rows(const struct cli *cli, const struct json *rows)
{
    struct strbuf text = strbuf_init(cli->arena, TEXT_MOST);
    struct json_writer w = json_writer_init(&text);
    struct error ignored = { .arena = cli->arena };
    const struct json *document;

    json_open(&w, '[');
    for (const struct json *row = json_first(rows); row != NULL; row = json_next(row)) {
        const struct json *note = json_first(json_get(row, "notes"));

        json_open(&w, '{');
        json_put_name(&w, STR("row"));
        json_put_node(&w, json_get(row, "row"));
        json_put_name(&w, STR("verdict"));
        json_put_node(&w, json_get(row, "verdict"));
        json_put_name(&w, STR("phones"));
        json_put_node(&w, json_get(row, "phones"));
        json_put_name(&w, STR("first_note"));
        json_put_str(&w, note != NULL ? json_str(json_get(note, "text")) : STR(""));
        json_close(&w, '}');
    }
    json_close(&w, ']');
    if (json_parse(cli->arena, strbuf_str(&text), NULL, &document, &ignored) == ERR_OK)
        show_rows(cli, document, row_columns, ARRAY_LEN(row_columns));
}

static enum err preview(struct cli *cli, const struct json *batch)
{
    const struct json *answer;

    TRY(api_get(cli, batch_path(cli, batch, "/preview?rows=20"), &answer));
    if (cli->json) {
        show_json(cli, answer);
        return ERR_OK;
    }
    show_rows(cli, json_path(answer, "batch.columns"), column_columns, ARRAY_LEN(column_columns));
    fputc('\n', cli->out);
    show_preview_rows(cli, json_get(answer, "rows"));
    return ERR_OK;
}

static void rest(int64_t ms)
{
    const struct timespec t = { .tv_sec = ms / MS_PER_SECOND,
                                .tv_nsec = ms % MS_PER_SECOND * 1000000 };

    nanosleep(&t, NULL);
}

/* Looks until the batch is committed or failed. Each look has memory of its own: a million rows
 * take many looks. */
static enum err follow(struct cli *cli, struct str path, const struct json **ret)
{
    struct progress progress = progress_begin(cli, "cli.progress.import", false);
    CLEANUP(arena_release) struct arena look = arena_init();
    struct arena *own = cli->arena;
    struct str status = STR("");
    enum err err;

    do {
        int64_t done = 0, total = 0;

        arena_reset(&look);
        cli->arena = &look;
        err = api_get(cli, path, ret);
        if (err == ERR_OK) {
            status = json_str(json_get(*ret, "status"));
            (void)json_i64(json_get(*ret, "progress_rows"), &done);
            (void)json_i64(json_path(*ret, "counts.rows"), &total);
            progress_set(&progress, done, total);
            if (str_eq(status, STR("importing")))
                rest(LOOK_EVERY_MS);
        }
    } while (err == ERR_OK && str_eq(status, STR("importing")));
    cli->arena = own;
    if (err == ERR_OK)
        err = api_get(cli, path, ret);
    progress_end(&progress);
    return err;
}

static enum err save_report(struct cli *cli, const struct args *args, const struct json *batch)
{
    struct str report = args_get(args, "--report");
    const struct json *nothing;
    enum err err;

    if (report.p == NULL)
        return ERR_OK;
    err =
        api_do(cli,
               &(struct api_request){
                   .method = "GET", .path = batch_path(cli, batch, "/report"), .download = report },
               &nothing);
    if (err == ERR_NOT_FOUND && cli->problem != NULL &&
        str_eq(cli->problem->code, STR("batch.no_report"))) {
        cli->problem = NULL; /* every row was taken as it stood */
        cli_say(cli, cli_text(cli, "cli.import.no_report"));
        return ERR_OK;
    }
    return err;
}

/* The columns as they were understood, what became of the rows, and why. */
static void show_imported(struct cli *cli, const struct json *batch)
{
    const struct json *reasons = json_get(batch, "reasons");

    if (cli->json) {
        show_json(cli, batch);
        return;
    }
    show_rows(cli, json_get(batch, "columns"), column_columns, ARRAY_LEN(column_columns));
    fputc('\n', cli->out);
    show_fields(cli, batch, count_columns, ARRAY_LEN(count_columns));
    if (json_size(reasons) == 0)
        return;
    fputc('\n', cli->out);
    show_rows(cli, reasons, reason_columns, ARRAY_LEN(reason_columns));
}

/* Rows become jobs; the report, if one is wanted, is saved. */
static enum err commit(struct cli *cli, const struct args *args, const struct json *batch)
{
    const struct json *answer;

    TRY(api_post(cli, batch_path(cli, batch, "/import"), STR_NONE, &answer));
    TRY(follow(cli, batch_path(cli, batch, ""), &batch));
    if (!str_eq(json_str(json_get(batch, "status")), STR("committed")))
        return FAIL_WITH(
            &cli->error, ERR_PRECONDITION, "cli.import.failed",
            P_STR("reason",
                  cli_text(cli, str_c(cli->arena, json_str(json_get(batch, "failure"))))));
    show_imported(cli, batch);
    return save_report(cli, args, batch);
}

/* The sheet leaves the server again, and the draft that was made for it. What went wrong before is
 * what the person is to read. */
static enum err take_back(struct cli *cli, struct str path, enum err err)
{
    const struct api_request request = { .method = "DELETE", .path = path };
    const struct api_problem *problem = cli->problem;
    const struct error before = cli->error;
    const struct json *nothing;
    enum err removed;

    error_clear(&cli->error);
    removed = api_do(cli, &request, &nothing);
    if (err == ERR_OK)
        return removed;
    cli->problem = problem;
    cli->error = before;
    return err;
}

static enum err import_file(struct cli *cli, const struct args *args)
{
    bool only_looks = args_has(args, "--preview");
    const struct json *batch;
    struct str path;
    enum err err;

    TRY(api_need_account(cli));
    TRY(upload(cli, args, &batch));
    path = batch_path(cli, batch, "");
    err = correct(cli, args, &batch);
    if (err == ERR_OK && only_looks)
        err = preview(cli, batch);
    if (err != ERR_OK || only_looks)
        TRY(take_back(cli, path, err));
    if (!only_looks)
        return commit(cli, args, batch);
    cli_say(cli, cli_text(cli, "cli.import.previewed"));
    return ERR_OK;
}

/* What somebody uploaded before: the dashboard, or a program. */
static enum err import_commit(struct cli *cli, const struct args *args)
{
    const struct json *batch;

    TRY(api_need_account(cli));
    TRY(api_get(cli, str_format(cli->arena, "/api/v1/batches/%.*s", STR_ARG(args->words[0])),
                &batch));
    return commit(cli, args, batch);
}

static enum err import_undo(struct cli *cli, const struct args *args)
{
    const struct json *answer;

    TRY(api_need_account(cli));
    TRY(api_post(cli, str_format(cli->arena, "/api/v1/batches/%.*s/undo", STR_ARG(args->words[0])),
                 STR_NONE, &answer));
    if (cli->json)
        show_json(cli, answer);
    else
        show_fields(cli, json_get(answer, "batch"), count_columns, ARRAY_LEN(count_columns));
    return ERR_OK;
}

const struct command import_commands[] = {
    { "import commit", "<batch>", 1, 1, commit_options, "cli.help.import_commit",
      "speechai import commit bat_01jd0000000000000000000000", import_commit },
    { "import undo", "<batch>", 1, 1, NULL, "cli.help.import_undo",
      "speechai import undo bat_01jd0000000000000000000000", import_undo },
    { "import", "<file>", 1, 1, import_options, "cli.help.import",
      "speechai import examples/contactos.xlsx --preview", import_file },
    { 0 },
};
