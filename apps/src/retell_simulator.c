/* retell_simulator.c - the provider's stand-in as a program. */
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "codec/messages.h"
#include "simulator/simulator.h"

static const char usage[] =
    "Usage: retell-simulator [options]\n"
    "A stand-in for Retell AI: the same API, spoken to over HTTP; its calls reach nobody.\n"
    "\n"
    "  --host ADDRESS          where to listen (127.0.0.1)\n"
    "  --port N                0 takes a free one and prints it (8790)\n"
    "  --port-file FILE        writes the port there once it listens\n"
    "  --public-url URL        in front of recordings (http://HOST:PORT)\n"
    "  --api-key KEY           what callers must show, and what signs webhooks (key_simulator)\n"
    "  --seed N                the same seed gives the same calls (1)\n"
    "  --speed N               calls live N times faster; lengths are told as they were (1)\n"
    "  --clock-offset-ms N     added to the clock that is shown and signed (0)\n"
    "  --book FILE             what truly happened, as lines of JSON, synced\n"
    "  --state FILE            keeps agents, numbers and (FILE.calls) calls over a restart\n"
    "  --script FILE           weights, and scenarios and faults by number\n"
    "  --agent ID              an agent that is there from the start\n"
    "  --numbers LIST          caller numbers owned, by comma; without it any is taken\n"
    "  --concurrency N         calls at once (20)\n"
    "  --over-limit WHAT       refuse: 429; error: the call ends so (refuse)\n"
    "  --creates-per-second N  more are answered with 429 and Retry-After; 0: no limit (0)\n"
    "  --webhook-retry-ms N    the first gap between tries; doubles twice (2000)\n"
    "  --idle-close-ms N       silent connections are closed after it (60000)\n"
    "  --list-lag-ms N         calls appear in list-calls so much later (0)\n"
    "  --help\n"
    "\n"
    "Control for tests, without a key: GET /__sim/status, GET /__sim/book?from=N,\n"
    "POST /__sim/faults, DELETE /__sim/faults, POST /__sim/scenario, POST /__sim/weights,\n"
    "POST /__sim/settings, POST /__sim/reset.\n";

enum option_kind { TAKES_TEXT = 1, TAKES_NUMBER };

struct option_target {
    const char *name;
    enum option_kind kind;
    struct str *text;
    int64_t *number, least, most;
};

static bool set(const struct option_target *target, const char *value)
{
    struct str text = str_from_c(value);

    if (target->kind == TAKES_TEXT) {
        *target->text = text;
        return true;
    }
    if (str_to_i64(text, target->least, target->most, target->number))
        return true;
    fprintf(stderr, "retell-simulator: --%s takes a number from %" PRId64 " to %" PRId64 "\n",
            target->name, target->least, target->most);
    return false;
}

static bool read_options(int argc, char **argv, const struct option_target *targets, size_t n)
{
    struct option options[32] = { { 0 } };
    int i, at;

    for (size_t k = 0; k < n; k++)
        options[k] = (struct option){ targets[k].name, required_argument, NULL, 0 };
    options[n] = (struct option){ "help", no_argument, NULL, 'h' };
    while ((i = getopt_long(argc, argv, "h", options, &at)) != -1) {
        if (i == 'h') {
            fputs(usage, stdout);
            exit(0);
        }
        if (i != 0 || !set(&targets[at], optarg))
            return false;
    }
    return optind == argc;
}

