/* inside.h - what the loop of the hub holds: rooms, their topics, and who is in them. All of it is
 * the loop's thread's own; the readers get jobs and give back results (reader.h). Time here is the
 * boot clock's, in milliseconds. */
#ifndef LIVE_INSIDE_H
#define LIVE_INSIDE_H

#include "base/metrics.h"
#include "domain/event.h"
#include "domain/scope.h"
#include "live/message.h"

enum {
    SEND_EVERY_MS = 250, /* to one socket */
    READ_EVERY_MS = 250, /* of one topic */
    REFRESH_MS = 15000,  /* of a topic of which nothing is heard */
    ENTER_MS = 10000,    /* from the handshake to a ticket */
    SLOW_MS = 5000,      /* a socket that takes nothing for so long is dropped */
    SUBSCRIPTIONS_MOST = 64,
    EVENTS_KEPT = 128, /* of a room, for those who have not had them yet */
    CALLS_KEPT = 64,   /* of a topic */
    RESUME_MOST = 500, /* events that a client may have missed */
    SAY_BURST = 128,   /* messages of a client at once */
    SAY_EVERY_MS = 50, /* and from then on */
    ROOM_BUCKETS = 4096
};

/* What a topic's view depends on of who looks. */
#define LIVE_PERMISSIONS                                                                           \
    (PERMISSION_BIT(PERMISSION_WATCH) | PERMISSION_BIT(PERMISSION_READ) |                          \
     PERMISSION_BIT(PERMISSION_READ_PEOPLE) | PERMISSION_BIT(PERMISSION_READ_MONEY))

/* Why a socket is closed: the code of the closing frame. */
enum live_close {
    CLOSE_AWAY = 1001,
    CLOSE_BIG = 1009,
    CLOSE_TICKET = 4001,
    CLOSE_ENDED = 4002, /* the session, the key, the screen */
    CLOSE_MANY = 4003,
    CLOSE_MESSAGE = 4004,
    CLOSE_BUSY = 4005, /* the store does not answer: come back later */
    CLOSE_SLOW = 4006
};

/* One view, or one call of a list that moves. */
struct live_item {
    struct id128 key;
    uint64_t version;
    char *json;
    size_t n;
};

struct live_room;

struct live_topic_state {
    struct live_room *room;
    enum live_topic kind;
    struct id128 of;
    permission_set seen; /* by those with these permissions */
    struct live_item *items;
    size_t n;
    struct id128 *calls; /* CALLS_KEPT of them: those that changed and were not read yet */
    size_t calls_n;
    uint64_t version, lost; /* of the newest item; of the newest that was let go */
    bool dirty, reading, overflowed;
    const char *refused; /* slug; NULL: it can be read */
    int64_t read_at, refresh_at;
    size_t members; /* subscriptions to it */
    struct live_topic_state *next_in_room, *next, **at;
};

struct live_room {
    struct account_id account;
    struct live_member *members;
    struct event *events[EVENTS_KEPT]; /* a ring; each with its texts in one piece of memory */
    uint64_t first, end;               /* of the ring: numbers of this room's own */
    int64_t seq;                       /* the highest heard */
    uint64_t for_all;                  /* behind the last event that is for all, as `end` counts */
    struct live_topic_state *topics;
    struct live_room *next;
};

struct live_subscription {
    struct live_topic_state *topic;
    uint64_t sent;
};

enum member_state { MEMBER_NEW = 1, MEMBER_ENTERING, MEMBER_IN };

struct live_member {
    void *socket; /* NULL: gone; what is left waits for its jobs */
    enum member_state state;
    struct live_room *room;
    struct account_id account;
    struct actor actor;
    struct id128 who; /* the user, key or screen, for the limit */
    struct live_subscription *subscriptions;
    size_t n;
    size_t jobs;    /* that hold it */
    char *greeting; /* JSON, goes first */
    char *in;       /* a message that is still coming */
    size_t in_n;
    uint64_t heard;   /* events of the room before this number were sent */
    int64_t skip_seq; /* events up to this one were in the greeting */
    bool must_reload; /* something was missed */
    int64_t sent_at, asked_at, recheck_at, enter_by, said_at;
    bool joined;           /* the fan-out tells of its account for it */
    enum live_close close; /* 0: stays */
    bool waiting;          /* in the list of those with something to send */
    bool asked;            /* for a turn to write */
    bool rechecking;
    struct opt_i64 after; /* of its ticket's message */
    struct live_member *next, **at, *next_in_room, **at_in_room, *next_waiting;
};

/* -- rooms.c, topics.c -- */

struct live_rooms {
    struct live_room *buckets[ROOM_BUCKETS];
    struct live_topic_state *topics; /* all of them */
    struct live_member *members;     /* all with a socket */
    size_t n_members;
    struct live_member *waiting;
};

void rooms_release(struct live_rooms *rooms);

struct live_member *member_new(struct live_rooms *rooms, void *socket, int64_t now);
/* The socket is gone: leaves its topics and its room. Freed when no job holds it any more. */
void member_leave(struct live_rooms *rooms, struct live_member *member);
/* A job is done with it. */
void member_drop(struct live_member *member);
void member_enter(struct live_rooms *rooms, struct live_member *member);
/* How many sockets this user, key or screen has in the room of its account. */
size_t member_count(const struct live_member *member);
/* It has something to send. */
void member_wait(struct live_rooms *rooms, struct live_member *member);
bool member_may_say(struct live_member *member, int64_t now);

/* False: it has too many. Again: it is sent the view once more. */
bool member_subscribe(struct live_rooms *rooms, struct live_member *member,
                      const struct live_message *message);
void member_unsubscribe(struct live_rooms *rooms, struct live_member *member,
                        const struct live_message *message);
/* Lets go of what it was told that it may not see. */
void member_forget_refused(struct live_rooms *rooms, struct live_member *member);
/* Ready to be read again? */
bool topic_is_due(const struct live_topic_state *topic, int64_t now);
/* A view that was read; wakes who looks at it, unless it is the same as before. */
void topic_put(struct live_rooms *rooms, struct live_topic_state *topic, struct id128 key,
               struct str json);
/* More calls changed than are kept: the list is to be read again. */
void topic_overflow(struct live_rooms *rooms, struct live_topic_state *topic);
/* There is no such thing, or it is not for them. */
void topic_refuse(struct live_rooms *rooms, struct live_topic_state *topic, const char *slug);
/* Frees it when nobody looks and no job holds it; and its room, if that was all there was. */
void topic_collect(struct live_rooms *rooms, struct live_topic_state *topic);
void room_collect(struct live_rooms *rooms, struct live_room *room);

/* An event of an account: the topics that it touches are dirty then. False: it was there already,
 * or nobody is in that room. */
bool rooms_hear(struct live_rooms *rooms, const struct event *event);
/* Something may have been missed: everybody reads afresh. */
void rooms_miss(struct live_rooms *rooms);

/* -- what is sent (compose.c) -- */

/* The next message of the socket; STR_NONE: there is nothing to tell. What it tells counts as sent.
 */
struct str member_compose(struct live_member *member, struct arena *arena);
struct str greeting_compose(struct arena *arena, const struct scope *scope,
                            const struct event_list *events, int64_t seq, bool resumed);

#endif
