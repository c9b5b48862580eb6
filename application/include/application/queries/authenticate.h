/* application/queries/authenticate.h - who is behind a credential. */
#ifndef APPLICATION_QUERIES_AUTHENTICATE_H
#define APPLICATION_QUERIES_AUTHENTICATE_H

#include "application/ports.h"

/* Fills scope->account and scope->actor from an API key. wanted: an account's id as text; only an
 * installation key may name one, and must for everything but platform work. Unknown, expired,
 * revoked, of a closed account: ERR_UNAUTHENTICATED "auth.bad_key", one answer for all. */
enum err authenticate_key(const struct ports *ports, struct scope *scope, struct str key,
                          struct str wanted) MUST_USE;

#endif
