/* application/src/queries/flight_plan.c - the launch, thought through. */
#include "application/queries/flight_plan.h"

#include "application/commands/connections.h"
#include "base/checked.h"
#include "base/strbuf.h"
#include "calls_begun.h"
#include "domain/models/account.h"
#include "domain/models/script.h"
#include "domain/services/calling_window.h"
#include "domain/services/campaign_forecast.h"
#include "domain/services/contact_policy.h"
#include "plans.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(campaign)
RECORD_REPOSITORY(script)

enum {
    NOTES_MOST = 64,
    PAGE_JOBS = 500,
    PERMILLE = 1000,
    HISTORY_DAYS = 30,
    HISTORY_CALLS = 50, /* fewer say nothing */
    ASSUMED_ANSWERS = 400,
    ASSUMED_TALK_MS = 60000,
    STEP_MS = 15 * MS_PER_MINUTE,
    STEPS_MOST = 5000
};

static const struct field flight_note_fields[] = {
    FIELD_STR(struct flight_note, slug, 0, 0, 0),   FIELD_STR(struct flight_note, text, 0, 0, 0),
    FIELD_I64(struct flight_note, people, 0, 0, 0), FIELD_BOOL(struct flight_note, for_good, 0),
    FIELD_OPT_INSTANT(struct flight_note, next, 0),
};
static const struct record flight_note_record =
    RECORD("flight_note", struct flight_note, flight_note_fields);

static const struct field flight_plan_fields[] = {
    FIELD_ID(struct flight_plan, campaign, 0),
    FIELD_I64(struct flight_plan, people, 0, 0, 0),
    FIELD_I64(struct flight_plan, examined, 0, 0, 0),
    FIELD_I64(struct flight_plan, callable, 0, 0, 0),
    FIELD_LIST(struct flight_plan, problems, 0, flight_note_record, 0),
    FIELD_OPT_INSTANT(struct flight_plan, first_due, 0),
    FIELD_LIST(struct flight_plan, skipped, 0, flight_note_record, 0),
    FIELD_LIST(struct flight_plan, left_out, 0, flight_note_record, 0),
    FIELD_BOOL(struct flight_plan, has_history, 0),
    FIELD_I64(struct flight_plan, answer_permille, 0, 0, 0),
    FIELD_DURATION(struct flight_plan, talk_ms, 0, 0, 0),
    FIELD_I64(struct flight_plan, calls, 0, 0, 0),
    FIELD_AMOUNT(struct flight_plan, cost_minimum, 0),
    FIELD_AMOUNT(struct flight_plan, cost_expected, 0),
    FIELD_AMOUNT(struct flight_plan, cost_maximum, 0),
    FIELD_OPT_INSTANT(struct flight_plan, earliest_end, 0),
    FIELD_OPT_AMOUNT(struct flight_plan, available, 0),
    FIELD_OPT_AMOUNT(struct flight_plan, missing, 0),
    FIELD_OPT_I64(struct flight_plan, covers_permille, 0, 0, 0),
};
const struct record flight_plan_record =
    RECORD("flight_plan", struct flight_plan, flight_plan_fields);

struct notes {
    struct flight_note *items;
    size_t n;
};

struct flight {
    const struct ports *ports;
    struct scope *scope;
    struct campaign *campaign;
    struct account *account;
    const struct plan *plan;
    struct calling_window window;
    struct str opening, instructions;
    struct notes problems, skipped, left_out;
    int64_t for_good; /* of those examined */
    struct state_counts counts;
    struct flight_plan *ret;
};

/* The sentence, unless it needs more than is known here. */
static struct str sentence(const struct flight *f, struct str slug, const struct param *params)
{
    const char *name = str_format(f->scope->arena, "%.*s", STR_ARG(slug)).p;
    struct str text = VIA(f->ports->wording, print, f->scope->arena,
                          scope_language(f->scope, f->account->language), name, params);

    return str_find_char(text, '{') == SIZE_MAX ? text : STR("");
}

