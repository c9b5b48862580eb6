/* tests/integration/call_worker/test_budget.c - a campaign that may place so many calls places no
 * more, whatever is on its way while it counts them. */
#include "integration/call_worker/given_worker.h"
#include "integration/call_worker/passing_jobs.h"

#include <pthread.h>

enum { BUDGET = 4 };

/* A store whose permits come between its count of the calls and the use of that count: POSTs that
 * were in the air when it counted are in the store, and in no count, when the worker decides. */
struct late_permits {
    struct job_steps inner; /* first */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct late_ask {
        struct scope *scope;
        struct intent_step *steps;
        size_t n;
        struct step_waiter waiter;
        struct late_permits *of;
    } asked[BUDGET];
    size_t asked_n, told_n;
    bool given;
    int64_t counts; /* since then */
};

static void late_told(void *context, enum err err)
{
    struct late_ask *asked = context;

    asked->waiter.told(asked->waiter.context, err);
    pthread_mutex_lock(&asked->of->lock);
    asked->of->told_n++;
    pthread_cond_broadcast(&asked->of->changed);
    pthread_mutex_unlock(&asked->of->lock);
}

static void late_begin(void *self, struct scope *scope, struct intent_step *steps, size_t n,
                       struct step_waiter waiter)
{
    struct late_permits *late = self;
    bool waits;

    pthread_mutex_lock(&late->lock);
    waits = !late->given && late->asked_n < BUDGET;
    if (waits)
        late->asked[late->asked_n++] = (struct late_ask){ scope, steps, n, waiter, late };
    pthread_mutex_unlock(&late->lock);
    if (!waits)
        VIA(late->inner, begin_dialing_async, scope, steps, n, waiter);
}

static enum err late_counts(void *self, struct scope *scope, struct account_id account,
                            struct campaign_id campaign, struct state_counts *ret)
{
    struct late_permits *late = self;
    enum err err = VIA(late->inner, counts, scope, account, campaign, ret);

    pthread_mutex_lock(&late->lock);
    if (!late->given && late->asked_n == BUDGET) {
        late->given = true;
        for (size_t i = 0; i < BUDGET; i++)
            VIA(late->inner, begin_dialing_async, late->asked[i].scope, late->asked[i].steps,
                late->asked[i].n, ((struct step_waiter){ late_told, &late->asked[i] }));
        while (late->told_n < BUDGET)
            pthread_cond_wait(&late->changed, &late->lock);
    } else if (late->given) {
        late->counts++;
        pthread_cond_broadcast(&late->changed);
    }
    pthread_mutex_unlock(&late->lock);
    return err;
}

static void worker__never_places_more_than_the_budget(void **state)
{
    struct fixture *f = *state;
    struct job_steps_ops ops = passing_jobs();
    struct late_permits late = { .inner = f->ports.jobs };
    struct campaign *c = given_campaign(f, CAMPAIGN_RUNNING);
    struct call_worker *worker;

    ops.begin_dialing_async = late_begin;
    ops.counts = ops.counts_in_course = late_counts;
    pthread_mutex_init(&late.lock, NULL);
    pthread_cond_init(&late.changed, NULL);
    c->budget_calls = SOME_I64(BUDGET);
    expect_ok(VIA(f->ports.records, save, own(f), &campaign_record, c, NULL));
    given_jobs(f, c, JOBS);
    given_calls(f, JOBS);
    f->ports.jobs = (struct job_steps){ &ops, &late };
    worker = call_worker_start(&f->ports, &f->settings);
    pthread_mutex_lock(&late.lock);
    while (late.counts < 3) /* passes that could have placed more */
        pthread_cond_wait(&late.changed, &late.lock);
    pthread_mutex_unlock(&late.lock);
    call_worker_free(worker);
    f->ports.jobs = late.inner;

    assert_int_equal(counts(f, c).n[JOB_PLACED], BUDGET);
    assert_int_equal(f->server.n, BUDGET);
    pthread_cond_destroy(&late.changed);
    pthread_mutex_destroy(&late.lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORKER(worker__never_places_more_than_the_budget),
    };

    return cmocka_run_group_tests_name("budget", tests, NULL, NULL);
}
