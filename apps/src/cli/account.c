/* apps/src/cli/account.c - accounts and their wallets. */
#include "base/cleanup.h"
#include "cli/api.h"
#include "cli/body.h"
#include "cli/command.h"
#include "cli/show.h"
#include "codec/json_record.h"
#include "codec/query_string.h"

enum { PASSWORD_LINE = 600 };

static const struct option create_options[] = {
    { "--name", "TEXT", "cli.option.account_name" },
    { "--country", "CO", "cli.option.country" },
    { "--email", "ADDRESS", "cli.option.email" },
    { "--plan", "CODE", "cli.option.plan" },
    { "--time-zone", "ZONE", "cli.option.time_zone" },
    { "--password-file", "FILE", "cli.option.password_file" },
    { 0 },
};

static const struct column account_columns[] = {
    { "cli.column.id", "id", false, NULL },
    { "cli.column.name", "name", false, NULL },
    { "cli.column.country", "country", false, NULL },
    { "cli.column.plan", "plan", false, NULL },
    { "cli.column.status", "status", false, "cli.word" },
};

static const struct column wallet_columns[] = {
    { "cli.column.funded", "funded", true, NULL },
    { "cli.column.spent", "spent", true, NULL },
    { "cli.column.held", "held", true, NULL },
    { "cli.column.available", "available", true, NULL },
    { "cli.column.refunded", "refunded", true, NULL },
    { "cli.column.debt", "debt", true, NULL },
    { "cli.column.buys", "buys_ms", true, NULL },
};

static const struct column entry_columns[] = {
    { "cli.column.seq", "seq", true, NULL },
    { "cli.column.at", "at", false, NULL },
    { "cli.column.kind", "kind", false, "cli.word" },
    { "cli.column.available", "available", true, NULL },
    { "cli.column.held", "held", true, NULL },
    { "cli.column.spent", "spent", true, NULL },
    { "cli.column.tag", "tag", false, NULL },
};

/* The first line: words typed in a command could be read by whoever lists processes. */
static enum err read_password(struct cli *cli, const struct args *args, struct str *ret)
{
    struct str path = args_get(args, "--password-file");
    CLEANUP(cleanup_file) FILE *file = NULL;
    char *line;

    *ret = STR_NONE;
    if (path.p == NULL)
        return ERR_OK;
    file = fopen(str_c(cli->arena, path), "re");
    line = arena_alloc(cli->arena, PASSWORD_LINE);
    if (file == NULL || fgets(line, PASSWORD_LINE, file) == NULL)
        return FAIL_WITH(&cli->error, ERR_NOT_FOUND, "cli.no_file", P_STR("path", path));
    *ret = str_trim(str_from_c(line));
    return ERR_OK;
}

static enum err account_create(struct cli *cli, const struct args *args)
{
    struct body body;
    struct str password;
    const struct json *answer;

    if (!args_has(args, "--name") || !args_has(args, "--email"))
        return cli_bad_option(cli, args_has(args, "--name") ? "--email" : "--name", "TEXT");
    TRY(read_password(cli, args, &password));
    body_begin(&body, cli);
    body_text(&body, "owner_password", password);
    body_text(&body, "name", args_get(args, "--name"));
    body_text(&body, "country",
              args_has(args, "--country") ? args_get(args, "--country") : STR("CO"));
    body_text(&body, "owner_email", args_get(args, "--email"));
    body_text(&body, "plan", args_has(args, "--plan") ? args_get(args, "--plan") : STR("starter"));
    body_text(&body, "time_zone", args_get(args, "--time-zone"));
    body_text(&body, "language", language_tag(cli->language));
    TRY(api_post(cli, STR("/api/v1/admin/accounts"), body_end(&body), &answer));
    if (cli->json) {
        show_json(cli, answer);
        return ERR_OK;
    }
    show_fields(cli, json_get(answer, "account"), account_columns, ARRAY_LEN(account_columns));
    cli_say(cli,
            CLI_TEXT(cli, "cli.account.key", P_STR("key", json_str(json_get(answer, "secret")))));
    return ERR_OK;
}

static enum err account_list(struct cli *cli, const struct args *args)
{
    const struct json *answer;

    (void)args;
    TRY(api_get(cli, STR("/api/v1/admin/accounts?limit=200"), &answer));
    if (cli->json)
        show_json(cli, answer);
    else
        show_rows(cli, json_get(answer, "items"), account_columns, ARRAY_LEN(account_columns));
    return ERR_OK;
}

static enum err wallet_show(struct cli *cli, const struct args *args)
{
    const struct json *answer;

    (void)args;
    TRY(api_need_account(cli));
    TRY(api_get(cli, STR("/api/v1/wallet"), &answer));
    show_fields(cli, answer, wallet_columns, ARRAY_LEN(wallet_columns));
    return ERR_OK;
}

