/* application/queries/authenticate.h - who is behind a credential. */
#ifndef APPLICATION_QUERIES_AUTHENTICATE_H
#define APPLICATION_QUERIES_AUTHENTICATE_H

#include "application/ports.h"

/* Fills scope->account and scope->actor from an API key, or from the secret of a screen on a wall,
 * whose only permission is PERMISSION_WATCH. wanted: an account's id as text; only an
 * installation key may name one, and must for everything but platform work. Unknown, expired,
 * revoked, of a closed account: ERR_UNAUTHENTICATED "auth.bad_key", one answer for all. */
enum err authenticate_key(const struct ports *ports, struct scope *scope, struct str key,
                          struct str wanted) MUST_USE;
/* The same from a session's secret. What is known of it from a moment ago counts as long as nothing
 * of it has changed (known_credentials.h). A role that has changed ends the session,
 * as leaving the account, its closing, 30 minutes without use and 8 hours do: ERR_UNAUTHENTICATED
 * "auth.session_ended", one answer for all. */
enum err authenticate_session(const struct ports *ports, struct scope *scope, struct str secret,
                              struct str wanted) MUST_USE;
/* Who was let in before (scope->account and the ids of scope->actor) and stays: is it so still, and
 * what may it do now? Fills the permissions. Answers as above; nothing counts as use of a session.
 */
enum err authenticate_again(const struct ports *ports, struct scope *scope) MUST_USE;

#endif
