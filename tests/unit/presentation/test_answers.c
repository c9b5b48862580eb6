/* tests/unit/presentation/test_answers.c - one answer a key. */
#include "support/expect.h"

#include <stdio.h>

#include "http/answers.h"

static struct asked asked(const char *key, const char *request)
{
    struct str text = str_from_c(request);

    return asked_of((struct id128){ { 1 } }, str_from_c(key), &text, 1);
}

static const struct instant now = { 1000 };

static enum answers_found begin(struct answers *answers, struct arena *arena, const char *key,
                                const char *request, struct instant at, struct kept_answer *ret)
{
    struct asked a = asked(key, request);

    return answers_begin(answers, &a, at, arena, ret);
}

static void keep(struct answers *answers, const char *key, const char *request, struct str body)
{
    struct asked a = asked(key, request);

    answers_keep(answers, &a, &(struct kept_answer){ 201, STR("\"1\""), body });
}

static void answers__give_the_first_one_again(void **state)
{
    struct answers *answers = answers_new();
    struct arena arena = arena_init();
    struct kept_answer known;

    (void)state;
    assert_int_equal(begin(answers, &arena, "k", "a", now, &known), ANSWERS_NEW);
    assert_int_equal(begin(answers, &arena, "k", "a", now, &known), ANSWERS_RUNNING);
    keep(answers, "k", "a", STR("body"));
    assert_int_equal(begin(answers, &arena, "k", "a", now, &known), ANSWERS_KNOWN);
    assert_int_equal(known.status, 201);
    expect_str(known.etag, "\"1\"");
    expect_str(known.body, "body");
    assert_int_equal(begin(answers, &arena, "k", "b", now, &known), ANSWERS_OTHER);
    assert_int_equal(begin(answers, &arena, "l", "a", now, &known), ANSWERS_NEW);
    arena_release(&arena);
    answers_free(answers);
}

static void answers__forget_failures_old_ones_and_long_ones(void **state)
{
    struct answers *answers = answers_new();
    struct arena arena = arena_init();
    struct instant later = instant_add(now, HOURS(49));
    struct str body = { arena_alloc(&arena, ANSWER_BODY_MOST + 1), ANSWER_BODY_MOST + 1 };
    struct asked failed = asked("k", "a");
    struct kept_answer known;

    (void)state;
    assert_int_equal(begin(answers, &arena, "k", "a", now, &known), ANSWERS_NEW);
    answers_forget(answers, &failed);
    assert_int_equal(begin(answers, &arena, "k", "b", now, &known), ANSWERS_NEW);
    keep(answers, "k", "b", STR("x"));
    assert_int_equal(begin(answers, &arena, "k", "b", later, &known), ANSWERS_NEW);
    keep(answers, "k", "b", body);
    assert_int_equal(begin(answers, &arena, "k", "b", later, &known), ANSWERS_NEW);
    arena_release(&arena);
    answers_free(answers);
}

static void answers__make_room_by_dropping_the_oldest(void **state)
{
    struct answers *answers = answers_new();
    struct arena arena = arena_init();
    struct kept_answer known;
    char key[16];

    (void)state;
    for (int i = 0; i <= ANSWERS_KEPT; i++) {
        struct instant at = { i };

        snprintf(key, sizeof key, "%d", i);
        assert_int_equal(begin(answers, &arena, key, "a", at, &known), ANSWERS_NEW);
        keep(answers, key, "a", STR("x"));
    }
    assert_int_equal(begin(answers, &arena, "1", "a", now, &known), ANSWERS_KNOWN);
    assert_int_equal(begin(answers, &arena, "0", "a", now, &known), ANSWERS_NEW);
    arena_release(&arena);
    answers_free(answers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers__give_the_first_one_again),
        cmocka_unit_test(answers__forget_failures_old_ones_and_long_ones),
        cmocka_unit_test(answers__make_room_by_dropping_the_oldest),
    };

    return cmocka_run_group_tests_name("answers", tests, NULL, NULL);
}