/* One note for what is said in the same words. */
static struct flight_note *note(struct flight *f, struct notes *notes, struct str slug,
                                const struct param *params, int64_t people)
{
    struct str text = sentence(f, slug, params);
    size_t at = 0;

    while (at < notes->n &&
           !(str_eq(notes->items[at].slug, slug) && str_eq(notes->items[at].text, text)))
        at++;
    if (at == NOTES_MOST)
        at--; /* there are fewer reasons than that */
    else if (at == notes->n)
        notes->items[notes->n++] = (struct flight_note){ .slug = slug, .text = text };
    notes->items[at].people += people;
    return &notes->items[at];
}

/* -- what would keep it from calling anybody -- */

static enum err read_script(struct flight *f)
{
    struct script *script;

    f->opening = f->campaign->opening;
    f->instructions = f->campaign->instructions;
    if (f->campaign->status != CAMPAIGN_DRAFT)
        return ERR_OK;
    if (ID_NONE(f->campaign->script)) {
        note(f, &f->problems, STR("campaign.no_script"), NULL, 0)->for_good = true;
        return ERR_OK;
    }
    TRY(script_find(f->ports->records, f->scope, f->campaign->script, &script));
    f->opening = script->opening;
    f->instructions = script->instructions;
    return ERR_OK;
}

static enum err look_at_connection(struct flight *f)
{
    struct connection *connection;
    enum err err = connection_of_campaign(f->ports, f->scope, f->account, f->campaign, &connection);

    if (err != ERR_OK && err != ERR_NOT_FOUND && err != ERR_PRECONDITION)
        return err;
    error_clear(&f->scope->error);
    if (err == ERR_PRECONDITION)
        note(f, &f->problems, STR("sandbox.no_simulator"), NULL, 0);
    else if (err == ERR_NOT_FOUND || connection->agent.n == 0)
        note(f, &f->problems, STR("connection.not_set_up"), NULL, 0);
    else if (connection->stopped)
        note(f, &f->problems, STR("connection.stopped"), NULL, 0);
    return ERR_OK;
}

/* A draft has begun none. */
static enum err look_at_budget(struct flight *f)
{
    const struct campaign *c = f->campaign;
    int64_t begun;

    if (!c->budget_calls.has || c->status == CAMPAIGN_DRAFT)
        return ERR_OK;
    TRY(calls_begun(f->ports, f->scope, c->id, &f->counts, &begun));
    if (begun >= c->budget_calls.v)
        note(f, &f->problems, STR("campaign.budget_spent"), NULL, 0);
    return ERR_OK;
}

static enum err find_problems(struct flight *f)
{
    const struct account *a = f->account;
    const struct campaign *c = f->campaign;

    TRY(read_script(f));
    if (f->ret->people == 0)
        note(f, &f->problems, STR("campaign.no_contacts"), NULL, 0);
    if (c->from_numbers.n == 0)
        note(f, &f->problems, STR("campaign.no_numbers"), NULL, 0);
    if (a->status != ACCOUNT_ACTIVE)
        note(f, &f->problems, STR("account.not_active"), NULL, 0);
    if (!window_meet((struct calling_window){ a->window_start, a->window_end },
                     (struct calling_window){ c->window_start, c->window_end }, &f->window)) {
        note(f, &f->problems, STR("campaign.window_closed"), NULL, 0);
        f->window = (struct calling_window){ c->window_start, c->window_end };
    }
    TRY(look_at_budget(f));
    return look_at_connection(f);
}

/* -- who will not be called -- */

/* As dialing would find out: the row has no value for a name of the script. */
static bool lacks_a_value(const struct flight *f, struct str text, const struct job *job,
                          struct error *why)
{
    struct str said;

    *why = (struct error){ .arena = f->scope->arena };
    return script_render(f->scope->arena, text, &job->variables, &said, why) != ERR_OK;
}

/* Hours and holidays keep nobody out: they only say when. */
static bool is_of_hours(const char *reason)
{
    struct str slug = str_from_c(reason);

    return str_eq(slug, STR("policy.outside_hours")) || str_eq(slug, STR("policy.holiday"));
}

