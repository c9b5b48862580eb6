/* domain/models/person.h - (account, phone hash): what the contact policy decides on, in one
 * conditional write: suppression, guard, attempts and contacts of the last 400 days. */
#ifndef DOMAIN_MODELS_PERSON_H
#define DOMAIN_MODELS_PERSON_H

#include "base/opt.h"
#include "domain/ids.h"
#include "domain/models/campaign.h"

enum { PERSON_DAYS = 400, PERSON_TOUCHES = 512 };

/* One attempt on the person, noted before the request starts. */
struct touch {
    struct str tag;
    struct instant at;
    enum purpose purpose;
    struct campaign_id campaign;
    bool contact; /* turned on by the end facts */
};
extern const struct record touch_record;

struct person {
    struct phone_hash_id id; /* of the account's keyed hash */
    struct account_id account;
    int64_t version;
    bool suppressed;
    struct str suppressed_reason;
    struct opt_instant suppressed_until; /* absent: for ever */
    struct str guard_tag;                /* an attempt that may be ringing now; empty: none */
    struct instant guard_until;
    struct instant cool_until;     /* after a connected call */
    LIST_OF(struct touch) touches; /* oldest first */
};
extern const struct record person_record;

bool person_is_suppressed(const struct person *p, struct instant now);
/* Sets the guard and counts, idempotent by tag; drops touches older than PERSON_DAYS. */
void person_begin(struct person *p, struct touch touch, struct instant guard_until,
                  struct arena *arena);
/* The attempt was proved unsent: guard and count are taken back. */
void person_unsent(struct person *p, struct str tag);
/* End facts: the guard is freed; a contact is noted and starts the cool-down. */
void person_end(struct person *p, struct str tag, bool rang, bool contact, struct instant now,
                struct duration cool_down);

#endif
