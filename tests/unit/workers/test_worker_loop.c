/* tests/unit/workers/test_worker_loop.c - a loop's life: who may wake it when, and what its end
 * waits for. */
#include "support/expect.h"

#include <pthread.h>
#include <stdatomic.h>

#include "fakes/fixed_clock.h"
#include "workers/worker_loop.h"

/* A loop that counts its turns and sleeps for ever after each. */
struct counting {
    struct fixed_clock clock;
    struct worker_loop *loop;
    atomic_int turns;
    pthread_mutex_t lock;
    pthread_cond_t turned;
};

static struct duration count_turn(void *self, struct scope *scope)
{
    struct counting *c = self;

    (void)scope;
    pthread_mutex_lock(&c->lock);
    atomic_fetch_add(&c->turns, 1);
    pthread_cond_signal(&c->turned);
    pthread_mutex_unlock(&c->lock);
    return (struct duration){ MS_PER_HOUR };
}

static void wait_for_turns(struct counting *c, int turns)
{
    pthread_mutex_lock(&c->lock);
    while (atomic_load(&c->turns) < turns)
        pthread_cond_wait(&c->turned, &c->lock);
    pthread_mutex_unlock(&c->lock);
}

static int new_loop(void **state)
{
    static struct counting c;

    c = (struct counting){ .clock = fixed_clock() };
    pthread_mutex_init(&c.lock, NULL);
    pthread_cond_init(&c.turned, NULL);
    c.loop = worker_loop_new(&(struct worker_loop_spec){
        .name = "counting", .turn = count_turn, .self = &c, .clock = fixed_clock_port(&c.clock) });
    *state = &c;
    return c.loop == NULL;
}

static int free_loop(void **state)
{
    struct counting *c = *state;

    worker_loop_free(c->loop);
    pthread_cond_destroy(&c->turned);
    pthread_mutex_destroy(&c->lock);
    return 0;
}

static void worker_loop__is_woken_before_it_begins(void **state)
{
    struct counting *c = *state;

    worker_loop_wake(c->loop);
    assert_int_equal(atomic_load(&c->turns), 0);
    assert_true(worker_loop_begin(c->loop));
    wait_for_turns(c, 1);
}

static void worker_loop__takes_a_turn_at_once_when_it_is_woken(void **state)
{
    struct counting *c = *state;

    assert_true(worker_loop_begin(c->loop));
    wait_for_turns(c, 1);
    worker_loop_wake(c->loop);
    wait_for_turns(c, 2);
}

static void worker_loop__is_woken_when_it_is_over_and_does_nothing(void **state)
{
    struct counting *c = *state;
    int turns;

    assert_true(worker_loop_begin(c->loop));
    wait_for_turns(c, 1);
    worker_loop_join(c->loop);
    turns = atomic_load(&c->turns);
    worker_loop_wake(c->loop);
    worker_loop_join(c->loop);
    assert_int_equal(atomic_load(&c->turns), turns);
    assert_true(worker_loop_is_stopping(c->loop));
}

static void worker_loop__ends_without_having_begun(void **state)
{
    struct counting *c = *state;

    worker_loop_join(c->loop);
    assert_int_equal(atomic_load(&c->turns), 0);
}

#define LOOP_TEST(f) cmocka_unit_test_setup_teardown(f, new_loop, free_loop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LOOP_TEST(worker_loop__is_woken_before_it_begins),
        LOOP_TEST(worker_loop__takes_a_turn_at_once_when_it_is_woken),
        LOOP_TEST(worker_loop__is_woken_when_it_is_over_and_does_nothing),
        LOOP_TEST(worker_loop__ends_without_having_begun),
    };

    return cmocka_run_group_tests_name("worker_loop", tests, NULL, NULL);
}
