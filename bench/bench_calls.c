/* bench/bench_calls.c - the whole durable life of a call at the level of the ports, beside a loop
 * of bare fdatasync on the same disk: claim, hold, the person's guard, permit and intent, placed,
 * the webhook into the inbox, ended, the webhook done, settled with ledger and roll-up. Every step
 * is committed with synchronous=FULL before the next begins; with --mongodb, by majority and
 * journal.
 *
 *     bench_calls [--only claims|ledger|passes|counts] [--callers N] [--batch N] [--seconds N]
 *                 [--queued N] [--mongodb URI] [--json]
 *
 * Callers are threads; each takes `batch` jobs at a time through the steps that take many (claim,
 * hold, guard, settle) and goes one by one through those that the provider and its webhooks make
 * single (intent, placed, inbox, ended). --queued: jobs that wait all the while. --only claims
 * counts jobs claimed, --only ledger the holds and releases of claimed jobs. Told are also the
 * middle and the slowest hundredth of the rounds of a caller. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "bench_store.h"
#include "infrastructure/system.h"

enum { HOLD_UNITS = 1200000, BATCH_MOST = 256, ROUNDS_TOLD = 1 << 16 };

static const struct tariff tariff = { { 120000, UNIT_USD }, { 60000 }, { 60000 } };

struct bench;
struct caller;
/* A round of a caller: how many it did; 0: nothing is left. */
typedef int64_t round_fn(struct caller *c);

struct options {
    int64_t callers, batch, seconds, queued;
    round_fn *round;
    const char *what;
    const char *mongodb; /* its address; NULL: SQLite */
    bool json;
};

struct bench {
    struct options options;
    struct bench_store store;
    _Atomic bool stop;
    _Atomic int64_t done, resting; /* things; callers that found nothing any more */
    int64_t middle_us, slowest_us; /* of rounds: the middle, and the slowest hundredth */
};

struct caller {
    struct bench *bench;
    struct arena arena;
    struct scope scope;
    pthread_t thread;
    int64_t *took; /* microseconds of its rounds, the newest ROUNDS_TOLD of them */
    int64_t rounds;
};

/* -- the reference -- */

/* What a database that did nothing else could commit. */
static int64_t fsyncs_a_second(const struct bench_store *b)
{
    char path[112], page[4096] = { 1 };
    int64_t n = 0, start = bench_now_us();

    (void)snprintf(path, sizeof path, "%s/fsync", b->folder);
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        exit(1);
    while (bench_now_us() - start < 1000000) {
        if (pwrite(file, page, sizeof page, (n % 1024) * 4096) != (ssize_t)sizeof page ||
            fdatasync(file) != 0)
            exit(1);
        n++;
    }
    close(file);
    unlink(path);
    return n * 1000000 / (bench_now_us() - start);
}

/* -- the life of a call -- */

static void item_ok(struct step at, const char *what)
{
    if (at.err == ERR_OK)
        return;
    (void)fprintf(stderr, "%s: %s %s\n", what, err_name(at.err), at.slug == NULL ? "" : at.slug);
    exit(1);
}

static void hold_all(struct caller *c, const struct job_list *jobs)
{
    struct hold_step *steps = ARENA_ARRAY(&c->arena, struct hold_step, jobs->n);

    for (size_t i = 0; i < jobs->n; i++)
        steps[i] = (struct hold_step){ .at = bench_step(jobs->items[i]),
                                       .amount = AMOUNT(HOLD_UNITS, UNIT_USD),
                                       .tariff = tariff,
                                       .max_talk = MINUTES(10) };
    bench_must(VIA(c->bench->store.jobs, hold, &c->scope, steps, jobs->n), &c->scope.error, "hold");
    for (size_t i = 0; i < jobs->n; i++)
        item_ok(steps[i].at, "hold");
}

