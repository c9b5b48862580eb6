/* tests/unit/application/test_forgotten_calls.c - calls that a restored copy knows nothing of. */
#include "support/given_dialing.h"

#include "application/commands/forgotten_calls.h"
#include "application/commands/reconcile_calls.h"
#include "domain/models/forgotten_call.h"

static int64_t look_with(struct dialing_fixture *f, const struct forgotten_settings *settings)
{
    int64_t found = -1;

    expect_ok(forgotten_calls_look(&f->ports, given_scope(f), settings, &f->connection, &found));
    return found;
}

static int64_t look(struct dialing_fixture *f)
{
    struct forgotten_settings settings = forgotten_defaults();

    return look_with(f, &settings);
}

/* The provider has attempt n of the job; the store does not. */
static struct voice_call *given_forgotten(struct dialing_fixture *f, struct job_id job, int64_t n,
                                          const char *provider_call)
{
    const struct dial_ticket ticket = { .at = { .tag = attempt_tag(&f->arena, job, n) } };

    return given_ended_call(f, &ticket, provider_call);
}

static size_t notes(struct dialing_fixture *f)
{
    const struct page_query query = { .limit = PAGE_MOST };
    struct scope *scope = given_scope(f);
    struct page page;

    scope->account = (struct account_id){ 0 };
    expect_ok(VIA(f->ports.records, page_global, scope, &forgotten_call_record, &query, &page));
    return page.n;
}

static void forgotten__is_not_what_the_store_knows(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;

    given_funds(f, GIVEN_MONEY);
    t = given_placed(f, STR("call_1"));
    given_ended_call(f, &t, "call_1");
    given_forgotten(f, given_job(f), 1, "forged")->mac = STR("mac:another");

    assert_int_equal(look(f), 0);
    assert_int_equal(notes(f), 0);
}

static void forgotten__call_is_not_placed_again_but_taken_up_and_costs_nothing(void **state)
{
    struct dialing_fixture *f = *state;
    struct job_id forgotten = given_job(f), other = given_job(f);
    struct reconcile_settings settings = reconcile_defaults();
    struct settle_step settle = { 0 };
    struct dial_orders orders;
    int64_t n;

    given_funds(f, GIVEN_MONEY);
    given_forgotten(f, forgotten, 3, "call_1");
    assert_int_equal(look(f), 1);
    assert_int_equal(look(f), 0);
    orders = prepared(f);

    assert_int_equal(orders.n, 1);
    assert_true(ID_EQ(orders.items[0].ticket.at.job, other));
    assert_int_equal(kept_job(f, forgotten)->state, JOB_PLACED);
    assert_int_equal(kept_job(f, forgotten)->attempt.n, 3);
    assert_int_equal(kept_person(f, forgotten)->touches.n, 1);
    assert_int_equal(notes(f), 0);

    fixed_clock_move(&f->clock, MINUTES(13));
    expect_ok(reconcile_overdue(&f->ports, given_scope(f), &settings, 10, &n));
    assert_int_equal(kept_job(f, forgotten)->state, JOB_ENDED);
    assert_true(kept_person(f, forgotten)->touches.items[0].contact);
    assert_int_equal(alarms(f, "call.found_late"), 1);
    settle.at = (struct step){ .account = f->account.id,
                               .job = forgotten,
                               .tag = kept_job(f, forgotten)->attempt.tag };
    expect_ok(VIA(f->ports.jobs, settle, given_scope(f), &settle, 1));
    assert_int_equal(settle.at.err, ERR_OK);
    assert_int_equal(settle.charge.units, 0);
}

static void forgotten__call_of_a_job_that_went_beyond_it_unsent_is_taken_up_all_the_same(
    void **state)
{
    struct dialing_fixture *f = *state;
    struct defer_step back = { .until = f->clock.wall, .reason = STR("gate.full") };
    struct dial_orders orders;
    struct job_id job = given_job(f);

    given_funds(f, GIVEN_MONEY);
    orders = prepared(f);
    assert_int_equal(orders.n, 1);
    back.at = orders.items[0].ticket.at;
    expect_ok(VIA(f->ports.jobs, defer, given_scope(f), &back, 1));
    given_forgotten(f, job, 1, "call_1");
    fixed_clock_move(&f->clock, HOURS(1)); /* the person is guarded until then */

    assert_int_equal(look(f), 1);
    assert_int_equal(prepared(f).n, 0);
    assert_int_equal(kept_job(f, job)->state, JOB_PLACED);
    assert_int_equal(kept_job(f, job)->attempt.n, 2);
    expect_str(kept_job(f, job)->attempt.provider_call, "call_1");
}

static void look__goes_back_as_far_as_calls_are_forgotten(void **state)
{
    struct dialing_fixture *f = *state;
    struct forgotten_settings settings = forgotten_defaults();

    for (int i = 0; i < 5; i++)
        given_forgotten(f, given_job(f), 1, "call");
    settings.first = 1;
    settings.most = 4;

    assert_int_equal(look_with(f, &settings), 4);
    assert_int_equal(notes(f), 4);
}

static void look__keeps_the_newest_attempt_of_a_job(void **state)
{
    struct dialing_fixture *f = *state;
    struct job_id job = given_job(f);

    given_funds(f, GIVEN_MONEY);
    given_forgotten(f, job, 1, "call_1");
    given_forgotten(f, job, 2, "call_2");
    assert_int_equal(look(f), 2);
    assert_int_equal(look(f), 0);
    assert_int_equal(notes(f), 1);
    assert_int_equal(prepared(f).n, 0);
    assert_int_equal(kept_job(f, job)->attempt.n, 2);
    expect_str(kept_job(f, job)->attempt.provider_call, "call_2");
}

static void look__drops_notes_that_nobody_claimed_and_leaves_old_calls(void **state)
{
    struct dialing_fixture *f = *state;

    given_forgotten(f, (struct job_id){ given_id(f) }, 1, "call_1");
    assert_int_equal(look(f), 1);
    fixed_clock_move(&f->clock, HOURS(24 * 35 + 1));
    assert_int_equal(look(f), 0);
    assert_int_equal(notes(f), 0);
}

static void look__fails_when_the_provider_is_away(void **state)
{
    struct dialing_fixture *f = *state;
    struct forgotten_settings settings = forgotten_defaults();
    struct scope *scope = given_scope(f);
    int64_t found;

    f->voice.away = ERR_UNAVAILABLE;
    expect_error(forgotten_calls_look(&f->ports, scope, &settings, &f->connection, &found),
                 &scope->error, ERR_UNAVAILABLE, "voice.unavailable");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, given_dialing, end_dialing)
    const struct CMUnitTest tests[] = {
        TEST(forgotten__is_not_what_the_store_knows),
        TEST(forgotten__call_is_not_placed_again_but_taken_up_and_costs_nothing),
        TEST(forgotten__call_of_a_job_that_went_beyond_it_unsent_is_taken_up_all_the_same),
        TEST(look__goes_back_as_far_as_calls_are_forgotten),
        TEST(look__keeps_the_newest_attempt_of_a_job),
        TEST(look__drops_notes_that_nobody_claimed_and_leaves_old_calls),
        TEST(look__fails_when_the_provider_is_away),
    };

    return cmocka_run_group_tests_name("forgotten calls", tests, NULL, NULL);
}