static void skip_for_good(struct flight *f, struct str slug, const struct param *params)
{
    note(f, &f->skipped, slug, params, 1)->for_good = true;
    f->for_good++;
}

static enum err decide(struct flight *f, const struct job *job, struct person *const *persons,
                       size_t n, bool suppressed)
{
    const struct dial_question question = {
        .packs = f->ports->rules,
        .zones = f->ports->zones,
        .country = job->country,
        .time_zone = job->time_zone,
        .tag = job->attempt.tag,
        .purpose = f->campaign->purpose,
        .window_start = f->window.start,
        .window_end = f->window.end,
        .attempts_per_day = f->campaign->retry.attempts_per_day,
        .now = f->scope->now,
        .arena = f->scope->arena,
    };
    struct dial_verdict verdict;
    struct flight_note *skipped;
    struct error why;

    if (suppressed || n == 0) {
        skip_for_good(f, suppressed ? STR("person.suppressed") : STR("job.no_phone"), NULL);
        return ERR_OK;
    }
    if (lacks_a_value(f, f->opening, job, &why) || lacks_a_value(f, f->instructions, job, &why)) {
        skip_for_good(f, str_from_c(why.slug), why.params);
        return ERR_OK;
    }
    TRY(contact_policy(&question, persons, n, &verdict, &f->scope->error));
    if (verdict.allowed || is_of_hours(verdict.reason))
        return ERR_OK;
    if (verdict.next.unix_ms == 0) {
        skip_for_good(f, str_from_c(verdict.reason), NULL);
        return ERR_OK;
    }
    skipped = note(f, &f->skipped, str_from_c(verdict.reason), NULL, 1);
    if (!skipped->next.has || instant_before(verdict.next, skipped->next.v))
        skipped->next = SOME_INSTANT(verdict.next);
    return ERR_OK;
}

static enum err examine(struct flight *f, struct job *const *jobs, size_t n)
{
    const struct ports *ports = f->ports;
    struct arena *arena = f->scope->arena;
    struct phone_hash_id *own = ARENA_ARRAY(arena, struct phone_hash_id, n * JOB_PHONES);
    struct phone_hash_id *global = ARENA_ARRAY(arena, struct phone_hash_id, n * JOB_PHONES);
    struct person **persons = ARENA_ARRAY(arena, struct person *, n * JOB_PHONES);
    bool *listed = ARENA_ARRAY(arena, bool, n *JOB_PHONES);
    size_t phones = 0, at = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < jobs[i]->phones.n && k < JOB_PHONES; k++, phones++) {
            struct phone phone = jobs[i]->phones.items[k].phone;

            own[phones] = VIA(ports->hasher, account_hash, f->account->id, phone);
            global[phones] = VIA(ports->hasher, global_hash, phone);
        }
    TRY(VIA(ports->persons, load, f->scope, f->account->id, own, phones, persons));
    TRY(VIA(ports->persons, suppressed_global, f->scope, global, phones, listed));
    for (size_t i = 0; i < n; i++) {
        size_t mine = jobs[i]->phones.n < JOB_PHONES ? jobs[i]->phones.n : JOB_PHONES;
        bool suppressed = false;

        for (size_t k = 0; k < mine; k++)
            suppressed = suppressed || listed[at + k];
        if (job_state_is_open(jobs[i]->state)) {
            f->ret->examined++;
            TRY(decide(f, jobs[i], persons + at, mine, suppressed));
        }
        at += mine;
    }
    return ERR_OK;
}

static enum err examine_batch(struct flight *f, struct batch_id batch)
{
    int64_t row = 0;
    struct job **jobs;
    size_t n;

    do {
        TRY(VIA(f->ports->imports, rows, f->scope, batch, row, PAGE_JOBS, &jobs, &n));
        TRY(examine(f, jobs, n));
        row = n > 0 ? jobs[n - 1]->row : row;
    } while (n == PAGE_JOBS && f->ret->examined < FLIGHT_EXAMINED);
    return ERR_OK;
}

static void add_left_out(struct flight *f, const struct batch *batch)
{
    for (size_t i = 0; i < batch->reasons.n; i++)
        if (batch->reasons.items[i].left_out > 0)
            note(f, &f->left_out, batch->reasons.items[i].slug, NULL,
                 batch->reasons.items[i].left_out)
                ->for_good = true;
}

