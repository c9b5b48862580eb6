/* tests/contract/job_permits_contract.c - what every store of dialing and money promises of the
 * permit to dial: the durable intent, its gate and limits, the budget, and the last look. */
#include "contract/given_jobs.h"

#define JOBS(g) ((g)->adapter->jobs)

/* -- permit and intent -- */

static void begin_dialing__stores_the_intent_once(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_HELD);

    assert_int_equal(do_begin(g, job).err, ERR_OK);
    assert_int_equal(do_begin(g, job).err, ERR_OK);

    job = reloaded(g, job);
    assert_int_equal(job->state, JOB_DIALING);
    assert_int_equal(job->attempts, 1);
    assert_int_equal(job->attempt.reconcile_at.v.unix_ms, g->scope.now.unix_ms + 150000);
    expect_str(job->attempt.rules, "co/3");
    assert_true(ID_EQ(job->attempt.connection, g->connection));
    struct call *call = call_of(g, job);
    assert_int_equal(call->state, JOB_DIALING);
    assert_true(str_eq(call->tag, job->attempt.tag));
    expect_str(call->phone.e164, "+573000000002");
    expect_str(call->name, "Ana María");
}

static void begin_dialing__asks_the_gate_first(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_HELD);
    given_gate(g, GATE_CLOSED, 100);

    expect_item(do_begin(g, job), ERR_PRECONDITION, "gate.closed");

    assert_int_equal(reloaded(g, job)->state, JOB_HELD);
    expect_wallet(g, HOLD_UNITS + 100000, HOLD_UNITS, 0);
}

static void begin_dialing__stops_at_each_limit(void **state)
{
    struct given *g = *state;
    given_money(g, &g->scope, 10 * HOLD_UNITS);
    struct job *one = job_as(g, JOB_HELD), *two = job_as(g, JOB_HELD);

    given_gate(g, GATE_OPEN, 1);
    assert_int_equal(do_begin(g, one).err, ERR_OK);
    expect_item(do_begin(g, two), ERR_EXHAUSTED, "gate.full");
    given_gate(g, GATE_OPEN, 2);
    given_connection(g, 100, true);
    expect_item(do_begin(g, two), ERR_PRECONDITION, "connection.stopped");
    given_connection(g, 1, false);
    assert_int_equal(do_begin(g, two).err, ERR_OK);
    given_gate(g, GATE_OPEN, 100);
    struct job *three = job_as(g, JOB_HELD);
    expect_item(do_begin(g, three), ERR_EXHAUSTED, "connection.full");
    /* an ended call makes room */
    assert_int_equal(do_placed(g, two), ERR_OK);
    assert_int_equal(do_ended(g, two, "user_hangup", 1000), ERR_OK);
    assert_int_equal(do_begin(g, three).err, ERR_OK);
}

static void begin_dialing__stops_at_the_accounts_limit(void **state)
{
    struct given *g = *state;
    void *found;
    expect_ok(
        VIA(g->adapter->records, find, &g->scope, &account_record, g->scope.account.v, &found));
    struct account *account = found;
    account->max_active = 1;
    expect_ok(VIA(g->adapter->records, save, &g->scope, &account_record, account, NULL));
    struct job *one = job_as(g, JOB_DIALING), *two = job_as(g, JOB_HELD);

    expect_item(do_begin(g, two), ERR_EXHAUSTED, "account.full");
    struct not_sent_step unsent = { .at = at(one),
                                    .until = g->scope.now,
                                    .reason = STR("provider.slower") };
    expect_ok(VIA(JOBS(g), not_sent, &g->scope, &unsent, 1));
    assert_int_equal(do_begin(g, two).err, ERR_OK);
}

/* -- the budget -- */

static struct step do_begin_within(struct given *g, const struct job *job, int64_t most)
{
    struct intent_step step = intent_step(g, job);

    step.calls_most = SOME_I64(most);
    expect_ok(VIA(JOBS(g), begin_dialing, &g->scope, &step, 1));
    return step.at;
}

