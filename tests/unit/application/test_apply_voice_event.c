/* tests/unit/application/test_apply_voice_event.c - webhooks in any order, twice, unknown, forged.
 */
#include "support/given_dialing.h"

#include "application/commands/apply_voice_event.h"
#include "application/commands/settle_calls.h"

static const struct job *job_of(struct dialing_fixture *f, const struct dial_ticket *t)
{
    return kept_job(f, t->at.job);
}

/* A webhook that the edge has taken; tag: of its address, verified there. */
static void given_webhook(struct dialing_fixture *f, enum voice_event_kind kind,
                          struct voice_call call, struct str tag)
{
    struct inbox_item item = { .connection = f->connection.id,
                               .tag = tag,
                               .raw = memory_voice_event(&f->voice, kind, call),
                               .received_at = f->clock.wall };
    bool again;

    item.key = str_format(&f->arena, "key-%zu", f->voice.events_n);
    expect_ok(VIA(f->ports.inbox, put, given_scope(f), &item, &again));
}

static void apply(struct dialing_fixture *f, int64_t wanted)
{
    struct voice_event_settings settings = voice_event_defaults();
    int64_t handled;

    expect_ok(apply_voice_events(&f->ports, given_scope(f), &settings, 100, &handled));
    assert_int_equal(handled, wanted);
}

static void expect_inbox(struct dialing_fixture *f, int64_t waiting, int64_t dead)
{
    int64_t w, d;

    expect_ok(VIA(f->ports.inbox, depth, given_scope(f), &w, &d));
    assert_int_equal(w, waiting);
    assert_int_equal(d, dead);
}

static struct voice_call analyzed(struct dialing_fixture *f, const struct dial_ticket *t,
                                  const char *outcome)
{
    struct voice_call call = *given_ended_call(f, t, "call_1");

    call.has_analysis = true;
    call.summary = STR("Promete pagar el martes.");
    call.said_outcome = str_from_c(outcome);
    call.said_promise_date = STR("2026-12-01");
    call.said_promise_amount = STR("150000.50");
    return call;
}

static void event__moves_the_job_from_start_to_end(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;

    given_funds(f, GIVEN_MONEY);
    t = given_placed(f, STR("call_1"));
    given_webhook(f, VOICE_STARTED, *given_call(f, &t, "call_1", "ongoing"), STR(""));
    apply(f, 1);
    assert_int_equal(job_of(f, &t)->state, JOB_LIVE);
    given_webhook(f, VOICE_ENDED, *given_ended_call(f, &t, "call_1"), STR(""));
    apply(f, 1);
    assert_int_equal(job_of(f, &t)->state, JOB_ENDED);
    assert_int_equal(kept_person(f, t.at.job)->guard_tag.n, 0);
    assert_true(kept_person(f, t.at.job)->touches.items[0].contact);
    expect_inbox(f, 0, 0);
}

static void event__comes_before_the_answer_of_the_post(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;

    t = given_funded_dialed(f);
    given_webhook(f, VOICE_STARTED, *given_call(f, &t, "call_1", "ongoing"), t.at.tag);
    apply(f, 1);

    assert_int_equal(job_of(f, &t)->state, JOB_LIVE);
    expect_str(job_of(f, &t)->attempt.provider_call, "call_1");
}

static void event__is_known_by_its_marked_tag_alone(void **state)
{
    struct dialing_fixture *f = *state;
    struct voice_call call;
    struct dial_ticket t;

    t = given_funded_dialed(f);
    call = *given_ended_call(f, &t, "call_1");
    call.mac = STR("mac:forged");
    given_webhook(f, VOICE_ENDED, call, STR(""));
    apply(f, 1);
    assert_int_equal(job_of(f, &t)->state, JOB_DIALING);
    expect_inbox(f, 1, 0);

    given_webhook(f, VOICE_ENDED, *given_ended_call(f, &t, "call_1"), STR(""));
    apply(f, 1);
    assert_int_equal(job_of(f, &t)->state, JOB_ENDED);
}

