/* tests/integration/call_worker/given_worker.h - what a call worker works with: the embedded store,
 * an account with money, campaigns with people, and a provider that is a server of bytes. */
#ifndef INTEGRATION_CALL_WORKER_GIVEN_WORKER_H
#define INTEGRATION_CALL_WORKER_GIVEN_WORKER_H

#include "support/a_folder.h"
#include "support/an_account.h"
#include "support/expect.h"

#include <stdatomic.h>

#include "application/ports.h"
#include "base/strbuf.h"
#include "fakes/memory_dialing.h"
#include "fakes/plain_secrets.h"
#include "infrastructure/process.h"
#include "infrastructure/retell.h"
#include "infrastructure/sqlite.h"
#include "infrastructure/system.h"
#include "integration/retell/raw_server.h"
#include "support/fixed_zones.h"
#include "workers/call_worker.h"

enum { JOBS = 12 };

static const unsigned char master_key[SQLITE_MASTER_KEY] = "a master key of tests, 32 bytes";

static const struct day_window windows[] = {
    { 0, 0, 1440 }, { 1, 0, 1440 }, { 2, 0, 1440 }, { 3, 0, 1440 }, { 4, 0, 1440 },
};
static const struct purpose_rules purposes[] = {
    { .purpose = PURPOSE_COLLECTION,
      .windows = { (struct day_window *)(uintptr_t)windows, ARRAY_LEN(windows) } },
};
static const struct holiday holidays[] = { { STR_INIT("2026-12-25"), STR_INIT("Navidad") } };
static const struct rule_pack packs[] = {
    { .country = STR_INIT("*"),
      .version = 1,
      .name = STR_INIT("all day"),
      .source = STR_INIT("test"),
      .purposes = { (struct purpose_rules *)(uintptr_t)purposes, 1 },
      .holidays = { (struct holiday *)(uintptr_t)holidays, 1 } },
};

/* The provider's newest calls, as a test has them; all else is the gateway's own. */
struct shown_calls {
    atomic_int asked;
    atomic_bool away;
};

struct fixture {
    struct arena arena;
    char folder[64], url[64];
    struct system_clock *clock;
    struct sqlite_store *store;
    struct raw_server server;
    struct retell *retell;
    struct voice_gateway_ops voice_ops;
    struct ports ports;
    struct process_limiter *limiter;
    struct scope scope;
    struct plan plan;
    struct plan_list plans;
    struct rule_packs rules;
    struct account account;
    struct connection connection;
    struct call_worker_settings settings;
    int phones;
};

static inline struct scope *scope(struct fixture *f, struct account_id account)
{
    f->scope = scope_system(&f->arena, account, VIA0(f->ports.clock, wall), log_none());
    return &f->scope;
}

static inline struct scope *own(struct fixture *f)
{
    return scope(f, f->account.id);
}

static inline struct id128 an_id(struct fixture *f)
{
    return random_id(f->ports.random, VIA0(f->ports.clock, wall));
}

/* Wednesday, 2026-11-25, 10:00 in Bogotá, whenever the test runs. */
static inline void open_clock(struct fixture *f)
{
    struct clock_source source = clock_source_kernel();
    struct clock_config config = { .trust = CLOCK_TRUST_OPERATOR,
                                   .source = source,
                                   .log = log_none() };

    config.offset_ms = INT64_C(1795618800000) - source.wall_ms(source.self);
    f->clock = system_clock_new(&config);
    f->ports.clock = system_clock_port(f->clock);
    f->ports.random = system_random();
    f->limiter = process_limiter_new(f->ports.clock);
    f->ports.limiter = process_limiter_port(f->limiter);
}