static void begin_dialing__stops_at_the_campaigns_budget(void **state)
{
    struct given *g = *state;
    given_money(g, &g->scope, 10 * HOLD_UNITS);
    struct job *one = job_as(g, JOB_HELD), *two = job_as(g, JOB_HELD), *three = job_as(g, JOB_HELD);

    assert_int_equal(do_begin_within(g, one, 2).err, ERR_OK);
    assert_int_equal(do_begin_within(g, one, 2).err, ERR_OK); /* the repetition is none */
    assert_int_equal(do_begin_within(g, two, 2).err, ERR_OK);
    expect_item(do_begin_within(g, three, 2), ERR_EXHAUSTED, "campaign.budget_spent");
    assert_int_equal(reloaded(g, three)->state, JOB_HELD);

    /* one that is over is still one */
    assert_int_equal(do_placed(g, two), ERR_OK);
    assert_int_equal(do_ended(g, two, "user_hangup", 61000), ERR_OK);
    do_settle(g, two);
    expect_item(do_begin_within(g, three, 2), ERR_EXHAUSTED, "campaign.budget_spent");

    /* one that was not sent is none */
    struct not_sent_step unsent = { .at = at(one),
                                    .until = instant_add(g->scope.now, HOURS(1)),
                                    .reason = STR("provider.slower") };
    expect_ok(VIA(JOBS(g), not_sent, &g->scope, &unsent, 1));
    assert_int_equal(do_begin_within(g, three, 2).err, ERR_OK);
    struct job *four = job_as(g, JOB_HELD);
    expect_item(do_begin_within(g, four, 2), ERR_EXHAUSTED, "campaign.budget_spent");
    assert_int_equal(do_begin_within(g, four, 3).err, ERR_OK); /* raised */
}

static void begin_dialing__counts_on_from_the_calls_before_the_budget(void **state)
{
    struct given *g = *state;
    given_money(g, &g->scope, 10 * HOLD_UNITS);
    assert_int_equal(do_begin(g, job_as(g, JOB_HELD)).err, ERR_OK);
    struct job *job = job_as(g, JOB_HELD);
    struct intent_step step = intent_step(g, job);

    step.calls_most = SOME_I64(1);
    step.calls_before = 1;
    expect_ok(VIA(JOBS(g), begin_dialing, &g->scope, &step, 1));
    expect_item(step.at, ERR_EXHAUSTED, "campaign.budget_spent");

    step = intent_step(g, job);
    step.calls_most = SOME_I64(2);
    step.calls_before = 1;
    expect_ok(VIA(JOBS(g), begin_dialing, &g->scope, &step, 1));
    assert_int_equal(step.at.err, ERR_OK);
    expect_item(do_begin_within(g, job_as(g, JOB_HELD), 2), ERR_EXHAUSTED, "campaign.budget_spent");
}

/* The campaign's record, to be changed: as it is, or a new one. */
static struct campaign campaign_now(struct given *g)
{
    struct campaign c = campaign_defaults();
    void *found;

    if (VIA(g->adapter->records, find, &g->scope, &campaign_record, g->campaign.v, &found) ==
        ERR_OK)
        c = *(struct campaign *)found;
    error_clear(&g->scope.error);
    c.id = g->campaign;
    c.account = g->scope.account;
    c.status = CAMPAIGN_RUNNING;
    c.name = STR("Noviembre");
    c.created_at = g->scope.now;
    return c;
}

static void given_budget(struct given *g, struct opt_i64 calls)
{
    struct campaign c = campaign_now(g);

    c.budget_calls = calls;
    expect_ok(VIA(g->adapter->records, save, &g->scope, &campaign_record, &c, NULL));
    given_gate(g, GATE_OPEN, 100);
}

/* Who asks has read the budget a while ago. */
static void begin_dialing__holds_the_budget_that_the_campaign_has_by_now(void **state)
{
    struct given *g = *state;
    given_money(g, &g->scope, 10 * HOLD_UNITS);
    struct job *one = job_as(g, JOB_HELD), *two = job_as(g, JOB_HELD), *three = job_as(g, JOB_HELD);

    given_budget(g, SOME_I64(10));
    assert_int_equal(do_begin_within(g, one, 10).err, ERR_OK);
    given_budget(g, SOME_I64(1));
    expect_item(do_begin_within(g, two, 10), ERR_EXHAUSTED, "campaign.budget_spent");
    expect_item(do_begin(g, two), ERR_EXHAUSTED, "campaign.budget_spent");
    given_budget(g, SOME_I64(2));
    assert_int_equal(do_begin_within(g, two, 10).err, ERR_OK);
    expect_item(do_begin_within(g, three, 10), ERR_EXHAUSTED, "campaign.budget_spent");
}

