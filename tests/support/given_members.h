/* tests/support/given_members.h - people of an account of a world: its owner, and who comes in by
 * an invitation and the token of its mail. */
#ifndef SUPPORT_GIVEN_MEMBERS_H
#define SUPPORT_GIVEN_MEMBERS_H

#include "support/given_people.h"

#include "application/commands/invitations.h"
#include "application/commands/members.h"

/* account {0}: the one that the door itself chooses. */
static inline enum err come_in(struct world *w, const char *email, struct account_id account,
                               struct signed_in *in)
{
    struct scope *scope = scope_of_nobody(w);
    const struct sign_in cmd = { str_from_c(email), STR(PASSWORD),
                                 ID_NONE(account) ? STR("") : ID_TEXT(scope->arena, account),
                                 STR("") };

    return sign_in(&w->ports, scope, &cmd, STR("test"), in);
}

static inline struct signed_in given_in(struct world *w, const char *email,
                                        struct account_id account)
{
    struct signed_in in;

    expect_ok(come_in(w, email, account, &in));
    return in;
}

/* The owner of a new account, signed in to it. */
static inline struct signed_in given_owner(struct world *w, const char *email)
{
    return given_in(w, email, given_owned(w, email).account.id);
}

static inline struct str mailed(struct world *w)
{
    all_are_told(w, CONSUMER_NOTIFICATION);
    return mailed_token(w);
}

static inline enum err invite_as(struct world *w, const struct signed_in *by, const char *email,
                                 enum role role, struct invitation *ret)
{
    const struct invite cmd = { str_from_c(email), role, STR("") };

    expect_ok(as(w, by));
    return invite(&w->ports, &w->scope, &cmd, ret);
}

/* What the mail of the invitation opens. */
static inline struct str given_invited(struct world *w, const struct signed_in *by,
                                       const char *email, enum role role, struct invitation *ret)
{
    expect_ok(invite_as(w, by, email, role, ret));
    return mailed(w);
}

static inline enum err accept_as_rosa(struct world *w, struct str token,
                                      struct accepted_invitation *ret)
{
    const struct accept_invitation cmd = { token, STR("Rosa"), STR(PASSWORD) };

    return accept_invitation(&w->ports, scope_of_nobody(w), &cmd, ret);
}

static inline struct user_id given_member(struct world *w, const struct signed_in *by,
                                          const char *email, enum role role)
{
    struct accepted_invitation accepted;
    struct invitation invitation;

    expect_ok(accept_as_rosa(w, given_invited(w, by, email, role, &invitation), &accepted));
    return accepted.user.id;
}

static inline enum err take_out(struct world *w, const struct signed_in *by, struct user_id who)
{
    expect_ok(as(w, by));
    return remove_member(&w->ports, &w->scope, who);
}

#endif