static void guard_all(struct caller *c, const struct job_list *jobs)
{
    struct phone_hasher hasher = system_phone_hasher_port(c->bench->store.secrets);
    struct person_repository persons = c->bench->store.persons;
    struct phone_hash_id *hashes = ARENA_ARRAY(&c->arena, struct phone_hash_id, jobs->n);
    struct person **found = ARENA_ARRAY(&c->arena, struct person *, jobs->n);
    struct person_save *saves = ARENA_ARRAY(&c->arena, struct person_save, jobs->n);

    for (size_t i = 0; i < jobs->n; i++)
        hashes[i] = VIA(hasher, account_hash, c->bench->store.account,
                        jobs->items[i]->phones.items[0].phone);
    bench_must(VIA(persons, load, &c->scope, c->bench->store.account, hashes, jobs->n, found),
               &c->scope.error, "persons");
    for (size_t i = 0; i < jobs->n; i++) {
        person_begin(found[i],
                     (struct touch){ .tag = jobs->items[i]->attempt.tag,
                                     .at = c->scope.now,
                                     .purpose = PURPOSE_COLLECTION,
                                     .campaign = c->bench->store.campaign },
                     instant_add(c->scope.now, MINUTES(16)), &c->arena);
        saves[i] = (struct person_save){ c->bench->store.account, &found[i], 1, ERR_OK };
    }
    bench_must(VIA(persons, save, &c->scope, saves, jobs->n), &c->scope.error, "guard");
}

static void intend(struct caller *c, const struct job *job)
{
    struct intent_step step = { .at = bench_step(job),
                                .intent = { .phone = job->attempt.phone,
                                            .from_number = STR("+576011234567"),
                                            .connection = c->bench->store.connection,
                                            .rules = STR("co/3"),
                                            .local_time = STR("2026-11-25T10:00 America/Bogota"),
                                            .clock = STR("kernel") } };

    bench_must(VIA(c->bench->store.jobs, begin_dialing, &c->scope, &step, 1), &c->scope.error,
               "intent");
    item_ok(step.at, "intent");
}

static void place(struct caller *c, const struct job *job, struct str call)
{
    struct placed_step step = { bench_step(job), call };

    bench_must(VIA(c->bench->store.jobs, placed, &c->scope, &step, 1), &c->scope.error, "placed");
    item_ok(step.at, "placed");
}

static struct str webhook(struct caller *c, const struct job *job, struct str call)
{
    struct str raw = str_format(
        &c->arena,
        "{\"event\":\"call_ended\",\"call\":{\"call_id\":\"%.*s\",\"call_status\":\"ended\","
        "\"disconnection_reason\":\"user_hangup\",\"duration_ms\":61000,\"metadata\":{\"tag\":"
        "\"%.*s\"},\"transcript\":\"Agent: Buenos días, ¿hablo con María Fernanda?\\nUser: Sí, con "
        "ella.\\nAgent: Le llamo por el saldo pendiente de su crédito.\\nUser: Voy a pagar el "
        "viernes.\\n\"}}",
        STR_ARG(call), STR_ARG(job->attempt.tag));
    struct inbox_item item = { .key = str_format(&c->arena, "%.*s:call_ended", STR_ARG(call)),
                               .connection = c->bench->store.connection,
                               .tag = job->attempt.tag,
                               .raw = raw,
                               .received_at = c->scope.now };
    bool again;

    bench_must(VIA(c->bench->store.inbox, put, &c->scope, &item, &again), &c->scope.error, "inbox");
    return item.key;
}

static void end(struct caller *c, const struct job *job, struct str call, struct str key)
{
    struct ended_step step = { .at = bench_step(job),
                               .facts = { .provider_call = call,
                                          .reason = STR("user_hangup"),
                                          .call_status = STR("ended"),
                                          .talk_ms = { 61000 },
                                          .cost_micros = SOME_I64(71166),
                                          .key = key },
                               .transcript = STR("Agent: Buenos días\nUser: Sí, con ella.\n") };

    bench_must(VIA(c->bench->store.jobs, ended, &c->scope, &step, 1), &c->scope.error, "ended");
    item_ok(step.at, "ended");
}

static void settle_all(struct caller *c, const struct job_list *jobs, const struct str *keys)
{
    struct settle_step *steps = ARENA_ARRAY(&c->arena, struct settle_step, jobs->n);

    bench_must(VIA(c->bench->store.inbox, done, &c->scope, keys, jobs->n), &c->scope.error, "done");
    for (size_t i = 0; i < jobs->n; i++)
        steps[i] = (struct settle_step){ .at = bench_step(jobs->items[i]),
                                         .rules = { .max_attempts = 3, .attempts_per_day = 1 } };
    bench_must(VIA(c->bench->store.jobs, settle, &c->scope, steps, jobs->n), &c->scope.error,
               "settle");
    for (size_t i = 0; i < jobs->n; i++)
        item_ok(steps[i].at, "settle");
}

