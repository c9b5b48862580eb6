/* bench/bench_queue.c - what a queue costs by its length: a claim of eight jobs, the counts that a
 * call worker's pass asks, and the counts by state that a page asks, with few and with many jobs
 * that wait.
 *
 *     bench_queue [--few N] [--many N] [--seconds N] [--mongodb URI]
 *
 * Both stores are there at once and are asked in turn, the one first and then the other, so that
 * what else the machine does hits both alike; what was claimed is put back behind the others, so
 * that the queues keep their lengths. Prints one JSON object: of either length the middle of all
 * answers and the slowest hundredth, by the clock and (of the claims) by this process's processor
 * time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench_store.h"
#include "infrastructure/system.h"

enum { CLAIMED = 8, WARM = 20, TIMED_MOST = 1 << 17 };

/* One kind of question, of one store. */
struct timed {
    int64_t *took, *cpu; /* microseconds */
    size_t n, asked;
};
enum { CLAIMS, PASSES, COUNTS, KINDS };

struct side {
    struct bench_store store;
    struct timed timed[KINDS];
};

static int64_t cpu_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

struct moment {
    int64_t wall, cpu;
};

static struct moment moment_now(void)
{
    return (struct moment){ bench_now_us(), cpu_us() };
}

/* The first few of each are not kept: connections are made, caches filled. */
static void note(struct timed *t, struct moment start)
{
    if (t->asked++ < WARM || t->n == TIMED_MOST)
        return;
    t->took[t->n] = bench_now_us() - start.wall;
    t->cpu[t->n++] = cpu_us() - start.cpu;
}

/* -- the questions -- */

static void put_back(struct bench_store *b, struct scope *scope, const struct job_list *jobs)
{
    struct defer_step steps[CLAIMED];

    for (size_t i = 0; i < jobs->n; i++)
        steps[i] = (struct defer_step){ .at = bench_step(jobs->items[i]),
                                        .until = scope->now,
                                        .reason = STR("policy.guarded") };
    bench_must(VIA(b->jobs, defer, scope, steps, jobs->n), &scope->error, "put back");
}

static void claim(struct side *side, struct scope *scope)
{
    struct moment start = moment_now();
    struct job_list jobs = bench_claim(&side->store, scope, CLAIMED);

    note(&side->timed[CLAIMS], start);
    if (jobs.n != CLAIMED) {
        (void)fprintf(stderr, "claimed %zu of %d\n", jobs.n, CLAIMED);
        exit(1);
    }
    put_back(&side->store, scope, &jobs);
}

static void count_pass(struct side *side, struct scope *scope)
{
    struct bench_store *b = &side->store;
    struct moment start = moment_now();
    struct state_counts counts;

    bench_must(VIA(b->jobs, counts_in_course, scope, b->account, b->campaign, &counts),
               &scope->error, "pass");
    note(&side->timed[PASSES], start);
}

static void count_all(struct side *side, struct scope *scope)
{
    struct bench_store *b = &side->store;
    struct moment start = moment_now();
    struct state_counts counts;

    bench_must(VIA(b->jobs, counts, scope, b->account, b->campaign, &counts), &scope->error,
               "counts");
    note(&side->timed[COUNTS], start);
    if (counts.n[JOB_SCHEDULED] != b->queued) {
        (void)fprintf(stderr, "%lld of %lld are counted\n", (long long)counts.n[JOB_SCHEDULED],
                      (long long)b->queued);
        exit(1);
    }
}

static void ask(struct side *side, void (*question)(struct side *side, struct scope *scope))
{
    struct arena arena = arena_init();
    struct scope scope = bench_scope(&side->store, &arena);

    question(side, &scope);
    arena_release(&arena);
}

/* In turn, and each is first as often as the other. */
static void measure(struct side *sides, void (*question)(struct side *, struct scope *),
                    int64_t seconds)
{
    int64_t until = bench_now_us() + seconds * 1000000;

    for (size_t i = 0; i < 2 * WARM + 2 || bench_now_us() < until; i++) {
        ask(&sides[i % 2], question);
        ask(&sides[(i + 1) % 2], question);
    }
}

/* -- the program -- */

static int64_t number_after(int argc, char **argv, const char *name, int64_t otherwise)
{
    for (int i = 1; i + 1 < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return strtoll(argv[i + 1], NULL, 10);
    return otherwise;
}

static const char *word_after(int argc, char **argv, const char *name)
{
    for (int i = 1; i + 1 < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return argv[i + 1];
    return NULL;
}

static void report_kind(const char *name, struct timed *t)
{
    bench_sort(t->took, t->n);
    bench_sort(t->cpu, t->n);
    printf("\"%s\":{\"n\":%zu,\"middle_us\":%lld,\"slowest_us\":%lld,\"cpu_us\":%lld}", name, t->n,
           (long long)t->took[t->n / 2], (long long)t->took[t->n * 99 / 100],
           (long long)t->cpu[t->n / 2]);
}

static void report(struct side *side)
{
    printf("{\"queued\":%lld,", (long long)side->store.queued);
    report_kind("claims", &side->timed[CLAIMS]);
    printf(",");
    report_kind("passes", &side->timed[PASSES]);
    printf(",");
    report_kind("counts", &side->timed[COUNTS]);
    printf("}");
}

static void side_open(struct side *side, struct bench_store given)
{
    side->store = given;
    for (size_t i = 0; i < KINDS; i++) {
        side->timed[i].took = calloc(TIMED_MOST, sizeof(int64_t));
        side->timed[i].cpu = calloc(TIMED_MOST, sizeof(int64_t));
        if (side->timed[i].took == NULL || side->timed[i].cpu == NULL)
            abort();
    }
    bench_store_open(&side->store);
}

static void side_close(struct side *side)
{
    bench_store_close(&side->store);
    for (size_t i = 0; i < KINDS; i++) {
        free(side->timed[i].took);
        free(side->timed[i].cpu);
    }
}

int main(int argc, char **argv)
{
    struct clock_config clock = { .trust = CLOCK_TRUST_OPERATOR,
                                  .source = clock_source_kernel(),
                                  .log = log_none() };
    struct system_clock *system = system_clock_new(&clock);
    struct bench_store given = { .mongodb_uri = word_after(argc, argv, "--mongodb"),
                                 .callers = 1,
                                 .clock = system_clock_port(system),
                                 .random = system_random() };
    int64_t seconds = number_after(argc, argv, "--seconds", 10);
    struct side sides[2] = { 0 };

    given.queued = number_after(argc, argv, "--few", 10000);
    side_open(&sides[0], given);
    given.queued = number_after(argc, argv, "--many", 1000000);
    side_open(&sides[1], given);
    measure(sides, claim, seconds);
    measure(sides, count_pass, 1);
    measure(sides, count_all, 1);
    printf("[");
    report(&sides[0]);
    printf(",");
    report(&sides[1]);
    printf("]\n");
    side_close(&sides[0]);
    side_close(&sides[1]);
    system_clock_free(system);
    return 0;
}
