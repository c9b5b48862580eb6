/* domain/models/display.h - a screen on a wall: a link by which one account's progress is watched,
 * without names, phones or money, for longer than a session lasts. It changes nothing. */
#ifndef DOMAIN_MODELS_DISPLAY_H
#define DOMAIN_MODELS_DISPLAY_H

#include "base/opt.h"
#include "base/time.h"
#include "domain/ids.h"

enum { DISPLAY_LIFE_DAYS = 30, DISPLAYS_MOST = 50 };

/* "wall_" and 256 bits, shown once; only its SHA-256 is kept. */
struct display {
    struct display_id id;
    struct account_id account;
    int64_t version;
    struct str name; /* "Sala 2" */
    struct str hash; /* SHA-256 in hexadecimal; unique */
    struct user_id made_by;
    struct instant expires_at, created_at;
    struct opt_instant revoked_at;
};
extern const struct record display_record;

bool display_is_good(const struct display *display, struct instant now);

#endif
