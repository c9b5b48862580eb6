/* apps/src/cli/args.c - from argv to a command, its words and options; and the help. */
#include <string.h>

#include "apps/language.h"
#include "cli/api.h"
#include "cli/command.h"
#include "cli/show.h"

static const struct command *const groups[] = {
    host_commands,   account_commands,  wallet_commands,  script_commands,   number_commands,
    import_commands, campaign_commands, results_commands, suppress_commands, voice_commands,
    event_commands,  admin_commands,    audit_commands,
};

#define LANGUAGES "es|en"

/* Taken by every command. */
static const struct option common[] = {
    { "--config", "FILE", "cli.option.config" }, { "--url", "URL", "cli.option.url" },
    { "--account", "ID", "cli.option.account" }, { "--language", LANGUAGES, "cli.option.language" },
    { "--json", NULL, "cli.option.json" },       { "--help", NULL, "cli.option.help" },
    { "--version", NULL, "cli.option.version" }, { 0 },
};

struct str args_nth(const struct args *args, const char *option, size_t n)
{
    for (size_t i = 0; i < args->given_n; i++)
        if (strcmp(args->given[i].option->name, option) == 0 && n-- == 0)
            return args->given[i].value;
    return STR_NONE;
}

struct str args_get(const struct args *args, const char *option)
{
    struct str value = STR_NONE, next;

    for (size_t n = 0; (next = args_nth(args, option, n)).p != NULL; n++)
        value = next;
    return value;
}

bool args_has(const struct args *args, const char *option)
{
    return args_get(args, option).p != NULL;
}

enum err cli_bad_option(struct cli *cli, const char *option, const char *wanted)
{
    return FAIL_WITH(&cli->error, ERR_INVALID, "cli.bad_option",
                     P_STR("option", str_from_c(option)), P_STR("wanted", str_from_c(wanted)));
}

/* How many words of argv the command's path takes; 0: it is not this one. */
static int path_matches(const struct command *command, int argc, char **argv)
{
    struct str path = str_from_c(command->path), word;
    int n = 0;

    while ((word = str_cut(&path, ' ')).p != NULL)
        if (n >= argc || !str_eq_c(word, argv[n++]))
            return 0;
    return n;
}

static const struct command *find_command(int argc, char **argv, int *words)
{
    for (size_t g = 0; g < ARRAY_LEN(groups); g++)
        for (const struct command *c = groups[g]; c->path != NULL; c++)
            if ((*words = path_matches(c, argc, argv)) > 0)
                return c;
    return NULL;
}

static const struct option *find_option(const struct option *options, struct str name)
{
    for (; options != NULL && options->name != NULL; options++)
        if (str_eq_c(name, options->name))
            return options;
    return NULL;
}

/* "--name value" or "--name=value" */
static enum err take_option(struct cli *cli, const struct command *command, struct args *args,
                            int argc, char **argv, int *i)
{
    struct str value = str_from_c(argv[*i]), name = str_cut(&value, '=');
    const struct option *option = find_option(common, name);

    if (option == NULL && command != NULL)
        option = find_option(command->options, name);
    if (option == NULL)
        return FAIL_WITH(&cli->error, ERR_INVALID, "cli.unknown_option", P_STR("option", name));
    if (option->value == NULL && value.p != NULL)
        return cli_bad_option(cli, option->name, "-");
    if (option->value != NULL && value.p == NULL) {
        if (*i + 1 >= argc)
            return cli_bad_option(cli, option->name, option->value);
        value = str_from_c(argv[++*i]);
    }
    if (args->given_n == OPTIONS_MOST)
        return FAIL(&cli->error, ERR_INVALID, "cli.too_many_words");
    args->given[args->given_n].option = option;
    args->given[args->given_n++].value = value.p != NULL ? value : STR("");
    return ERR_OK;
}

static enum err parse(struct cli *cli, const struct command *command, int argc, char **argv,
                      struct args *args)
{
    bool only_words = false;

    for (int i = 0; i < argc; i++) {
        if (!only_words && strcmp(argv[i], "--") == 0) {
            only_words = true;
        } else if (!only_words && strncmp(argv[i], "--", 2) == 0) {
            TRY(take_option(cli, command, args, argc, argv, &i));
        } else {
            if (args->words_n == WORDS_MOST)
                return FAIL(&cli->error, ERR_INVALID, "cli.too_many_words");
            args->words[args->words_n++] = str_from_c(argv[i]);
        }
    }
    return ERR_OK;
}

enum { HELP_LEFT = 28 };

/* Those of one page stand in one column, which the longest makes. */
static void help_options(const struct cli *cli, const struct option *options, size_t column)
{
    for (; options != NULL && options->name != NULL; options++) {
        struct str left = str_format(cli->arena, "%s %s", options->name,
                                     options->value != NULL ? options->value : "");

        fprintf(cli->out, "  %.*s%*s %.*s\n", STR_ARG(left), (int)(column - show_width_of(left)),
                "", STR_ARG(cli_text(cli, options->doc)));
    }
}

static size_t column_of(const struct cli *cli, const struct option *options)
{
    size_t column = HELP_LEFT;

    for (; options != NULL && options->name != NULL; options++) {
        size_t own = show_width_of(str_format(cli->arena, "%s %s", options->name,
                                              options->value != NULL ? options->value : ""));

        column = own > column ? own : column;
    }
    return column;
}

