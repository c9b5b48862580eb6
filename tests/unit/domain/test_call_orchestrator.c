/* tests/unit/domain/test_call_orchestrator.c - random lives of calls keep every invariant; the gate
 * decides as told; what readers see follows the job. */
#include "support/expect.h"
#include "support/random_life.h"

static void any_order_of_steps__keeps_every_invariant(void **state)
{
    int64_t settled = 0, charged = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        struct life life;
        uint64_t dice = seed;

        life_begin(&life);
        for (int i = 0; i < 500; i++) {
            uint8_t bytes[LIFE_STEP_BYTES];

            for (size_t k = 0; k < LIFE_STEP_BYTES; k++) {
                dice = dice * 6364136223846793005u + 1442695040888963407u;
                bytes[k] = (uint8_t)(dice >> 56);
            }
            life_step(&life, bytes);
        }
        settled += life.settled;
        charged += life.charged;
        life_end(&life);
    }
    assert_true(settled > 1000 && charged > 0); /* the dice do get somewhere */
}

static const char *permit(struct gate gate, struct dialing_room room)
{
    struct error error = { 0 };

    return gate_permit(&gate, &room, &error) == ERR_OK ? "permit" : error.slug;
}

static void gate_permit__stops_at_each_limit_and_not_before(void **state)
{
    (void)state;
    const struct gate open = { GATE_OPEN, 3, 2 };
    const struct dialing_room room = { .account_active = true,
                                       .account_most = 5,
                                       .connection_most = 9,
                                       .campaign_active_calls = 1,
                                       .account_active_calls = 4,
                                       .connection_active_calls = 8 };
    struct dialing_room r = room;

    assert_string_equal(permit(open, room), "permit");
    assert_string_equal(permit((struct gate){ GATE_CLOSED, 3, 2 }, room), "gate.closed");
    r.account_active = false;
    assert_string_equal(permit(open, r), "account.suspended");
    r = room, r.connection_stopped = true;
    assert_string_equal(permit(open, r), "connection.stopped");
    r = room, r.campaign_active_calls = 2;
    assert_string_equal(permit(open, r), "gate.full");
    r = room, r.account_active_calls = 5;
    assert_string_equal(permit(open, r), "account.full");
    r = room, r.connection_active_calls = 9;
    assert_string_equal(permit(open, r), "connection.full");
    r = room, r.calls_left = SOME_I64(1);
    assert_string_equal(permit(open, r), "permit");
    r.calls_left.v = 0;
    assert_string_equal(permit(open, r), "campaign.budget_spent");
    r = (struct dialing_room){ .account_active = true, .account_active_calls = 1000 };
    assert_string_equal(permit((struct gate){ GATE_OPEN, 1, 0 }, r), "permit"); /* 0: no limit */
}

static enum err last_look(struct gate gate, const char *tag, struct error *error)
{
    const struct job job = { .attempt = { .tag = STR("job_1-2"), .gate_epoch = 3 } };
    const struct step step = { .tag = str_from_c(tag) };

    return gate_still_open(&gate, &job, &step, error);
}

static void gate_still_open__is_of_this_attempt_and_of_the_permits_epoch(void **state)
{
    struct error error = { 0 };

    (void)state;
    expect_ok(last_look((struct gate){ GATE_OPEN, 3, 2 }, "job_1-2", &error));
    expect_error(last_look((struct gate){ GATE_CLOSED, 3, 2 }, "job_1-2", &error), &error,
                 ERR_PRECONDITION, "gate.closed");
    expect_error(last_look((struct gate){ GATE_OPEN, 4, 2 }, "job_1-2", &error), &error,
                 ERR_PRECONDITION, "gate.closed");
    expect_error(last_look((struct gate){ GATE_OPEN, 3, 2 }, "job_1-1", &error), &error,
                 ERR_CONFLICT, "job.other_attempt");
}

static void orchestrate_analyzed__moves_a_settled_call_to_its_new_outcome(void **state)
{
    (void)state;
    struct life life;
    /* claim, fund, hold, dial, placed, ended (user_hangup), settle, analysis: promise */
    static const uint8_t steps[][LIFE_STEP_BYTES] = { { 0, 0, 1 }, { 0, 16, 101 }, { 0, 1, 1 },
                                                      { 0, 3, 1 }, { 0, 4, 1 },    { 0, 7, 34 },
                                                      { 0, 9, 1 }, { 0, 8, 1 } };

    life_begin(&life);
    for (size_t i = 0; i < ARRAY_LEN(steps); i++)
        life_step(&life, steps[i]);

    assert_int_equal(life.jobs[0].state, JOB_DONE);
    assert_int_equal(life.sums.calls, 1);
    assert_int_equal(life.sums.outcomes[OUTCOME_TALKED], 0);
    assert_int_equal(life.sums.outcomes[OUTCOME_PROMISE], 1);
    life_end(&life);
}

static void call_follow__shows_an_unsent_attempt_as_cancelled(void **state)
{
    (void)state;
    struct call call = { 0 };
    struct job job = {
        .state = JOB_SCHEDULED,
        .wait_reason = STR("provider.slower"),
        .attempt = { .n = 1, .tag = STR("t-1"), .intent_at = SOME_INSTANT(((struct instant){ 5 })) }
    };

    call_follow(&call, &job);

    assert_int_equal(call.state, JOB_CANCELLED);
    expect_str(call.end_reason, "provider.slower");
    assert_int_equal(call.version, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_order_of_steps__keeps_every_invariant),
        cmocka_unit_test(gate_permit__stops_at_each_limit_and_not_before),
        cmocka_unit_test(gate_still_open__is_of_this_attempt_and_of_the_permits_epoch),
        cmocka_unit_test(orchestrate_analyzed__moves_a_settled_call_to_its_new_outcome),
        cmocka_unit_test(call_follow__shows_an_unsent_attempt_as_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
