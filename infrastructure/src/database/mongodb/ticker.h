/* database/mongodb/ticker.h - a thread that does something every few seconds, until it is ended. */
#ifndef MONGODB_TICKER_H
#define MONGODB_TICKER_H

struct mongodb_store;
struct ticker;
typedef void ticker_fn(struct mongodb_store *store);

struct ticker *ticker_new(struct mongodb_store *store, int every_s, ticker_fn *work);
/* Waits for what it does at the moment. NULL is fine. */
void ticker_free(struct ticker *t);

#endif
