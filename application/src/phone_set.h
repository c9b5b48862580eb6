/* application/src/phone_set.h - the phones that a file has shown so far; exact. Begins as { 0 }. */
#ifndef APPLICATION_PHONE_SET_H
#define APPLICATION_PHONE_SET_H

#include "base/arena.h"
#include "domain/ids.h"

struct phone_set {
    struct arena arena;          /* of the slots alone */
    struct phone_hash_id *slots; /* zero: free */
    size_t n, capacity;          /* capacity: a power of two, or 0 */
};

/* False: it was there already. */
bool phone_set_add(struct phone_set *set, struct phone_hash_id hash);
/* The set is empty again. */
void phone_set_release(struct phone_set *set);

#endif