static enum err look_at_batches(struct flight *f)
{
    struct page_query query = {
        .filters = { { STR("campaign"), FILTER_EQ, ID_TEXT(f->scope->arena, f->campaign->id) },
                     { STR("status"), FILTER_EQ, batch_status_name(BATCH_COMMITTED) } },
        .n = 2,
        .limit = PAGE_MOST,
    };
    struct page page;

    do {
        TRY(VIA(f->ports->records, page, f->scope, &batch_record, &query, &page));
        for (size_t i = 0; i < page.n; i++) {
            const struct batch *batch = &((const struct batch *)page.items)[i];

            add_left_out(f, batch);
            if (f->ret->examined < FLIGHT_EXAMINED)
                TRY(examine_batch(f, batch->id));
        }
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}

/* -- what it costs, and how long it takes -- */

static enum err read_history(struct flight *f)
{
    const struct rollup_query query = {
        .from =
            instant_add(f->scope->now, (struct duration){ -HISTORY_DAYS * (int64_t)MS_PER_DAY }),
        .until = { INT64_MAX },
    };
    struct rollup_list rollups;

    f->ret->answer_permille = ASSUMED_ANSWERS;
    f->ret->talk_ms.ms = ASSUMED_TALK_MS;
    TRY(VIA(f->ports->analytics, rollups, f->scope, &query, &rollups));
    if (rollups.n == 0 || rollups.items[0].calls < HISTORY_CALLS || rollups.items[0].answered == 0)
        return ERR_OK;
    f->ret->has_history = true;
    f->ret->answer_permille =
        min_i64(rollups.items[0].answered * PERMILLE / rollups.items[0].calls, PERMILLE);
    f->ret->talk_ms.ms = rollups.items[0].talk_ms / rollups.items[0].answered;
    return ERR_OK;
}

/* Goes through the lawful hours of the account's country until `dialing` has passed in them. */
static enum err find_end(struct flight *f, struct duration dialing)
{
    struct dial_question question = {
        .packs = f->ports->rules,
        .zones = f->ports->zones,
        .country = f->account->country,
        .purpose = f->campaign->purpose,
        .window_start = f->window.start,
        .window_end = f->window.end,
        .now = f->scope->now,
        .arena = f->scope->arena,
    };
    int64_t left = dialing.ms;

    for (int i = 0; i < STEPS_MOST; i++) {
        struct dial_verdict verdict;

        TRY(dialing_window(&question, &verdict, &f->scope->error));
        if (verdict.allowed && left <= STEP_MS) {
            f->ret->earliest_end =
                SOME_INSTANT(instant_add(question.now, (struct duration){ left }));
            return ERR_OK;
        }
        if (!verdict.allowed && verdict.next.unix_ms <= question.now.unix_ms)
            return ERR_OK; /* no lawful hour in sight */
        if (verdict.allowed)
            left -= STEP_MS;
        question.now = verdict.allowed ? instant_add(question.now, (struct duration){ STEP_MS })
                                       : verdict.next;
    }
    return ERR_OK;
}

static enum err estimate(struct flight *f)
{
    const struct campaign *c = f->campaign;
    struct flight_plan *ret = f->ret;
    const struct forecast_basis basis = {
        .people = ret->callable,
        .max_attempts = c->retry.max_attempts,
        .tariff = f->plan->tariff,
        .max_call = c->max_call_ms,
        .ring = f->ports->choices.ring,
        .answer_permille = ret->answer_permille,
        .talk = ret->talk_ms,
        .starts_per_minute = c->pacing.starts_per_minute,
        .max_active = min_i64(c->pacing.max_active, f->account->max_active),
    };
    struct forecast forecast;

    TRY(campaign_forecast(&basis, &forecast, &f->scope->error));
    ret->calls = forecast.calls;
    ret->cost_minimum = forecast.minimum;
    ret->cost_expected = forecast.expected;
    ret->cost_maximum = forecast.maximum;
    return ret->callable > 0 ? find_end(f, forecast.dialing) : ERR_OK;
}

static enum err compare_wallet(struct flight *f)
{
    struct flight_plan *ret = f->ret;
    struct wallet wallet;
    int64_t covered;

