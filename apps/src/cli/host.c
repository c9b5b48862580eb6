/* apps/src/cli/host.c - what concerns this host: up, migrate, settings, doctor. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/api.h"
#include "cli/command.h"
#include "cli/show.h"

static const struct option settings_options[] = {
    { "--example", "development|production", "cli.option.example" },
    { 0 },
};

static const struct option move_options[] = {
    { "--from", "FOLDER", "cli.option.from_store" },
    { 0 },
};

static const struct option openapi_options[] = {
    { "--output", "FILE", "cli.option.output" },
    { 0 },
};

static enum err up(struct cli *cli, const struct args *args)
{
    struct settings settings;

    (void)args;
    TRY(cli_settings(cli, &settings));
    return cli->host->up(cli->host, &settings, &cli->error);
}

static enum err migrate(struct cli *cli, const struct args *args)
{
    struct settings settings;

    (void)args;
    TRY(cli_settings(cli, &settings));
    TRY(cli->host->migrate(cli->host, &settings, &cli->error));
    cli_say(cli, cli_text(cli, "cli.migrated"));
    return ERR_OK;
}

static void put_line(void *to, struct str line)
{
    const struct cli *cli = to;

    fprintf(cli->out, "%.*s\n", STR_ARG(line));
    fflush(cli->out);
}

static enum err migrate_engine(struct cli *cli, const struct args *args)
{
    struct settings settings;

    TRY(cli_settings(cli, &settings));
    if (args_has(args, "--from"))
        settings.data_folder = args_get(args, "--from");
    TRY(cli->host->move(cli->host, &settings, put_line, cli, &cli->error));
    cli_say(cli, cli_text(cli, "cli.moved"));
    return ERR_OK;
}

/* For programs: the offset in milliseconds, a blank, what the clock shows. */
static enum err demo_clock(struct cli *cli, const struct args *args)
{
    struct settings settings;
    int64_t offset_ms;
    struct str local;

    TRY(cli_settings(cli, &settings));
    TRY(cli->host->demo_clock(cli->host, &settings, cli->arena, args->words[0], &offset_ms, &local,
                              &cli->error));
    fprintf(cli->out, "%lld %.*s\n", (long long)offset_ms, STR_ARG(local));
    return ERR_OK;
}

/* For generators of clients: nothing is started. */
static enum err openapi(struct cli *cli, const struct args *args)
{
    struct str document = cli->host->openapi(cli->arena, cli->language);
    CLEANUP(cleanup_file) FILE *file = NULL;
    FILE *out = cli->out;

    if (args_has(args, "--output"))
        out = file = fopen(str_c(cli->arena, args_get(args, "--output")), "we");
    if (out == NULL || fprintf(out, "%.*s\n", STR_ARG(document)) < 0 || fflush(out) != 0)
        return FAIL_WITH(&cli->error, ERR_UNAVAILABLE, "cli.cannot_write",
                         P_STR("path", args_get(args, "--output")));
    return ERR_OK;
}

static enum err check_settings(struct cli *cli, const struct args *args)
{
    struct settings settings;
    struct str text;

    if (args_has(args, "--example")) {
        TRY(settings_example(cli->arena, args_get(args, "--example"), &text, &cli->error));
        fprintf(cli->out, "%.*s", STR_ARG(text));
        return ERR_OK;
    }
    TRY(cli_settings(cli, &settings));
    cli_say(cli, CLI_TEXT(cli, "cli.settings.good",
                          P_STR("path", cli->config.n > 0 ? cli->config : STR("-"))));
    return ERR_OK;
}

/* One line of the doctor's report. */
static bool report(const struct cli *cli, bool good, const char *what, struct str detail)
{
    fprintf(cli->out, "%s %.*s%s%.*s\n", good ? "✓" : "✗", STR_ARG(cli_text(cli, what)),
            detail.n > 0 ? ": " : "", STR_ARG(detail));
    return good;
}

static bool check_folder(struct cli *cli, struct str folder)
{
    const char *path = str_c(cli->arena, folder);
    struct stat s;
    bool good = (stat(path, &s) == 0 && S_ISDIR(s.st_mode) && access(path, W_OK | X_OK) == 0);

    return report(cli, good, "cli.doctor.folder", folder);
}

/* Whatever is wrong is told, and the next is looked at all the same. */
static struct str take_reason(struct cli *cli)
{
    struct str reason = cli->problem != NULL
                            ? cli->problem->detail
                            : cli_text_with(cli, cli->error.slug, cli->error.params);

    cli->problem = NULL;
    error_clear(&cli->error);
    return reason;
}

static bool check_answer(struct cli *cli, const char *path, const char *what)
{
    const struct json *answer;

    if (api_get(cli, str_from_c(path), &answer) == ERR_OK)
        return report(cli, true, what, STR(""));
    return report(cli, false, what, take_reason(cli));
}

/* Calls that a restored copy does not know: no fault, but somebody should know of them. */
static void tell_forgotten(struct cli *cli, const struct json *voice)
{
    int64_t n;

    if (json_i64(json_get(voice, "forgotten"), &n) && n > 0)
        fprintf(cli->out, "! %.*s: %lld\n", STR_ARG(cli_text(cli, "cli.doctor.forgotten")),
                (long long)n);
}

