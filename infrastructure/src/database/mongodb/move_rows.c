/* database/mongodb/move_rows.c - rows of a move as documents and back. */
#include "database/mongodb/move_rows.h"

#include <string.h>

#include "base/strbuf.h"
#include "codec/crypto.h"
#include "codec/json_record.h"
#include "database/mongodb/job_docs.h"
#include "database/mongodb/object.h"
#include "database/mongodb/outbox.h"
#include "domain/models/audit_entry.h"
#include "domain/models/batch.h"
#include "domain/models/call.h"
#include "domain/models/rollup.h"

enum { EVENT_MOST = 1 << 20 };

/* -- where a row lies -- */

const char *moved_collection(struct session *s, const struct record *kind, const void *item)
{
    if (kind == &rollup_record)
        return "rollup_items";
    if (kind == &moved_batch_record)
        return batch_record.name;
    if (kind == &moved_created_key_record)
        return str_c(s->arena, ((const struct moved_created_key *)item)->record);
    return kind->name;
}

static struct str bytes_of(const struct id128 *id)
{
    return (struct str){ (const char *)id->bytes, sizeof id->bytes };
}

static struct str joined(struct session *s, struct str a, struct str b)
{
    char *both = arena_alloc(s->arena, a.n + b.n);

    memcpy(both, a.p, a.n);
    memcpy(both + a.n, b.p, b.n);
    return (struct str){ both, a.n + b.n };
}

static struct str rollup_key(struct session *s, const struct rollup *r)
{
    struct str account = ID_TEXT(s->arena, r->account), campaign = ID_TEXT(s->arena, r->campaign);

    return str_format(s->arena, "moved:%.*s:%.*s:%lld", STR_ARG(account), STR_ARG(campaign),
                      (long long)r->slot);
}

static struct str phone_key(struct session *s, const struct moved_job_phone *p)
{
    return joined(s, record_key(s->arena, p->account.v, p->hash.v),
                  record_key(s->arena, p->campaign.v, p->job.v));
}

static void put_plain_key(struct session *s, bson_t *doc, const struct record *kind,
                          const void *item)
{
    if (kind == &moved_gate_record) {
        const struct moved_gate *gate = item;
        put_bytes(doc, "_id", record_key(s->arena, gate->account.v, gate->campaign.v));
    } else if (kind == &moved_cursor_record) {
        put_str(doc, "_id", ((const struct moved_cursor *)item)->consumer);
    } else if (kind == &moved_dead_event_record) {
        const struct moved_dead_event *dead = item;
        put_str(doc, "_id",
                str_format(s->arena, "%.*s:%lld", STR_ARG(dead->consumer), (long long)dead->seq));
    } else if (kind == &moved_webhook_record) {
        put_str(doc, "_id", ((const struct moved_webhook *)item)->key);
    } else if (kind == &moved_answer_record) {
        const struct moved_answer *answer = item;
        put_bytes(doc, "_id", joined(s, bytes_of(&answer->account.v), answer->key));
    } else if (kind == &moved_job_phone_record) {
        put_bytes(doc, "_id", phone_key(s, item));
    } else if (kind == &moved_batch_record) {
        const struct moved_batch *batch = item;
        put_bytes(doc, "_id", record_key(s->arena, batch->account.v, batch->batch.v));
    } else if (kind == &moved_created_key_record) {
        const struct moved_created_key *key = item;
        put_bytes(doc, "_id", record_key(s->arena, key->account.v, key->id));
    }
}

void moved_put_key(struct session *s, bson_t *doc, const struct record *kind, const void *item)
{
    const struct record_plan *plan = store_plan(s->store, kind);

    if (kind == &rollup_record)
        put_str(doc, "_id", rollup_key(s, item));
    else if (kind == &event_record)
        put_i64(doc, "_id", ((const struct event *)item)->seq);
    else if (plan != NULL)
        put_bytes(doc, "_id", object_key(s, plan, item));
    else
        put_plain_key(s, doc, kind, item);
}

/* -- rows as documents -- */

static struct str sealed_by_adapter(struct session *s, const struct record *kind, struct str bound,
                                    struct str plain)
{
    unsigned char key[SEAL_KEY_BYTES], nonce[SEAL_NONCE_BYTES];
    struct str sealed;

    purpose_key(s->store, kind->name, key);
    VIA(s->store->config.random, bytes, nonce, sizeof nonce);
    sealed = seal(s->arena, key, nonce, bound, plain);
    explicit_bzero(key, sizeof key);
    return sealed;
}

static enum err opened_by_adapter(struct session *s, const struct record *kind, struct str bound,
                                  struct str *sealed)
{
    unsigned char key[SEAL_KEY_BYTES];

    purpose_key(s->store, kind->name, key);
    bool opened = unseal(s->arena, key, bound, *sealed, sealed);
    explicit_bzero(key, sizeof key);
    return opened ? ERR_OK
                  : FAIL_WITH(s->error, ERR_INTERNAL, "store.unsealable",
                              P_STR("table", str_from_c(kind->name)));
}

