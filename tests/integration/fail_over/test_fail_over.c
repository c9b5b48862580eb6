/* tests/integration/fail_over/test_fail_over.c - what a fail-over, a time-out and a broken link do
 * to the writes that promises hang on. Each write of a whole call's life goes wrong: not done, done
 * and not known to be, or done and not known to be on the other members. Whoever asks the step
 * again gets its first answer; money moves once, nothing is lost. Each position of the life meets
 * one kind of fault here, in turn; with SPEECHAI_TEST_EVERY_FAULT=1, every kind. */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "contract/given_jobs.h"
#include "fakes/memory_dialing.h"
#include "infrastructure/mongodb.h"
#include "support/servers.h"

enum { PAID = 1000000, CHARGE = 240000, LIVES_MOST = 500, ASKED_MOST = 20 };
static const int64_t funded_at_first = 2 * HOLD_UNITS + 100000;
static const char *const kinds[] = { "lost", "interrupted", "cut", "wtimeout", "not_primary" };

/* -- the server -- */

static void say(struct given *g, const char *words)
{
    (void)server_say(&g->arena, words);
}

static int64_t told(struct given *g, const char *what)
{
    struct str said = server_say(&g->arena, "tell replica count");
    size_t at = str_find(said, str_from_c(what));

    assert_true(at != SIZE_MAX);
    return strtoll(str_c(&g->arena, str_slice(said, at + strlen(what) + 1, said.n)), NULL, 10);
}

/* The store by this address, as the options say. */
static struct given *given_store(const char *options)
{
    static char first[200];
    char uri[400];
    void *state;

    if (first[0] == 0)
        snprintf(first, sizeof first, "%s", getenv("SPEECHAI_TEST_MONGODB"));
    snprintf(uri, sizeof uri, "%s%s", first, options);
    setenv("SPEECHAI_TEST_MONGODB", uri, 1);
    assert_int_equal(given_dialing(&state), 0);
    return state;
}

static int given_patient_driver(void **state)
{
    *state = given_store("");
    return 0;
}

static int given_driver_that_tries_once(void **state)
{
    *state = given_store("&retryWrites=false&retryReads=false");
    return 0;
}

static int given_short_waits(void **state)
{
    *state = given_store("&retryWrites=false&socketTimeoutMS=700&serverSelectionTimeoutMS=700");
    return 0;
}

static int given_fine_again(void **state)
{
    say(*state, "tell replica fine");
    return given_release(state);
}

/* -- asking until it is answered, as loops and clients do -- */

static int refusals;      /* of the life that is being lived */
static const char *fault; /* of that life */

static void expect_unknown(struct given *g, enum err err)
{
    expect_error(err, &g->scope.error, ERR_UNAVAILABLE, "store.unavailable");
    error_clear(&g->scope.error);
    if (++refusals > ASKED_MOST)
        fail_msg("it is never answered");
}

#define INSIST(g, ask)                                                                             \
    do {                                                                                           \
        enum err got_;                                                                             \
        while ((got_ = (ask)) != ERR_OK)                                                           \
            expect_unknown((g), got_);                                                             \
    } while (0)

static void pay(struct given *g, int life)
{
    struct wallet wallet;
    bool again;

    INSIST(g, VIA(g->adapter->ledger, fund, &g->scope, AMOUNT(PAID, UNIT_USD),
                  str_format(&g->arena, "life-%d", life), STR("test"), &wallet, &again));
}

/* A claim whose answer was lost is found by the next, at once. */
static struct job *claim_one(struct given *g)
{
    struct claim_request request = { g->scope.account, g->campaign, 1 };
    struct job_list jobs = { NULL, 0 };
    enum err err;

    while ((err = VIA(g->adapter->jobs, claim, &g->scope, &request, &jobs)) != ERR_OK)
        expect_unknown(g, err);
    assert_int_equal(jobs.n, 1);
    return jobs.items[0];
}

static void dial(struct given *g, struct job *job)
{
    struct hold_step hold = hold_step(job);
    struct intent_step intent = intent_step(g, job);
    struct placed_step placed = { at(job), call_name(g, job) };

    INSIST(g, VIA(g->adapter->jobs, hold, &g->scope, &hold, 1));
    expect_ok(hold.at.err);
    assert_int_equal(hold.held.units, HOLD_UNITS);
    INSIST(g, VIA(g->adapter->jobs, begin_dialing, &g->scope, &intent, 1));
    expect_ok(intent.at.err);
    INSIST(g, VIA(g->adapter->jobs, placed, &g->scope, &placed, 1));
    expect_ok(placed.at.err);
}

