/* tests/contract/answer_store_contract.c - what every keeper of answers promises. */
#include <pthread.h>

#include "contract/given_gadgets.h"

#define ANSWERS(g) ((g)->adapter->answers)

static const struct duration two_days = { 48 * MS_PER_HOUR }, a_minute = { MS_PER_MINUTE };

static struct asked asked(const char *key, const char *request)
{
    struct asked a = { .key = { 0 } };

    memcpy(a.key, key, strlen(key));
    memcpy(a.request, request, strlen(request));
    return a;
}

static enum asked_found begin(struct given *g, struct scope *scope, const char *key,
                              const char *request, struct kept_answer *ret)
{
    struct asked a = asked(key, request);
    enum asked_found found;

    expect_ok(VIA(ANSWERS(g), begin, scope, &a, two_days, a_minute, &found, ret));
    return found;
}

static void keep(struct given *g, const char *key, const char *request, struct str body)
{
    struct asked a = asked(key, request);
    struct kept_answer answer = { 201, STR("\"1\""), body };

    expect_ok(VIA(ANSWERS(g), keep, &g->scope, &a, &answer));
}

static void forget(struct given *g, const char *key, const char *request)
{
    struct asked a = asked(key, request);

    expect_ok(VIA(ANSWERS(g), forget, &g->scope, &a));
}

static void answers__give_the_first_one_again(void **state)
{
    struct given *g = *state;
    struct kept_answer known;

    assert_int_equal(begin(g, &g->scope, "k", "a", &known), ASKED_NEW);
    assert_int_equal(begin(g, &g->scope, "k", "a", &known), ASKED_RUNNING);
    assert_int_equal(begin(g, &g->scope, "k", "b", &known), ASKED_OTHER);
    keep(g, "k", "a", STR("{\"ñ\":\"\\u0000\"}"));

    assert_int_equal(begin(g, &g->scope, "k", "a", &known), ASKED_KNOWN);
    assert_int_equal(known.status, 201);
    expect_str(known.etag, "\"1\"");
    expect_str(known.body, "{\"ñ\":\"\\u0000\"}");
    assert_int_equal(begin(g, &g->scope, "k", "b", &known), ASKED_OTHER);
    assert_int_equal(begin(g, &g->scope, "l", "a", &known), ASKED_NEW);
}

static void answers__belong_to_their_account(void **state)
{
    struct given *g = *state;
    struct kept_answer known;

    assert_int_equal(begin(g, &g->scope, "k", "a", &known), ASKED_NEW);
    keep(g, "k", "a", STR("mine"));

    assert_int_equal(begin(g, &g->other, "k", "a", &known), ASKED_NEW);
}

static void answers__outlive_the_process(void **state)
{
    struct given *g = *state;
    struct kept_answer known;

    assert_int_equal(begin(g, &g->scope, "k", "a", &known), ASKED_NEW);
    keep(g, "k", "a", STR("body"));
    assert_int_equal(begin(g, &g->scope, "running", "a", &known), ASKED_NEW);

    adapter_reopen(g->adapter);

    assert_int_equal(begin(g, &g->scope, "k", "a", &known), ASKED_KNOWN);
    expect_str(known.body, "body");
    /* whoever died in the middle leaves the key to the next, after its lease at the latest */
    g->scope.now = instant_add(g->scope.now, (struct duration){ a_minute.ms + 1 });
    assert_int_equal(begin(g, &g->scope, "running", "a", &known), ASKED_NEW);
}

static void forget__frees_the_key_and_nothing_else(void **state)
{
    struct given *g = *state;
    struct kept_answer known;

    assert_int_equal(begin(g, &g->scope, "k", "a", &known), ASKED_NEW);
    forget(g, "k", "b");
    assert_int_equal(begin(g, &g->scope, "k", "a", &known), ASKED_RUNNING);
    forget(g, "k", "a");
    assert_int_equal(begin(g, &g->scope, "k", "b", &known), ASKED_NEW);
    keep(g, "k", "b", STR("body"));
    forget(g, "k", "b"); /* it is over: too late */
    assert_int_equal(begin(g, &g->scope, "k", "b", &known), ASKED_KNOWN);
}

