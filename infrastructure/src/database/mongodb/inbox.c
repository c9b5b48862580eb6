/* database/mongodb/inbox.c - the port event_inbox: webhooks, sealed as they came, until they are
 * applied. Bodies belong to no account that could be believed yet: they are sealed by a key of the
 * inbox itself, bound to their key. */
#include <string.h>

#include "base/crash.h"
#include "codec/crypto.h"
#include "database/mongodb/documents.h"

static const char collection[] = "inbox";

/* -- coming in -- */

static enum err inbox_put(void *self, struct scope *scope, const struct inbox_item *item,
                          bool *again)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t doc = BSON_INITIALIZER;
    unsigned char key[SEAL_KEY_BYTES], nonce[SEAL_NONCE_BYTES];
    bool added;

    purpose_key(s.store, collection, key);
    VIA(s.store->config.random, bytes, nonce, sizeof nonce);
    put_str(&doc, "_id", item->key);
    put_key(&doc, "connection", item->connection.v);
    put_str(&doc, "tag", item->tag);
    put_i64(&doc, "received_at", item->received_at.unix_ms);
    put_i64(&doc, "due_at", item->received_at.unix_ms);
    put_i64(&doc, "tries", 0);
    put_str(&doc, "state", STR("waiting"));
    put_bytes(&doc, "raw", seal(s.arena, key, nonce, item->key, item->raw));
    explicit_bzero(key, sizeof key);
    TRY(document_add(&s, collection, &doc, &added));
    *again = !added;
    CRASH("K12");
    return ERR_OK;
}

/* -- being applied -- */

static enum err read_item(struct session *s, const unsigned char key[SEAL_KEY_BYTES],
                          struct str document, struct inbox_item *ret)
{
    *ret = (struct inbox_item){
        .key = document_str(document, "_id"),
        .connection = { document_id(document, "connection") },
        .tag = document_str(document, "tag"),
        .received_at = { document_i64(document, "received_at") },
        .tries = document_i64(document, "tries"),
    };
    if (!unseal(s->arena, key, ret->key, document_bytes(document, "raw"), &ret->raw))
        return FAIL_WITH(s->error, ERR_INTERNAL, "store.unsealable",
                         P_STR("table", str_from_c(collection)));
    return ERR_OK;
}

static enum err read_items(struct session *s, const struct documents *found, struct inbox_list *ret)
{
    struct inbox_list list = { ARENA_ARRAY(s->arena, struct inbox_item, found->n), 0 };
    unsigned char key[SEAL_KEY_BYTES];
    enum err err = ERR_OK;

    purpose_key(s->store, collection, key);
    for (size_t i = 0; i < found->n && err == ERR_OK; i++) {
        err = read_item(s, key, found->items[i], &list.items[i]);
        list.n++;
    }
    explicit_bzero(key, sizeof key);
    if (err == ERR_OK)
        *ret = list;
    return err;
}

static enum err inbox_due(void *self, struct scope *scope, struct instant now, int64_t most,
                          struct inbox_list *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, sort = BSON_INITIALIZER;
    struct documents found;

    put_str(&filter, "state", STR("waiting"));
    put_compare(&filter, "due_at", "$lte", now.unix_ms);
    bson_append_int32(&sort, "due_at", -1, 1);
    bson_append_int32(&sort, "received_at", -1, 1);
    TRY(documents_find(&s, collection, &filter, &sort, most, &found));
    return read_items(&s, &found, ret);
}

static enum err inbox_dead(void *self, struct scope *scope, int64_t most, struct inbox_list *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, sort = BSON_INITIALIZER;
    struct documents found;

    put_str(&filter, "state", STR("dead"));
    bson_append_int32(&sort, "due_at", -1, 1); /* 0 in all of them: it is in the index */
    bson_append_int32(&sort, "received_at", -1, 1);
    TRY(documents_find(&s, collection, &filter, &sort, most, &found));
    return read_items(&s, &found, ret);
}

/* {_id: key, state: not done}: what is done stays done. */
static void put_undone(bson_t *filter, struct str key)
{
    bson_t inner;

    put_str(filter, "_id", key);
    bson_append_document_begin(filter, "state", -1, &inner);
    put_str(&inner, "$ne", STR("done"));
    bson_append_document_end(filter, &inner);
}

static enum err finish_one(struct session *s, struct str key)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    bool matched;
    bson_t set;

    put_undone(&filter, key);
    bson_append_document_begin(&update, "$set", -1, &set);
    put_str(&set, "state", STR("done"));
    bson_append_document_end(&update, &set);
    return document_change(s, collection, &filter, &update, &matched);
}

static enum err inbox_done(void *self, struct scope *scope, const struct str *keys, size_t n)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);

    for (size_t i = 0; i < n; i++)
        TRY(finish_one(&s, keys[i]));
    return ERR_OK;
}

static enum err inbox_park(void *self, struct scope *scope, struct str key, struct instant at)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    bool matched;
    bson_t inner;

    put_undone(&filter, key);
    bson_append_document_begin(&update, "$set", -1, &inner);
    put_i64(&inner, "due_at", at.unix_ms);
    put_str(&inner, "state", at.unix_ms == 0 ? STR("dead") : STR("waiting"));
    bson_append_document_end(&update, &inner);
    bson_append_document_begin(&update, "$inc", -1, &inner);
    put_i64(&inner, "tries", 1);
    bson_append_document_end(&update, &inner);
    return document_change(&s, collection, &filter, &update, &matched);
}

static enum err count_in(struct session *s, struct str state, int64_t *ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    put_str(&filter, "state", state);
    return documents_count(s, collection, &filter, 0, ret);
}

static enum err inbox_depth(void *self, struct scope *scope, int64_t *waiting, int64_t *dead)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);

    TRY(count_in(&s, STR("waiting"), waiting));
    return count_in(&s, STR("dead"), dead);
}

struct event_inbox mongodb_inbox(struct mongodb_store *store)
{
    static const struct event_inbox_ops ops = {
        .put = inbox_put,
        .due = inbox_due,
        .done = inbox_done,
        .park = inbox_park,
        .dead = inbox_dead,
        .depth = inbox_depth,
    };

    return (struct event_inbox){ &ops, store };
}
