/* apps/src/speechai.c - the command line, and `speechai up`. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/compose.h"
#include "apps/language.h"
#include "apps/service.h"
#include "base/strbuf.h"
#include "cli/api.h"
#include "cli/command.h"
#include "infrastructure/spreadsheet.h"
#include "presentation/rest_server.h"
#include "service/local_key.h"

/* What runs inside this process when nothing else does. */
struct own_api {
    struct arena arena;
    struct installation *installation;
    struct service *service;
    int log;
};

/* Lines of an API of our own would run into what the person reads: they go to a file. */
static int open_log(struct arena *arena, const struct settings *settings)
{
    struct str path = str_format(arena, "%.*s/speechai.log", STR_ARG(settings->data_folder));
    int fd = open(path.p, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    return fd >= 0 ? fd : open("/dev/null", O_WRONLY | O_CLOEXEC);
}

static enum err own_api_start(struct own_api *own, const struct settings *said, struct str *url,
                              struct str *key, struct error *error)
{
    struct settings settings = *said;
    struct local_key local;
    struct str path;

    settings.http_address = STR("127.0.0.1");
    settings.http_port = 0;
    settings.live_port = 0;
    /* its own file: the key of this short life is nobody else's */
    path = str_format(&own->arena, "%.*s/local-%d.json", STR_ARG(said->data_folder), (int)getpid());
    settings.data_local_key_file = path;
    TRY(installation_open(&settings, own->log, &own->installation, error));
    TRY(service_start(own->installation, SERVICE_ALL & ~SERVICE_CALLS, &own->service, error));
    TRY(local_key_read(&own->arena, path, &local, error));
    local_key_remove(path); /* nobody else is to find it, nor after an interrupt */
    *url = local.address;
    *key = local.key;
    return ERR_OK;
}

static void api_end(struct cli_host *host)
{
    struct own_api *own = host->self;

    service_stop(own->service);
    installation_free(own->installation);
    if (own->log >= 0)
        close(own->log);
    arena_release(&own->arena);
    *own = (struct own_api){ .arena = arena_init(), .log = -1 };
}

static enum err api_begin(struct cli_host *host, const struct settings *settings, struct str *url,
                          struct str *key, struct error *error)
{
    struct own_api *own = host->self;
    enum err err;

    own->log = open_log(&own->arena, settings);
    err = own_api_start(own, settings, url, key, error);
    if (err != ERR_OK)
        api_end(host);
    return err;
}

static enum err up(struct cli_host *host, const struct settings *settings, struct error *error)
{
    struct installation *installation;
    enum err err;

    (void)host;
    service_share_memory();
    (void)service_hold_signals();
    TRY(installation_open(settings, STDERR_FILENO, &installation, error));
    err = service_run(installation, SERVICE_ALL, error);
    installation_free(installation);
    return err;
}

static enum err migrate(struct cli_host *host, const struct settings *settings, struct error *error)
{
    struct own_api *own = host->self;
    int log = open_log(&own->arena, settings);
    enum err err = installation_migrate(settings, log, error);

    if (log >= 0)
        close(log);
    return err;
}

struct move_lines {
    struct arena *arena;
    void (*report)(void *to, struct str line);
    void *to;
};

static void put_moved(void *to, const struct moved_kind *kind)
{
    const struct move_lines *lines = to;
    const struct move_sums *sums = &kind->after.sums;
    struct strbuf line = strbuf_init(lines->arena, 512);

    strbuf_addf(&line, "%-20s %10lld ", kind->name, (long long)kind->after.rows);
    strbuf_add_hex(&line, kind->after.hash, sizeof kind->after.hash);
    if (kind->has_sums)
        strbuf_addf(&line, " available=%lld held=%lld spent=%lld", (long long)sums->available,
                    (long long)sums->held, (long long)sums->spent);
    lines->report(lines->to, strbuf_str(&line));
}

static enum err move_store(struct cli_host *host, const struct settings *settings,
                           void (*report)(void *to, struct str line), void *to, struct error *error)
{
    struct own_api *own = host->self;
    struct move_lines lines = { &own->arena, report, to };
    int log = open_log(&own->arena, settings);
    enum err err = installation_move(settings, log, put_moved, &lines, error);

    if (log >= 0)
        close(log);
    return err;
}

static void check(struct cli_host *host, const struct settings *settings,
                  void (*report)(void *to, const char *what, struct str detail,
                                 const struct error *error),
                  void *to)
{
    (void)host;
    engines_check(settings, report, to);
}

static void check_ports(struct cli_host *host, const struct settings *settings,
                        void (*report)(void *to, const char *what, struct str detail,
                                       const struct error *error),
                        void *to)
{
    (void)host;
    listen_report(settings, report, to);
}

static enum err clock_of_demo(struct cli_host *host, const struct settings *settings,
                              struct arena *arena, struct str country, int64_t *offset_ms,
                              struct str *local, struct error *error)
{
    struct demo_clock found;

    (void)host;
    TRY(demo_clock(settings, arena, country, &found, error));
    *offset_ms = found.offset_ms;
    *local = found.local;
    return ERR_OK;
}

static struct str variable(const char *name)
{
    struct str value = str_from_c(getenv(name));

    return value.p != NULL ? value : STR("");
}

int main(int argc, char **argv)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct own_api own = { .arena = arena_init(), .log = -1 };
    struct cli_host host = { .api_begin = api_begin,
                             .api_end = api_end,
                             .up = up,
                             .migrate = migrate,
                             .check = check,
                             .check_ports = check_ports,
                             .move = move_store,
                             .demo_clock = clock_of_demo,
                             .openapi = rest_document,
                             .self = &own };
    struct cli cli = { .arena = &arena,
                       .host = &host,
                       .language = language_of_environment(),
                       .terminal = isatty(STDERR_FILENO) == 1,
                       .out = stdout,
                       .config = variable("SPEECHAI_CONFIG"),
                       .url = variable("SPEECHAI_URL"),
                       .key = variable("SPEECHAI_API_KEY"),
                       .account = variable("SPEECHAI_ACCOUNT"),
                       .error = { .arena = &arena } };
    int status = sheet_reader_child(argc, argv);

    if (status >= 0)
        return status;
    signal(SIGPIPE, SIG_IGN); /* a peer that went away is an error of one write */
    status = cli_main(&cli, argc, argv);
    arena_release(&own.arena);
    if (fflush(stdout) != 0 && status == CLI_OK)
        return CLI_FAILED;
    return status;
}
