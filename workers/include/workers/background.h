/* workers/background.h - the loops that turn waiting work and events into commands, each at home in
 * one of the programs (docs/architecture/README.md). Calls have loops of their own: call_worker.h.
 */
#ifndef WORKERS_BACKGROUND_H
#define WORKERS_BACKGROUND_H

#include "application/ports.h"

/* Whose work it is; a program of the distributed form runs one home, the embedded form all. */
enum home { HOME_API = 1, HOME_BILLING, HOME_ANALYTICS, HOME_NOTIFICATION };
ENUM_NAMES_DECLARE(home)

struct background;

/* Starts every loop of that home. `ports` must outlive it. NULL: no thread could be had. */
struct background *background_start(const struct ports *ports, enum home home);
/* No new turn; waits for those that run. NULL is fine. */
void background_free(struct background *background);

#endif
