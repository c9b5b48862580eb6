/* database/mongodb/documents.c - reads and writes of single documents. */
#include "database/mongodb/documents.h"

#include <string.h>
#include <time.h>

#include "base/checked.h"
#include "database/mongodb/causal.h"

enum { PUT_TRIES = 3, DUPLICATE = 11000, PIECE = 1000, WAIT_MOST_US = 20000, WAIT_STEP_US = 1000 };

/* -- making -- */

static const struct id128 no_id;

void put_key(bson_t *doc, const char *name, struct id128 id)
{
    bson_append_binary(doc, name, -1, BSON_SUBTYPE_BINARY, id.bytes, sizeof id.bytes);
}

void put_id(bson_t *doc, const char *name, struct id128 id)
{
    if (id128_eq(id, no_id))
        bson_append_null(doc, name, -1);
    else
        put_key(doc, name, id);
}

void put_i64(bson_t *doc, const char *name, int64_t value)
{
    bson_append_int64(doc, name, -1, value);
}

void put_bool(bson_t *doc, const char *name, bool value)
{
    bson_append_bool(doc, name, -1, value);
}

void put_str(bson_t *doc, const char *name, struct str value)
{
    if (value.p == NULL)
        bson_append_null(doc, name, -1);
    else
        bson_append_utf8(doc, name, -1, value.p, (int)value.n);
}

void put_bytes(bson_t *doc, const char *name, struct str value)
{
    if (value.p == NULL)
        bson_append_null(doc, name, -1);
    else
        bson_append_binary(doc, name, -1, BSON_SUBTYPE_BINARY, (const uint8_t *)value.p,
                           (uint32_t)value.n);
}

void put_any_of(bson_t *filter, const char *name, const struct str *values, size_t n,
                void (*put)(bson_t *doc, const char *name, struct str value))
{
    bson_t inner, any;

    bson_append_document_begin(filter, name, -1, &inner);
    bson_append_array_begin(&inner, "$in", -1, &any);
    for (size_t i = 0; i < n; i++) {
        char text[16];
        const char *at;

        bson_uint32_to_string((uint32_t)i, &at, text, sizeof text);
        put(&any, at, values[i]);
    }
    bson_append_array_end(&inner, &any);
    bson_append_document_end(filter, &inner);
}

void put_any_id(bson_t *filter, const struct str *documents, size_t n)
{
    bson_t inner, any;

    bson_append_document_begin(filter, "_id", -1, &inner);
    bson_append_array_begin(&inner, "$in", -1, &any);
    for (size_t i = 0; i < n; i++) {
        bson_iter_t id;
        char text[16];
        const char *at;

        bson_uint32_to_string((uint32_t)i, &at, text, sizeof text);
        if (document_find(documents[i], "_id", &id))
            bson_append_iter(&any, at, -1, &id);
    }
    bson_append_array_end(&inner, &any);
    bson_append_document_end(filter, &inner);
}

void put_document(bson_t *doc, const char *name, const bson_t *value)
{
    bson_append_document(doc, name, -1, value);
}

void put_compare(bson_t *doc, const char *name, const char *op, int64_t value)
{
    bson_t inner;

    bson_append_document_begin(doc, name, -1, &inner);
    put_i64(&inner, op, value);
    bson_append_document_end(doc, &inner);
}

struct str record_key(struct arena *arena, struct id128 account, struct id128 id)
{
    char *both = arena_alloc(arena, sizeof account.bytes + sizeof id.bytes);

    memcpy(both, account.bytes, sizeof account.bytes);
    memcpy(both + sizeof account.bytes, id.bytes, sizeof id.bytes);
    return (struct str){ both, sizeof account.bytes + sizeof id.bytes };
}

/* -- reading what was read -- */

struct str bson_bytes(const bson_t *doc)
{
    return (struct str){ (const char *)bson_get_data(doc), doc->len };
}

void bson_view(bson_t *ret, struct str document)
{
    if (!bson_init_static(ret, (const uint8_t *)document.p, document.n))
        bson_init(ret);
}

bool document_find(struct str document, const char *name, bson_iter_t *ret)
{
    return document.p != NULL &&
           bson_iter_init_from_data(ret, (const uint8_t *)document.p, document.n) &&
           bson_iter_find(ret, name);
}