static void begin_dialing__counts_what_was_begun_while_there_was_no_budget(void **state)
{
    struct given *g = *state;
    given_money(g, &g->scope, 10 * HOLD_UNITS);

    given_budget(g, SOME_I64(5));
    assert_int_equal(do_begin_within(g, job_as(g, JOB_HELD), 5).err, ERR_OK);
    given_budget(g, (struct opt_i64){ .has = false });
    assert_int_equal(do_begin(g, job_as(g, JOB_HELD)).err, ERR_OK);
    given_budget(g, SOME_I64(2));
    struct intent_step step = intent_step(g, job_as(g, JOB_HELD));
    step.calls_most = SOME_I64(2);
    step.calls_before = 2;
    expect_ok(VIA(JOBS(g), begin_dialing, &g->scope, &step, 1));

    expect_item(step.at, ERR_EXHAUSTED, "campaign.budget_spent");
}

/* Its caller has counted nothing, for there was no budget when it looked. */
static void begin_dialing__asks_for_a_count_when_a_budget_is_new(void **state)
{
    struct given *g = *state;
    given_money(g, &g->scope, 10 * HOLD_UNITS);
    assert_int_equal(do_begin(g, job_as(g, JOB_HELD)).err, ERR_OK);
    struct job *job = job_as(g, JOB_HELD);

    given_budget(g, SOME_I64(1));
    assert_int_not_equal(do_begin(g, job).err, ERR_OK);
    assert_int_equal(reloaded(g, job)->state, JOB_HELD);
    given_budget(g, SOME_I64(2));
    struct intent_step step = intent_step(g, job);
    step.calls_most = SOME_I64(2);
    step.calls_before = 1;
    expect_ok(VIA(JOBS(g), begin_dialing, &g->scope, &step, 1));
    assert_int_equal(step.at.err, ERR_OK);
    expect_item(do_begin(g, job_as(g, JOB_HELD)), ERR_EXHAUSTED, "campaign.budget_spent");
}

/* -- what a decision went by -- */

/* Gives the version that the campaign's record has then. */
static int64_t given_window_end(struct given *g, struct str end)
{
    struct campaign c = campaign_now(g);

    c.window_start = STR("08:00");
    c.window_end = end;
    expect_ok(VIA(g->adapter->records, save, &g->scope, &campaign_record, &c, NULL));
    return c.version;
}

static int64_t given_account_window_end(struct given *g, struct str end)
{
    struct account *account;
    void *found;

    expect_ok(
        VIA(g->adapter->records, find, &g->scope, &account_record, g->scope.account.v, &found));
    account = found;
    account->window_start = STR("08:00");
    account->window_end = end;
    expect_ok(VIA(g->adapter->records, save, &g->scope, &account_record, account, NULL));
    return account->version;
}

static struct step do_begin_by(struct given *g, const struct job *job, struct decided_by by)
{
    struct intent_step step = intent_step(g, job);

    step.at.decided_by = by;
    expect_ok(VIA(JOBS(g), begin_dialing, &g->scope, &step, 1));
    return step.at;
}

static struct step look_by(struct given *g, const struct job *job, struct decided_by by)
{
    struct step step = at(job);

    step.decided_by = by;
    expect_ok(VIA(JOBS(g), still_allowed, &g->scope, &step, 1));
    return step;
}

static void begin_dialing__refuses_what_was_decided_by_hours_of_before(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_HELD);
    struct decided_by by = { given_window_end(g, STR("20:00")),
                             given_account_window_end(g, STR("20:00")) };
    struct decided_by then = by;

    by.campaign = given_window_end(g, STR("12:00"));
    expect_item(do_begin_by(g, job, then), ERR_PRECONDITION, "policy.stale");
    assert_int_equal(reloaded(g, job)->state, JOB_HELD);
    then = by;
    by.account = given_account_window_end(g, STR("12:00"));
    expect_item(do_begin_by(g, job, then), ERR_PRECONDITION, "policy.stale");
    assert_int_equal(reloaded(g, job)->attempts, 0);

    assert_int_equal(do_begin_by(g, job, by).err, ERR_OK);
    assert_int_equal(do_begin_by(g, job, then).err, ERR_OK); /* the repetition has its permit */
}

