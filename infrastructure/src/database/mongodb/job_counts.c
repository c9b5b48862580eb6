/* database/mongodb/job_counts.c - a campaign's jobs by state.
 *
 * A batch that is seen has as many jobs as its document says, for ever: its commit compared them,
 * and none is added or taken away while it is seen. So the state that most of them have need not be
 * counted: it has what is left of the sum. A campaign that begins has nearly all jobs scheduled,
 * one that is over has them done: both are counted for the price of the others. */
#include "database/mongodb/counts.h"
#include "database/mongodb/job_docs.h"

static void put_states(bson_t *match, const enum job_state *states, size_t n)
{
    struct str names[JOB_STATE_COUNT];

    for (size_t i = 0; i < n; i++)
        names[i] = job_state_name(states[i]);
    put_any_of(match, "state", names, n, put_str);
}

/* -- by state -- */

static int64_t sum_of(const struct state_counts *counts)
{
    int64_t sum = 0;

    for (int i = 0; i < JOB_STATE_COUNT; i++)
        sum += counts->n[i];
    return sum;
}

/* By their documents. */
static int64_t jobs_of_batches(const struct documents *batches)
{
    int64_t sum = 0;

    for (size_t i = 0; i < batches->n; i++)
        sum += document_i64(document_inside(batches->items[i], "counts"), "jobs");
    return sum;
}

static enum job_state largest_of(const struct state_counts *counts)
{
    int largest = JOB_SCHEDULED;

    for (int i = 0; i < JOB_STATE_COUNT; i++)
        if (counts->n[i] > counts->n[largest])
            largest = i;
    return (enum job_state)largest;
}

/* Which state most jobs of the campaign had when they were last counted here. It is a guess: a
 * wrong one costs time. Campaigns that share a place make each other guess wrong. */
static enum job_state guess(struct mongodb_store *store, struct campaign_id campaign)
{
    return (enum job_state)atomic_load(&store->most_jobs_are[campaign.v.bytes[15]]);
}

static void remember(struct mongodb_store *store, struct campaign_id campaign,
                     const struct state_counts *counts)
{
    atomic_store(&store->most_jobs_are[campaign.v.bytes[15]], (int)largest_of(counts));
}

/* All but one state; that one is what is left. *done false: it cannot be, count all. */
static enum err count_all_but(struct session *s, const bson_t *match, enum job_state left,
                              int64_t total, struct state_counts *ret, bool *done)
{
    CLEANUP(bson_destroy) bson_t others = BSON_INITIALIZER;
    enum job_state states[JOB_STATE_COUNT];
    size_t n = 0;

    for (int i = 1; i < JOB_STATE_COUNT; i++)
        if (i != (int)left)
            states[n++] = (enum job_state)i;
    bson_concat(&others, match);
    put_states(&others, states, n);
    TRY(count_states(s, &others, ret));
    ret->n[left] = total - sum_of(ret);
    *done = ret->n[left] >= 0;
    return ERR_OK;
}

enum err jobs_counts(void *self, struct scope *scope, struct account_id account,
                     struct campaign_id campaign, struct state_counts *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t match = BSON_INITIALIZER;
    enum job_state left = guess(self, campaign);
    struct state_counts counts;
    struct documents batches;
    bool done = false;

    TRY(seen_batches(&s, account, campaign, &batches));
    put_key(&match, "account", account.v);
    put_key(&match, "campaign", campaign.v);
    put_batches(&s, &match, &batches);
    if (left != 0)
        TRY(count_all_but(&s, &match, left, jobs_of_batches(&batches), &counts, &done));
    if (!done)
        TRY(count_states(&s, &match, &counts));
    remember(self, campaign, &counts);
    *ret = counts;
    return ERR_OK;
}

/* -- of what is on its way -- */

/* All by the index of the counts, whose states follow each batch: only what is asked is walked. */
enum err jobs_counts_in_course(void *self, struct scope *scope, struct account_id account,
                               struct campaign_id campaign, struct state_counts *ret)
{
    static const enum job_state on_its_way[] = { JOB_CLAIMED,     JOB_HELD, JOB_DIALING,
                                                 JOB_PLACED,      JOB_LIVE, JOB_ENDED,
                                                 JOB_UNDETERMINED };
    static const enum job_state waiting[] = { JOB_WAITING_FUNDS };
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t match = BSON_INITIALIZER, poor = BSON_INITIALIZER;
    struct documents batches;
    int64_t waits;

    TRY(seen_batches(&s, account, campaign, &batches));
    put_key(&match, "account", account.v);
    put_key(&match, "campaign", campaign.v);
    put_batches(&s, &match, &batches);
    bson_concat(&poor, &match);
    put_states(&match, on_its_way, ARRAY_LEN(on_its_way));
    put_states(&poor, waiting, ARRAY_LEN(waiting));
    TRY(documents_count(&s, job_record.name, &poor, 1, &waits));
    TRY(count_states(&s, &match, ret));
    ret->n[JOB_WAITING_FUNDS] = waits;
    return ERR_OK;
}
