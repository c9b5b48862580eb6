/* tests/support/given_dialing.h - an account with money, a running campaign and people to call, on
 * fakes: 2026-11-25 10:00 in Bogotá, a Wednesday. */
#ifndef SUPPORT_GIVEN_DIALING_H
#define SUPPORT_GIVEN_DIALING_H

#include <stdlib.h>

#include "application/commands/dial_jobs.h"
#include "base/strbuf.h"
#include "fakes/fixed_clock.h"
#include "fakes/memory_dialing.h"
#include "fakes/memory_store.h"
#include "fakes/memory_voice.h"
#include "fakes/plain_secrets.h"
#include "support/expect.h"
#include "support/few_phones.h"
#include "support/fixed_zones.h"

enum { GIVEN_MONEY = 1000 * 1000000 };

struct dialing_fixture {
    struct arena arena;
    struct fixed_clock clock;
    struct seeded_random random;
    struct memory_store *store;
    struct memory_dialing *dialing;
    struct memory_voice voice;
    struct ports ports;
    struct scope scope;
    struct account account;
    struct connection connection;
    struct campaign campaign;
    struct batch_id batch;
    struct plan plan;
    struct plan_list plans;
    struct rule_packs rules;
    int64_t jobs;
};

static const struct day_window given_windows[] = {
    { 0, 420, 1140 }, { 1, 420, 1140 }, { 2, 420, 1140 }, { 3, 420, 1140 }, { 4, 420, 1140 },
};
static const struct purpose_rules given_purposes[] = {
    { .purpose = PURPOSE_COLLECTION,
      .windows = { (struct day_window *)(uintptr_t)given_windows, ARRAY_LEN(given_windows) },
      .contacts_per_day = 1,
      .contacts_per_week = 1 },
};
static const struct holiday given_holidays[] = { { STR_INIT("2026-12-25"), STR_INIT("Navidad") } };
static const struct rule_pack given_packs[] = {
    { .country = STR_INIT("CO"),
      .version = 3,
      .name = STR_INIT("Colombia"),
      .source = STR_INIT("law"),
      .purposes = { (struct purpose_rules *)(uintptr_t)given_purposes, 1 },
      .holidays = { (struct holiday *)(uintptr_t)given_holidays, 1 } },
    { .country = STR_INIT("*"),
      .version = 1,
      .name = STR_INIT("rest"),
      .source = STR_INIT("none"),
      .purposes = { (struct purpose_rules *)(uintptr_t)given_purposes, 1 },
      .holidays = { (struct holiday *)(uintptr_t)given_holidays, 1 } },
};

static inline struct id128 given_id(struct dialing_fixture *f)
{
    return random_id(f->ports.random, f->clock.wall);
}

/* A store's own scope for one look or write. */
static inline struct scope *given_scope(struct dialing_fixture *f)
{
    f->scope = scope_system(&f->arena, f->account.id, f->clock.wall, log_none());
    return &f->scope;
}

static inline void given_ports(struct dialing_fixture *f)
{
    f->ports = (struct ports){
        .records = memory_record_store(f->store),
        .jobs = memory_job_steps(f->dialing),
        .ledger = memory_ledger(f->dialing),
        .persons = memory_persons(f->dialing),
        .inbox = memory_inbox(f->dialing),
        .analytics = memory_analytics(f->dialing),
        .trim = memory_trim(f->dialing),
        .clock = fixed_clock_port(&f->clock),
        .random = seeded_random_port(&f->random),
        .secrets = plain_secrets(),
        .hasher = plain_hasher(),
        .phones = few_phones(),
        .zones = fixed_zones(),
        .voice = memory_voice_port(&f->voice),
        .plans = &f->plans,
        .rules = &f->rules,
        .choices = { .public_url = STR("https://calls.example"),
                     .cool_down = HOURS(4),
                     .ring = SECONDS(30) },
        .log = log_none(),
    };
}

static inline void given_account(struct dialing_fixture *f)
{
    f->plan = (struct plan){ .code = STR("starter"),
                             .kind = PLAN_CREDITS,
                             .tariff = { AMOUNT(60000, UNIT_USD), { 60000 }, { 60000 } },
                             .max_active = 100 };
    f->plans = (struct plan_list){ &f->plan, 1 };
    f->rules = (struct rule_packs){ given_packs, ARRAY_LEN(given_packs) };
    f->account = (struct account){ .id = { given_id(f) },
                                   .status = ACCOUNT_ACTIVE,
                                   .name = STR("Cobros"),
                                   .country = STR("CO"),
                                   .currency = UNIT_USD,
                                   .plan = STR("starter"),
                                   .max_active = 50,
                                   .created_at = f->clock.wall };
    f->account.account = f->account.id;
    memory_put(f->store, &account_record, &f->account);
}

