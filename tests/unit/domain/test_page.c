/* tests/unit/domain/test_page.c - a filter's value, read by the kind of its field. */
#include "domain/page.h"

#include "base/arena.h"
#include "support/expect.h"

enum thing_state { THING_NEW = 1, THING_OLD };
static const char *const state_texts[] = { NULL, "new", "old" };
static const struct enum_names state_names = { state_texts, ARRAY_LEN(state_texts) };

struct thing {
    struct id128 id;
    int64_t count;
    struct duration wait_ms;
    struct instant seen_at;
    bool open;
    enum thing_state state;
    struct str name, seal;
    struct str_list tags;
};
static const struct field fields[] = {
    { .name = "id", .kind = KIND_ID, .has = FIELD_ALWAYS, .prefix = "thg" },
    FIELD_I64(struct thing, count, 0, 0, 0),
    FIELD_DURATION(struct thing, wait_ms, 0, 0, 0),
    FIELD_INSTANT(struct thing, seen_at, 0),
    FIELD_BOOL(struct thing, open, 0),
    FIELD_ENUM(struct thing, state, 0, state_names),
    FIELD_STR(struct thing, name, 0, 0, 0),
    FIELD_BYTES(struct thing, seal, 0, 0),
    FIELD_STRS(struct thing, tags, 0, 0),
};
static const struct record thing_record = RECORD("things", struct thing, fields);

static bool read_field(const char *name, const char *text, struct filter_value *ret)
{
    *ret = (struct filter_value){ .number = -1 };
    return filter_read(record_find(&thing_record, str_from_c(name)), str_from_c(text), ret);
}

static void expect_number(const char *field, const char *text, int64_t wanted)
{
    struct filter_value value;

    assert_true(read_field(field, text, &value));
    assert_int_equal(value.kind, FILTER_BY_NUMBER);
    assert_true(value.number == wanted);
}

static void expect_text(const char *field, const char *text)
{
    struct filter_value value;

    assert_true(read_field(field, text, &value));
    assert_int_equal(value.kind, FILTER_BY_TEXT);
    assert_true(str_eq(value.text, str_from_c(text)));
}

static void filter__of_a_number_an_instant_and_a_length_is_a_number(void **state)
{
    (void)state;
    expect_number("count", "-9223372036854775808", INT64_MIN);
    expect_number("count", "9223372036854775807", INT64_MAX);
    expect_number("wait_ms", "1500", 1500);
    expect_number("seen_at", "1970-01-01T00:00:01.5Z", 1500);
}

static void filter__of_an_id_is_the_id_of_that_kind_alone(void **state)
{
    static const unsigned char random[10] = { 7 };
    const struct id128 id = id128_make(1800000000000, random);
    struct arena arena = arena_init();
    struct filter_value value;

    (void)state;
    assert_true(filter_read(&fields[0], id128_print(&arena, "thg", id), &value));
    assert_int_equal(value.kind, FILTER_BY_ID);
    assert_true(id128_eq(value.id, id));
    assert_false(filter_read(&fields[0], id128_print(&arena, "job", id), &value));
    arena_release(&arena);
}

static void filter__of_a_truth_is_true_or_false(void **state)
{
    struct filter_value value;

    (void)state;
    assert_true(read_field("open", "true", &value));
    assert_int_equal(value.kind, FILTER_BY_TRUTH);
    assert_true(value.truth);
    assert_true(read_field("open", "false", &value));
    assert_false(value.truth);
}

static void filter__of_a_text_is_any_and_of_an_enum_one_of_its_names(void **state)
{
    struct filter_value value;

    (void)state;
    expect_text("name", "Ana María");
    expect_text("name", "");
    expect_text("state", "old");
    assert_false(read_field("state", "older", &value));
    assert_false(read_field("state", "", &value));
}

static void filter__that_is_no_value_of_its_field_leaves_the_result_alone(void **state)
{
    static const char *const bad[][2] = {
        { "count", "9223372036854775808" },
        { "count", "1.5" },
        { "count", "" },
        { "wait_ms", "1s" },
        { "seen_at", "2026-02-29T00:00:00Z" },
        { "seen_at", "1500" },
        { "open", "TRUE" },
        { "open", "1" },
        { "id", "thg_" },
        { "seal", "00ff" }, /* kinds that no list is filtered by */
        { "tags", "a" },
    };
    struct filter_value value;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        assert_false(read_field(bad[i][0], bad[i][1], &value));
        assert_int_equal(value.kind, 0);
        assert_true(value.number == -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filter__of_a_number_an_instant_and_a_length_is_a_number),
        cmocka_unit_test(filter__of_an_id_is_the_id_of_that_kind_alone),
        cmocka_unit_test(filter__of_a_truth_is_true_or_false),
        cmocka_unit_test(filter__of_a_text_is_any_and_of_an_enum_one_of_its_names),
        cmocka_unit_test(filter__that_is_no_value_of_its_field_leaves_the_result_alone),
    };

    return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