static inline void open_store(struct fixture *f)
{
    struct error error = { .arena = &f->arena };
    struct sqlite_config config = { .master_key = master_key,
                                    .clock = f->ports.clock,
                                    .random = f->ports.random,
                                    .hasher = plain_hasher(),
                                    .log = log_none(),
                                    .readers = 4 };

    f->ports.hasher = plain_hasher();
    snprintf(f->folder, sizeof f->folder, "/tmp/call_worker.XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    config.path = str_format(&f->arena, "%s/store.db", f->folder);
    expect_ok(sqlite_store_open(&config, &f->store, &error));
    f->ports.records = sqlite_record_store(f->store);
    f->ports.jobs = sqlite_job_steps(f->store);
    f->ports.ledger = sqlite_ledger(f->store);
    f->ports.persons = sqlite_persons(f->store);
    f->ports.imports = sqlite_import_store(f->store);
    f->ports.inbox = sqlite_inbox(f->store);
    f->ports.events = sqlite_event_log(f->store);
    f->ports.analytics = sqlite_analytics_reader(f->store);
}

static struct shown_calls shown;

static inline enum err show_none(void *self, struct arena *arena,
                                 const struct connection *connection, int64_t most,
                                 struct voice_call_list *ret, struct error *error)
{
    (void)self;
    (void)arena;
    (void)connection;
    (void)most;
    atomic_fetch_add(&shown.asked, 1);
    if (atomic_load(&shown.away))
        return FAIL(error, ERR_UNAVAILABLE, "voice.unavailable");
    *ret = (struct voice_call_list){ .items = NULL };
    return ERR_OK;
}

static inline void open_voice(struct fixture *f)
{
    struct retell_settings settings = retell_defaults();
    struct error error = { .arena = &f->arena };

    raw_start(&f->server);
    snprintf(f->url, sizeof f->url, "http://127.0.0.1:%d", f->server.port);
    settings.post_ms = SECONDS(4);
    settings.retries = 0;
    expect_ok(retell_open(&settings, f->ports.clock, f->ports.random, &f->retell, &error));
    f->ports.voice = retell_voice_gateway(f->retell);
    f->voice_ops = *f->ports.voice.ops;
    f->voice_ops.recent = show_none;
    f->ports.voice.ops = &f->voice_ops;
    atomic_store(&shown.asked, 0);
    atomic_store(&shown.away, false);
}

static inline void given_account(struct fixture *f)
{
    struct wallet wallet;
    bool again;

    f->plan = (struct plan){ .code = STR("starter"),
                             .kind = PLAN_CREDITS,
                             .tariff = { AMOUNT(60000, UNIT_USD), { 60000 }, { 60000 } },
                             .max_active = 100 };
    f->plans = (struct plan_list){ &f->plan, 1 };
    f->rules = (struct rule_packs){ packs, ARRAY_LEN(packs) };
    f->account = an_account(an_id(f));
    f->account.max_active = 100;
    f->account.created_at = VIA0(f->ports.clock, wall);
    expect_ok(VIA(f->ports.records, save, own(f), &account_record, &f->account, NULL));
    expect_ok(VIA(f->ports.ledger, open, own(f), UNIT_USD, false, 0));
    expect_ok(VIA(f->ports.ledger, fund, own(f), AMOUNT(1000000000, UNIT_USD), STR("payment"),
                  STR("test"), &wallet, &again));
    f->connection = (struct connection){ .id = { an_id(f) },
                                         .name = STR("own"),
                                         .base_url = str_from_c(f->url),
                                         .agent = STR("agent_1"),
                                         .max_active = 100,
                                         .api_key = STR("key") };
    expect_ok(VIA(f->ports.records, save, scope(f, (struct account_id){ 0 }), &connection_record,
                  &f->connection, NULL));
}

static inline int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->arena = arena_init();
    open_clock(f);
    open_store(f);
    open_voice(f);
    f->ports.secrets = plain_secrets();
    f->ports.zones = fixed_zones();
    f->ports.plans = &f->plans;
    f->ports.rules = &f->rules;
    f->ports.log = log_none();
    f->ports.choices = (struct choices){ .voice_is_simulator = true, .ring = SECONDS(30) };
    given_account(f);
    f->settings = call_worker_defaults();
    f->settings.complete_every = HOURS(1);
    f->settings.drain = SECONDS(10);
    *state = f;
    return 0;
}

