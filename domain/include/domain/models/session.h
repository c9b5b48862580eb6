/* domain/models/session.h - a person who is signed in, on one device, for one account. */
#ifndef DOMAIN_MODELS_SESSION_H
#define DOMAIN_MODELS_SESSION_H

#include "domain/ids.h"
#include "domain/permission.h"

enum { SESSION_IDLE_MS = 30 * MS_PER_MINUTE, SESSION_LIFE_MS = 8 * MS_PER_HOUR };
/* How exactly it is known when it was last used: a write for each request would be too many. */
enum { SESSION_SEEN_STEP_MS = MS_PER_MINUTE };

struct session {
    struct session_id id;
    struct account_id account;
    int64_t version;
    struct user_id user;
    enum role role;  /* when it began: another role since then ends it */
    struct str hash; /* SHA-256 of the cookie's 256 bits, hexadecimal; unique */
    struct str address, agent;
    struct instant signed_in_at; /* with a password: a renewed session keeps it */
    struct instant seen_at, created_at;
};
extern const struct record session_record;

/* Neither unused for SESSION_IDLE_MS nor older than SESSION_LIFE_MS. */
bool session_is_alive(const struct session *session, struct instant now);

#endif
