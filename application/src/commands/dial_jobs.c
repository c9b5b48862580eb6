/* commands/dial_jobs.c - claim, rules, script, money, person: in this order, many jobs at a time.
 * Each decision reads the clock again. */
#include "application/commands/dial_jobs.h"

#include "application/commands/connections.h"
#include "base/checked.h"
#include "base/crash.h"
#include "base/strbuf.h"
#include "calls_begun.h"
#include "commands/dial_recover.h"
#include "domain/models/batch.h"
#include "domain/models/script.h"
#include "domain/services/pricing.h"
#include "plans.h"

enum { PACE_WAIT_MS = 1000, STEP_TRIES = 3 };

/* -- what a pass goes by -- */

static enum err check_clock(const struct ports *ports, struct scope *scope, struct str *how)
{
    if (!VIA(ports->clock, trusted, how))
        return FAIL(&scope->error, ERR_PRECONDITION, "clock.not_trusted");
    if (str_eq_c(*how, "demo") && !ports->choices.voice_is_simulator)
        return FAIL(&scope->error, ERR_PRECONDITION, "clock.demo_refused");
    return ERR_OK;
}

static enum err check_connection(const struct dial_plan *plan, struct scope *scope)
{
    if (plan->connection->stopped)
        return FAIL_WITH(&scope->error, ERR_PRECONDITION, "connection.stopped",
                         P_STR("reason", plan->connection->stopped_reason));
    if (plan->connection->agent.n == 0)
        return FAIL(&scope->error, ERR_PRECONDITION, "connection.not_set_up");
    return ERR_OK;
}

static enum err read_counts(const struct ports *ports, struct scope *scope, struct dial_plan *plan)
{
    struct state_counts counts;

    TRY(VIA(ports->jobs, counts_in_course, scope, plan->account->id, plan->campaign->id, &counts));
    plan->active = counts.n[JOB_DIALING] + counts.n[JOB_PLACED] + counts.n[JOB_LIVE];
    plan->has_budget = plan->campaign->budget_calls.has;
    if (!plan->has_budget)
        return ERR_OK;
    TRY(calls_begun(ports, scope, plan->campaign->id, &counts, &plan->started));
    plan->budget_left = max_i64(plan->campaign->budget_calls.v - plan->started, 0);
    return ERR_OK;
}

static enum err read_window(struct dial_plan *plan, struct scope *scope)
{
    const struct account *a = plan->account;
    const struct campaign *c = plan->campaign;

    if (window_meet((struct calling_window){ a->window_start, a->window_end },
                    (struct calling_window){ c->window_start, c->window_end }, &plan->window))
        return ERR_OK;
    return FAIL(&scope->error, ERR_PRECONDITION, "campaign.window_closed");
}

/* Whether most of its people can be called at all now: then a pass may look at many at once. */
static enum err read_hours(const struct ports *ports, struct scope *scope, struct dial_plan *plan)
{
    const struct dial_question question = {
        .packs = ports->rules,
        .zones = ports->zones,
        .country = plan->account->country,
        .purpose = plan->campaign->purpose,
        .window_start = plan->window.start,
        .window_end = plan->window.end,
        .now = VIA0(ports->clock, wall),
        .arena = scope->arena,
    };
    struct dial_verdict verdict;

    TRY(dialing_window(&question, &verdict, &scope->error));
    plan->in_hours = verdict.allowed;
    return ERR_OK;
}

enum err dial_plan_read(const struct ports *ports, struct scope *scope, struct campaign *campaign,
                        struct dial_plan *ret)
{
    struct dial_plan plan = { .campaign = campaign };
    void *account;

    TRY(check_clock(ports, scope, &plan.clock));
    if (campaign->from_numbers.n == 0)
        return FAIL(&scope->error, ERR_PRECONDITION, "campaign.no_numbers");
    TRY(VIA(ports->records, find, scope, &account_record, campaign->account.v, &account));
    plan.account = account;
    if (plan.account->status != ACCOUNT_ACTIVE)
        return FAIL(&scope->error, ERR_PRECONDITION, "account.not_active");
    TRY(plan_of(ports, scope, plan.account->plan, &plan.plan));
    if (plan.plan == NULL)
        return FAIL_WITH(&scope->error, ERR_PRECONDITION, "account.plan_unknown",
                         P_STR("value", plan.account->plan));
    TRY(read_window(&plan, scope));
    TRY(connection_of_campaign(ports, scope, plan.account, campaign, &plan.connection));
    TRY(check_connection(&plan, scope));
    TRY(read_hours(ports, scope, &plan));
    TRY(read_counts(ports, scope, &plan));
    *ret = plan;
    return ERR_OK;
}

/* -- one pass -- */