static struct job_list claim_some(struct caller *c)
{
    arena_reset(&c->arena);
    c->scope = bench_scope(&c->bench->store, &c->arena);
    return bench_claim(&c->bench->store, &c->scope, c->bench->options.batch);
}

static int64_t claim_round(struct caller *c)
{
    return (int64_t)claim_some(c).n;
}

static int64_t ledger_round(struct caller *c)
{
    struct job_list jobs = claim_some(c);
    struct defer_step *steps = ARENA_ARRAY(&c->arena, struct defer_step, jobs.n);

    if (jobs.n == 0)
        return 0;
    hold_all(c, &jobs);
    for (size_t i = 0; i < jobs.n; i++)
        steps[i] = (struct defer_step){ .at = bench_step(jobs.items[i]),
                                        .until = c->scope.now,
                                        .reason = STR("policy.guarded") };
    bench_must(VIA(c->bench->store.jobs, defer, &c->scope, steps, jobs.n), &c->scope.error,
               "release");
    return 2 * (int64_t)jobs.n;
}

/* What each pass over a campaign asks, and what a page of it asks. */
static int64_t pass_round(struct caller *c)
{
    struct bench *b = c->bench;
    struct state_counts counts;

    arena_reset(&c->arena);
    c->scope = bench_scope(&b->store, &c->arena);
    bench_must(VIA(b->store.jobs, counts_in_course, &c->scope, b->store.account, b->store.campaign,
                   &counts),
               &c->scope.error, "counts in course");
    return 1;
}

static int64_t count_round(struct caller *c)
{
    struct bench *b = c->bench;
    struct state_counts counts;

    arena_reset(&c->arena);
    c->scope = bench_scope(&b->store, &c->arena);
    bench_must(VIA(b->store.jobs, counts, &c->scope, b->store.account, b->store.campaign, &counts),
               &c->scope.error, "counts");
    return 1;
}

static int64_t call_round(struct caller *c)
{
    struct job_list jobs = claim_some(c);
    struct str keys[BATCH_MOST];

    if (jobs.n == 0)
        return 0;
    hold_all(c, &jobs);
    guard_all(c, &jobs);
    for (size_t i = 0; i < jobs.n; i++) {
        struct str call = str_format(&c->arena, "call_%.*s", STR_ARG(jobs.items[i]->attempt.tag));
        intend(c, jobs.items[i]);
        place(c, jobs.items[i], call);
        keys[i] = webhook(c, jobs.items[i], call);
        end(c, jobs.items[i], call, keys[i]);
    }
    settle_all(c, &jobs, keys);
    return (int64_t)jobs.n;
}

static void *caller_main(void *context)
{
    struct caller *c = context;
    int64_t n = 1;

    while (!c->bench->stop && n > 0) {
        int64_t start = bench_now_us();

        n = c->bench->options.round(c);
        c->bench->done += n;
        if (n > 0)
            c->took[c->rounds++ % ROUNDS_TOLD] = bench_now_us() - start;
    }
    c->bench->resting++;
    return NULL;
}

/* Of the rounds of all callers, and forgets them. */
static void tell_rounds(struct bench *b, struct caller *callers)
{
    size_t n = 0, callers_n = (size_t)b->options.callers;
    int64_t *all = malloc(callers_n * ROUNDS_TOLD * sizeof *all);

    if (all == NULL)
        abort();
    for (size_t i = 0; i < callers_n; i++) {
        size_t told =
            callers[i].rounds < ROUNDS_TOLD ? (size_t)callers[i].rounds : (size_t)ROUNDS_TOLD;

        memcpy(all + n, callers[i].took, told * sizeof *all);
        n += told;
        free(callers[i].took);
    }
    bench_sort(all, n);
    b->middle_us = n > 0 ? all[n / 2] : 0;
    b->slowest_us = n > 0 ? all[n * 99 / 100] : 0;
    free(all);
}

static double run(struct bench *b)
{
    struct caller *callers = calloc((size_t)b->options.callers, sizeof *callers);
    int64_t start = bench_now_us(), until = start + b->options.seconds * 1000000;

    if (callers == NULL)
        abort();
    for (int64_t i = 0; i < b->options.callers; i++) {
        callers[i] = (struct caller){ .bench = b,
                                      .arena = arena_init(),
                                      .took = calloc(ROUNDS_TOLD, sizeof(int64_t)) };
        if (callers[i].took == NULL ||
            pthread_create(&callers[i].thread, NULL, caller_main, &callers[i]) != 0)
            abort();
    }
    while (bench_now_us() < until && b->resting < b->options.callers)
        usleep(2000);
    b->stop = true;
    int64_t done = b->done, took = bench_now_us() - start;
    for (int64_t i = 0; i < b->options.callers; i++) {
        pthread_join(callers[i].thread, NULL);
        arena_release(&callers[i].arena);
    }
    tell_rounds(b, callers);
    free(callers);
    return (double)done * 1e6 / (double)took;
}