static void be_told(struct given *g, const struct job *job)
{
    struct str key = str_format(&g->arena, "%.*s:call_ended", STR_ARG(call_name(g, job)));
    struct inbox_item item = { .key = key,
                               .connection = g->connection,
                               .tag = job->attempt.tag,
                               .raw = STR("{}"),
                               .received_at = g->scope.now };
    struct inbox_list due;
    bool again;

    INSIST(g, VIA(g->adapter->inbox, put, &g->scope, &item, &again));
    expect_ok(VIA(g->adapter->inbox, due, &g->scope, g->scope.now, 10, &due));
    assert_int_equal(due.n, 1);
    assert_true(str_eq(due.items[0].key, key));
    INSIST(g, VIA(g->adapter->inbox, done, &g->scope, &key, 1));
}

static void end(struct given *g, struct job *job)
{
    struct ended_step ended = { .at = at(job),
                                .facts = { .provider_call = call_name(g, job),
                                           .reason = STR("user_hangup"),
                                           .call_status = STR("ended"),
                                           .ended_at = SOME_INSTANT(g->scope.now),
                                           .talk_ms = { 61000 },
                                           .cost_micros = SOME_I64(70000),
                                           .key = str_format(&g->arena, "%.*s:ended",
                                                             STR_ARG(job->attempt.tag)) } };
    struct settle_step settle = { .at = at(job),
                                  .rules = { .max_attempts = 3, .attempts_per_day = 1 } };

    INSIST(g, VIA(g->adapter->jobs, ended, &g->scope, &ended, 1));
    expect_ok(ended.at.err);
    INSIST(g, VIA(g->adapter->jobs, settle, &g->scope, &settle, 1));
    expect_ok(settle.at.err);
    assert_int_equal(settle.charge.units, CHARGE);
}

static void expect_lived(struct given *g, const struct job *job)
{
    struct job *now = reloaded(g, job);

    if (now->state != JOB_DONE)
        fail_msg("life %s: it is %.*s", fault, STR_ARG(job_state_name(now->state)));
    assert_int_equal(now->attempts, 1);
}

static struct job *lived[LIVES_MOST];

/* Money comes in, a job is claimed, paid for, dialed, placed, told of, settled. */
static void live(struct given *g, int life)
{
    refusals = 0;
    pay(g, life);
    struct job *job = claim_one(g);
    dial(g, job);
    be_told(g, job);
    end(g, job);
    expect_lived(g, job);
    lived[life] = job;
}

/* Each once, whatever happened. What a process could not carry out is carried out by the next that
 * opens, or by the sweep of any other. */
static void expect_lives(struct given *g, int lives)
{
    int64_t waiting, dead;

    adapter_reopen(g->adapter);
    for (int i = 0; i < lives; i++)
        assert_int_equal(call_of(g, lived[i])->state, JOB_DONE);
    expect_wallet(g, funded_at_first + (int64_t)lives * (PAID - CHARGE), 0,
                  (int64_t)lives * CHARGE);
    assert_int_equal(count_of(g, JOB_DONE), lives);
    assert_int_equal(count_of(g, JOB_CLAIMED), 0);
    assert_int_equal(events_of(g, EVENT_CALL_SETTLED), lives);
    assert_int_equal(events_of(g, EVENT_CALL_ENDED), lives);
    assert_int_equal(events_of(g, EVENT_WALLET_FUNDED), lives + 1);
    expect_ok(VIA(g->adapter->inbox, depth, &g->scope, &waiting, &dead));
    assert_int_equal(waiting + dead, 0);
}

/* -- one write of the life -- */

static void fail_each_write_once(struct given *g, size_t first, size_t step, int *lives)
{
    int64_t fired = 1;

    for (int skip = 0; fired > 0; skip++) {
        assert_true(*lives < LIVES_MOST);
        fault = str_format(&g->arena, "tell replica fail %s %d%c",
                           kinds[(first + (size_t)skip * step) % ARRAY_LEN(kinds)], skip, 0)
                    .p;
        say(g, fault);
        live(g, (*lives)++);
        fired = told(g, "fired");
        say(g, "tell replica fine");
    }
}

static void write__that_goes_wrong_is_asked_again_and_done_once(void **state)
{
    struct given *g = *state;
    int lives = 0;
    given_batch(g, &g->scope, g->campaign, LIVES_MOST, true);

    if (getenv("SPEECHAI_TEST_EVERY_FAULT") == NULL)
        fail_each_write_once(g, 0, 1, &lives);
    else
        for (size_t kind = 0; kind < ARRAY_LEN(kinds); kind++)
            fail_each_write_once(g, kind, 0, &lives);

    printf("%d writes went wrong, one in a life\n", lives - 1);
    assert_true(lives > 20);
    expect_lives(g, lives);
}

