/* hub.h - what the loop does when something comes: a message, a turn to write, a job that is done,
 * an event, a moment. Knows nothing of sockets but that they can be asked and cut. */
#ifndef LIVE_HUB_H
#define LIVE_HUB_H

#include <pthread.h>

#include "live/inside.h"
#include "live/origins.h"
#include "live/reader.h"
#include "presentation/live_hub.h"

struct live_news {
    struct live_news *next;
    struct event event; /* its texts behind it */
};

struct live_hub {
    struct live_hub_settings settings;
    const struct ports *ports;
    struct live_rooms rooms; /* the loop's thread's own, as what follows */
    struct live_readers *readers;
    int64_t members_looked_at;
    bool leaving;
    struct metric *sockets, *messages, *events;
    struct metrics *metrics;

    struct live_origins origins;
    struct arena arena; /* of what is read once, at the beginning */

    pthread_mutex_t lock; /* guards what follows */
    struct live_job *done;
    struct live_news *news, **last_news;
    size_t n_news;
    bool missed;

    struct live_sockets *net; /* sockets.c's */
};

/* -- asked of sockets.c -- */

void sockets_ask(struct live_hub *hub, void *socket); /* for a turn to write */
/* A turn now, if nothing stands before it: hub_next() is called meanwhile. Else as above. */
void sockets_offer(struct live_hub *hub, struct live_member *member);
void sockets_cut(struct live_hub *hub, void *socket); /* at once, without a word */
void sockets_wake(struct live_hub *hub);              /* any thread: hub_take() */

/* -- told by sockets.c, on the loop's thread -- */

struct live_member *hub_opened(struct live_hub *hub, void *socket); /* NULL: there are too many */
void hub_closed(struct live_hub *hub, struct live_member *member);
/* A piece of a message. */
void hub_received(struct live_hub *hub, struct live_member *member, struct str piece, bool last);
/* What may be written now; STR_NONE: nothing. member->close is for who calls to look at first. */
struct str hub_next(struct live_hub *hub, struct live_member *member, struct arena *arena);
/* What other threads left for the loop. */
void hub_take(struct live_hub *hub);
/* A few times a second. */
void hub_tick(struct live_hub *hub);
void hub_close_member(struct live_hub *hub, struct live_member *member, enum live_close why);
void hub_leave(struct live_hub *hub); /* everybody goes */

/* -- of live_hub_new() and live_hub_free() -- */

bool hub_start(struct live_hub *hub);
/* Once the loop's thread is no more: no other thread calls it from now on. */
void hub_deafen(struct live_hub *hub);
void hub_release(struct live_hub *hub);

#endif
