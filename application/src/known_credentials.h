/* known_credentials.h - who was let in a moment ago, so that not every request asks the store. What
 * is kept bears a MAC: whoever can write to the cache cannot let himself in. Nothing that ends or
 * changes a credential is waited for: it changes a mark (credential_marks.h). */
#ifndef KNOWN_CREDENTIALS_H
#define KNOWN_CREDENTIALS_H

#include "application/ports.h"
#include "domain/models/session.h"
#include "domain/models/user.h"

/* The longest that somebody is let in whose end could not be said (the cache was away, there). */
enum { CREDENTIAL_KNOWN_MS = 15 * MS_PER_SECOND };

struct known_session {
    struct session session; /* its ids, role and times alone */
    bool platform_admin;
};

bool known_session_find(const struct ports *ports, const struct scope *scope, struct str hash,
                        struct known_session *ret);
void known_session_keep(const struct ports *ports, const struct scope *scope, struct str hash,
                        const struct known_session *known, const struct cache_stamp *stamp);
/* A key of one account: its ids, scopes and times. */
bool known_key_find(const struct ports *ports, const struct scope *scope, struct str hash,
                    struct api_key *ret);
void known_key_keep(const struct ports *ports, const struct scope *scope, struct str hash,
                    const struct api_key *key, const struct cache_stamp *stamp);

#endif