/* -- the program -- */

static int64_t number_after(int argc, char **argv, const char *name, int64_t otherwise)
{
    for (int i = 1; i + 1 < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return strtoll(argv[i + 1], NULL, 10);
    return otherwise;
}

static void choose(struct options *o, const char *only)
{
    o->round = call_round;
    o->what = "complete durable calls";
    if (only != NULL && strcmp(only, "claims") == 0) {
        o->round = claim_round;
        o->what = "durable claims";
    } else if (only != NULL && strcmp(only, "ledger") == 0) {
        o->round = ledger_round;
        o->what = "holds and releases";
    } else if (only != NULL && strcmp(only, "passes") == 0) {
        o->round = pass_round;
        o->what = "counts of what is on its way";
    } else if (only != NULL && strcmp(only, "counts") == 0) {
        o->round = count_round;
        o->what = "counts of all jobs by state";
    } else if (only != NULL) {
        exit(2);
    }
}

static struct options read_options(int argc, char **argv)
{
    struct options o = { .callers = number_after(argc, argv, "--callers", 64),
                         .batch = number_after(argc, argv, "--batch", 8),
                         .seconds = number_after(argc, argv, "--seconds", 10),
                         .queued = number_after(argc, argv, "--queued", 50000) };

    const char *only = NULL;

    for (int i = 1; i < argc; i++) {
        o.json = o.json || strcmp(argv[i], "--json") == 0;
        if (strcmp(argv[i], "--mongodb") == 0 && i + 1 < argc)
            o.mongodb = argv[i + 1];
        if (strcmp(argv[i], "--only") == 0 && i + 1 < argc)
            only = argv[i + 1];
    }
    choose(&o, only);
    if (o.batch < 1 || o.batch > BATCH_MOST || o.callers < 1 || o.callers > 4096)
        exit(2);
    return o;
}

static void report(const struct bench *b, double rate, int64_t before, int64_t after)
{
    const struct options *o = &b->options;
    double fsyncs = (double)(before + after) / 2;

    if (o->json)
        printf("{\"bench\":\"%s\",\"callers\":%lld,\"batch\":%lld,\"queued\":%lld,\"per_second\":"
               "%.0f,\"fsyncs_per_second\":%.0f,\"ratio\":%.3f,\"middle_us\":%lld,\"slowest_us\":%"
               "lld}\n",
               o->what, (long long)o->callers, (long long)o->batch, (long long)o->queued, rate,
               fsyncs, rate / fsyncs, (long long)b->middle_us, (long long)b->slowest_us);
    else
        printf("%-24s %8.0f /s   %5.2f x fsync   (%lld callers, %lld at a time, %lld queued)\n"
               "%-24s %8.0f /s\n%-24s %8.2f ms, slowest hundredth %.2f ms\n",
               o->what, rate, rate / fsyncs, (long long)o->callers, (long long)o->batch,
               (long long)o->queued, "bare fdatasync loop", fsyncs, "a round",
               (double)b->middle_us / 1e3, (double)b->slowest_us / 1e3);
}

int main(int argc, char **argv)
{
    struct clock_config clock = { .trust = CLOCK_TRUST_OPERATOR,
                                  .source = clock_source_kernel(),
                                  .log = log_none() };
    struct system_clock *system = system_clock_new(&clock);
    struct bench b = { .options = read_options(argc, argv) };

    b.store = (struct bench_store){ .mongodb_uri = b.options.mongodb,
                                    .callers = b.options.callers,
                                    .queued = b.options.queued,
                                    .clock = system_clock_port(system),
                                    .random = system_random() };
    bench_store_open(&b.store);
    int64_t before = fsyncs_a_second(&b.store);
    double rate = run(&b);
    int64_t after = fsyncs_a_second(&b.store);
    bench_store_close(&b.store);
    system_clock_free(system);
    report(&b, rate, before, after);
    return 0;
}
