/* tests/integration/sqlite/test_kill.c - a process that writes is killed at any moment: what it was
 * told is durable is there, whole, and nothing is there by half. */
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

#include "integration/sqlite/given_store.h"

enum { ROUNDS = 25, WRITERS = 4, MOST_ANSWERS = 300 };

struct writer {
    struct given *g;
    int answers; /* the pipe */
    unsigned number;
};

/* Two coins, of n and of -n, and an event: one step. The id of the first is told when it is done.
 */
static void save_pair(struct writer *w, struct arena *arena, int64_t n)
{
    struct scope scope = scope_page(&w->g->scope, arena, w->g->clock.wall);
    struct random random = seeded_random_port(&w->g->random);
    struct coin a = { .id = { random_id(random, scope.now) },
                      .number = n,
                      .secret = STR("+573001234567") };
    struct coin b = { .id = { random_id(random, scope.now) }, .number = -n };
    struct event_list events = { NULL, 0, 0 };
    void *pair[] = { &a, &b };

    event_list_add(&events, arena, (struct event){ .type = EVENT_CALL_ENDED });
    if (VIA(sqlite_record_store(w->g->store), save_many, &scope, &coin_record, pair, 2, &events) !=
        ERR_OK)
        _exit(1);
    if (write(w->answers, &a.id, sizeof a.id) != sizeof a.id)
        _exit(1);
}

static void *write_on(void *arg)
{
    struct writer *w = arg;
    struct arena arena = arena_init();

    for (int64_t n = 1;; n++) {
        save_pair(w, &arena, n * WRITERS + w->number);
        arena_reset(&arena);
    }
    return NULL;
}

/* In the child; does not return. */
static void write_until_killed(struct given *g, int answers)
{
    struct writer writers[WRITERS];
    pthread_t threads[WRITERS];

    given_open(g);
    for (unsigned i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){ g, answers, i };
        if (pthread_create(&threads[i], NULL, write_on, &writers[i]) != 0)
            _exit(1);
    }
    pthread_join(threads[0], NULL);
    _exit(1);
}

/* Reads answers, kills after `n` of them, and reads what was told before the death. */
static size_t kill_after(int answers, pid_t child, size_t n, struct id128 *told)
{
    size_t got = 0;
    int status;

    while (got < MOST_ANSWERS * 4 && read(answers, &told[got], sizeof *told) == sizeof *told)
        if (++got == n)
            kill(child, SIGKILL);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return got;
}

static void expect_pairs(struct given *g, const struct id128 *told, size_t n)
{
    struct record_store store = sqlite_record_store(g->store);
    struct page_query query = { .limit = 10000 };
    int64_t sum = 0, coins = 0, lag;
    struct page page;

    for (size_t i = 0; i < n; i++) {
        void *object;
        const struct coin *coin;

        expect_ok(VIA(store, find, &g->scope, &coin_record, told[i], &object));
        coin = object;
        expect_str(coin->secret, "+573001234567");
    }
    do {
        expect_ok(VIA(store, page, &g->scope, &coin_record, &query, &page));
        for (size_t i = 0; i < page.n; i++)
            sum += ((const struct coin *)page.items)[i].number;
        coins += (int64_t)page.n;
        query.after = page.next;
    } while (query.after.p != NULL);
    assert_int_equal(sum, 0);
    expect_ok(VIA(sqlite_event_log(g->store), lag, &g->scope, "test", &lag));
    assert_int_equal(lag * 2, coins); /* an event a pair, numbered without gaps */
}

static void killed_writers__lose_nothing_they_were_told(void **state)
{
    struct given *g = *state;
    static struct id128 told[MOST_ANSWERS * 4];

    given_close(g); /* no thread of ours lives while we fork */
    for (unsigned round = 0; round < ROUNDS; round++) {
        int answers[2];
        size_t n;
        pid_t child;

        g->random.state = round * UINT64_C(1000000007);
        assert_int_equal(pipe(answers), 0);
        child = fork();
        assert_true(child >= 0);
        if (child == 0)
            write_until_killed(g, answers[1]);
        close(answers[1]);
        n = kill_after(answers[0], child, 1 + round * 37 % MOST_ANSWERS, told);
        close(answers[0]);

        given_open(g);
        expect_pairs(g, told, n);
        given_close(g);
        arena_reset(&g->arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { TEST(killed_writers__lose_nothing_they_were_told) };

    return cmocka_run_group_tests_name("sqlite kills", tests, NULL, NULL);
}