static void event__of_an_analysis_brings_the_end_with_it(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;

    given_funds(f, GIVEN_MONEY);
    t = given_placed(f, STR("call_1"));
    given_webhook(f, VOICE_ANALYZED, analyzed(f, &t, "promise"), STR(""));
    given_webhook(f, VOICE_ENDED, *given_ended_call(f, &t, "call_1"), STR(""));
    given_webhook(f, VOICE_STARTED, *given_call(f, &t, "call_1", "ongoing"), STR(""));
    apply(f, 3);

    assert_int_equal(job_of(f, &t)->state, JOB_ENDED);
    assert_int_equal(job_of(f, &t)->attempt.outcome, OUTCOME_PROMISE);
    expect_str(job_of(f, &t)->promise_date, "2026-12-01");
    expect_str(job_of(f, &t)->promise_amount, "150000.50");
}

static void event__changes_nothing_the_second_time(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;
    int64_t settled;

    given_funds(f, GIVEN_MONEY);
    t = given_placed(f, STR("call_1"));
    for (int i = 0; i < 2; i++) {
        given_webhook(f, VOICE_ENDED, *given_ended_call(f, &t, "call_1"), STR(""));
        apply(f, 1);
        expect_ok(settle_calls(&f->ports, given_scope(f), 10, &settled));
        assert_int_equal(settled, i == 0);
    }
    assert_int_equal(kept_wallet(f).spent, 120000); /* 61 s by the minute */
    assert_int_equal(kept_wallet(f).held, 0);
    assert_int_equal(job_of(f, &t)->state, JOB_DONE);
}

static void event__with_nonsense_of_a_model_keeps_what_makes_sense(void **state)
{
    struct dialing_fixture *f = *state;
    struct voice_call call;
    struct dial_ticket t;

    given_funds(f, GIVEN_MONEY);
    t = given_placed(f, STR("call_1"));
    call = analyzed(f, &t, "exploded");
    call.said_promise_date = STR("next Tuesday");
    call.said_promise_amount = STR("1,5e3");
    call.said_callback_at = STR("soon");
    given_webhook(f, VOICE_ANALYZED, call, STR(""));
    apply(f, 1);

    assert_int_equal(job_of(f, &t)->attempt.outcome, OUTCOME_TALKED);
    assert_int_equal(job_of(f, &t)->promise_date.n, 0);
    assert_int_equal(job_of(f, &t)->promise_amount.n, 0);
}

static void event__of_an_opt_out_closes_the_phone_for_ever(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;

    given_funds(f, GIVEN_MONEY);
    t = given_placed(f, STR("call_1"));
    given_webhook(f, VOICE_ANALYZED, analyzed(f, &t, "opted_out"), STR(""));
    apply(f, 1);

    assert_true(kept_person(f, t.at.job)->suppressed);
    assert_int_equal(job_of(f, &t)->attempt.outcome, OUTCOME_OPTED_OUT);
}

static void event__of_an_opt_out_closes_every_phone_of_the_person(void **state)
{
    struct dialing_fixture *f = *state;
    struct phone second = { STR("+573009998877") };
    struct phone_hash_id hash = VIA(f->ports.hasher, account_hash, f->account.id, second);
    struct job_phone phones[2];
    struct person *person;
    struct dial_ticket t;
    struct job job;

    given_funds(f, GIVEN_MONEY);
    t = given_placed(f, STR("call_1"));
    job = *kept_job(f, t.at.job);
    phones[0] = job.phones.items[0];
    phones[1] = (struct job_phone){ second, PHONE_VALID };
    job.phones.items = phones;
    job.phones.n = ARRAY_LEN(phones);
    memory_put(f->store, &job_record, &job);
    given_webhook(f, VOICE_ANALYZED, analyzed(f, &t, "opted_out"), STR(""));
    apply(f, 1);

    assert_true(kept_person(f, t.at.job)->suppressed);
    expect_ok(VIA(f->ports.persons, load, given_scope(f), f->account.id, &hash, 1, &person));
    assert_true(person->suppressed);
}

static void event__of_nobody_is_tried_five_times_and_buried(void **state)
{
    static const int64_t waits[] = { 10000, 60000, 600000, 3600000, 86400000 };
    struct dialing_fixture *f = *state;

    given_webhook(f, VOICE_ENDED, (struct voice_call){ .provider_call = STR("foreign") }, STR(""));
    for (size_t i = 0; i < ARRAY_LEN(waits); i++) {
        apply(f, 1);
        expect_inbox(f, 1, 0);
        fixed_clock_move(&f->clock, (struct duration){ waits[i] - 1 });
        apply(f, 0);
        fixed_clock_move(&f->clock, (struct duration){ 1 });
    }
    apply(f, 1);
    expect_inbox(f, 0, 1);
    assert_int_equal(alarms(f, "webhook.dead"), 1);
}

