/* tests/integration/settings/test_settings.c - the file, the environment, and what stops a start.
 */
#include "support/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "apps/settings.h"
#include "base/cleanup.h"

struct fixture {
    struct arena arena;
    struct error error;
    char path[64];
    struct settings settings;
};

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init(), .path = "/tmp/speechai-settings-XXXXXX" };
    close(mkstemp(f.path));
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    unlink(f->path);
    arena_release(&f->arena);
    return 0;
}

static enum err read_with(struct fixture *f, const char *text, const char *const *variables)
{
    struct settings_source source = { .path = str_from_c(f->path), .variables = variables };
    CLEANUP(cleanup_file) FILE *file = fopen(f->path, "w");

    assert_non_null(file);
    fputs(text, file);
    fflush(file);
    return settings_read(&f->arena, &source, &f->settings, &f->error);
}

static struct str param(const struct fixture *f, const char *name)
{
    for (size_t i = 0; i < ERROR_PARAMS && f->error.params[i].name != NULL; i++)
        if (strcmp(f->error.params[i].name, name) == 0)
            return f->error.params[i].str;
    return STR_NONE;
}

static int64_t line(const struct fixture *f)
{
    return f->error.params[1].i64;
}

static void read__begins_with_the_defaults(void **state)
{
    struct fixture *f = *state;

    expect_ok(read_with(f, "", NULL));

    assert_int_equal(f->settings.engine, ENGINE_EMBEDDED);
    assert_int_equal(f->settings.http_port, 8080);
    assert_int_equal(f->settings.dialing_cool_down.ms, 4 * MS_PER_HOUR);
    assert_true(f->settings.limits_upload_bytes == (int64_t)200 << 20);
    assert_int_equal(f->settings.egress_allow.n, 0);
}

static void read__takes_file_then_environment(void **state)
{
    static const char *const variables[] = { "HOME=/root", "SPEECHAI_HTTP_PORT=9000",
                                             "SPEECHAI_URL=http://127.0.0.1:1",
                                             "SPEECHAI_EGRESS_ALLOW=127.0.0.1:8090, [::1]:8090",
                                             NULL };
    struct fixture *f = *state;

    expect_ok(read_with(f,
                        "http:\n  port: 8081\n  threads: 4\n"
                        "dialing: { ring: 40s, idle: 5ms }\n"
                        "log.level: warn\n"
                        "egress:\n  allow: [a:1, 'b:2']\n",
                        variables));

    assert_int_equal(f->settings.http_port, 9000);
    assert_int_equal(f->settings.http_threads, 4);
    assert_int_equal(f->settings.dialing_ring.ms, 40000);
    assert_int_equal(f->settings.dialing_idle.ms, 5);
    assert_int_equal(f->settings.log_level, VERBOSITY_WARN);
    assert_int_equal(f->settings.egress_allow.n, 2);
    expect_str(f->settings.egress_allow.items[1], "[::1]:8090");
}

static void read__takes_the_slash_off_the_public_address(void **state)
{
    struct fixture *f = *state;

    expect_ok(read_with(f, "http.public_url: https://calls.example.com/\n", NULL));
    expect_str(f->settings.http_public_url, "https://calls.example.com");
    expect_ok(read_with(f, "http.public_url: https://example.com/calls\n", NULL));
    expect_str(f->settings.http_public_url, "https://example.com/calls");
}

/* What is told to the provider and to browsers as it stands there: without its scheme no webhook
 * would ever come, and nobody would say so. */
