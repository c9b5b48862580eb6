/* application/src/queries/campaign_progress.c - how a campaign is going, from counters and
 * roll-ups. */
#include "application/queries/campaign_progress.h"

#include "application/queries/read_records.h"

RECORD_REPOSITORY(batch)
RECORD_REPOSITORY(campaign)

static const struct field outcome_count_fields[] = {
    FIELD_ENUM(struct outcome_count, outcome, 0, outcome_names),
    FIELD_I64(struct outcome_count, calls, 0, 0, 0),
};
static const struct record outcome_count_record =
    RECORD("outcome_count", struct outcome_count, outcome_count_fields);

#define COUNT(member) FIELD_I64(struct campaign_progress, member, 0, 0, 0)
/* Money stands at the end: a wall is shown what is before it. Of a batch there are the counts of
 * jobs, which stand together behind what names the campaign. */
enum { MONEY_FIELDS = 2, NAMING_FIELDS = 2, JOB_COUNTS = 11 };
static const struct field campaign_progress_fields[] = {
    FIELD_ID(struct campaign_progress, campaign, 0),
    FIELD_ENUM(struct campaign_progress, status, 0, campaign_status_names),
    COUNT(jobs),
    COUNT(queued),
    COUNT(waiting_funds),
    COUNT(ringing),
    COUNT(talking),
    COUNT(closing),
    COUNT(done),
    COUNT(failed),
    COUNT(undetermined),
    COUNT(blocked),
    COUNT(cancelled),
    COUNT(calls),
    COUNT(answered),
    FIELD_DURATION(struct campaign_progress, talk_ms, 0, 0, 0),
    FIELD_LIST(struct campaign_progress, outcomes, 0, outcome_count_record, OUTCOME_COUNT),
    FIELD_OPT_INSTANT(struct campaign_progress, next_due, 0),
    FIELD_AMOUNT(struct campaign_progress, spent, FIELD_MONEY),
    FIELD_SUB(struct campaign_progress, wallet, 0, wallet_view_record),
};
const struct record campaign_progress_record =
    RECORD("campaign_progress", struct campaign_progress, campaign_progress_fields);
const struct record watched_progress_record = {
    "watched_progress", sizeof(struct campaign_progress), campaign_progress_fields,
    ARRAY_LEN(campaign_progress_fields) - MONEY_FIELDS
};

const struct record batch_progress_record = { "batch_progress", sizeof(struct campaign_progress),
                                              campaign_progress_fields + NAMING_FIELDS,
                                              JOB_COUNTS };

static void add_states(struct campaign_progress *p, const struct state_counts *c)
{
    for (int state = 1; state < JOB_STATE_COUNT; state++)
        p->jobs += c->n[state];
    p->queued = c->n[JOB_SCHEDULED] + c->n[JOB_RETRY_WAIT] + c->n[JOB_CLAIMED] + c->n[JOB_HELD];
    p->waiting_funds = c->n[JOB_WAITING_FUNDS];
    p->ringing = c->n[JOB_DIALING] + c->n[JOB_PLACED];
    p->talking = c->n[JOB_LIVE];
    p->closing = c->n[JOB_ENDED];
    p->done = c->n[JOB_DONE];
    p->failed = c->n[JOB_FAILED];
    p->undetermined = c->n[JOB_UNDETERMINED];
    p->blocked = c->n[JOB_BLOCKED];
    p->cancelled = c->n[JOB_CANCELLED];
}

static void add_rollup(struct campaign_progress *p, const struct rollup *sum, struct arena *arena)
{
    p->calls = sum->calls;
    p->answered = sum->answered;
    p->talk_ms.ms = sum->talk_ms;
    p->spent.units = sum->charge_units;
    p->outcomes.items = ARENA_ARRAY(arena, struct outcome_count, OUTCOME_COUNT);
    for (int outcome = 1; outcome < OUTCOME_COUNT; outcome++)
        if (sum->outcomes[outcome] > 0)
            p->outcomes.items[p->outcomes.n++] =
                (struct outcome_count){ (enum outcome)outcome, sum->outcomes[outcome] };
}

/* Who may not read money sees the campaign's progress without what it cost and the account's
 * wallet. */
static enum err add_wallet(const struct ports *ports, struct scope *scope,
                           struct campaign_progress *p)
{
    struct wallet wallet;

    TRY(VIA(ports->ledger, wallet, scope, &wallet));
    p->spent.unit = wallet.unit;
    hide_unpermitted(scope, &campaign_progress_record, p);
    if ((scope->actor.permissions & PERMISSION_BIT(PERMISSION_READ_MONEY)) == 0)
        return ERR_OK;
    return read_wallet(ports, scope, &p->wallet);
}

enum err campaign_progress(const struct ports *ports, struct scope *scope, struct campaign_id id,
                           struct campaign_progress *ret)
{
    struct campaign *c;
    struct state_counts counts;
    struct rollup_list rollups;
    struct rollup_query query = { .campaign = id, .until = { INT64_MAX } };

    TRY(scope_require(scope, PERMISSION_WATCH));
    TRY(campaign_find(ports->records, scope, id, &c));
    TRY(VIA(ports->jobs, counts, scope, scope->account, id, &counts));
    TRY(VIA(ports->analytics, rollups, scope, &query, &rollups));
    *ret = (struct campaign_progress){ .campaign = id, .status = c->status };
    add_states(ret, &counts);
    if (rollups.n > 0)
        add_rollup(ret, &rollups.items[0], scope->arena);
    TRY(VIA(ports->jobs, next_due, scope, scope->account, id, &ret->next_due));
    return add_wallet(ports, scope, ret);
}

enum err batch_progress(const struct ports *ports, struct scope *scope, struct batch_id id,
                        struct campaign_progress *ret)
{
    struct batch *batch;
    struct state_counts counts;

    TRY(scope_require(scope, PERMISSION_WATCH));
    TRY(batch_find(ports->records, scope, id, &batch));
    TRY(VIA(ports->analytics, batch_states, scope, id, &counts));
    *ret = (struct campaign_progress){ .campaign = batch->campaign };
    add_states(ret, &counts);
    return ERR_OK;
}
