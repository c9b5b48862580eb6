/* tests/integration/call_worker/test_call_worker.c - the loops of calling with all their threads,
 * on the embedded store, speaking to a server of bytes. */
#include "support/expect.h"

#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "application/ports.h"
#include "base/strbuf.h"
#include "codec/json.h"
#include "domain/models/account.h"
#include "fakes/memory_dialing.h"
#include "fakes/plain_secrets.h"
#include "infrastructure/process.h"
#include "infrastructure/retell.h"
#include "infrastructure/sqlite.h"
#include "infrastructure/system.h"
#include "integration/retell/raw_server.h"
#include "support/fixed_zones.h"
#include "workers/call_sweeps.h"
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

static struct scope *scope(struct fixture *f, struct account_id account)
{
    f->scope = scope_system(&f->arena, account, VIA0(f->ports.clock, wall), log_none());
    return &f->scope;
}

static struct scope *own(struct fixture *f)
{
    return scope(f, f->account.id);
}

static struct id128 an_id(struct fixture *f)
{
    return random_id(f->ports.random, VIA0(f->ports.clock, wall));
}

/* Wednesday, 2026-11-25, 10:00 in Bogotá, whenever the test runs. */
static void open_clock(struct fixture *f)
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

static void open_store(struct fixture *f)
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

static enum err show_none(void *self, struct arena *arena, const struct connection *connection,
                          int64_t most, struct voice_call_list *ret, struct error *error)
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

static void open_voice(struct fixture *f)
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