/* Talk as a length, money as it came: the wallet's unit is known. */
static struct str change_text(struct arena *arena, const struct json *amount)
{
    int64_t ms;

    if (!json_i64(json_get(amount, "talk_ms"), &ms))
        return json_str(json_get(amount, "amount"));
    return ms < 0 ? str_format(arena, "-%.*s", STR_ARG(show_length(arena, -ms)))
                  : show_length(arena, ms);
}

/* The entries with their amounts in words, for the table. */
static void show_entries(const struct cli *cli, const struct json *entries)
{
    static const char *const as_they_are[] = { "seq", "at", "kind", "tag" };
    static const char *const amounts[] = { "available", "held", "spent" };
    struct strbuf text = strbuf_init(cli->arena, TEXT_MOST);
    struct json_writer w = json_writer_init(&text);
    struct error ignored = { .arena = cli->arena };
    const struct json *document;

    json_open(&w, '[');
    for (const struct json *e = json_first(entries); e != NULL; e = json_next(e)) {
        json_open(&w, '{');
        for (size_t i = 0; i < ARRAY_LEN(as_they_are); i++) {
            json_put_name(&w, str_from_c(as_they_are[i]));
            json_put_node(&w, json_get(e, as_they_are[i]));
        }
        for (size_t i = 0; i < ARRAY_LEN(amounts); i++) {
            json_put_name(&w, str_from_c(amounts[i]));
            json_put_str(&w, change_text(cli->arena, json_get(e, amounts[i])));
        }
        json_close(&w, '}');
    }
    json_close(&w, ']');
    if (json_parse(cli->arena, strbuf_str(&text), NULL, &document, &ignored) == ERR_OK)
        show_rows(cli, document, entry_columns, ARRAY_LEN(entry_columns));
}

static enum err wallet_ledger(struct cli *cli, const struct args *args)
{
    struct str path = STR("/api/v1/wallet/entries?limit=200&sort=-id"), cursor;
    const struct json *answer;

    (void)args;
    TRY(api_need_account(cli));
    for (;;) {
        TRY(api_get(cli, path, &answer));
        if (cli->json)
            show_json(cli, answer);
        else
            show_entries(cli, json_get(answer, "items"));
        cursor = json_str(json_get(answer, "next_cursor"));
        if (cursor.n == 0 || cli->json)
            return ERR_OK;
        path = str_format(cli->arena, "/api/v1/wallet/entries?limit=200&sort=-id&cursor=%.*s",
                          STR_ARG(percent_encode(cli->arena, cursor)));
    }
}

/* "50" in the wallet's own unit: minutes, or its currency. */
static enum err put_amount(struct cli *cli, struct body *body, struct str text)
{
    struct str currency;
    const struct json *wallet, *available;
    int64_t minutes, ms;

    TRY(api_get(cli, STR("/api/v1/wallet"), &wallet));
    available = json_get(wallet, "available");
    currency = json_str(json_get(available, "currency"));
    json_open(&body->w, '{');
    if (json_i64(json_get(available, "talk_ms"), &ms)) {
        if (!str_to_i64(text, 1, 100000000, &minutes))
            return FAIL_WITH(&cli->error, ERR_INVALID, "cli.bad_minutes", P_STR("text", text));
        body_i64(body, "talk_ms", minutes * MS_PER_MINUTE);
    } else {
        body_text(body, "amount", text);
        body_text(body, "currency", currency);
    }
    json_close(&body->w, '}');
    return ERR_OK;
}

static enum err wallet_top_up(struct cli *cli, const struct args *args)
{
    struct body body;
    const struct json *answer;

    TRY(api_need_account(cli));
    body_begin(&body, cli);
    json_put_name(&body.w, STR("amount"));
    TRY(put_amount(cli, &body, args->words[0]));
    TRY(api_post(cli, STR("/api/v1/wallet/top-ups"), body_end(&body), &answer));
    if (cli->json) {
        show_json(cli, answer);
        return ERR_OK;
    }
    return wallet_show(cli, args);
}

const struct command account_commands[] = {
    { "account create", "", 0, 0, create_options, "cli.help.account_create",
      "speechai account create --name \"Cobranzas Andinas\" --country CO --plan starter"
      " --email ana@example.com",
      account_create },
    { "account list", "", 0, 0, NULL, "cli.help.account_list", "speechai account list --json",
      account_list },
    { 0 },
};

const struct command wallet_commands[] = {
    { "wallet top-up", "<amount>", 1, 1, NULL, "cli.help.wallet_top_up",
      "speechai wallet top-up 50", wallet_top_up },
    { "wallet show", "", 0, 0, NULL, "cli.help.wallet_show", "speechai wallet show", wallet_show },
    { "wallet ledger", "", 0, 0, NULL, "cli.help.wallet_ledger", "speechai wallet ledger --json",
      wallet_ledger },
    { 0 },
};