    TRY(VIA(f->ports->ledger, wallet, f->scope, &wallet));
    if (wallet.unlimited) {
        ret->cost_minimum.units = ret->cost_expected.units = ret->cost_maximum.units = 0;
        return ERR_OK;
    }
    if ((f->scope->actor.permissions & PERMISSION_BIT(PERMISSION_READ_MONEY)) == 0) {
        /* whoever launches is told what it may cost; who only looks on is not */
        if ((f->scope->actor.permissions & PERMISSION_BIT(PERMISSION_RUN_CAMPAIGNS)) == 0)
            ret->cost_minimum = ret->cost_expected = ret->cost_maximum =
                (struct amount){ .units = 0 };
        return ERR_OK;
    }
    covered = min_i64(wallet.available, ret->cost_expected.units);
    ret->available = (struct opt_amount){ true, AMOUNT(wallet.available, wallet.unit) };
    ret->missing =
        (struct opt_amount){ true, AMOUNT(ret->cost_expected.units - covered, wallet.unit) };
    if (ret->cost_expected.units > 0 && mul_i64(covered, PERMILLE, &covered))
        ret->covers_permille = SOME_I64(covered / ret->cost_expected.units);
    return ERR_OK;
}

static enum err count_people(struct flight *f)
{
    TRY(VIA(f->ports->jobs, counts, f->scope, f->account->id, f->campaign->id, &f->counts));
    for (int state = 1; state < JOB_STATE_COUNT; state++)
        if (job_state_is_open((enum job_state)state))
            f->ret->people += f->counts.n[state];
    return ERR_OK;
}

static enum err find_first_due(struct flight *f)
{
    struct opt_instant first;

    TRY(VIA(f->ports->jobs, next_due, f->scope, f->account->id, f->campaign->id, &first));
    if (first.has && instant_before(f->scope->now, first.v))
        f->ret->first_due = first;
    return ERR_OK;
}

static enum err open_flight(struct flight *f, struct campaign_id id)
{
    struct arena *arena = f->scope->arena;

    TRY(campaign_find(f->ports->records, f->scope, id, &f->campaign));
    TRY(account_find(f->ports->records, f->scope, f->scope->account, &f->account));
    TRY(plan_of(f->ports, f->scope, f->account->plan, &f->plan));
    if (f->plan == NULL)
        return FAIL_WITH(&f->scope->error, ERR_PRECONDITION, "account.plan_unknown",
                         P_STR("value", f->account->plan));
    f->problems.items = ARENA_ARRAY(arena, struct flight_note, NOTES_MOST);
    f->skipped.items = ARENA_ARRAY(arena, struct flight_note, NOTES_MOST);
    f->left_out.items = ARENA_ARRAY(arena, struct flight_note, NOTES_MOST);
    return ERR_OK;
}

enum err flight_plan(const struct ports *ports, struct scope *scope, struct campaign_id id,
                     struct flight_plan *ret)
{
    struct flight f = { .ports = ports, .scope = scope, .ret = ret };

    *ret = (struct flight_plan){ .campaign = id };
    TRY(scope_require(scope, PERMISSION_READ));
    TRY(open_flight(&f, id));
    TRY(count_people(&f));
    TRY(find_problems(&f));
    TRY(find_first_due(&f));
    TRY(look_at_batches(&f));
    ret->callable =
        ret->examined == 0 ? 0 : ret->people * (ret->examined - f.for_good) / ret->examined;
    TRY(read_history(&f));
    TRY(estimate(&f));
    TRY(compare_wallet(&f));
    ret->problems.items = f.problems.items;
    ret->problems.n = f.problems.n;
    ret->skipped.items = f.skipped.items;
    ret->skipped.n = f.skipped.n;
    ret->left_out.items = f.left_out.items;
    ret->left_out.n = f.left_out.n;
    return ERR_OK;
}
