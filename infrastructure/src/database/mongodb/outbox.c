/* database/mongodb/outbox.c - lists of what is still to be done. */
#include "database/mongodb/outbox.h"

#include <string.h>

#include "database/mongodb/events.h"
#include "database/mongodb/object.h"
#include "database/mongodb/outbox_done.h"

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

        event_complete(&event, s->scope, aggregate, version, i + 1);
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
    { "entry", entry_carry_out }, { "release", release_carry_out },
    { "call", call_carry_out },   { "rollup", rollup_carry_out },
    { "wake", wake_carry_out },   { "suppression", suppression_carry_out },
};
enum { KINDS = ARRAY_LEN(works) };

/* What lies in some lists, by kind. */
struct gathered {
    struct outbox_item *items[KINDS];
    size_t n[KINDS], capacity[KINDS];
    struct event_list events;
};

static size_t kind_of(struct str kind)
{
    size_t i = 0;

    while (i < KINDS && !str_eq_c(kind, works[i].kind))
        i++;
    return i;
}

static void add_item(struct session *s, struct gathered *g, size_t kind, struct outbox_item item)
{
    if (g->n[kind] == g->capacity[kind]) {
        struct outbox_item *old = g->items[kind];

        g->capacity[kind] = g->capacity[kind] == 0 ? 8 : g->capacity[kind] * 2;
        g->items[kind] = ARENA_ARRAY(s->arena, struct outbox_item, g->capacity[kind]);
        if (old != NULL)
            memcpy(g->items[kind], old, g->n[kind] * sizeof *old);
    }
    g->items[kind][g->n[kind]++] = item;
}

static struct str item_at(const bson_iter_t *at)
{
    const uint8_t *bytes;
    uint32_t n;

    bson_iter_document(at, &n, &bytes);
    return (struct str){ (const char *)bytes, n };
}

static enum err gather_item(struct session *s, struct gathered *g, struct str document,
                            struct str item)
{
    struct str kind = document_str(item, "k");
    struct event event = { 0 };
    size_t i = kind_of(kind);

    if (str_eq(kind, STR("event"))) {
        record_read(s->arena, &event_record, &event, document_inside(item, "e"));
        event_list_add(&g->events, s->arena, event);
        return ERR_OK;
    }
    if (i == KINDS) /* written by a newer program: it must stay until that one comes */
        return FAIL(s->error, ERR_UNAVAILABLE, "store.unavailable");
    add_item(s, g, i, (struct outbox_item){ document, item });
    return ERR_OK;
}

static enum err gather(struct session *s, struct gathered *g, struct str document)
{
    struct str list = document_inside(document, "out");
    bson_iter_t at;

    if (list.p != NULL && bson_iter_init_from_data(&at, (const uint8_t *)list.p, list.n))
        while (bson_iter_next(&at))
            if (BSON_ITER_HOLDS_DOCUMENT(&at))
                TRY(gather_item(s, g, document, item_at(&at)));
    return ERR_OK;
}

static enum err carry_out(struct session *s, struct gathered *g)
{
    for (size_t i = 0; i < KINDS; i++)
        if (g->n[i] > 0)
            TRY(works[i].work(s, g->items[i], g->n[i]));
    return events_add(s, &g->events);
}

static bool is_left(struct session *s, const char *collection, struct str document)
{
    return document_i64(document, "out_at") != 0 &&
           !outbox_is_done(s, collection, document_bytes(document, "_id"),
                           document_i64(document, "version"));
}

enum err outbox_carry_out_all(struct session *s, const char *collection,
                              const struct str *documents, size_t n)
{
    struct outbox_done *done = ARENA_ARRAY(s->arena, struct outbox_done, n);
    struct gathered g = { 0 };
    size_t left = 0;

    for (size_t i = 0; i < n; i++)
        if (is_left(s, collection, documents[i])) {
            TRY(gather(s, &g, documents[i]));
            done[left++] = (struct outbox_done){ document_bytes(documents[i], "_id"),
                                                 document_i64(documents[i], "version") };
        }
    if (left == 0)
        return ERR_OK;
    TRY(carry_out(s, &g));
    return outbox_note_done(s, collection, done, left);
}

enum err outbox_carry_out(struct session *s, const char *collection, struct str document)
{
    return outbox_carry_out_all(s, collection, &document, 1);
}

enum err outbox_carry_out_of(struct session *s, const char *collection, struct str id)
{
    struct str document;

    TRY(document_by_id(s, collection, id, &document));
    return document.p == NULL ? ERR_OK : outbox_carry_out(s, collection, document);
}
