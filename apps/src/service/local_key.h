/* apps/src/service/local_key.h - how the command line on the same host finds the server and signs
 * in. */
#ifndef APPS_SERVICE_LOCAL_KEY_H
#define APPS_SERVICE_LOCAL_KEY_H

#include "base/arena.h"
#include "base/error.h"

struct local_key {
    struct str address; /* "http://127.0.0.1:8080" */
    struct str key;     /* of the installation */
};

/* Writes {"address": …, "key": …}, mode 0600, whole or not at all. ERR_UNAVAILABLE
 * "local_key.unwritable" {path}. */
enum err local_key_write(struct str path, const struct local_key *key,
                         struct error *error) MUST_USE;
/* ERR_NOT_FOUND "local_key.not_found" {path}: nothing runs here, or another user's. */
enum err local_key_read(struct arena *arena, struct str path, struct local_key *ret,
                        struct error *error) MUST_USE;
void local_key_remove(struct str path);

#endif