static void given_account(struct fixture *f)
{
    struct wallet wallet;
    bool again;

    f->plan = (struct plan){ .code = STR("starter"),
                             .kind = PLAN_CREDITS,
                             .tariff = { AMOUNT(60000, UNIT_USD), { 60000 }, { 60000 } },
                             .max_active = 100 };
    f->plans = (struct plan_list){ &f->plan, 1 };
    f->rules = (struct rule_packs){ packs, ARRAY_LEN(packs) };
    f->account = (struct account){ .id = { an_id(f) },
                                   .status = ACCOUNT_ACTIVE,
                                   .name = STR("Cobros"),
                                   .country = STR("CO"),
                                   .time_zone = STR("America/Bogota"),
                                   .language = STR("es"),
                                   .currency = UNIT_USD,
                                   .plan = STR("starter"),
                                   .max_active = 100,
                                   .created_at = VIA0(f->ports.clock, wall) };
    f->account.account = f->account.id;
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

static int set_up(void **state)
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

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    retell_free(f->retell);
    raw_stop(&f->server);
    sqlite_store_free(f->store);
    process_limiter_free(f->limiter);
    system_clock_free(f->clock);
    nftw(f->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    arena_release(&f->arena);
    free(f);
    return 0;
}

static struct campaign *given_campaign(struct fixture *f, enum campaign_status status)
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

static struct job *new_job(struct fixture *f, const struct campaign *c, struct batch_id batch,
                           int64_t row)
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

static void given_jobs(struct fixture *f, const struct campaign *c, size_t n)
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
static void given_calls(struct fixture *f, size_t n)
{
    f->server.manner = RAW_ANSWER_AND_CLOSE;
    for (size_t i = 0; i < n; i++)
        f->server.answers[i] =
            str_c(&f->arena, str_format(&f->arena,
                                        "HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n"
                                        "{\"call_id\":\"call_%02zu\"}",
                                        21, i));
}

static struct state_counts counts(struct fixture *f, const struct campaign *c)
{
    struct state_counts counts;

    expect_ok(VIA(f->ports.jobs, counts, own(f), f->account.id, c->id, &counts));
    return counts;
}

static bool has_answered(const struct raw_server *s, size_t n)
{
    return s->requests >= n;
}
static bool has_whole(const struct raw_server *s, size_t n)
{
    size_t whole = 0;

    for (size_t i = 0; i < s->n; i++)
        whole += raw_is_whole(&s->connections[i]);
    return whole >= n;
}

/* The tag of the i-th POST. */
static struct str posted_tag(struct fixture *f, size_t i)
{
    const struct json *body;

    expect_ok(
        json_parse(&f->arena, str_from_c(raw_body(&f->server.connections[i])), NULL, &body, NULL));
    return json_str(json_path(body, "metadata.tag"));
}

static void worker__places_every_job_once(void **state)
{
    struct fixture *f = *state;
    struct campaign *c = given_campaign(f, CAMPAIGN_RUNNING);
    struct call_worker *worker;

    given_jobs(f, c, JOBS);
    given_calls(f, JOBS);
    worker = call_worker_start(&f->ports, &f->settings);
    raw_wait(&f->server, has_answered, JOBS);
    call_worker_free(worker);

    assert_int_equal(counts(f, c).n[JOB_PLACED], JOBS);
    assert_int_equal(f->server.n, JOBS);
    for (size_t i = 0; i < JOBS; i++)
        for (size_t k = 0; k < i; k++)
            assert_false(str_eq(posted_tag(f, i), posted_tag(f, k)));
}

static void worker__leaves_paused_campaigns_alone(void **state)
{
    struct fixture *f = *state;
    struct campaign *paused = given_campaign(f, CAMPAIGN_PAUSED);
    struct campaign *running = given_campaign(f, CAMPAIGN_RUNNING);
    struct call_worker *worker;

    given_jobs(f, paused, 3);
    given_jobs(f, running, 3);
    given_calls(f, 3);
    worker = call_worker_start(&f->ports, &f->settings);
    raw_wait(&f->server, has_answered, 3);
    call_worker_free(worker);

    assert_int_equal(counts(f, running).n[JOB_PLACED], 3);
    assert_int_equal(counts(f, paused).n[JOB_SCHEDULED], 3);
}

static void worker__never_has_more_in_course_than_the_campaign_allows(void **state)
{
    struct fixture *f = *state;
    struct campaign *c = given_campaign(f, CAMPAIGN_RUNNING);
    struct call_worker *worker;

    c->pacing.max_active = 4;
    expect_ok(VIA(f->ports.records, save, own(f), &campaign_record, c, NULL));
    expect_ok(VIA(f->ports.jobs, set_gate, own(f), f->account.id, c->id, GATE_OPEN, 4));
    given_jobs(f, c, JOBS);
    given_calls(f, JOBS);
    worker = call_worker_start(&f->ports, &f->settings);
    raw_wait(&f->server, has_answered, 4);
    call_worker_free(worker);

    assert_int_equal(counts(f, c).n[JOB_PLACED], 4);
    assert_int_equal(f->server.n, 4);
}

/* A store whose permits come between its count of the calls and the use of that count: POSTs that
 * were in the air when it counted are in the store, and in no count, when the worker decides. */
enum { BUDGET = 4 };
struct late_permits {
    struct job_steps inner;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct late_ask {
        struct scope *scope;
        struct intent_step *steps;
        size_t n;
        struct step_waiter waiter;
        struct late_permits *of;
    } asked[BUDGET];
    size_t asked_n, told_n;
    bool given;
    int64_t counts; /* since then */
};

static void late_told(void *context, enum err err)
{
    struct late_ask *asked = context;

    asked->waiter.told(asked->waiter.context, err);
    pthread_mutex_lock(&asked->of->lock);
    asked->of->told_n++;
    pthread_cond_broadcast(&asked->of->changed);
    pthread_mutex_unlock(&asked->of->lock);
}

static void late_begin(void *self, struct scope *scope, struct intent_step *steps, size_t n,
                       struct step_waiter waiter)
{
    struct late_permits *late = self;
    bool waits;

    pthread_mutex_lock(&late->lock);
    waits = !late->given && late->asked_n < BUDGET;
    if (waits)
        late->asked[late->asked_n++] = (struct late_ask){ scope, steps, n, waiter, late };
    pthread_mutex_unlock(&late->lock);
    if (!waits)
        VIA(late->inner, begin_dialing_async, scope, steps, n, waiter);
}

static enum err late_counts(void *self, struct scope *scope, struct account_id account,
                            struct campaign_id campaign, struct state_counts *ret)
{
    struct late_permits *late = self;
    enum err err = VIA(late->inner, counts, scope, account, campaign, ret);

    pthread_mutex_lock(&late->lock);
    if (!late->given && late->asked_n == BUDGET) {
        late->given = true;
        for (size_t i = 0; i < BUDGET; i++)
            VIA(late->inner, begin_dialing_async, late->asked[i].scope, late->asked[i].steps,
                late->asked[i].n, ((struct step_waiter){ late_told, &late->asked[i] }));
        while (late->told_n < BUDGET)
            pthread_cond_wait(&late->changed, &late->lock);
    } else if (late->given) {
        late->counts++;
        pthread_cond_broadcast(&late->changed);
    }
    pthread_mutex_unlock(&late->lock);
    return err;
}

static enum err late_claim(void *self, struct scope *scope, const struct claim_request *request,
                           struct job_list *ret)
{
    return VIA(((struct late_permits *)self)->inner, claim, scope, request, ret);
}
static enum err late_hold(void *self, struct scope *scope, struct hold_step *steps, size_t n)
{
    return VIA(((struct late_permits *)self)->inner, hold, scope, steps, n);
}
static enum err late_defer(void *self, struct scope *scope, struct defer_step *steps, size_t n)
{
    return VIA(((struct late_permits *)self)->inner, defer, scope, steps, n);
}
static void late_allowed(void *self, struct scope *scope, struct step *steps, size_t n,
                         struct step_waiter waiter)
{
    VIA(((struct late_permits *)self)->inner, still_allowed_async, scope, steps, n, waiter);
}
static enum err late_allowed_now(void *self, struct scope *scope, struct step *steps, size_t n)
{
    return VIA(((struct late_permits *)self)->inner, still_allowed, scope, steps, n);
}
static enum err late_placed(void *self, struct scope *scope, struct placed_step *steps, size_t n)
{
    return VIA(((struct late_permits *)self)->inner, placed, scope, steps, n);
}
static enum err late_due(void *self, struct scope *scope, struct instant now, int64_t most,
                         struct job_list *ret)
{
    return VIA(((struct late_permits *)self)->inner, reconcile_due, scope, now, most, ret);
}
static enum err late_overdue(void *self, struct scope *scope, struct instant now, int64_t most,
                             struct job_list *ret)
{
    return VIA(((struct late_permits *)self)->inner, overdue, scope, now, most, ret);
}

static enum err late_active(void *self, struct scope *scope, const struct job *after, int64_t most,
                            struct job_list *ret)
{
    return VIA(((struct late_permits *)self)->inner, active, scope, after, most, ret);
}

static void worker__never_places_more_than_the_budget(void **state)
{
    static const struct job_steps_ops ops = { .claim = late_claim,
                                              .hold = late_hold,
                                              .defer = late_defer,
                                              .begin_dialing_async = late_begin,
                                              .still_allowed_async = late_allowed,
                                              .still_allowed = late_allowed_now,
                                              .placed = late_placed,
                                              .reconcile_due = late_due,
                                              .overdue = late_overdue,
                                              .active = late_active,
                                              .counts = late_counts,
                                              .counts_in_course = late_counts };
    struct fixture *f = *state;
    struct late_permits late = { .inner = f->ports.jobs };
    struct campaign *c = given_campaign(f, CAMPAIGN_RUNNING);
    struct call_worker *worker;

    pthread_mutex_init(&late.lock, NULL);
    pthread_cond_init(&late.changed, NULL);
    c->budget_calls = SOME_I64(BUDGET);
    expect_ok(VIA(f->ports.records, save, own(f), &campaign_record, c, NULL));
    given_jobs(f, c, JOBS);
    given_calls(f, JOBS);
    f->ports.jobs = (struct job_steps){ &ops, &late };
    worker = call_worker_start(&f->ports, &f->settings);
    pthread_mutex_lock(&late.lock);
    while (late.counts < 3) /* passes that could have placed more */
        pthread_cond_wait(&late.changed, &late.lock);
    pthread_mutex_unlock(&late.lock);
    call_worker_free(worker);
    f->ports.jobs = late.inner;

    assert_int_equal(counts(f, c).n[JOB_PLACED], BUDGET);
    assert_int_equal(f->server.n, BUDGET);
    pthread_cond_destroy(&late.changed);
    pthread_mutex_destroy(&late.lock);
}

static int64_t monotonic_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Whether the store is a copy of before its newest calls can only be read there. */
static void worker__places_nothing_while_the_providers_list_cannot_be_read(void **state)
{
    const struct timespec moment = { .tv_nsec = 10000000 };
    struct fixture *f = *state;
    struct campaign *c = given_campaign(f, CAMPAIGN_RUNNING);
    struct call_worker *worker;

    atomic_store(&shown.away, true);
    given_jobs(f, c, 3);
    given_calls(f, 3);
    worker = call_worker_start(&f->ports, &f->settings);
    while (atomic_load(&shown.asked) < 2)
        nanosleep(&moment, NULL);
    assert_int_equal(counts(f, c).n[JOB_SCHEDULED], 3);
    atomic_store(&shown.away, false);
    raw_wait(&f->server, has_answered, 3);
    call_worker_free(worker);

    assert_int_equal(counts(f, c).n[JOB_PLACED], 3);
}

/* The pace is the campaign's, not each worker's: a burst of a second's worth, and no more. */
static void two_workers__keep_one_pace_together(void **state)
{
    enum { PACE = 240, BURST = PACE / 60 };
    struct fixture *f = *state;
    struct campaign *c = given_campaign(f, CAMPAIGN_RUNNING);
    struct call_worker *first, *second;
    int64_t from, least = (JOBS - BURST) * 60000 / PACE;

    c->pacing.starts_per_minute = PACE;
    expect_ok(VIA(f->ports.records, save, own(f), &campaign_record, c, NULL));
    given_jobs(f, c, JOBS);
    given_calls(f, JOBS);
    from = monotonic_ms();
    first = call_worker_start(&f->ports, &f->settings);
    second = call_worker_start(&f->ports, &f->settings);
    raw_wait(&f->server, has_answered, JOBS);
    assert_in_range(monotonic_ms() - from, least, RAW_WAIT_MS);
    call_worker_free(first);
    call_worker_free(second);

    assert_int_equal(counts(f, c).n[JOB_PLACED], JOBS);
    assert_int_equal(f->server.n, JOBS);
}

static void worker__leaves_what_it_does_not_know_to_the_search(void **state)
{
    struct fixture *f = *state;
    struct campaign *c = given_campaign(f, CAMPAIGN_RUNNING);
    struct call_worker *worker;

    given_jobs(f, c, 3);
    f->server.manner = RAW_SILENT;
    worker = call_worker_start(&f->ports, &f->settings);
    raw_wait(&f->server, has_whole, 3);
    call_worker_free(worker); /* waits for the seconds that a POST may take */

    assert_int_equal(counts(f, c).n[JOB_DIALING], 3);
    assert_int_equal(f->server.n, 3);
}

static void put_webhook(struct fixture *f, size_t i)
{
    struct str call = str_format(&f->arena, "call_%02zu", i);
    struct inbox_item item = {
        .key = str_format(&f->arena, "key-%zu", i),
        .connection = f->connection.id,
        .tag = STR(""),
        .raw = str_format(&f->arena,
                          "{\"event\":\"call_ended\",\"call\":{\"call_id\":\"%.*s\","
                          "\"call_status\":\"ended\",\"disconnection_reason\":\"user_hangup\","
                          "\"duration_ms\":61000,\"start_timestamp\":1795618800000}}",
                          STR_ARG(call)),
        .received_at = VIA0(f->ports.clock, wall),
    };
    bool again;

    expect_ok(VIA(f->ports.inbox, put, own(f), &item, &again));
}

/* Until the campaign is done; there is nobody who would tell. */
/* -- the end of a worker -- */

static struct {
    atomic_int asked, ended;
} stops;

static enum err stop_at_third(void *self, const struct connection *connection,
                              struct str provider_call, struct error *error)
{
    (void)self;
    (void)connection;
    (void)provider_call;
    if (atomic_fetch_add(&stops.asked, 1) < 2)
        return FAIL(error, ERR_UNAVAILABLE, "voice.unavailable");
    atomic_fetch_add(&stops.ended, 1);
    return ERR_OK;
}

static enum err never_allowed(void *self, struct scope *scope, struct step *steps, size_t n)
{
    (void)self;
    (void)scope;
    for (size_t i = 0; i < n; i++) {
        steps[i].err = ERR_PRECONDITION;
        steps[i].slug = "person.suppressed";
    }
    return ERR_OK;
}

/* The number was listed while its call was on its way; the provider is away for a moment. */
static void worker__hangs_up_what_it_has_to_before_it_ends(void **state)
{
    static struct job_steps_ops ops;
    struct fixture *f = *state;
    struct campaign *c = given_campaign(f, CAMPAIGN_RUNNING);
    struct timespec pause = { .tv_nsec = 5000000 };
    struct call_worker *worker;

    ops = *f->ports.jobs.ops;
    ops.still_allowed = never_allowed;
    f->ports.jobs.ops = &ops;
    f->voice_ops.stop = stop_at_third;
    atomic_store(&stops.asked, 0);
    atomic_store(&stops.ended, 0);
    given_jobs(f, c, 1);
    given_calls(f, 1);
    worker = call_worker_start(&f->ports, &f->settings);
    while (atomic_load(&stops.asked) == 0)
        nanosleep(&pause, NULL);
    call_worker_free(worker);

    assert_int_equal(atomic_load(&stops.ended), 1);
}

static void wait_until_done(struct fixture *f, const struct campaign *c)
{
    for (int tries = 0; tries < 6000; tries++) {
        struct timespec pause = { .tv_nsec = 10000000 };
        void *found;

        expect_ok(VIA(f->ports.records, find, own(f), &campaign_record, c->id.v, &found));
        if (((struct campaign *)found)->status == CAMPAIGN_DONE)
            return;
        nanosleep(&pause, NULL);
    }
    fail_msg("the campaign is not done");
}

static void sweeps__bring_placed_calls_to_their_end(void **state)
{
    struct fixture *f = *state;
    struct campaign *c = given_campaign(f, CAMPAIGN_RUNNING);
    struct call_sweep_settings settings = call_sweep_defaults();
    struct call_sweep *inbox, *settle;
    struct call_worker *worker;
    struct wallet wallet;

    given_jobs(f, c, JOBS);
    given_calls(f, JOBS);
    worker = call_worker_start(&f->ports, &f->settings);
    raw_wait(&f->server, has_answered, JOBS);
    call_worker_free(worker);
    for (size_t i = 0; i < JOBS; i++)
        put_webhook(f, i);
    settings.finish = (struct duration){ 10 };
    inbox = inbox_sweep_start(&f->ports, &settings);
    settle = settle_sweep_start(&f->ports, &settings);
    wait_until_done(f, c);
    call_sweep_free(inbox);
    call_sweep_free(settle);

    assert_int_equal(counts(f, c).n[JOB_DONE], JOBS);
    expect_ok(VIA(f->ports.ledger, wallet, own(f), &wallet));
    assert_int_equal(wallet.held, 0);
    assert_int_equal(wallet.spent, JOBS * 120000); /* 61 s by the minute */
    expect_ok(VIA(f->ports.ledger, check, own(f)));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(worker__places_every_job_once),
        TEST(worker__leaves_paused_campaigns_alone),
        TEST(worker__never_has_more_in_course_than_the_campaign_allows),
        TEST(worker__never_places_more_than_the_budget),
        TEST(worker__places_nothing_while_the_providers_list_cannot_be_read),
        TEST(two_workers__keep_one_pace_together),
        TEST(worker__leaves_what_it_does_not_know_to_the_search),
        TEST(worker__hangs_up_what_it_has_to_before_it_ends),
        TEST(sweeps__bring_placed_calls_to_their_end),
    };

    return cmocka_run_group_tests_name("call worker", tests, NULL, NULL);
}
