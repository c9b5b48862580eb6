/* tests/integration/smtp/test_smtp.c - a mail server that says no, later, or nothing at all. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fakes/fixed_clock.h"
#include "infrastructure/mail.h"
#include "support/mail_folder.h"
#include "support/servers.h"

struct fixture {
    struct arena arena;
    struct error error;
    struct fixed_clock clock;
    struct smtp_config config;
    struct smtp *smtp;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    f->arena = arena_init();
    f->error.arena = &f->arena;
    f->clock = fixed_clock();
    f->config = (struct smtp_config){ .url = server_variable("SPEECHAI_TEST_SMTP"),
                                      .user = STR("speechai"),
                                      .password = STR("contraseña"),
                                      .from = STR("speechai@example.com"),
                                      .ca_file = server_variable("SPEECHAI_TEST_SMTP_CA"),
                                      .connect = SECONDS(10),
                                      .whole = SECONDS(30),
                                      .clock = fixed_clock_port(&f->clock) };
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    smtp_free(f->smtp);
    arena_release(&f->arena);
    free(f);
    return 0;
}

static enum err send_to(struct fixture *f, const char *to)
{
    const struct mail mail = { STR("evt_1"), str_from_c(to), STR("Saldo"), STR("Hola.") };

    error_clear(&f->error);
    smtp_free(f->smtp);
    f->smtp = NULL;
    expect_ok(smtp_new(&f->config, &f->smtp, &f->error));
    return VIA(smtp_mailer(f->smtp), send, &mail, &f->error);
}

static size_t kept(void)
{
    return mail_folder_read(server_variable("SPEECHAI_TEST_SMTP_MAILS").p, NULL, 0, NULL);
}

static bool password_was_shown(struct fixture *f)
{
    struct str path = str_format(&f->arena, "%s/../password_in_the_clear",
                                 server_variable("SPEECHAI_TEST_SMTP_MAILS").p);

    return access(path.p, F_OK) == 0;
}

static void send__is_kept_by_the_server(void **state)
{
    struct fixture *f = *state;
    size_t before = kept();

    expect_ok(send_to(f, "ana@example.com"));
    assert_int_equal(kept(), before + 1);
}

static void no__of_the_server_is_for_good_and_later_is_not(void **state)
{
    static const struct {
        const char *to;
        enum err err;
        const char *slug;
    } cases[] = {
        { "never@example.com", ERR_INVALID, "mail.refused" },           /* 550 to the recipient */
        { "spam@example.com", ERR_INVALID, "mail.refused" },            /* 554 to the message */
        { "later@example.com", ERR_EXHAUSTED, "mail.later" },           /* 450 */
        { "full@example.com", ERR_EXHAUSTED, "mail.later" },            /* 452 */
        { "busy@example.com", ERR_EXHAUSTED, "mail.later" },            /* 451 to the message */
        { "leaving@example.com", ERR_UNAVAILABLE, "mail.unreachable" }, /* 421: the server goes */
    };
    struct fixture *f = *state;
    size_t before = kept();

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        expect_error(send_to(f, cases[i].to), &f->error, cases[i].err, cases[i].slug);
    assert_int_equal(kept(), before);
    expect_ok(send_to(f, "ana@example.com"));
}

static void sender__that_is_refused_is_the_operators_affair(void **state)
{
    struct fixture *f = *state;

    f->config.from = STR("refused@example.com");
    expect_error(send_to(f, "ana@example.com"), &f->error, ERR_UNAVAILABLE, "mail.sender_refused");
}

static void login__that_is_refused_is_the_operators_affair(void **state)
{
    struct fixture *f = *state;

    f->config.password = STR("otra");
    expect_error(send_to(f, "ana@example.com"), &f->error, ERR_UNAVAILABLE, "mail.login_refused");
    f->config.user = f->config.password = STR("");
    expect_error(send_to(f, "ana@example.com"), &f->error, ERR_UNAVAILABLE, "mail.login_refused");
}

static void tls__is_asked_before_anything_is_said(void **state)
{
    struct fixture *f = *state;
    struct str ca_file = f->config.ca_file;
    size_t before = kept();

    f->config.ca_file = STR(""); /* the system's: this server is not known to them */
    expect_error(send_to(f, "ana@example.com"), &f->error, ERR_UNAVAILABLE, "mail.no_tls");
    f->config.ca_file = ca_file;
    f->config.url = server_variable("SPEECHAI_TEST_SMTP_PLAIN");
    expect_error(send_to(f, "ana@example.com"), &f->error, ERR_UNAVAILABLE, "mail.no_tls");
    assert_false(password_was_shown(f));
    assert_int_equal(kept(), before);
}

static void plain__is_for_who_says_so(void **state)
{
    struct fixture *f = *state;

    f->config.url = server_variable("SPEECHAI_TEST_SMTP_PLAIN");
    f->config.user = f->config.password = STR("");
    f->config.plain = true;
    expect_ok(send_to(f, "ana@example.com"));
}

/* The certificate is localhost's. */
static void name__of_the_server_is_checked(void **state)
{
    struct fixture *f = *state;
    struct str port = str_slice(f->config.url, STR("smtp://localhost:").n, f->config.url.n);

    f->config.url = str_format(&f->arena, "smtp://127.0.0.1:%.*s", STR_ARG(port));
    expect_error(send_to(f, "ana@example.com"), &f->error, ERR_UNAVAILABLE, "mail.no_tls");
}

