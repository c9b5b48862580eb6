/* domain/services/public_url.h - an address of a customer that we may send to: never one of our own
 * network. */
#ifndef DOMAIN_SERVICES_PUBLIC_URL_H
#define DOMAIN_SERVICES_PUBLIC_URL_H

#include "base/error.h"
#include "base/str.h"

/* NULL: it may be used; else why not: "url.malformed", "url.not_https", "url.other_port" than 443,
 * "url.private_address". By
 * its text alone: who sends looks at what the name leads to, too. Names without a dot, those of
 * local networks, numbers that browsers take for addresses and addresses in brackets are refused.
 */
const char *public_url_refusal(struct str url);

#endif