int64_t document_i64(struct str document, const char *name)
{
    bson_iter_t at;

    return document_find(document, name, &at) ? bson_iter_as_int64(&at) : 0;
}

bool document_bool(struct str document, const char *name)
{
    bson_iter_t at;

    return document_find(document, name, &at) && bson_iter_as_bool(&at);
}

struct str document_str(struct str document, const char *name)
{
    bson_iter_t at;
    uint32_t n;

    if (!document_find(document, name, &at) || !BSON_ITER_HOLDS_UTF8(&at))
        return STR_NONE;
    const char *text = bson_iter_utf8(&at, &n);
    return (struct str){ text, n };
}

struct str document_bytes(struct str document, const char *name)
{
    const uint8_t *bytes;
    bson_iter_t at;
    uint32_t n;

    if (!document_find(document, name, &at) || !BSON_ITER_HOLDS_BINARY(&at))
        return STR_NONE;
    bson_iter_binary(&at, NULL, &n, &bytes);
    return (struct str){ (const char *)bytes, n };
}

struct id128 document_id(struct str document, const char *name)
{
    struct str bytes = document_bytes(document, name);
    struct id128 id = no_id;

    if (bytes.n == sizeof id.bytes)
        memcpy(id.bytes, bytes.p, sizeof id.bytes);
    return id;
}

struct str document_inside(struct str document, const char *name)
{
    const uint8_t *bytes;
    bson_iter_t at;
    uint32_t n;

    if (!document_find(document, name, &at))
        return STR_NONE;
    if (BSON_ITER_HOLDS_DOCUMENT(&at))
        bson_iter_document(&at, &n, &bytes);
    else if (BSON_ITER_HOLDS_ARRAY(&at))
        bson_iter_array(&at, &n, &bytes);
    else
        return STR_NONE;
    return (struct str){ (const char *)bytes, n };
}

/* -- asking -- */

enum err server_failed(struct session *s, const char *collection, const bson_error_t *why)
{
    log_error(s->store->config.log, "store.failed", LF_STR("collection", str_from_c(collection)),
              LF_I64("code", why->code), LF_STR("reason", str_from_c(why->message)));
    return FAIL_WITH(s->error, ERR_UNAVAILABLE, "store.unavailable", P_I64("code", why->code));
}

static void collection_end(mongoc_collection_t **collection)
{
    mongoc_collection_destroy(*collection);
}

static mongoc_collection_t *collection_of(struct session *s, const char *name)
{
    return mongoc_client_get_collection(s->client, s->store->database, name);
}

static void cursor_end(mongoc_cursor_t **cursor)
{
    mongoc_cursor_destroy(*cursor);
}

static void keep_document(struct session *s, struct documents *list, const bson_t *doc)
{
    if (list->n == list->capacity) {
        struct str *old = list->items;

        list->capacity = list->capacity == 0 ? 8 : list->capacity * 2;
        list->items = ARENA_ARRAY(s->arena, struct str, list->capacity);
        if (list->n > 0)
            memcpy(list->items, old, list->n * sizeof *old);
    }
    list->items[list->n++] = str_copy(s->arena, bson_bytes(doc));
}

/* Who has given up waiting must not leave the server at work. */
static void put_patience(const struct session *s, bson_t *opts)
{
    put_i64(opts, "maxTimeMS", s->store->wait_ms);
}

/* What goes with every read. */
static enum err put_reading(struct session *s, const char *collection, bson_t *opts)
{
    put_patience(s, opts);
    return causal_put(s, collection, opts);
}

static enum err drain(struct session *s, const char *collection, mongoc_cursor_t *cursor,
                      struct documents *ret)
{
    bson_error_t why;
    const bson_t *doc;

    *ret = (struct documents){ 0 };
    while (mongoc_cursor_next(cursor, &doc))
        keep_document(s, ret, doc);
    return mongoc_cursor_error(cursor, &why) ? server_failed(s, collection, &why) : ERR_OK;
}