static inline int tear_down(void **state)
{
    struct fixture *f = *state;

    retell_free(f->retell);
    raw_stop(&f->server);
    sqlite_store_free(f->store);
    process_limiter_free(f->limiter);
    system_clock_free(f->clock);
    folder_remove(f->folder);
    arena_release(&f->arena);
    free(f);
    return 0;
}

static inline struct campaign *given_campaign(struct fixture *f, enum campaign_status status)
{
    static struct str numbers[] = { STR_INIT("+576011234567") };
    struct campaign *c = ARENA_NEW(&f->arena, struct campaign);

    *c = campaign_defaults();
    c->id = (struct campaign_id){ an_id(f) };
    c->account = f->account.id;
    c->status = status;
    c->name = STR("Noviembre");
    c->script = (struct script_id){ an_id(f) };
    c->from_numbers = (struct str_list){ numbers, ARRAY_LEN(numbers) };
    c->pacing = (struct pacing){ .starts_per_minute = 60000, .max_active = 100 };
    c->instructions = STR("Hable con respeto.");
    c->language = STR("es-CO");
    c->created_at = VIA0(f->ports.clock, wall);
    expect_ok(VIA(f->ports.records, save, own(f), &campaign_record, c, NULL));
    expect_ok(VIA(f->ports.jobs, set_gate, own(f), f->account.id, c->id, GATE_OPEN, 100));
    return c;
}

static inline struct job *new_job(struct fixture *f, const struct campaign *c,
                                  struct batch_id batch, int64_t row)
{
    struct job *job = ARENA_NEW(&f->arena, struct job);
    struct job_phone *phone = ARENA_NEW(&f->arena, struct job_phone);

    phone->quality = PHONE_VALID;
    phone->phone.e164 = str_format(&f->arena, "+57300%07d", ++f->phones);
    *job = (struct job){ .id = { an_id(f) },
                         .account = f->account.id,
                         .campaign = c->id,
                         .batch = batch,
                         .row = row,
                         .state = JOB_SCHEDULED,
                         .not_before = VIA0(f->ports.clock, wall),
                         .country = STR("CO"),
                         .created_at = VIA0(f->ports.clock, wall),
                         .phones = { phone, 1 },
                         .name = STR("Ana") };
    return job;
}

static inline void given_jobs(struct fixture *f, const struct campaign *c, size_t n)
{
    struct batch batch = { .id = { an_id(f) },
                           .account = f->account.id,
                           .campaign = c->id,
                           .status = BATCH_IMPORTING,
                           .file_name = STR("people.csv"),
                           .duplicates = DUPLICATES_SKIP,
                           .created_at = VIA0(f->ports.clock, wall) };
    struct job **jobs = ARENA_ARRAY(&f->arena, struct job *, n);
    struct event_list events = { 0 };
    struct error error = { .arena = &f->arena };

    expect_ok(VIA(f->ports.records, save, own(f), &batch_record, &batch, NULL));
    for (size_t i = 0; i < n; i++)
        jobs[i] = new_job(f, c, batch.id, (int64_t)i + 2);
    expect_ok(VIA(f->ports.imports, stage, own(f), jobs, n));
    expect_ok(batch_commit(&batch, (struct batch_counts){ .rows = (int64_t)n, .jobs = (int64_t)n },
                           VIA0(f->ports.clock, wall), &events, &f->arena, &error));
    expect_ok(VIA(f->ports.imports, commit, own(f), &batch, &events));
}

/* The i-th POST makes the call "call_<i>". */
static inline void given_calls(struct fixture *f, size_t n)
{
    f->server.manner = RAW_ANSWER_AND_CLOSE;
    for (size_t i = 0; i < n; i++)
        f->server.answers[i] =
            str_c(&f->arena, str_format(&f->arena,
                                        "HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n"
                                        "{\"call_id\":\"call_%02zu\"}",
                                        21, i));
}

static inline struct state_counts counts(struct fixture *f, const struct campaign *c)
{
    struct state_counts counts;

    expect_ok(VIA(f->ports.jobs, counts, own(f), f->account.id, c->id, &counts));
    return counts;
}

static inline bool has_answered(const struct raw_server *s, size_t n)
{
    return s->requests >= n;
}

#define WITH_WORKER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
