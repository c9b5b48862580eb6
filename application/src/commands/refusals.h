/* refusals.h - who is refused at the door, or at a step that asks for a password or code again, is
 * a line of the audit log of the account it concerns. The first of an hour is told, the 3rd, 10th,
 * 30th …, each with how many there were, and at the next success the rest: a flood is few lines.
 * Nobody learns from it whether an address is somebody's: for any address the same is written, and
 * who it is, is looked up behind the answer. */
#ifndef COMMANDS_REFUSALS_H
#define COMMANDS_REFUSALS_H

#include "application/ports.h"
#include "domain/models/user.h"

/* What was tried. */
struct attempt_at {
    enum event_type type;      /* of the line */
    struct str email;          /* normal */
    const struct user *user;   /* NULL: who gave no right password yet must not learn more */
    struct account_id account; /* zero: where the address's sign-in leads */
};

/* Passes `err` on as it is. Notes it if it is a refusal of a password or a code; what
 * cannot be noted is refused all the same. */
enum err refusal_note(const struct ports *ports, struct scope *scope, const struct attempt_at *at,
                      enum err err) MUST_USE;
/* Of a person who is signed in: person_ask_password(), and a refusal is noted. */
enum err refusal_ask_password(const struct ports *ports, struct scope *scope,
                              const struct user *user, struct str password) MUST_USE;
/* It went well in the end: what was refused in this hour and not told yet, is told. */
enum err refusals_end(const struct ports *ports, struct scope *scope, const struct user *user,
                      struct account_id account) MUST_USE;
/* Counts one more of this cause and address in this hour. */
enum err access_count_one(const struct ports *ports, struct scope *scope, const char *cause,
                          struct str email, int64_t *ret) MUST_USE;

#endif