static inline void given_campaign(struct dialing_fixture *f)
{
    static struct str numbers[] = { STR_INIT("+576011234567") };
    struct number shown = { .account = f->account.id, .version = 1, .e164 = numbers[0] };

    shown.id = (struct number_id){ given_id(f) };
    memory_put(f->store, &number_record, &shown);
    f->connection = (struct connection){ .id = { given_id(f) },
                                         .version = 1,
                                         .name = STR("own"),
                                         .base_url = STR("http://127.0.0.1:1"),
                                         .agent = STR("agent_1"),
                                         .max_active = 20,
                                         .api_key = STR("key") };
    memory_put(f->store, &connection_record, &f->connection);
    f->campaign = campaign_defaults();
    f->campaign.id = (struct campaign_id){ given_id(f) };
    f->campaign.account = f->account.id;
    f->campaign.version = 1;
    f->campaign.status = CAMPAIGN_RUNNING;
    f->campaign.name = STR("Noviembre");
    f->campaign.from_numbers = (struct str_list){ numbers, ARRAY_LEN(numbers) };
    f->campaign.instructions = STR("Hable con {{nombre}} de {{deuda}}.");
    f->campaign.opening = STR("¿{{nombre}}?");
    f->campaign.language = STR("es-CO");
    memory_put(f->store, &campaign_record, &f->campaign);
    expect_ok(VIA(f->ports.jobs, set_gate, given_scope(f), f->account.id, f->campaign.id, GATE_OPEN,
                  f->campaign.pacing.max_active));
    f->batch = (struct batch_id){ given_id(f) };
    MEMORY_ADD(f->store, &f->store->batches,
               ((struct memory_batch){ f->account.id, f->batch, true }));
}

static inline void dialing_fixture_begin(struct dialing_fixture *f)
{
    f->arena = arena_init();
    f->clock = fixed_clock();
    f->store = memory_store_new();
    f->dialing = memory_dialing_new(f->store, fixed_clock_port(&f->clock),
                                    seeded_random_port(&f->random), plain_hasher());
    given_ports(f);
    given_account(f);
    expect_ok(VIA(f->ports.ledger, open, given_scope(f), UNIT_USD, false, 0));
    given_campaign(f);
}

static inline void dialing_fixture_end(struct dialing_fixture *f)
{
    memory_dialing_free(f->dialing);
    memory_store_free(f->store);
    arena_release(&f->arena);
}

static inline int given_dialing(void **state)
{
    struct dialing_fixture *f = calloc(1, sizeof *f);

    dialing_fixture_begin(f);
    *state = f;
    return 0;
}

static inline int end_dialing(void **state)
{
    dialing_fixture_end(*state);
    free(*state);
    return 0;
}

static inline void given_funds(struct dialing_fixture *f, int64_t units)
{
    struct wallet wallet;
    bool again;

    expect_ok(VIA(f->ports.ledger, fund, given_scope(f), AMOUNT(units, UNIT_USD), STR("payment"),
                  STR("test"), &wallet, &again));
}

/* One person more, with all that the script names, who can be called now. */
static inline struct job_id given_job(struct dialing_fixture *f)
{
    static struct str_pair row[] = { { STR_INIT("nombre"), STR_INIT("Ana") },
                                     { STR_INIT("deuda"), STR_INIT("150000") } };
    struct job_phone phone = { .quality = PHONE_VALID };
    struct job job = { .id = { given_id(f) },
                       .account = f->account.id,
                       .version = 1,
                       .campaign = f->campaign.id,
                       .batch = f->batch,
                       .row = ++f->jobs,
                       .state = JOB_SCHEDULED,
                       .not_before = f->clock.wall,
                       .country = STR("CO"),
                       .created_at = f->clock.wall,
                       .phones = { &phone, 1 },
                       .name = STR("Ana"),
                       .variables = { row, ARRAY_LEN(row) } };

    phone.phone.e164 = str_format(&f->arena, "+57300%07lld", (long long)f->jobs);
    memory_put(f->store, &job_record, &job);
    return job.id;
}

static inline struct job *kept_job(struct dialing_fixture *f, struct job_id id)
{
    struct job *job;

    expect_ok(VIA(f->ports.jobs, find, given_scope(f), f->account.id, id, &job));
    return job;
}

static inline struct person *kept_person(struct dialing_fixture *f, struct job_id id)
{
    struct phone_hash_id hash =
        VIA(f->ports.hasher, account_hash, f->account.id, kept_job(f, id)->phones.items[0].phone);
    struct person *person;

    expect_ok(VIA(f->ports.persons, load, given_scope(f), f->account.id, &hash, 1, &person));
    return person;
}

static inline struct wallet kept_wallet(struct dialing_fixture *f)
{
    struct wallet wallet;

    expect_ok(VIA(f->ports.ledger, wallet, given_scope(f), &wallet));
    return wallet;
}

static inline struct connection *kept_connection(struct dialing_fixture *f)
{
    return memory_find(f->store, &connection_record, (struct account_id){ 0 }, f->connection.id.v)
        ->object;
}