static void keep__keeps_what_began_alone(void **state)
{
    struct given *g = *state;
    struct kept_answer known;

    keep(g, "never", "a", STR("body"));
    assert_int_equal(begin(g, &g->scope, "never", "a", &known), ASKED_NEW);
    keep(g, "never", "b", STR("another's"));
    assert_int_equal(begin(g, &g->scope, "never", "a", &known), ASKED_RUNNING);
    keep(g, "never", "a", STR("first"));
    keep(g, "never", "a", STR("second"));
    assert_int_equal(begin(g, &g->scope, "never", "a", &known), ASKED_KNOWN);
    expect_str(known.body, "first");
}

static void answers__end_with_their_life_and_notes_with_their_lease(void **state)
{
    struct given *g = *state;
    struct asked money = asked("money", "a");
    struct kept_answer known;
    enum asked_found found;

    assert_int_equal(begin(g, &g->scope, "k", "a", &known), ASKED_NEW);
    keep(g, "k", "a", STR("body"));
    assert_int_equal(begin(g, &g->scope, "slow", "a", &known), ASKED_NEW);
    expect_ok(VIA(ANSWERS(g), begin, &g->scope, &money, (struct duration){ 0 }, a_minute, &found,
                  &known));
    keep(g, "money", "a", STR("paid"));

    g->scope.now = instant_add(g->scope.now, a_minute);
    assert_int_equal(begin(g, &g->scope, "slow", "a", &known), ASKED_RUNNING);
    g->scope.now.unix_ms++;
    assert_int_equal(begin(g, &g->scope, "slow", "b", &known), ASKED_NEW);

    g->scope.now = instant_add(g->scope.now, two_days);
    assert_int_equal(begin(g, &g->scope, "k", "b", &known), ASKED_NEW);
    g->scope.now = instant_add(g->scope.now, HOURS(24 * 10000));
    assert_int_equal(begin(g, &g->scope, "money", "a", &known), ASKED_KNOWN);
}

enum { RACERS = 8 };
struct racer {
    struct given *g;
    struct scope scope;
    struct arena arena;
    enum asked_found found;
};

static void *race(void *context)
{
    struct racer *r = context;
    struct asked a = asked("raced", "a");
    struct kept_answer known;

    if (VIA(ANSWERS(r->g), begin, &r->scope, &a, two_days, a_minute, &r->found, &known) != ERR_OK)
        r->found = 0;
    return NULL;
}

static void begin__lets_one_of_many_do_it(void **state)
{
    struct given *g = *state;
    struct racer racers[RACERS];
    pthread_t threads[RACERS];
    int began = 0;

    for (int i = 0; i < RACERS; i++) {
        racers[i] = (struct racer){ .g = g, .scope = g->scope, .arena = arena_init() };
        racers[i].scope.arena = racers[i].scope.error.arena = &racers[i].arena;
        assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    }
    for (int i = 0; i < RACERS; i++) {
        pthread_join(threads[i], NULL);
        began += racers[i].found == ASKED_NEW;
        assert_true(racers[i].found == ASKED_NEW || racers[i].found == ASKED_RUNNING);
        arena_release(&racers[i].arena);
    }
    assert_int_equal(began, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_two_accounts, given_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(answers__give_the_first_one_again),
        TEST(answers__belong_to_their_account),
        TEST(answers__outlive_the_process),
        TEST(forget__frees_the_key_and_nothing_else),
        TEST(keep__keeps_what_began_alone),
        TEST(answers__end_with_their_life_and_notes_with_their_lease),
        TEST(begin__lets_one_of_many_do_it),
    };

    return cmocka_run_group_tests_name("answer store", tests, NULL, NULL);
}
