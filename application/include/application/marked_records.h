/* application/marked_records.h - a record store that tells the cache of every change of what an
 * answer kept there may have been worked out from: sessions, memberships, people, keys, accounts.
 * The answer to a change is given when no process finds the old answers any more. */
#ifndef APPLICATION_MARKED_RECORDS_H
#define APPLICATION_MARKED_RECORDS_H

#include "domain/gateways/cache.h"
#include "domain/repositories/record_store.h"

struct marked_records {
    struct record_store inside;
    struct cache cache;
};

/* Points to *records. */
struct record_store marked_records(struct marked_records *records);

#endif
