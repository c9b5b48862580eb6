/* tests/fakes/memory_store.h - records, events and imports in memory. It passes the contract suites
 * of record_store, event_log and import_store, so a test on it means something. One thread. */
#ifndef FAKES_MEMORY_STORE_H
#define FAKES_MEMORY_STORE_H

#include "domain/repositories/audit_log.h"
#include "domain/repositories/event_log.h"
#include "domain/repositories/import_store.h"
#include "domain/repositories/record_store.h"

struct memory_row {
    const struct record *record;
    void *object;
};
struct memory_key {
    struct account_id account;
    struct str key;
    const struct record *record;
    struct id128 id;
    struct instant at;
};
struct memory_cursor {
    struct str consumer;
    int64_t seq;
};
struct memory_phone {
    struct account_id account;
    struct phone_hash_id hash;
    struct campaign_id campaign;
    struct job_id job;
    struct batch_id batch;
};
struct memory_batch {
    struct account_id account;
    struct batch_id batch;
    bool seen;
};
struct memory_burial {
    struct str consumer, reason;
    struct event event;
};

#define MEMORY_LIST(type)                                                                          \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t n, capacity;                                                                        \
    }

struct memory_store {
    struct arena arena; /* everything below, deep; nothing is given back before the end */
    MEMORY_LIST(struct memory_row) rows;
    MEMORY_LIST(struct memory_key) keys;
    MEMORY_LIST(struct memory_cursor) cursors;
    MEMORY_LIST(struct memory_phone) phones;
    MEMORY_LIST(struct memory_batch) batches;
    MEMORY_LIST(struct memory_burial) dead;
    struct event_list events; /* as published: what a test looks at */
    enum err fail_next;       /* not ERR_OK: the next write fails so, and does nothing */
};

struct memory_store *memory_store_new(void);
void memory_store_free(struct memory_store *store);

struct record_store memory_record_store(struct memory_store *store);
struct event_log memory_event_log(struct memory_store *store);
struct audit_log memory_audit_log(struct memory_store *store);
struct import_store memory_import_store(struct memory_store *store);

/* -- for the fakes that share the store -- */

#define MEMORY_ADD(store, list, item)                                                              \
    do {                                                                                           \
        (list)->items = memory_grown((store), (list)->items, (list)->n, &(list)->capacity,         \
                                     sizeof *(list)->items);                                       \
        (list)->items[(list)->n++] = (item);                                                       \
    } while (0)

/* memory_audit_log.c: the line of an event that is about to be published. */
void memory_audit(struct memory_store *store, const struct event *event);
/* Room for one more. */
void *memory_grown(struct memory_store *store, void *items, size_t n, size_t *capacity,
                   size_t size);
/* NULL: the account has no such record. */
struct memory_row *memory_find(struct memory_store *store, const struct record *record,
                               struct account_id account, struct id128 id);
/* A new row, or what is there, becomes a deep copy of `object`. */
void memory_put(struct memory_store *store, const struct record *record, const void *object);
void memory_publish(struct memory_store *store, const struct scope *scope,
                    struct event_list *events, struct id128 aggregate, int64_t version);
/* ERR_OK, or what a test wants the next write to fail with. */
enum err memory_may_write(struct memory_store *store, struct scope *scope) MUST_USE;

#endif
