/* database/mongodb/outbox.c - lists of what is still to be done. */
#include "database/mongodb/outbox.h"

#include <string.h>

#include "base/crash.h"
#include "database/mongodb/events.h"
#include "database/mongodb/object.h"

struct outbox outbox_init(void)
{
    return (struct outbox){ bson_new(), 0 };
}

void outbox_release(struct outbox *out)
{
    bson_destroy(out->array);
}

void outbox_open(struct outbox *out, const char *kind, bson_t *item)
{
    char index[16];
    const char *at;

    bson_uint32_to_string(out->n++, &at, index, sizeof index);
    bson_append_document_begin(out->array, at, -1, item);
    put_str(item, "k", str_from_c(kind));
}

void outbox_close(struct outbox *out, bson_t *item)
{
    bson_append_document_end(out->array, item);
}

void outbox_events(struct session *s, struct outbox *out, const struct event_list *events,
                   struct id128 aggregate, int64_t version)
{
    bson_t item, inner;

    for (size_t i = 0; events != NULL && i < events->n; i++) {
        struct event event = events->items[i];

        event_fill(&event, s->scope, aggregate, version, i + 1);
        outbox_open(out, "event", &item);
        bson_append_document_begin(&item, "e", -1, &inner);
        record_put(&inner, &event_record, &event);
        bson_append_document_end(&item, &inner);
        outbox_close(out, &item);
    }
}

static int64_t moment(struct session *s, const struct outbox *out)
{
    return out->n == 0 ? 0 : server_now(s).unix_ms;
}

void outbox_put(struct session *s, bson_t *doc, const struct outbox *out)
{
    bson_append_array(doc, "out", -1, out->array);
    put_i64(doc, "out_at", moment(s, out));
}

void outbox_push(struct session *s, bson_t *update, bson_t *set, const struct outbox *out)
{
    bson_t push, each;

    if (out->n == 0)
        return;
    put_i64(set, "out_at", moment(s, out));
    bson_append_document_begin(update, "$push", -1, &push);
    bson_append_document_begin(&push, "out", -1, &each);
    bson_append_array(&each, "$each", -1, out->array);
    bson_append_document_end(&push, &each);
    bson_append_document_end(update, &push);
}

/* -- carrying out -- */

static const struct {
    const char *kind;
    outbox_work *work;
} works[] = {
    { "entry", entry_carry_out },   { "call", call_carry_out },
    { "rollup", rollup_carry_out }, { "release", release_carry_out },
    { "wake", wake_carry_out },     { "suppression", suppression_carry_out },
};

static outbox_work *work_of(struct str kind)
{
    for (size_t i = 0; i < ARRAY_LEN(works); i++)
        if (str_eq_c(kind, works[i].kind))
            return works[i].work;
    return NULL;
}

static struct str item_at(const bson_iter_t *at)
{
    const uint8_t *bytes;
    uint32_t n;

    bson_iter_document(at, &n, &bytes);
    return (struct str){ (const char *)bytes, n };
}

static enum err carry_out_item(struct session *s, struct str document, struct str item,
                               struct event_list *events)
{
    struct str kind = document_str(item, "k");
    outbox_work *work = work_of(kind);
    struct event event = { 0 };

    if (str_eq(kind, STR("event"))) {
        record_read(s->arena, &event_record, &event, document_inside(item, "e"));
        event_list_add(events, s->arena, event);
        return ERR_OK;
    }
    /* written by a newer program: it must stay until that one comes */
    return work == NULL ? FAIL(s->error, ERR_UNAVAILABLE, "store.unavailable")
                        : work(s, document, item);
}

static enum err empty(struct session *s, const char *collection, struct str id, int64_t version)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    bson_t set, none;
    bool matched;

    put_bytes(&filter, "_id", id);
    put_i64(&filter, "version", version);
    bson_append_document_begin(&update, "$set", -1, &set);
    bson_append_array_begin(&set, "out", -1, &none);
    bson_append_array_end(&set, &none);
    put_i64(&set, "out_at", 0);
    bson_append_document_end(&update, &set);
    return document_change(s, collection, &filter, &update, &matched);
}

bool outbox_is_empty(struct str document)
{
    return document_i64(document, "out_at") == 0;
}

enum err outbox_carry_out(struct session *s, const char *collection, struct str id,
                          struct str document)
{
    struct str list = document_inside(document, "out");
    struct event_list events = { 0 };
    bson_iter_t at;

    if (outbox_is_empty(document))
        return ERR_OK;
    if (list.p != NULL && bson_iter_init_from_data(&at, (const uint8_t *)list.p, list.n))
        while (bson_iter_next(&at))
            if (BSON_ITER_HOLDS_DOCUMENT(&at))
                TRY(carry_out_item(s, document, item_at(&at), &events));
    TRY(events_add(s, &events));
    return empty(s, collection, id, document_i64(document, "version"));
}

enum err outbox_carry_out_of(struct session *s, const char *collection, struct str id)
{
    struct str document;

    TRY(document_by_id(s, collection, id, &document));
    return document.p == NULL ? ERR_OK : outbox_carry_out(s, collection, id, document);
}
