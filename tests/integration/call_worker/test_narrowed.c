/* tests/integration/call_worker/test_narrowed.c - hours that are narrowed hold for the calls that
 * are on their way already. */
#include "integration/call_worker/given_worker.h"

#include <pthread.h>

/* A store before which somebody narrows the hours of the campaign as soon as a POST asks for its
 * permit: all that are under way were decided by the hours of before. */
struct narrowing {
    struct job_steps inner;
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

/* What is passed on as it is. */
#define PASS(name, inner_slot, params, args)                                                       \
    static enum err narrowing_##name params                                                        \
    {                                                                                              \
        struct narrowing *narrowing = self;                                                        \
                                                                                                   \
        return narrowing->inner.ops->inner_slot args;                                              \
    }
PASS(claim, claim,
     (void *self, struct scope *scope, const struct claim_request *request, struct job_list *ret),
     (narrowing->inner.self, scope, request, ret))
PASS(hold, hold, (void *self, struct scope *scope, struct hold_step *steps, size_t n),
     (narrowing->inner.self, scope, steps, n))
PASS(look, still_allowed, (void *self, struct scope *scope, struct step *steps, size_t n),
     (narrowing->inner.self, scope, steps, n))
PASS(due, reconcile_due,
     (void *self, struct scope *scope, struct instant now, int64_t most, struct job_list *ret),
     (narrowing->inner.self, scope, now, most, ret))
PASS(overdue, overdue,
     (void *self, struct scope *scope, struct instant now, int64_t most, struct job_list *ret),
     (narrowing->inner.self, scope, now, most, ret))
PASS(active, active,
     (void *self, struct scope *scope, const struct job *after, int64_t most, struct job_list *ret),
     (narrowing->inner.self, scope, after, most, ret))
PASS(counts, counts,
     (void *self, struct scope *scope, struct account_id account, struct campaign_id campaign,
      struct state_counts *ret),
     (narrowing->inner.self, scope, account, campaign, ret))
PASS(counts_in_course, counts_in_course,
     (void *self, struct scope *scope, struct account_id account, struct campaign_id campaign,
      struct state_counts *ret),
     (narrowing->inner.self, scope, account, campaign, ret))

static void narrowing_look_async(void *self, struct scope *scope, struct step *steps, size_t n,
                                 struct step_waiter waiter)
{
    VIA(((struct narrowing *)self)->inner, still_allowed_async, scope, steps, n, waiter);
}

static void worker__calls_nobody_by_the_hours_of_before(void **state)
{
    static const struct job_steps_ops ops = { .claim = narrowing_claim,
                                              .hold = narrowing_hold,
                                              .defer = narrowing_defer,
                                              .begin_dialing_async = narrowing_begin,
                                              .still_allowed_async = narrowing_look_async,
                                              .still_allowed = narrowing_look,
                                              .placed = narrowing_placed,
                                              .reconcile_due = narrowing_due,
                                              .overdue = narrowing_overdue,
                                              .active = narrowing_active,
                                              .counts = narrowing_counts,
                                              .counts_in_course = narrowing_counts_in_course };
    struct fixture *f = *state;
    struct narrowing n = { .inner = f->ports.jobs,
                           .f = f,
                           .campaign = given_campaign(f, CAMPAIGN_RUNNING) };
    struct call_worker *worker;

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
