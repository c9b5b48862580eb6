/* database/mongodb/move.c - the port move_target: what another engine had becomes documents. How
 * far it is stands in the document `move` of the collection `schema`, which keeps the store closed
 * until the end. */
#include "domain/repositories/store_move.h"

#include <string.h>

#include "database/mongodb/events.h"
#include "database/mongodb/move_rows.h"
#include "database/mongodb/schema.h"
#include "domain/models/audit_entry.h"

/* -- taking -- */

static enum err make_docs(struct session *s, const struct record *kind, void *const *items,
                          bson_t **docs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        TRY(moved_put(s, docs[i], kind, items[i]));
    return ERR_OK;
}

static enum err add_docs(struct session *s, const struct record *kind, void *const *items, size_t n)
{
    bson_t **docs = ARENA_ARRAY(s->arena, bson_t *, n);
    const bson_t **list = ARENA_ARRAY(s->arena, const bson_t *, n);

    for (size_t i = 0; i < n; i++)
        list[i] = docs[i] = bson_new();
    enum err err = make_docs(s, kind, items, docs, n);
    if (err == ERR_OK)
        err = documents_add_missing(s, moved_collection(s, kind, NULL), list, n, NULL);
    for (size_t i = 0; i < n; i++)
        bson_destroy(docs[i]);
    return err;
}

/* What is a field of a document that is there already. */
static enum err set_field(struct session *s, const struct record *kind, const void *item)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    bool matched;
    bson_t set;

    moved_put_key(s, &filter, kind, item);
    bson_append_document_begin(&update, "$set", -1, &set);
    if (kind == &moved_batch_record)
        put_bool(&set, "seen", ((const struct moved_batch *)item)->seen == 1);
    else
        put_str(&set, "created", ((const struct moved_created_key *)item)->key);
    bson_append_document_end(&update, &set);
    return document_change(s, moved_collection(s, kind, item), &filter, &update, &matched);
}

static bool is_field(const struct record *kind)
{
    return kind == &moved_batch_record || kind == &moved_created_key_record;
}

static enum err target_add(void *self, struct scope *scope, const struct record *kind,
                           void *const *items, size_t n)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);

    if (n == 0)
        return ERR_OK;
    if (kind == &audit_entry_record)
        return audit_lines_take(&s, items, n);
    if (!is_field(kind))
        return add_docs(&s, kind, items, n);
    for (size_t i = 0; i < n; i++)
        TRY(set_field(&s, kind, items[i]));
    return ERR_OK;
}

/* -- looking -- */

/* Of a document that has the item's field, as it stands there. */
static enum err find_field(struct session *s, const struct record *kind, const void *item,
                           void **ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    void *object = arena_alloc(s->arena, kind->size);
    struct str document;

    moved_put_key(s, &filter, kind, item);
    TRY(document_one(s, moved_collection(s, kind, item), &filter, NULL, &document));
    memcpy(object, item, kind->size);
    if (kind == &moved_batch_record)
        ((struct moved_batch *)object)->seen = document_bool(document, "seen");
    else
        ((struct moved_created_key *)object)->key = document_str(document, "created");
    *ret = document.p != NULL ? object : NULL;
    return ERR_OK;
}

/* {_id: …} alone, to be compared. */
static bool same_key(struct str document, const bson_t *key)
{
    CLEANUP(bson_destroy) bson_t own = BSON_INITIALIZER;
    bson_iter_t at;

    if (!document_find(document, "_id", &at))
        return false;
    bson_append_iter(&own, "_id", -1, &at);
    return bson_equal(&own, key);
}

static enum err find_docs(struct session *s, const struct record *kind, bson_t **keys, size_t n,
                          struct documents *ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    struct str *views = ARENA_ARRAY(s->arena, struct str, n);

    for (size_t i = 0; i < n; i++)
        views[i] = bson_bytes(keys[i]);
    put_any_id(&filter, views, n);
    return documents_find(s, moved_collection(s, kind, NULL), &filter, NULL, 0, ret);
}

/* The server answers nearly in our order: who is looked for stands behind the one before. */
static enum err match(struct session *s, const struct record *kind, bson_t **keys, size_t n,
                      const struct documents *docs, void **found)
{
    size_t next = 0;

    for (size_t i = 0; i < n; i++) {
        found[i] = NULL;
        for (size_t k = 0; k < docs->n && found[i] == NULL; k++) {
            size_t at = (next + k) % docs->n;

            if (!same_key(docs->items[at], keys[i]))
                continue;
            TRY(moved_read(s, kind, docs->items[at], &found[i]));
            next = at + 1;
        }
    }
    return ERR_OK;
}

