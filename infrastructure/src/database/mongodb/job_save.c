/* database/mongodb/job_save.c - the writes of a step: the wallet, the job, and in the job's list
 * what follows. */
#include "base/crash.h"
#include "base/strbuf.h"
#include "database/mongodb/job_payload.h"

static const struct record_plan *job_plan(const struct session *s)
{
    return store_plan(s->store, &job_record);
}

/* -- what follows from a step -- */

static enum err put_call(struct job_doc *j, struct outbox *out)
{
    struct str sealed;
    bson_t item;

    TRY(payload_seal(j->s, j->d.job, &j->fx.payload, &sealed));
    outbox_open(out, "call", &item);
    put_bytes(&item, "payload", sealed);
    outbox_close(out, &item);
    return ERR_OK;
}

static void put_rollup(struct job_doc *j, struct outbox *out)
{
    const struct rollup *r = &j->fx.rollup;
    bson_t item, inner;

    outbox_open(out, "rollup", &item);
    put_str(&item, "id",
            str_format(j->s->arena, "%.*s:%lld", STR_ARG(j->d.job->attempt.tag),
                       (long long)j->d.job->version));
    bson_append_document_begin(&item, "r", -1, &inner);
    for (size_t i = 0; i < rollup_record.n; i++) {
        const struct field *f = &rollup_record.fields[i];

        if (f->kind == KIND_ID)
            put_key(&inner, f->name, *(const struct id128 *)field_at(f, r));
        else if ((f->flags & FIELD_KEY) || *(const int64_t *)field_at(f, r) != 0)
            put_i64(&inner, f->name, *(const int64_t *)field_at(f, r));
    }
    bson_append_document_end(&item, &inner);
    outbox_close(out, &item);
}

static void put_release(struct job_doc *j, struct outbox *out, struct str tag)
{
    bson_t item;

    outbox_open(out, "release", &item);
    put_str(&item, "tag", tag);
    put_i64(&item, "at", j->d.now.unix_ms);
    outbox_close(out, &item);
}

/* A hold whose job was not told of it (its worker died in between) is found by the next hold of the
 * same tag. A job that goes another way gives it back; its tag is then used up. */
static bool may_have_lost_hold(const struct job_doc *j)
{
    return j->before.state == JOB_CLAIMED && !j->before.attempt.hold_open && j->before.claims > 1 &&
           j->d.job->state != JOB_CLAIMED && j->d.job->state != JOB_HELD && j->before.attempt.n > 0;
}

static void put_wake(struct job_doc *j, struct outbox *out)
{
    bson_t item;

    outbox_open(out, "wake", &item);
    put_i64(&item, "funded", j->wallet.funded);
    outbox_close(out, &item);
}

static bool is_of_wallet(const struct event *event)
{
    return event->type == EVENT_WALLET_LOW || event->type == EVENT_WALLET_EMPTY;
}

struct event_list job_events(const struct job_doc *j, bool of_wallet)
{
    struct event_list some = { 0 };

    for (size_t i = 0; i < j->fx.events.n; i++)
        if (is_of_wallet(&j->fx.events.items[i]) == of_wallet)
            event_list_add(&some, j->s->arena, j->fx.events.items[i]);
    return some;
}

static enum err put_consequences(struct job_doc *j, struct outbox *out)
{
    struct event_list events = job_events(j, false);
    const struct effects *fx = &j->fx;

    if (fx->has_entry && fx->entry.kind == ENTRY_RELEASE)
        put_release(j, out, j->before.attempt.tag);
    if (may_have_lost_hold(j)) {
        put_release(j, out, j->before.attempt.tag);
        if (j->d.job->attempt.hold.unit == 0 && !j->d.job->attempt.intent_at.has)
            j->d.job->attempt.hold.unit = UNIT_TALK_MS; /* held and given back: spent */
    }
    if (fx->call)
        TRY(put_call(j, out));
    if (fx->has_rollup)
        put_rollup(j, out);
    if (j->before.state != JOB_WAITING_FUNDS && j->d.job->state == JOB_WAITING_FUNDS)
        put_wake(j, out);
    outbox_events(j->s, out, &events, j->d.job->id.v, j->d.job->version);
    return ERR_OK;
}

/* -- saving -- */

static bool is_idle(const struct job_doc *j)
{
    return !j->fx.job && !j->fx.call && !j->fx.has_rollup && j->fx.events.n == 0;
}

/* What was written, as it would be read. */
static struct str written_document(struct job_doc *j, const bson_t *set)
{
    CLEANUP(bson_destroy) bson_t whole = BSON_INITIALIZER;

    put_bytes(&whole, "_id", document_bytes(j->document, "_id"));
    bson_concat(&whole, set);
    put_bytes(&whole, "sealed", document_bytes(j->document, "sealed"));
    return str_copy(j->s->arena, bson_bytes(&whole));
}

/* One job's part of the write. */
struct saving {
    struct job_doc *j;
    struct outbox out;
    struct change *change;
};

static enum err prepare(struct saving *w)
{
    struct job_doc *j = w->j;
    bson_t *set = w->change->set;

    if (j->d.job->version == j->before.version)
        j->d.job->version++;
    TRY(put_consequences(j, &w->out));
    w->change->id = document_bytes(j->document, "_id");
    w->change->was = j->before.version;
    object_put(j->s, set, job_plan(j->s), j->d.job);
    put_stage(set, j->d.job);
    if (j->claim.p != NULL)
        put_bytes(set, "claim", j->claim);
    outbox_put(j->s, set, &w->out);
    return ERR_OK;
}

/* Decided and stored; what cannot be carried out now is carried out by who comes next. */
static void carry_out_written(struct session *s, const struct saving *writes, size_t n)
{
    struct str *documents = ARENA_ARRAY(s->arena, struct str, n);
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        if (writes[i].change->written && writes[i].out.n > 0)
            documents[m++] = written_document(writes[i].j, writes[i].change->set);
    if (m > 0 && outbox_carry_out_all(s, job_record.name, documents, m) != ERR_OK)
        error_clear(s->error);
}

static enum err write_all(struct session *s, struct saving *writes, struct change *changes,
                          size_t n)
{
    for (size_t i = 0; i < n; i++)
        TRY(prepare(&writes[i]));
    TRY(documents_change(s, job_record.name, changes, n));
    for (size_t i = 0; i < n; i++)
        writes[i].j->again = !changes[i].written;
    carry_out_written(s, writes, n);
    return ERR_OK;
}

enum err job_docs_write(struct session *s, struct job_doc **docs, size_t n)
{
    struct saving *writes = ARENA_ARRAY(s->arena, struct saving, n);
    struct change *changes = ARENA_ARRAY(s->arena, struct change, n);
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        if (!docs[i]->again && !is_idle(docs[i])) {
            writes[m] = (struct saving){ docs[i], outbox_init(), &changes[m] };
            changes[m++].set = bson_new();
        }
    enum err err = write_all(s, writes, changes, m);
    for (size_t i = 0; i < m; i++) {
        outbox_release(&writes[i].out);
        bson_destroy(changes[i].set);
    }
    return err;
}

enum err job_doc_save(struct job_doc *j)
{
    return job_docs_write(j->s, &j, 1);
}
