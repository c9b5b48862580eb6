/* tests/unit/domain/test_pricing.c - charges, holds and what a wallet buys. */
#include "support/expect.h"

#include "domain/services/pricing.h"

static struct tariff tariff(int64_t per_minute, int64_t step_s, int64_t minimum_s)
{
    return (struct tariff){ AMOUNT(per_minute, UNIT_USD), SECONDS(step_s), SECONDS(minimum_s) };
}

static int64_t charge_of(struct tariff t, int64_t talk_ms)
{
    struct amount charge;

    expect_ok(price_charge(&t, (struct duration){ talk_ms }, &charge, NULL));
    assert_int_equal(charge.unit, t.per_minute.unit);
    return charge.units;
}

static int64_t hold_of(struct tariff t, int64_t talk_ms)
{
    struct amount hold;

    expect_ok(price_hold(&t, (struct duration){ talk_ms }, &hold, NULL));
    return hold.units;
}

static int64_t buys(struct tariff t, int64_t units, int64_t most_ms)
{
    struct duration talk;

    expect_ok(
        price_affordable(&t, AMOUNT(units, UNIT_USD), (struct duration){ most_ms }, &talk, NULL));
    return talk.ms;
}

static void price_charge__bills_whole_steps_from_the_minimum_up(void **state)
{
    (void)state;
    struct tariff minutes = tariff(120000, 60, 60), six = tariff(120000, 6, 30),
                  seconds = tariff(120000, 1, 1);

    assert_int_equal(charge_of(minutes, 0), 0);
    assert_int_equal(charge_of(minutes, 1), 120000);
    assert_int_equal(charge_of(minutes, 60000), 120000);
    assert_int_equal(charge_of(minutes, 60001), 240000);
    assert_int_equal(charge_of(six, 1), 60000);
    assert_int_equal(charge_of(six, 30000), 60000);
    assert_int_equal(charge_of(six, 30001), 72000);
    assert_int_equal(charge_of(seconds, 999), 2000);
    assert_int_equal(charge_of(seconds, 1001), 4000);
}

static void price_charge__rounds_down_once_and_a_hold_up(void **state)
{
    (void)state;
    struct tariff t = tariff(100, 1, 0);

    assert_int_equal(charge_of(t, 1000), 1); /* 1.666… */
    assert_int_equal(hold_of(t, 1000), 2);
    assert_int_equal(charge_of(t, 3000), 5); /* exactly */
    assert_int_equal(hold_of(t, 3000), 5);
    assert_int_equal(hold_of(t, 0), 0);
}

static void price_charge__of_prepaid_minutes_is_the_billed_length(void **state)
{
    (void)state;
    struct tariff t = { AMOUNT(MS_PER_MINUTE, UNIT_TALK_MS), SECONDS(6), SECONDS(6) };

    assert_int_equal(charge_of(t, 6001), 12000);
    assert_int_equal(hold_of(t, 600000), 600000);
}

static void price_charge__refuses_what_makes_no_sense(void **state)
{
    (void)state;
    struct amount ret = AMOUNT(7, UNIT_USD);
    struct error error = { 0 };
    struct tariff no_step = tariff(1, 0, 0), huge = tariff(INT64_MAX, 1, 0), good = tariff(1, 1, 0);

    expect_error(price_charge(&no_step, SECONDS(1), &ret, &error), &error, ERR_INVALID,
                 "price.bad_input");
    expect_error(price_charge(&good, (struct duration){ -1 }, &ret, &error), &error, ERR_INVALID,
                 "price.bad_input");
    expect_error(price_charge(&huge, SECONDS(1), &ret, &error), &error, ERR_INVALID,
                 "price.overflow");
    assert_int_equal(ret.units, 7);
}

static void price_hold__is_never_below_any_charge_within_it(void **state)
{
    (void)state;
    const int64_t prices[] = { 0, 1, 7, 59, 60, 61, 99999, 120000, 1234567, 400000000 };
    const int64_t steps[] = { 1, 6, 30, 60 };
    uint64_t dice = 42;

    for (size_t p = 0; p < ARRAY_LEN(prices); p++)
        for (size_t s = 0; s < ARRAY_LEN(steps); s++)
            for (int i = 0; i < 400; i++) {
                dice = dice * 6364136223846793005u + 1442695040888963407u;
                struct tariff t = tariff(prices[p], steps[s], (int64_t)(dice >> 60) * 5);
                int64_t most = (int64_t)(dice >> 33) % 7200000 + 1;
                int64_t talk = (int64_t)(dice >> 21) % (most + 1);

                assert_true(charge_of(t, talk) <= hold_of(t, most));
                assert_true(charge_of(t, most) <= hold_of(t, most));
                assert_true(hold_of(t, most) - charge_of(t, most) <= 1);
            }
}

static void price_affordable__is_the_longest_length_whose_hold_fits(void **state)
{
    (void)state;
    const int64_t prices[] = { 1, 7, 60, 99999, 120000, 1234567 };
    const int64_t steps[] = { 1, 6, 60 };
    uint64_t dice = 7;

    for (size_t p = 0; p < ARRAY_LEN(prices); p++)
        for (size_t s = 0; s < ARRAY_LEN(steps); s++)
            for (int i = 0; i < 400; i++) {
                dice = dice * 6364136223846793005u + 1442695040888963407u;
                int64_t minimum_s = (int64_t)(dice >> 61) * 10;
                struct tariff t = tariff(prices[p], steps[s], minimum_s);
                int64_t most = (int64_t)(dice >> 40) % 1200000 + 1;
                int64_t wallet = (int64_t)(dice >> 30) % (prices[p] * 25 + 2);
                int64_t talk = buys(t, wallet, most), step_ms = steps[s] * 1000;

                assert_int_equal(talk % step_ms, 0);
                assert_true(talk <= most && hold_of(t, talk) <= wallet);
                if (talk + step_ms <= most)
                    assert_true(hold_of(t, talk + step_ms) > wallet);
            }
}

static void price_affordable__holds_at_its_ends(void **state)
{
    (void)state;
    struct tariff minute = tariff(120000, 60, 60), free_talk = tariff(0, 60, 60);

    assert_int_equal(buys(minute, 119999, 600000), 0);
    assert_int_equal(buys(minute, 120000, 600000), 60000);
    assert_int_equal(buys(minute, 0, 600000), 0);
    assert_int_equal(buys(minute, INT64_MAX, 600000), 600000);
    assert_int_equal(buys(free_talk, 0, 600000), 600000);
    struct duration ret;
    struct error error = { 0 };
    expect_error(price_affordable(&minute, AMOUNT(1, UNIT_EUR), SECONDS(1), &ret, &error), &error,
                 ERR_INVALID, "amount.unit_mismatch");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(price_charge__bills_whole_steps_from_the_minimum_up),
        cmocka_unit_test(price_charge__rounds_down_once_and_a_hold_up),
        cmocka_unit_test(price_charge__of_prepaid_minutes_is_the_billed_length),
        cmocka_unit_test(price_charge__refuses_what_makes_no_sense),
        cmocka_unit_test(price_hold__is_never_below_any_charge_within_it),
        cmocka_unit_test(price_affordable__is_the_longest_length_whose_hold_fits),
        cmocka_unit_test(price_affordable__holds_at_its_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
