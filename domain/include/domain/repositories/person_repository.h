/* domain/repositories/person_repository.h - persons by phone hash, many at a time. The caller
 * decides on what it read and saves on condition: that write is the decision. Account:
 * scope->account. */
#ifndef DOMAIN_REPOSITORIES_PERSON_REPOSITORY_H
#define DOMAIN_REPOSITORIES_PERSON_REPOSITORY_H

#include "base/port.h"
#include "domain/models/person.h"
#include "domain/models/suppression.h"
#include "domain/scope.h"

struct person_save {
    struct account_id account;
    struct person **persons; /* of one decision: all or none (a job with several phones) */
    size_t n;
    enum err err; /* out: ERR_CONFLICT when any changed since it was loaded */
};

struct person_repository_ops {
    /* persons[i] for hashes[i], in order; one not seen before is a fresh one with version 0. */
    enum err (*load)(void *self, struct scope *scope, struct account_id account,
                     const struct phone_hash_id *hashes, size_t n,
                     struct person **persons) MUST_USE;
    enum err (*save)(void *self, struct scope *scope, struct person_save *saves, size_t n) MUST_USE;
    /* Adds or changes a suppression and marks the person, in one step, with its event. The entry's
     * version is the person's, who stays: one that is listed anew has never had it before. */
    enum err (*suppress)(void *self, struct scope *scope, struct suppression *suppression) MUST_USE;
    /* Takes both back, with its event. ERR_NOT_FOUND "suppression.not_found"; ERR_CONFLICT
     * "record.stale": the entry is not in the version that the client has seen (scope->seen). */
    enum err (*unsuppress)(void *self, struct scope *scope, struct phone_hash_id hash) MUST_USE;
    /* On the list that holds for all accounts (platform_suppression_record) as of scope->now, by
     * the installation's keyed hash. found[i] in order. */
    enum err (*suppressed_global)(void *self, struct scope *scope,
                                  const struct phone_hash_id *hashes, size_t n,
                                  bool *found) MUST_USE;
};
struct person_repository {
    const struct person_repository_ops *ops;
    void *self;
};

#endif
