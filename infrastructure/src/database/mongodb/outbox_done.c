/* database/mongodb/outbox_done.c - what is carried out, until it is emptied. */
#include "database/mongodb/outbox_done.h"

#include <assert.h>
#include <string.h>

#include "domain/models/job.h"
#include "domain/models/wallet.h"

enum { EMPTIED_AT_ONCE = 64 };

/* Every write of these puts a new list; others add to the one that is there. */
static bool is_written_whole(const char *collection)
{
    return strcmp(collection, job_record.name) == 0 || strcmp(collection, wallet_record.name) == 0;
}

/* -- under the mutex -- */

static struct noted_done *find(struct noted_dones *d, const char *collection, struct str id)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->items[i].id_n == id.n && memcmp(d->items[i].id, id.p, id.n) == 0 &&
            strcmp(d->items[i].collection, collection) == 0)
            return &d->items[i];
    return NULL;
}

static bool note(struct noted_dones *d, const char *collection, const struct outbox_done *done)
{
    struct noted_done *place = find(d, collection, done->id);

    if (place == NULL && d->n == DONE_MOST)
        return false;
    if (place == NULL)
        place = &d->items[d->n++];
    assert(done->id.n <= DONE_ID_BYTES);
    place->collection = collection;
    place->id_n = done->id.n;
    memcpy(place->id, done->id.p, done->id.n);
    place->version = done->version;
    return true;
}

static void forget(struct noted_dones *d, const struct noted_done *done)
{
    struct str id = { (const char *)done->id, done->id_n };
    struct noted_done *place = find(d, done->collection, id);

    if (place != NULL && place->version == done->version)
        *place = d->items[--d->n];
}

/* -- emptying -- */

static void put_empty(bson_t *set)
{
    bson_t none;

    bson_append_array_begin(set, "out", -1, &none);
    bson_append_array_end(set, &none);
    put_i64(set, "out_at", 0);
}

static enum err empty(struct session *s, const char *collection, const struct outbox_done *done,
                      size_t n)
{
    struct change *changes = ARENA_ARRAY(s->arena, struct change, n);
    CLEANUP(bson_destroy) bson_t set = BSON_INITIALIZER;

    put_empty(&set);
    for (size_t i = 0; i < n; i++)
        changes[i] = (struct change){ done[i].id, done[i].version, &set, false };
    return documents_change_some(s, collection, changes, n);
}

bool outbox_is_done(struct session *s, const char *collection, struct str id, int64_t version)
{
    struct noted_dones *d = &s->store->dones;
    struct noted_done *found;

    if (!is_written_whole(collection))
        return false;
    pthread_mutex_lock(&d->mutex);
    found = find(d, collection, id);
    bool done = found != NULL && found->version == version;
    pthread_mutex_unlock(&d->mutex);
    return done;
}

enum err outbox_note_done(struct session *s, const char *collection, const struct outbox_done *done,
                          size_t n)
{
    struct noted_dones *d = &s->store->dones;
    size_t noted = 0;

    if (!is_written_whole(collection))
        return empty(s, collection, done, n);
    pthread_mutex_lock(&d->mutex);
    while (noted < n && note(d, collection, &done[noted]))
        noted++;
    bool many = d->n >= EMPTIED_AT_ONCE;
    pthread_mutex_unlock(&d->mutex);
    if (noted < n)
        TRY(empty(s, collection, done + noted, n - noted));
    return many ? outbox_empty_done(s) : ERR_OK;
}

static enum err empty_noted(struct session *s, const char *collection,
                            const struct noted_done *noted, size_t n)
{
    struct outbox_done *done = ARENA_ARRAY(s->arena, struct outbox_done, n);
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        if (strcmp(noted[i].collection, collection) == 0)
            done[m++] = (struct outbox_done){ { (const char *)noted[i].id, noted[i].id_n },
                                              noted[i].version };
    return m == 0 ? ERR_OK : empty(s, collection, done, m);
}

static size_t begin_emptying(struct noted_dones *d, struct noted_done *noted)
{
    size_t n;

    pthread_mutex_lock(&d->mutex);
    n = d->emptying ? 0 : d->n;
    d->emptying = d->emptying || n > 0;
    memcpy(noted, d->items, n * sizeof *noted);
    pthread_mutex_unlock(&d->mutex);
    return n;
}

static void end_emptying(struct noted_dones *d, const struct noted_done *noted, size_t n)
{
    pthread_mutex_lock(&d->mutex);
    for (size_t i = 0; i < n; i++)
        forget(d, &noted[i]);
    d->emptying = false;
    pthread_mutex_unlock(&d->mutex);
}

/* They stay noted until they are empty: who loads one meanwhile knows that it is done. */
enum err outbox_empty_done(struct session *s)
{
    struct noted_dones *d = &s->store->dones;
    struct noted_done *noted = ARENA_ARRAY(s->arena, struct noted_done, DONE_MOST);
    size_t n = begin_emptying(d, noted);

    if (n == 0)
        return ERR_OK;
    enum err err = empty_noted(s, job_record.name, noted, n);
    if (err == ERR_OK)
        err = empty_noted(s, wallet_record.name, noted, n);
    end_emptying(d, noted, err == ERR_OK ? n : 0);
    return err;
}