/* -- the driver's second try -- */

static void write__that_goes_wrong_on_a_replica_set_is_done_by_the_drivers_second_try(void **state)
{
    struct given *g = *state;
    int64_t before = told(g, "retried");

    say(g, "tell replica each");
    live(g, 0);

    assert_int_equal(refusals, 0);
    assert_true(told(g, "fired") > 20);
    assert_true(told(g, "retried") - before > 20); /* the store's own sweep may be under way */

    say(g, "tell replica fine");
    expect_lives(g, 1);
}

static void fail_over__holds_up_what_is_asked_until_there_is_a_primary(void **state)
{
    struct given *g = *state;

    say(g, "tell replica election 1200");
    live(g, 0);

    assert_int_equal(refusals, 0);
    expect_lives(g, 1);
}

/* -- nobody answers -- */

static int64_t ms_since(struct timespec begun)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - begun.tv_sec) * 1000 + (now.tv_nsec - begun.tv_nsec) / 1000000;
}

static enum err fund_once(struct given *g, bool *again)
{
    struct wallet wallet;

    return VIA(g->adapter->ledger, fund, &g->scope, AMOUNT(PAID, UNIT_USD), STR("life-0"),
               STR("test"), &wallet, again);
}

static void server__that_is_away_is_told_as_unavailable_in_time(void **state)
{
    struct given *g = *state;
    struct timespec begun;
    bool again;
    say(g, "tell replica away");

    clock_gettime(CLOCK_MONOTONIC, &begun);
    expect_unknown(g, fund_once(g, &again));
    assert_in_range(ms_since(begun), 0, 20000);
    expect_unknown(g, fund_once(g, &again)); /* the driver knows of no server any more */

    say(g, "tell replica back");
    INSIST(g, fund_once(g, &again));
    assert_false(again);
    expect_wallet(g, funded_at_first + PAID, 0, 0);
}

static void answer__that_does_not_come_is_given_up_and_the_money_is_there_once(void **state)
{
    struct given *g = *state;
    struct timespec begun;
    bool again;
    say(g, "tell replica fail silent");

    clock_gettime(CLOCK_MONOTONIC, &begun);
    expect_unknown(g, fund_once(g, &again));
    assert_in_range(ms_since(begun), 500, 20000);

    INSIST(g, fund_once(g, &again));
    assert_true(again);
    expect_wallet(g, funded_at_first + PAID, 0, 0);
}

/* -- what is there already -- */

static void line__that_is_there_and_not_confirmed_is_not_told_as_there(void **state)
{
    struct given *g = *state;
    struct inbox_item item = { .key = STR("call_1:call_ended"),
                               .connection = g->connection,
                               .raw = STR("{}"),
                               .received_at = g->scope.now };
    bool again;
    refusals = 0;
    expect_ok(VIA(g->adapter->inbox, put, &g->scope, &item, &again));

    say(g, "tell replica fail wtimeout");
    INSIST(g, VIA(g->adapter->inbox, put, &g->scope, &item, &again));

    assert_int_equal(refusals, 1);
    assert_true(again);
}

static void gate__that_two_make_at_once_is_made_by_the_one_and_changed_by_the_other(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_HELD);

    say(g, "tell replica fail race");
    expect_ok(VIA(g->adapter->jobs, set_gate, &g->scope, g->scope.account, g->campaign, GATE_CLOSED,
                  100));

    assert_int_equal(told(g, "fired"), 1);
    expect_item(do_begin(g, job), ERR_PRECONDITION, "gate.closed");
}

/* -- a pause -- */

static void pause__whose_answer_was_lost_holds_when_it_is_answered(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_HELD);

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        given_gate(g, GATE_OPEN, 100);
        say(g, str_format(&g->arena, "tell replica fail %s%c", kinds[i], 0).p);
        refusals = 0;
        INSIST(g, VIA(g->adapter->jobs, set_gate, &g->scope, g->scope.account, g->campaign,
                      GATE_CLOSED, 100));

        assert_int_equal(refusals, 1);
        expect_item(do_begin(g, job), ERR_PRECONDITION, "gate.closed");
    }
}

/* -- a new primary that does not know yet what the last one confirmed -- */