static void event__of_a_second_call_hangs_it_up(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;

    given_funds(f, GIVEN_MONEY);
    t = given_placed(f, STR("call_1"));
    given_webhook(f, VOICE_STARTED, *given_call(f, &t, "call_2", "ongoing"), t.at.tag);
    apply(f, 1);

    assert_int_equal(job_of(f, &t)->state, JOB_PLACED);
    assert_int_equal(f->voice.stopped_n, 1);
    expect_str(f->voice.stopped[0], "call_2");
    assert_int_equal(alarms(f, "call.double"), 1);
    expect_inbox(f, 0, 0);
}

static void event__of_a_second_calls_end_leaves_the_first_one_guarded(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;

    given_funds(f, GIVEN_MONEY);
    t = given_placed(f, STR("call_1"));
    given_webhook(f, VOICE_ENDED, *given_ended_call(f, &t, "call_2"), t.at.tag);
    apply(f, 1);

    assert_int_equal(job_of(f, &t)->state, JOB_PLACED);
    assert_true(str_eq(kept_person(f, t.at.job)->guard_tag, t.at.tag));
}

/* The answer of its POST was lost, and the person asked not to be called meanwhile. */
static void event__of_a_call_that_nobody_knew_hangs_it_up_if_it_may_not_ring(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t, other;

    t = given_funded_dialed(f);
    other = given_placed(f, STR("call_2"));
    expect_ok(VIA(f->ports.jobs, set_gate, given_scope(f), f->account.id, f->campaign.id,
                  GATE_CLOSED, 10));
    given_webhook(f, VOICE_STARTED, *given_call(f, &t, "call_1", "ongoing"), t.at.tag);
    given_webhook(f, VOICE_STARTED, *given_call(f, &other, "call_2", "ongoing"), other.at.tag);
    f->voice.away = ERR_UNAVAILABLE; /* it cannot be told yet */
    DROP(apply_voice_events(&f->ports, given_scope(f), &(struct voice_event_settings){ 0 }, 100,
                            &(int64_t){ 0 }));
    assert_int_equal(job_of(f, &other)->state, JOB_LIVE);
    expect_inbox(f, 1, 0);
    f->voice.away = ERR_OK;
    apply(f, 1);

    assert_int_equal(job_of(f, &t)->state, JOB_LIVE);
    assert_int_equal(f->voice.stopped_n, 1); /* what was known before goes on to its end */
    expect_str(f->voice.stopped[0], "call_1");
}

/* The search gave up, somebody called again, and now the provider tells of the first call. */
static void event__of_an_attempt_before_counts_as_a_contact_all_the_same(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket old;
    struct step step;
    struct person *person;

    old = given_funded_dialed(f);
    step = old.at;
    expect_ok(VIA(f->ports.jobs, undetermined, given_scope(f), &step, 1));
    expect_ok(VIA(f->ports.jobs, redial, given_scope(f), &step, 1));
    fixed_clock_move(&f->clock, HOURS(24));
    assert_int_equal(prepared(f).n, 1); /* the second attempt */
    given_webhook(f, VOICE_ENDED, *given_ended_call(f, &old, "call_1"), old.at.tag);
    apply(f, 1);

    person = kept_person(f, old.at.job);
    assert_int_equal(person->touches.n, 2);
    assert_true(str_eq(person->touches.items[0].tag, old.at.tag));
    assert_true(person->touches.items[0].contact);
    assert_true(person->guard_tag.n > 0); /* that of the second */
    expect_inbox(f, 0, 0);
}

static void event__of_an_attempt_before_is_kept_for_its_readers(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket old;
    struct step step;
    struct call_id first;
    struct voice_call told;
    void *found;
    const struct call *call;

    old = given_funded_dialed(f);
    first = job_of(f, &old)->attempt.call;
    step = old.at;
    expect_ok(VIA(f->ports.jobs, undetermined, given_scope(f), &step, 1));
    expect_ok(VIA(f->ports.jobs, redial, given_scope(f), &step, 1));
    fixed_clock_move(&f->clock, HOURS(24));
    assert_int_equal(prepared(f).n, 1);
    told = analyzed(f, &old, "promise");
    told.has_analysis = false;
    given_webhook(f, VOICE_ENDED, told, old.at.tag);
    told.has_analysis = true;
    given_webhook(f, VOICE_ANALYZED, told, old.at.tag);
    given_webhook(f, VOICE_ENDED, told, old.at.tag);
    apply(f, 3);

    expect_ok(VIA(f->ports.records, find, given_scope(f), &call_record, first.v, &found));
    call = found;
    assert_int_equal(call->outcome, OUTCOME_PROMISE);
    expect_str(call->promise_date, "2026-12-01");
    expect_str(call->transcript, "Agent: Hola");
    expect_str(call->summary, "Promete pagar el martes.");
    assert_int_equal(call->talk_ms.v.ms, 61000);
    assert_false(call->charge.has);
    assert_int_equal(alarms(f, "call.found_late"), 1);
    assert_int_equal(job_of(f, &old)->attempt.n, 2); /* the job goes on with its own */
    assert_int_equal(kept_wallet(f).spent, 0);
    expect_inbox(f, 0, 0);
}

