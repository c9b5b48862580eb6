/* tests/unit/application/test_reconcile_calls.c - looking for what no answer told. */
#include "support/given_dialing.h"

#include "application/commands/reconcile_calls.h"

static const struct job *job_of(struct dialing_fixture *f, const struct dial_ticket *t)
{
    return kept_job(f, t->at.job);
}

static void look(struct dialing_fixture *f)
{
    struct reconcile_settings settings = reconcile_defaults();
    int64_t looked;

    expect_ok(reconcile_calls(&f->ports, given_scope(f), &settings, 10, &looked));
}

/* A POST without an answer, so long ago. */
static struct dial_ticket given_unanswered(struct dialing_fixture *f, struct duration ago)
{
    struct dial_ticket ticket;

    ticket = given_funded_dialed(f);
    fixed_clock_move(&f->clock, ago);
    return ticket;
}

static void given_younger_call(struct dialing_fixture *f)
{
    struct voice_call *call = &f->voice.book[f->voice.calls++];

    *call = (struct voice_call){ .provider_call = STR("foreign"),
                                 .status = STR("ended"),
                                 .started_at = SOME_INSTANT(f->clock.wall) };
}

static void look__is_not_due_before_its_time(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t = given_unanswered(f, (struct duration){ 149999 });

    given_call(f, &t, "call_1", "registered");
    look(f);
    assert_int_equal(job_of(f, &t)->state, JOB_DIALING);
    fixed_clock_move(&f->clock, (struct duration){ 1 });
    look(f);
    assert_int_equal(job_of(f, &t)->state, JOB_PLACED);
}

static void look__finds_a_call_that_is_over_and_takes_its_end(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t = given_unanswered(f, SECONDS(150));

    given_ended_call(f, &t, "call_1");
    look(f);

    assert_int_equal(job_of(f, &t)->state, JOB_ENDED);
    expect_str(job_of(f, &t)->attempt.provider_call, "call_1");
    assert_int_equal(job_of(f, &t)->attempt.talk_ms.v.ms, 61000);
    assert_int_equal(kept_person(f, t.at.job)->guard_tag.n, 0);
}

static void look__takes_no_call_whose_mark_is_forged(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t = given_unanswered(f, SECONDS(150));

    given_call(f, &t, "call_1", "ongoing")->mac = STR("mac:another");
    look(f);
    assert_int_equal(job_of(f, &t)->state, JOB_DIALING);
}

static void look__keeps_the_oldest_of_two_and_hangs_up_the_other(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t = given_unanswered(f, SECONDS(150));

    given_call(f, &t, "second", "ongoing")->started_at = SOME_INSTANT(f->clock.wall);
    given_call(f, &t, "first", "ongoing")->started_at =
        SOME_INSTANT(((struct instant){ f->clock.wall.unix_ms - 1000 }));
    look(f);

    expect_str(job_of(f, &t)->attempt.provider_call, "first");
    assert_int_equal(f->voice.stopped_n, 1);
    expect_str(f->voice.stopped[0], "second");
    assert_int_equal(alarms(f, "call.double"), 1);
}

static void look__goes_on_until_a_quarter_of_an_hour(void **state)
{
    static const int64_t looks[] = { 150, 300, 600, 900 };
    struct dialing_fixture *f = *state;
    struct dial_ticket t = given_unanswered(f, SECONDS(0));
    struct instant intent_at = f->clock.wall;

    given_younger_call(f);
    f->voice.book[0].started_at.v.unix_ms++;
    for (size_t i = 0; i < ARRAY_LEN(looks); i++) {
        const struct job *job = job_of(f, &t);

        assert_int_equal(job->state, JOB_DIALING);
        assert_int_equal(instant_minus(job->attempt.reconcile_at.v, intent_at).ms, looks[i] * 1000);
        fixed_clock_move(&f->clock, instant_minus(job->attempt.reconcile_at.v, f->clock.wall));
        look(f);
    }
    assert_int_equal(job_of(f, &t)->state, JOB_UNDETERMINED);
    assert_int_equal(kept_wallet(f).held, 0);
    assert_int_equal(kept_wallet(f).spent, 0);
}