/* Another process of the same installation. */
static struct mongodb_store *other_process(struct given *g)
{
    static const unsigned char key[MONGODB_MASTER_KEY] = "a master key of tests, 32 bytes";
    static struct fixed_clock clock;
    static struct seeded_random random = { .state = 77 };
    struct mongodb_store *store;

    clock = fixed_clock();
    struct mongodb_config config = { .uri = str_from_c(getenv("SPEECHAI_TEST_MONGODB")),
                                     .database =
                                         str_format(&g->arena, "contract_%d", (int)getpid()),
                                     .master_key = key,
                                     .clock = fixed_clock_port(&clock),
                                     .random = seeded_random_port(&random),
                                     .hasher = plain_hasher(),
                                     .log = log_none(),
                                     .own_clock = true };
    expect_ok(mongodb_store_open(&config, &store, &g->scope.error));
    return store;
}

static void expect_look(struct given *g, const struct job *job, enum err err, const char *slug)
{
    struct step look = at(job);

    expect_ok(VIA(g->adapter->jobs, still_allowed, &g->scope, &look, 1));
    if (err == ERR_OK)
        assert_int_equal(look.err, ERR_OK);
    else
        expect_item(look, err, slug);
}

static void look__sees_the_pause_that_another_host_was_told_is_done(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_DIALING);
    struct mongodb_store *other = other_process(g);
    expect_look(g, job, ERR_OK, "");
    say(g, "tell replica old");

    expect_ok(VIA(mongodb_job_steps(other), set_gate, &g->scope, g->scope.account, g->campaign,
                  GATE_CLOSED, 100));

    expect_look(g, job, ERR_PRECONDITION, "gate.closed");
    mongodb_store_free(other);
}

static void look__sees_the_number_that_another_host_was_told_is_on_the_list(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_DIALING);
    struct mongodb_store *other = other_process(g);
    expect_look(g, job, ERR_OK, "");
    say(g, "tell replica old");

    struct phone phone = job->phones.items[0].phone;
    struct platform_suppression entry = { .id = { VIA(g->adapter->hasher, global_hash, phone).v },
                                          .reason = SUPPRESSION_REQUESTED,
                                          .phone = phone };
    struct scope own = g->scope;

    own.account = (struct account_id){ { { 0 } } };
    expect_ok(
        VIA(mongodb_record_store(other), save, &own, &platform_suppression_record, &entry, NULL));

    expect_look(g, job, ERR_PRECONDITION, "person.suppressed");
    mongodb_store_free(other);
}

static void read__is_never_older_than_what_the_process_has_written(void **state)
{
    struct given *g = *state;
    struct wallet wallet;
    bool again;
    expect_wallet(g, funded_at_first, 0, 0);
    say(g, "tell replica old");

    expect_ok(fund_once(g, &again));

    expect_ok(VIA(g->adapter->ledger, wallet, &g->scope, &wallet));
    assert_int_equal(wallet.available, funded_at_first + PAID);
}

static void look__asks_as_a_server_can_that_has_no_linearizable_reads(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_DIALING);

    say(g, "tell replica plain");
    adapter_reopen(g->adapter);

    expect_look(g, job, ERR_OK, "");
    given_gate(g, GATE_CLOSED, 100);
    expect_look(g, job, ERR_PRECONDITION, "gate.closed");
}

#define WITH(name, given) cmocka_unit_test_setup_teardown(name, given, given_fine_again)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(write__that_goes_wrong_is_asked_again_and_done_once, given_driver_that_tries_once),
        WITH(write__that_goes_wrong_on_a_replica_set_is_done_by_the_drivers_second_try,
             given_patient_driver),
        WITH(fail_over__holds_up_what_is_asked_until_there_is_a_primary, given_patient_driver),
        WITH(server__that_is_away_is_told_as_unavailable_in_time, given_short_waits),
        WITH(answer__that_does_not_come_is_given_up_and_the_money_is_there_once, given_short_waits),
        WITH(line__that_is_there_and_not_confirmed_is_not_told_as_there,
             given_driver_that_tries_once),
        WITH(gate__that_two_make_at_once_is_made_by_the_one_and_changed_by_the_other,
             given_driver_that_tries_once),
        WITH(pause__whose_answer_was_lost_holds_when_it_is_answered, given_driver_that_tries_once),
        WITH(look__sees_the_pause_that_another_host_was_told_is_done, given_patient_driver),
        WITH(look__sees_the_number_that_another_host_was_told_is_on_the_list, given_patient_driver),
        WITH(read__is_never_older_than_what_the_process_has_written, given_patient_driver),
        WITH(look__asks_as_a_server_can_that_has_no_linearizable_reads, given_patient_driver),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
