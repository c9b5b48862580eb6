/* bench/bench_calls.c - the whole durable life of a call at the level of the ports, beside a loop
 * of bare fdatasync on the same disk: claim, hold, the person's guard, permit and intent, placed,
 * the webhook into the inbox, ended, the webhook done, settled with ledger and roll-up. Every step
 * is committed with synchronous=FULL before the next begins; with --mongodb, by majority and
 * journal.
 *
 *     bench_calls [--only claims|ledger|passes|counts] [--callers N] [--batch N] [--seconds N]
 * [--queued N]
 *                 [--mongodb URI] [--json]
 *
 * Callers are threads; each takes `batch` jobs at a time through the steps that take many (claim,
 * hold, guard, settle) and goes one by one through those that the provider and its webhooks make
 * single (intent, placed, inbox, ended). --queued: jobs that wait all the while. --only claims
 * counts jobs claimed, --only ledger the holds and releases of claimed jobs. Told are also the
 * middle and the slowest hundredth of the rounds of a caller. */
#include <fcntl.h>
#include <mongoc/mongoc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "domain/models/account.h"
#include "infrastructure/mongodb.h"
#include "infrastructure/secrets.h"
#include "infrastructure/sqlite.h"
#include "infrastructure/system.h"

enum { HOLD_UNITS = 1200000, STAGE = 5000, BATCH_MOST = 256, ROUNDS_TOLD = 1 << 16 };

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
    char folder[64], path[96];
    struct sqlite_store *sqlite; /* or: */
    struct mongodb_store *mongodb;
    struct record_store records;
    struct import_store imports;
    struct job_steps jobs;
    struct ledger ledger;
    struct person_repository persons;
    struct event_inbox inbox;
    struct clock clock;
    struct random random;
    struct system_secrets *secrets;
    struct account_id account;
    struct campaign_id campaign;
    struct connection_id connection;
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

static void must(enum err err, const struct scope *scope, const char *what)
{
    if (err == ERR_OK)
        return;
    (void)fprintf(stderr, "%s: %s %s\n", what, err_name(err),
                  scope->error.slug == NULL ? "" : scope->error.slug);
    exit(1);
}

static int64_t now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static struct scope fresh_scope(struct bench *b, struct arena *arena)
{
    struct scope scope = scope_system(arena, b->account, VIA0(b->clock, wall), log_none());

    scope.error.arena = arena;
    return scope;
}

/* -- the reference -- */

/* What a database that did nothing else could commit. */
static int64_t fsyncs_a_second(const struct bench *b)
{
    char path[112], page[4096] = { 1 };
    int64_t n = 0, start = now_us();

    (void)snprintf(path, sizeof path, "%s/fsync", b->folder);
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        exit(1);
    while (now_us() - start < 1000000) {
        if (pwrite(file, page, sizeof page, (n % 1024) * 4096) != (ssize_t)sizeof page ||
            fdatasync(file) != 0)
            exit(1);
        n++;
    }
    close(file);
    unlink(path);
    return n * 1000000 / (now_us() - start);
}

/* -- what there is before -- */

static const unsigned char master_key[SQLITE_MASTER_KEY] = "a key for benchmarks, 31 bytes .";

static void open_sqlite(struct bench *b)
{
    struct sqlite_config config = { .path = str_from_c(b->path),
                                    .master_key = master_key,
                                    .clock = b->clock,
                                    .random = b->random,
                                    .hasher = system_phone_hasher_port(b->secrets),
                                    .log = log_none() };
    struct scope scope = { 0 };

    must(sqlite_store_open(&config, &b->sqlite, &scope.error), &scope, "open");
    b->records = sqlite_record_store(b->sqlite);
    b->imports = sqlite_import_store(b->sqlite);
    b->jobs = sqlite_job_steps(b->sqlite);
    b->ledger = sqlite_ledger(b->sqlite);
    b->persons = sqlite_persons(b->sqlite);
    b->inbox = sqlite_inbox(b->sqlite);
}

static struct mongodb_config mongodb_of(struct bench *b)
{
    return (struct mongodb_config){ .uri = str_from_c(b->options.mongodb),
                                    .database = str_from_c(strrchr(b->folder, '.') + 1),
                                    .master_key = master_key,
                                    .clock = b->clock,
                                    .random = b->random,
                                    .hasher = system_phone_hasher_port(b->secrets),
                                    .log = log_none(),
                                    .connections = b->options.callers + 2,
                                    .wait = { 600000 } };
}