static void event__that_fails_stays_and_holds_up_nobody(void **state)
{
    struct dialing_fixture *f = *state;
    struct voice_event_settings settings = voice_event_defaults();
    struct dial_ticket doubled, other;
    int64_t handled = 0;

    given_funds(f, GIVEN_MONEY);
    doubled = given_placed(f, STR("call_1"));
    other = given_placed(f, STR("call_3"));
    given_webhook(f, VOICE_STARTED, *given_call(f, &doubled, "call_2", "ongoing"), doubled.at.tag);
    given_webhook(f, VOICE_ENDED, *given_ended_call(f, &other, "call_3"), STR(""));
    f->voice.away = ERR_UNAVAILABLE;
    assert_int_equal(apply_voice_events(&f->ports, given_scope(f), &settings, 100, &handled),
                     ERR_UNAVAILABLE);

    assert_int_equal(job_of(f, &other)->state, JOB_ENDED);
    expect_inbox(f, 1, 0);
    apply(f, 0); /* nor does it ask the provider at every turn */
    f->voice.away = ERR_OK;
    fixed_clock_move(&f->clock, SECONDS(10));
    apply(f, 1);
    expect_str(f->voice.stopped[0], "call_2");
    expect_inbox(f, 0, 0);
}

static void event__that_only_shows_is_put_away(void **state)
{
    struct dialing_fixture *f = *state;

    given_webhook(f, VOICE_OTHER, (struct voice_call){ .provider_call = STR("call_1") }, STR(""));
    apply(f, 1);
    expect_inbox(f, 0, 0);
}

static void event__without_a_reason_is_asked_about(void **state)
{
    struct dialing_fixture *f = *state;
    struct voice_call call;
    struct dial_ticket t;

    given_funds(f, GIVEN_MONEY);
    t = given_placed(f, STR("call_1"));
    given_ended_call(f, &t, "call_1")->reason = STR("voicemail_reached");
    call = f->voice.book[0];
    call.reason = STR_NONE;
    call.status = STR("registered");
    given_webhook(f, VOICE_ENDED, call, STR(""));
    apply(f, 1);

    assert_int_equal(job_of(f, &t)->attempt.outcome, OUTCOME_VOICEMAIL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, given_dialing, end_dialing)
    const struct CMUnitTest tests[] = {
        TEST(event__moves_the_job_from_start_to_end),
        TEST(event__comes_before_the_answer_of_the_post),
        TEST(event__is_known_by_its_marked_tag_alone),
        TEST(event__of_an_analysis_brings_the_end_with_it),
        TEST(event__changes_nothing_the_second_time),
        TEST(event__with_nonsense_of_a_model_keeps_what_makes_sense),
        TEST(event__of_an_opt_out_closes_the_phone_for_ever),
        TEST(event__of_an_opt_out_closes_every_phone_of_the_person),
        TEST(event__of_nobody_is_tried_five_times_and_buried),
        TEST(event__of_a_second_call_hangs_it_up),
        TEST(event__of_a_second_calls_end_leaves_the_first_one_guarded),
        TEST(event__of_a_call_that_nobody_knew_hangs_it_up_if_it_may_not_ring),
        TEST(event__of_an_attempt_before_counts_as_a_contact_all_the_same),
        TEST(event__of_an_attempt_before_is_kept_for_its_readers),
        TEST(event__that_fails_stays_and_holds_up_nobody),
        TEST(event__that_only_shows_is_put_away),
        TEST(event__without_a_reason_is_asked_about),
    };

    return cmocka_run_group_tests_name("webhooks applied", tests, NULL, NULL);
}
