/* apps/src/cli/campaign.c - campaigns from draft to done. */
#include <string.h>

#include "cli/api.h"
#include "cli/body.h"
#include "cli/command.h"
#include "cli/show.h"
#include "cli/watch.h"

static const struct option create_options[] = {
    { "--name", "TEXT", "cli.option.campaign_name" },
    { "--script", "ID", "cli.option.script" },
    { "--number", "+57…", "cli.option.number" },
    { "--purpose", "collection|commercial|service", "cli.option.purpose" },
    { "--max-active", "N", "cli.option.max_active" },
    { "--starts-per-minute", "N", "cli.option.starts_per_minute" },
    { "--attempts", "N", "cli.option.attempts" },
    { "--max-call-minutes", "N", "cli.option.max_call_minutes" },
    { "--window", "08:00-18:00", "cli.option.window" },
    { 0 },
};

static const struct column campaign_columns[] = {
    { "cli.column.id", "id", false, NULL },
    { "cli.column.name", "name", false, NULL },
    { "cli.column.status", "status", false, "cli.word" },
    { "cli.column.purpose", "purpose", false, "cli.word" },
    { "cli.column.max_active", "pacing.max_active", true, NULL },
    { "cli.column.created", "created_at", false, NULL },
};

/* A whole number option into the body; absent: left out. */
static enum err put_number(struct cli *cli, struct body *body, const struct args *args,
                           const char *option, const char *member, int64_t most, int64_t factor)
{
    struct str text = args_get(args, option);
    int64_t value;

    if (text.p == NULL)
        return ERR_OK;
    if (!str_to_i64(text, 1, most, &value))
        return cli_bad_option(cli, option, str_format(cli->arena, "1..%lld", (long long)most).p);
    body_i64(body, member, value * factor);
    return ERR_OK;
}

static void put_numbers(struct body *body, const struct args *args)
{
    struct str number;

    if (!args_has(args, "--number"))
        return;
    json_put_name(&body->w, STR("from_numbers"));
    json_open(&body->w, '[');
    for (size_t n = 0; (number = args_nth(args, "--number", n)).p != NULL; n++)
        json_put_str(&body->w, number);
    json_close(&body->w, ']');
}

static enum err put_sections(struct cli *cli, struct body *body, const struct args *args)
{
    if (args_has(args, "--max-active") || args_has(args, "--starts-per-minute")) {
        json_put_name(&body->w, STR("pacing"));
        json_open(&body->w, '{');
        TRY(put_number(cli, body, args, "--max-active", "max_active", 10000, 1));
        TRY(put_number(cli, body, args, "--starts-per-minute", "starts_per_minute", 6000, 1));
        json_close(&body->w, '}');
    }
    if (args_has(args, "--attempts")) {
        json_put_name(&body->w, STR("retry"));
        json_open(&body->w, '{');
        TRY(put_number(cli, body, args, "--attempts", "max_attempts", 20, 1));
        json_close(&body->w, '}');
    }
    return put_number(cli, body, args, "--max-call-minutes", "max_call_ms", 120, MS_PER_MINUTE);
}

static enum err campaign_create(struct cli *cli, const struct args *args)
{
    struct str window = args_get(args, "--window");
    const struct json *answer;
    struct body body;

    if (!args_has(args, "--name"))
        return cli_bad_option(cli, "--name", "TEXT");
    TRY(api_need_account(cli));
    body_begin(&body, cli);
    body_text(&body, "name", args_get(args, "--name"));
    body_text(&body, "script", args_get(args, "--script"));
    body_text(&body, "purpose", args_get(args, "--purpose"));
    if (window.p != NULL) {
        body_text(&body, "window_start", str_cut(&window, '-'));
        body_text(&body, "window_end", window);
    }
    put_numbers(&body, args);
    TRY(put_sections(cli, &body, args));
    TRY(api_post(cli, STR("/api/v1/campaigns"), body_end(&body), &answer));
    show_fields(cli, answer, campaign_columns, ARRAY_LEN(campaign_columns));
    return ERR_OK;
}

