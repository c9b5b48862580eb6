/* origins.h - whose pages may open a socket: an origin such as "https://calls.example.com", or,
 * with a star for the first label of its host, all that differ in that one. From any thread. */
#ifndef LIVE_ORIGINS_H
#define LIVE_ORIGINS_H

#include <pthread.h>

#include "base/arena.h"
#include "base/str.h"

struct live_origins {
    pthread_mutex_t lock; /* guards what follows */
    struct arena arena;
    struct str *items;
    size_t n;
};

void origins_init(struct live_origins *origins);
void origins_release(struct live_origins *origins);
void origins_add(struct live_origins *origins, struct str origin);
bool origins_know(struct live_origins *origins, struct str origin);

#endif
