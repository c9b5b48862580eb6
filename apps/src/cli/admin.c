/* apps/src/cli/admin.c - who stands above accounts, and what the operator does for people. The
 * installation's own key, on its host, names the first. */
#include "base/strbuf.h"
#include "cli/api.h"
#include "cli/body.h"
#include "cli/command.h"
#include "cli/numbers.h"
#include "cli/show.h"
#include "codec/query_string.h"

static const struct str admins_path = STR_INIT("/api/v1/admin/platform-admins");
static const struct str suppressions_path = STR_INIT("/api/v1/admin/suppressions");

static const struct column person_columns[] = {
    { "cli.column.id", "id", false, NULL },
    { "cli.column.email", "email", false, NULL },
    { "cli.column.name", "name", false, NULL },
};

static enum err admin_grant(struct cli *cli, const struct args *args)
{
    struct body body;
    const struct json *answer;

    body_begin(&body, cli);
    body_text(&body, "email", args->words[0]);
    TRY(api_post(cli, admins_path, body_end(&body), &answer));
    show_fields(cli, answer, person_columns, ARRAY_LEN(person_columns));
    return ERR_OK;
}

static enum err admin_list(struct cli *cli, const struct args *args)
{
    const struct json *answer;

    (void)args;
    TRY(api_get(cli, admins_path, &answer));
    if (cli->json)
        show_json(cli, answer);
    else
        show_rows(cli, json_get(answer, "items"), person_columns, ARRAY_LEN(person_columns));
    return ERR_OK;
}

static enum err admin_revoke(struct cli *cli, const struct args *args)
{
    struct api_request request = { .method = "DELETE" };
    const struct json *answer;

    TRY(api_get(cli, admins_path, &answer));
    for (const struct json *one = json_first(json_get(answer, "items")); one != NULL;
         one = json_next(one)) {
        if (!str_eq_nocase(json_str(json_get(one, "email")), args->words[0]))
            continue;
        request.path = str_format(cli->arena, "%.*s/%.*s", STR_ARG(admins_path),
                                  STR_ARG(json_str(json_get(one, "id"))));
        return api_do(cli, &request, &answer);
    }
    return FAIL_WITH(&cli->error, ERR_NOT_FOUND, "cli.admin.not_one",
                     P_STR("email", args->words[0]));
}

static enum err admin_reset_factor(struct cli *cli, const struct args *args)
{
    struct str reason = args_get(args, "--reason");
    struct body body;
    const struct json *answer;

    if (reason.p == NULL)
        return cli_bad_option(cli, "--reason", "TEXT");
    body_begin(&body, cli);
    body_text(&body, "email", args->words[0]);
    body_text(&body, "reason", reason);
    TRY(api_post(cli, STR("/api/v1/admin/second-factor-resets"), body_end(&body), &answer));
    show_fields(cli, answer, person_columns, ARRAY_LEN(person_columns));
    return ERR_OK;
}

/* -- the do-not-call list of all accounts -- */

static enum err admin_suppress(struct cli *cli, const struct args *args)
{
    const struct json *answer;
    struct body body;

    body_begin(&body, cli);
    body_text(&body, "phone", args->words[0]);
    body_text(&body, "reason",
              args_has(args, "--reason") ? args_get(args, "--reason") : STR("requested"));
    body_text(&body, "note", args_get(args, "--note"));
    TRY(api_post(cli, suppressions_path, body_end(&body), &answer));
    show_fields(cli, answer, suppression_columns, SUPPRESSION_COLUMNS);
    return ERR_OK;
}

static enum err admin_unsuppress(struct cli *cli, const struct args *args)
{
    struct api_request request = { .method = "DELETE" };
    const struct json *answer;

    request.path = str_format(cli->arena, "%.*s/%.*s", STR_ARG(suppressions_path),
                              STR_ARG(percent_encode(cli->arena, args->words[0])));
    return api_do(cli, &request, &answer);
}

/* The newest page; the whole list is a file. */
static enum err admin_suppressions(struct cli *cli, const struct args *args)
{
    const struct json *answer;

    if (args_has(args, "--output"))
        return cli_fetch(cli, STR("/api/v1/admin/suppressions/export"), args_get(args, "--output"));
    TRY(api_get(cli, suppressions_path, &answer));
    if (cli->json)
        show_json(cli, answer);
    else
        show_rows(cli, json_get(answer, "items"), suppression_columns, SUPPRESSION_COLUMNS);
    return ERR_OK;
}

static enum err admin_suppress_file(struct cli *cli, const struct args *args)
{
    return cli_import_numbers(cli, args, "/api/v1/admin/suppressions/import");
}

static const struct option suppressions_options[] = {
    { "--output", "FILE", "cli.option.output" },
    { 0 },
};
static const struct option reset_factor_options[] = {
    { "--reason", "TEXT", "cli.option.factor_reset_reason" },
    { 0 },
};

const struct command admin_commands[] = {
    { "admin grant", "<email>", 1, 1, NULL, "cli.help.admin_grant",
      "speechai admin grant ana@example.com", admin_grant },
    { "admin revoke", "<email>", 1, 1, NULL, "cli.help.admin_revoke",
      "speechai admin revoke ana@example.com", admin_revoke },
    { "admin list", "", 0, 0, NULL, "cli.help.admin_list", "speechai admin list --json",
      admin_list },
    { "admin reset-factor", "<email>", 1, 1, reset_factor_options,
      "cli.help.admin_reset_second_factor",
      "speechai admin reset-factor ana@example.com --reason \"Perdió el teléfono\"",
      admin_reset_factor },
    { "admin suppress", "<number>", 1, 1, suppress_options, "cli.help.admin_suppress",
      "speechai admin suppress \"+57 300 123 4567\" --reason registry", admin_suppress },
    { "admin suppress-file", "<file>", 1, 1, suppress_import_options,
      "cli.help.admin_suppress_file",
      "speechai admin suppress-file examples/no_llamar.csv --country CO", admin_suppress_file },
    { "admin suppressions", "", 0, 0, suppressions_options, "cli.help.admin_suppressions",
      "speechai admin suppressions --output no_llamar.csv", admin_suppressions },
    { "admin unsuppress", "<id>", 1, 1, NULL, "cli.help.admin_unsuppress",
      "speechai admin unsuppress psu_01jd0000000000000000000000", admin_unsuppress },
    { 0 },
};