static void look__believes_no_list_that_shows_nothing_young(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t = given_unanswered(f, MINUTES(15));
    struct voice_call *older = given_call(f, &t, "call_0", "ended");

    older->tag = STR("another-1");
    older->started_at = SOME_INSTANT(instant_add(f->clock.wall, MINUTES(-16)));
    look(f);
    assert_int_equal(job_of(f, &t)->state, JOB_DIALING);
    fixed_clock_move(&f->clock, MINUTES(44));
    look(f);
    assert_int_equal(job_of(f, &t)->state, JOB_DIALING);
    fixed_clock_move(&f->clock, MINUTES(5));
    look(f);
    assert_int_equal(job_of(f, &t)->state, JOB_UNDETERMINED);
}

static void look__comes_again_when_the_provider_is_away(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t = given_unanswered(f, MINUTES(15));

    f->voice.away = ERR_UNAVAILABLE;
    look(f);
    assert_int_equal(job_of(f, &t)->state, JOB_DIALING);
    f->voice.away = ERR_OK;
    given_call(f, &t, "call_1", "registered");
    fixed_clock_move(&f->clock, MINUTES(5));
    look(f);
    assert_int_equal(job_of(f, &t)->state, JOB_PLACED);
}

/* The person asked not to be called, while nobody knew whether a call existed. */
static void given_listed(struct dialing_fixture *f, const struct dial_ticket *t)
{
    struct phone phone = job_of(f, t)->phones.items[0].phone;
    struct suppression listed = { .id = { given_id(f) },
                                  .account = f->account.id,
                                  .hash = VIA(f->ports.hasher, account_hash, f->account.id, phone),
                                  .reason = SUPPRESSION_REQUESTED,
                                  .phone = phone };

    expect_ok(VIA(f->ports.persons, suppress, given_scope(f), &listed));
}

static void given_closed_gate(struct dialing_fixture *f)
{
    expect_ok(VIA(f->ports.jobs, set_gate, given_scope(f), f->account.id, f->campaign.id,
                  GATE_CLOSED, 10));
}

static void look__hangs_up_a_call_whose_number_was_listed_meanwhile(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t = given_unanswered(f, SECONDS(150));

    given_listed(f, &t);
    given_call(f, &t, "call_1", "registered");
    look(f);

    assert_int_equal(job_of(f, &t)->state, JOB_PLACED);
    assert_int_equal(f->voice.stopped_n, 1);
    expect_str(f->voice.stopped[0], "call_1");
}

static void look__hangs_up_a_call_whose_campaign_was_stopped_meanwhile(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t = given_unanswered(f, SECONDS(150));

    given_closed_gate(f);
    given_call(f, &t, "call_1", "ongoing");
    look(f);

    assert_int_equal(job_of(f, &t)->state, JOB_LIVE);
    assert_int_equal(f->voice.stopped_n, 1);
}

static void look__lets_a_call_ring_that_still_may(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t = given_unanswered(f, SECONDS(150));

    given_call(f, &t, "call_1", "ongoing");
    look(f);

    assert_int_equal(job_of(f, &t)->state, JOB_LIVE);
    assert_int_equal(f->voice.stopped_n, 0);
}

static void look_at_overdue(struct dialing_fixture *f)
{
    struct reconcile_settings settings = reconcile_defaults();
    int64_t looked;

    fixed_clock_move(&f->clock, MINUTES(13));
    expect_ok(reconcile_overdue(&f->ports, given_scope(f), &settings, 10, &looked));
    assert_int_equal(looked, 1);
}

static void overdue__takes_the_end_that_no_webhook_told(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;

    given_funds(f, GIVEN_MONEY);
    t = given_placed(f, STR("call_1"));
    given_ended_call(f, &t, "call_1");
    look_at_overdue(f);
    assert_int_equal(job_of(f, &t)->state, JOB_ENDED);
}

static void overdue__hangs_up_what_goes_on_beyond_its_cap(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;

    given_funds(f, GIVEN_MONEY);
    t = given_placed(f, STR("call_1"));
    given_call(f, &t, "call_1", "ongoing");
    look_at_overdue(f);
    assert_int_equal(f->voice.stopped_n, 1);
    assert_int_equal(job_of(f, &t)->state, JOB_PLACED);
}

static void overdue__ends_what_the_provider_does_not_know_any_more(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;

    given_funds(f, GIVEN_MONEY);
    t = given_placed(f, STR("call_1"));
    look_at_overdue(f);
    assert_int_equal(job_of(f, &t)->state, JOB_ENDED);
    assert_int_equal(job_of(f, &t)->attempt.talk_ms.v.ms, 0);
    assert_int_equal(alarms(f, "call.lost"), 1);
}