static void open_mongodb(struct bench *b)
{
    struct mongodb_config config = mongodb_of(b);
    struct scope scope = { 0 };

    must(mongodb_store_open(&config, &b->mongodb, &scope.error), &scope, "open");
    b->records = mongodb_record_store(b->mongodb);
    b->imports = mongodb_import_store(b->mongodb);
    b->jobs = mongodb_job_steps(b->mongodb);
    b->ledger = mongodb_ledger(b->mongodb);
    b->persons = mongodb_persons(b->mongodb);
    b->inbox = mongodb_inbox(b->mongodb);
}

/* A command to the database of this run, by a client of our own. */
static void tell_mongodb(struct bench *b, const char *command, const char *value, const char *index)
{
    mongoc_client_t *client = mongoc_client_new(b->options.mongodb);
    bson_t *doc = bson_new();
    bson_error_t why;

    bson_append_utf8(doc, command, -1, value, -1);
    if (index != NULL)
        bson_append_utf8(doc, "index", -1, index, -1);
    if (!mongoc_client_command_simple(client, strrchr(b->folder, '.') + 1, doc, NULL, NULL, &why)) {
        (void)fprintf(stderr, "%s: %s\n", command, why.message);
        exit(1);
    }
    bson_destroy(doc);
    mongoc_client_destroy(client);
}

static void drop_database(struct bench *b)
{
    mongoc_client_t *client = mongoc_client_new(b->options.mongodb);
    mongoc_database_t *database = mongoc_client_get_database(client, strrchr(b->folder, '.') + 1);

    mongoc_database_drop(database, NULL);
    mongoc_database_destroy(database);
    mongoc_client_destroy(client);
}

static struct job make_job(struct bench *b, struct batch_id batch, int64_t row, struct arena *arena)
{
    struct job_phone *phone = ARENA_NEW(arena, struct job_phone);
    struct str_pair *variables = ARENA_ARRAY(arena, struct str_pair, 3);

    phone->phone.e164 = str_format(arena, "+57300%07lld", (long long)row % 10000000);
    phone->quality = PHONE_VALID;
    variables[0] = (struct str_pair){ STR("saldo"), STR("1250000") };
    variables[1] = (struct str_pair){ STR("vencimiento"), STR("2026-11-01") };
    variables[2] = (struct str_pair){ STR("ciudad"), STR("Medellín") };
    return (struct job){ .id = { random_id(b->random, VIA0(b->clock, wall)) },
                         .campaign = b->campaign,
                         .batch = batch,
                         .row = row,
                         .state = JOB_SCHEDULED,
                         .country = STR("CO"),
                         .name = STR("María Fernanda Restrepo"),
                         .phones = { phone, 1 },
                         .variables = { variables, 3 } };
}

static void stage(struct bench *b, struct batch_id batch, int64_t first, int64_t n)
{
    struct arena arena = arena_init();
    struct scope scope = fresh_scope(b, &arena);
    struct job **jobs = ARENA_ARRAY(&arena, struct job *, (size_t)n);

    for (int64_t i = 0; i < n; i++) {
        jobs[i] = ARENA_NEW(&arena, struct job);
        *jobs[i] = make_job(b, batch, first + i, &arena);
    }
    must(VIA(b->imports, stage, &scope, jobs, (size_t)n), &scope, "stage");
    arena_release(&arena);
}

static void make_account(struct bench *b, struct scope *scope)
{
    struct account account = { .id = b->account,
                               .account = b->account,
                               .status = ACCOUNT_ACTIVE,
                               .name = STR("Bench"),
                               .currency = UNIT_USD };
    struct ledger ledger = b->ledger;
    struct wallet wallet;
    bool again;

    must(VIA(b->records, save, scope, &account_record, &account, NULL), scope, "account");
    must(VIA(ledger, open, scope, UNIT_USD, false, 0), scope, "wallet");
    must(VIA(ledger, fund, scope, AMOUNT(INT64_C(1) << 60, UNIT_USD), STR("pay"), STR(""), &wallet,
             &again),
         scope, "fund");
}

/* A million documents go in without their indexes, which are made afterwards: much faster, and the
 * same in the end. */
static void stage_all(struct bench *b, struct batch_id batch)
{
    struct mongodb_config config = mongodb_of(b);
    struct scope scope = { 0 };

    if (b->mongodb != NULL)
        tell_mongodb(b, "dropIndexes", "jobs", "*");
    for (int64_t i = 0; i < b->options.queued; i += STAGE)
        stage(b, batch, i + 2, b->options.queued - i < STAGE ? b->options.queued - i : STAGE);
    if (b->mongodb != NULL)
        must(mongodb_store_repair(&config, &scope.error), &scope, "indexes");
}

