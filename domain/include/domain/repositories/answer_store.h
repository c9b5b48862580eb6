/* domain/repositories/answer_store.h - what was answered under an Idempotency-Key, so that a
 * request that comes again is not done again: also after the process has died and another goes on.
 */
#ifndef DOMAIN_REPOSITORIES_ANSWER_STORE_H
#define DOMAIN_REPOSITORIES_ANSWER_STORE_H

#include "base/port.h"
#include "domain/scope.h"

enum { ASKED_BYTES = 32 };

/* Who asks what under which key, as hashes. */
struct asked {
    unsigned char key[ASKED_BYTES];     /* of the route and the key */
    unsigned char request[ASKED_BYTES]; /* of method, path, query and body */
};

enum asked_found {
    ASKED_NEW = 1, /* it is under way now: keep() or forget() should follow */
    ASKED_RUNNING,
    ASKED_OTHER, /* another request had this key */
    ASKED_KNOWN
};
struct kept_answer {
    int64_t status;
    struct str etag, body; /* an empty etag: none. Sealed at rest */
};
/* Tag and body as the one text that a store seals, and back as views of it. False: no such text. */
struct str kept_answer_join(struct arena *arena, const struct kept_answer *answer);
bool kept_answer_part(struct str joined, struct kept_answer *ret);

struct answer_store_ops {
    /* Looks and, if it is new, notes that it is under way, in one atomic step; durable when it
     * returns. A note older than `lease`, or of a process that is known to have died (where one
     * process has the store to itself), is new again: what the request did is known by what it
     * made. An answer older than its life is new again, too.
     * `life`: of this one; zero: for ever. *ret: only if it is KNOWN, in scope->arena. */
    enum err (*begin)(void *self, struct scope *scope, const struct asked *asked,
                      struct duration life, struct duration lease, enum asked_found *found,
                      struct kept_answer *ret) MUST_USE;
    /* Durable when it returns. What did not begin is not kept. */
    enum err (*keep)(void *self, struct scope *scope, const struct asked *asked,
                     const struct kept_answer *answer) MUST_USE;
    /* It failed: the key is free again. */
    enum err (*forget)(void *self, struct scope *scope, const struct asked *asked) MUST_USE;
};
struct answer_store {
    const struct answer_store_ops *ops;
    void *self;
};

#endif
