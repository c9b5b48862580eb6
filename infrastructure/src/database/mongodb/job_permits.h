/* database/mongodb/job_permits.h - permits and durable intents, of several jobs of one account in
 * one go.
 *
 * A room is a document of the collection "gates": the campaign's, the account's, the connection's.
 * Whoever wants to begin puts permits into the lists of those that have a limit, whatever else
 * happens to them; reads the lists; and counts the calls that are on. He has a place if those calls
 * and the permits that stand before his own are fewer than the limit. Of two, one stands before the
 * other, and a permit leaves its list only when its call can be counted, or will not be: so both
 * cannot have the last place, and neither has to ask anew because the other asked. When the intents
 * are stored the permits are taken out. Those of a process that died end by themselves.
 *
 * A campaign's budget (job_budget.h) is decided by the content of its room, so that one write is on
 * condition of the room's version. */
#ifndef MONGODB_JOB_PERMITS_H
#define MONGODB_JOB_PERMITS_H

#include "database/mongodb/job_docs.h"
#include "database/mongodb/job_rooms.h"

/* One job that asks to begin, and what became of it; or j->again. */
struct begin {
    struct job_doc *j;
    struct intent_step *step;
    enum err err;
    struct error error;
    struct room *rooms[ROOMS];
    bool asks;    /* for a permit, still */
    bool granted; /* it has one */
};

/* The jobs are of one account, and no two are the same. What is granted is stored, and its
 * consequences are carried out, when it returns. */
enum err job_docs_begin(struct session *s, struct begin *begins, size_t n) MUST_USE;

#endif
