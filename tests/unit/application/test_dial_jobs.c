/* tests/unit/application/test_dial_jobs.c - from jobs that are due to orders, or back with a
 * reason. */
#include "support/given_dialing.h"

#include "application/commands/settle_calls.h"

static void prepare__makes_an_order_of_a_job_that_is_due(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_orders orders;
    struct job_id id;

    given_funds(f, GIVEN_MONEY);
    id = given_job(f);
    orders = prepared(f);

    assert_int_equal(orders.n, 1);
    expect_str(orders.items[0].order.instructions, "Hable con Ana de 150000.");
    expect_str(orders.items[0].order.opening, "¿Ana?");
    expect_str(orders.items[0].order.to.e164, "+573000000001");
    expect_str(orders.items[0].order.from_number, "+576011234567");
    assert_int_equal(orders.items[0].order.max_talk.ms, 600000);
    assert_true(str_starts(orders.items[0].order.webhook_url,
                           STR("https://calls.example/webhooks/retell/con_")));
    assert_true(str_ends(orders.items[0].order.webhook_url, orders.items[0].order.mac));
    expect_str(orders.items[0].ticket.intent.rules, "co/3");
    expect_str(orders.items[0].ticket.intent.clock, "operator");
    assert_int_equal(kept_job(f, id)->state, JOB_HELD);
}

static void prepare__holds_the_whole_cap_and_notes_the_attempt(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_orders orders;
    struct job_id id;

    given_funds(f, GIVEN_MONEY);
    id = given_job(f);
    orders = prepared(f);

    assert_int_equal(kept_wallet(f).held, 600000);
    assert_int_equal(kept_person(f, id)->touches.n, 1);
    assert_true(str_eq(kept_person(f, id)->guard_tag, orders.items[0].ticket.at.tag));
    /* as long as it may ring and be talked, and five minutes */
    assert_int_equal(instant_minus(kept_person(f, id)->guard_until, f->clock.wall).ms,
                     f->ports.choices.ring.ms + 600000 + 300000);
}

static void prepare__waits_for_funds_without_noting_anything(void **state)
{
    struct dialing_fixture *f = *state;
    struct job_id id;

    given_funds(f, 599999);
    id = given_job(f);

    assert_int_equal(prepared(f).n, 0);
    assert_int_equal(kept_job(f, id)->state, JOB_WAITING_FUNDS);
    assert_int_equal(kept_person(f, id)->touches.n, 0);
    assert_int_equal(kept_wallet(f).held, 0);
}

static void prepare__takes_the_length_that_the_wallet_buys(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_orders orders;

    given_funds(f, 250000);
    f->campaign.shortest_call_ms = SOME_DURATION(MINUTES(2));
    given_job(f);
    orders = prepared(f);

    assert_int_equal(orders.n, 1);
    assert_int_equal(orders.items[0].order.max_talk.ms, 240000);
}

static void prepare__waits_for_lawful_hours_and_holds_nothing(void **state)
{
    struct dialing_fixture *f = *state;
    struct job_id id;
    struct instant morning;

    given_funds(f, GIVEN_MONEY);
    fixed_clock_move(&f->clock, HOURS(10)); /* 20:00 in Bogotá */
    id = given_job(f);
    assert_false(given_plan(f).in_hours);
    assert_int_equal(prepared(f).n, 0);

    assert_true(instant_parse(STR("2026-11-26T07:02:00-05:00"), &morning));
    assert_int_equal(kept_job(f, id)->state, JOB_SCHEDULED);
    assert_true(kept_job(f, id)->not_before.unix_ms == morning.unix_ms);
    expect_str(kept_job(f, id)->wait_reason, "policy.outside_hours");
    assert_int_equal(kept_wallet(f).seq, 1); /* the payment alone */
}

/* It is 10:00 in Bogotá and not yet 7:02 in Tijuana. */
static void prepare__goes_by_the_hours_of_the_phone_that_is_dialed(void **state)
{
    struct dialing_fixture *f = *state;
    struct job_phone phones[] = { { { STR("+573001234567") }, PHONE_VALID },
                                  { { STR("+525512345678") }, PHONE_VALID } };
    struct job_id id = given_job(f);
    struct job second = *kept_job(f, id);
    struct instant morning;

    given_funds(f, GIVEN_MONEY);
    second.phones.items = phones;
    second.phones.n = ARRAY_LEN(phones);
    second.attempt.phone = 1;
    memory_put(f->store, &job_record, &second);
    assert_int_equal(prepared(f).n, 0);

    assert_true(instant_parse(STR("2026-11-25T07:02:00-08:00"), &morning));
    expect_str(kept_job(f, id)->wait_reason, "policy.outside_hours");
    assert_true(kept_job(f, id)->not_before.unix_ms == morning.unix_ms);
}

