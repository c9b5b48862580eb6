/* database/mongodb/documents_many.c - reads and writes of many documents in one command. Each write
 * is one document's, on condition of its version. */
#include <stdlib.h>
#include <string.h>

#include "database/mongodb/causal.h"
#include "database/mongodb/documents.h"

enum { MARK_BYTES = 16 };

static void collection_end(mongoc_collection_t **collection)
{
    mongoc_collection_destroy(*collection);
}

static void bulk_end(mongoc_bulk_operation_t **bulk)
{
    mongoc_bulk_operation_destroy(*bulk);
}

/* -- by their ids -- */

enum err documents_by_ids(struct session *s, const char *collection, const struct str *ids,
                          size_t n, struct documents *ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    *ret = (struct documents){ 0 };
    if (n == 0)
        return ERR_OK;
    if (n == 1) /* the shape that every server answers fastest */
        put_bytes(&filter, "_id", ids[0]);
    else
        put_any_of(&filter, "_id", ids, n, put_bytes);
    return documents_find(s, collection, &filter, NULL, 0, ret);
}

struct str documents_with(const struct documents *found, struct str id)
{
    for (size_t i = 0; i < found->n; i++)
        if (str_eq(document_bytes(found->items[i], "_id"), id))
            return found->items[i];
    return STR_NONE;
}

/* -- adding those that are not there -- */

/* What is left to be added, and where it stands in the caller's list. */
struct missing {
    const bson_t **docs;
    size_t *at;
    size_t n;
};

static enum err find_ids(struct session *s, const char *collection, const struct missing *m,
                         struct documents *ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, pipeline = BSON_INITIALIZER;
    struct str *documents = ARENA_ARRAY(s->arena, struct str, m->n);
    bson_t stage, fields;

    for (size_t i = 0; i < m->n; i++)
        documents[i] = bson_bytes(m->docs[i]);
    put_any_id(&filter, documents, m->n);
    bson_append_document_begin(&pipeline, "0", -1, &stage);
    put_document(&stage, "$match", &filter);
    bson_append_document_end(&pipeline, &stage);
    bson_append_document_begin(&pipeline, "1", -1, &stage);
    bson_append_document_begin(&stage, "$project", -1, &fields);
    bson_append_int32(&fields, "_id", -1, 1);
    bson_append_document_end(&stage, &fields);
    bson_append_document_end(&pipeline, &stage);
    return documents_aggregate(s, collection, &pipeline, ret);
}

static bool has_id_of(const struct documents *ids, const bson_t *doc)
{
    CLEANUP(bson_destroy) bson_t own = BSON_INITIALIZER;
    bson_iter_t id;

    if (bson_iter_init_find(&id, doc, "_id"))
        bson_append_iter(&own, "_id", -1, &id);
    for (size_t i = 0; i < ids->n; i++)
        if (str_eq(ids->items[i], bson_bytes(&own)))
            return true;
    return false;
}

/* Without the first `n`, which are settled, and without those that are there. */
static enum err leave_missing(struct session *s, const char *collection, struct missing *m,
                              size_t n)
{
    struct documents there = { 0 };
    size_t left = 0;

    m->docs += n;
    m->at += n;
    m->n -= n;
    if (m->n > 1)
        TRY(find_ids(s, collection, m, &there));
    for (size_t i = 0; i < m->n; i++)
        if (!has_id_of(&there, m->docs[i])) {
            m->docs[left] = m->docs[i];
            m->at[left++] = m->at[i];
        }
    m->n = left;
    return ERR_OK;
}

/* Where one is there, others most likely are: another process has carried out the same list. They
 * are asked for together, as an insert ends at the first of them. */
enum err documents_add_missing(struct session *s, const char *collection, const bson_t *const *docs,
                               size_t n, bool *added)
{
    struct missing m = { ARENA_ARRAY(s->arena, const bson_t *, n), ARENA_ARRAY(s->arena, size_t, n),
                         n };

    for (size_t i = 0; i < n; i++) {
        m.docs[i] = docs[i];
        m.at[i] = i;
        if (added != NULL)
            added[i] = false;
    }
    while (m.n > 0) {
        size_t in;

        TRY(documents_add(s, collection, m.docs, m.n, &in));
        for (size_t i = 0; added != NULL && i < in; i++)
            added[m.at[i]] = true;
        if (in == m.n)
            break;
        TRY(leave_missing(s, collection, &m, in + 1)); /* the one behind those was there */
    }
    return ERR_OK;
}

/* -- changes -- */

static enum err change_one(struct session *s, const char *collection, struct change *change)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;

    put_bytes(&filter, "_id", change->id);
    put_i64(&filter, "version", change->was);
    put_document(&update, "$set", change->set);
    return document_change(s, collection, &filter, &update, &change->written);
}

