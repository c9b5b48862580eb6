/* infrastructure/storage.h - files in a directory of this host. */
#ifndef INFRASTRUCTURE_STORAGE_H
#define INFRASTRUCTURE_STORAGE_H

#include "domain/gateways/object_store.h"
#include "domain/gateways/random.h"

/* An object is a file below root/objects/ under its key; what is being written lies in
 * root/scratch/ until it is whole and durable, then it gets its name in one step. Besides the
 * errors of the port: ERR_UNAVAILABLE "object.unavailable" {reason}; ERR_EXHAUSTED
 * "object.no_space". Safe from any thread. */
struct local_storage;

enum err local_storage_open(struct str root, struct random random, struct local_storage **ret,
                            struct error *error) MUST_USE;
/* NULL is fine. */
void local_storage_free(struct local_storage *storage);
struct object_store local_object_store(struct local_storage *storage);
/* Removes what killed writers left in scratch/ and is older than this many milliseconds. */
enum err local_storage_sweep(struct local_storage *storage, int64_t older_than_ms,
                             struct error *error) MUST_USE;

#endif
