/* application/commands/keep_plans.h - plans that the installation's operator makes and changes. */
#ifndef APPLICATION_COMMANDS_KEEP_PLANS_H
#define APPLICATION_COMMANDS_KEEP_PLANS_H

#include "application/ports.h"

/* PERMISSION_PLATFORM. ERR_EXISTS "plan.exists" {id}: its code is taken. Field errors of
 * plan_check(). Told in the installation's audit log. */
enum err create_plan(const struct ports *ports, struct scope *scope, const struct plan *wanted,
                     struct plan **ret) MUST_USE;
/* Code and kind stay, and the unit of the tariff: field error "plan.unit". A plan of the file
 * stands in the store from then on. Accounts that have it pay the new price from the next call
 * on; what is held keeps its own. A retired one stays with them, and nobody else takes it:
 * ERR_PRECONDITION "plan.of_registration": those who sign up by themselves get it. */
enum err amend_plan(const struct ports *ports, struct scope *scope, struct plan *changed,
                    struct plan **ret) MUST_USE;

#endif
