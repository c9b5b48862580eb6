/* bench/bench_store.c - see bench_store.h. */
#include "bench_store.h"

#include <mongoc/mongoc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "domain/models/account.h"
#include "infrastructure/secrets.h"
#include "infrastructure/system.h"

enum { STAGE = 5000 };

struct scope bench_scope(struct bench_store *b, struct arena *arena)
{
    struct scope scope = scope_system(arena, b->account, VIA0(b->clock, wall), log_none());

    scope.error.arena = arena;
    return scope;
}

/* -- what there is before -- */

static const unsigned char master_key[SQLITE_MASTER_KEY] = "a key for benchmarks, 31 bytes .";

static void open_sqlite(struct bench_store *b)
{
    struct sqlite_config config = { .path = str_from_c(b->path),
                                    .master_key = master_key,
                                    .clock = b->clock,
                                    .random = b->random,
                                    .hasher = system_phone_hasher_port(b->secrets),
                                    .log = log_none() };
    struct scope scope = { 0 };

    bench_must(sqlite_store_open(&config, &b->sqlite, &scope.error), &scope.error, "open");
    b->records = sqlite_record_store(b->sqlite);
    b->imports = sqlite_import_store(b->sqlite);
    b->jobs = sqlite_job_steps(b->sqlite);
    b->ledger = sqlite_ledger(b->sqlite);
    b->persons = sqlite_persons(b->sqlite);
    b->inbox = sqlite_inbox(b->sqlite);
}

static struct mongodb_config mongodb_of(struct bench_store *b)
{
    return (struct mongodb_config){ .uri = str_from_c(b->mongodb_uri),
                                    .database = str_from_c(strrchr(b->folder, '.') + 1),
                                    .master_key = master_key,
                                    .clock = b->clock,
                                    .random = b->random,
                                    .hasher = system_phone_hasher_port(b->secrets),
                                    .log = log_none(),
                                    .connections = b->callers + 2,
                                    .wait = { 600000 } };
}

static void open_mongodb(struct bench_store *b)
{
    struct mongodb_config config = mongodb_of(b);
    struct scope scope = { 0 };

    bench_must(mongodb_store_open(&config, &b->mongodb, &scope.error), &scope.error, "open");
    b->records = mongodb_record_store(b->mongodb);
    b->imports = mongodb_import_store(b->mongodb);
    b->jobs = mongodb_job_steps(b->mongodb);
    b->ledger = mongodb_ledger(b->mongodb);
    b->persons = mongodb_persons(b->mongodb);
    b->inbox = mongodb_inbox(b->mongodb);
}

