/* tests/integration/sqlite/test_kill.c - a process that writes is killed at any moment: what it was
 * told is durable is there, whole, and nothing is there by half. */
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

#include "integration/sqlite/given_store.h"

enum { ROUNDS = 25, WRITERS = 4, MOST_ANSWERS = 300 };
enum { IMPORT_ROUNDS = 12, MOST_BATCHES = 20, STEPS = 4, STEP_JOBS = 25 };

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

/* A batch: steps of jobs, their numbers, and the commit. Its id is told when that is done. */
static void import_batch(struct writer *w, struct arena *arena)
{
    struct scope scope = scope_page(&w->g->scope, arena, w->g->clock.wall);
    struct random random = seeded_random_port(&w->g->random);
    struct import_store imports = sqlite_import_store(w->g->store);
    struct batch batch = { .id = { random_id(random, scope.now) },
                           .campaign = { random_id(random, scope.now) },
                           .status = BATCH_IMPORTING,
                           .counts = { .jobs = STEPS * STEP_JOBS } };
    struct job *jobs = ARENA_ARRAY(arena, struct job, STEPS * STEP_JOBS), *step[STEP_JOBS];
    bool ok =
        VIA(sqlite_record_store(w->g->store), save, &scope, &batch_record, &batch, NULL) == ERR_OK;

    for (int i = 0; i < STEPS * STEP_JOBS; i++) {
        struct job_phone_key key;

        jobs[i] = (struct job){ .id = { random_id(random, scope.now) },
                                .campaign = batch.campaign,
                                .batch = batch.id,
                                .row = i + 2,
                                .state = JOB_SCHEDULED };
        step[i % STEP_JOBS] = &jobs[i];
        if (i % STEP_JOBS < STEP_JOBS - 1)
            continue;
        key = (struct job_phone_key){ { jobs[i].id.v }, jobs[i].id };
        ok = ok && VIA(imports, stage, &scope, step, STEP_JOBS) == ERR_OK &&
             VIA(imports, stage_phones, &scope, batch.campaign, batch.id, &key, 1) == ERR_OK;
    }
    batch.status = BATCH_COMMITTED;
    if (!ok || VIA(imports, commit, &scope, &batch, NULL) != ERR_OK ||
        write(w->answers, &batch.id, sizeof batch.id) != sizeof batch.id)
        _exit(1);
}

static void *import_on(void *arg)
{
    struct writer *w = arg;
    struct arena arena = arena_init();

    for (;;) {
        import_batch(w, &arena);
        arena_reset(&arena);
    }
    return NULL;
}

/* In the child; does not return. */
static void run_until_killed(struct given *g, int answers, void *(*run)(void *))
{
    struct writer writers[WRITERS];
    pthread_t threads[WRITERS];

    given_open(g);
    for (unsigned i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){ g, answers, i };
        if (pthread_create(&threads[i], NULL, run, &writers[i]) != 0)
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

/* Every batch is there whole or not at all; what is not can be discarded. */
static void expect_batches(struct given *g, const struct id128 *told, size_t n)
{
    struct import_store imports = sqlite_import_store(g->store);
    struct page_query query = { .limit = 10000 };
    struct page page;
    size_t seen = 0;

    expect_ok(VIA(sqlite_record_store(g->store), page, &g->scope, &batch_record, &query, &page));
    for (size_t i = 0; i < page.n; i++) {
        const struct batch *batch = (const struct batch *)page.items + i;
        bool committed = batch->status == BATCH_COMMITTED, left = true;
        struct job **jobs;
        size_t rows;

        expect_ok(VIA(imports, rows, &g->scope, batch->id, 0, 10000, &jobs, &rows));
        assert_int_equal(rows, committed ? STEPS * STEP_JOBS : 0);
        while (!committed && left)
            expect_ok(VIA(imports, discard, &g->scope, batch->id, 1000, &left));
        for (size_t t = 0; t < n; t++)
            seen += committed && id128_eq(batch->id.v, told[t]);
    }
    assert_int_equal(seen, n);
}

static void kill_round(struct given *g, unsigned round, unsigned answers_most, void *(*run)(void *),
                       void (*expect)(struct given *g, const struct id128 *told, size_t n))
{
    static struct id128 told[MOST_ANSWERS * 4];
    int answers[2];
    size_t n;
    pid_t child;

    g->random.state = round * UINT64_C(1000000007);
    assert_int_equal(pipe(answers), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        run_until_killed(g, answers[1], run);
    close(answers[1]);
    n = kill_after(answers[0], child, 1 + round * 37 % answers_most, told);
    close(answers[0]);

    given_open(g);
    expect(g, told, n);
    given_close(g);
    arena_reset(&g->arena);
}

static void killed_writers__lose_nothing_they_were_told(void **state)
{
    struct given *g = *state;

    given_close(g); /* no thread of ours lives while we fork */
    for (unsigned round = 0; round < ROUNDS; round++)
        kill_round(g, round, MOST_ANSWERS, write_on, expect_pairs);
}

static void killed_imports__leave_no_batch_by_half(void **state)
{
    struct given *g = *state;

    given_close(g);
    for (unsigned round = 0; round < IMPORT_ROUNDS; round++)
        kill_round(g, round, MOST_BATCHES, import_on, expect_batches);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(killed_writers__lose_nothing_they_were_told),
        TEST(killed_imports__leave_no_batch_by_half),
    };

    return cmocka_run_group_tests_name("sqlite kills", tests, NULL, NULL);
}
