/* database/mongodb/plan.h - what is worked out of a record once, when the store opens. How a record
 * lies in its document:
 *
 *   _id              16 bytes of the account and 16 of the id, for a wallet the account alone
 *   id               binary of 16 bytes; none is null
 *   number           int64              instant, duration   int64, milliseconds
 *   enum             its name; none is null
 *   text, bytes      string, binary; STR_NONE is null
 *   amount           {u: int64, c: "USD"}
 *   record, list     document, array    texts, map          array, array of {n, v}
 *   absent           null
 *
 * The SENSITIVE fields (and a list or record with one inside) have no place of their own: together
 * they are the binary `sealed`, AES-256-GCM by the account's data key, bound to collection, account
 * and id. A field that is both SENSITIVE and INDEXED holds a keyed hash of its value. Besides: out
 * and out_at, what is still to be carried out (outbox.h), and fields of single adapters. */
#ifndef MONGODB_PLAN_H
#define MONGODB_PLAN_H

#include "base/arena.h"
#include "base/field.h"

enum plan_option {
    PLAN_OF_ACCOUNTS = 1u << 0, /* never asked across accounts: fewer indexes */
    PLAN_OWN_INDEXES = 1u << 1, /* its indexes stand in the migrations alone */
    PLAN_CREATED = 1u << 2      /* keeps the idempotency key of its creation */
};
struct record_plan {
    const struct record *record;
    unsigned options;
    struct record sealed; /* of the sensitive fields; n 0: there are none */
    /* NULL: the record has no such field */
    const struct field *id, *account, *version, *data_key;
    const char *not_found; /* "campaign.not_found" */
};

/* All plans: the domain's records and the caller's own. */
struct record_plan *plans_make(const struct record *const *records, size_t n, struct arena *arena,
                               size_t *ret_n);
bool field_lies_sealed(const struct field *field);

static inline struct id128 *plan_id(const struct record_plan *p, const void *object)
{
    return field_at(p->id, object);
}
static inline struct id128 *plan_account(const struct record_plan *p, const void *object)
{
    return field_at(p->account, object);
}
static inline int64_t *plan_version(const struct record_plan *p, const void *object)
{
    return field_at(p->version, object);
}

#endif
