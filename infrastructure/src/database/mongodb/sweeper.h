/* database/mongodb/sweeper.h - a thread that now and then carries out what a process left undone.
 */
#ifndef MONGODB_SWEEPER_H
#define MONGODB_SWEEPER_H

struct mongodb_store;
struct sweeper;

struct sweeper *sweeper_new(struct mongodb_store *store);
void sweeper_free(struct sweeper *sweeper); /* NULL is fine */

#endif
