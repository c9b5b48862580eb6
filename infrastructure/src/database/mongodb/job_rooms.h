/* database/mongodb/job_rooms.h - the rooms that jobs of one account want to begin in, and what the
 * store says of them now: who may begin there, and how many. What they do with it is job_permits.h.
 */
#ifndef MONGODB_JOB_ROOMS_H
#define MONGODB_JOB_ROOMS_H

#include "database/mongodb/job_budget.h"
#include "database/mongodb/job_docs.h"

enum room_kind { ROOM_CAMPAIGN, ROOM_ACCOUNT, ROOM_CONNECTION };
enum { ROOMS = ROOM_CONNECTION + 1 }; /* of a job: one of each kind */

struct room {
    enum room_kind kind;
    struct id128 id; /* of the campaign, the account or the connection */
    struct str key, document;
    int64_t most;              /* 0: no limit, and no permit is needed */
    int64_t active;            /* calls that are on */
    bool stopped;              /* the connection */
    struct opt_i64 calls_most; /* the campaign's budget, as its record says now */
    int64_t version;           /* of that record, or of the account's */
    struct budget budget;
    bool forgets;     /* its count, for it has no budget any more */
    bool taken;       /* permits of ours are in its list */
    bool has_expired; /* and some of others that have ended */
};

/* Those of several jobs, each once. */
struct rooms {
    struct session *s;
    struct account_id account;
    bool account_active;
    struct room *items;
    size_t n;
};

extern const char rooms_collection[];

/* For this many jobs of the account; no room is among them yet. */
struct rooms rooms_init(struct session *s, struct account_id account, size_t jobs);
/* The one of this campaign, account or connection. */
struct room *rooms_add(struct rooms *rooms, enum room_kind kind, struct id128 id);
/* Limits, documents and budgets. */
enum err rooms_read(struct rooms *rooms) MUST_USE;
/* Of those that are `taken`: the document again, and then the calls that are on. */
enum err rooms_read_taken(struct rooms *rooms) MUST_USE;

#endif
