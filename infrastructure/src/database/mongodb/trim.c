/* database/mongodb/trim.c - the port store_trim: what has done its work goes, oldest first, a piece
 * at a time. */
#include "domain/repositories/store_trim.h"

#include <string.h>

#include "base/checked.h"
#include "database/mongodb/documents.h"
#include "domain/event.h"

/* -- whole documents -- */

static enum err drop_all(struct session *s, const char *collection, const struct documents *found)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    int64_t removed;

    put_any_id(&filter, found->items, found->n);
    return found->n == 0 ? ERR_OK : documents_remove(s, collection, &filter, &removed);
}

static enum err trim_webhooks(void *self, struct scope *scope, struct instant before, int64_t most,
                              bool *left)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    struct documents found;

    put_str(&filter, "state", STR("done"));
    put_compare(&filter, "received_at", "$lt", before.unix_ms);
    TRY(documents_find(&s, "inbox", &filter, NULL, max_i64(most, 1), &found));
    *left = found.n > 0;
    return drop_all(&s, "inbox", &found);
}

/* -- events -- */

/* How far everybody is; a consumer without a cursor has handled nothing. */
static enum err handled_by_all(struct session *s, const char *const *consumers, size_t n,
                               int64_t *ret)
{
    CLEANUP(bson_destroy) bson_t all = BSON_INITIALIZER;
    struct documents cursors;
    size_t met = 0;

    TRY(documents_find(s, "event_cursors", &all, NULL, 0, &cursors));
    *ret = cursors.n > 0 ? INT64_MAX : 0;
    for (size_t i = 0; i < cursors.n; i++) {
        *ret = min_i64(*ret, document_i64(cursors.items[i], "seq"));
        for (size_t k = 0; k < n; k++)
            met += str_eq_c(document_str(cursors.items[i], "_id"), consumers[k]);
    }
    if (met < n)
        *ret = 0;
    return ERR_OK;
}

static enum err newest_event(struct session *s, int64_t *ret)
{
    CLEANUP(bson_destroy) bson_t all = BSON_INITIALIZER, sort = BSON_INITIALIZER;
    struct documents newest;

    bson_append_int32(&sort, "_id", -1, -1);
    TRY(documents_find(s, event_record.name, &all, &sort, 1, &newest));
    *ret = newest.n > 0 ? document_i64(newest.items[0], "_id") : 0;
    return ERR_OK;
}

static enum err trim_events(void *self, struct scope *scope, struct instant before,
                            const char *const *consumers, size_t n, int64_t most, bool *left)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, sort = BSON_INITIALIZER;
    struct documents found;
    int64_t handled, newest;

    TRY(handled_by_all(&s, consumers, n, &handled));
    TRY(newest_event(&s, &newest));
    put_compare(&filter, "_id", "$lte", min_i64(handled, newest - 1));
    bson_append_int32(&sort, "_id", -1, 1);
    TRY(documents_find(&s, event_record.name, &filter, &sort, max_i64(most, 1), &found));
    for (size_t i = 0; i < found.n; i++)
        if (document_i64(found.items[i], "at") >= before.unix_ms)
            found.n = i; /* in the order of numbers: those behind are as young */
    *left = found.n > 0;
    return drop_all(&s, event_record.name, &found);
}

/* -- keys of creation: the record stays, and has its own id in the key's place -- */

static void put_old_keys(bson_t *filter, struct instant before)
{
    static const unsigned char first[10];
    bson_t inner;

    bson_append_document_begin(filter, "id", -1, &inner);
    put_key(&inner, "$lt", id128_make(before.unix_ms, first)); /* ids begin with their time */
    bson_append_document_end(filter, &inner);
    bson_append_document_begin(filter, "created", -1, &inner);
    put_str(&inner, "$type", STR("string"));
    bson_append_document_end(filter, &inner);
}

static enum err forget_key(struct session *s, const char *collection, struct str document)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    bool matched;
    bson_t set;

    put_bytes(&filter, "_id", document_bytes(document, "_id"));
    bson_append_document_begin(&update, "$set", -1, &set);
    put_key(&set, "created", document_id(document, "id"));
    bson_append_document_end(&update, &set);
    return document_change(s, collection, &filter, &update, &matched);
}

static enum err trim_keys(void *self, struct scope *scope, struct instant before, int64_t most,
                          bool *left)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    int64_t room = max_i64(most, 1), taken = 0;

    for (size_t i = 0; i < s.store->n_plans && taken < room; i++) {
        CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
        const struct record_plan *plan = &s.store->plans[i];
        struct documents found;

        if (!(plan->options & PLAN_CREATED))
            continue;
        put_old_keys(&filter, before);
        TRY(documents_find(&s, plan->record->name, &filter, NULL, room - taken, &found));
        for (size_t k = 0; k < found.n; k++)
            TRY(forget_key(&s, plan->record->name, found.items[k]));
        taken += (int64_t)found.n;
    }
    *left = taken > 0;
    return ERR_OK;
}

struct store_trim mongodb_trim(struct mongodb_store *store)
{
    static const struct store_trim_ops ops = {
        .webhooks = trim_webhooks,
        .events = trim_events,
        .created_keys = trim_keys,
    };

    return (struct store_trim){ &ops, store };
}
