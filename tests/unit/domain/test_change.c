/* tests/unit/domain/test_change.c - what differs between two objects, as it may be shown. */
#include "base/arena.h"
#include "base/opt.h"
#include "domain/change.h"
#include "support/expect.h"

struct part {
    int64_t weight;
};
static const struct field part_fields[] = { FIELD_I64(struct part, weight, 0, 0, 0) };
static const struct record part_record = RECORD("part", struct part, part_fields);

struct thing {
    int64_t version;
    struct str name, phone, secret;
    bool on;
    struct opt_i64 most;
    struct part inside;
    LIST_OF(struct part) parts, hidden;
    struct str_list words;
};
static const struct field thing_fields[] = {
    FIELD_I64(struct thing, version, 0, 0, 0),
    FIELD_STR(struct thing, name, 0, 0, 1000),
    FIELD_STR(struct thing, phone, FIELD_SENSITIVE, 0, 20),
    FIELD_STR(struct thing, secret, FIELD_PRIVATE, 0, 20),
    FIELD_BOOL(struct thing, on, 0),
    FIELD_OPT_I64(struct thing, most, 0, 0, 0),
    FIELD_SUB(struct thing, inside, 0, part_record),
    FIELD_LIST(struct thing, parts, 0, part_record, 4),
    FIELD_LIST(struct thing, hidden, FIELD_SENSITIVE, part_record, 4),
    FIELD_STRS(struct thing, words, 0, 4),
};
static const struct record thing_record = RECORD("things", struct thing, thing_fields);

static const struct field_change *find(const struct change_list *list, const char *field)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq_c(list->items[i].field, field))
            return &list->items[i];
    return NULL;
}

static void changes__tell_each_field_before_and_after(void **state)
{
    struct arena arena = arena_init();
    struct part one[] = { { 1 } }, two[] = { { 1 }, { 7 } };
    struct str words[] = { STR_INIT("a"), STR_INIT("b") };
    struct thing before = { .name = STR("Uno"), .most = SOME_I64(3), .inside = { 5 } };
    struct thing after = { .version = 9, .name = STR("Dos"), .on = true, .inside = { 6 } };

    (void)state;
    before.parts.items = one;
    before.parts.n = 1;
    after.parts.items = two;
    after.parts.n = 2;
    after.words = (struct str_list){ words, 2 };
    struct change_list got = changes_of(&arena, &thing_record, &before, &after);

    assert_int_equal(got.n, 6);
    expect_str(find(&got, "name")->before, "Uno");
    expect_str(find(&got, "name")->after, "Dos");
    expect_str(find(&got, "on")->after, "true");
    expect_str(find(&got, "most")->before, "3");
    assert_null(find(&got, "most")->after.p);
    expect_str(find(&got, "inside.weight")->after, "6");
    assert_null(find(&got, "parts[1].weight")->before.p);
    expect_str(find(&got, "parts[1].weight")->after, "7");
    expect_str(find(&got, "words")->after, "a, b");
    assert_null(find(&got, "version"));
    arena_release(&arena);
}

static void changes__say_of_people_only_that_something_changed(void **state)
{
    struct arena arena = arena_init();
    struct part one[] = { { 1 } };
    struct thing before = { .phone = STR("+573001234567"), .secret = STR("x") };
    struct thing after = { .phone = STR("+573007654321"), .secret = STR("y") };

    (void)state;
    after.hidden.items = one;
    after.hidden.n = 1;
    struct change_list got = changes_of(&arena, &thing_record, &before, &after);

    assert_int_equal(got.n, 2);
    expect_str(find(&got, "phone")->before, "•••");
    expect_str(find(&got, "phone")->after, "•••");
    expect_str(find(&got, "hidden")->after, "•••");
    arena_release(&arena);
}

static void changes__of_what_is_new_or_gone_are_all_its_fields(void **state)
{
    struct arena arena = arena_init();
    const struct thing thing = { .name = STR("Uno") };
    struct change_list made = changes_of(&arena, &thing_record, NULL, &thing);
    struct change_list gone = changes_of(&arena, &thing_record, &thing, NULL);

    (void)state;
    assert_null(find(&made, "name")->before.p);
    expect_str(find(&made, "name")->after, "Uno");
    expect_str(find(&gone, "name")->before, "Uno");
    assert_null(find(&gone, "name")->after.p);
    assert_int_equal(changes_of(&arena, &thing_record, &thing, &thing).n, 0);
    arena_release(&arena);
}

static void changes__cut_long_texts_between_characters(void **state)
{
    struct arena arena = arena_init();
    char text[401];
    struct thing thing = { .name = { text, 400 } };

    (void)state;
    for (size_t i = 0; i < 400; i += 2)
        memcpy(text + i, "ñ", 2);
    memmove(text + 1, text, 399);
    text[0] = 'a';
    struct change_list got = changes_of(&arena, &thing_record, NULL, &thing);
    struct str after = find(&got, "name")->after;

    assert_true(str_is_utf8(after));
    assert_true(str_ends(after, STR("…")));
    assert_in_range(after.n, CHANGE_TEXT_MOST, CHANGE_TEXT_MOST + 4);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes__tell_each_field_before_and_after),
        cmocka_unit_test(changes__say_of_people_only_that_something_changed),
        cmocka_unit_test(changes__of_what_is_new_or_gone_are_all_its_fields),
        cmocka_unit_test(changes__cut_long_texts_between_characters),
    };

    return cmocka_run_group_tests_name("changes", tests, NULL, NULL);
}