static bool read_settings(int argc, char **argv, struct simulator_settings *s,
                          struct str *port_file)
{
    struct str over_limit = STR("refuse");
    int64_t seed = (int64_t)s->seed;
    const int64_t day = 86400000;
    const struct option_target targets[] = {
        { "host", TAKES_TEXT, &s->host, NULL, 0, 0 },
        { "port", TAKES_NUMBER, NULL, &s->port, 0, 65535 },
        { "port-file", TAKES_TEXT, port_file, NULL, 0, 0 },
        { "public-url", TAKES_TEXT, &s->public_url, NULL, 0, 0 },
        { "api-key", TAKES_TEXT, &s->api_key, NULL, 0, 0 },
        { "seed", TAKES_NUMBER, NULL, &seed, 0, INT64_MAX },
        { "speed", TAKES_NUMBER, NULL, &s->speed, 1, 1000000 },
        { "clock-offset-ms", TAKES_NUMBER, NULL, &s->clock_offset_ms, -4000 * day, 4000 * day },
        { "book", TAKES_TEXT, &s->book_file, NULL, 0, 0 },
        { "state", TAKES_TEXT, &s->state_file, NULL, 0, 0 },
        { "script", TAKES_TEXT, &s->script_file, NULL, 0, 0 },
        { "agent", TAKES_TEXT, &s->agent, NULL, 0, 0 },
        { "numbers", TAKES_TEXT, &s->numbers, NULL, 0, 0 },
        { "concurrency", TAKES_NUMBER, NULL, &s->concurrency_limit, 0, 1000000 },
        { "over-limit", TAKES_TEXT, &over_limit, NULL, 0, 0 },
        { "creates-per-second", TAKES_NUMBER, NULL, &s->creates_per_second, 0, 1000000 },
        { "webhook-retry-ms", TAKES_NUMBER, NULL, &s->webhook_retry_ms, 1, 600000 },
        { "idle-close-ms", TAKES_NUMBER, NULL, &s->idle_close_ms, 100, 3600000 },
        { "list-lag-ms", TAKES_NUMBER, NULL, &s->list_lag_ms, 0, 3600000 },
    };

    if (!read_options(argc, argv, targets, ARRAY_LEN(targets)))
        return false;
    s->seed = (uint64_t)seed;
    s->over_limit = str_eq_c(over_limit, "error") ? OVER_LIMIT_ERRS : OVER_LIMIT_REFUSES;
    return str_eq_c(over_limit, "error") || str_eq_c(over_limit, "refuse");
}

/* Appears whole or not at all: whoever waits for it reads it at once. */
static bool write_port_file(struct str file, int64_t port)
{
    char draft[4096];
    FILE *out;
    bool good;

    if (file.n == 0)
        return true;
    if (snprintf(draft, sizeof draft, "%.*s.new", STR_ARG(file)) >= (int)sizeof draft ||
        (out = fopen(draft, "we")) == NULL)
        return false;
    good = fprintf(out, "%" PRId64 "\n", port) > 0;
    good = fclose(out) == 0 && good;
    return good && rename(draft, file.p) == 0;
}

static void say_error(struct arena *arena, const struct error *error)
{
    struct str said = message_print(arena, LANGUAGE_EN, error->slug, error->params);

    fprintf(stderr, "retell-simulator: %.*s\n", STR_ARG(said));
}

static int run(const struct simulator_settings *settings, struct str port_file,
               const sigset_t *signals)
{
    struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    struct simulator *simulator;
    int signal, status = 0;

    if (simulator_start(settings, &simulator, &error) != ERR_OK) {
        say_error(&arena, &error);
        arena_release(&arena);
        return 1;
    }
    printf("retell-simulator listens on http://%.*s:%" PRId64 "\n", STR_ARG(settings->host),
           simulator_port(simulator));
    fflush(stdout);
    if (!write_port_file(port_file, simulator_port(simulator))) {
        fprintf(stderr, "retell-simulator: cannot write %.*s\n", STR_ARG(port_file));
        status = 1;
    } else {
        sigwait(signals, &signal);
    }
    simulator_stop(simulator);
    arena_release(&arena);
    return status;
}

int main(int argc, char **argv)
{
    struct simulator_settings settings = simulator_defaults();
    struct str port_file = STR("");
    sigset_t signals;

    if (!read_settings(argc, argv, &settings, &port_file)) {
        fputs("Try 'retell-simulator --help'.\n", stderr);
        return 2;
    }
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    signal(SIGPIPE, SIG_IGN);
    pthread_sigmask(SIG_BLOCK, &signals,
                    NULL); /* for every thread to come: only run() takes them */
    return run(&settings, port_file, &signals);
}