/* A command to the database of this run, by a client of our own. */
static void tell_mongodb(struct bench_store *b, const char *command, const char *value,
                         const char *index)
{
    mongoc_client_t *client = mongoc_client_new(b->mongodb_uri);
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

static void drop_database(struct bench_store *b)
{
    mongoc_client_t *client = mongoc_client_new(b->mongodb_uri);
    mongoc_database_t *database = mongoc_client_get_database(client, strrchr(b->folder, '.') + 1);

    mongoc_database_drop(database, NULL);
    mongoc_database_destroy(database);
    mongoc_client_destroy(client);
}

static struct job make_job(struct bench_store *b, struct batch_id batch, int64_t row,
                           struct arena *arena)
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

static void stage(struct bench_store *b, struct batch_id batch, int64_t first, int64_t n)
{
    struct arena arena = arena_init();
    struct scope scope = bench_scope(b, &arena);
    struct job **jobs = ARENA_ARRAY(&arena, struct job *, (size_t)n);

    for (int64_t i = 0; i < n; i++) {
        jobs[i] = ARENA_NEW(&arena, struct job);
        *jobs[i] = make_job(b, batch, first + i, &arena);
    }
    bench_must(VIA(b->imports, stage, &scope, jobs, (size_t)n), &scope.error, "stage");
    arena_release(&arena);
}

static void make_account(struct bench_store *b, struct scope *scope)
{
    struct account account = { .id = b->account,
                               .account = b->account,
                               .status = ACCOUNT_ACTIVE,
                               .name = STR("Bench"),
                               .currency = UNIT_USD };
    struct ledger ledger = b->ledger;
    struct wallet wallet;
    bool again;

    bench_must(VIA(b->records, save, scope, &account_record, &account, NULL), &scope->error,
               "account");
    bench_must(VIA(ledger, open, scope, UNIT_USD, false, 0), &scope->error, "wallet");
    bench_must(VIA(ledger, fund, scope, AMOUNT(INT64_C(1) << 60, UNIT_USD), STR("pay"), STR(""),
                   &wallet, &again),
               &scope->error, "fund");
}

/* A million documents go in without their indexes, which are made afterwards: much faster, and the
 * same in the end. */
static void stage_all(struct bench_store *b, struct batch_id batch)
{
    struct mongodb_config config = mongodb_of(b);
    struct scope scope = { 0 };

    if (b->mongodb != NULL)
        tell_mongodb(b, "dropIndexes", "jobs", "*");
    for (int64_t i = 0; i < b->queued; i += STAGE)
        stage(b, batch, i + 2, b->queued - i < STAGE ? b->queued - i : STAGE);
    if (b->mongodb != NULL)
        bench_must(mongodb_store_repair(&config, &scope.error), &scope.error, "indexes");
}

static void prepare(struct bench_store *b)
{
    struct arena arena = arena_init();
    struct instant now = VIA0(b->clock, wall);

    b->account = (struct account_id){ random_id(b->random, now) };
    b->campaign = (struct campaign_id){ random_id(b->random, now) };
    b->connection = (struct connection_id){ random_id(b->random, now) };
    struct scope scope = bench_scope(b, &arena);
    struct batch batch = { .id = { random_id(b->random, now) },
                           .campaign = b->campaign,
                           .status = BATCH_IMPORTING,
                           .counts = { .jobs = b->queued } };
    make_account(b, &scope);
    bench_must(VIA(b->records, save, &scope, &batch_record, &batch, NULL), &scope.error, "batch");
    stage_all(b, batch.id);
    batch.status = BATCH_COMMITTED;
    bench_must(VIA(b->imports, commit, &scope, &batch, NULL), &scope.error, "commit");
    bench_must(VIA(b->jobs, set_gate, &scope, b->account, b->campaign, GATE_OPEN, 0), &scope.error,
               "gate");
    arena_release(&arena);
}

static void make_folder(struct bench_store *b)
{
    const char *tmp = getenv("TMPDIR");

    (void)snprintf(b->folder, sizeof b->folder, "%s/bench.XXXXXX",
                   tmp != NULL && strlen(tmp) < 40 ? tmp : "/tmp");
    if (mkdtemp(b->folder) == NULL)
        exit(1);
    (void)snprintf(b->path, sizeof b->path, "%s/calls.db", b->folder);
}

static void remove_folder(const struct bench_store *b)
{
    char path[112];

    unlink(b->path);
    (void)snprintf(path, sizeof path, "%s.lock", b->path);
    unlink(path);
    rmdir(b->folder);
}

/* -- what both ask -- */

struct step bench_step(const struct job *job)
{
    return (struct step){
        .account = job->account, .job = job->id, .fence = job->fence, .tag = job->attempt.tag
    };
}

struct job_list bench_claim(struct bench_store *b, struct scope *scope, int64_t most)
{
    struct claim_request request = { b->account, b->campaign, most };
    struct job_list jobs;

    bench_must(VIA(b->jobs, claim, scope, &request, &jobs), &scope->error, "claim");
    return jobs;
}

void bench_store_open(struct bench_store *b)
{
    b->secrets = system_secrets_new(master_key, b->random);
    make_folder(b);
    if (b->mongodb_uri != NULL)
        open_mongodb(b);
    else
        open_sqlite(b);
    prepare(b);
}

void bench_store_close(struct bench_store *b)
{
    sqlite_store_free(b->sqlite);
    if (b->mongodb != NULL)
        drop_database(b);
    mongodb_store_free(b->mongodb);
    system_secrets_free(b->secrets);
    remove_folder(b);
}