static void still_allowed__sees_hours_that_changed_since_the_permit(void **state)
{
    struct given *g = *state;
    struct decided_by by = { given_window_end(g, STR("20:00")),
                             given_account_window_end(g, STR("20:00")) };
    struct decided_by then = by;
    struct job *job = job_as(g, JOB_HELD);

    assert_int_equal(do_begin_by(g, job, by).err, ERR_OK);
    assert_int_equal(look_by(g, job, by).err, ERR_OK);
    by.campaign = given_window_end(g, STR("12:00"));
    expect_item(look_by(g, job, then), ERR_PRECONDITION, "policy.stale");
    assert_int_equal(look_by(g, job, by).err, ERR_OK);
    then = by;
    by.account = given_account_window_end(g, STR("12:00"));
    expect_item(look_by(g, job, then), ERR_PRECONDITION, "policy.stale");
    assert_int_equal(look_by(g, job, by).err, ERR_OK);
    assert_int_equal(look_by(g, job, (struct decided_by){ 0 }).err, ERR_OK);
}

struct wait {
    pthread_mutex_t mutex;
    pthread_cond_t told;
    bool done;
    enum err err;
};

static void told(void *context, enum err err)
{
    struct wait *w = context;

    pthread_mutex_lock(&w->mutex);
    w->done = true;
    w->err = err;
    pthread_cond_signal(&w->told);
    pthread_mutex_unlock(&w->mutex);
}

static enum err wait_for(struct wait *w)
{
    pthread_mutex_lock(&w->mutex);
    while (!w->done)
        pthread_cond_wait(&w->told, &w->mutex);
    pthread_mutex_unlock(&w->mutex);
    return w->err;
}

#define WAIT_INIT                                                                                  \
    {                                                                                              \
        .mutex = PTHREAD_MUTEX_INITIALIZER, .told = PTHREAD_COND_INITIALIZER                       \
    }

static void begin_dialing_async__tells_when_the_intent_is_durable(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_HELD);
    struct intent_step step = intent_step(g, job);
    struct wait begun = WAIT_INIT, looked = WAIT_INIT;
    struct step look = at(job);

    VIA(JOBS(g), begin_dialing_async, &g->scope, &step, 1, (struct step_waiter){ told, &begun });
    expect_ok(wait_for(&begun));
    VIA(JOBS(g), still_allowed_async, &g->scope, &look, 1, (struct step_waiter){ told, &looked });
    expect_ok(wait_for(&looked));

    assert_int_equal(step.at.err, ERR_OK);
    assert_int_equal(look.err, ERR_OK);
    adapter_reopen(g->adapter);
    assert_int_equal(reloaded(g, job)->state, JOB_DIALING);
}

/* -- the last look -- */

static struct step look(struct given *g, const struct job *job)
{
    struct step step = at(job);

    expect_ok(VIA(JOBS(g), still_allowed, &g->scope, &step, 1));
    return step;
}

static void still_allowed__sees_a_gate_that_closed_since_even_if_it_opened_again(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_DIALING);

    assert_int_equal(look(g, job).err, ERR_OK);
    given_gate(g, GATE_OPEN, 7); /* other limits change nothing */
    assert_int_equal(look(g, job).err, ERR_OK);
    given_gate(g, GATE_CLOSED, 7);
    expect_item(look(g, job), ERR_PRECONDITION, "gate.closed");
    given_gate(g, GATE_OPEN, 7);
    expect_item(look(g, job), ERR_PRECONDITION, "gate.closed");
}

static void still_allowed__sees_a_number_that_was_listed_since(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_DIALING), *next = job_as(g, JOB_DIALING);
    struct phone phone = job->phones.items[0].phone, other = next->phones.items[0].phone;
    struct suppression listed = { .id = { given_id(g) },
                                  .hash = VIA(g->adapter->hasher, account_hash, g->scope.account,
                                              phone),
                                  .reason = SUPPRESSION_REQUESTED,
                                  .phone = phone };

    expect_ok(VIA(g->adapter->persons, suppress, &g->scope, &listed));
    expect_item(look(g, job), ERR_PRECONDITION, "person.suppressed");
    assert_int_equal(look(g, next).err, ERR_OK);
    struct platform_suppression for_all = { .id = { VIA(g->adapter->hasher, global_hash, other).v },
                                            .reason = SUPPRESSION_REGISTRY,
                                            .phone = other };
    struct scope own = g->scope;
    own.account = (struct account_id){ { { 0 } } };
    expect_ok(VIA(g->adapter->records, save, &own, &platform_suppression_record, &for_all, NULL));
    expect_item(look(g, next), ERR_PRECONDITION, "person.suppressed");
}

