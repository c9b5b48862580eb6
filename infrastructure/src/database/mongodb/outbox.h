/* database/mongodb/outbox.h - what follows from a write, in the document that was written.
 *
 * The write of one document decides; its field `out` lists what is still to be done elsewhere
 * because of it. Whoever wrote it does that at once and empties the list; whoever finds a list that
 * is not empty does it first. Each thing may be done twice, by two at a time: the second has no
 * effect. So nothing is lost when a process dies between two writes, and no lock is needed. */
#ifndef MONGODB_OUTBOX_H
#define MONGODB_OUTBOX_H

#include "database/mongodb/documents.h"
#include "domain/event.h"

struct outbox {
    bson_t *array;
    uint32_t n;
};

struct outbox outbox_init(void);
void outbox_release(struct outbox *out); /* fits CLEANUP() */
/* A new item of a kind, to be filled and closed. */
void outbox_open(struct outbox *out, const char *kind, bson_t *item);
void outbox_close(struct outbox *out, bson_t *item);
/* Events with their envelope filled in. */
void outbox_events(struct session *s, struct outbox *out, const struct event_list *events,
                   struct id128 aggregate, int64_t version);
/* The fields out and out_at of a document that is written whole. */
void outbox_put(struct session *s, bson_t *doc, const struct outbox *out);
/* {$push: {out: {$each: ...}}} for one that is changed unread; out_at goes into `set`. */
void outbox_push(struct session *s, bson_t *update, bson_t *set, const struct outbox *out);

/* Does all that the document, as it was read or written, has in its list; then empties it, if it is
 * still that version. */
enum err outbox_carry_out(struct session *s, const char *collection, struct str id,
                          struct str document) MUST_USE;
/* Reads it first. */
enum err outbox_carry_out_of(struct session *s, const char *collection, struct str id) MUST_USE;
bool outbox_is_empty(struct str document);

/* -- what can be in a list -- */

/* By the kind of the item; `document` is the one it lies in. */
typedef enum err outbox_work(struct session *s, struct str document, struct str item);
outbox_work entry_carry_out, call_carry_out, rollup_carry_out, release_carry_out,
    suppression_carry_out, wake_carry_out;

#endif
