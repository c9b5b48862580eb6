/* repetition.h - a request that comes again under its Idempotency-Key is answered as the first
 * time, also by another process than then. */
#ifndef HTTP_REPETITION_H
#define HTTP_REPETITION_H

#include "http/request.h"

enum { ANSWER_BODY_MOST = 64 * 1024 }; /* a longer answer is not kept */

/* Runs the route's handler, unless this key has its answer already. 409 while the first is under
 * way, 422 when the key was another request's. Only success is kept: for 48 hours, and for ever
 * where money is spent. */
enum err answer_once(struct request *req, struct response *res) MUST_USE;

#endif
