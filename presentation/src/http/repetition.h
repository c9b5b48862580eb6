/* repetition.h - a request that comes again under its Idempotency-Key is answered as the first
 * time.
 */
#ifndef HTTP_REPETITION_H
#define HTTP_REPETITION_H

#include "http/answers.h"
#include "http/request.h"

/* Runs the route's handler, unless this key has its answer already. 409 while the first is under
 * way, 422 when the key was another request's. Only success is kept. */
enum err answer_once(struct answers *answers, struct request *req, struct response *res) MUST_USE;

#endif