static enum err target_find(void *self, struct scope *scope, const struct record *kind,
                            void *const *items, size_t n, void **found)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    bson_t **keys = ARENA_ARRAY(s.arena, bson_t *, n);
    struct documents docs;

    if (is_field(kind)) {
        for (size_t i = 0; i < n; i++)
            TRY(find_field(&s, kind, items[i], &found[i]));
        return ERR_OK;
    }
    for (size_t i = 0; i < n; i++)
        moved_put_key(&s, keys[i] = bson_new(), kind, items[i]);
    enum err err = n > 0 ? find_docs(&s, kind, keys, n, &docs) : ERR_OK;
    if (err == ERR_OK && n > 0)
        err = match(&s, kind, keys, n, &docs, found);
    for (size_t i = 0; i < n; i++)
        bson_destroy(keys[i]);
    return err;
}

static void put_type(bson_t *filter, const char *field, struct str type)
{
    bson_t inner;

    bson_append_document_begin(filter, field, -1, &inner);
    put_str(&inner, "$type", type);
    bson_append_document_end(filter, &inner);
}

static enum err target_count(void *self, struct scope *scope, const struct record *kind,
                             int64_t *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    int64_t n;

    if (kind != &moved_created_key_record) {
        if (kind == &moved_batch_record)
            put_type(&filter, "seen", STR("bool"));
        if (kind == &moved_cursor_record)
            bson_append_null(&filter, "made", -1);
        return documents_count(&s, moved_collection(&s, kind, NULL), &filter, 0, ret);
    }
    put_type(&filter, "created", STR("string"));
    *ret = 0;
    for (size_t i = 0; i < s.store->n_plans; i++) {
        TRY(documents_count(&s, s.store->plans[i].record->name, &filter, 0, &n));
        *ret += n;
    }
    return ERR_OK;
}

/* -- how far it is -- */

static enum err put_progress(struct session *s, const char *kind, struct str after, bool ended)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    bson_t set;

    put_str(&filter, "_id", STR("move"));
    bson_append_document_begin(&update, "$set", -1, &set);
    put_bool(&set, "ended", ended);
    put_str(&set, "kind", str_from_c(kind));
    put_str(&set, "after", after);
    put_i64(&set, "at", s->scope->now.unix_ms);
    bson_append_document_end(&update, &set);
    return document_put(s, "schema", &filter, &update);
}

static enum err target_begin(void *self, struct scope *scope, struct move_progress *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    const char *filled;
    struct str known;

    put_str(&filter, "_id", STR("move"));
    TRY(document_one(&s, "schema", &filter, NULL, &known));
    *ret = (struct move_progress){ document_bool(known, "ended") ? MOVE_ENDED : MOVE_BEGUN,
                                   document_str(known, "kind"), document_str(known, "after") };
    if (known.p != NULL)
        return ERR_OK;
    TRY(schema_first_filled(&s, &filled));
    if (filled != NULL)
        return FAIL_WITH(&scope->error, ERR_PRECONDITION, "move.not_empty",
                         P_STR("collection", str_from_c(filled)));
    return put_progress(&s, NULL, STR_NONE, false);
}

static enum err target_note(void *self, struct scope *scope, const struct record *kind,
                            struct str after)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);

    return put_progress(&s, kind->name, after, false);
}

static enum err target_forget(void *self, struct scope *scope)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);

    TRY(schema_clear(&s));
    return put_progress(&s, NULL, STR_NONE, false);
}

/* A broker is told of events by its own cursor. Where there was none, it begins with what somebody
 * has not handled yet. */
static enum err set_relay(struct session *s)
{
    CLEANUP(bson_destroy) bson_t all = BSON_INITIALIZER, doc = BSON_INITIALIZER;
    struct documents cursors;
    int64_t least = INT64_MAX;
    bool added;

    TRY(documents_find(s, moved_cursor_record.name, &all, NULL, 0, &cursors));
    for (size_t i = 0; i < cursors.n; i++)
        if (document_i64(cursors.items[i], "seq") < least)
            least = document_i64(cursors.items[i], "seq");
    put_str(&doc, "_id", STR("relay"));
    put_i64(&doc, "seq", least);
    put_bool(&doc, "made", true); /* by us: it is not counted among those that were moved */
    return cursors.n > 0 ? document_add(s, moved_cursor_record.name, &doc, &added) : ERR_OK;
}

static enum err target_end(void *self, struct scope *scope, bool relayed)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);

    if (relayed)
        TRY(set_relay(&s));
    return put_progress(&s, NULL, STR_NONE, true);
}

struct move_target mongodb_move_target(struct mongodb_store *store)
{
    static const struct move_target_ops ops = {
        .begin = target_begin,
        .add = target_add,
        .note = target_note,
        .find = target_find,
        .count = target_count,
        .forget = target_forget,
        .end = target_end,
    };

    return (struct move_target){ &ops, store };
}