/* A port that takes connections and says nothing. */
static int given_mute_server(struct fixture *f)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0 && listen(fd, 4) == 0 &&
                getsockname(fd, (struct sockaddr *)&at, &n) == 0);
    f->config.url = str_format(&f->arena, "smtp://127.0.0.1:%d", ntohs(at.sin_port));
    return fd;
}

static void silence__ends_in_time(void **state)
{
    struct fixture *f = *state;
    int fd = given_mute_server(f);

    f->config.whole = (struct duration){ 700 };
    expect_error(send_to(f, "ana@example.com"), &f->error, ERR_UNAVAILABLE, "mail.unreachable");
    close(fd);
}

/* A server may keep a recipient waiting that it does not like: the others' mails are not his. */
static void silence__about_one_recipient_is_that_ones_alone(void **state)
{
    struct fixture *f = *state;

    f->config.whole = SECONDS(4); /* enough for all that comes before, and for the next mail */
    expect_error(send_to(f, "slow@example.com"), &f->error, ERR_EXHAUSTED, "mail.later");
    expect_ok(send_to(f, "ana@example.com"));
}

static void server__that_is_away_comes_back(void **state)
{
    struct fixture *f = *state;

    server_say(&f->arena, "stop smtp");
    expect_error(send_to(f, "ana@example.com"), &f->error, ERR_UNAVAILABLE, "mail.unreachable");
    server_say(&f->arena, "start smtp");
    expect_ok(send_to(f, "ana@example.com"));
}

/* -- looking without sending -- */

static enum err check(struct fixture *f)
{
    error_clear(&f->error);
    smtp_free(f->smtp);
    f->smtp = NULL;
    expect_ok(smtp_new(&f->config, &f->smtp, &f->error));
    return smtp_check(f->smtp, &f->error);
}

static void check__goes_as_far_as_the_sender_and_sends_nothing(void **state)
{
    struct fixture *f = *state;
    size_t before = kept();

    expect_ok(check(f));
    assert_int_equal(kept(), before);
}

static void check__names_what_is_wrong(void **state)
{
    struct fixture *f = *state;
    const struct smtp_config right = f->config;

    f->config.password = STR("otra");
    expect_error(check(f), &f->error, ERR_UNAVAILABLE, "mail.login_refused");
    f->config.user = f->config.password = STR("");
    expect_error(check(f), &f->error, ERR_UNAVAILABLE, "mail.login_refused");
    f->config = right;
    f->config.from = STR("refused@example.com");
    expect_error(check(f), &f->error, ERR_UNAVAILABLE, "mail.sender_refused");
    f->config.from = STR("later@example.com");
    expect_error(check(f), &f->error, ERR_UNAVAILABLE, "mail.not_now");
    f->config = right;
    f->config.ca_file = STR("");
    expect_error(check(f), &f->error, ERR_UNAVAILABLE, "mail.no_tls");
    f->config = right;
    f->config.url = server_variable("SPEECHAI_TEST_SMTP_PLAIN");
    expect_error(check(f), &f->error, ERR_UNAVAILABLE, "mail.no_tls");
    assert_false(password_was_shown(f));
    int fd = given_mute_server(f);
    f->config.whole = (struct duration){ 700 };
    expect_error(check(f), &f->error, ERR_UNAVAILABLE, "mail.not_reached");
    assert_true(str_eq(f->error.params[0].str, f->config.url));
    close(fd);
}

static void new__refuses_what_is_no_server_and_no_sender(void **state)
{
    struct fixture *f = *state;
    static const char *const urls[] = { "http://localhost:25", "smtp://", "smtp://u:p@host:25",
                                        "smtp://host:25/x",    "host:25", "smtp://ho st:25" };
    struct smtp *smtp;

    for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
        f->config.url = str_from_c(urls[i]);
        expect_error(smtp_new(&f->config, &smtp, &f->error), &f->error, ERR_PRECONDITION,
                     "mail.bad_url");
    }
    f->config.url = STR("smtps://mail.example.com:465");
    f->config.from = STR("SpeechAI <a@b.co>");
    expect_error(smtp_new(&f->config, &smtp, &f->error), &f->error, ERR_PRECONDITION,
                 "mail.bad_sender");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(send__is_kept_by_the_server),
        TEST(no__of_the_server_is_for_good_and_later_is_not),
        TEST(sender__that_is_refused_is_the_operators_affair),
        TEST(login__that_is_refused_is_the_operators_affair),
        TEST(tls__is_asked_before_anything_is_said),
        TEST(plain__is_for_who_says_so),
        TEST(name__of_the_server_is_checked),
        TEST(silence__ends_in_time),
        TEST(silence__about_one_recipient_is_that_ones_alone),
        TEST(server__that_is_away_comes_back),
        TEST(check__goes_as_far_as_the_sender_and_sends_nothing),
        TEST(check__names_what_is_wrong),
        TEST(new__refuses_what_is_no_server_and_no_sender),
    };

    return cmocka_run_group_tests_name("smtp", tests, NULL, NULL);
}