static void add_change(mongoc_bulk_operation_t *bulk, const struct change *change, struct str mark)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    bson_t set;

    put_bytes(&filter, "_id", change->id);
    put_i64(&filter, "version", change->was);
    bson_append_document_begin(&update, "$set", -1, &set);
    bson_concat(&set, change->set);
    if (mark.p != NULL)
        put_bytes(&set, "mark", mark);
    bson_append_document_end(&update, &set);
    mongoc_bulk_operation_update_one_with_opts(bulk, &filter, &update, NULL, NULL);
}

static int by_id(const void *a, const void *b)
{
    const struct change *const *one = a, *const *other = b;
    size_t n = (*one)->id.n < (*other)->id.n ? (*one)->id.n : (*other)->id.n;

    return memcmp((*one)->id.p, (*other)->id.p, n);
}

/* In the order of their ids: a server that keeps what it has written locked until the command ends
 * must not be brought to wait in a circle. */
static enum err run_changes(struct session *s, const char *collection, struct change *changes,
                            size_t n, struct str mark, size_t *matched)
{
    CLEANUP(collection_end)
    mongoc_collection_t *c =
        mongoc_client_get_collection(s->client, s->store->database, collection);
    CLEANUP(bson_destroy) bson_t opts = BSON_INITIALIZER, reply = BSON_INITIALIZER;
    struct change **sorted = ARENA_ARRAY(s->arena, struct change *, n);
    bson_error_t why;

    for (size_t i = 0; i < n; i++)
        sorted[i] = &changes[i];
    qsort(sorted, n, sizeof(struct change *), by_id);
    put_bool(&opts, "ordered", false);
    TRY(causal_put(s, collection, &opts));
    CLEANUP(bulk_end)
    mongoc_bulk_operation_t *bulk = mongoc_collection_create_bulk_operation_with_opts(c, &opts);
    for (size_t i = 0; i < n; i++)
        add_change(bulk, sorted[i], mark);
    bson_destroy(&reply);
    bool done = mongoc_bulk_operation_execute(bulk, &reply, &why) != 0;
    *matched = (size_t)document_i64(bson_bytes(&reply), "nMatched");
    return done ? ERR_OK : server_failed(s, collection, &why);
}

/* Which of them have our mark. */
static enum err ask_written(struct session *s, const char *collection, struct change *changes,
                            size_t n, struct str mark)
{
    struct str *ids = ARENA_ARRAY(s->arena, struct str, n);
    struct documents found;

    for (size_t i = 0; i < n; i++)
        ids[i] = changes[i].id;
    TRY(documents_by_ids(s, collection, ids, n, &found));
    for (size_t i = 0; i < found.n; i++)
        for (size_t k = 0; k < n; k++)
            if (str_eq(changes[k].id, document_bytes(found.items[i], "_id")))
                changes[k].written = str_eq(document_bytes(found.items[i], "mark"), mark);
    return ERR_OK;
}

enum err documents_change(struct session *s, const char *collection, struct change *changes,
                          size_t n)
{
    unsigned char bytes[MARK_BYTES];
    struct str mark = { (const char *)bytes, sizeof bytes };
    size_t matched;

    if (n <= 1)
        return n == 0 ? ERR_OK : change_one(s, collection, changes);
    VIA(s->store->config.random, bytes, bytes, sizeof bytes);
    TRY(run_changes(s, collection, changes, n, mark, &matched));
    for (size_t i = 0; i < n; i++)
        changes[i].written = matched == n;
    return matched == 0 || matched == n ? ERR_OK : ask_written(s, collection, changes, n, mark);
}

enum err documents_change_some(struct session *s, const char *collection, struct change *changes,
                               size_t n)
{
    size_t matched;

    if (n <= 1)
        return n == 0 ? ERR_OK : change_one(s, collection, changes);
    return run_changes(s, collection, changes, n, STR_NONE, &matched);
}

enum err documents_update(struct session *s, const char *collection, bson_t *const *filters,
                          bson_t *const *updates, size_t n)
{
    CLEANUP(collection_end)
    mongoc_collection_t *c =
        mongoc_client_get_collection(s->client, s->store->database, collection);
    CLEANUP(bson_destroy) bson_t opts = BSON_INITIALIZER;
    bson_error_t why;

    if (n == 0)
        return ERR_OK;
    put_bool(&opts, "ordered", false);
    TRY(causal_put(s, collection, &opts));
    CLEANUP(bulk_end)
    mongoc_bulk_operation_t *bulk = mongoc_collection_create_bulk_operation_with_opts(c, &opts);
    for (size_t i = 0; i < n; i++)
        mongoc_bulk_operation_update_one_with_opts(bulk, filters[i], updates[i], NULL, NULL);
    return mongoc_bulk_operation_execute(bulk, NULL, &why) != 0
               ? ERR_OK
               : server_failed(s, collection, &why);
}