/* One person with two phones: the wish not to be called is told of one of them. */
static void still_allowed__sees_any_phone_of_the_job(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_DIALING);
    struct phone phone = job->phones.items[1].phone;
    struct suppression listed = { .id = { given_id(g) },
                                  .hash = VIA(g->adapter->hasher, account_hash, g->scope.account,
                                              phone),
                                  .reason = SUPPRESSION_REQUESTED,
                                  .phone = phone };

    assert_int_equal(job->attempt.phone, 0);
    assert_int_equal(look(g, job).err, ERR_OK);
    expect_ok(VIA(g->adapter->persons, suppress, &g->scope, &listed));
    expect_item(look(g, job), ERR_PRECONDITION, "person.suppressed");
}

/* -- a gate that closes -- */

/* What was under way to the provider is answered after the pause, and hung up; what had been placed
 * talks to its end. Whoever comes to it may be another process: so it is in the job. */
static void set_gate__notes_what_is_being_dialled_when_it_closes_and_nothing_else(void **state)
{
    struct given *g = *state;
    given_money(g, &g->scope, 10 * HOLD_UNITS);
    struct job *placed = job_as(g, JOB_PLACED), *dialing = job_as(g, JOB_DIALING),
               *held = job_as(g, JOB_HELD);

    given_gate(g, GATE_OPEN, 50);
    assert_false(reloaded(g, dialing)->attempt.unwanted);
    expect_ok(VIA(JOBS(g), set_gate, &g->scope, g->scope.account,
                  (struct campaign_id){ given_id(g) }, GATE_CLOSED, 100));
    expect_ok(VIA(JOBS(g), set_gate, &g->other, g->other.account, g->campaign, GATE_CLOSED, 100));
    assert_false(reloaded(g, dialing)->attempt.unwanted);
    given_gate(g, GATE_CLOSED, 100);
    given_gate(g, GATE_OPEN, 100);
    adapter_reopen(g->adapter);

    assert_true(reloaded(g, dialing)->attempt.unwanted);
    assert_false(reloaded(g, placed)->attempt.unwanted);
    assert_false(reloaded(g, held)->attempt.unwanted);
    assert_int_equal(do_placed(g, dialing), ERR_OK);
    assert_true(reloaded(g, dialing)->attempt.unwanted);
}

static void set_gate__leaves_the_next_attempt_of_an_unwanted_one_alone(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_DIALING);

    given_gate(g, GATE_CLOSED, 100);
    given_gate(g, GATE_OPEN, 100);
    assert_int_equal(do_placed(g, job), ERR_OK);
    assert_int_equal(do_ended(g, job, "dial_busy", 0), ERR_OK);
    assert_int_equal(do_settle(g, job).state, JOB_RETRY_WAIT);
    given_time_passes(g, HOURS(72));
    struct job_list again = claim_many(g, 100);
    struct job *next = NULL;
    for (size_t i = 0; i < again.n; i++)
        if (ID_EQ(again.items[i]->id, job->id))
            next = again.items[i];

    assert_non_null(next);
    assert_int_equal(next->attempt.n, 2);
    assert_false(next->attempt.unwanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(begin_dialing__stores_the_intent_once),
        TEST(begin_dialing__asks_the_gate_first),
        TEST(begin_dialing__stops_at_each_limit),
        TEST(begin_dialing__stops_at_the_accounts_limit),
        TEST(begin_dialing__stops_at_the_campaigns_budget),
        TEST(begin_dialing__counts_on_from_the_calls_before_the_budget),
        TEST(begin_dialing__holds_the_budget_that_the_campaign_has_by_now),
        TEST(begin_dialing__counts_what_was_begun_while_there_was_no_budget),
        TEST(begin_dialing__asks_for_a_count_when_a_budget_is_new),
        TEST(begin_dialing__refuses_what_was_decided_by_hours_of_before),
        TEST(still_allowed__sees_hours_that_changed_since_the_permit),
        TEST(begin_dialing_async__tells_when_the_intent_is_durable),
        TEST(still_allowed__sees_a_gate_that_closed_since_even_if_it_opened_again),
        TEST(still_allowed__sees_a_number_that_was_listed_since),
        TEST(still_allowed__sees_any_phone_of_the_job),
        TEST(set_gate__notes_what_is_being_dialled_when_it_closes_and_nothing_else),
        TEST(set_gate__leaves_the_next_attempt_of_an_unwanted_one_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
