/* database/mongodb/sweeper.h - what threads of the store do now and then. */
#ifndef MONGODB_SWEEPER_H
#define MONGODB_SWEEPER_H

struct mongodb_store;

enum { SWEEP_EVERY_S = 10, KEEP_EVERY_S = 2 };

/* Carries out what processes that died left behind. */
void sweep_left(struct mongodb_store *store);
/* Empties the lists that this process has carried out, long before another takes them for left
 * behind, and says that the requests it answers are still under way. */
void keep_own(struct mongodb_store *store);

#endif
