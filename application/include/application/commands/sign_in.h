/* application/commands/sign_in.h - people come in with a password and stay by a session. The
 * session's secret is in the cookie alone; what a page sends along with a change is bound to the
 * session by a MAC. */
#ifndef APPLICATION_COMMANDS_SIGN_IN_H
#define APPLICATION_COMMANDS_SIGN_IN_H

#include "application/ports.h"
#include "domain/models/session.h"
#include "domain/models/user.h"

struct sign_in {
    struct str email, password;
    struct str account; /* an id; empty: the person's first */
    struct str code;    /* of the second factor, or a recovery code, for who has one */
};
extern const struct record sign_in_record;

struct signed_in {
    struct session session;
    struct user user;
    struct account_id account;
    struct str csrf;   /* for the header X-CSRF of whatever changes something */
    struct str secret; /* for the cookie: not in the answer's table */
};
extern const struct record signed_in_record;

/* ERR_UNAUTHENTICATED "auth.wrong_password": whether the user is unknown, has chosen none or it is
 * another, after the same time. ERR_FORBIDDEN "auth.no_account": member of none, or not of the one
 * asked for. ERR_UNAUTHENTICATED "auth.code_needed": the password is right, and a second factor is
 * asked for: the same request again, with its code; "auth.wrong_code"; ERR_EXHAUSTED
 * "auth.too_many_codes" {seconds}. "auth.busy". A hash made with less than today's cost is made
 * again. */
enum err sign_in(const struct ports *ports, struct scope *scope, const struct sign_in *cmd,
                 struct str agent, struct signed_in *ret) MUST_USE;

/* What follows is for people who are signed in: ERR_FORBIDDEN "permission.missing" to keys. */
enum err sign_out(const struct ports *ports, struct scope *scope) MUST_USE;
/* The own session, with a fresh csrf. */
enum err read_session(const struct ports *ports, struct scope *scope,
                      struct signed_in *ret) MUST_USE;
/* The person's own sessions that are alive. */
enum err list_sessions(const struct ports *ports, struct scope *scope, struct page *ret) MUST_USE;
/* ERR_NOT_FOUND "session.not_found": none of this person's. */
enum err end_session(const struct ports *ports, struct scope *scope, struct session_id id) MUST_USE;

struct change_password {
    struct str current, password;
};
extern const struct record change_password_record;
/* Ends all sessions of the person and begins a new one. ERR_UNAUTHENTICATED "auth.wrong_password";
 * field errors of password_check(). */
enum err change_password(const struct ports *ports, struct scope *scope,
                         const struct change_password *cmd, struct str agent,
                         struct signed_in *ret) MUST_USE;

/* What the pages of that session send along. */
struct str session_csrf_make(const struct ports *ports, const struct scope *scope,
                             struct session_id session);
/* Is this the csrf of the scope's session? */
bool session_csrf_is(const struct ports *ports, const struct scope *scope, struct str csrf);
/* An address as it is kept: without blanks, in lower case. */
struct str email_normal(struct arena *arena, struct str email);

#endif
