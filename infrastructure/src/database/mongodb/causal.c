/* database/mongodb/causal.c - sessions that read what was seen, and the read of this moment. */
#include "database/mongodb/causal.h"

#include "database/mongodb/documents.h"

enum { TIME_LIMIT = 50, NETWORK_TIMEOUT = 89 }; /* codes of a server that is only slow */

/* -- sessions -- */

static bool is_later(uint32_t t, uint32_t i, uint32_t than_t, uint32_t than_i)
{
    return t > than_t || (t == than_t && i > than_i);
}

static enum err start(struct session *s, bool causal, const char *collection,
                      mongoc_client_session_t **ret)
{
    mongoc_session_opt_t *opts = mongoc_session_opts_new();
    bson_error_t why;

    mongoc_session_opts_set_causal_consistency(opts, causal);
    *ret = mongoc_client_start_session(s->client, opts, &why);
    mongoc_session_opts_destroy(opts);
    return *ret != NULL ? ERR_OK : server_failed(s, collection, &why);
}

/* A part has that of the whole. */
static struct session *whole_of(struct session *s)
{
    return s->whole != NULL ? s->whole : s;
}

static enum err begin(struct session *s, const char *collection)
{
    struct mongodb_store *store = s->store;

    TRY(start(s, true, collection, &s->causal));
    pthread_mutex_lock(&store->seen_mutex);
    uint32_t t = store->seen_t, i = store->seen_i;
    pthread_mutex_unlock(&store->seen_mutex);
    if (t > 0)
        mongoc_client_session_advance_operation_time(s->causal, t, i);
    return ERR_OK;
}

enum err causal_put(struct session *s, const char *collection, bson_t *opts)
{
    bson_error_t why;

    s = whole_of(s);
    if (!s->store->is_causal)
        return ERR_OK;
    if (s->causal == NULL)
        TRY(begin(s, collection));
    return mongoc_client_session_append(s->causal, opts, &why) ? ERR_OK
                                                               : server_failed(s, collection, &why);
}

static void note_seen(struct mongodb_store *store, const mongoc_client_session_t *session)
{
    uint32_t t, i;

    mongoc_client_session_get_operation_time(session, &t, &i);
    pthread_mutex_lock(&store->seen_mutex);
    if (is_later(t, i, store->seen_t, store->seen_i)) {
        store->seen_t = t;
        store->seen_i = i;
    }
    pthread_mutex_unlock(&store->seen_mutex);
}

void causal_end(struct session *s)
{
    if (s->causal == NULL)
        return;
    note_seen(s->store, s->causal);
    mongoc_client_session_destroy(s->causal);
    s->causal = NULL;
}

/* -- this moment -- */

static void put_linearizable(bson_t *opts)
{
    mongoc_read_concern_t *concern = mongoc_read_concern_new();

    mongoc_read_concern_set_level(concern, MONGOC_READ_CONCERN_LEVEL_LINEARIZABLE);
    mongoc_read_concern_append(concern, opts);
    mongoc_read_concern_destroy(concern);
}

static enum err read_now(struct session *s, const char *collection, struct str id, struct str *ret)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, opts = BSON_INITIALIZER;

    put_bytes(&filter, "_id", id);
    put_linearizable(&opts);
    return document_one(s, collection, &filter, &opts, ret);
}

/* A read of this moment may not say how far anybody has seen: it has a session of its own, and what
 * that saw is seen by the next. */
enum err document_by_id_now(struct session *s, const char *collection, struct str id,
                            struct str *ret)
{
    struct session *whole = whole_of(s);

    if (!s->store->is_linearizable || whole->is_now)
        return document_by_id(s, collection, id, ret);
    causal_end(whole);
    TRY(start(whole, false, collection, &whole->causal));
    enum err err = read_now(s, collection, id, ret);
    causal_end(whole);
    whole->is_now = err == ERR_OK;
    return err;
}

/* -- what the server can -- */

static bool has_members(struct str hello)
{
    return document_str(hello, "setName").n > 0 || str_eq_c(document_str(hello, "msg"), "isdbgrid");
}

static bool asked(struct session *s, bson_error_t *why)
{
    CLEANUP(bson_destroy) bson_t ask = BSON_INITIALIZER, opts = BSON_INITIALIZER;

    put_linearizable(&opts);
    put_str(&ask, "find", STR("schema"));
    put_i64(&ask, "limit", 1);
    put_bool(&ask, "singleBatch", true);
    put_i64(&ask, "maxTimeMS", s->store->wait_ms);
    return mongoc_client_read_command_with_opts(s->client, s->store->database, &ask, NULL, &opts,
                                                NULL, why);
}

enum err causal_learn(struct session *s, struct str hello)
{
    struct mongodb_store *store = s->store;
    bson_error_t why;

    if (!has_members(hello) || document_i64(hello, "logicalSessionTimeoutMinutes") == 0)
        return ERR_OK;
    store->is_causal = true;
    store->is_linearizable = asked(s, &why);
    if (store->is_linearizable)
        return ERR_OK;
    if (why.domain != MONGOC_ERROR_SERVER || why.code == TIME_LIMIT || why.code == NETWORK_TIMEOUT)
        return server_failed(s, "schema", &why);
    log_warn(store->config.log, "store.no_linearizable_reads", LF_I64("code", why.code),
             LF_STR("reason", str_from_c(why.message)));
    return ERR_OK;
}
