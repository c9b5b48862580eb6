/* database/mongodb/job_claim.c - claims, leases, and the sweeps that cancel and wake. A claim walks
 * the committed batches of its campaign, each by an index in the order of what is due: it costs the
 * same with ten queued jobs and with a million. */
#include "base/crash.h"
#include "database/mongodb/job_doubts.h"
#include "domain/gateways/random.h"
#include "domain/models/batch.h"

enum err seen_batches(struct session *s, struct account_id account, struct campaign_id campaign,
                      struct documents *ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, sort = BSON_INITIALIZER;

    put_key(&filter, "account", account.v);
    put_key(&filter, "campaign", campaign.v);
    put_bool(&filter, "seen", true);
    bson_append_int32(&sort, "id", -1, 1);
    return documents_find(s, batch_record.name, &filter, &sort, 0, ret);
}

/* -- claims -- */

enum { WIDER = 4 }; /* times what is wanted, when others read the same */

struct claim {
    struct session *s;
    const struct claim_request *request;
    struct job_list list;
    struct claim_doubt_list doubts; /* all that may be ours now */
    bool others;                    /* another claimer was faster at some */
    int tries;                      /* before this one */
};

/* One of those that were found, and what became of it. */
struct candidate {
    struct job_doc j;
    enum err err;
};

static size_t wanted(const struct claim *c)
{
    return (size_t)c->request->most - c->list.n;
}

static bool is_full(const struct claim *c)
{
    return wanted(c) == 0;
}

static enum err decide(struct claim *c, struct str document, struct candidate *ret)
{
    struct session *s = c->s;
    struct call_id call = { random_id(s->store->config.random, s->scope->now) };
    struct error error = { .arena = s->arena };
    struct job_doc *j = &ret->j;

    j->s = s;
    TRY(job_doc_take(j, document));
    TRY(job_doc_unseal(j));
    j->before = *j->d.job;
    if (j->before.attempt.hold_open) {
        j->wallet = wallet_made_up(&j->before);
        j->d.wallet = &j->wallet;
    }
    ret->err = orchestrate_claim(&j->d, call, &j->fx, &error);
    if (ret->err == ERR_OK) {
        j->claim = claim_mark(s);
        doubt_add(s, &c->doubts, j);
    }
    return ERR_OK;
}

static enum err claim_these(struct claim *c, const struct str *documents, size_t n)
{
    struct candidate *candidates = ARENA_ARRAY(c->s->arena, struct candidate, n);
    struct job_doc **docs = ARENA_ARRAY(c->s->arena, struct job_doc *, n);

    for (size_t i = 0; i < n; i++) {
        TRY(decide(c, documents[i], &candidates[i]));
        docs[i] = &candidates[i].j;
    }
    TRY(job_docs_write(c->s, docs, n));
    for (size_t i = 0; i < n; i++) {
        c->others = c->others || docs[i]->again;
        if (candidates[i].err == ERR_OK && !docs[i]->again)
            c->list.items[c->list.n++] = docs[i]->d.job;
    }
    return ERR_OK;
}

/* Of more than are wanted, a run by chance: those who read the same part ways. */
static size_t first_of(const struct claim *c, size_t found, size_t n)
{
    uint32_t chance;

    if (found == n)
        return 0;
    VIA(c->s->store->config.random, bytes, &chance, sizeof chance);
    return chance % (found - n + 1);
}

static enum err claim_found(struct claim *c, const bson_t *filter)
{
    CLEANUP(bson_destroy) bson_t sort = BSON_INITIALIZER;
    size_t most = wanted(c) * (c->tries > 0 ? WIDER : 1);
    struct documents found;

    bson_append_int32(&sort, "at", -1, 1);
    TRY(documents_find(c->s, job_record.name, filter, &sort, (int64_t)most, &found));
    size_t n = found.n < wanted(c) ? found.n : wanted(c);
    return claim_these(c, found.items + first_of(c, found.n, n), n);
}

static enum err claim_lost(struct claim *c)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    put_key(&filter, "account", c->request->account.v);
    put_key(&filter, "campaign", c->request->campaign.v);
    put_str(&filter, "stage", STR("leased"));
    put_compare(&filter, "at", "$lte", server_now(c->s).unix_ms);
    return claim_found(c, &filter);
}

static enum err claim_due(struct claim *c, struct id128 batch)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    put_key(&filter, "account", c->request->account.v);
    put_key(&filter, "batch", batch);
    put_str(&filter, "stage", STR("due"));
    put_compare(&filter, "at", "$lte", c->s->scope->now.unix_ms);
    return claim_found(c, &filter);
}

static bool has_batch(const struct documents *batches, struct id128 id)
{
    for (size_t i = 0; i < batches->n; i++)
        if (id128_eq(document_id(batches->items[i], "id"), id))
            return true;
    return false;
}

static enum err give_back(struct mongodb_store *store, struct scope *scope, const struct job *job)
{
    const struct job_steps steps = mongodb_job_steps(store);
    struct defer_step step = {
        .at = { .account = job->account, .job = job->id, .fence = job->fence },
        .until = job->not_before,
        .reason = STR("batch.hidden"),
    };

