/* apps/src/cli/audit.c - is every account's audit log as it was written? */
#include "cli/api.h"
#include "cli/command.h"
#include "cli/show.h"
#include "codec/query_string.h"

static const struct column columns[] = {
    { "cli.column.id", "account", false, NULL },
    { "cli.column.name", "name", false, NULL },
    { "cli.column.lines", "check.entries", true, NULL },
    { "cli.column.sound", "check.sound", false, NULL },
    { "cli.column.broken_at", "check.broken_at", true, NULL },
};

static int64_t count_broken(const struct json *items)
{
    int64_t n = 0;

    for (const struct json *item = json_first(items); item != NULL; item = json_next(item)) {
        bool sound = false;

        n += !(json_bool(json_path(item, "check.sound"), &sound) && sound);
    }
    return n;
}

static enum err audit_check_all(struct cli *cli, const struct args *args)
{
    struct str path = STR("/api/v1/admin/audit-log/checks?limit=50"), cursor;
    const struct json *answer;
    int64_t broken = 0, accounts = 0;

    (void)args;
    do {
        TRY(api_get(cli, path, &answer));
        show_rows(cli, json_get(answer, "items"), columns, ARRAY_LEN(columns));
        broken += count_broken(json_get(answer, "items"));
        accounts += (int64_t)json_size(json_get(answer, "items"));
        cursor = json_str(json_get(answer, "next_cursor"));
        path = str_format(cli->arena, "/api/v1/admin/audit-log/checks?limit=50&cursor=%.*s",
                          STR_ARG(percent_encode(cli->arena, cursor)));
    } while (cursor.p != NULL);
    if (broken > 0)
        return FAIL_WITH(&cli->error, ERR_CONFLICT, "audit.broken", P_I64("accounts", broken));
    cli_say(cli, CLI_TEXT(cli, "cli.audit.all_sound", P_I64("accounts", accounts)));
    return ERR_OK;
}

const struct command audit_commands[] = {
    { "audit check", "", 0, 0, NULL, "cli.help.audit_check", "speechai audit check",
      audit_check_all },
    { 0 },
};