static void sweep_overdue(struct dialing_fixture *f)
{
    struct reconcile_settings settings = reconcile_defaults();
    int64_t looked;

    expect_ok(reconcile_overdue(&f->ports, given_scope(f), &settings, 10, &looked));
}

static int64_t overdue_now(struct dialing_fixture *f)
{
    struct job_list jobs;

    expect_ok(VIA(f->ports.jobs, overdue, given_scope(f), f->clock.wall, 10, &jobs));
    return (int64_t)jobs.n;
}

static void overdue__is_looked_at_later_from_look_to_look(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;

    given_funds(f, GIVEN_MONEY);
    t = given_placed(f, STR("call_1"));
    given_call(f, &t, "call_1", "registered");
    look_at_overdue(f);
    assert_int_equal(overdue_now(f), 0);
    fixed_clock_move(&f->clock, SECONDS(30));
    assert_int_equal(overdue_now(f), 1);
    sweep_overdue(f);
    fixed_clock_move(&f->clock, SECONDS(30));
    assert_int_equal(overdue_now(f), 0);
    fixed_clock_move(&f->clock, SECONDS(30));
    assert_int_equal(overdue_now(f), 1);
}

/* It was placed, is told to end each time, and never tells of an end. */
static void overdue__is_given_up_and_its_money_goes_back(void **state)
{
    struct dialing_fixture *f = *state;
    struct wallet wallet;
    struct dial_ticket t;

    given_funds(f, GIVEN_MONEY);
    t = given_placed(f, STR("call_1"));
    given_call(f, &t, "call_1", "registered");
    look_at_overdue(f);
    for (int minutes = 0; minutes < 70; minutes++) {
        fixed_clock_move(&f->clock, MINUTES(1));
        sweep_overdue(f);
    }

    assert_int_equal(job_of(f, &t)->state, JOB_UNDETERMINED);
    assert_int_equal(alarms(f, "call.no_end"), 1);
    expect_ok(VIA(f->ports.ledger, wallet, given_scope(f), &wallet));
    assert_int_equal(wallet.held, 0);
    assert_int_equal(wallet.available, GIVEN_MONEY);
    assert_int_equal(overdue_now(f), 0);
    /* the end that is told after all is kept, and costs the account nothing */
    f->voice.calls = 0; /* its book says otherwise now */
    given_ended_call(f, &t, "call_1");
    struct reconcile_settings settings = reconcile_defaults();
    int64_t found;
    expect_ok(reconcile_recent(&f->ports, given_scope(f), &settings, &f->connection, &found));
    assert_int_equal(found, 1);
    assert_int_equal(job_of(f, &t)->state, JOB_ENDED);
    assert_false(job_of(f, &t)->attempt.hold_open);
}

static void overdue__waits_a_day_for_a_provider_that_is_away(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;

    given_funds(f, GIVEN_MONEY);
    t = given_placed(f, STR("call_1"));
    given_call(f, &t, "call_1", "ongoing");
    f->voice.away = ERR_UNAVAILABLE;
    look_at_overdue(f);
    fixed_clock_move(&f->clock, HOURS(23));
    sweep_overdue(f);
    assert_int_equal(job_of(f, &t)->state, JOB_PLACED);
    fixed_clock_move(&f->clock, HOURS(2));
    sweep_overdue(f);
    assert_int_equal(job_of(f, &t)->state, JOB_UNDETERMINED);
}

static void recent__finds_ends_that_no_webhook_told(void **state)
{
    struct dialing_fixture *f = *state;
    struct reconcile_settings settings = reconcile_defaults();
    struct dial_ticket t;
    int64_t found;

    given_funds(f, GIVEN_MONEY);
    t = given_placed(f, STR("call_1"));
    given_ended_call(f, &t, "call_1");
    given_younger_call(f);
    expect_ok(reconcile_recent(&f->ports, given_scope(f), &settings, &f->connection, &found));
    assert_int_equal(found, 1);
    assert_int_equal(job_of(f, &t)->state, JOB_ENDED);
    expect_ok(reconcile_recent(&f->ports, given_scope(f), &settings, &f->connection, &found));
    assert_int_equal(found, 0);
}

