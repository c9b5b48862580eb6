/* tests/unit/cli/test_cli.c - commands, options, help and what is shown, without an installation.
 */
#include "support/expect.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/api.h"
#include "cli/command.h"
#include "cli/show.h"

enum { ARGV_MOST = 20 };

struct fixture {
    struct arena arena;
    struct cli_host host;
    struct cli cli;
    char *out;
    size_t out_n;
    int begun;
};

static enum err no_api(struct cli_host *host, const struct settings *settings, struct str *url,
                       struct str *key, struct error *error)
{
    struct fixture *f = host->self;

    (void)settings;
    (void)url;
    (void)key;
    f->begun++;
    return FAIL_WITH(error, ERR_PRECONDITION, "store.locked", P_STR("path", STR("here")));
}

static void no_end(struct cli_host *host)
{
    (void)host;
}

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init(),
                          .host = { .api_begin = no_api, .api_end = no_end, .self = &f } };
    f.cli = (struct cli){ .arena = &f.arena,
                          .host = &f.host,
                          .language = LANGUAGE_ES,
                          .out = open_memstream(&f.out, &f.out_n),
                          .error = { .arena = &f.arena } };
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    fclose(f->cli.out);
    free(f->out);
    arena_release(&f->arena);
    return 0;
}

/* Runs "speechai <line>"; words are parted by single blanks. */
static int run(struct fixture *f, const char *line)
{
    struct str rest = str_from_c(line), word;
    char *argv[ARGV_MOST] = { str_c(&f->arena, STR("speechai")) };
    int argc = 1, status;

    while ((word = str_cut(&rest, ' ')).p != NULL)
        if (word.n > 0)
            argv[argc++] = str_c(&f->arena, word);
    status = cli_main(&f->cli, argc, argv);
    fflush(f->cli.out);
    return status;
}

static bool shown(const struct fixture *f, const char *text)
{
    return strstr(f->out, text) != NULL;
}

static const struct command *const groups[] = {
    account_commands,  wallet_commands,  import_commands,   script_commands, number_commands,
    campaign_commands, results_commands, suppress_commands, voice_commands,  host_commands,
    event_commands,    admin_commands,   audit_commands,
};

static bool is_sentence(enum language language, struct fixture *f, const char *slug)
{
    const struct param none[ERROR_PARAMS] = { { 0 } };
    struct str text = message_print(&f->arena, language, slug, none);

    return text.n > 1 && text.p[text.n - 1] == '.';
}

static void help__of_every_command_has_its_sentence_and_a_matching_example(void **state)
{
    struct fixture *f = *state;

    for (size_t g = 0; g < ARRAY_LEN(groups); g++)
        for (const struct command *c = groups[g]; c->path != NULL; c++) {
            struct str start = str_format(&f->arena, "speechai %s", c->path);

            assert_true(is_sentence(LANGUAGE_ES, f, c->doc));
            assert_true(is_sentence(LANGUAGE_EN, f, c->doc));
            assert_true(str_starts(str_from_c(c->example), start));
            for (const struct option *o = c->options; o != NULL && o->name != NULL; o++)
                assert_true(message_exists(LANGUAGE_ES, str_from_c(o->doc)));
            assert_int_equal(run(f, str_format(&f->arena, "%s --help", c->path).p), CLI_OK);
            assert_true(shown(f, c->example));
        }
}

static void help__lists_every_command_in_the_language_asked_for(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(run(f, "--help --language en"), CLI_OK);
    for (size_t g = 0; g < ARRAY_LEN(groups); g++)
        for (const struct command *c = groups[g]; c->path != NULL; c++)
            assert_true(shown(f, c->path));
    assert_true(shown(f, "Launches a campaign."));
}

static void help__lists_the_commands_of_a_group_alone(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(run(f, "--language en campaign --help"), CLI_OK);

    assert_true(shown(f, "campaign launch"));
    assert_true(shown(f, "Launches a campaign."));
    assert_false(shown(f, "wallet show"));
}

static void help__is_found_under_the_words_that_people_try(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(run(f, "-h"), CLI_OK);
    assert_true(shown(f, "campaign launch"));
    assert_int_equal(run(f, "help"), CLI_OK);
}

static void version__is_told_without_any_settings(void **state)
{
    struct fixture *f = *state;

    f->cli.config = STR("/no/such.yaml");

    assert_int_equal(run(f, "--version"), CLI_OK);

    assert_true(shown(f, "speechai "));
    assert_non_null(strpbrk(f->out, "0123456789"));
    assert_int_equal(f->begun, 0);
}

