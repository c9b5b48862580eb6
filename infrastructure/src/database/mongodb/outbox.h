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

/* Does all that the document, as it was read or written (with its _id), has in its list; then
 * empties it, if it is still that version. A job's and a wallet's list is emptied later, many at a
 * time, or by the next write of the document, which has a list of its own: until then this process
 * knows that it is done (outbox_done.h). */
enum err outbox_carry_out(struct session *s, const char *collection, struct str document) MUST_USE;
/* Those of many, in one go. When one fails all of them stay, to be done again. */
enum err outbox_carry_out_all(struct session *s, const char *collection,
                              const struct str *documents, size_t n) MUST_USE;
/* Reads it first. */
enum err outbox_carry_out_of(struct session *s, const char *collection, struct str id) MUST_USE;

/* -- what can be in a list -- */

/* An item and the document it lies in. */
struct outbox_item {
    struct str document, item;
};
/* All of one kind. */
typedef enum err outbox_work(struct session *s, const struct outbox_item *items, size_t n);
outbox_work entry_carry_out, call_carry_out, rollup_carry_out, release_carry_out,
    suppression_carry_out, wake_carry_out;

#endif
