/* database/mongodb/answers.c - the port answer_store. Answers are sealed, as they may tell what is
 * about people or shown once. A process that died leaves a note that is over when it
 * has not been renewed for a while (answering.h). */
#include <string.h>

#include "codec/crypto.h"
#include "database/mongodb/answering.h"

static const char collection[] = "answers";
enum { TRIES = 50, SWEPT_AT_ONCE = 4 };

static struct str key_of(const struct asked *asked)
{
    return (struct str){ (const char *)asked->key, ASKED_BYTES };
}

static struct str request_of(const struct asked *asked)
{
    return (struct str){ (const char *)asked->request, ASKED_BYTES };
}

static struct str document_key(struct session *s, const struct asked *asked)
{
    char *both = arena_alloc(s->arena, sizeof(struct id128) + ASKED_BYTES);

    memcpy(both, s->scope->account.v.bytes, sizeof(struct id128));
    memcpy(both + sizeof(struct id128), asked->key, ASKED_BYTES);
    return (struct str){ both, sizeof(struct id128) + ASKED_BYTES };
}

/* -- beginning -- */

/* Its process has not told for long that it lives; 0: it never does. */
static bool is_left_behind(struct session *s, struct str document)
{
    int64_t alive = document_i64(document, "alive_until");

    return alive != 0 && alive < server_now(s).unix_ms;
}

static enum asked_found judge(struct session *s, struct str document, const struct asked *asked)
{
    int64_t now = s->scope->now.unix_ms, running = document_i64(document, "running_until");

    if (document.p == NULL || document_i64(document, "expires_at") < now ||
        (running != 0 && (running < now || is_left_behind(s, document))))
        return ASKED_NEW;
    if (!str_eq(document_bytes(document, "request"), request_of(asked)))
        return ASKED_OTHER;
    return running != 0 ? ASKED_RUNNING : ASKED_KNOWN;
}

/* *noted false: another noted it, or what was there changed. */
static enum err note(struct session *s, const struct asked *asked, struct str document,
                     struct duration life, struct duration lease, bool kept, bool *noted)
{
    CLEANUP(bson_destroy) bson_t fields = BSON_INITIALIZER, filter = BSON_INITIALIZER;
    CLEANUP(bson_destroy) bson_t update = BSON_INITIALIZER;
    int64_t now = s->scope->now.unix_ms, version = document_i64(document, "version");

    put_bytes(&fields, "request", request_of(asked));
    put_i64(&fields, "expires_at", life.ms == 0 ? INT64_MAX : now + life.ms);
    put_i64(&fields, "running_until", now + lease.ms);
    put_i64(&fields, "alive_until", kept ? server_now(s).unix_ms + ALIVE_MS : 0);
    put_i64(&fields, "version", version + 1);
    put_bytes(&fields, "sealed", STR_NONE);
    put_bytes(&filter, "_id", document_key(s, asked));
    if (document.p == NULL) {
        bson_concat(&filter, &fields);
        return document_add(s, collection, &filter, noted);
    }
    put_i64(&filter, "version", version);
    put_document(&update, "$set", &fields);
    return document_change(s, collection, &filter, &update, noted);
}

/* A few with each new one: the collection never holds more than what lives and a little. */
static enum err sweep(struct session *s)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, sort = BSON_INITIALIZER;
    struct documents old;
    bool removed;

    put_compare(&filter, "expires_at", "$lt", s->scope->now.unix_ms);
    bson_append_int32(&sort, "expires_at", -1, 1);
    TRY(documents_find(s, collection, &filter, &sort, SWEPT_AT_ONCE, &old));
    for (size_t i = 0; i < old.n; i++) {
        CLEANUP(bson_destroy) bson_t one = BSON_INITIALIZER;

        put_bytes(&one, "_id", document_bytes(old.items[i], "_id"));
        put_i64(&one, "version", document_i64(old.items[i], "version"));
        TRY(document_remove(s, collection, &one, &removed));
    }
    return ERR_OK;
}

static enum err read_answer(struct session *s, struct str document, const struct asked *asked,
                            struct kept_answer *ret)
{
    unsigned char key[SEAL_KEY_BYTES];
    struct str joined;

    purpose_key(s->store, collection, key);
    bool sound =
        unseal(s->arena, key, key_of(asked), document_bytes(document, "sealed"), &joined) &&
        kept_answer_part(joined, ret);
    explicit_bzero(key, sizeof key);
    ret->status = document_i64(document, "status");
    return sound ? ERR_OK
                 : FAIL_WITH(s->error, ERR_INTERNAL, "store.unsealable",
                             P_STR("table", str_from_c(collection)));
}

static enum err answers_begin(void *self, struct scope *scope, const struct asked *asked,
                              struct duration life, struct duration lease, enum asked_found *found,
                              struct kept_answer *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    struct str key = document_key(&s, asked), document;
    bool noted = false;

    for (int tries = 0; tries < TRIES; tries++) {
        TRY(document_by_id(&s, collection, key, &document));
        *found = judge(&s, document, asked);
        if (*found == ASKED_KNOWN)
            return read_answer(&s, document, asked, ret);
        if (*found != ASKED_NEW)
            return ERR_OK;
        bool kept = answering_begins(s.store, key, request_of(asked));
        enum err err = note(&s, asked, document, life, lease, kept, &noted);
        if (kept && !noted)
            answering_ends(s.store, key, request_of(asked));
        TRY(err);
        if (noted)
            return sweep(&s);
    }
    return FAIL(&scope->error, ERR_UNAVAILABLE, "store.busy");
}

/* -- ending -- */

/* {_id, request, running_until: not 0} */
static void put_own(struct session *s, bson_t *filter, const struct asked *asked)
{
    put_bytes(filter, "_id", document_key(s, asked));
    put_bytes(filter, "request", request_of(asked));
    put_compare(filter, "running_until", "$gt", 0);
}

static enum err answers_keep(void *self, struct scope *scope, const struct asked *asked,
                             const struct kept_answer *answer)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    unsigned char key[SEAL_KEY_BYTES], nonce[SEAL_NONCE_BYTES];
    bool matched;
    bson_t set;

    answering_ends(s.store, document_key(&s, asked), request_of(asked));
    purpose_key(s.store, collection, key);
    VIA(s.store->config.random, bytes, nonce, sizeof nonce);
    put_own(&s, &filter, asked);
    bson_append_document_begin(&update, "$set", -1, &set);
    put_i64(&set, "running_until", 0);
    put_i64(&set, "status", answer->status);
    put_bytes(&set, "sealed",
              seal(s.arena, key, nonce, key_of(asked), kept_answer_join(s.arena, answer)));
    bson_append_document_end(&update, &set);
    explicit_bzero(key, sizeof key);
    return document_change(&s, collection, &filter, &update, &matched);
}

static enum err answers_forget(void *self, struct scope *scope, const struct asked *asked)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    bool removed;

    answering_ends(s.store, document_key(&s, asked), request_of(asked));
    put_own(&s, &filter, asked);
    return document_remove(&s, collection, &filter, &removed);
}

struct answer_store mongodb_answers(struct mongodb_store *store)
{
    static const struct answer_store_ops ops = {
        .begin = answers_begin,
        .keep = answers_keep,
        .forget = answers_forget,
    };

    return (struct answer_store){ &ops, store };
}
