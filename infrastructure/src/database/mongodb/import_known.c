/* database/mongodb/import_known.c - what an account knows of numbers, many at a time: one question
 * for some hundreds of them. */
#include "database/mongodb/import_known.h"

#include <stdlib.h>
#include <string.h>

#include "database/mongodb/object.h"
#include "domain/models/person.h"

enum { HASHES_A_QUESTION = 500 };

/* Is its batch seen? What was asked once is remembered while the question lasts. */
struct sight {
    struct id128 batch;
    bool seen;
};
struct known_session {
    struct session *s;
    struct sight *sights;
    size_t n, capacity;
};

static enum err is_seen(struct known_session *k, struct id128 batch, bool *ret)
{
    struct session *s = k->s;
    struct str document;

    for (size_t i = 0; i < k->n; i++)
        if (id128_eq(k->sights[i].batch, batch)) {
            *ret = k->sights[i].seen;
            return ERR_OK;
        }
    TRY(document_by_id(s, batch_record.name, record_key(s->arena, s->scope->account.v, batch),
                       &document));
    if (k->n == k->capacity) {
        struct sight *old = k->sights;

        k->capacity = k->capacity == 0 ? 16 : k->capacity * 2;
        k->sights = ARENA_ARRAY(s->arena, struct sight, k->capacity);
        if (k->n > 0)
            memcpy(k->sights, old, k->n * sizeof *old);
    }
    *ret = document_bool(document, "seen");
    k->sights[k->n++] = (struct sight){ batch, *ret };
    return ERR_OK;
}

/* -- many numbers -- */

struct place {
    struct id128 hash;
    size_t at;
};

static int by_hash(const void *a, const void *b)
{
    return id128_cmp(((const struct place *)a)->hash, ((const struct place *)b)->hash);
}

struct known_asking {
    struct known_session known;
    struct campaign_id campaign;
    struct place *places; /* sorted by hash */
    size_t n;
    struct phone_known *ret;
};

/* The first place of the hash, or a->n. */
static size_t first_place(const struct known_asking *a, struct id128 hash)
{
    size_t low = 0, high = a->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (id128_cmp(a->places[middle].hash, hash) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum err note_phone(struct known_asking *a, struct str document)
{
    struct id128 hash = document_id(document, "hash");
    bool own = id128_eq(document_id(document, "campaign"), a->campaign.v), seen;

    TRY(is_seen(&a->known, document_id(document, "batch"), &seen));
    for (size_t i = first_place(a, hash); seen && i < a->n && id128_eq(a->places[i].hash, hash);
         i++) {
        struct phone_known *known = &a->ret[a->places[i].at];

        known->in_campaign = known->in_campaign || own;
        known->elsewhere = known->elsewhere || !own;
    }
    return ERR_OK;
}

static struct opt_instant newest_contact(const struct person *person)
{
    struct opt_instant newest = { 0 };

    for (size_t i = 0; i < person->touches.n; i++) {
        const struct touch *touch = &person->touches.items[i];

        if (touch->contact && (!newest.has || instant_before(newest.v, touch->at)))
            newest = SOME_INSTANT(touch->at);
    }
    return newest;
}

static void note_person(struct known_asking *a, struct str document)
{
    struct session *s = a->known.s;
    const struct person *person = object_read(s, store_plan(s->store, &person_record), document);

    for (size_t i = first_place(a, person->id.v);
         i < a->n && id128_eq(a->places[i].hash, person->id.v); i++) {
        a->ret[a->places[i].at].suppressed = person_is_suppressed(person, s->scope->now);
        a->ret[a->places[i].at].reached_at = newest_contact(person);
    }
}

static struct str bytes_of(const struct id128 *id)
{
    return (struct str){ (const char *)id->bytes, sizeof id->bytes };
}

static enum err ask_phones(struct known_asking *a, size_t from, size_t n)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    struct str *hashes = ARENA_ARRAY(a->known.s->arena, struct str, n);
    struct documents found;

    put_key(&filter, "account", a->known.s->scope->account.v);
    for (size_t i = 0; i < n; i++)
        hashes[i] = bytes_of(&a->places[from + i].hash);
    put_any_of(&filter, "hash", hashes, n, put_bytes);
    TRY(documents_find(a->known.s, "job_phones", &filter, NULL, 0, &found));
    for (size_t i = 0; i < found.n; i++)
        TRY(note_phone(a, found.items[i]));
    return ERR_OK;
}

static enum err ask_persons(struct known_asking *a, size_t from, size_t n)
{
    struct session *s = a->known.s;
    struct str *keys = ARENA_ARRAY(s->arena, struct str, n);
    struct documents found;

    for (size_t i = 0; i < n; i++)
        keys[i] = record_key(s->arena, s->scope->account.v, a->places[from + i].hash);
    TRY(documents_by_ids(s, person_record.name, keys, n, &found));
    for (size_t i = 0; i < found.n; i++)
        note_person(a, found.items[i]);
    return ERR_OK;
}

enum err numbers_known(void *self, struct scope *scope, struct campaign_id campaign,
                       const struct phone_hash_id *hashes, size_t n, struct phone_known *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    struct known_asking a = {
        { .s = &s }, campaign, ARENA_ARRAY(scope->arena, struct place, n), n, ret
    };

    for (size_t i = 0; i < n; i++) {
        a.places[i] = (struct place){ hashes[i].v, i };
        ret[i] = (struct phone_known){ 0 };
    }
    if (n > 1)
        qsort(a.places, n, sizeof *a.places, by_hash);
    for (size_t at = 0; at < n; at += HASHES_A_QUESTION) {
        size_t piece = n - at < HASHES_A_QUESTION ? n - at : HASHES_A_QUESTION;

        TRY(ask_phones(&a, at, piece));
        TRY(ask_persons(&a, at, piece));
    }
    return ERR_OK;
}

/* -- one number -- */

enum err seen_jobs_of(struct session *s, struct phone_hash_id hash, bson_t *filter)
{
    CLEANUP(bson_destroy) bson_t question = BSON_INITIALIZER;
    struct known_session known = { .s = s };
    struct documents found;
    struct str *jobs;
    bool seen = false;
    size_t n = 0;

    put_key(&question, "account", s->scope->account.v);
    put_key(&question, "hash", hash.v);
    TRY(documents_find(s, "job_phones", &question, NULL, 0, &found));
    jobs = ARENA_ARRAY(s->arena, struct str, found.n);
    for (size_t i = 0; i < found.n; i++) {
        TRY(is_seen(&known, document_id(found.items[i], "batch"), &seen));
        if (seen)
            jobs[n++] = document_bytes(found.items[i], "job");
    }
    put_any_of(filter, "id", jobs, n, put_bytes);
    return ERR_OK;
}
