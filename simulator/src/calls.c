/* calls.c - the calls of the world: numbered, found again by their id, forgotten by a reset. */
#include <stdlib.h>

#include "world.h"

enum { SEQ_DIGITS = 10 };

/* "call_" and 32 digits: 22 that look like chance, and the number by which it is found. */
static struct str call_id(struct arena *arena, uint64_t seed, int64_t seq)
{
    uint64_t state = seed ^ (uint64_t)seq;
    uint64_t a = draw(&state), b = draw(&state);

    return str_format(arena, "call_%016llx%06llx%010llx", (unsigned long long)a,
                      (unsigned long long)(b & 0xffffff), (unsigned long long)seq);
}

void world_add_call(struct world *world, struct call *call)
{
    if (world->n_calls == world->calls_capacity) {
        world->calls_capacity = world->calls_capacity == 0 ? 1024 : world->calls_capacity * 2;
        world->calls = realloc(world->calls, (size_t)world->calls_capacity * sizeof(struct call *));
        if (world->calls == NULL)
            abort();
    }
    call->seq = world->n_calls++;
    call->id = call_id(&call->arena, world->settings.seed, call->seq);
    world->calls[call->seq] = call;
}

struct call *world_find_call(const struct world *world, struct str id)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct call *call;
    int64_t seq;

    if (id.n < SEQ_DIGITS)
        return NULL;
    seq = (int64_t)strtoull(str_c(&arena, str_slice(id, id.n - SEQ_DIGITS, id.n)), NULL, 16);
    if (seq < world->first_call || seq >= world->n_calls)
        return NULL;
    call = world->calls[seq];
    return str_eq(call->id, id) && !call->deleted ? call : NULL;
}

static struct number_count *count_of(struct number_count *counts, size_t capacity, uint64_t hash)
{
    size_t i = hash & (capacity - 1);

    while (counts[i].hash != 0 && counts[i].hash != hash)
        i = (i + 1) & (capacity - 1);
    return &counts[i];
}

static void grow_counts(struct world *world)
{
    size_t capacity = world->counts_capacity == 0 ? 1024 : world->counts_capacity * 2;
    struct number_count *counts = calloc(capacity, sizeof *counts);

    if (counts == NULL)
        abort();
    for (size_t i = 0; i < world->counts_capacity; i++)
        if (world->counts[i].hash != 0)
            *count_of(counts, capacity, world->counts[i].hash) = world->counts[i];
    free(world->counts);
    world->counts = counts;
    world->counts_capacity = capacity;
}

int64_t world_count_call(struct world *world, struct str to_number)
{
    uint64_t hash = str_hash(to_number) | 1;
    struct number_count *count;

    if (world->n_counts * 2 >= world->counts_capacity)
        grow_counts(world);
    count = count_of(world->counts, world->counts_capacity, hash);
    if (count->hash == 0)
        world->n_counts++;
    count->hash = hash;
    return count->n++;
}

bool world_copy_call(struct world *world, struct str id, struct call *ret)
{
    struct call *call;

    pthread_mutex_lock(&world->lock);
    call = world_find_call(world, id);
    if (call != NULL)
        *ret = *call;
    pthread_mutex_unlock(&world->lock);
    return call != NULL;
}

void world_reset(struct world *world)
{
    pthread_mutex_lock(&world->lock);
    world->first_call = world->n_calls;
    world->active = 0;
    free(world->counts);
    world->counts = NULL;
    world->n_counts = world->counts_capacity = 0;
    world->webhooks_sent = world->webhooks_failed = 0;
    misbehaviour_forget_faults(&world->misbehaviour);
    world->misbehaviour.n_rules = 0;
    world->misbehaviour.weights = weights_default();
    pthread_mutex_unlock(&world->lock);
}

void world_free_calls(struct world *world)
{
    for (int64_t i = 0; i < world->n_calls; i++) {
        struct arena arena = world->calls[i]->arena;

        arena_release(&arena);
        free(world->calls[i]);
    }
    free(world->calls);
    free(world->counts);
}