static enum err put_record(struct session *s, bson_t *doc, const struct record_plan *plan,
                           const void *item)
{
    CLEANUP(outbox_release) struct outbox none = outbox_init();

    object_put(s, doc, plan, item);
    TRY(object_put_sealed(s, doc, plan, item));
    if (plan->options & PLAN_CREATED)
        put_key(doc, "created", *plan_id(plan, item));
    if (plan->record == &job_record)
        put_stage(doc, item);
    if (plan->record == &event_record)
        put_str(doc, "fact",
                str_format(s->arena, "moved:%lld", (long long)((const struct event *)item)->seq));
    else if (plan->version != NULL && plan->record != &call_record)
        outbox_put(s, doc, &none);
    return ERR_OK;
}

static void put_rollup(bson_t *doc, const struct rollup *r)
{
    for (size_t i = 0; i < rollup_record.n; i++) {
        const struct field *f = &rollup_record.fields[i];

        if (f->kind == KIND_ID)
            put_key(doc, f->name, *(const struct id128 *)field_at(f, r));
        else if ((f->flags & FIELD_KEY) || *(const int64_t *)field_at(f, r) != 0)
            put_i64(doc, f->name, *(const int64_t *)field_at(f, r));
    }
}

static enum err put_dead_event(struct session *s, bson_t *doc, const struct moved_dead_event *dead)
{
    const struct json *node;
    struct event event = { .seq = 0 };
    bson_t inner;

    TRY(json_parse(s->arena, dead->event, NULL, &node, s->error));
    TRY(json_read_record(node, &event_record, JSON_FROM_STORE, &event, s->arena, s->error));
    put_str(doc, "consumer", dead->consumer);
    put_i64(doc, "seq", dead->seq);
    put_id(doc, "account", dead->account.v);
    put_str(doc, "reason", dead->reason);
    put_i64(doc, "at", dead->at.unix_ms);
    bson_append_document_begin(doc, "event", -1, &inner);
    record_put(&inner, &event_record, &event);
    bson_append_document_end(doc, &inner);
    return ERR_OK;
}

static void put_answer(struct session *s, bson_t *doc, const struct moved_answer *answer)
{
    put_key(doc, "account", answer->account.v);
    put_bytes(doc, "key", answer->key);
    put_bytes(doc, "request", answer->request);
    put_i64(doc, "expires_at", answer->expires_at);
    put_i64(doc, "running_until", 0);
    put_i64(doc, "version", 1);
    put_i64(doc, "status", answer->status);
    put_bytes(doc, "sealed",
              sealed_by_adapter(s, &moved_answer_record, answer->key, answer->answer));
}

static enum err put_plain(struct session *s, bson_t *doc, const struct record *kind,
                          const void *item)
{
    if (kind == &moved_dead_event_record)
        return put_dead_event(s, doc, item);
    if (kind == &moved_answer_record) {
        put_answer(s, doc, item);
    } else if (kind == &moved_webhook_record) {
        struct moved_webhook webhook = *(const struct moved_webhook *)item;

        webhook.raw = sealed_by_adapter(s, kind, webhook.key, webhook.raw);
        record_put(doc, kind, &webhook);
    } else {
        record_put(doc, kind, item);
    }
    if (kind == &moved_gate_record)
        put_i64(doc, "version", 1);
    return ERR_OK;
}

enum err moved_put(struct session *s, bson_t *doc, const struct record *kind, const void *item)
{
    const struct record_plan *plan = store_plan(s->store, kind);

    moved_put_key(s, doc, kind, item);
    if (kind == &rollup_record) {
        put_rollup(doc, item);
        return ERR_OK;
    }
    return plan != NULL ? put_record(s, doc, plan, item) : put_plain(s, doc, kind, item);
}

/* -- and back -- */

static enum err read_plain(struct session *s, const struct record *kind, struct str document,
                           void *ret)
{
    if (kind == &moved_dead_event_record) {
        struct strbuf text = strbuf_init(s->arena, EVENT_MOST);
        struct json_writer writer = json_writer_init(&text);
        struct moved_dead_event *dead = ret;
        struct event event = { .seq = 0 };

        record_read(s->arena, &event_record, &event, document_inside(document, "event"));
        json_put_record(&writer, &event_record, &event, 0);
        dead->event = strbuf_str(&text);
    } else if (kind == &moved_answer_record) {
        struct moved_answer *answer = ret;

        answer->answer = document_bytes(document, "sealed");
        return opened_by_adapter(s, kind, answer->key, &answer->answer);
    } else if (kind == &moved_webhook_record) {
        struct moved_webhook *webhook = ret;

        return opened_by_adapter(s, kind, webhook->key, &webhook->raw);
    }
    return ERR_OK;
}

enum err moved_read(struct session *s, const struct record *kind, struct str document, void **ret)
{
    const struct record_plan *plan = store_plan(s->store, kind);

    if (plan != NULL) {
        TRY(object_read_whole(s, plan, document, ret));
        if (kind == &audit_entry_record)
            ((struct audit_entry *)*ret)->hash = STR_NONE;
        return ERR_OK;
    }
    *ret = arena_alloc(s->arena, kind->size);
    record_read(s->arena, kind, *ret, document);
    return read_plain(s, kind, document, *ret);
}
