/* external/retell/signature.h - who may tell us of calls. */
#ifndef RETELL_SIGNATURE_H
#define RETELL_SIGNATURE_H

#include "base/error.h"
#include "base/time.h"
#include "domain/models/connection.h"

enum { SIGNATURE_SKEW_MS = 300000 };

/* "v=<ms>,d=<64 hex>", d = HMAC-SHA256(API key, raw body followed by the decimal ms). Either key of
 * the connection; five minutes to either side, bounds included; constant time.
 * ERR_UNAUTHENTICATED "webhook.bad_signature" whatever is wrong. */
enum err signature_check(const struct connection *connection, struct str signature, struct str raw,
                         struct instant now, struct error *error) MUST_USE;

#endif
