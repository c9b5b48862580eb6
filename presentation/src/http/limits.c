/* limits.c - each request moves the sender's "theoretical arrival time" on by one interval; one
 * that would move it further ahead than the burst is refused. */
#include "http/limits.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/checked.h"

enum { US_PER_MS = 1000, US_PER_SECOND = 1000000, PROBES = 8 };
#define US_PER_MINUTE ((int64_t)60 * US_PER_SECOND)

struct slot {
    struct id128 who;
    int64_t arrival_us; /* in the past: as good as empty */
};

struct limits {
    int64_t interval_us, burst;
    pthread_mutex_t mutex; /* guards the slots */
    struct slot slots[LIMITED];
};

/* Its slot, or the quietest of those it may have. Ids end in random bytes. */
static struct slot *slot_of(struct limits *l, struct id128 who)
{
    const unsigned char *random = who.bytes + sizeof who.bytes - 2;
    size_t at = ((size_t)random[0] << 8 | random[1]) % LIMITED;
    struct slot *quietest = &l->slots[at];

    for (size_t i = 0; i < PROBES; i++) {
        struct slot *slot = &l->slots[(at + i) % LIMITED];

        if (id128_eq(slot->who, who))
            return slot;
        if (slot->arrival_us < quietest->arrival_us)
            quietest = slot;
    }
    *quietest = (struct slot){ .who = who };
    return quietest;
}

static int64_t up(int64_t n, int64_t unit)
{
    return n <= 0 ? 0 : (n + unit - 1) / unit;
}

struct allowance limits_take(struct limits *l, struct id128 who, struct instant boot)
{
    int64_t now = boot.unix_ms * US_PER_MS, whole, arrival;
    struct allowance ret = { .allowed = true };

    if (l->interval_us == 0 || id128_is_zero(who))
        return ret;
    whole = l->interval_us * l->burst;
    pthread_mutex_lock(&l->mutex);
    struct slot *slot = slot_of(l, who);
    arrival = max_i64(slot->arrival_us, now) + l->interval_us;
    ret.allowed = arrival - now <= whole;
    if (ret.allowed)
        slot->arrival_us = arrival;
    else
        ret.retry_s = up(arrival - now - whole, US_PER_SECOND);
    arrival = slot->arrival_us;
    pthread_mutex_unlock(&l->mutex);
    ret.limit = l->burst;
    ret.remaining = max_i64((whole - (arrival - now)) / l->interval_us, 0);
    ret.reset_s = up(arrival - now, US_PER_SECOND);
    return ret;
}

struct limits *limits_new(int64_t per_minute, int64_t burst)
{
    struct limits *l = calloc(1, sizeof *l);

    if (l == NULL)
        abort();
    l->interval_us = per_minute > 0 ? max_i64(US_PER_MINUTE / per_minute, 1) : 0;
    l->burst = max_i64(burst, 1);
    pthread_mutex_init(&l->mutex, NULL);
    return l;
}

void limits_free(struct limits *l)
{
    if (l == NULL)
        return;
    pthread_mutex_destroy(&l->mutex);
    free(l);
}