static void prepare__keeps_to_the_hours_of_the_account(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_plan plan;
    struct job_id id;

    given_funds(f, GIVEN_MONEY);
    f->account.window_start = STR("11:00"); /* it is 10:00 */
    f->account.window_end = STR("17:00");
    memory_put(f->store, &account_record, &f->account);
    id = given_job(f);
    assert_int_equal(prepared(f).n, 0);
    expect_str(kept_job(f, id)->wait_reason, "policy.outside_hours");

    f->campaign.window_start = STR("08:00");
    f->campaign.window_end = STR("11:00");
    expect_error(dial_plan_read(&f->ports, given_scope(f), &f->campaign, &plan), &f->scope.error,
                 ERR_PRECONDITION, "campaign.window_closed");
}

static void plan__of_a_sandbox_calls_the_simulator_alone(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_plan plan;

    f->account.sandbox_of = (struct account_id){ given_id(f) };
    memory_put(f->store, &account_record, &f->account);
    f->ports.choices.voice_is_simulator = false;
    expect_error(dial_plan_read(&f->ports, given_scope(f), &f->campaign, &plan), &f->scope.error,
                 ERR_PRECONDITION, "sandbox.no_simulator");
    f->ports.choices.voice_is_simulator = true;
    expect_ok(dial_plan_read(&f->ports, given_scope(f), &f->campaign, &plan));
    assert_true(ID_EQ(plan.connection->id, f->connection.id));
    f->ports.choices.voice_is_simulator = false;
    struct connection play = f->connection;
    play.id = (struct connection_id){ given_id(f) };
    play.account = (struct account_id){ 0 };
    play.name = STR("sandboxes");
    memory_put(f->store, &connection_record, &play);
    expect_ok(dial_plan_read(&f->ports, given_scope(f), &f->campaign, &plan));
    assert_true(ID_EQ(plan.connection->id, play.id));
    f->ports.choices.voice_is_simulator = true; /* it says so: its address is on this host */
    expect_ok(dial_plan_read(&f->ports, given_scope(f), &f->campaign, &plan));
    assert_true(ID_EQ(plan.connection->id, play.id));
}

static void prepare__blocks_who_is_on_the_list(void **state)
{
    struct dialing_fixture *f = *state;
    struct job_id id = given_job(f);
    struct phone phone = kept_job(f, id)->phones.items[0].phone;

    given_funds(f, GIVEN_MONEY);
    struct platform_suppression entry = { .id = { VIA(f->ports.hasher, global_hash, phone).v },
                                          .reason = SUPPRESSION_REGISTRY,
                                          .phone = phone };
    struct scope own = *given_scope(f);
    own.account = (struct account_id){ { { 0 } } };
    expect_ok(VIA(f->ports.records, save, &own, &platform_suppression_record, &entry, NULL));

    assert_int_equal(prepared(f).n, 0);
    assert_int_equal(kept_job(f, id)->state, JOB_BLOCKED);
    expect_str(kept_job(f, id)->wait_reason, "person.suppressed");
}

static void prepare__blocks_a_row_that_lacks_what_the_script_says(void **state)
{
    struct dialing_fixture *f = *state;
    struct job_id id = given_job(f);

    given_funds(f, GIVEN_MONEY);
    f->campaign.instructions = STR("{{fecha}}");

    assert_int_equal(prepared(f).n, 0);
    assert_int_equal(kept_job(f, id)->state, JOB_BLOCKED);
    expect_str(kept_job(f, id)->wait_reason, "script.variable_missing");
    assert_int_equal(kept_wallet(f).held, 0);
}

