/* tests/contract/crash_points_contract.c - a process that is killed at each named point of the life
 * of a call leaves what the page life_of_a_call.md says, and whoever comes after finishes the call:
 * placed once, charged once, the ledger sound. */
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "contract/given_jobs.h"

/* -- a whole life, step by step -- */

static void put_webhook(struct given *g, const struct job *job)
{
    struct inbox_item item = { .key = str_format(&g->arena, "%.*s:call_ended",
                                                 STR_ARG(call_name(g, job))),
                               .connection = g->connection,
                               .tag = job->attempt.tag,
                               .raw = STR("{}"),
                               .received_at = g->scope.now };
    bool again;

    expect_ok(VIA(g->adapter->inbox, put, &g->scope, &item, &again));
}

static void live(struct given *g, const char *reason)
{
    struct job *job = job_as(g, JOB_DIALING);

    do_placed(g, job);
    put_webhook(g, job);
    do_ended(g, job, reason, 61000);
    do_settle(g, job);
}

static void live_to_the_end(struct given *g)
{
    live(g, "user_hangup");
}

static void live_to_a_retry(struct given *g)
{
    live(g, "dial_busy");
}

static void be_refused(struct given *g)
{
    struct job *job = job_as(g, JOB_DIALING);
    struct not_sent_step step = {
        .at = at(job), .reason = STR("provider.refused"), .refused = true, .outcome = OUTCOME_FAILED
    };

    expect_ok(VIA(g->adapter->jobs, not_sent, &g->scope, &step, 1));
}

static void find_nothing(struct given *g)
{
    struct job *job = job_as(g, JOB_DIALING);
    struct step step = at(job);

    expect_ok(VIA(g->adapter->jobs, undetermined, &g->scope, &step, 1));
}

static void begin_without_waiting(struct given *g)
{
    static const struct timespec for_ever = { 60, 0 };
    struct job *job = job_as(g, JOB_HELD);
    struct intent_step step = intent_step(g, job);
    /* the store's own thread is killed before it tells anybody */
    struct step_waiter waiter = { NULL, NULL };

    VIA(g->adapter->jobs, begin_dialing_async, &g->scope, &step, 1, waiter);
    nanosleep(&for_ever, NULL);
}

static void pause_campaign(struct given *g)
{
    job_as(g, JOB_DIALING);
    given_gate(g, GATE_CLOSED, 100);
}

/* -- killed -- */

typedef void scene(struct given *g);

static void kill_at(struct given *g, const char *point, scene *play)
{
    int status;

    adapter_close(g->adapter);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        setenv("SPEECHAI_CRASH", point, 1);
        adapter_reopen(g->adapter);
        play(g);
        _exit(0); /* it lived through: the point was not passed */
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
        fail_msg("%s was not passed", point);
    adapter_reopen(g->adapter);
}

/* The one that lived: the first row. */
static struct job *only_job(struct given *g)
{
    struct job **jobs;
    size_t n;

    expect_ok(VIA(g->adapter->imports, rows, &g->scope, g->batch, 0, 1, &jobs, &n));
    assert_int_equal(n, 1);
    return reloaded(g, jobs[0]);
}

/* -- whoever comes after -- */

/* After its lease, which ends with the process where one process has the store to itself. */
static struct job *claim_again(struct given *g, const struct job *job)
{
    given_time_passes(g, SECONDS(31));
    struct job_list jobs = claim_many(g, 100);

    for (size_t i = 0; i < jobs.n; i++)
        if (ID_EQ(jobs.items[i]->id, job->id))
            return jobs.items[i];
    fail_msg("the job cannot be claimed");
    return NULL;
}

/* Finishes the call from the state it was found in, as the loops would. */
static void recover(struct given *g, struct job *job)
{
    if (job_state_is_claimable(job->state) || job->state == JOB_CLAIMED || job->state == JOB_HELD) {
        job = claim_again(g, job);
        assert_int_equal(do_hold(g, job), ERR_OK);
        assert_int_equal(do_begin(g, job).err, ERR_OK);
    }
    /* dialing: the search at the provider finds the call that was placed before the kill */
    if (job->state == JOB_DIALING || job->attempt.placed_at.has == false)
        assert_int_equal(do_placed(g, job), ERR_OK);
    assert_int_equal(do_ended(g, job, "user_hangup", 61000), ERR_OK);
    assert_int_equal(do_settle(g, job).at.err, ERR_OK);
    job = reloaded(g, job);
    assert_int_equal(job->state, JOB_DONE);
    assert_int_equal(job->attempts, 1);
    expect_wallet(g, 2 * HOLD_UNITS + 100000 - 240000, 0, 240000);
}

