/* tests/unit/presentation/test_gate.c - who is let in, who waits, who is refused. */
#include "support/expect.h"

#include <pthread.h>
#include <sched.h>

#include "http/gate.h"

static struct gate *given_gate(int64_t width, int64_t waiting, int64_t wait_ms)
{
    return gate_new(&(struct gate_settings){ width, 0, waiting, { wait_ms } });
}

struct comer {
    struct gate *gate;
    bool again, let_in;
    int order;
    _Atomic int *turn;
};

static void *come(void *context)
{
    struct comer *c = context;

    c->let_in = gate_enter(c->gate, c->again);
    c->order = ++*c->turn;
    if (c->let_in)
        gate_leave(c->gate);
    return NULL;
}

/* Comes in a thread of its own, and stands in line when this returns. */
static pthread_t comes(struct comer *c, struct gate *full_with_one_more)
{
    pthread_t thread;

    assert_int_equal(pthread_create(&thread, NULL, come, c), 0);
    while (!gate_is_full(full_with_one_more, 0))
        sched_yield();
    return thread;
}

static void gate__lets_its_width_in_and_refuses_beyond_its_line(void **state)
{
    struct gate *gate = given_gate(2, 0, 60000);

    (void)state;
    assert_true(gate_enter(gate, false));
    assert_true(gate_enter(gate, false));
    assert_false(gate_enter(gate, false));
    gate_leave(gate);
    assert_true(gate_enter(gate, false));
    gate_leave(gate);
    gate_leave(gate);
    gate_free(gate);
}

static void gate__refuses_whoever_waited_too_long(void **state)
{
    struct gate *gate = given_gate(1, 5, 1);

    (void)state;
    assert_true(gate_enter(gate, false));
    assert_false(gate_enter(gate, false));
    gate_leave(gate);
    assert_true(gate_enter(gate, false)); /* nothing is left of whoever gave up */
    gate_leave(gate);
    gate_free(gate);
}

static void gate__lets_in_whoever_comes_back_before_all_others(void **state)
{
    struct gate *gate = given_gate(1, 1, 60000);
    _Atomic int turn = 0;
    struct comer other = { .gate = gate, .turn = &turn };
    struct comer back = { .gate = gate, .again = true, .turn = &turn };
    pthread_t threads[2];

    (void)state;
    assert_true(gate_enter(gate, false));
    threads[0] = comes(&other, gate);
    assert_false(gate_enter(gate, false)); /* the line is full, but not for: */
    assert_int_equal(pthread_create(&threads[1], NULL, come, &back), 0);
    gate_leave(gate);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);

    assert_true(other.let_in);
    assert_true(back.let_in);
    gate_free(gate);
}

enum { MANY = 32, ROUNDS = 200 };

struct crowd {
    struct gate *gate;
    int64_t inside, most; /* atomic */
};

static void *throng(void *context)
{
    struct crowd *c = context;

    for (int i = 0; i < ROUNDS; i++) {
        if (!gate_enter(c->gate, i % 3 == 0))
            continue;
        int64_t now = __atomic_add_fetch(&c->inside, 1, __ATOMIC_SEQ_CST);
        int64_t most = __atomic_load_n(&c->most, __ATOMIC_SEQ_CST);

        while (now > most && !__atomic_compare_exchange_n(&c->most, &most, now, false,
                                                          __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
            continue;
        sched_yield();
        __atomic_sub_fetch(&c->inside, 1, __ATOMIC_SEQ_CST);
        gate_leave(c->gate);
    }
    return NULL;
}

/* In a rush as well, which so short a wait soon is: nobody is forgotten when it is over. */
static void never_holds_more(int64_t rush_width)
{
    struct crowd crowd = {
        .gate = gate_new(&(struct gate_settings){ 3, rush_width, 8, { 1 } }),
    };
    pthread_t threads[MANY];

    for (int i = 0; i < MANY; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, throng, &crowd), 0);
    for (int i = 0; i < MANY; i++)
        pthread_join(threads[i], NULL);

    assert_int_equal(crowd.inside, 0);
    assert_in_range(crowd.most, 1, 3);
    for (int i = 0; i < 3; i++)
        assert_true(gate_enter(crowd.gate, false)); /* all places are free again */
    for (int i = 0; i < 3; i++)
        gate_leave(crowd.gate);
    gate_free(crowd.gate);
}

static void gate__never_holds_more_than_its_width(void **state)
{
    (void)state;
    never_holds_more(0);
    never_holds_more(1);
}

static void gate__of_no_width_is_open(void **state)
{
    struct gate *gate = given_gate(0, 0, 0);

    (void)state;
    for (int i = 0; i < 100; i++)
        assert_true(gate_enter(gate, false));
    assert_false(gate_is_full(gate, 0));
    gate_free(gate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gate__lets_its_width_in_and_refuses_beyond_its_line),
        cmocka_unit_test(gate__refuses_whoever_waited_too_long),
        cmocka_unit_test(gate__lets_in_whoever_comes_back_before_all_others),
        cmocka_unit_test(gate__never_holds_more_than_its_width),
        cmocka_unit_test(gate__of_no_width_is_open),
    };

    return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