static void prepare(struct bench *b)
{
    struct arena arena = arena_init();
    struct instant now = VIA0(b->clock, wall);

    b->account = (struct account_id){ random_id(b->random, now) };
    b->campaign = (struct campaign_id){ random_id(b->random, now) };
    b->connection = (struct connection_id){ random_id(b->random, now) };
    struct scope scope = fresh_scope(b, &arena);
    struct batch batch = { .id = { random_id(b->random, now) },
                           .campaign = b->campaign,
                           .status = BATCH_IMPORTING,
                           .counts = { .jobs = b->options.queued } };
    make_account(b, &scope);
    must(VIA(b->records, save, &scope, &batch_record, &batch, NULL), &scope, "batch");
    stage_all(b, batch.id);
    batch.status = BATCH_COMMITTED;
    must(VIA(b->imports, commit, &scope, &batch, NULL), &scope, "commit");
    must(VIA(b->jobs, set_gate, &scope, b->account, b->campaign, GATE_OPEN, 0), &scope, "gate");
    arena_release(&arena);
}

/* -- the life of a call -- */

static struct step step_of(const struct job *job)
{
    return (struct step){
        .account = job->account, .job = job->id, .fence = job->fence, .tag = job->attempt.tag
    };
}

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
        steps[i] = (struct hold_step){ .at = step_of(jobs->items[i]),
                                       .amount = AMOUNT(HOLD_UNITS, UNIT_USD),
                                       .tariff = tariff,
                                       .max_talk = MINUTES(10) };
    must(VIA(c->bench->jobs, hold, &c->scope, steps, jobs->n), &c->scope, "hold");
    for (size_t i = 0; i < jobs->n; i++)
        item_ok(steps[i].at, "hold");
}

static void guard_all(struct caller *c, const struct job_list *jobs)
{
    struct phone_hasher hasher = system_phone_hasher_port(c->bench->secrets);
    struct person_repository persons = c->bench->persons;
    struct phone_hash_id *hashes = ARENA_ARRAY(&c->arena, struct phone_hash_id, jobs->n);
    struct person **found = ARENA_ARRAY(&c->arena, struct person *, jobs->n);
    struct person_save *saves = ARENA_ARRAY(&c->arena, struct person_save, jobs->n);

    for (size_t i = 0; i < jobs->n; i++)
        hashes[i] =
            VIA(hasher, account_hash, c->bench->account, jobs->items[i]->phones.items[0].phone);
    must(VIA(persons, load, &c->scope, c->bench->account, hashes, jobs->n, found), &c->scope,
         "persons");
    for (size_t i = 0; i < jobs->n; i++) {
        person_begin(found[i],
                     (struct touch){ .tag = jobs->items[i]->attempt.tag,
                                     .at = c->scope.now,
                                     .purpose = PURPOSE_COLLECTION,
                                     .campaign = c->bench->campaign },
                     instant_add(c->scope.now, MINUTES(16)), &c->arena);
        saves[i] = (struct person_save){ c->bench->account, &found[i], 1, ERR_OK };
    }
    must(VIA(persons, save, &c->scope, saves, jobs->n), &c->scope, "guard");
}

static void intend(struct caller *c, const struct job *job)
{
    struct intent_step step = { .at = step_of(job),
                                .intent = { .phone = job->attempt.phone,
                                            .from_number = STR("+576011234567"),
                                            .connection = c->bench->connection,
                                            .rules = STR("co/3"),
                                            .local_time = STR("2026-11-25T10:00 America/Bogota"),
                                            .clock = STR("kernel") } };

    must(VIA(c->bench->jobs, begin_dialing, &c->scope, &step, 1), &c->scope, "intent");
    item_ok(step.at, "intent");
}

static void place(struct caller *c, const struct job *job, struct str call)
{
    struct placed_step step = { step_of(job), call };

    must(VIA(c->bench->jobs, placed, &c->scope, &step, 1), &c->scope, "placed");
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
                               .connection = c->bench->connection,
                               .tag = job->attempt.tag,
                               .raw = raw,
                               .received_at = c->scope.now };
    bool again;

    must(VIA(c->bench->inbox, put, &c->scope, &item, &again), &c->scope, "inbox");
    return item.key;
}

static void end(struct caller *c, const struct job *job, struct str call, struct str key)
{
    struct ended_step step = { .at = step_of(job),
                               .facts = { .provider_call = call,
                                          .reason = STR("user_hangup"),
                                          .call_status = STR("ended"),
                                          .talk_ms = { 61000 },
                                          .cost_micros = SOME_I64(71166),
                                          .key = key },
                               .transcript = STR("Agent: Buenos días\nUser: Sí, con ella.\n") };

    must(VIA(c->bench->jobs, ended, &c->scope, &step, 1), &c->scope, "ended");
    item_ok(step.at, "ended");
}

