/* database/mongodb/answering.h - the requests under an Idempotency-Key that this process has under
 * way. Their notes (answers.c) say `alive_until`, by the server's clock, and are renewed while the
 * process lives: when it dies, its keys are free after ALIVE_MS, however long the requests might
 * have worked. */
#ifndef MONGODB_ANSWERING_H
#define MONGODB_ANSWERING_H

#include "database/mongodb/documents.h"

enum { ALIVE_MS = 30000, RENEWED_EVERY_MS = 8000 };

/* _id and request of the note. False: there are too many to keep in mind. */
bool answering_begins(struct mongodb_store *store, struct str id, struct str request);
void answering_ends(struct mongodb_store *store, struct str id, struct str request);
/* Renews all, if it is time. */
enum err answering_renew(struct session *s) MUST_USE;

#endif
