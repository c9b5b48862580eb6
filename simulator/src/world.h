/* world.h - everything the simulator knows, and the one lock over what changes. */
#ifndef SIMULATOR_WORLD_H
#define SIMULATOR_WORLD_H

#include <pthread.h>

#include "book.h"
#include "call.h"
#include "clock.h"
#include "documents.h"
#include "faults.h"
#include "http_server.h"
#include "simulator/simulator.h"
#include "timetable.h"

struct webhooks;

struct number_count {
    uint64_t hash; /* of the number; 0: a free place */
    int64_t n;
};

enum step { STEP_CONNECT = 1, STEP_END, STEP_ANALYZE, STEP_DELIVER };

struct world {
    struct simulator_settings settings; /* never changes; what control may change is below */
    struct arena arena;                 /* of texts made at the start */
    struct str public_url;
    struct book *book;
    struct webhooks *webhooks;
    struct timetable *timetable;
    struct http_server *http;

    pthread_mutex_t lock; /* guards everything below, and the marked fields of calls */
    pthread_cond_t told;  /* a webhook was delivered or given up */
    struct call **calls;  /* by seq */
    int64_t n_calls, calls_capacity;
    int64_t first_call;          /* those before were reset: nobody sees them any more */
    int64_t active;              /* registered or ongoing */
    struct number_count *counts; /* of calls by number; open addressing */
    size_t n_counts, counts_capacity;
    FILE *call_state; /* NULL: not kept */
    struct documents documents;
    int64_t n_documents; /* ever made: the number inside the next id */
    struct misbehaviour misbehaviour;
    int64_t concurrency_limit, list_lag_ms, speed;
    int64_t second, creates_this_second;
    int64_t webhooks_sent, webhooks_failed;
};

static inline struct instant world_now(const struct world *world)
{
    return wall_now(world->settings.clock_offset_ms);
}

/* The rest is calls.c. Gives the call its number; the world owns it from then on. Lock held. */
void world_add_call(struct world *world, struct call *call);
/* NULL: none that can be seen. Lock held. */
struct call *world_find_call(const struct world *world, struct str id);
/* A copy whose marked fields hold still. False: no such call. */
bool world_copy_call(struct world *world, struct str id, struct call *ret);
/* How many calls went to this number before, since the last reset; and counts one more. Lock held.
 */
int64_t world_count_call(struct world *world, struct str to_number);
void world_reset(struct world *world);
void world_free_calls(struct world *world);

#endif
