/* process/limiter.c - a table of numbers. When more keys than it has room for are busy at once, the
 * one that was quiet longest is forgotten. */
#include <pthread.h>
#include <stdlib.h>

#include "infrastructure/process.h"

enum { SHARDS = 64, SLOTS = 128, PROBES = 8, US_PER_MS = 1000 };

struct slot {
    uint64_t key;
    int64_t arrival_us; /* in the past: as good as empty */
};

struct shard {
    pthread_mutex_t lock; /* guards the slots */
    struct slot slots[SLOTS];
};

struct process_limiter {
    struct clock clock;
    struct shard shards[SHARDS]; /* by the key: few wait for one another */
};

/* The key's slot, or the quietest of those it may have. */
static struct slot *slot_of(struct shard *shard, uint64_t key)
{
    struct slot *quietest = &shard->slots[key / SHARDS % SLOTS];

    for (size_t i = 0; i < PROBES; i++) {
        struct slot *slot = &shard->slots[(key / SHARDS + i) % SLOTS];

        if (slot->key == key)
            return slot;
        if (slot->arrival_us < quietest->arrival_us)
            quietest = slot;
    }
    *quietest = (struct slot){ .key = key };
    return quietest;
}

static struct allowance take(void *self, struct str key, struct rate rate, int64_t want)
{
    struct process_limiter *l = self;
    int64_t now_us = VIA0(l->clock, boot).unix_ms * US_PER_MS;
    uint64_t hash = str_hash(key);
    struct shard *shard = &l->shards[hash % SHARDS];
    struct allowance ret;

    pthread_mutex_lock(&shard->lock);
    ret = rate_take(rate, &slot_of(shard, hash)->arrival_us, now_us, want);
    pthread_mutex_unlock(&shard->lock);
    return ret;
}

struct process_limiter *process_limiter_new(struct clock clock)
{
    struct process_limiter *l = calloc(1, sizeof *l);

    if (l == NULL)
        return NULL;
    l->clock = clock;
    for (size_t i = 0; i < SHARDS; i++)
        pthread_mutex_init(&l->shards[i].lock, NULL);
    return l;
}

struct rate_limiter process_limiter_port(struct process_limiter *limiter)
{
    static const struct rate_limiter_ops ops = { .take = take };

    return (struct rate_limiter){ &ops, limiter };
}

void process_limiter_free(struct process_limiter *l)
{
    if (l == NULL)
        return;
    for (size_t i = 0; i < SHARDS; i++)
        pthread_mutex_destroy(&l->shards[i].lock);
    free(l);
}
