/* tests/support/given_people.h - people at the door of a world: an account with its owner, and
 * whoever comes from outside. */
#ifndef SUPPORT_GIVEN_PEOPLE_H
#define SUPPORT_GIVEN_PEOPLE_H

#include "support/world.h"

#include "application/commands/accounts.h"
#include "application/commands/sign_in.h"
#include "application/event_handlers/subscriptions.h"
#include "application/queries/authenticate.h"

#define PASSWORD "bruma de los tejados"

/* As a request comes in: nobody. */
static inline struct scope *scope_of_nobody(struct world *w)
{
    scope_with(w, 0)->account = (struct account_id){ 0 };
    w->scope.actor = (struct actor){ .kind = ACTOR_PROVIDER };
    return &w->scope;
}

/* An account whose owner has PASSWORD. */
static inline struct created_account given_owned(struct world *w, const char *owner)
{
    const struct create_account cmd = { .name = STR("Cobros del Sur"),
                                        .country = STR("CO"),
                                        .plan = STR("starter"),
                                        .owner_email = str_from_c(owner),
                                        .owner_password = STR(PASSWORD) };
    struct created_account made;

    expect_ok(create_account(&w->ports, scope_global(w), &cmd, &made));
    return made;
}

static inline enum err come_in_with(struct world *w, const char *email, const char *password,
                                    struct signed_in *in)
{
    const struct sign_in cmd = { str_from_c(email), str_from_c(password), STR(""), STR("") };

    return sign_in(&w->ports, scope_of_nobody(w), &cmd, STR("test"), in);
}

/* The scope of a person who is signed in, as a request gets it. */
static inline enum err as(struct world *w, const struct signed_in *in)
{
    return authenticate_session(&w->ports, scope_of_nobody(w), in->secret, STR(""));
}

/* Until the consumer has heard of everything. */
static inline void all_are_told(struct world *w, enum consumer consumer)
{
    int64_t handled;

    do
        expect_ok(handle_events(&w->ports, scope_global(w), consumer, &handled));
    while (handled > 0);
}

/* What stands in the last mail behind "#token=". */
static inline struct str mailed_token(const struct world *w)
{
    struct str text = w->mails.items[w->mails.n - 1].text;
    size_t at = str_find(text, STR("#token="));

    assert_true(at != SIZE_MAX);
    text = str_slice(text, at + 7, text.n);
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == ' ' || text.p[i] == '\n')
            return str_slice(text, 0, i);
    return text;
}

#endif
