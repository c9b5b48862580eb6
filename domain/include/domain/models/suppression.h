/* domain/models/suppression.h - a phone that must not be called. What decides is the person record
 * (and the installation's list); this is the account's readable list of them. */
#ifndef DOMAIN_MODELS_SUPPRESSION_H
#define DOMAIN_MODELS_SUPPRESSION_H

#include "base/error.h"
#include "base/opt.h"
#include "domain/ids.h"
#include "domain/phone.h"

enum suppression_reason {
    SUPPRESSION_REQUESTED = 1, /* asked by the person */
    SUPPRESSION_OPTED_OUT,     /* said so in a call */
    SUPPRESSION_REGISTRY,      /* a national list */
    SUPPRESSION_IMPORTED,
    SUPPRESSION_LEGAL
};
ENUM_NAMES_DECLARE(suppression_reason)

struct suppression {
    struct suppression_id id; /* made from the hash: one for each number */
    struct account_id account;
    int64_t version;
    struct phone_hash_id hash;
    enum suppression_reason reason;
    struct str note;
    struct opt_instant expires_at;
    struct instant created_at;
    struct phone phone; /* sealed; erased on request, the hash stays */
};
extern const struct record suppression_record;

/* Field error of "expires_at", if that is over: it would keep nobody from calling. */
void suppression_check_end(struct error *error, struct opt_instant expires_at, struct instant now);

/* A phone that no account may call: of the installation's own list. It decides itself. Its account
 * is none, its id the phone's hash by the installation's key. */
struct platform_suppression {
    struct platform_suppression_id id;
    struct account_id account;
    int64_t version;
    enum suppression_reason reason;
    struct str note;
    struct opt_instant expires_at;
    struct instant created_at;
    struct phone phone;
};
extern const struct record platform_suppression_record;
/* NULL: it is not listed. */
bool platform_suppression_holds(const struct platform_suppression *entry, struct instant now);

#endif