static void prepare__leaves_a_person_alone_who_may_be_ringing(void **state)
{
    struct dialing_fixture *f = *state;
    struct job_id id = given_job(f);
    struct person *person = kept_person(f, id);
    struct person_save save = { .account = f->account.id, .persons = &person, .n = 1 };

    given_funds(f, GIVEN_MONEY);
    f->campaign.retry.attempts_per_day = 3;
    person_begin(person,
                 (struct touch){
                     .tag = STR("another-1"), .at = f->clock.wall, .purpose = PURPOSE_COLLECTION },
                 instant_add(f->clock.wall, MINUTES(15)), &f->arena);
    expect_ok(VIA(f->ports.persons, save, given_scope(f), &save, 1));

    assert_int_equal(prepared(f).n, 0);
    assert_int_equal(kept_job(f, id)->state, JOB_SCHEDULED);
    expect_str(kept_job(f, id)->wait_reason, "policy.guarded");
}

/* Another campaign begins to ring the person between the look and the note. */
static const struct person_repository_ops *persons_inside;
static int64_t times_rung;

static enum err rung_before(void *self, struct scope *scope, struct person_save *saves, size_t n)
{
    const struct touch theirs = { .tag = STR("another-1"),
                                  .at = scope->now,
                                  .purpose = PURPOSE_COLLECTION };
    struct person *person;
    struct person_save save = { .account = saves[0].account, .persons = &person, .n = 1 };

    if (times_rung++ == 0) {
        expect_ok(persons_inside->load(self, scope, saves[0].account, &saves[0].persons[0]->id, 1,
                                       &person));
        person_begin(person, theirs, instant_add(scope->now, MINUTES(15)), scope->arena);
        expect_ok(persons_inside->save(self, scope, &save, 1));
        expect_ok(save.err);
    }
    return persons_inside->save(self, scope, saves, n);
}

static void prepare__leaves_a_person_alone_whom_another_rings_meanwhile(void **state)
{
    struct dialing_fixture *f = *state;
    struct person_repository_ops between = *(persons_inside = f->ports.persons.ops);
    struct job_id id = given_job(f);

    given_funds(f, GIVEN_MONEY);
    f->campaign.retry.attempts_per_day = 3;
    times_rung = 0;
    between.save = rung_before;
    f->ports.persons.ops = &between;

    assert_int_equal(prepared(f).n, 0);
    assert_int_equal(kept_job(f, id)->state, JOB_SCHEDULED);
    expect_str(kept_job(f, id)->wait_reason, "policy.guarded");
    assert_int_equal(kept_wallet(f).held, 0);
    assert_int_equal(kept_person(f, id)->touches.n, 1);
}

static void prepare__gives_back_what_is_beyond_its_pace(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_plan plan = given_plan(f);
    struct dial_orders orders;
    int64_t claimed;

    given_funds(f, GIVEN_MONEY);
    for (int i = 0; i < 5; i++)
        given_job(f);
    expect_ok(dial_prepare(&f->ports, given_scope(f), &plan, 5, 2, &orders, &claimed));

    assert_int_equal(orders.n, 2);
    assert_int_equal(claimed, 5);
    assert_int_equal(kept_wallet(f).held, 2 * 600000);
}

static void prepare__uses_the_same_tag_after_a_lost_lease(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_orders first, again;

    given_funds(f, GIVEN_MONEY);
    given_job(f);
    first = prepared(f);
    fixed_clock_move(&f->clock, SECONDS(31));
    again = prepared(f);

    assert_int_equal(again.n, 1);
    assert_true(str_eq(again.items[0].ticket.at.tag, first.items[0].ticket.at.tag));
    assert_int_equal(again.items[0].ticket.at.fence, first.items[0].ticket.at.fence + 1);
    assert_int_equal(kept_wallet(f).held, 600000);
}

/* So that a permit can be refused when either was changed since (job_steps.h). */
static void prepare__says_which_settings_it_decided_by(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_orders orders;

    given_funds(f, GIVEN_MONEY);
    f->account.version = 3;
    memory_put(f->store, &account_record, &f->account);
    f->campaign.version = 7;
    memory_put(f->store, &campaign_record, &f->campaign);
    given_job(f);
    orders = prepared(f);

    assert_int_equal(orders.n, 1);
    assert_int_equal(orders.items[0].ticket.decided_by.campaign, 7);
    assert_int_equal(orders.items[0].ticket.decided_by.account, 3);
}

static void expect_no_plan(struct dialing_fixture *f, const char *slug)
{
    struct dial_plan plan;
    struct scope *scope = given_scope(f);

    expect_error(dial_plan_read(&f->ports, scope, &f->campaign, &plan), &scope->error,
                 ERR_PRECONDITION, slug);
}

