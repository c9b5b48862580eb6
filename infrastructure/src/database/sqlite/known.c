/* database/sqlite/known.c - sets of four places, each under the mutex of its shard; the place that
 * was used longest ago is given away. An entry is good as long as its table has the generation it
 * was asked in: one that was read while a commit went on is of the generation before, and not used.
 */
#include "database/sqlite/known.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SHARDS = 64, SETS = 8, PLACES = 4 };

static const char *const tables[KNOWN_TABLES] = { "accounts", "api_keys", "sessions", "users" };

struct entry {
    unsigned char key[KNOWN_KEY_MOST];
    size_t n;
    const struct record *record;
    uint64_t generation, used;
    struct arena arena;
    void *object; /* NULL: empty */
};

struct shard {
    pthread_mutex_t mutex; /* guards the rest */
    uint64_t uses;
    struct entry entries[SETS][PLACES];
};

struct known {
    uint64_t generations[KNOWN_TABLES]; /* atomic */
    struct shard shards[SHARDS];
};

struct known *known_new(void)
{
    struct known *known = calloc(1, sizeof *known);

    if (known == NULL)
        abort();
    for (size_t i = 0; i < SHARDS; i++)
        pthread_mutex_init(&known->shards[i].mutex, NULL);
    return known;
}

static void free_shard(struct shard *shard)
{
    for (size_t s = 0; s < SETS; s++)
        for (size_t p = 0; p < PLACES; p++)
            arena_release(&shard->entries[s][p].arena);
    pthread_mutex_destroy(&shard->mutex);
}

void known_free(struct known *known)
{
    if (known == NULL)
        return;
    for (size_t i = 0; i < SHARDS; i++)
        free_shard(&known->shards[i]);
    free(known);
}

unsigned known_bit(const char *table)
{
    for (unsigned i = 0; table != NULL && i < KNOWN_TABLES; i++)
        if (strcmp(tables[i], table) == 0)
            return 1u << i;
    return 0;
}

static uint64_t generation_of(const struct known *known, unsigned bit)
{
    return __atomic_load_n(&known->generations[__builtin_ctz(bit)], __ATOMIC_ACQUIRE);
}

struct known_ask known_ask(const struct known *known, const struct record *record,
                           const struct str *parts, size_t n)
{
    struct known_ask ask = { .record = record, .bit = known_bit(record->name) };

    for (size_t i = 0; ask.bit != 0 && i < n; i++) {
        if (parts[i].n + 1 > sizeof ask.key - ask.n) {
            ask.bit = 0; /* longer than any that is worth it */
            return ask;
        }
        ask.key[ask.n++] = (unsigned char)parts[i].n; /* so that parts cannot run together */
        if (parts[i].n > 0)
            memcpy(ask.key + ask.n, parts[i].p, parts[i].n);
        ask.n += parts[i].n;
    }
    if (ask.bit != 0)
        ask.generation = generation_of(known, ask.bit);
    return ask;
}

static struct entry *set_of(struct known *known, const struct known_ask *ask, struct shard **shard)
{
    uint64_t hash = str_hash((struct str){ (const char *)ask->key, ask->n });

    hash ^= hash >> 32;
    *shard = &known->shards[hash % SHARDS];
    return (*shard)->entries[hash / SHARDS % SETS];
}

static bool is_it(const struct entry *e, const struct known_ask *ask)
{
    return e->object != NULL && e->record == ask->record && e->n == ask->n &&
           memcmp(e->key, ask->key, ask->n) == 0;
}

bool known_take(struct known *known, const struct known_ask *ask, struct arena *arena, void **ret)
{
    struct shard *shard;
    struct entry *set;
    bool found = false;

    if (ask->bit == 0)
        return false;
    set = set_of(known, ask, &shard);
    pthread_mutex_lock(&shard->mutex);
    for (size_t i = 0; i < PLACES && !found; i++)
        if (is_it(&set[i], ask) && set[i].generation == ask->generation) {
            set[i].used = ++shard->uses;
            *ret = record_copy(ask->record, set[i].object, arena);
            found = true;
        }
    pthread_mutex_unlock(&shard->mutex);
    return found;
}

void known_keep(struct known *known, const struct known_ask *ask, const void *object)
{
    struct shard *shard;
    struct entry *set, *place;

    if (ask->bit == 0)
        return;
    set = set_of(known, ask, &shard);
    pthread_mutex_lock(&shard->mutex);
    place = &set[0];
    for (size_t i = 0; i < PLACES; i++) {
        if (is_it(&set[i], ask)) {
            place = &set[i];
            break;
        }
        if (set[i].used < place->used)
            place = &set[i];
    }
    arena_release(&place->arena);
    *place = (struct entry){ .n = ask->n,
                             .record = ask->record,
                             .generation = ask->generation,
                             .used = ++shard->uses,
                             .arena = arena_init() };
    memcpy(place->key, ask->key, ask->n);
    place->object = record_copy(ask->record, object, &place->arena);
    pthread_mutex_unlock(&shard->mutex);
}

void known_forget(struct known *known, unsigned bits)
{
    for (unsigned i = 0; i < KNOWN_TABLES; i++)
        if ((bits & 1u << i) != 0)
            __atomic_fetch_add(&known->generations[i], 1, __ATOMIC_ACQ_REL);
}
