/* application/src/plans.h - what plans there are: those of the installation's file, and those that
 * its operator has made or changed, which stand in the store and go before. */
#ifndef APPLICATION_PLANS_H
#define APPLICATION_PLANS_H

#include "application/ports.h"

/* *ret NULL: there is none of this code. */
enum err plan_of(const struct ports *ports, struct scope *scope, struct str code,
                 const struct plan **ret) MUST_USE;
/* All of them, those of the file first. */
enum err plans_all(const struct ports *ports, struct scope *scope, struct plan_list *ret) MUST_USE;
/* One code, one id: two operators cannot make it twice. */
struct plan_id plan_id_of(const struct ports *ports, struct arena *arena, struct str code);

#endif
