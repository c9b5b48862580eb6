/* database/mongodb/job_gate.c - the gate of a campaign, and the last look. */
#include "base/crash.h"
#include "database/mongodb/causal.h"
#include "database/mongodb/job_begins.h"
#include "database/mongodb/job_rooms.h"
#include "database/mongodb/phone_lists.h"
#include "domain/models/account.h"
#include "domain/models/campaign.h"
#include "domain/models/person.h"

/* -- the gate -- */

struct gate gate_of(struct str document)
{
    struct gate gate = { .state = GATE_CLOSED };

    if (document.p != NULL && gate_state_parse(document_str(document, "state"), &gate.state)) {
        gate.epoch = document_i64(document, "epoch");
        gate.max_active = document_i64(document, "max_active");
    }
    return gate;
}

enum err gate_read(struct session *s, struct account_id account, struct campaign_id campaign,
                   struct gate *ret)
{
    struct str document;

    TRY(document_by_id(s, rooms_collection, record_key(s->arena, account.v, campaign.v),
                       &document));
    *ret = gate_of(document);
    return ERR_OK;
}

/* The attempt that was found, if it is still being dialled. */
static void put_unwanted(struct str job, bson_t *filter, bson_t *update)
{
    bson_t inner;

    put_bytes(filter, "_id", document_bytes(job, "_id"));
    put_str(filter, "stage", STR("dialing"));
    put_str(filter, "attempt.tag", document_str(document_inside(job, "attempt"), "tag"));
    bson_append_document_begin(update, "$set", -1, &inner);
    put_bool(&inner, "attempt.unwanted", true);
    bson_append_document_end(update, &inner);
    bson_append_document_begin(update, "$inc", -1, &inner);
    put_i64(&inner, "version", 1);
    bson_append_document_end(update, &inner);
}

/* What begins after the gate was closed is refused by its last look, whether it is noted or not. */
static enum err note_unwanted(struct session *s, struct account_id account,
                              struct campaign_id campaign)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    struct documents jobs;
    bson_t **filters, **updates;

    put_key(&filter, "account", account.v);
    put_key(&filter, "campaign", campaign.v);
    put_str(&filter, "stage", STR("dialing"));
    TRY(documents_find(s, job_record.name, &filter, NULL, 0, &jobs));
    if (jobs.n == 0)
        return ERR_OK;
    filters = ARENA_ARRAY(s->arena, bson_t *, jobs.n);
    updates = ARENA_ARRAY(s->arena, bson_t *, jobs.n);
    for (size_t i = 0; i < jobs.n; i++) {
        filters[i] = bson_new();
        updates[i] = bson_new();
        put_unwanted(jobs.items[i], filters[i], updates[i]);
    }
    enum err err = documents_update(s, job_record.name, filters, updates, jobs.n);
    for (size_t i = 0; i < jobs.n; i++) {
        bson_destroy(filters[i]);
        bson_destroy(updates[i]);
    }
    return err;
}

enum err jobs_set_gate(void *self, struct scope *scope, struct account_id account,
                       struct campaign_id campaign, enum gate_state state, int64_t max_active)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    bson_t inner;

    put_bytes(&filter, "_id", record_key(s.arena, account.v, campaign.v));
    bson_append_document_begin(&update, "$set", -1, &inner);
    put_str(&inner, "state", gate_state_name(state));
    put_i64(&inner, "max_active", max_active);
    bson_append_document_end(&update, &inner);
    bson_append_document_begin(&update, "$inc", -1, &inner);
    put_i64(&inner, "epoch", state == GATE_CLOSED);
    put_i64(&inner, "version", 1);
    bson_append_document_end(&update, &inner);
    TRY(document_put(&s, rooms_collection, &filter, &update));
    if (state == GATE_CLOSED)
        CRASH("K19");
    return state == GATE_CLOSED ? note_unwanted(&s, account, campaign) : ERR_OK;
}

/* -- permit and intent: job_permits.c -- */

enum err jobs_begin(void *self, struct scope *scope, struct intent_step *steps, size_t n)
{
    return items_run(self, scope, STEP_BEGIN_DIALING, steps, n);
}