static inline size_t alarms(const struct dialing_fixture *f, const char *detail)
{
    size_t n = 0;

    for (size_t i = 0; i < f->store->events.n; i++)
        n += f->store->events.items[i].type == EVENT_ALARM &&
             str_eq_c(f->store->events.items[i].detail, detail);
    return n;
}

static inline struct dial_plan given_plan(struct dialing_fixture *f)
{
    struct dial_plan plan;

    expect_ok(dial_plan_read(&f->ports, given_scope(f), &f->campaign, &plan));
    return plan;
}

/* Claims and prepares what is due. */
static inline struct dial_orders prepared(struct dialing_fixture *f)
{
    struct dial_plan plan = given_plan(f);
    struct dial_orders orders;
    int64_t claimed;

    expect_ok(dial_prepare(&f->ports, given_scope(f), &plan, 10, 10, &orders, &claimed));
    return orders;
}

/* A job whose intent is stored: its POST is on its way. */
static inline struct dial_ticket given_dialed(struct dialing_fixture *f)
{
    struct dial_orders orders;
    struct intent_step step;

    given_job(f);
    orders = prepared(f);
    assert_int_equal(orders.n, 1);
    step = (struct intent_step){ .at = orders.items[0].ticket.at,
                                 .intent = orders.items[0].ticket.intent };
    expect_ok(VIA(f->ports.jobs, begin_dialing, given_scope(f), &step, 1));
    expect_ok(step.at.err);
    return orders.items[0].ticket;
}

/* The same by an account that has GIVEN_MONEY. */
static inline struct dial_ticket given_funded_dialed(struct dialing_fixture *f)
{
    given_funds(f, GIVEN_MONEY);
    return given_dialed(f);
}

/* The provider has accepted it. */
static inline struct dial_ticket given_placed(struct dialing_fixture *f, struct str provider_call)
{
    struct dial_ticket ticket = given_dialed(f);
    struct placed_step step = { .at = ticket.at, .provider_call = provider_call };

    expect_ok(VIA(f->ports.jobs, placed, given_scope(f), &step, 1));
    expect_ok(step.at.err);
    return ticket;
}

/* While somebody waits, the answer to this call's POST comes in: it was accepted. Once. */
struct late_answer {
    struct clock clock; /* the fixture's own */
    struct dialing_fixture *fixture;
    struct dial_ticket ticket;
    struct str provider_call;
    bool came;
};

static inline struct instant late_wall(void *self)
{
    return VIA0(((struct late_answer *)self)->clock, wall);
}
static inline struct instant late_boot(void *self)
{
    return VIA0(((struct late_answer *)self)->clock, boot);
}
static inline bool late_trusted(void *self, struct str *how)
{
    return VIA(((struct late_answer *)self)->clock, trusted, how);
}
static inline void late_wait(void *self, struct duration duration)
{
    struct late_answer *late = self;
    struct placed_step step = { .at = late->ticket.at, .provider_call = late->provider_call };

    VIA(late->clock, wait, duration);
    if (late->came)
        return;
    late->came = true;
    expect_ok(VIA(late->fixture->ports.jobs, placed, given_scope(late->fixture), &step, 1));
    expect_ok(step.at.err);
}

/* A call whose last bytes are on their way; its answer comes while the command that is tested
 * waits. `late` must outlive the fixture's ports. */
static inline void given_late_answer(struct dialing_fixture *f, struct late_answer *late,
                                     struct str provider_call)
{
    *late = (struct late_answer){ .clock = f->ports.clock,
                                  .fixture = f,
                                  .ticket = given_dialed(f),
                                  .provider_call = provider_call };
}

static inline struct clock late_answer_clock(struct late_answer *late)
{
    static const struct clock_ops ops = {
        .wall = late_wall, .boot = late_boot, .trusted = late_trusted, .wait = late_wait
    };

    return (struct clock){ &ops, late };
}

/* A call of that attempt in the provider's book. */
static inline struct voice_call *given_call(struct dialing_fixture *f,
                                            const struct dial_ticket *ticket,
                                            const char *provider_call, const char *status)
{
    struct voice_call *call = &f->voice.book[f->voice.calls++];

    *call = (struct voice_call){ .provider_call = str_from_c(provider_call),
                                 .tag = ticket->at.tag,
                                 .mac = str_format(&f->arena, "mac:%.*s", STR_ARG(ticket->at.tag)),
                                 .status = str_from_c(status) };
    return call;
}

static inline struct voice_call *given_ended_call(struct dialing_fixture *f,
                                                  const struct dial_ticket *ticket,
                                                  const char *provider_call)
{
    struct voice_call *call = given_call(f, ticket, provider_call, "ended");

    call->reason = STR("user_hangup");
    call->started_at = SOME_INSTANT(f->clock.wall);
    call->ended_at = SOME_INSTANT(instant_add(f->clock.wall, SECONDS(61)));
    call->talk_ms = SOME_DURATION(SECONDS(61));
    call->cost_micros = SOME_I64(90000);
    call->transcript = STR("Agent: Hola");
    return call;
}

#endif
