/* tests/integration/mongodb/processes.h - other processes of the same installation, at the same
 * jobs and the same wallet as the adapter. */
#ifndef INTEGRATION_MONGODB_PROCESSES_H
#define INTEGRATION_MONGODB_PROCESSES_H

#include <mongoc/mongoc.h>
#include <stdio.h>
#include <unistd.h>

#include "contract/given_jobs.h"
#include "fakes/memory_dialing.h"
#include "infrastructure/mongodb.h"

enum { MORE_JOBS = 150, ALL_JOBS = MORE_JOBS + 10 };

static const unsigned char master_key[MONGODB_MASTER_KEY] = "a master key of tests, 32 bytes";

/* Another process of the same installation: a store of its own on the database of the adapter. */
struct process {
    struct given *g;
    struct mongodb_store *store;
    struct fixed_clock clock;
    struct seeded_random random;
    char database[32];
    pthread_t thread;
    struct arena arena;
    struct job_id held[ALL_JOBS];
    size_t n;
};

static inline void open_process(struct process *p, struct given *g, uint64_t seed)
{
    struct error error = { .arena = &g->arena };

    *p = (struct process){ .g = g, .arena = arena_init(), .clock = fixed_clock() };
    p->random.state = seed;
    snprintf(p->database, sizeof p->database, "contract_%d", (int)getpid());
    struct mongodb_config config = { .uri = str_from_c(getenv("SPEECHAI_TEST_MONGODB")),
                                     .database = str_from_c(p->database),
                                     .master_key = master_key,
                                     .clock = fixed_clock_port(&p->clock),
                                     .random = seeded_random_port(&p->random),
                                     .hasher = plain_hasher(),
                                     .log = log_none(),
                                     .own_clock = true };
    expect_ok(mongodb_store_open(&config, &p->store, &error));
}

static inline void close_process(struct process *p)
{
    mongodb_store_free(p->store);
    arena_release(&p->arena);
}

/* With jobs that wait, and money for all of them. */
static inline void open_two(struct given *g, size_t jobs, uint64_t seed, struct process *both)
{
    given_batch(g, &g->scope, g->campaign, jobs, true);
    given_money(g, &g->scope, (int64_t)ALL_JOBS * HOLD_UNITS);
    for (size_t i = 0; i < 2; i++)
        open_process(&both[i], g, seed + i);
}

static inline void close_two(struct process *both)
{
    close_process(&both[0]);
    close_process(&both[1]);
}

/* At the same time, each on a thread of its own, until both have ended. */
static inline void both_work(struct process *one, struct process *other, void *(*work)(void *))
{
    assert_int_equal(pthread_create(&one->thread, NULL, work, one), 0);
    assert_int_equal(pthread_create(&other->thread, NULL, work, other), 0);
    pthread_join(one->thread, NULL);
    pthread_join(other->thread, NULL);
}

static inline struct step step_at(const struct job *job)
{
    return (struct step){
        .account = job->account, .job = job->id, .fence = job->fence, .tag = job->attempt.tag
    };
}

static inline mongoc_collection_t *collection_of(mongoc_client_t *client, const char *name)
{
    char database[32];

    snprintf(database, sizeof database, "contract_%d", (int)getpid());
    return mongoc_client_get_collection(client, database, name);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_dialing, given_release)

#endif