static void killed__leaves_what_can_be_finished(void **state)
{
    static const struct {
        const char *point;
        scene *play;
        enum job_state found;
    } cases[] = {
        { "K1", live_to_the_end, JOB_CLAIMED }, { "K2", live_to_the_end, JOB_CLAIMED },
        { "K3", live_to_the_end, JOB_HELD },    { "K5", live_to_the_end, JOB_HELD },
        { "K6", live_to_the_end, JOB_DIALING }, { "K6", begin_without_waiting, JOB_DIALING },
        { "K9", live_to_the_end, JOB_DIALING }, { "K11", live_to_the_end, JOB_PLACED },
        { "K12", live_to_the_end, JOB_PLACED }, { "K13", live_to_the_end, JOB_ENDED },
        { "K14", live_to_the_end, JOB_ENDED },  { "K16", live_to_the_end, JOB_DONE },
        { "K20", find_nothing, JOB_DIALING },   { "K10", be_refused, JOB_DIALING },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        void *fresh;
        assert_int_equal(given_dialing(&fresh), 0);
        struct given *g = fresh;

        kill_at(g, cases[i].point, cases[i].play);
        struct job *job = only_job(g);
        if (job->state != cases[i].found)
            fail_msg("%s left %.*s", cases[i].point, STR_ARG(job_state_name(job->state)));
        expect_ok(VIA(g->adapter->ledger, check, &g->scope));
        recover(g, job);
        given_release(&fresh);
    }
}

static void killed__after_a_retry_was_planned_plans_no_other(void **state)
{
    struct given *g = *state;

    kill_at(g, "K17", live_to_a_retry);
    struct job *job = only_job(g);

    assert_int_equal(job->state, JOB_RETRY_WAIT);
    assert_int_equal(do_settle(g, job).state, JOB_RETRY_WAIT);
    assert_int_equal(reloaded(g, job)->not_before.unix_ms, job->not_before.unix_ms);
    expect_wallet(g, 2 * HOLD_UNITS + 100000, 0, 0);
}

static void killed__with_a_webhook_in_the_inbox_keeps_it(void **state)
{
    struct given *g = *state;
    struct inbox_list list;

    kill_at(g, "K12", live_to_the_end);
    expect_ok(VIA(g->adapter->inbox, due, &g->scope, g->scope.now, 10, &list));

    assert_int_equal(list.n, 1);
    assert_true(str_eq(list.items[0].tag, only_job(g)->attempt.tag));
}

static void killed__after_a_pause_stays_paused(void **state)
{
    struct given *g = *state;
    struct step look;

    kill_at(g, "K19", pause_campaign);
    look = at(only_job(g));

    assert_int_equal(claim_many(g, 100).n, 0);
    expect_ok(VIA(g->adapter->jobs, still_allowed, &g->scope, &look, 1));
    expect_item(look, ERR_PRECONDITION, "gate.closed");
}

static void killed__again_and_again_at_the_same_point_loses_nothing(void **state)
{
    struct given *g = *state;

    for (int i = 0; i < 2; i++)
        kill_at(g, "K14", live_to_the_end); /* each time another job, up to its settlement */

    assert_int_equal(count_of(g, JOB_ENDED), 2);
    expect_ok(VIA(g->adapter->ledger, check, &g->scope));
    struct job_list ended;
    expect_ok(VIA(g->adapter->jobs, unsettled, &g->scope, 10, &ended));
    assert_int_equal(ended.n, 2);
    for (size_t i = 0; i < ended.n; i++) /* whether its line was written before the kill or not */
        assert_int_equal(do_settle(g, ended.items[i]).charge.units, 240000);
    expect_wallet(g, 2 * HOLD_UNITS + 100000 - 480000, 0, 480000);
}

#ifndef SPEECHAI_CRASH_POINTS
#undef TEST
#define TEST(name) cmocka_unit_test(without_crash_points)
static void without_crash_points(void **state)
{
    (void)state;
    (void)killed__leaves_what_can_be_finished;
    (void)killed__after_a_retry_was_planned_plans_no_other;
    (void)killed__with_a_webhook_in_the_inbox_keeps_it;
    (void)killed__after_a_pause_stays_paused;
    (void)killed__again_and_again_at_the_same_point_loses_nothing;
    skip();
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(killed__leaves_what_can_be_finished),
        TEST(killed__after_a_retry_was_planned_plans_no_other),
        TEST(killed__with_a_webhook_in_the_inbox_keeps_it),
        TEST(killed__after_a_pause_stays_paused),
        TEST(killed__again_and_again_at_the_same_point_loses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