enum err document_one(struct session *s, const char *collection, const bson_t *filter,
                      const bson_t *opts, struct str *ret)
{
    CLEANUP(bson_destroy) bson_t one = BSON_INITIALIZER;
    struct documents found;

    if (opts != NULL)
        bson_concat(&one, opts);
    put_i64(&one, "limit", 1);
    bson_append_bool(&one, "singleBatch", -1, true);
    TRY(put_reading(s, collection, &one));
    CLEANUP(collection_end) mongoc_collection_t *c = collection_of(s, collection);
    CLEANUP(cursor_end)
    mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(c, filter, &one, NULL);
    TRY(drain(s, collection, cursor, &found));
    *ret = found.n > 0 ? found.items[0] : STR_NONE;
    return ERR_OK;
}

enum err document_by_id(struct session *s, const char *collection, struct str id, struct str *ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    put_bytes(&filter, "_id", id);
    return document_one(s, collection, &filter, NULL, ret);
}

enum err documents_find(struct session *s, const char *collection, const bson_t *filter,
                        const bson_t *sort, int64_t limit, struct documents *ret)
{
    CLEANUP(bson_destroy) bson_t opts = BSON_INITIALIZER;

    if (sort != NULL)
        put_document(&opts, "sort", sort);
    if (limit > 0)
        put_i64(&opts, "limit", limit);
    TRY(put_reading(s, collection, &opts));
    CLEANUP(collection_end) mongoc_collection_t *c = collection_of(s, collection);
    CLEANUP(cursor_end)
    mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(c, filter, &opts, NULL);
    return drain(s, collection, cursor, ret);
}

enum err documents_aggregate(struct session *s, const char *collection, const bson_t *pipeline,
                             struct documents *ret)
{
    CLEANUP(bson_destroy) bson_t opts = BSON_INITIALIZER;

    TRY(put_reading(s, collection, &opts));
    CLEANUP(collection_end) mongoc_collection_t *c = collection_of(s, collection);
    CLEANUP(cursor_end)
    mongoc_cursor_t *cursor =
        mongoc_collection_aggregate(c, MONGOC_QUERY_NONE, pipeline, &opts, NULL);
    return drain(s, collection, cursor, ret);
}

enum err documents_count(struct session *s, const char *collection, const bson_t *filter,
                         int64_t limit, int64_t *ret)
{
    CLEANUP(bson_destroy) bson_t opts = BSON_INITIALIZER;
    bson_error_t why;

    if (limit > 0)
        put_i64(&opts, "limit", limit);
    TRY(put_reading(s, collection, &opts));
    CLEANUP(collection_end) mongoc_collection_t *c = collection_of(s, collection);
    *ret = mongoc_collection_count_documents(c, filter, &opts, NULL, NULL, &why);
    return *ret < 0 ? server_failed(s, collection, &why) : ERR_OK;
}

/* -- writing -- */

void wait_for_turn(struct session *s, int tries)
{
    int64_t most = min_i64((int64_t)tries * WAIT_STEP_US, WAIT_MOST_US);
    struct timespec moment = { 0, 0 };
    uint32_t chance;

    if (most == 0)
        return;
    VIA(s->store->config.random, bytes, &chance, sizeof chance);
    moment.tv_nsec = (long)(chance % (uint64_t)most) * 1000;
    nanosleep(&moment, NULL);
}

static bool is_duplicate(const bson_error_t *why)
{
    return why->code == DUPLICATE;
}

/* One that is there already, and is there for good: what a fail-over may still take back is not. */
static bool was_there(const bson_error_t *why, const bson_t *reply)
{
    return is_duplicate(why) && !bson_has_field(reply, "writeConcernErrors");
}

enum err document_add(struct session *s, const char *collection, const bson_t *doc, bool *added)
{
    CLEANUP(collection_end) mongoc_collection_t *c = collection_of(s, collection);
    CLEANUP(bson_destroy) bson_t opts = BSON_INITIALIZER;
    bson_error_t why;

    TRY(causal_put(s, collection, &opts));
    CLEANUP(bson_destroy) bson_t reply;
    *added = mongoc_collection_insert_one(c, doc, &opts, &reply, &why);
    return *added || was_there(&why, &reply) ? ERR_OK : server_failed(s, collection, &why);
}

