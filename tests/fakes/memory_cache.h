/* tests/fakes/memory_cache.h - answers and marks in arrays. */
#ifndef FAKES_MEMORY_CACHE_H
#define FAKES_MEMORY_CACHE_H

#include "base/arena.h"
#include "domain/gateways/cache.h"
#include "domain/gateways/clock.h"

enum { MEMORY_ANSWERS = 64, MEMORY_MARKS = 256 };

struct memory_cache {
    struct arena *arena; /* of the test */
    struct clock clock;
    struct {
        struct account_id account;
        struct str name, text;
        struct cache_stamp stamp;
        struct instant until;
    } answers[MEMORY_ANSWERS];
    size_t n_answers;
    struct {
        struct str name;
        uint64_t value;
    } marks[MEMORY_MARKS];
    size_t n_marks;
    int64_t found; /* answers given again */
    bool is_away;
};

struct cache memory_cache(struct memory_cache *cache);

#endif
