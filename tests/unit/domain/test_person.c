/* tests/unit/domain/test_person.c - guard, attempts and contacts of one phone. */
#include "support/expect.h"

#include "base/strbuf.h"
#include "domain/models/person.h"

struct fixture {
    struct arena arena;
    struct person person;
};

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init() };
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    arena_release(&f->arena);
    return 0;
}

static void begin(struct fixture *f, const char *tag, int64_t at)
{
    person_begin(
        &f->person,
        (struct touch){ .tag = str_from_c(tag), .at = { at }, .purpose = PURPOSE_COLLECTION },
        (struct instant){ at + 1000 }, &f->arena);
}

static void person_begin__guards_and_counts_once_a_tag(void **state)
{
    struct fixture *f = *state;

    begin(f, "a-1", 10);
    begin(f, "a-1", 10);

    assert_int_equal(f->person.touches.n, 1);
    expect_str(f->person.guard_tag, "a-1");
    assert_int_equal(f->person.guard_until.unix_ms, 1010);
}

static void person_begin__keeps_400_days_and_512_attempts(void **state)
{
    struct fixture *f = *state;
    const int64_t day = MS_PER_DAY;

    begin(f, "old", 0);
    begin(f, "edge", day);
    begin(f, "now", 401 * day);
    assert_int_equal(f->person.touches.n, 2); /* exactly 400 days old: kept */
    expect_str(f->person.touches.items[0].tag, "edge");

    for (int i = 0; i < PERSON_TOUCHES; i++)
        begin(f, str_c(&f->arena, str_format(&f->arena, "t-%d", i)), 401 * day + i);
    assert_int_equal(f->person.touches.n, PERSON_TOUCHES);
    expect_str(f->person.touches.items[0].tag, "t-0");
}

static void person_unsent__takes_guard_and_count_back(void **state)
{
    struct fixture *f = *state;
    begin(f, "a-1", 10);
    begin(f, "b-1", 20);

    person_unsent(&f->person, STR("a-1"));
    person_unsent(&f->person, STR("a-1"));

    assert_int_equal(f->person.touches.n, 1);
    expect_str(f->person.touches.items[0].tag, "b-1");
    expect_str(f->person.guard_tag, "b-1"); /* another attempt's guard is not its to free */
}

static void person_end__frees_the_guard_and_cools_down_after_a_contact(void **state)
{
    struct fixture *f = *state;
    begin(f, "a-1", 10);

    person_end(&f->person, STR("a-1"), true, true, (struct instant){ 500 }, HOURS(4));
    person_end(&f->person, STR("a-1"), true, true, (struct instant){ 9000 }, HOURS(4));

    assert_int_equal(f->person.guard_tag.n, 0);
    assert_true(f->person.touches.items[0].contact);
    assert_int_equal(f->person.cool_until.unix_ms, 500 + 4 * MS_PER_HOUR); /* told twice: once */
}

static void person_end__of_a_call_that_rang_only_leaves_no_cool_down(void **state)
{
    struct fixture *f = *state;
    begin(f, "a-1", 10);

    person_end(&f->person, STR("a-1"), true, false, (struct instant){ 500 }, HOURS(4));

    assert_int_equal(f->person.touches.n, 1);
    assert_false(f->person.touches.items[0].contact);
    assert_int_equal(f->person.cool_until.unix_ms, 0);
}

static void person_end__of_a_call_that_never_rang_is_as_unsent(void **state)
{
    struct fixture *f = *state;
    begin(f, "a-1", 10);

    person_end(&f->person, STR("a-1"), false, false, (struct instant){ 500 }, HOURS(4));

    assert_int_equal(f->person.touches.n, 0);
    assert_int_equal(f->person.guard_tag.n, 0);
}

static void person_is_suppressed__ends_with_its_time(void **state)
{
    struct fixture *f = *state;
    struct person *p = &f->person;

    assert_false(person_is_suppressed(p, (struct instant){ 0 }));
    p->suppressed = true;
    assert_true(person_is_suppressed(p, (struct instant){ INT64_MAX }));
    p->suppressed_until = SOME_INSTANT(((struct instant){ 100 }));
    assert_true(person_is_suppressed(p, (struct instant){ 99 }));
    assert_false(person_is_suppressed(p, (struct instant){ 100 }));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(person_begin__guards_and_counts_once_a_tag),
        TEST(person_begin__keeps_400_days_and_512_attempts),
        TEST(person_unsent__takes_guard_and_count_back),
        TEST(person_end__frees_the_guard_and_cools_down_after_a_contact),
        TEST(person_end__of_a_call_that_rang_only_leaves_no_cool_down),
        TEST(person_end__of_a_call_that_never_rang_is_as_unsent),
        TEST(person_is_suppressed__ends_with_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
