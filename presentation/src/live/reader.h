/* reader.h - the threads that ask the store on behalf of the loop, which never waits. A job is
 * given away and comes back done; what it says of members and topics is for the loop alone. */
#ifndef LIVE_READER_H
#define LIVE_READER_H

#include "application/ports.h"
#include "live/inside.h"

enum live_job_kind {
    JOB_ENTER = 1, /* ticket: account, actor */
    JOB_JOIN,      /* hears the account from now on; greeting */
    JOB_LEAVE,     /* hears it no more */
    JOB_RECHECK,   /* may they still? actor.permissions */
    JOB_READ       /* a topic: items */
};

struct live_read_item {
    struct id128 key;
    struct str json;
};

struct live_job {
    enum live_job_kind kind;
    struct live_job *next;
    struct arena arena; /* of what the job holds, and of its results */
    struct live_member *member;
    struct live_topic_state *topic;
    struct account_id account;
    struct actor actor;
    struct str ticket;
    struct opt_i64 after;
    enum live_topic kind_of_topic;
    struct id128 of;
    struct id128 *calls;
    size_t calls_n;
    /* results */
    enum err err;
    const char *slug;
    struct str greeting;
    int64_t seq; /* up to which the greeting tells */
    struct live_read_item *items;
    size_t items_n;
    struct duration refresh; /* of the topic; 0: as usual */
};

struct live_readers;

/* done: on a reader's thread. NULL: no thread. */
struct live_readers *live_readers_new(const struct ports *ports,
                                      void (*done)(void *self, struct live_job *job), void *self);
struct live_job *live_job_new(enum live_job_kind kind);
void live_job_free(struct live_job *job);
void live_readers_give(struct live_readers *readers, struct live_job *job);
/* Ends the threads; jobs that were not done come back as they are, through done(). */
void live_readers_free(struct live_readers *readers);

#endif
