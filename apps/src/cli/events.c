/* apps/src/cli/events.c - events that were put aside: seen, and tried again. */
#include "cli/api.h"
#include "cli/body.h"
#include "cli/command.h"
#include "cli/show.h"

static const struct option replay_options[] = {
    { "--all", NULL, "cli.option.all_events" },
    { 0 },
};

static const struct column consumer_columns[] = {
    { "cli.column.consumer", "name", false, NULL },
    { "cli.column.waiting", "waiting", true, NULL },
    { "cli.column.dead", "dead", true, NULL },
};

static const struct column dead_columns[] = {
    { "cli.column.id", "id", false, NULL },
    { "cli.column.type", "type", false, NULL },
    { "cli.column.account", "account", false, NULL },
    { "cli.column.buried_at", "buried_at", false, NULL },
    { "cli.column.reason", "reason", false, NULL },
};

static const struct column event_columns[] = {
    { "cli.column.id", "id", false, NULL },
    { "cli.column.consumer", "consumer", false, NULL },
    { "cli.column.type", "type", false, NULL },
    { "cli.column.reason", "reason", false, NULL },
    { "cli.column.account", "account", false, NULL },
    { "cli.column.happened_at", "happened_at", false, NULL },
    { "cli.column.buried_at", "buried_at", false, NULL },
    { "cli.column.actor", "actor", false, NULL },
    { "cli.column.tag", "tag", false, NULL },
    { "cli.column.detail", "detail", false, NULL },
    { "cli.column.campaign", "campaign", false, NULL },
    { "cli.column.job", "job", false, NULL },
};

static enum err dead_items(struct cli *cli, const struct json **ret)
{
    const struct json *answer;

    TRY(api_get(cli, STR("/api/v1/admin/dead-events"), &answer));
    *ret = json_get(answer, "items");
    return ERR_OK;
}

static enum err events_list(struct cli *cli, const struct args *args)
{
    const struct json *consumers, *items;

    (void)args;
    TRY(dead_items(cli, &items));
    if (cli->json) {
        show_json(cli, items);
        return ERR_OK;
    }
    TRY(api_get(cli, STR("/api/v1/admin/event-consumers"), &consumers));
    show_rows(cli, json_get(consumers, "items"), consumer_columns, ARRAY_LEN(consumer_columns));
    if (json_size(items) == 0)
        cli_say(cli, cli_text(cli, "cli.events.none"));
    else
        show_rows(cli, items, dead_columns, ARRAY_LEN(dead_columns));
    return ERR_OK;
}

static enum err events_show(struct cli *cli, const struct args *args)
{
    const struct json *items;

    TRY(dead_items(cli, &items));
    for (const struct json *e = json_first(items); e != NULL; e = json_next(e)) {
        if (!str_eq(json_str(json_get(e, "id")), args->words[0]))
            continue;
        if (cli->json)
            show_json(cli, e);
        else
            show_fields(cli, e, event_columns, ARRAY_LEN(event_columns));
        return ERR_OK;
    }
    return FAIL_WITH(&cli->error, ERR_NOT_FOUND, "cli.events.unknown", P_STR("id", args->words[0]));
}

static enum err replay(struct cli *cli, struct str id)
{
    const struct json *answer;
    struct body body;

    body_begin(&body, cli);
    body_text(&body, "id", id);
    TRY(api_post(cli, STR("/api/v1/admin/dead-events/replay"), body_end(&body), &answer));
    cli_say(cli, CLI_TEXT(cli, "cli.events.replayed", P_STR("id", id)));
    return ERR_OK;
}

/* One that fails again does not hold up the others. */
static enum err replay_all(struct cli *cli)
{
    const struct json *items;
    enum err first = ERR_OK;

    TRY(dead_items(cli, &items));
    if (json_size(items) == 0)
        cli_say(cli, cli_text(cli, "cli.events.none"));
    for (const struct json *e = json_first(items); e != NULL; e = json_next(e)) {
        struct str id = json_str(json_get(e, "id"));
        enum err err = replay(cli, id);

        if (err == ERR_OK)
            continue;
        if (cli->problem == NULL) /* no answer at all: nor will the others have one */
            return err;
        cli_say(cli, CLI_TEXT(cli, "cli.events.failed", P_STR("id", id),
                              P_STR("reason", cli->problem->detail)));
        first = first == ERR_OK ? err : first;
    }
    return first;
}

static enum err events_replay(struct cli *cli, const struct args *args)
{
    if (args_has(args, "--all"))
        return replay_all(cli);
    if (args->words_n == 0)
        return cli_bad_option(cli, "--all", "");
    return replay(cli, args->words[0]);
}

const struct command event_commands[] = {
    { "events list", "", 0, 0, NULL, "cli.help.events", "speechai events list", events_list },
    { "events show", "<id>", 1, 1, NULL, "cli.help.events_show",
      "speechai events show billing:01k0xw5a0000000000000000aa-3-1-alarm", events_show },
    { "events replay", "<id>", 0, 1, replay_options, "cli.help.events_replay",
      "speechai events replay billing:01k0xw5a0000000000000000aa-3-1-alarm", events_replay },
    { 0 },
};
