/* database/mongodb/outbox_done.h - lists that are carried out and still lie in their documents. To
 * empty each at once would be a write more for every write. The next write of a job or a wallet
 * puts a list of its own in place of the old one, so most need no emptying; the others are emptied
 * many at a time. What a process that died had noted here is carried out once more by another,
 * without effect. */
#ifndef MONGODB_OUTBOX_DONE_H
#define MONGODB_OUTBOX_DONE_H

#include "database/mongodb/documents.h"

struct outbox_done {
    struct str id;
    int64_t version;
};

/* This process has carried out the list of that version. */
bool outbox_is_done(struct session *s, const char *collection, struct str id, int64_t version);
/* They are carried out: empties them now or later. */
enum err outbox_note_done(struct session *s, const char *collection, const struct outbox_done *done,
                          size_t n) MUST_USE;
/* Empties what is noted. */
enum err outbox_empty_done(struct session *s) MUST_USE;

#endif
