/* domain/repositories/store_move.h - a whole store goes over to another engine: what one gives row
 * by row, the other takes, and both can be asked for it afterwards. Records go as they are; what an
 * adapter keeps beside them goes as the records below, with what is sealed opened on the way. */
#ifndef DOMAIN_REPOSITORIES_STORE_MOVE_H
#define DOMAIN_REPOSITORIES_STORE_MOVE_H

#include "base/port.h"
#include "domain/ids.h"
#include "domain/scope.h"

/* -- what is no record of the domain -- */

struct moved_gate {
    struct account_id account;
    struct campaign_id campaign;
    struct str state;
    int64_t epoch, max_active;
};
struct moved_cursor {
    struct str consumer;
    int64_t seq;
};
struct moved_dead_event {
    struct str consumer;
    int64_t seq;
    struct account_id account;
    struct str reason;
    struct instant at;
    struct str event; /* its JSON */
};
struct moved_webhook {
    struct str key;
    struct connection_id connection;
    struct str tag;
    struct instant received_at, due_at;
    int64_t tries;
    struct str state, raw;
};
/* What was answered to a request that may be asked again. */
struct moved_answer {
    struct account_id account;
    struct str key, request;
    int64_t expires_at, status;
    struct str answer;
};
struct moved_job_phone {
    struct account_id account;
    struct phone_hash_id hash;
    struct campaign_id campaign;
    struct job_id job;
    struct batch_id batch;
};
/* Is the batch to be seen? */
struct moved_batch {
    struct account_id account;
    struct batch_id batch;
    int64_t seen;
};
/* The idempotency key by which a record was made. */
struct moved_created_key {
    struct account_id account;
    struct str key, record;
    struct id128 id;
};
extern const struct record moved_gate_record, moved_cursor_record, moved_dead_event_record,
    moved_webhook_record, moved_answer_record, moved_job_phone_record, moved_batch_record,
    moved_created_key_record;

/* -- who gives -- */

struct moved_rows {
    void **items; /* objects of the kind */
    size_t n;
    struct str next; /* where to go on; STR_NONE: that was the last */
};

struct move_source_ops {
    /* All that the store keeps and that cannot be made again from the rest; accounts come first. */
    enum err (*kinds)(void *self, struct scope *scope, const struct record *const **ret,
                      size_t *n) MUST_USE;
    /* In one order at all times. after: STR_NONE, or a `next` of before, also of another process.
     * Lines of the audit log come without their hash, which is the engine's. */
    enum err (*read)(void *self, struct scope *scope, const struct record *kind, struct str after,
                     int64_t most, struct moved_rows *ret) MUST_USE;
    /* From now on the store is refused to everybody but a move. */
    enum err (*close)(void *self, struct scope *scope) MUST_USE;
};
struct move_source {
    const struct move_source_ops *ops;
    void *self;
};

/* -- who takes -- */

enum move_stage {
    MOVE_BEGUN = 1, /* the store was empty, or a move into it has not ended */
    MOVE_ENDED
};
struct move_progress {
    enum move_stage stage;
    struct str kind, after; /* so far everything was taken; STR_NONE: nothing was */
};

struct move_target_ops {
    /* From here to the end of the move the store opens for nothing else. ERR_PRECONDITION
     * "move.not_empty" {collection} */
    enum err (*begin)(void *self, struct scope *scope, struct move_progress *ret) MUST_USE;
    /* Those that are there already stay as they are. */
    enum err (*add)(void *self, struct scope *scope, const struct record *kind, void *const *items,
                    size_t n) MUST_USE;
    enum err (*note)(void *self, struct scope *scope, const struct record *kind,
                     struct str after) MUST_USE;
    /* What lies where the items should; NULL: nothing. `found` has room for n. */
    enum err (*find)(void *self, struct scope *scope, const struct record *kind, void *const *items,
                     size_t n, void **found) MUST_USE;
    enum err (*count)(void *self, struct scope *scope, const struct record *kind,
                      int64_t *ret) MUST_USE;
    /* Everything goes that was taken: the next begins anew. */
    enum err (*forget)(void *self, struct scope *scope) MUST_USE;
    /* The store opens from now on. relayed: events go to a broker, by a cursor of its own. */
    enum err (*end)(void *self, struct scope *scope, bool relayed) MUST_USE;
};
struct move_target {
    const struct move_target_ops *ops;
    void *self;
};

#endif