static enum err claim(const struct ports *ports, struct scope *scope, const struct dial_plan *plan,
                      int64_t most, struct candidates *ret)
{
    const struct claim_request request = { .account = plan->account->id,
                                           .campaign = plan->campaign->id,
                                           .most = most };
    struct job_list jobs;

    TRY(VIA(ports->jobs, claim, scope, &request, &jobs));
    CRASH("K1");
    ret->items = ARENA_ARRAY(scope->arena, struct candidate, jobs.n);
    ret->n = jobs.n;
    for (size_t i = 0; i < jobs.n; i++)
        ret->items[i].job = jobs.items[i];
    return ERR_OK;
}

/* Was the job's batch taken back? Its neighbours in the pass are mostly of the same one. */
static enum err is_taken_back(const struct ports *ports, struct scope *scope,
                              const struct candidates *c, size_t i, bool *ret)
{
    struct scope inside = *scope;
    void *found;
    enum err err;

    inside.account = c->items[i].job->account;
    err = VIA(ports->records, find, &inside, &batch_record, c->items[i].job->batch.v, &found);
    *ret = err == ERR_OK && ((const struct batch *)found)->taken_back_at.has;
    if (err == ERR_OK || err == ERR_NOT_FOUND)
        return ERR_OK;
    scope->error = inside.error;
    return err;
}

static enum err leave_taken_back(const struct ports *ports, struct scope *scope,
                                 const struct dial_plan *plan, struct candidates *c)
{
    bool back = false;

    (void)plan;
    for (size_t i = 0; i < c->n; i++) {
        const struct job *job = c->items[i].job;

        if (i == 0 || !ID_EQ(job->batch, c->items[i - 1].job->batch))
            TRY(is_taken_back(ports, scope, c, i, &back));
        if (back)
            candidate_block(&c->items[i], STR("batch.taken_back"));
    }
    return ERR_OK;
}

/* Those beyond what may be placed in this pass: in order, so the oldest go first. */
static void keep_most(const struct ports *ports, struct candidates *c, int64_t most)
{
    struct duration wait = { PACE_WAIT_MS };

    for (size_t i = 0; i < c->n; i++)
        if (candidate_goes_on(&c->items[i]) && most-- <= 0)
            candidate_refuse(&c->items[i], instant_add(VIA0(ports->clock, wall), wait),
                             STR("campaign.pace"));
}

/* A text that cannot be made will not be made later either: the row lacks a value. */
static void render(struct scope *scope, const struct dial_plan *plan, struct candidate *c)
{
    const struct campaign *campaign = plan->campaign;
    const struct str_map *row = &c->job->variables;

    if (script_render(scope->arena, campaign->instructions, row, &c->instructions, &scope->error) ==
            ERR_OK &&
        script_render(scope->arena, campaign->opening, row, &c->opening, &scope->error) == ERR_OK)
        return;
    candidate_block(c, str_from_c(scope->error.slug));
    error_clear(&scope->error);
}

static enum err hold_of(const struct dial_plan *plan, const struct candidate *c,
                        struct hold_step *ret, struct error *error)
{
    *ret = (struct hold_step){
        .at = candidate_step(c),
        .amount = AMOUNT(0, plan_unit(plan->plan)),
        .tariff = plan->plan->tariff,
        .max_talk = plan->campaign->max_call_ms,
        .shortest = plan->campaign->shortest_call_ms,
    };
    if (plan->plan->kind == PLAN_UNLIMITED)
        return ERR_OK;
    return price_hold(&plan->plan->tariff, plan->campaign->max_call_ms, &ret->amount, error);
}

static enum err hold(const struct ports *ports, struct scope *scope, const struct dial_plan *plan,
                     struct candidates *c)
{
    struct hold_step *steps = ARENA_ARRAY(scope->arena, struct hold_step, c->n);
    struct candidate **of = ARENA_ARRAY(scope->arena, struct candidate *, c->n);
    size_t n = 0;

    for (size_t i = 0; i < c->n; i++)
        if (candidate_goes_on(&c->items[i])) {
            TRY(hold_of(plan, &c->items[i], &steps[n], &scope->error));
            of[n++] = &c->items[i];
        }
    if (n == 0)
        return ERR_OK;
    TRY(VIA(ports->jobs, hold, scope, steps, n));
    CRASH("K2");
    for (size_t i = 0; i < n; i++) {
        of[i]->gone = steps[i].at.err != ERR_OK; /* it waits for funds, or is another's */
        of[i]->max_talk = steps[i].held_talk;
    }
    return ERR_OK;
}

static enum err send_back(const struct ports *ports, struct scope *scope,
                          const struct dial_plan *plan, struct candidates *c)
{
    struct defer_step *steps = ARENA_ARRAY(scope->arena, struct defer_step, c->n);
    size_t n = 0;

    (void)plan;
    for (size_t i = 0; i < c->n; i++) {
        const struct candidate *one = &c->items[i];

        if (!one->gone && one->refused)
            steps[n++] = (struct defer_step){
                .at = candidate_step(one),
                .until = one->until,
                .reason = one->reason,
                .blocked = one->blocked,
            };
    }
    /* each item's own error means that the job is another's by now: nothing to do */
    return n > 0 ? VIA(ports->jobs, defer, scope, steps, n) : ERR_OK;
}

