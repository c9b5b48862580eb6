/* database/mongodb/causal.h - no read is older than what this process has seen. A new primary may
 * for a moment answer majority reads from before the fail-over: reads that tell it how far the
 * process has seen wait for that. One read that is of this very moment goes further: it is not
 * older than what was confirmed to anybody. Servers that know neither (their hello and one question
 * at the opening tell) have one member that answers, and are asked plainly. */
#ifndef MONGODB_CAUSAL_H
#define MONGODB_CAUSAL_H

#include "database/mongodb/store.h"

/* Asks the server what it can, of which this is the answer to hello; before any thread. */
enum err causal_learn(struct session *s, struct str hello) MUST_USE;

/* Into the options of a read or a write of `collection`; waits for a server if there is none. */
enum err causal_put(struct session *s, const char *collection, bson_t *opts) MUST_USE;
/* When the session ends. */
void causal_end(struct session *s);

/* document_by_id() at this moment. What the session reads after it is not older either. */
enum err document_by_id_now(struct session *s, const char *collection, struct str id,
                            struct str *ret) MUST_USE;

#endif
