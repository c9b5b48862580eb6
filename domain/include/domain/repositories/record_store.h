/* domain/repositories/record_store.h - where everything is kept that needs no protocol of its own:
 * any record whose first fields are id, account and version. Sees one account only: scope->account;
 * what belongs to another is ERR_NOT_FOUND. What it returns lives in scope->arena. Safe from any
 * thread. */
#ifndef DOMAIN_REPOSITORIES_RECORD_STORE_H
#define DOMAIN_REPOSITORIES_RECORD_STORE_H

#include "base/field.h"
#include "base/port.h"
#include "domain/event.h"
#include "domain/page.h"
#include "domain/scope.h"

struct record_store_ops {
    /* ERR_NOT_FOUND "<singular>.not_found" e.g. "campaign.not_found", {id}. */
    enum err (*find)(void *self, struct scope *scope, const struct record *record, struct id128 id,
                     void **ret) MUST_USE;
    /* Stores the object and the events in one atomic step and gives it its next version
     * (scope_next_version); the list of events is empty then. A zero account becomes the scope's;
     * another account's object is ERR_NOT_FOUND, unless the scope is the system's own, without
     * account. Version 0 is a new one, which also keeps scope->idempotency_key, unique per account
     * and kind of record: ERR_EXISTS "idempotency.replayed" when the key has created one before
     * (find_created tells which). ERR_EXISTS "record.exists": a new one whose id is there.
     * ERR_CONFLICT "record.conflict": somebody saved it since it was loaded; "record.stale": it is
     * not the version that the client has seen (scope->seen). On failure the object is as it was.
     * events may be NULL.
     */
    enum err (*save)(void *self, struct scope *scope, const struct record *record, void *object,
                     struct event_list *events) MUST_USE;
    /* Several new or changed objects of one record, from the last to the first, each as save()
     * would: the first is the decision, stored with the events and only when all the others are.
     * What is refused ends it; objects behind the refused one may be stored then (a store of
     * one-document writes cannot take them back), so they must be of no consequence without the
     * first. */
    enum err (*save_many)(void *self, struct scope *scope, const struct record *record,
                          void *const *objects, size_t n, struct event_list *events) MUST_USE;
    /* ERR_NOT_FOUND as find(). ERR_CONFLICT "record.stale": it is there, but not in the version
     * that the client has seen (scope->seen): the removal itself asks. */
    enum err (*remove)(void *self, struct scope *scope, const struct record *record,
                       struct id128 id) MUST_USE;
    /* In the order of ids, or of query->sort, where none comes before any value. Unknown or
     * unindexed filter fields: ERR_INVALID "filter.unknown" {field}; "filter.bad_value" {field};
     * "sort.unknown" {field}: not SORTED; "page.bad_cursor". A field that is SENSITIVE as well as
     * INDEXED is asked for equality only, and never sorted by; one that is no text or not SORTED is
     * not asked for a part of it. A part is looked for among all that the account has. */
    enum err (*page)(void *self, struct scope *scope, const struct record *record,
                     const struct page_query *query, struct page *ret) MUST_USE;
    /* The record that scope->idempotency_key created. ERR_NOT_FOUND: none. */
    enum err (*find_created)(void *self, struct scope *scope, const struct record *record,
                             struct id128 *ret) MUST_USE;
    /* Across accounts, for an INDEXED field whose value is unique in the installation (a key's
     * hash, a user's e-mail). ERR_NOT_FOUND. */
    enum err (*find_global)(void *self, struct scope *scope, const struct record *record,
                            const char *field, struct str value, void **ret) MUST_USE;
    /* Across accounts, for loops: as page, every account's. */
    enum err (*page_global)(void *self, struct scope *scope, const struct record *record,
                            const struct page_query *query, struct page *ret) MUST_USE;
};
struct record_store {
    const struct record_store_ops *ops;
    void *self;
};

/* Typed slots of one model, for readability and so that no id or struct is mistaken for another. */
#define RECORD_REPOSITORY(kind)                                                                    \
    __attribute__((unused)) static inline MUST_USE enum err kind##_find(                           \
        struct record_store s, struct scope *scope, struct kind##_id id, struct kind **ret)        \
    {                                                                                              \
        void *found;                                                                               \
        enum err err = VIA(s, find, scope, &kind##_record, id.v, &found);                          \
        if (err == ERR_OK)                                                                         \
            *ret = found;                                                                          \
        return err;                                                                                \
    }                                                                                              \
    __attribute__((unused)) static inline MUST_USE enum err kind##_save(                           \
        struct record_store s, struct scope *scope, struct kind *object,                           \
        struct event_list *events)                                                                 \
    {                                                                                              \
        return VIA(s, save, scope, &kind##_record, object, events);                                \
    }

#endif
