/* application/commands/reconcile_calls.h - what the provider knows and we do not: POSTs without an
 * answer, calls without an end, webhooks that never came. */
#ifndef APPLICATION_COMMANDS_RECONCILE_CALLS_H
#define APPLICATION_COMMANDS_RECONCILE_CALLS_H

#include "application/ports.h"

enum { RECONCILE_LOOKS = 8 };

/* When the provider is looked at, from the intent on. */
struct reconcile_settings {
    struct duration looks[RECONCILE_LOOKS]; /* ascending: 150 s, 5, 10, 15 min; 0 ends them */
    struct duration between;                /* of looks behind the last: 5 min */
    struct duration give_up; /* when the provider's list shows nothing young: 60 min */
    struct duration recent;  /* how far back the completeness check looks: 24 h */
    int64_t recent_most;     /* calls of a connection it looks at: 1,000 */
};
struct reconcile_settings reconcile_defaults(void);

/* Jobs in `dialing` whose look is due: one call found -> placed, with what is known of it, and hung
 * up if it may not ring any more (a number listed, a campaign closed since the intent); several
 * -> the oldest is kept, the others are hung up, an alarm; none at the last look and the list shows
 * a younger call -> undetermined, the money goes back. Read-only until that one step. Here and in
 * the overdue sweep one that fails does not hold up the others: the first failure is told at the
 * end. */
enum err reconcile_calls(const struct ports *ports, struct scope *scope,
                         const struct reconcile_settings *settings, int64_t most,
                         int64_t *looked) MUST_USE;
/* Calls whose end is overdue are looked at, those first that have waited longest for it, each later
 * from look to look; what still rings or talks is hung up, and a connection that does not answer is
 * asked once a sweep. `give_up` behind its due end (`recent`, while the provider is away) a call
 * without one is undetermined and raises the alarm call.no_end. */
enum err reconcile_overdue(const struct ports *ports, struct scope *scope,
                           const struct reconcile_settings *settings, int64_t most,
                           int64_t *looked) MUST_USE;
/* The completeness check of one connection: newest calls against our jobs. *found: facts that no
 * webhook had told, also when one of the calls failed: the first failure is told at the end. */
enum err reconcile_recent(const struct ports *ports, struct scope *scope,
                          const struct reconcile_settings *settings,
                          const struct connection *connection, int64_t *found) MUST_USE;

#endif
