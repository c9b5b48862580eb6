/* tests/unit/simulator/test_scenario.c - the same seed gives the same calls. */
#include "support/expect.h"

#include "simulator/scenario.h"

static enum scenario nth_call(uint64_t seed, struct str number, int64_t nth)
{
    struct weights weights = weights_default();

    return scenario_choose(&weights, plan_seed(seed, number, nth));
}

static void scenario_choose__gives_one_seed_one_answer(void **state)
{
    (void)state;
    for (int64_t nth = 0; nth < 100; nth++)
        assert_int_equal(nth_call(7, STR("+573001234567"), nth),
                         nth_call(7, STR("+573001234567"), nth));
}

static void scenario_choose__differs_by_seed_number_and_call(void **state)
{
    int other_seed = 0, other_number = 0, other_call = 0;

    (void)state;
    for (int64_t nth = 0; nth < 100; nth++) {
        enum scenario here = nth_call(7, STR("+573001234567"), nth);

        other_seed += here != nth_call(8, STR("+573001234567"), nth);
        other_number += here != nth_call(7, STR("+573001234568"), nth);
        other_call += here != nth_call(7, STR("+573001234567"), nth + 1);
    }
    assert_true(other_seed > 50 && other_number > 50 && other_call > 50);
}

static void scenario_choose__follows_the_weights(void **state)
{
    struct weights weights = { .of = { [SCENARIO_BUSY] = 3, [SCENARIO_PAID] = 1 } };
    int seen[SCENARIO_COUNT] = { 0 };

    (void)state;
    for (int64_t nth = 0; nth < 4000; nth++)
        seen[scenario_choose(&weights, plan_seed(1, STR("+573001234567"), nth))]++;

    assert_int_equal(seen[SCENARIO_BUSY] + seen[SCENARIO_PAID], 4000);
    assert_in_range(seen[SCENARIO_BUSY], 2850, 3150);
}

static void scenario_choose__has_an_answer_without_any_weight(void **state)
{
    struct weights none = { .of = { 0 } };

    (void)state;
    assert_int_equal(scenario_choose(&none, 1), SCENARIO_NO_ANSWER);
}

static void plan_make__rings_no_longer_than_it_may(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct plan plan = plan_make(SCENARIO_TALKED, NULL, seed, 5000);

        assert_true(plan.connects);
        assert_in_range(plan.ring_ms, 1, 5000);
    }
    assert_int_equal(plan_make(SCENARIO_NO_ANSWER, NULL, 1, 20000).ring_ms, 20000);
}

static void plan_make__does_not_connect_whom_the_line_refuses(void **state)
{
    struct plan busy = plan_make(SCENARIO_BUSY, NULL, 1, 30000);
    struct plan full =
        plan_make(SCENARIO_OTHER, end_reason_find(STR("concurrency_limit_reached")), 1, 30000);

    (void)state;
    assert_false(busy.connects);
    assert_string_equal(busy.end->status, "not_connected");
    assert_false(full.connects);
    assert_string_equal(full.end->status, "error");
}

static void scenario_read__takes_names_and_reasons(void **state)
{
    const struct end_reason *other;
    enum scenario scenario;

    (void)state;
    assert_true(scenario_read(STR("opted_out"), &scenario, &other));
    assert_int_equal(scenario, SCENARIO_OPTED_OUT);
    assert_null(other);
    assert_true(scenario_read(STR("reason:sip_routing_error"), &scenario, &other));
    assert_int_equal(scenario, SCENARIO_OTHER);
    assert_string_equal(other->status, "not_connected");
    assert_false(scenario_read(STR("reason:no_such_reason"), &scenario, &other));
    assert_false(scenario_read(STR("other"), &scenario, &other));
    assert_false(scenario_read(STR("busily"), &scenario, &other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scenario_choose__gives_one_seed_one_answer),
        cmocka_unit_test(scenario_choose__differs_by_seed_number_and_call),
        cmocka_unit_test(scenario_choose__follows_the_weights),
        cmocka_unit_test(scenario_choose__has_an_answer_without_any_weight),
        cmocka_unit_test(plan_make__rings_no_longer_than_it_may),
        cmocka_unit_test(plan_make__does_not_connect_whom_the_line_refuses),
        cmocka_unit_test(scenario_read__takes_names_and_reasons),
    };

    return cmocka_run_group_tests_name("scenarios", tests, NULL, NULL);
}