static void help_command(const struct cli *cli, const struct command *c)
{
    fprintf(cli->out, "speechai %s%s%s%s\n\n%.*s\n", c->path, c->words[0] != '\0' ? " " : "",
            c->words, c->options != NULL ? " [...]" : "", STR_ARG(cli_text(cli, c->doc)));
    if (c->options != NULL)
        fprintf(cli->out, "\n");
    help_options(cli, c->options, column_of(cli, c->options));
    fprintf(cli->out, "\n%.*s\n  %s\n", STR_ARG(cli_text(cli, "cli.help.example")), c->example);
}

/* "wallet" is the group of "wallet show"; "" that of all. */
static bool is_of_group(const struct command *command, struct str group)
{
    struct str path = str_from_c(command->path);

    return group.n == 0 || (path.n > group.n && path.p[group.n] == ' ' && str_starts(path, group));
}

static size_t list_commands(const struct cli *cli, struct str group, FILE *out)
{
    size_t n = 0;

    for (size_t g = 0; g < ARRAY_LEN(groups); g++)
        for (const struct command *c = groups[g]; c->path != NULL; c++)
            if (is_of_group(c, group)) {
                fprintf(out, "  %-20s %.*s\n", c->path, STR_ARG(cli_text(cli, c->doc)));
                n++;
            }
    return n;
}

static void help_all(const struct cli *cli)
{
    fprintf(cli->out, "%.*s\n\n", STR_ARG(cli_text(cli, "cli.help.head")));
    (void)list_commands(cli, STR(""), cli->out);
    fprintf(cli->out, "\n%.*s\n", STR_ARG(cli_text(cli, "cli.help.common")));
    help_options(cli, common, column_of(cli, common));
    fprintf(cli->out, "\n%.*s\n", STR_ARG(cli_text(cli, "cli.help.foot")));
}

/* What was said to us in a language that we do not have is not to be answered in another one. */
static enum err take_language(struct cli *cli, const struct args *args)
{
    enum language said = language_find(args_get(args, "--language"));

    if (!args_has(args, "--language"))
        return language_check_environment(&cli->error);
    if (said == 0)
        return cli_bad_option(cli, "--language", LANGUAGES);
    cli->language = said;
    return ERR_OK;
}

static void take_common(struct cli *cli, const struct args *args)
{
    if (args_has(args, "--config"))
        cli->config = args_get(args, "--config");
    if (args_has(args, "--url"))
        cli->url = args_get(args, "--url");
    if (args_has(args, "--account"))
        cli->account = args_get(args, "--account");
    cli->json = args_has(args, "--json");
}

static int usage_error(const struct cli *cli, const struct command *command)
{
    cli_complain(cli);
    if (command != NULL)
        cli_say(cli, str_format(cli->arena, "speechai %s%s%s", command->path,
                                command->words[0] != '\0' ? " " : "", command->words));
    cli_say(cli,
            CLI_TEXT(cli, "cli.try_help",
                     P_STR("command", command != NULL ? str_format(cli->arena, "%s ", command->path)
                                                      : STR(""))));
    return CLI_USAGE;
}

/* Nothing that there is was asked for: the whole help, the commands of a group, or a complaint. */
static int without_command(struct cli *cli, const struct args *args)
{
    struct str wanted = args->words_n > 0 ? args->words[0] : STR("");

    if (args->words_n == 0) {
        help_all(cli);
        return args_has(args, "--help") ? CLI_OK : CLI_USAGE;
    }
    if (str_eq_c(wanted, "help") || str_eq_c(wanted, "-h")) {
        help_all(cli);
        return CLI_OK;
    }
    if (args->words_n == 1 && list_commands(cli, wanted, cli->out) > 0)
        return args_has(args, "--help") ? CLI_OK : CLI_USAGE;
    if (args->words_n > 1 && list_commands(cli, wanted, stderr) > 0) /* of those it could be */
        wanted = str_format(cli->arena, "%.*s %.*s", STR_ARG(wanted), STR_ARG(args->words[1]));
    DROP(FAIL_WITH(&cli->error, ERR_INVALID, "cli.unknown_command", P_STR("command", wanted)));
    return usage_error(cli, NULL); /* raised to be told */
}

/* Options of every command may stand before it. Returns how many words of argv they take. */
static int take_leading(struct cli *cli, int argc, char **argv, struct args *args, enum err *err)
{
    int i = 0;

    for (*err = ERR_OK; *err == ERR_OK && i < argc && strncmp(argv[i], "--", 2) == 0; i++)
        *err = take_option(cli, NULL, args, argc, argv, &i);
    return i;
}

int cli_main(struct cli *cli, int argc, char **argv)
{
    struct args args = { 0 };
    const struct command *command = NULL;
    int words = 0, leading;
    enum err err;

    leading = 1 + take_leading(cli, argc - 1, argv + 1, &args, &err);
    if (err == ERR_OK) {
        command = find_command(argc - leading, argv + leading, &words);
        err = parse(cli, command, argc - leading - words, argv + leading + words, &args);
    }
    take_common(cli, &args);
    if (err == ERR_OK)
        err = take_language(cli, &args);
    if (err != ERR_OK)
        return usage_error(cli, command);
    if (args_has(&args, "--version")) {
        fprintf(cli->out, "speechai %s\n", SPEECHAI_VERSION);
        return CLI_OK;
    }
    if (command == NULL)
        return without_command(cli, &args);
    if (args_has(&args, "--help")) {
        help_command(cli, command);
        return CLI_OK;
    }
    if (args.words_n < command->least || args.words_n > command->most) {
        DROP(FAIL(&cli->error, ERR_INVALID, "cli.wrong_words")); /* raised to be told */
        return usage_error(cli, command);
    }
    err = command->run(cli, &args);
    if (err != ERR_OK)
        cli_complain(cli);
    api_close(cli);
    return err == ERR_OK ? CLI_OK : CLI_FAILED;
}
