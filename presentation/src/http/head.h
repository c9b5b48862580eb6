/* head.h - what a request's head must be like before anything of it is believed. A head that two
 * parsers could read differently is refused: that is how requests are smuggled. */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include "http/request.h"

/* Answers 400, 411, 413, 415, 417, 501 or 505. Sets the length of req->body. */
enum err head_check(struct request *req, struct response *res, struct str version) MUST_USE;
/* Sets the scope's request id: X-Request-Id if it is sane, else a new one. */
void head_request_id(struct request *req);
/* Idempotency-Key by the route's rule: 400. */
enum err head_idempotency_key(struct request *req, struct response *res) MUST_USE;
/* Content-Type, Content-Encoding and length by the route's body: 411, 413, 415. */
enum err head_check_body(struct request *req, struct response *res, int64_t most) MUST_USE;
/* 406 unless an Accept header takes this media type. */
enum err head_check_accept(struct request *req, struct response *res, struct str type) MUST_USE;

#endif
