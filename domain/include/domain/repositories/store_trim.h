/* domain/repositories/store_trim.h - takes out of the store what has done its work: so that what is
 * large stays what is alive. Works across accounts. Each takes a piece at a time; *left says that
 * there may be more. */
#ifndef DOMAIN_REPOSITORIES_STORE_TRIM_H
#define DOMAIN_REPOSITORIES_STORE_TRIM_H

#include "base/port.h"
#include "domain/scope.h"

struct store_trim_ops {
    /* Webhooks that were applied and came before; waiting and dead ones stay. One that comes again
     * afterwards is new to the inbox: it is applied again, which changes nothing. */
    enum err (*webhooks)(void *self, struct scope *scope, struct instant before, int64_t most,
                         bool *left) MUST_USE;
    /* Events of before that each of these consumers, and everybody else who has a cursor, has
     * handled. What was buried is kept apart. The newest event stays: numbers go on from it. A
     * store whose numbers need the older ones keeps them all. */
    enum err (*events)(void *self, struct scope *scope, struct instant before,
                       const char *const *consumers, size_t n, int64_t most, bool *left) MUST_USE;
    /* Idempotency keys by which a record was made before: find_created() knows them no more. A
     * store that keeps the key inside its record has nothing to take. */
    enum err (*created_keys)(void *self, struct scope *scope, struct instant before, int64_t most,
                             bool *left) MUST_USE;
};
struct store_trim {
    const struct store_trim_ops *ops;
    void *self;
};

#endif