static void settle_all(struct caller *c, const struct job_list *jobs, const struct str *keys)
{
    struct settle_step *steps = ARENA_ARRAY(&c->arena, struct settle_step, jobs->n);

    must(VIA(c->bench->inbox, done, &c->scope, keys, jobs->n), &c->scope, "done");
    for (size_t i = 0; i < jobs->n; i++)
        steps[i] = (struct settle_step){ .at = step_of(jobs->items[i]),
                                         .rules = { .max_attempts = 3, .attempts_per_day = 1 } };
    must(VIA(c->bench->jobs, settle, &c->scope, steps, jobs->n), &c->scope, "settle");
    for (size_t i = 0; i < jobs->n; i++)
        item_ok(steps[i].at, "settle");
}

static struct job_list claim_some(struct caller *c)
{
    struct bench *b = c->bench;
    struct claim_request request = { b->account, b->campaign, b->options.batch };
    struct job_list jobs;

    arena_reset(&c->arena);
    c->scope = fresh_scope(b, &c->arena);
    must(VIA(b->jobs, claim, &c->scope, &request, &jobs), &c->scope, "claim");
    return jobs;
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
        steps[i] = (struct defer_step){ .at = step_of(jobs.items[i]),
                                        .until = c->scope.now,
                                        .reason = STR("policy.guarded") };
    must(VIA(c->bench->jobs, defer, &c->scope, steps, jobs.n), &c->scope, "release");
    return 2 * (int64_t)jobs.n;
}

/* What each pass over a campaign asks, and what a page of it asks. */
static int64_t pass_round(struct caller *c)
{
    struct bench *b = c->bench;
    struct state_counts counts;

    arena_reset(&c->arena);
    c->scope = fresh_scope(b, &c->arena);
    must(VIA(b->jobs, counts_in_course, &c->scope, b->account, b->campaign, &counts), &c->scope,
         "counts in course");
    return 1;
}

static int64_t count_round(struct caller *c)
{
    struct bench *b = c->bench;
    struct state_counts counts;

    arena_reset(&c->arena);
    c->scope = fresh_scope(b, &c->arena);
    must(VIA(b->jobs, counts, &c->scope, b->account, b->campaign, &counts), &c->scope, "counts");
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
        int64_t start = now_us();

        n = c->bench->options.round(c);
        c->bench->done += n;
        if (n > 0)
            c->took[c->rounds++ % ROUNDS_TOLD] = now_us() - start;
    }
    c->bench->resting++;
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;

    return (one > other) - (one < other);
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
    qsort(all, n, sizeof *all, by_size);
    b->middle_us = n > 0 ? all[n / 2] : 0;
    b->slowest_us = n > 0 ? all[n * 99 / 100] : 0;
    free(all);
}

static double run(struct bench *b)
{
    struct caller *callers = calloc((size_t)b->options.callers, sizeof *callers);
    int64_t start = now_us(), until = start + b->options.seconds * 1000000;

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
    while (now_us() < until && b->resting < b->options.callers)
        usleep(2000);
    b->stop = true;
    int64_t done = b->done, took = now_us() - start;
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

static void make_folder(struct bench *b)
{
    const char *tmp = getenv("TMPDIR");

    (void)snprintf(b->folder, sizeof b->folder, "%s/bench.XXXXXX",
                   tmp != NULL && strlen(tmp) < 40 ? tmp : "/tmp");
    if (mkdtemp(b->folder) == NULL)
        exit(1);
    (void)snprintf(b->path, sizeof b->path, "%s/calls.db", b->folder);
}

static void remove_folder(const struct bench *b)
{
    char path[112];

    unlink(b->path);
    (void)snprintf(path, sizeof path, "%s.lock", b->path);
    unlink(path);
    rmdir(b->folder);
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
    struct bench b = { .options = read_options(argc, argv),
                       .clock = system_clock_port(system),
                       .random = system_random() };

    b.secrets = system_secrets_new(master_key, b.random);
    make_folder(&b);
    int64_t before = fsyncs_a_second(&b);
    if (b.options.mongodb != NULL)
        open_mongodb(&b);
    else
        open_sqlite(&b);
    prepare(&b);
    double rate = run(&b);
    int64_t after = fsyncs_a_second(&b);
    sqlite_store_free(b.sqlite);
    if (b.mongodb != NULL)
        drop_database(&b);
    mongodb_store_free(b.mongodb);
    system_secrets_free(b.secrets);
    system_clock_free(system);
    remove_folder(&b);
    report(&b, rate, before, after);
    return 0;
}
