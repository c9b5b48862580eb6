/* database/mongodb/answering.c */
#include "database/mongodb/answering.h"

#include <assert.h>
#include <string.h>

/* Under mutex. */
static struct answered *find(struct answering *a, struct str id, struct str request)
{
    for (size_t i = 0; i < a->n; i++)
        if (memcmp(a->items[i].id, id.p, ANSWERING_ID_BYTES) == 0 &&
            memcmp(a->items[i].request, request.p, ANSWERING_REQUEST_BYTES) == 0)
            return &a->items[i];
    return NULL;
}

bool answering_begins(struct mongodb_store *store, struct str id, struct str request)
{
    struct answering *a = &store->answering;

    assert(id.n == ANSWERING_ID_BYTES && request.n == ANSWERING_REQUEST_BYTES);
    pthread_mutex_lock(&a->mutex);
    struct answered *place = find(a, id, request);
    if (place == NULL && a->n < ANSWERING_MOST)
        place = &a->items[a->n++];
    if (place != NULL) {
        memcpy(place->id, id.p, id.n);
        memcpy(place->request, request.p, request.n);
    }
    pthread_mutex_unlock(&a->mutex);
    return place != NULL;
}

void answering_ends(struct mongodb_store *store, struct str id, struct str request)
{
    struct answering *a = &store->answering;

    pthread_mutex_lock(&a->mutex);
    struct answered *place = find(a, id, request);
    if (place != NULL)
        *place = a->items[--a->n];
    pthread_mutex_unlock(&a->mutex);
}

static size_t those_to_renew(struct session *s, struct answered *ret)
{
    struct answering *a = &s->store->answering;
    int64_t now = server_now(s).unix_ms;
    size_t n = 0;

    pthread_mutex_lock(&a->mutex);
    if (now - a->renewed >= RENEWED_EVERY_MS) {
        a->renewed = now;
        n = a->n;
        memcpy(ret, a->items, n * sizeof *ret);
    }
    pthread_mutex_unlock(&a->mutex);
    return n;
}

/* One that has ended meanwhile has no running_until any more. */
static enum err renew(struct session *s, const struct answered *note)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    bool matched;
    bson_t set;

    put_bytes(&filter, "_id", (struct str){ (const char *)note->id, sizeof note->id });
    put_bytes(&filter, "request",
              (struct str){ (const char *)note->request, sizeof note->request });
    put_compare(&filter, "running_until", "$gt", 0);
    bson_append_document_begin(&update, "$set", -1, &set);
    put_i64(&set, "alive_until", server_now(s).unix_ms + ALIVE_MS);
    bson_append_document_end(&update, &set);
    return document_change(s, "answers", &filter, &update, &matched);
}

enum err answering_renew(struct session *s)
{
    struct answered *notes = ARENA_ARRAY(s->arena, struct answered, ANSWERING_MOST);
    size_t n = those_to_renew(s, notes);

    for (size_t i = 0; i < n; i++)
        TRY(renew(s, &notes[i]));
    return ERR_OK;
}