static void recent__adopts_a_call_that_was_given_up(void **state)
{
    struct dialing_fixture *f = *state;
    struct reconcile_settings settings = reconcile_defaults();
    struct dial_ticket t = given_unanswered(f, MINUTES(61));
    int64_t found;

    look(f);
    assert_int_equal(job_of(f, &t)->state, JOB_UNDETERMINED);
    given_ended_call(f, &t, "call_1");
    expect_ok(reconcile_recent(&f->ports, given_scope(f), &settings, &f->connection, &found));
    assert_int_equal(found, 1);
    assert_int_equal(job_of(f, &t)->state, JOB_ENDED);
}

static void recent__hangs_up_a_call_that_turns_up_and_may_not_go_on(void **state)
{
    struct dialing_fixture *f = *state;
    struct reconcile_settings settings = reconcile_defaults();
    struct dial_ticket t = given_unanswered(f, MINUTES(61));
    int64_t found;

    look(f);
    given_listed(f, &t);
    given_call(f, &t, "call_1", "ongoing");
    expect_ok(reconcile_recent(&f->ports, given_scope(f), &settings, &f->connection, &found));

    assert_int_equal(job_of(f, &t)->state, JOB_LIVE);
    assert_int_equal(f->voice.stopped_n, 1);
}

/* The provider lists a call that it does not show any more. */
static enum err get_but_one(void *self, struct arena *arena, const struct connection *connection,
                            struct str provider_call, struct voice_call *ret, struct error *error)
{
    const struct voice_gateway *inner = self;

    if (str_eq_c(provider_call, "erased"))
        return FAIL(error, ERR_NOT_FOUND, "voice.no_such_call");
    return VIA(*inner, get, arena, connection, provider_call, ret, error);
}
static enum err recent_of_inner(void *self, struct arena *arena,
                                const struct connection *connection, int64_t most,
                                struct voice_call_list *ret, struct error *error)
{
    return VIA(*(const struct voice_gateway *)self, recent, arena, connection, most, ret, error);
}

static void recent__is_not_held_up_by_a_call_that_cannot_be_read(void **state)
{
    static const struct voice_gateway_ops ops = { .get = get_but_one, .recent = recent_of_inner };
    struct dialing_fixture *f = *state;
    struct reconcile_settings settings = reconcile_defaults();
    struct voice_gateway inner = f->ports.voice;
    struct dial_ticket other, t;
    int64_t found;

    given_funds(f, GIVEN_MONEY);
    t = given_placed(f, STR("call_1"));
    other = given_placed(f, STR("erased"));
    given_ended_call(f, &t, "call_1");
    given_ended_call(f, &other, "erased"); /* the newest: it is read first */
    f->ports.voice = (struct voice_gateway){ &ops, &inner };
    assert_int_equal(reconcile_recent(&f->ports, given_scope(f), &settings, &f->connection, &found),
                     ERR_NOT_FOUND);

    assert_int_equal(found, 1);
    assert_int_equal(job_of(f, &t)->state, JOB_ENDED);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, given_dialing, end_dialing)
    const struct CMUnitTest tests[] = {
        TEST(look__is_not_due_before_its_time),
        TEST(look__finds_a_call_that_is_over_and_takes_its_end),
        TEST(look__takes_no_call_whose_mark_is_forged),
        TEST(look__keeps_the_oldest_of_two_and_hangs_up_the_other),
        TEST(look__goes_on_until_a_quarter_of_an_hour),
        TEST(look__believes_no_list_that_shows_nothing_young),
        TEST(look__comes_again_when_the_provider_is_away),
        TEST(look__hangs_up_a_call_whose_number_was_listed_meanwhile),
        TEST(look__hangs_up_a_call_whose_campaign_was_stopped_meanwhile),
        TEST(look__lets_a_call_ring_that_still_may),
        TEST(overdue__takes_the_end_that_no_webhook_told),
        TEST(overdue__hangs_up_what_goes_on_beyond_its_cap),
        TEST(overdue__ends_what_the_provider_does_not_know_any_more),
        TEST(overdue__is_looked_at_later_from_look_to_look),
        TEST(overdue__is_given_up_and_its_money_goes_back),
        TEST(overdue__waits_a_day_for_a_provider_that_is_away),
        TEST(recent__finds_ends_that_no_webhook_told),
        TEST(recent__adopts_a_call_that_was_given_up),
        TEST(recent__hangs_up_a_call_that_turns_up_and_may_not_go_on),
        TEST(recent__is_not_held_up_by_a_call_that_cannot_be_read),
    };

    return cmocka_run_group_tests_name("reconciling calls", tests, NULL, NULL);
}