static enum err campaign_list(struct cli *cli, const struct args *args)
{
    const struct json *answer;

    (void)args;
    TRY(api_need_account(cli));
    TRY(api_get(cli, STR("/api/v1/campaigns?limit=200&sort=-id"), &answer));
    if (cli->json)
        show_json(cli, answer);
    else
        show_rows(cli, json_get(answer, "items"), campaign_columns, ARRAY_LEN(campaign_columns));
    return ERR_OK;
}

/* launch, pause, resume, cancel */
static enum err change_state(struct cli *cli, const struct args *args, const char *verb)
{
    const struct json *answer, *campaign;
    struct str notices = STR("");
    int64_t in_course = 0;

    TRY(api_need_account(cli));
    if (strcmp(verb, "launch") == 0 && !cli->json) /* afterwards the first are decided already */
        notices = watch_notices(cli, args->words[0]);
    TRY(api_post(cli,
                 str_format(cli->arena, "/api/v1/campaigns/%.*s/%s", STR_ARG(args->words[0]), verb),
                 STR_NONE, &answer));
    if (cli->json) {
        show_json(cli, answer);
        return ERR_OK;
    }
    campaign = json_get(answer, "campaign");
    show_fields(cli, campaign != NULL ? campaign : answer, campaign_columns,
                ARRAY_LEN(campaign_columns));
    if (notices.n > 0)
        cli_say(cli, CLI_TEXT(cli, "cli.campaign.notice", P_STR("why", notices)));
    if (json_i64(json_get(answer, "in_course"), &in_course) && in_course > 0)
        cli_say(cli, CLI_TEXT(cli, "cli.campaign.in_course", P_I64("calls", in_course)));
    if (cli->own_api && (strcmp(verb, "launch") == 0 || strcmp(verb, "resume") == 0))
        cli_say(cli, cli_text(cli, "cli.campaign.start_up"));
    return ERR_OK;
}

static enum err campaign_launch(struct cli *cli, const struct args *args)
{
    return change_state(cli, args, "launch");
}

static enum err campaign_pause(struct cli *cli, const struct args *args)
{
    return change_state(cli, args, "pause");
}

static enum err campaign_resume(struct cli *cli, const struct args *args)
{
    return change_state(cli, args, "resume");
}

static enum err campaign_cancel(struct cli *cli, const struct args *args)
{
    return change_state(cli, args, "cancel");
}

static enum err campaign_watch(struct cli *cli, const struct args *args)
{
    TRY(api_need_account(cli));
    if (cli->own_api) /* nobody would place a call: it would be watched for ever */
        return FAIL(&cli->error, ERR_PRECONDITION, "cli.campaign.start_up");
    return watch_campaign(cli, args->words[0]);
}

#define EXAMPLE_ID " cmp_01jd0000000000000000000000"

const struct command campaign_commands[] = {
    { "campaign create", "", 0, 0, create_options, "cli.help.campaign_create",
      "speechai campaign create --name Noviembre --script scr_01jd0000000000000000000000"
      " --number +576015550100 --max-active 20",
      campaign_create },
    { "campaign list", "", 0, 0, NULL, "cli.help.campaign_list", "speechai campaign list",
      campaign_list },
    { "campaign launch", "<campaign>", 1, 1, NULL, "cli.help.campaign_launch",
      "speechai campaign launch" EXAMPLE_ID, campaign_launch },
    { "campaign watch", "<campaign>", 1, 1, NULL, "cli.help.campaign_watch",
      "speechai campaign watch" EXAMPLE_ID, campaign_watch },
    { "campaign pause", "<campaign>", 1, 1, NULL, "cli.help.campaign_pause",
      "speechai campaign pause" EXAMPLE_ID, campaign_pause },
    { "campaign resume", "<campaign>", 1, 1, NULL, "cli.help.campaign_resume",
      "speechai campaign resume" EXAMPLE_ID, campaign_resume },
    { "campaign cancel", "<campaign>", 1, 1, NULL, "cli.help.campaign_cancel",
      "speechai campaign cancel" EXAMPLE_ID, campaign_cancel },
    { 0 },
};
