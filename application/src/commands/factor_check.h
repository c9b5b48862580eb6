/* factor_check.h - the second step of coming in. */
#ifndef COMMANDS_FACTOR_CHECK_H
#define COMMANDS_FACTOR_CHECK_H

#include "application/ports.h"
#include "domain/models/second_factor.h"

/* *ret NULL: the person has begun none. */
enum err factor_find(const struct ports *ports, struct scope *scope, struct user_id user,
                     struct second_factor **ret) MUST_USE;
/* events may be NULL. */
enum err factor_save(const struct ports *ports, struct scope *scope, struct second_factor *factor,
                     struct event_list *events) MUST_USE;
/* Nothing for who has none. ERR_UNAUTHENTICATED "auth.code_needed" (empty), "auth.wrong_code": it
 * is another, or was used; ERR_EXHAUSTED "auth.too_many_codes" {seconds}; ERR_UNAVAILABLE
 * "auth.busy": the same person is trying elsewhere at this moment. */
enum err factor_check(const struct ports *ports, struct scope *scope, struct user_id user,
                      struct account_id account, struct str code) MUST_USE;
/* One code of the moment, for one that may not be confirmed yet; saves it as used. */
enum err factor_try_code(const struct ports *ports, struct scope *scope,
                         struct second_factor *factor, struct str code) MUST_USE;

#endif
