/* person_access.h - steps that what is about people's access has in common. Users, memberships and
 * sessions are kept under several accounts, and often nobody is signed in yet: these steps work as
 * the system itself, and tell their errors in the scope they are given. */
#ifndef COMMANDS_PERSON_ACCESS_H
#define COMMANDS_PERSON_ACCESS_H

#include "application/commands/sign_in.h"
#include "application/ports.h"
#include "domain/models/account.h"
#include "domain/models/session.h"
#include "domain/models/user.h"

enum { PERSON_PAGE = 200 };

/* The system itself, for that account; zero: across them. Request and address stay. */
struct scope person_inside(const struct scope *scope, struct account_id account);
/* Brings an error of such a scope home. */
enum err person_done(struct scope *scope, const struct scope *inside, enum err err) MUST_USE;

/* *ret NULL: there is none. field: "email" or "id". */
enum err person_find(const struct ports *ports, struct scope *scope, const char *field,
                     struct str value, struct user **ret) MUST_USE;
/* The one who is signed in. ERR_UNAUTHENTICATED "auth.session_ended" */
enum err person_self(const struct ports *ports, struct scope *scope, struct user **ret) MUST_USE;
/* user NULL: takes as long, and is wrong: ERR_UNAUTHENTICATED "auth.wrong_password". */
enum err person_ask_password(const struct ports *ports, struct scope *scope,
                             const struct user *user, struct str password) MUST_USE;
/* events may be NULL. */
enum err person_keep_password(const struct ports *ports, struct scope *scope, struct user *user,
                              struct str password, struct event_list *events) MUST_USE;

/* Of session_record, the newest first, or membership_record, in the order they came. */
enum err person_page(const struct ports *ports, struct scope *scope, const struct record *record,
                     struct user_id user, struct page *ret) MUST_USE;
/* The membership in the wanted account (an id as text), or the first; of accounts that are not
 * closed. ERR_FORBIDDEN "auth.no_account". */
enum err person_membership(const struct ports *ports, struct scope *scope, struct user_id user,
                           struct str wanted, struct membership *ret) MUST_USE;
/* The account that the person's sign-in leads to: the wanted one (an id as text) if they belong to
 * it, else the first; where they were born if they belong to none any more. */
enum err person_home(const struct ports *ports, struct scope *scope, const struct user *user,
                     struct str wanted, struct account_id *ret) MUST_USE;
enum err person_account(const struct ports *ports, struct scope *scope, struct account_id id,
                        struct account **ret) MUST_USE;

enum err person_begin_session(const struct ports *ports, struct scope *scope,
                              const struct user *user, const struct membership *membership,
                              struct instant signed_in_at, struct str agent,
                              struct signed_in *ret) MUST_USE;
/* why: what the audit log says of it: "signed_out", "closed" from another session, "expired",
 * "password", "second_factor", "role", "removed", "other_account". */
enum err person_remove_session(const struct ports *ports, struct scope *scope,
                               const struct session *session, const char *why) MUST_USE;
/* All of a person's; in one account alone, unless it is zero. */
enum err person_end_sessions(const struct ports *ports, struct scope *scope, struct user_id user,
                             struct account_id account, const char *why) MUST_USE;
/* All of the person who is signed in, and a new one in the same account. */
enum err person_renew_session(const struct ports *ports, struct scope *scope,
                              const struct user *user, const char *why, struct str agent,
                              struct signed_in *ret) MUST_USE;
/* The scope's own. ERR_FORBIDDEN "permission.missing": to keys. */
enum err person_session(const struct ports *ports, struct scope *scope,
                        struct session **ret) MUST_USE;

/* The user of the address, made if there is none: two at once get the same one. *created: it was
 * made here, with this password's hash. */
enum err person_obtain(const struct ports *ports, struct scope *scope, const struct user *wanted,
                       struct user *ret, bool *created) MUST_USE;
/* The user's membership in scope->account; one that is there stays as it is. */
enum err person_join(const struct ports *ports, struct scope *scope, struct user_id user,
                     enum role role, struct event_list *events) MUST_USE;

#endif
