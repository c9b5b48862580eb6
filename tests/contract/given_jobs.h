/* tests/contract/given_jobs.h - two accounts, a running campaign with committed jobs, money, and
 * the steps of a call one by one, for the suites of dialing and money. */
#ifndef CONTRACT_GIVEN_JOBS_H
#define CONTRACT_GIVEN_JOBS_H

#include <pthread.h>
#include <stdlib.h>

#include "base/strbuf.h"
#include "contract/adapter.h"
#include "domain/models/account.h"
#include "domain/models/call.h"
#include "domain/models/connection.h"
#include "support/expect.h"

struct given {
    struct adapter *adapter;
    struct arena arena;
    struct scope scope, other; /* of two accounts */
    struct campaign_id campaign;
    struct batch_id batch;
    struct connection_id connection;
    unsigned ids;
};

/* A dollar and 20 cents for the cap of ten minutes. */
static const struct tariff given_tariff = { { 120000, UNIT_USD }, { 60000 }, { 60000 } };
enum { HOLD_UNITS = 1200000 };

static inline struct id128 given_id(struct given *g)
{
    unsigned char random[10] = { 0 };

    g->ids++;
    memcpy(random, &g->ids, sizeof g->ids);
    return id128_make(g->adapter->clock->wall.unix_ms + g->ids, random);
}

static inline struct scope given_scope(struct given *g, struct account_id account)
{
    struct scope scope = scope_system(&g->arena, account, g->adapter->clock->wall, log_none());

    scope.error.arena = &g->arena;
    return scope;
}

static inline struct scope given_account(struct given *g, int64_t max_active)
{
    struct account account = { .id = { given_id(g) },
                               .status = ACCOUNT_ACTIVE,
                               .name = STR("Cobranzas del Sur"),
                               .currency = UNIT_USD,
                               .max_active = max_active };
    struct scope scope;

    account.account = account.id;
    scope = given_scope(g, account.id);
    expect_ok(VIA(g->adapter->records, save, &scope, &account_record, &account, NULL));
    return scope;
}

static inline struct job given_job(struct given *g, struct campaign_id campaign,
                                   struct batch_id batch, int64_t row)
{
    struct job_phone *phones = ARENA_ARRAY(&g->arena, struct job_phone, 2);
    struct str_pair *variable = ARENA_NEW(&g->arena, struct str_pair);

    phones[0] =
        (struct job_phone){ { str_format(&g->arena, "+57300%07d", (int)row) }, PHONE_VALID };
    phones[1] =
        (struct job_phone){ { str_format(&g->arena, "+57310%07d", (int)row) }, PHONE_POSSIBLE };
    *variable = (struct str_pair){ STR("ciudad"), STR("Bogotá") };
    return (struct job){ .id = { given_id(g) },
                         .campaign = campaign,
                         .batch = batch,
                         .row = row,
                         .state = JOB_SCHEDULED,
                         .not_before = { g->adapter->clock->wall.unix_ms - 1000 + row },
                         .country = STR("CO"),
                         .created_at = g->adapter->clock->wall,
                         .name = STR("Ana María"),
                         .phones = { phones, 2 },
                         .variables = { variable, 1 } };
}

static inline struct batch_id given_batch(struct given *g, struct scope *scope,
                                          struct campaign_id campaign, size_t n, bool committed)
{
    struct batch batch = { .id = { given_id(g) },
                           .campaign = campaign,
                           .status = BATCH_IMPORTING,
                           .counts = { .jobs = (int64_t)n } };
    struct job **jobs = ARENA_ARRAY(&g->arena, struct job *, n);

    expect_ok(VIA(g->adapter->records, save, scope, &batch_record, &batch, NULL));
    for (size_t i = 0; i < n; i++) {
        jobs[i] = ARENA_NEW(&g->arena, struct job);
        *jobs[i] = given_job(g, campaign, batch.id, (int64_t)i + 2);
    }
    if (n > 0)
        expect_ok(VIA(g->adapter->imports, stage, scope, jobs, n));
    batch.status = BATCH_COMMITTED;
    if (committed)
        expect_ok(VIA(g->adapter->imports, commit, scope, &batch, NULL));
    return batch.id;
}

