/* tests/integration/system/test_json_log.c - one JSON line an event, nothing of a person in it. */
#include "support/expect.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "codec/json.h"
#include "infrastructure/system.h"

enum { THREADS = 4, EVENTS = 200 };

static struct instant fixed_wall(void *self)
{
    (void)self;
    return (struct instant){ 1800000000123 };
}

static bool fixed_trusted(void *self, struct str *how)
{
    (void)self;
    *how = STR("operator");
    return true;
}

static const struct clock_ops fixed_ops = { .wall = fixed_wall,
                                            .boot = fixed_wall,
                                            .trusted = fixed_trusted };

struct fixture {
    struct arena arena;
    struct error error;
    FILE *file;
    struct json_log *json;
    struct log log;
};

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init(), .file = tmpfile() };
    assert_non_null(f.file);
    f.json = json_log_new(fileno(f.file), LOG_INFO, (struct clock){ &fixed_ops, NULL });
    f.log = json_log_port(f.json);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    json_log_free(f->json);
    fclose(f->file);
    arena_release(&f->arena);
    return 0;
}

static const struct json *next_line(struct fixture *f)
{
    const struct json *line;
    char *text = arena_alloc(&f->arena, LOG_LINE_BYTES + 2);

    assert_non_null(fgets(text, LOG_LINE_BYTES + 2, f->file));
    expect_ok(json_parse(&f->arena, str_trim(str_from_c(text)), NULL, &line, &f->error));
    return line;
}

static void log__writes_a_line_of_fields(void **state)
{
    struct fixture *f = *state;
    struct id128 id = id128_make(1, (const unsigned char[10]){ 1 });
    const struct json *line;
    struct error error = { 0 };
    int64_t n;

    DROP(FAIL(&error, ERR_CONFLICT, "record.conflict")); /* raised to be logged */
    LOG_AT(f->log, LOG_WARN, "job.settled", STR("req_1"), LF_I64("talk_ms", 90000),
           LF_STR("note", STR("two\nlines \x01")), LF_ID("job", "job", id),
           LF_PHONE("phone", STR("+573001234567")), LF_ERROR(&error));
    rewind(f->file);
    line = next_line(f);

    expect_str(json_str(json_get(line, "at")), "2027-01-15T08:00:00.123Z");
    expect_str(json_str(json_get(line, "level")), "warn");
    expect_str(json_str(json_get(line, "event")), "job.settled");
    expect_str(json_str(json_get(line, "request_id")), "req_1");
    assert_true(json_i64(json_get(line, "talk_ms"), &n) && n == 90000);
    expect_str(json_str(json_get(line, "note")), "two\nlines \x01");
    assert_true(str_eq(json_str(json_get(line, "job")), id128_print(&f->arena, "job", id)));
    expect_str(json_str(json_get(line, "phone")), "+57***…4567");
    expect_str(json_str(json_path(line, "error.slug")), "record.conflict");
}

static void log__masks_every_phone(void **state)
{
    static const char *const pairs[][2] = { { "+12025550123", "+1***…0123" },
                                            { "+79161234567", "+7***…4567" },
                                            { "+1234567", "***" },
                                            { "3001234567", "***" },
                                            { "", "***" } };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
        log_info(f->log, "x", LF_PHONE("phone", str_from_c(pairs[i][0])));
    rewind(f->file);
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
        assert_true(str_eq_c(json_str(json_get(next_line(f), "phone")), pairs[i][1]));
}

static void log__keeps_the_event_of_a_line_too_long(void **state)
{
    struct fixture *f = *state;
    char *text = arena_alloc(&f->arena, LOG_LINE_BYTES);
    const struct json *line;
    bool truncated = false;

    memset(text, 'x', LOG_LINE_BYTES);
    log_info(f->log, "big.one", LF_STR("text", ((struct str){ text, LOG_LINE_BYTES })));
    rewind(f->file);
    line = next_line(f);

    expect_str(json_str(json_get(line, "event")), "big.one");
    assert_true(json_bool(json_get(line, "truncated"), &truncated) && truncated);
}

static void log__is_silent_below_its_level(void **state)
{
    struct fixture *f = *state;

    LOG_AT(f->log, LOG_DEBUG, "x", STR_NONE, LF_I64("n", 1));
    assert_int_equal(ftell(f->file), 0);
    rewind(f->file);
    assert_int_equal(fgetc(f->file), EOF);
}

static void *write_many(void *from)
{
    const struct log *log = from;

    for (int i = 0; i < EVENTS; i++)
        log_info(*log, "many", LF_I64("n", i));
    return NULL;
}

static void log__never_mixes_the_lines_of_threads(void **state)
{
    struct fixture *f = *state;
    pthread_t threads[THREADS];
    int64_t n;

    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_many, &f->log), 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    rewind(f->file);
    for (int i = 0; i < THREADS * EVENTS; i++)
        assert_true(json_i64(json_get(next_line(f), "n"), &n));
    assert_int_equal(fgetc(f->file), EOF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(log__writes_a_line_of_fields, set_up, tear_down),
        cmocka_unit_test_setup_teardown(log__masks_every_phone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(log__keeps_the_event_of_a_line_too_long, set_up, tear_down),
        cmocka_unit_test_setup_teardown(log__is_silent_below_its_level, set_up, tear_down),
        cmocka_unit_test_setup_teardown(log__never_mixes_the_lines_of_threads, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