void jobs_begin_async(void *self, struct scope *scope, struct intent_step *steps, size_t n,
                      struct step_waiter waiter)
{
    begins_submit(self, scope, steps, n, waiter);
}

/* -- the last look --
 *
 * The gate is read first, as it is at this moment: a pause that was answered by any host is seen,
 * on a primary of a moment ago, too; and so is a number that was put on a list, and hours that were
 * narrowed (causal.h). */

static enum err phone_is_suppressed(struct job_doc *j, struct phone phone, bool *ret)
{
    const struct phone_hasher hasher = j->s->store->config.hasher;
    const struct job *job = j->d.job;
    struct str person;
    struct phone_hash_id own = VIA(hasher, account_hash, job->account, phone);
    struct phone_hash_id everywhere = VIA(hasher, global_hash, phone);
    TRY(document_by_id(j->s, person_record.name, record_key(j->s->arena, job->account.v, own.v),
                       &person));
    if (person.p != NULL &&
        person_is_suppressed(object_read(j->s, store_plan(j->s->store, &person_record), person),
                             j->s->scope->now)) {
        *ret = true;
        return ERR_OK;
    }
    return phone_is_listed_for_all(j->s, everywhere, ret);
}

static enum err version_now(struct session *s, const char *of, struct str key, int64_t *ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, opts = BSON_INITIALIZER;
    struct str found;
    bson_t only;

    put_bytes(&filter, "_id", key);
    bson_append_document_begin(&opts, "projection", -1, &only);
    put_i64(&only, "version", 1);
    bson_append_document_end(&opts, &only);
    TRY(document_one(s, of, &filter, &opts, &found));
    *ret = document_i64(found, "version");
    return ERR_OK;
}

/* The versions of what somebody decided by; those that he names. */
static enum err read_versions(struct job_doc *j, const struct decided_by *then,
                              struct decided_by *ret)
{
    struct id128 account = j->account.v, campaign = j->before.campaign.v;

    *ret = (struct decided_by){ 0 };
    if (then->campaign != 0)
        TRY(version_now(j->s, campaign_record.name, record_key(j->s->arena, account, campaign),
                        &ret->campaign));
    if (then->account != 0)
        TRY(version_now(j->s, account_record.name, record_key(j->s->arena, account, account),
                        &ret->account));
    return ERR_OK;
}

/* The phones of a job are those of one person: that one of them was listed counts for all. */
static enum err is_suppressed(struct job_doc *j, bool *ret)
{
    const struct job *job = j->d.job;

    *ret = false;
    TRY(job_doc_unseal(j));
    for (size_t i = 0; i < job->phones.n && !*ret; i++)
        TRY(phone_is_suppressed(j, job->phones.items[i].phone, ret));
    return ERR_OK;
}

enum err job_doc_look(struct job_doc *j, void *item, struct error *error, enum err *broken)
{
    const struct step *at = item;
    struct decided_by now;
    struct gate gate;
    struct str document;
    bool suppressed;

    *broken =
        document_by_id_now(j->s, rooms_collection,
                           record_key(j->s->arena, j->account.v, j->before.campaign.v), &document);
    if (*broken != ERR_OK)
        return *broken;
    gate = gate_of(document);
    TRY(gate_still_open(&gate, j->d.job, at, error));
    *broken = read_versions(j, &at->decided_by, &now);
    if (*broken != ERR_OK)
        return *broken;
    TRY(decision_holds(&at->decided_by, &now, error));
    *broken = is_suppressed(j, &suppressed);
    if (*broken != ERR_OK)
        return *broken;
    return suppressed ? FAIL(error, ERR_PRECONDITION, "person.suppressed") : ERR_OK;
}

enum err jobs_allowed(void *self, struct scope *scope, struct step *steps, size_t n)
{
    return items_run(self, scope, STEP_STILL_ALLOWED, steps, n);
}

void jobs_allowed_async(void *self, struct scope *scope, struct step *steps, size_t n,
                        struct step_waiter waiter)
{
    items_submit(self, scope, STEP_STILL_ALLOWED, steps, n, waiter);
}