    return VIA(steps, defer, scope, &step, 1);
}

/* A batch may have been taken out of sight between the look at it and the claim of its jobs;
 * whoever hides one counts what is claimed after that (import_store.c). One of the two sees the
 * other. */
static enum err keep_seen(struct claim *c)
{
    struct documents seen;
    size_t kept = 0;

    if (c->list.n == 0)
        return ERR_OK;
    TRY(seen_batches(c->s, c->request->account, c->request->campaign, &seen));
    for (size_t i = 0; i < c->list.n; i++) {
        struct job *job = c->list.items[i];

        if (has_batch(&seen, job->batch.v))
            c->list.items[kept++] = job;
        else
            TRY(give_back(c->s->store, c->s->scope, job));
    }
    c->list.n = kept;
    return ERR_OK;
}

static enum err claim_all(struct claim *c)
{
    struct documents batches;

    if (!is_full(c))
        TRY(claim_lost(c));
    TRY(seen_batches(c->s, c->request->account, c->request->campaign, &batches));
    for (size_t i = 0; i < batches.n && !is_full(c); i++)
        TRY(claim_due(c, document_id(batches.items[i], "id")));
    return ERR_OK;
}

/* Threads of one process claim one after the other: who comes at once would only read the same. */
static pthread_mutex_t *turn_of(struct session *s, struct campaign_id campaign)
{
    return &s->store->claim_turns[campaign.v.bytes[15] % CLAIM_TURNS];
}

static void claim_turn_begin(struct session *s, struct campaign_id campaign)
{
    pthread_mutex_lock(turn_of(s, campaign));
}

static void claim_turn_end(struct session *s, struct campaign_id campaign)
{
    pthread_mutex_unlock(turn_of(s, campaign));
}

static enum err claim_open(struct claim *c)
{
    struct session *s = c->s;
    struct gate gate;

    TRY(gate_read(s, c->request->account, c->request->campaign, &gate));
    if (gate.state != GATE_OPEN)
        return ERR_OK;
    TRY(doubts_resolve(s, c->request, &c->doubts, &c->list));
    do {
        wait_for_turn(s, c->tries);
        c->others = false;
        TRY(claim_all(c));
        c->tries++;
    } while (c->others && c->list.n == 0); /* others took all that was seen: there may be more */
    return keep_seen(c);
}

static enum err do_claim(struct session *s, const struct claim_request *request,
                         struct job_list *ret)
{
    struct claim c = { .s = s, .request = request };

    c.list.items = ARENA_ARRAY(s->arena, struct job *, (size_t)request->most);
    enum err err = claim_open(&c);
    if (err != ERR_OK)
        doubts_keep(s->store, &c.doubts);
    else
        *ret = c.list;
    return err;
}

enum err jobs_claim(void *self, struct scope *scope, const struct claim_request *request,
                    struct job_list *ret)
{
    struct job_list list = { NULL, 0 };

    if (request->most > 0) {
        CLEANUP(session_end) struct session s = session_begin(self, scope);

        claim_turn_begin(&s, request->campaign);
        enum err err = do_claim(&s, request, &list);
        claim_turn_end(&s, request->campaign);
        TRY(err);
    }
    *ret = list;
    CRASH("K1");
    return ERR_OK;
}

/* -- sweeps -- */

/* At most `most` of those that the filter finds; *left: there are more. */
static enum err sweep(struct session *s, const bson_t *filter, int64_t most, sweep_fn *work,
                      bool *left)
{
    struct documents found;

    TRY(documents_find(s, job_record.name, filter, NULL, most + 1, &found));
    *left = (int64_t)found.n > most;
    for (size_t i = 0; i < found.n && (int64_t)i < most; i++)
        TRY(job_sweep_one(s, (struct account_id){ document_id(found.items[i], "account") },
                          (struct job_id){ document_id(found.items[i], "id") }, work));
    return ERR_OK;
}

/* Batches that are hidden are walked too: an undone one has jobs that must not be called. */
enum err jobs_cancel(void *self, struct scope *scope, struct campaign_id campaign,
                     struct batch_id batch, int64_t most, bool *left)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    static const struct str stages[] = { STR_INIT("due"), STR_INIT("leased"), STR_INIT("waiting") };

    put_key(&filter, "account", scope->account.v);
    put_key(&filter, "campaign", campaign.v);
    if (!ID_NONE(batch))
        put_key(&filter, "batch", batch.v);
    put_any_of(&filter, "stage", stages, ARRAY_LEN(stages), put_str);
    return sweep(&s, &filter, most, orchestrate_cancel, left);
}

enum err jobs_wake(void *self, struct scope *scope, struct account_id account, int64_t most,
                   bool *left)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    put_key(&filter, "account", account.v);
    put_str(&filter, "stage", STR("waiting"));
    return sweep(&s, &filter, most, orchestrate_wake, left);
}