static inline void given_gate(struct given *g, enum gate_state state, int64_t max_active)
{
    expect_ok(VIA(g->adapter->jobs, set_gate, &g->scope, g->scope.account, g->campaign, state,
                  max_active));
}

static inline void given_money(struct given *g, struct scope *scope, int64_t units)
{
    struct wallet wallet;
    bool again;
    struct str key = str_format(&g->arena, "pay-%u", ++g->ids);

    expect_ok(VIA(g->adapter->ledger, fund, scope, AMOUNT(units, UNIT_USD), key, STR("test"),
                  &wallet, &again));
}

static inline void given_connection(struct given *g, int64_t max_active, bool stopped)
{
    struct connection connection = { .id = g->connection,
                                     .name = STR("voice"),
                                     .base_url = STR("http://127.0.0.1:1"),
                                     .max_active = max_active,
                                     .stopped = stopped };
    struct scope system = given_scope(g, (struct account_id){ 0 });

    connection.id = (struct connection_id){ given_id(g) };
    g->connection = connection.id;
    expect_ok(VIA(g->adapter->records, save, &system, &connection_record, &connection, NULL));
}

/* Ten jobs of a running campaign, two dollars and a half, room for a hundred calls. */
static inline int given_dialing(void **state)
{
    struct given *g = calloc(1, sizeof *g);

    assert_non_null(g);
    g->arena = arena_init();
    g->adapter = adapter_open(NULL, 0);
    g->scope = given_account(g, 100);
    g->other = given_account(g, 100);
    g->campaign = (struct campaign_id){ given_id(g) };
    g->batch = given_batch(g, &g->scope, g->campaign, 10, true);
    given_connection(g, 100, false);
    expect_ok(VIA(g->adapter->ledger, open, &g->scope, UNIT_USD, false, 500000));
    given_money(g, &g->scope, 2 * HOLD_UNITS + 100000);
    given_gate(g, GATE_OPEN, 100);
    *state = g;
    return 0;
}

static inline int given_release(void **state)
{
    struct given *g = *state;

    adapter_free(g->adapter);
    arena_release(&g->arena);
    free(g);
    return 0;
}

static inline void given_time_passes(struct given *g, struct duration by)
{
    fixed_clock_move(g->adapter->clock, by);
    g->scope.now = g->adapter->clock->wall;
    g->other.now = g->adapter->clock->wall;
}

/* -- the steps of one job -- */

static inline struct job_list claim_many(struct given *g, int64_t most)
{
    struct claim_request request = { g->scope.account, g->campaign, most };
    struct job_list jobs;

    expect_ok(VIA(g->adapter->jobs, claim, &g->scope, &request, &jobs));
    return jobs;
}

static inline struct job *claimed(struct given *g)
{
    struct job_list jobs = claim_many(g, 1);

    assert_int_equal(jobs.n, 1);
    return jobs.items[0];
}

static inline struct step at(const struct job *job)
{
    return (struct step){
        .account = job->account, .job = job->id, .fence = job->fence, .tag = job->attempt.tag
    };
}

static inline struct job *reloaded(struct given *g, const struct job *job)
{
    struct job *now;

    expect_ok(VIA(g->adapter->jobs, find, &g->scope, job->account, job->id, &now));
    return now;
}

static inline struct hold_step hold_step(const struct job *job)
{
    return (struct hold_step){ .at = at(job),
                               .amount = AMOUNT(HOLD_UNITS, UNIT_USD),
                               .tariff = given_tariff,
                               .max_talk = MINUTES(10) };
}

static inline enum err do_hold(struct given *g, struct job *job)
{
    struct hold_step step = hold_step(job);

    expect_ok(VIA(g->adapter->jobs, hold, &g->scope, &step, 1));
    return step.at.err;
}

static inline struct intent_step intent_step(struct given *g, const struct job *job)
{
    return (struct intent_step){ .at = at(job),
                                 .intent = { .phone = job->attempt.phone,
                                             .from_number = STR("+576011234567"),
                                             .connection = g->connection,
                                             .rules = STR("co/3"),
                                             .local_time = STR("2026-11-25T10:00 America/Bogota"),
                                             .clock = STR("operator") } };
}

static inline struct step do_begin(struct given *g, struct job *job)
{
    struct intent_step step = intent_step(g, job);

    expect_ok(VIA(g->adapter->jobs, begin_dialing, &g->scope, &step, 1));
    return step.at;
}

