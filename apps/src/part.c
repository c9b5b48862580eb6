/* apps/src/part.c - one loop's home as a program of its own: for the distributed engine, where any
 * number of each runs on any host. On the embedded engine one process holds the store, so it
 * refuses. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "apps/compose.h"
#include "apps/language.h"
#include "apps/service.h"
#include "codec/messages.h"
#include "infrastructure/spreadsheet.h"

extern char **environ;

enum { USAGE = 2 };

static void say(struct arena *arena, FILE *out, const char *slug, const struct param *params)
{
    fprintf(out, "%.*s\n", STR_ARG(message_print(arena, language_of_environment(), slug, params)));
}

/* --config FILE, --config=FILE, --help and nothing else: a word that is not understood starts no
 * program with other settings than were meant. False: the program ends with *status. */
static bool read_words(struct arena *arena, int argc, char **argv, struct str *config, int *status)
{
    const struct param help[ERROR_PARAMS] = { P_STR("program", STR(PART_NAME)) };

    for (int i = 1; i < argc; i++) {
        struct str value = str_from_c(argv[i]), name = str_cut(&value, '=');
        const struct param wrong[ERROR_PARAMS] = { P_STR("option", str_from_c(argv[i])) };

        if (str_eq_c(name, "--config") && value.p == NULL && i + 1 < argc)
            value = str_from_c(argv[++i]);
        if (str_eq_c(name, "--config") && value.p != NULL) {
            *config = value;
            continue;
        }
        *status = str_eq_c(name, "--help") ? EXIT_SUCCESS : USAGE;
        if (*status == USAGE)
            say(arena, stderr, "cli.unknown_option", wrong);
        say(arena, *status == USAGE ? stderr : stdout, "cli.part_help", help);
        return false;
    }
    return true;
}

static enum err run(struct arena *arena, struct str config, struct error *error)
{
    const struct settings_source source = { .path = config,
                                            .variables = (const char *const *)environ };
    struct settings settings;
    struct installation *installation;
    enum err err;

    TRY(language_check_environment(error));
    TRY(settings_read(arena, &source, &settings, error));
    if (settings.engine == ENGINE_EMBEDDED)
        return FAIL_WITH(error, ERR_PRECONDITION, "engine.one_process",
                         P_STR("program", STR(PART_NAME)));
    service_share_memory();
    (void)service_hold_signals();
    TRY(installation_open(&settings, STDERR_FILENO, &installation, error));
    err = service_run(installation, PART, error);
    installation_free(installation);
    return err;
}

int main(int argc, char **argv)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    struct str config = str_from_c(getenv("SPEECHAI_CONFIG"));
    int status = sheet_reader_child(argc, argv);
    struct str text;

    if (status >= 0 || !read_words(&arena, argc, argv, &config, &status))
        return status;
    if (run(&arena, config, &error) == ERR_OK)
        return EXIT_SUCCESS;
    text = message_print(&arena, language_of_environment(), error.slug, error.params);
    fprintf(stderr, "%s: %.*s\n", PART_NAME, STR_ARG(text));
    return EXIT_FAILURE;
}
