/* application/src/each_global.h - the walk of loops: every record of a status, whoever's it is. */
#ifndef APPLICATION_EACH_GLOBAL_H
#define APPLICATION_EACH_GLOBAL_H

#include "application/ports.h"

/* `scope` is the record's own account's. */
typedef enum err each_visit(const struct ports *ports, struct scope *scope, void *object);

/* Visits every record whose `status` is this, of all accounts, page by page. One that fails does
 * not keep the others from their visit, unless the store is away: the first failure is told at the
 * end. */
enum err each_with_status(const struct ports *ports, struct scope *scope,
                          const struct record *record, struct str status,
                          each_visit *visit) MUST_USE;

#endif
