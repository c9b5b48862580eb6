/* tests/unit/domain/test_campaign_forecast.c - what a campaign may cost, and how long it takes. */
#include "support/expect.h"

#include "domain/services/campaign_forecast.h"

static struct forecast_basis basis(void)
{
    return (struct forecast_basis){
        .people = 100,
        .max_attempts = 3,
        .tariff = { .per_minute = AMOUNT(120000, UNIT_USD),
                    .step_ms = SECONDS(60),
                    .minimum_ms = SECONDS(60) },
        .max_call = MINUTES(10),
        .ring = SECONDS(30),
        .answer_permille = 500,
        .talk = SECONDS(90),
        .starts_per_minute = 60,
        .max_active = 100,
    };
}

static struct forecast forecast_of(const struct forecast_basis *b)
{
    struct error error = { 0 };
    struct forecast f;

    assert_int_equal(campaign_forecast(b, &f, &error), ERR_OK);
    return f;
}

static void forecast__calls_those_again_who_did_not_answer(void **state)
{
    struct forecast_basis b = basis();
    struct forecast f = forecast_of(&b);

    (void)state;
    assert_int_equal(f.calls, 175);   /* 100 + 50 + 25 */
    assert_int_equal(f.answered, 88); /* 87.5, rounded up */
    assert_int_equal(f.minimum.units, 0);
    assert_int_equal(f.expected.units, 88 * 240000);
    assert_int_equal(f.maximum.units, 100LL * 3 * 10 * 120000);
    assert_int_equal(f.dialing.ms, 175 * 1000); /* the pace */
}

static void forecast__goes_no_faster_than_the_lines(void **state)
{
    struct forecast_basis b = basis();

    (void)state;
    b.max_active = 2;
    assert_int_equal(forecast_of(&b).dialing.ms, 175 * 75000 / 2);
}

static void forecast__tells_what_does_not_fit(void **state)
{
    struct forecast_basis b = basis();
    struct error error = { 0 };
    struct forecast f;

    (void)state;
    b.people = INT64_MAX / 2;
    assert_int_equal(campaign_forecast(&b, &f, &error), ERR_INVALID);
    assert_string_equal(error.slug, "price.overflow");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forecast__calls_those_again_who_did_not_answer),
        cmocka_unit_test(forecast__goes_no_faster_than_the_lines),
        cmocka_unit_test(forecast__tells_what_does_not_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
