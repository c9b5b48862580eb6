/* domain/models/subdomain.h - the name by which an account's people find their own door: "andina"
 * of andina.calls.example.com. */
#ifndef DOMAIN_MODELS_SUBDOMAIN_H
#define DOMAIN_MODELS_SUBDOMAIN_H

#include "base/error.h"
#include "domain/ids.h"

enum { SUBDOMAIN_LEAST = 3, SUBDOMAIN_MOST = 40 };

/* Who has a name, first come: its id is made from the name, so that two who want the same one at
 * once meet here. Of the account zero. It holds as long as its owner's account bears the name: one
 * whose owner was cut off before that may be taken over after SUBDOMAIN_CLAIM_MS. */
enum { SUBDOMAIN_CLAIM_MS = 10 * MS_PER_MINUTE };
struct subdomain_claim {
    struct subdomain_claim_id id;
    struct account_id account;
    int64_t version;
    struct account_id owner;
    struct instant created_at;
};
extern const struct record subdomain_claim_record;

/* Without blanks at its ends, in lower case. */
struct str subdomain_normal(struct arena *arena, struct str name);
/* NULL: it may be had by who comes first; else a slug: "subdomain.malformed" (letters, digits and
 * single hyphens inside), "subdomain.reserved" (the installation's own names, and what would pass
 * for one). */
const char *subdomain_refusal(struct str name);
/* The name in a request's Host: one label before the base domain, whatever the port. STR_NONE: it
 * holds none. */
struct str subdomain_of_host(struct arena *arena, struct str host, struct str base);

#endif
