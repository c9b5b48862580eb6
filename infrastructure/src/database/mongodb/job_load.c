/* database/mongodb/job_load.c - a job from its document, and a new one's document. */
#include "database/mongodb/job_docs.h"

static const struct record_plan *job_plan(const struct session *s)
{
    return store_plan(s->store, &job_record);
}

/* -- loading -- */

enum err job_doc_take(struct job_doc *j, struct str document)
{
    struct session *s = j->s;

    TRY(outbox_carry_out(s, job_record.name, document));
    j->document = document;
    j->d = (struct dialing){ .job = object_read(s, job_plan(s), document),
                             .now = s->scope->now,
                             .store_now = server_now(s),
                             .arena = s->arena };
    j->before = *j->d.job;
    j->account = j->before.account;
    return ERR_OK;
}

enum err job_doc_load(struct job_doc *j, struct account_id account, struct job_id id, bool *found)
{
    struct str document;

    TRY(document_by_id(j->s, job_record.name, record_key(j->s->arena, account.v, id.v), &document));
    *found = document.p != NULL;
    return *found ? job_doc_take(j, document) : ERR_OK;
}

enum err job_doc_unseal(struct job_doc *j)
{
    return object_unseal(j->s, job_plan(j->s), j->d.job, j->document);
}

struct wallet wallet_made_up(const struct job *job)
{
    struct amount hold = job->attempt.hold;

    return (struct wallet){ .account = job->account,
                            .version = 1,
                            .unit = hold.unit,
                            .held = hold.units,
                            .funded = hold.units };
}

/* -- what a job waits for -- */

struct stage {
    const char *name;
    int64_t at;
};

static struct stage stage_of(const struct job *job)
{
    const struct attempt *a = &job->attempt;

    switch (job->state) {
    case JOB_SCHEDULED:
    case JOB_RETRY_WAIT:
        return (struct stage){ "due", job->not_before.unix_ms };
    case JOB_WAITING_FUNDS:
        return (struct stage){ "waiting", job->not_before.unix_ms };
    case JOB_CLAIMED:
    case JOB_HELD:
        return (struct stage){ "leased", job->lease_until.unix_ms };
    case JOB_DIALING:
        return (struct stage){ "dialing", a->reconcile_at.v.unix_ms };
    case JOB_PLACED:
    case JOB_LIVE:
        return (struct stage){ "on", job_look_due(job).unix_ms - OVERDUE_MS };
    case JOB_ENDED:
        return (struct stage){ "ended", a->ended_at.v.unix_ms };
    case JOB_DONE:
    case JOB_FAILED:
    case JOB_UNDETERMINED:
    case JOB_BLOCKED:
    case JOB_CANCELLED:
        break;
    }
    return (struct stage){ "over", 0 };
}

void put_stage(bson_t *doc, const struct job *job)
{
    struct stage stage = stage_of(job);

    put_str(doc, "stage", str_from_c(stage.name));
    put_i64(doc, "at", stage.at);
}

enum err job_doc_make(struct session *s, const struct job *job, bson_t *ret)
{
    CLEANUP(outbox_release) struct outbox none = outbox_init();

    put_bytes(ret, "_id", object_key(s, job_plan(s), job));
    object_put(s, ret, job_plan(s), job);
    TRY(object_put_sealed(s, ret, job_plan(s), job));
    put_stage(ret, job);
    outbox_put(s, ret, &none);
    return ERR_OK;
}