/* One command; *done: how many of them went in before a duplicate. */
static enum err add_piece(struct session *s, const char *collection, const bson_t *const *docs,
                          size_t n, size_t *done)
{
    CLEANUP(collection_end) mongoc_collection_t *c = collection_of(s, collection);
    CLEANUP(bson_destroy) bson_t opts = BSON_INITIALIZER, reply = BSON_INITIALIZER;
    const bson_t **list = ARENA_ARRAY(s->arena, const bson_t *, n);
    bson_error_t why;

    memcpy(list, docs, n * sizeof *list);
    TRY(causal_put(s, collection, &opts));
    bson_destroy(&reply);
    bool all = mongoc_collection_insert_many(c, list, n, &opts, &reply, &why);
    *done = all ? n : (size_t)document_i64(bson_bytes(&reply), "insertedCount");
    return all || was_there(&why, &reply) ? ERR_OK : server_failed(s, collection, &why);
}

enum err documents_add(struct session *s, const char *collection, const bson_t *const *docs,
                       size_t n, size_t *added)
{
    *added = 0;
    while (*added < n) {
        size_t piece = n - *added < PIECE ? n - *added : PIECE, done;

        TRY(add_piece(s, collection, docs + *added, piece, &done));
        *added += done;
        if (done < piece)
            return ERR_OK;
    }
    return ERR_OK;
}

struct updated {
    bool done, matched;
    bson_error_t why; /* not done */
};

static enum err update_one(struct session *s, const char *collection, const bson_t *filter,
                           const bson_t *update, bool upsert, struct updated *ret)
{
    CLEANUP(collection_end) mongoc_collection_t *c = collection_of(s, collection);
    CLEANUP(bson_destroy) bson_t opts = BSON_INITIALIZER;

    if (upsert)
        put_bool(&opts, "upsert", true);
    TRY(causal_put(s, collection, &opts));
    CLEANUP(bson_destroy) bson_t reply;
    ret->done = mongoc_collection_update_one(c, filter, update, &opts, &reply, &ret->why);
    ret->matched = document_i64(bson_bytes(&reply), "matchedCount") > 0;
    return ERR_OK;
}

enum err document_change(struct session *s, const char *collection, const bson_t *filter,
                         const bson_t *update, bool *matched)
{
    struct updated updated;

    TRY(update_one(s, collection, filter, update, false, &updated));
    *matched = updated.matched;
    return updated.done ? ERR_OK : server_failed(s, collection, &updated.why);
}

/* Of two that find none and make it at once, one is told that it is there: then it is to be
 * changed. */
enum err document_put(struct session *s, const char *collection, const bson_t *filter,
                      const bson_t *update)
{
    struct updated updated = { 0 };

    for (int tries = 0; tries < PUT_TRIES && !updated.done; tries++) {
        TRY(update_one(s, collection, filter, update, true, &updated));
        if (!updated.done && !is_duplicate(&updated.why))
            break;
    }
    return updated.done ? ERR_OK : server_failed(s, collection, &updated.why);
}

static enum err take_away(struct session *s, const char *collection, const bson_t *filter, bool all,
                          int64_t *removed)
{
    CLEANUP(collection_end) mongoc_collection_t *c = collection_of(s, collection);
    CLEANUP(bson_destroy) bson_t opts = BSON_INITIALIZER;
    bson_error_t why;

    TRY(causal_put(s, collection, &opts));
    CLEANUP(bson_destroy) bson_t reply;
    bool done = all ? mongoc_collection_delete_many(c, filter, &opts, &reply, &why)
                    : mongoc_collection_delete_one(c, filter, &opts, &reply, &why);

    *removed = document_i64(bson_bytes(&reply), "deletedCount");
    return done ? ERR_OK : server_failed(s, collection, &why);
}

enum err document_remove(struct session *s, const char *collection, const bson_t *filter,
                         bool *removed)
{
    int64_t n;

    TRY(take_away(s, collection, filter, false, &n));
    *removed = n > 0;
    return ERR_OK;
}

enum err documents_remove(struct session *s, const char *collection, const bson_t *filter,
                          int64_t *removed)
{
    return take_away(s, collection, filter, true, removed);
}