static void read__refuses_public_addresses_of_another_kind(void **state)
{
    static const char *const wrong[] = {
        "http:\n  public_url: calls.example.com\n",
        "http:\n  public_url: ftp://calls.example.com\n",
        "http:\n  public_url: https://\n",
        "live:\n  public_url: https://calls.example.com/live\n",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        expect_error(read_with(f, wrong[i], NULL), &f->error, ERR_INVALID, "settings.bad_url");
    expect_ok(read_with(f, "live:\n  public_url: ws://10.0.0.4:8081/live\n", NULL));
}

static void read__takes_a_secret_from_its_file(void **state)
{
    struct fixture *f = *state;
    char secret[64] = "/tmp/speechai-secret-XXXXXX", variable[128];
    const char *variables[] = { variable, NULL };
    int fd = mkstemp(secret);

    assert_int_equal(write(fd, "key_123\n", 8), 8);
    close(fd);
    snprintf(variable, sizeof variable, "SPEECHAI_VOICE_API_KEY_FILE=%s", secret);
    expect_ok(read_with(f, "", variables));
    expect_str(f->settings.voice_api_key, "key_123");
    unlink(secret);

    expect_error(read_with(f, "", variables), &f->error, ERR_INVALID, "settings.unreadable_secret");
    expect_str(param(f, "variable"), "SPEECHAI_VOICE_API_KEY_FILE");
}

static void read__names_file_line_and_key_of_what_it_does_not_know(void **state)
{
    struct fixture *f = *state;

    expect_error(read_with(f, "http:\n  port: 1\n  prot: 2\n", NULL), &f->error, ERR_INVALID,
                 "settings.unknown_key");
    assert_true(str_eq_c(param(f, "file"), f->path));
    assert_int_equal(line(f), 3);
    expect_str(param(f, "key"), "http.prot");
    expect_error(read_with(f, "http:\n  port: 1\nhttp.port: 2\n", NULL), &f->error, ERR_INVALID,
                 "settings.twice");
    assert_int_equal(line(f), 3);
    expect_error(read_with(f, "http: 3\n", NULL), &f->error, ERR_INVALID, "settings.unknown_key");
    expect_error(read_with(f, "http: { port: { x: 1 } }\n", NULL), &f->error, ERR_INVALID,
                 "settings.bad_value");
    expect_error(read_with(f, "http:\n  port: 1\n bad\n", NULL), &f->error, ERR_INVALID,
                 "settings.malformed");
    expect_error(read_with(f, "- 1\n", NULL), &f->error, ERR_INVALID, "settings.bad_value");
    expect_error(read_with(f, "", (const char *const[]){ "SPEECHAI_HTTP_PROT=1", NULL }), &f->error,
                 ERR_INVALID, "settings.unknown_variable");
}

static void read__refuses_values_out_of_range(void **state)
{
    static const struct {
        const char *text, *wanted;
    } wrong[] = {
        { "http.port: 65536", "0..65535" },
        { "http.port: 80a", "0..65535" },
        { "http.port: ''", "0..65535" },
        { "engine: mongo", "embedded | distributed" },
        { "dialing.ring: 4999ms", "5s..5m (ms, s, m, h, d)" },
        { "dialing.ring: 301s", "5s..5m (ms, s, m, h, d)" },
        { "dialing.ring: 30", "5s..5m (ms, s, m, h, d)" },
        { "dialing.cool_down: 99999999999999999d", "0..30d (ms, s, m, h, d)" },
        { "limits.upload_bytes: 1023", "1KiB..2GiB" },
        { "limits.upload_bytes: [1]", "value" },
        { "data.folder: \"a\\nb\"", "text (<= 1024)" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        expect_error(read_with(f, wrong[i].text, NULL), &f->error, ERR_INVALID,
                     "settings.bad_value");
        assert_int_equal(line(f), 1);
        assert_true(str_eq_c(param(f, "wanted"), wrong[i].wanted));
    }
    expect_ok(
        read_with(f, "dialing.ring: 5000ms\nhttp.port: 65535\nlimits.upload_bytes: 1024", NULL));
    expect_ok(read_with(f, "dialing.ring: 5m\nhttp.port: 0\nlimits.upload_bytes: 2GiB", NULL));
}

static void read__names_both_of_two_that_do_not_go_together(void **state)
{
    static const struct {
        const char *text, *slug, *key, *other;
    } wrong[] = {
        { "http.port: 8081\nlive.port: 8081", "settings.same_port", "http.port", "live.port" },
        { "http.port: 9\nlive.port: 9\nlive.address: 0.0.0.0", "settings.same_port", "http.port",
          "live.port" },
        { "data.master_key_file: /k/one\ndata.local_key_file: /k/./one", "settings.same_file",
          "data.master_key_file", "data.local_key_file" },
        { "data.folder: /d\ndata.local_key_file: /d//master.key", "settings.same_file",
          "data.folder", "data.local_key_file" },
        { "data.folder: /d/\ndata.local_key_file: /d/speechai.db", "settings.same_file",
          "data.local_key_file", "data.folder" },
        { "data.folder: /d\ndashboard.folder: /d/", "settings.within", "data.folder",
          "dashboard.folder" },
        { "data.folder: d\ndashboard.folder: .", "settings.within", "data.folder",
          "dashboard.folder" },
        { "data.folder: /d\ndashboard.folder: /", "settings.within", "data.folder",
          "dashboard.folder" },
        { "mail.folder: /w/mails\ndashboard.folder: /w", "settings.within", "mail.folder",
          "dashboard.folder" },
        { "s3.endpoint: https://s3.example.com", "settings.alone", "s3.endpoint", "s3.bucket" },
        { "s3.bucket: files", "settings.alone", "s3.bucket", "s3.endpoint" },
        { "dialing.reconcile_first: 6m", "settings.order", "dialing.reconcile_first",
          "dialing.reconcile_second" },
        { "dialing.reconcile_most: 14m", "settings.order", "dialing.reconcile_last",
          "dialing.reconcile_most" },
        { "http.threads: 9\nhttp.connections: 8", "settings.order", "http.threads",
          "http.connections" },
        { "voice.base_url: https://v.example\nsandbox.voice_url: https://v.example",
          "settings.same_voice", "sandbox.voice_url", "voice.base_url" },
        { "http.public_url: https://c.example\nlive.public_url: ws://c.example/live",
          "settings.live_not_safe", "http.public_url", "live.public_url" },
        { "redis.ca_file: /ca.pem\nredis.url: redis://10.0.0.2", "settings.no_tls", "redis.ca_file",
          "redis.url" },
        { "voice.ca_file: /ca.pem\nvoice.base_url: http://127.0.0.1:9", "settings.no_tls",
          "voice.ca_file", "voice.base_url" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        expect_error(read_with(f, wrong[i].text, NULL), &f->error, ERR_INVALID, wrong[i].slug);
        assert_true(str_eq_c(param(f, "key"), wrong[i].key));
        assert_true(str_eq_c(param(f, "other"), wrong[i].other));
        error_clear(&f->error);
    }
}

static void read__takes_two_that_go_together(void **state)
{
    static const char *const right[] = {
        "http.port: 0\nlive.port: 0",
        "http.port: 9\nlive.port: 9\nlive.address: 127.0.0.2",
        "data.folder: /d\ndata.master_key_file: /d/other.key",
        "data.folder: /srv/data\ndashboard.folder: /srv/dashboard",
        "data.folder: /srv/data\ndashboard.folder: /srv/da",
        "http.threads: 8\nhttp.connections: 8",
        "dialing.reconcile_first: 5m\ndialing.reconcile_second: 5m",
        "redis.ca_file: /ca.pem\nredis.url: rediss://10.0.0.2",
        "redis.ca_file: /ca.pem",
        "http.public_url: http://c.example\nlive.public_url: wss://c.example/live",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(right); i++)
        expect_ok(read_with(f, right[i], NULL));
}

static void read__says_which_file_it_cannot_read(void **state)
{
    struct settings_source source = { .path = STR("/nonexistent.yaml") };
    struct fixture *f = *state;

    expect_error(settings_read(&f->arena, &source, &f->settings, &f->error), &f->error, ERR_INVALID,
                 "settings.unreadable");
}

static void examples__are_the_files_in_config_and_are_read(void **state)
{
    static const char *const names[] = { "development", "production" };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        char path[512], *text = arena_alloc(&f->arena, 1 << 16);
        struct str printed;
        size_t n;

        expect_ok(settings_example(&f->arena, str_from_c(names[i]), &printed, &f->error));
        snprintf(path, sizeof path, "%s/%s.yaml", CONFIG_FOLDER, names[i]);
        CLEANUP(cleanup_file) FILE *file = fopen(path, "r");
        assert_non_null(file);
        n = fread(text, 1, 1 << 16, file);
        if (!str_eq(printed, (struct str){ text, n }))
            fail_msg("%s is not what `speechai settings --example %s` prints", path, names[i]);
        expect_ok(settings_read(&f->arena, &(struct settings_source){ .path = str_from_c(path) },
                                &f->settings, &f->error));
    }
    assert_int_equal(f->settings.clock_trust, TRUST_KERNEL);
    expect_error(settings_example(&f->arena, STR("test"), &(struct str){ 0 }, &f->error), &f->error,
                 ERR_NOT_FOUND, "settings.no_example");
}

/* What a company begins with: who raises one of these in the table has to raise it here. */
static void production__keeps_each_sender_to_its_pace(void **state)
{
    struct fixture *f = *state;
    const struct settings_source source = { .path = STR(CONFIG_FOLDER "/production.yaml") };
    const struct settings *s = &f->settings;

    expect_ok(settings_read(&f->arena, &source, &f->settings, &f->error));

    assert_int_equal(s->limits_requests_per_minute, 600);
    assert_int_equal(s->limits_burst, 60);
    assert_int_equal(s->limits_key_requests_per_minute, 300);
    assert_int_equal(s->limits_key_burst, 60);
    assert_int_equal(s->limits_user_requests_per_minute, 300);
    assert_int_equal(s->limits_user_burst, 60);
    assert_int_equal(s->limits_address_requests_per_minute, 1200);
    assert_int_equal(s->limits_address_burst, 200);
    assert_int_equal(s->limits_invitations_per_day, 100);
    assert_int_equal(s->limits_uploads_at_once, 4);
    assert_int_equal(s->clock_trust, TRUST_KERNEL);
    assert_int_equal(s->egress_allow.n, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(read__begins_with_the_defaults),
        TEST(read__takes_file_then_environment),
        TEST(read__takes_the_slash_off_the_public_address),
        TEST(read__refuses_public_addresses_of_another_kind),
        TEST(read__takes_a_secret_from_its_file),
        TEST(read__names_file_line_and_key_of_what_it_does_not_know),
        TEST(read__refuses_values_out_of_range),
        TEST(read__names_both_of_two_that_do_not_go_together),
        TEST(read__takes_two_that_go_together),
        TEST(read__says_which_file_it_cannot_read),
        TEST(examples__are_the_files_in_config_and_are_read),
        TEST(production__keeps_each_sender_to_its_pace),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
