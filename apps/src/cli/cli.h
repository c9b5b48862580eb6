/* apps/src/cli/cli.h - one run of the command line: what was asked for, where it speaks to, how it
 * shows things. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdio.h>

#include "apps/settings.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/strbuf.h"
#include "codec/messages.h"

struct api;
struct api_problem;

/* What a program does that the command line cannot do by itself; filled by main. */
struct cli_host {
    /* An API inside this process, on a loopback port, until api_end(). */
    enum err (*api_begin)(struct cli_host *host, const struct settings *settings, struct str *url,
                          struct str *key, struct error *error);
    void (*api_end)(struct cli_host *host);
    /* `speechai up`, until it is told to end. */
    enum err (*up)(struct cli_host *host, const struct settings *settings, struct error *error);
    enum err (*migrate)(struct cli_host *host, const struct settings *settings,
                        struct error *error);
    /* Asks every server that the settings name. */
    void (*check)(struct cli_host *host, const struct settings *settings,
                  void (*report)(void *to, const char *what, struct str detail,
                                 const struct error *error),
                  void *to);
    /* Whether the ports that the settings name may be listened at, likewise. */
    void (*check_ports)(struct cli_host *host, const struct settings *settings,
                        void (*report)(void *to, const char *what, struct str detail,
                                       const struct error *error),
                        void *to);
    /* Takes the embedded store over to the distributed one; a line for each kind of rows. */
    enum err (*move)(struct cli_host *host, const struct settings *settings,
                     void (*report)(void *to, struct str line), void *to, struct error *error);
    /* A clock for a demo: its distance from the host's, and what it shows. */
    enum err (*demo_clock)(struct cli_host *host, const struct settings *settings,
                           struct arena *arena, struct str country, int64_t *offset_ms,
                           struct str *local, struct error *error);
    /* The API's OpenAPI document. */
    struct str (*openapi)(struct arena *arena, enum language language);
    void *self;
};

struct cli {
    struct arena *arena;
    struct cli_host *host;
    enum language language;
    bool json;     /* for programs: one JSON document on standard output */
    bool terminal; /* standard error is one: progress may be drawn */
    FILE *out;
    struct str config, url, key, account; /* as given; empty: to be found */
    struct api *api;                      /* NULL until something is asked of it */
    bool own_api;                         /* it runs inside this process */
    const struct api_problem *problem;    /* what the server said of the last error */
    struct error error;
};

enum { CLI_OK = 0, CLI_FAILED = 1, CLI_USAGE = 2 };
enum { TEXT_MOST = 1 << 20 };

/* The sentence of a slug in the person's language. */
struct str cli_text(const struct cli *cli, const char *slug);
struct str cli_text_with(const struct cli *cli, const char *slug, const struct param *params);
#define CLI_TEXT(cli, slug, ...)                                                                   \
    cli_text_with((cli), (slug), (const struct param[ERROR_PARAMS]){ __VA_ARGS__ })
/* A line on standard error, for people. */
void cli_say(const struct cli *cli, struct str text);
/* The settings of this host. */
enum err cli_settings(struct cli *cli, struct settings *ret) MUST_USE;
/* The error on standard error: the server's problem if there is one, else our own. */
void cli_complain(const struct cli *cli);

#endif
