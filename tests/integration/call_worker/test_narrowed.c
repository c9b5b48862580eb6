/* tests/integration/call_worker/test_narrowed.c - hours that are narrowed hold for the calls that
 * are on their way already. */
#include "integration/call_worker/given_worker.h"
#include "integration/call_worker/passing_jobs.h"

#include <pthread.h>

/* A store before which somebody narrows the hours of the campaign as soon as a POST asks for its
 * permit: all that are under way were decided by the hours of before. */
struct narrowing {
    struct job_steps inner; /* first */
    struct fixture *f;
    struct campaign *campaign;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool narrowed;
    size_t deferred, placed; /* since then */
};

/* It is ten o'clock there. */
static void narrow(struct narrowing *n)
{
    struct arena arena = arena_init();
    struct scope scope =
        scope_system(&arena, n->f->account.id, VIA0(n->f->ports.clock, wall), log_none());

    n->campaign->window_start = STR("12:00");
    n->campaign->window_end = STR("13:00");
    expect_ok(VIA(n->f->ports.records, save, &scope, &campaign_record, n->campaign, NULL));
    n->narrowed = true;
    arena_release(&arena);
}

static void narrowing_begin(void *self, struct scope *scope, struct intent_step *steps, size_t n,
                            struct step_waiter waiter)
{
    struct narrowing *narrowing = self;

    pthread_mutex_lock(&narrowing->lock);
    if (!narrowing->narrowed)
        narrow(narrowing);
    pthread_mutex_unlock(&narrowing->lock);
    VIA(narrowing->inner, begin_dialing_async, scope, steps, n, waiter);
}

static void count(struct narrowing *n, size_t *what, size_t by)
{
    pthread_mutex_lock(&n->lock);
    *what += by;
    pthread_cond_broadcast(&n->changed);
    pthread_mutex_unlock(&n->lock);
}

static enum err narrowing_defer(void *self, struct scope *scope, struct defer_step *steps, size_t n)
{
    struct narrowing *narrowing = self;
    enum err err = VIA(narrowing->inner, defer, scope, steps, n);

    count(narrowing, &narrowing->deferred, n);
    return err;
}

static enum err narrowing_placed(void *self, struct scope *scope, struct placed_step *steps,
                                 size_t n)
{
    struct narrowing *narrowing = self;
    enum err err = VIA(narrowing->inner, placed, scope, steps, n);

    count(narrowing, &narrowing->placed, n);
    return err;
}

static void worker__calls_nobody_by_the_hours_of_before(void **state)
{
    struct fixture *f = *state;
    struct job_steps_ops ops = passing_jobs();
    struct narrowing n = { .inner = f->ports.jobs,
                           .f = f,
                           .campaign = given_campaign(f, CAMPAIGN_RUNNING) };
    struct call_worker *worker;

    ops.begin_dialing_async = narrowing_begin;
    ops.defer = narrowing_defer;
    ops.placed = narrowing_placed;
    pthread_mutex_init(&n.lock, NULL);
    pthread_cond_init(&n.changed, NULL);
    given_jobs(f, n.campaign, JOBS);
    given_calls(f, JOBS);
    f->ports.jobs = (struct job_steps){ &ops, &n };
    worker = call_worker_start(&f->ports, &f->settings);
    pthread_mutex_lock(&n.lock);
    while (n.deferred + n.placed < JOBS)
        pthread_cond_wait(&n.changed, &n.lock);
    pthread_mutex_unlock(&n.lock);
    call_worker_free(worker);
    f->ports.jobs = n.inner;

    assert_true(n.narrowed);
    assert_int_equal(n.placed, 0);
    assert_int_equal(counts(f, n.campaign).n[JOB_SCHEDULED], JOBS);
    pthread_cond_destroy(&n.changed);
    pthread_mutex_destroy(&n.lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORKER(worker__calls_nobody_by_the_hours_of_before),
    };

    return cmocka_run_group_tests_name("narrowed", tests, NULL, NULL);
}