static void options__of_every_command_may_stand_before_it(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(run(f, "--language=en --json campaign launch --help"), CLI_OK);

    assert_true(shown(f, "Launches a campaign."));
    assert_true(f->cli.json);
}

static void usage__is_wrong_for_unknown_things(void **state)
{
    static const char *const lines[] = { "fly",
                                         "campaign",
                                         "campaign launch",
                                         "wallet top-up 5 6",
                                         "wallet show --colour red",
                                         "settings --example",
                                         "wallet show --json=yes",
                                         "" };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        assert_int_equal(run(f, lines[i]), CLI_USAGE);
    assert_int_equal(f->begun, 0);
}

static void language__is_one_that_there_is_or_refused(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(run(f, "--language fr --help"), CLI_USAGE);
    assert_string_equal(f->cli.error.slug, "cli.bad_option");
    assert_int_equal(f->cli.language, LANGUAGE_ES);
    error_clear(&f->cli.error);
    assert_int_equal(run(f, "--language en-GB --help"), CLI_OK);
    assert_int_equal(f->cli.language, LANGUAGE_EN);
}

static void language__of_our_own_variable_is_one_that_there_is_or_refused(void **state)
{
    struct fixture *f = *state;

    setenv("SPEECHAI_LANGUAGE", "fr_FR.UTF-8", 1);
    assert_int_equal(run(f, "--help"), CLI_USAGE);
    assert_string_equal(f->cli.error.slug, "settings.bad_variable");
    error_clear(&f->cli.error);
    assert_int_equal(run(f, "--language es --help"), CLI_OK); /* it goes before the variable */
    setenv("SPEECHAI_LANGUAGE", "en_US.UTF-8", 1);
    assert_int_equal(run(f, "--help"), CLI_OK);
    unsetenv("SPEECHAI_LANGUAGE");
}

static void settings__prints_an_example(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(run(f, "settings --example=production"), CLI_OK);
    assert_true(shown(f, "trust: kernel"));
    assert_int_equal(run(f, "settings --example test"), CLI_FAILED);
}

static void api__begins_one_inside_when_nothing_runs(void **state)
{
    struct fixture *f = *state;

    setenv("SPEECHAI_DATA_FOLDER", "/nonexistent", 1);
    assert_int_equal(run(f, "wallet show"), CLI_FAILED);
    unsetenv("SPEECHAI_DATA_FOLDER");

    assert_int_equal(f->begun, 1);
    assert_string_equal(f->cli.error.slug, "store.locked");
}

static void api__says_when_the_address_does_not_answer(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(run(f, "wallet show --url http://127.0.0.1:1 --account acc_x"), CLI_FAILED);
    assert_string_equal(f->cli.error.slug, "cli.no_answer");
    assert_int_equal(f->begun, 0);
}

/* Whoever asks is told that he is not signed in; then it is over. */
static void *refuse_one(void *listening)
{
    static const char refusal[] =
        "HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n"
        "Content-Length: 59\r\n\r\n"
        "{\"code\": \"auth.unknown_key\", \"detail\": \"La clave no vale.\"}";
    int peer = accept(*(const int *)listening, NULL, NULL);
    char asked[4096];

    if (peer >= 0 && recv(peer, asked, sizeof asked, 0) > 0)
        (void)send(peer, refusal, sizeof refusal - 1, MSG_NOSIGNAL);
    close(peer);
    return NULL;
}

static void watch__tells_what_the_server_said_when_it_stopped_answering(void **state)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof address;
    struct fixture *f = *state;
    int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    pthread_t server;

    assert_int_equal(bind(listening, (struct sockaddr *)&address, n), 0);
    assert_int_equal(listen(listening, 4), 0);
    assert_int_equal(getsockname(listening, (struct sockaddr *)&address, &n), 0);
    assert_int_equal(pthread_create(&server, NULL, refuse_one, &listening), 0);

    assert_int_equal(run(f, str_format(&f->arena,
                                       "campaign watch cmp_1 --account acc_1"
                                       " --url http://127.0.0.1:%d",
                                       ntohs(address.sin_port))
                                .p),
                     CLI_FAILED);

    assert_non_null(f->cli.problem);
    expect_str(f->cli.problem->code, "auth.unknown_key");
    expect_str(f->cli.problem->detail, "La clave no vale.");
    assert_int_equal(pthread_join(server, NULL), 0);
    close(listening);
}