static void plan__refuses_what_may_not_be_dialed(void **state)
{
    struct dialing_fixture *f = *state;

    f->clock.trusted = false;
    expect_no_plan(f, "clock.not_trusted");
    f->clock.trusted = true;
    f->account.status = ACCOUNT_SUSPENDED;
    memory_put(f->store, &account_record, &f->account);
    expect_no_plan(f, "account.not_active");
    f->account.status = ACCOUNT_ACTIVE;
    memory_put(f->store, &account_record, &f->account);
    f->connection.stopped = true;
    memory_put(f->store, &connection_record, &f->connection);
    expect_no_plan(f, "connection.stopped");
    f->connection.stopped = false;
    f->connection.agent = STR("");
    memory_put(f->store, &connection_record, &f->connection);
    expect_no_plan(f, "connection.not_set_up");
    f->campaign.from_numbers.n = 0;
    expect_no_plan(f, "campaign.no_numbers");
}

static bool by_demo(void *self, struct str *how)
{
    (void)self;
    *how = STR("demo");
    return true;
}

/* A clock that was moved for a show says nothing of a real person's hours. */
static void plan__refuses_a_demo_clock_before_a_real_provider(void **state)
{
    struct dialing_fixture *f = *state;
    struct clock_ops moved = *f->ports.clock.ops;
    struct dial_plan plan;

    moved.trusted = by_demo;
    f->ports.clock = (struct clock){ &moved, f->ports.clock.self };
    f->ports.choices.voice_is_simulator = false;
    expect_no_plan(f, "clock.demo_refused");
    f->ports.choices.voice_is_simulator = true;
    expect_ok(dial_plan_read(&f->ports, given_scope(f), &f->campaign, &plan));
}

static void plan__counts_settled_calls_against_the_budget(void **state)
{
    struct dialing_fixture *f = *state;
    struct ended_step end = { .at = { .err = ERR_OK } };
    int64_t settled;

    given_funds(f, GIVEN_MONEY);
    f->campaign.budget_calls = SOME_I64(3);
    memory_put(f->store, &campaign_record, &f->campaign);
    end.at = given_placed(f, STR("call_1")).at;
    end.facts = (struct end_facts){ .provider_call = STR("call_1"),
                                    .reason = STR("user_hangup"),
                                    .call_status = STR("ended"),
                                    .talk_ms = { 1000 },
                                    .key = STR("k") };
    expect_ok(VIA(f->ports.jobs, ended, given_scope(f), &end, 1));
    assert_int_equal(given_plan(f).budget_left, 2);
    expect_ok(settle_calls(&f->ports, given_scope(f), 10, &settled));
    given_placed(f, STR("call_2"));

    assert_true(given_plan(f).has_budget);
    assert_int_equal(given_plan(f).budget_left, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, given_dialing, end_dialing)
    const struct CMUnitTest tests[] = {
        TEST(prepare__makes_an_order_of_a_job_that_is_due),
        TEST(prepare__holds_the_whole_cap_and_notes_the_attempt),
        TEST(prepare__waits_for_funds_without_noting_anything),
        TEST(prepare__takes_the_length_that_the_wallet_buys),
        TEST(prepare__waits_for_lawful_hours_and_holds_nothing),
        TEST(prepare__goes_by_the_hours_of_the_phone_that_is_dialed),
        TEST(prepare__keeps_to_the_hours_of_the_account),
        TEST(prepare__blocks_who_is_on_the_list),
        TEST(prepare__blocks_a_row_that_lacks_what_the_script_says),
        TEST(prepare__leaves_a_person_alone_who_may_be_ringing),
        TEST(prepare__leaves_a_person_alone_whom_another_rings_meanwhile),
        TEST(prepare__gives_back_what_is_beyond_its_pace),
        TEST(prepare__uses_the_same_tag_after_a_lost_lease),
        TEST(prepare__says_which_settings_it_decided_by),
        TEST(plan__refuses_what_may_not_be_dialed),
        TEST(plan__refuses_a_demo_clock_before_a_real_provider),
        TEST(plan__of_a_sandbox_calls_the_simulator_alone),
        TEST(plan__counts_settled_calls_against_the_budget),
    };

    return cmocka_run_group_tests_name("preparing calls", tests, NULL, NULL);
}