static inline struct str call_name(struct given *g, const struct job *job)
{
    return str_format(&g->arena, "call_%.*s", STR_ARG(job->attempt.tag));
}

static inline enum err do_placed(struct given *g, struct job *job)
{
    struct placed_step step = { at(job), call_name(g, job) };

    expect_ok(VIA(g->adapter->jobs, placed, &g->scope, &step, 1));
    return step.at.err;
}

static inline enum err do_ended(struct given *g, struct job *job, const char *reason,
                                int64_t talk_ms)
{
    struct ended_step step = { .at = at(job),
                               .facts = { .provider_call = call_name(g, job),
                                          .reason = str_from_c(reason),
                                          .call_status = STR("ended"),
                                          .ended_at = SOME_INSTANT(g->scope.now),
                                          .talk_ms = { talk_ms },
                                          .cost_micros = SOME_I64(70000),
                                          .key = str_format(&g->arena, "%.*s:ended",
                                                            STR_ARG(job->attempt.tag)) },
                               .transcript = STR("Agent: Hola\nUser: Sí\n"),
                               .word_times = STR("A120+310\nU900+240\n") };

    expect_ok(VIA(g->adapter->jobs, ended, &g->scope, &step, 1));
    return step.at.err;
}

static inline struct settle_step do_settle(struct given *g, struct job *job)
{
    struct settle_step step = { .at = at(job),
                                .rules = { .max_attempts = 3, .attempts_per_day = 1 } };

    expect_ok(VIA(g->adapter->jobs, settle, &g->scope, &step, 1));
    return step;
}

/* A claimed job as far as the state. */
static inline struct job *job_as(struct given *g, enum job_state state)
{
    struct job *job = claimed(g);

    if (state == JOB_CLAIMED)
        return job;
    assert_int_equal(do_hold(g, job), ERR_OK);
    if (state >= JOB_DIALING)
        assert_int_equal(do_begin(g, job).err, ERR_OK);
    if (state >= JOB_PLACED)
        assert_int_equal(do_placed(g, job), ERR_OK);
    if (state >= JOB_ENDED)
        assert_int_equal(do_ended(g, job, "user_hangup", 61000), ERR_OK);
    if (state >= JOB_DONE)
        assert_int_equal(do_settle(g, job).at.err, ERR_OK);
    return job;
}

/* -- what must be so -- */

static inline struct wallet wallet_of(struct given *g)
{
    struct wallet wallet;

    expect_ok(VIA(g->adapter->ledger, wallet, &g->scope, &wallet));
    return wallet;
}

static inline void expect_wallet(struct given *g, int64_t available, int64_t held, int64_t spent)
{
    struct wallet wallet = wallet_of(g);

    assert_int_equal(wallet.available, available);
    assert_int_equal(wallet.held, held);
    assert_int_equal(wallet.spent, spent);
    if (VIA(g->adapter->ledger, check, &g->scope) != ERR_OK)
        fail_msg("%s %.*s at %lld", g->scope.error.slug, STR_ARG(g->scope.error.params[0].str),
                 (long long)g->scope.error.params[1].i64);
}

static inline void expect_item(struct step at, enum err err, const char *slug)
{
    if (at.err != err || at.slug == NULL || strcmp(at.slug, slug) != 0)
        fail_msg("got %s %s, wanted %s %s", err_name(at.err), at.slug == NULL ? "" : at.slug,
                 err_name(err), slug);
}

static inline int64_t count_of(struct given *g, enum job_state state)
{
    struct state_counts counts;

    expect_ok(VIA(g->adapter->jobs, counts, &g->scope, g->scope.account, g->campaign, &counts));
    return counts.n[state];
}

static inline int64_t events_of(struct given *g, enum event_type type)
{
    struct event_list events = { 0 };
    int64_t n = 0;

    expect_ok(VIA(g->adapter->events, page, &g->scope, 0, 10000, &events));
    for (size_t i = 0; i < events.n; i++)
        n += events.items[i].type == type;
    return n;
}

static inline struct call *call_of(struct given *g, const struct job *job)
{
    void *call;

    expect_ok(VIA(g->adapter->records, find, &g->scope, &call_record, job->attempt.call.v, &call));
    return call;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_dialing, given_release)

#endif
