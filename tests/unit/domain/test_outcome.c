/* tests/unit/domain/test_outcome.c - the provider's end reasons and what follows from them. */
#include "support/expect.h"

#include "domain/models/outcome.h"

static const struct retry_rules rules = { .max_attempts = 3, .attempts_per_day = 1 };

static void end_reasons__hold_every_reason_of_the_provider_once(void **state)
{
    (void)state;
    size_t n;
    const struct end_reason *all = end_reasons(&n);

    assert_int_equal(n, 34);
    for (size_t i = 0; i < n; i++) {
        assert_true(all[i].outcome >= OUTCOME_PROMISE && all[i].outcome < OUTCOME_UNDETERMINED);
        assert_true(all[i].retry >= RETRY_NEVER && all[i].retry <= RETRY_OTHER_PHONE);
        assert_false(outcome_is_said(all[i].outcome));
        assert_true(all[i].rang || !all[i].contact); /* nobody is reached without a ring */
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(all[i].reason, all[j].reason);
        assert_ptr_equal(end_reason_find(str_from_c(all[i].reason), STR("nonsense")), &all[i]);
    }
}

static void end_reasons__charge_nothing_for_failures_to_dial_and_errors(void **state)
{
    (void)state;
    size_t n;
    const struct end_reason *all = end_reasons(&n);

    for (size_t i = 0; i < n; i++) {
        struct str reason = str_from_c(all[i].reason);
        if (str_starts(reason, STR("dial_")) || str_starts(reason, STR("error_")))
            assert_false(all[i].billable);
    }
    assert_true(end_reason_find(STR("voicemail_reached"), STR("ended"))->billable);
    assert_true(end_reason_find(STR("user_hangup"), STR("ended"))->billable);
}

static void end_reason_find__classifies_a_new_reason_by_its_status(void **state)
{
    (void)state;
    const struct end_reason *ended = end_reason_find(STR("brand_new"), STR("ended"));
    const struct end_reason *missed = end_reason_find(STR("brand_new"), STR("not_connected"));
    const struct end_reason *error = end_reason_find(STR("brand_new"), STR("error"));

    assert_int_equal(ended->outcome, OUTCOME_TALKED);
    assert_true(ended->billable && ended->contact);
    assert_int_equal(missed->outcome, OUTCOME_NO_ANSWER);
    assert_false(missed->billable);
    assert_int_equal(error->outcome, OUTCOME_FAILED);
    assert_ptr_equal(end_reason_find(STR_NONE, STR_NONE), error);
}

static int64_t minutes_until(enum retry_class retry, int64_t attempts)
{
    struct opt_instant at = retry_at(&rules, retry, attempts, (struct instant){ 1000 });

    return at.has ? (at.v.unix_ms - 1000) / MS_PER_MINUTE : -1;
}

static void retry_at__waits_as_the_class_says(void **state)
{
    (void)state;
    assert_int_equal(minutes_until(RETRY_NEVER, 0), -1);
    assert_int_equal(minutes_until(RETRY_NO_ANSWER, 1), 120);
    assert_int_equal(minutes_until(RETRY_BUSY, 1), 15);
    assert_int_equal(minutes_until(RETRY_VOICEMAIL, 1), 24 * 60);
    assert_int_equal(minutes_until(RETRY_FAULT, 1), 5);
    assert_int_equal(minutes_until(RETRY_OTHER_PHONE, 1), 0);
}

static void retry_at__stops_at_the_last_attempt_but_not_before_another_phone(void **state)
{
    (void)state;
    assert_int_equal(minutes_until(RETRY_BUSY, 2), 15);
    assert_int_equal(minutes_until(RETRY_BUSY, 3), -1);
    assert_int_equal(minutes_until(RETRY_FAULT, 4), -1);
    assert_int_equal(minutes_until(RETRY_OTHER_PHONE, 3), 0);
}

static void retry_at__takes_the_campaigns_own_delays(void **state)
{
    (void)state;
    struct retry_rules own = rules;
    own.busy_ms = SOME_DURATION(SECONDS(7));

    struct opt_instant at = retry_at(&own, RETRY_BUSY, 1, (struct instant){ 0 });

    assert_int_equal(at.v.unix_ms, 7000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(end_reasons__hold_every_reason_of_the_provider_once),
        cmocka_unit_test(end_reasons__charge_nothing_for_failures_to_dial_and_errors),
        cmocka_unit_test(end_reason_find__classifies_a_new_reason_by_its_status),
        cmocka_unit_test(retry_at__waits_as_the_class_says),
        cmocka_unit_test(retry_at__stops_at_the_last_attempt_but_not_before_another_phone),
        cmocka_unit_test(retry_at__takes_the_campaigns_own_delays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
