/* application/src/operator_of.h - what an account is told of those who stand above it: that it was
 * the operator of the service, and neither who nor from where. */
#ifndef APPLICATION_OPERATOR_OF_H
#define APPLICATION_OPERATOR_OF_H

#include "application/ports.h"
#include "domain/models/wallet.h"

/* In place of a person's or a key's id. */
#define OPERATOR_ACTOR STR("operator")

/* The actor ("usr_…", "key_…") has no place in scope->account and operates the installation: a key
 * that is not the account's, or a platform admin who is no member of it. */
enum err actor_is_operator(const struct ports *ports, struct scope *scope, struct str actor,
                           bool *ret) MUST_USE;
/* Whom a page names, each looked up once; most is how many it can name. */
struct actors_asked {
    struct str *actors;
    bool *operators;
    size_t n;
};
struct actors_asked actors_asked_init(struct arena *arena, size_t most);
enum err actor_asked(const struct ports *ports, struct scope *scope, struct actors_asked *asked,
                     struct str actor, bool *ret) MUST_USE;
/* Nobody but the operator does this to an account, as its log tells it and as its ledger does: here
 * alone stands what that is. */
bool event_is_of_operator(enum event_type type);
bool entry_is_of_operator(enum entry_kind kind);

#endif