static struct str webhook_url(const struct ports *ports, struct arena *arena,
                              const struct dial_plan *plan, struct str tag, struct str mac)
{
    struct str base = ports->choices.public_url;
    struct strbuf url = strbuf_init(arena, 4096);

    if (base.n == 0)
        return STR("");
    strbuf_add(&url, base);
    strbuf_add(&url, STR("/webhooks/retell/"));
    strbuf_add(&url, ID_TEXT(arena, plan->connection->id));
    strbuf_add_char(&url, '/');
    strbuf_add(&url, tag);
    strbuf_add_char(&url, '/');
    strbuf_add(&url, mac);
    return strbuf_str(&url);
}

static struct dial_ticket ticket_of(const struct dial_plan *plan, const struct candidate *c)
{
    struct dial_ticket ticket = {
        .at = candidate_step(c),
        .campaign = plan->campaign->id,
        .connection = plan->connection->id,
        .intent = {
            .phone = c->job->attempt.phone,
            .from_number = candidate_from_number(plan->campaign, c->job),
            .connection = plan->connection->id,
            .rules = c->verdict.rules,
            .local_time = c->verdict.local_time,
            .clock = plan->clock,
        },
        .decided_by = { plan->campaign->version, plan->account->version },
        .calls_most = plan->campaign->budget_calls,
        .calls_before = plan->started,
        .hashes_n = c->n,
    };

    for (size_t i = 0; i < c->n; i++)
        ticket.hashes[i] = c->hashes[i];
    return ticket;
}

static struct dial_order order_of(const struct ports *ports, struct arena *arena,
                                  const struct dial_plan *plan, const struct candidate *c)
{
    struct dial_ticket ticket = ticket_of(plan, c);
    struct str tag = ticket.at.tag, mac = VIA(ports->secrets, tag_mac, arena, tag);

    return (struct dial_order){
        .ticket = ticket,
        .order = {
            .connection = plan->connection,
            .tag = tag,
            .job = ID_TEXT(arena, c->job->id),
            .mac = mac,
            .n = c->job->attempt.n,
            .to = c->job->phones.items[(size_t)c->job->attempt.phone % c->job->phones.n].phone,
            .from_number = ticket.intent.from_number,
            .instructions = c->instructions,
            .opening = c->opening,
            .language = plan->campaign->language,
            .max_talk = c->max_talk,
            .ring = ports->choices.ring,
            .webhook_url = webhook_url(ports, arena, plan, tag, mac),
        },
    };
}

typedef enum err pass_step(const struct ports *ports, struct scope *scope,
                           const struct dial_plan *plan, struct candidates *c);

/* The jobs are claimed, so what is not known to be done is asked again: each of these answers a
 * repetition as the first time. Given up, they wait for the ends of their leases. */
static enum err insist(pass_step *step, const struct ports *ports, struct scope *scope,
                       const struct dial_plan *plan, struct candidates *c)
{
    enum err err = step(ports, scope, plan, c);

    for (int tries = 1; err == ERR_UNAVAILABLE && tries < STEP_TRIES; tries++) {
        error_clear(&scope->error);
        err = step(ports, scope, plan, c);
    }
    return err;
}

enum err dial_prepare(const struct ports *ports, struct scope *scope, const struct dial_plan *plan,
                      int64_t claims, int64_t most, struct dial_orders *ret, int64_t *claimed)
{
    struct candidates c;

    TRY(claim(ports, scope, plan, claims, &c));
    TRY(insist(leave_taken_back, ports, scope, plan, &c));
    TRY(insist(candidates_load, ports, scope, plan, &c));
    TRY(candidates_recover(ports, scope, plan, &c));
    TRY(candidates_decide(ports, scope, plan, &c));
    keep_most(ports, &c, most);
    for (size_t i = 0; i < c.n; i++)
        if (candidate_goes_on(&c.items[i]))
            render(scope, plan, &c.items[i]);
    TRY(insist(hold, ports, scope, plan, &c));
    TRY(insist(candidates_note, ports, scope, plan, &c));
    TRY(insist(send_back, ports, scope, plan, &c));
    *ret = (struct dial_orders){ .items = ARENA_ARRAY(scope->arena, struct dial_order, c.n) };
    for (size_t i = 0; i < c.n; i++)
        if (candidate_goes_on(&c.items[i]))
            ret->items[ret->n++] = order_of(ports, scope->arena, plan, &c.items[i]);
    *claimed = (int64_t)c.n;
    return ERR_OK;
}

struct dial_ticket dial_ticket_copy(struct arena *arena, const struct dial_ticket *ticket)
{
    struct dial_ticket copy = *ticket;

    copy.at.tag = str_copy(arena, ticket->at.tag);
    copy.intent.from_number = str_copy(arena, ticket->intent.from_number);
    copy.intent.rules = str_copy(arena, ticket->intent.rules);
    copy.intent.local_time = str_copy(arena, ticket->intent.local_time);
    copy.intent.clock = str_copy(arena, ticket->intent.clock);
    return copy;
}