static const struct json *parsed(struct fixture *f, const char *text)
{
    const struct json *document;

    expect_ok(json_parse(&f->arena, str_from_c(text), NULL, &document, &f->cli.error));
    return document;
}

static void show__writes_amounts_and_lengths_for_people(void **state)
{
    struct fixture *f = *state;
    const struct json *d = parsed(f, "{\"a\":{\"amount\":\"12.500000\",\"currency\":\"USD\"},"
                                     "\"b\":{\"amount\":\"0.123456\",\"currency\":\"COP\"},"
                                     "\"c\":{\"talk_ms\":7384000},\"d_ms\":59999,\"e\":null}");

    expect_str(show_value(&f->arena, "a", json_get(d, "a")), "12.50 USD");
    expect_str(show_value(&f->arena, "b", json_get(d, "b")), "0.123456 COP");
    expect_str(show_value(&f->arena, "c", json_get(d, "c")), "2 h 03 min");
    expect_str(show_value(&f->arena, "d_ms", json_get(d, "d_ms")), "59 s");
    expect_str(show_value(&f->arena, "e", json_get(d, "e")), "-");
    expect_str(show_count(&f->cli, 1234567), "1.234.567");
    expect_str(show_count(&f->cli, -123), "-123");
}

static void show__lines_columns_up_by_characters(void **state)
{
    static const struct column columns[] = { { "cli.column.name", "name", false, NULL },
                                             { "cli.column.rows", "n", true, NULL },
                                             { "cli.column.outcome", "x", false, "outcome" } };
    struct fixture *f = *state;

    show_rows(&f->cli,
              parsed(f, "[{\"name\":\"José\",\"n\":5,\"x\":\"no_answer\"},"
                        "{\"name\":\"A\\nna\",\"n\":12345,\"x\":null}]"),
              columns, ARRAY_LEN(columns));
    fflush(f->cli.out);

    assert_string_equal(f->out, "nombre  filas  resultado\n"
                                "José        5  Sin respuesta\n"
                                "A na    12345  -\n");
}

/* What people wrote into a name is shown on the operator's terminal, and tells it nothing. */
static void show__gives_a_terminal_no_orders(void **state)
{
    struct fixture *f = *state;
    const struct str name = STR("a\x1b]0;b\a\xc2\x9b"
                                "2J\xc2\xa1\x7f");

    expect_str(show_plain(&f->arena, name), "a ]0;b  2J\xc2\xa1 ");
    expect_str(show_plain(&f->arena, STR("una\n\tdos")), "una\n\tdos");
    expect_str(show_clip(&f->arena, name, 100), "a ]0;b  2J\xc2\xa1 ");
}

static void show__says_a_slug_in_its_sentence_or_the_one_for_many(void **state)
{
    static const struct column columns[] = {
        { "cli.column.reason", "slug", false, "cli.reason" },
    };
    struct fixture *f = *state;

    show_rows(&f->cli,
              parsed(f, "[{\"slug\":\"row.no_phone\"},{\"slug\":\"row.phones_split\"},"
                        "{\"slug\":\"row.of_a_newer_server\"}]"),
              columns, ARRAY_LEN(columns));
    fflush(f->cli.out);

    assert_string_equal(f->out, "motivo\n"
                                "La fila no tiene teléfono.\n"
                                "La celda tenía varios teléfonos: se separaron.\n"
                                "row.of_a_newer_server\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(help__of_every_command_has_its_sentence_and_a_matching_example),
        TEST(help__lists_every_command_in_the_language_asked_for),
        TEST(help__lists_the_commands_of_a_group_alone),
        TEST(help__is_found_under_the_words_that_people_try),
        TEST(version__is_told_without_any_settings),
        TEST(options__of_every_command_may_stand_before_it),
        TEST(usage__is_wrong_for_unknown_things),
        TEST(language__is_one_that_there_is_or_refused),
        TEST(language__of_our_own_variable_is_one_that_there_is_or_refused),
        TEST(settings__prints_an_example),
        TEST(api__begins_one_inside_when_nothing_runs),
        TEST(api__says_when_the_address_does_not_answer),
        TEST(watch__tells_what_the_server_said_when_it_stopped_answering),
        TEST(show__writes_amounts_and_lengths_for_people),
        TEST(show__lines_columns_up_by_characters),
        TEST(show__gives_a_terminal_no_orders),
        TEST(show__says_a_slug_in_its_sentence_or_the_one_for_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