static bool check_voice(struct cli *cli, const struct settings *settings)
{
    const struct json *answer;
    int64_t current, limit;

    if (settings->voice_api_key.n == 0 && cli->own_api) /* one that runs has its own */
        return report(cli, false, "cli.doctor.voice", cli_text(cli, "cli.doctor.no_voice_key"));
    if (api_get(cli, STR("/api/v1/admin/voice"), &answer) != ERR_OK) {
        struct str reason = take_reason(cli);

        return report(cli, false, "cli.doctor.voice",
                      str_format(cli->arena, "%.*s (voice.base_url: %.*s)", STR_ARG(reason),
                                 STR_ARG(settings->voice_base_url)));
    }
    tell_forgotten(cli, answer);
    if (!json_i64(json_get(answer, "current"), &current) ||
        !json_i64(json_get(answer, "limit"), &limit))
        return report(cli, true, "cli.doctor.voice", STR(""));
    return report(cli, true, "cli.doctor.voice",
                  str_format(cli->arena, "%lld / %lld", (long long)current, (long long)limit));
}

struct engine_reports {
    struct cli *cli;
    bool good;
    bool many; /* programs of the installation may run here, each with ports of its own */
};

static void report_engine(void *to, const char *what, struct str detail, const struct error *error)
{
    struct engine_reports *r = to;

    if (error != NULL)
        detail = cli_text_with(r->cli, error->slug, error->params);
    r->good = report(r->cli, error == NULL, what, detail) && r->good;
}

static bool check_engines(struct cli *cli, const struct settings *settings)
{
    struct engine_reports reports = { cli, true, false };

    cli->host->check(cli->host, settings, report_engine, &reports);
    return reports.good;
}

/* With many programs on a host a port may be theirs: it is told, and no fault. */
static void report_port(void *to, const char *what, struct str detail, const struct error *error)
{
    struct engine_reports *r = to;

    if (error == NULL || !r->many || !str_eq_c(STR("listen.taken"), error->slug)) {
        report_engine(to, what, detail, error);
        return;
    }
    fprintf(r->cli->out, "! %.*s: %.*s\n", STR_ARG(cli_text(r->cli, what)),
            STR_ARG(cli_text_with(r->cli, error->slug, error->params)));
}

/* Where the installation runs already, its ports are its own. */
static bool check_ports(struct cli *cli, const struct settings *settings)
{
    struct engine_reports reports = { cli, true, settings->engine == ENGINE_DISTRIBUTED };

    cli->host->check_ports(cli->host, settings, report_port, &reports);
    return reports.good;
}

static enum err doctor(struct cli *cli, const struct args *args)
{
    struct settings settings;
    bool good, connected, engines;

    (void)args;
    TRY(cli_settings(cli, &settings));
    report(cli, true, "cli.doctor.settings", cli->config);
    engines = check_engines(cli, &settings);
    connected = api_connect(cli) == ERR_OK;
    good = report(cli, connected, "cli.doctor.api", connected ? api_url(cli) : take_reason(cli));
    if (cli->own_api || (!connected && cli->url.n == 0))
        good = check_ports(cli, &settings) && good;
    good = check_folder(cli, settings.data_folder) && good; /* made at the first start */
    if (connected) {
        good = check_answer(cli, "/readyz", "cli.doctor.ready") && good;
        good = check_answer(cli, "/api/v1/admin/accounts?limit=1", "cli.doctor.key") && good;
        good = check_voice(cli, &settings) && good;
    }
    return good && engines ? ERR_OK : FAIL(&cli->error, ERR_PRECONDITION, "cli.doctor.found");
}

/* For supervisors: one request, an exit status. */
static enum err health(struct cli *cli, const struct args *args)
{
    const struct json *answer;

    (void)args;
    if (cli->url.n == 0)
        return FAIL_WITH(&cli->error, ERR_INVALID, "cli.url_needed",
                         P_STR("example", STR("http://127.0.0.1:8080")));
    TRY(api_get(cli, STR("/readyz"), &answer));
    cli_say(cli, cli_text(cli, "cli.ready"));
    return ERR_OK;
}

const struct command host_commands[] = {
    { "up", "", 0, 0, NULL, "cli.help.up", "speechai up --config config/development.yaml", up },
    { "doctor", "", 0, 0, NULL, "cli.help.doctor",
      "speechai doctor --config config/development.yaml", doctor },
    { "health", "", 0, 0, NULL, "cli.help.health", "speechai health --url http://127.0.0.1:8080",
      health },
    { "settings", "", 0, 0, settings_options, "cli.help.settings",
      "speechai settings --example production", check_settings },
    { "migrate", "", 0, 0, NULL, "cli.help.migrate",
      "speechai migrate --config config/development.yaml", migrate },
    { "migrate-engine", "", 0, 0, move_options, "cli.help.migrate_engine",
      "speechai migrate-engine --config config/production.yaml --from /var/lib/speechai",
      migrate_engine },
    { "demo-clock", "<country>", 1, 1, NULL, "cli.help.demo_clock", "speechai demo-clock CO",
      demo_clock },
    { "openapi", "", 0, 0, openapi_options, "cli.help.openapi",
      "speechai openapi --output openapi.json", openapi },
    { 0 },
};
