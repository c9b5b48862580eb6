/* apps/src/cli/command.h - commands by table: usage, options, example. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "cli/cli.h"

struct option {
    const char *name;  /* "--format"; NULL ends the list */
    const char *value; /* what follows it in the usage: "xlsx|csv"; NULL: a flag */
    const char *doc;   /* slug */
};

enum { WORDS_MOST = 16, OPTIONS_MOST = 64 };

/* What was typed behind the command. */
struct args {
    struct str words[WORDS_MOST];
    size_t words_n;
    struct {
        const struct option *option;
        struct str value;
    } given[OPTIONS_MOST];
    size_t given_n;
};

struct command {
    const char *path;  /* "wallet top-up"; NULL ends a list */
    const char *words; /* positional words of the usage: "<amount>" */
    size_t least, most;
    const struct option *options; /* NULL: none of its own */
    const char *doc;              /* slug */
    const char *example;
    enum err (*run)(struct cli *cli, const struct args *args);
};

/* The groups, in the order of the help. */
extern const struct command account_commands[], wallet_commands[], import_commands[],
    script_commands[], number_commands[], campaign_commands[], results_commands[],
    suppress_commands[], voice_commands[], event_commands[], audit_commands[], host_commands[],
    admin_commands[];

/* The last one given; STR_NONE: not given. A flag that is given is "". */
struct str args_get(const struct args *args, const char *option);
bool args_has(const struct args *args, const char *option);
/* The nth of a repeated option; STR_NONE: no more. */
struct str args_nth(const struct args *args, const char *option, size_t n);

/* Runs what argv asks for; an exit status. */
int cli_main(struct cli *cli, int argc, char **argv);
/* ERR_INVALID "cli.bad_option" {option, wanted}. */
enum err cli_bad_option(struct cli *cli, const char *option, const char *wanted);

#endif
