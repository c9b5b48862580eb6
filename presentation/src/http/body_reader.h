/* body_reader.h - the bytes of a request, never more than allowed and never later than allowed. The
 * vendor's read blocks until it has all that it was asked for, so a deadline holds only as finely
 * as the piece that is asked: small pieces while the body is slow, large ones once it runs. */
#ifndef HTTP_BODY_READER_H
#define HTTP_BODY_READER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "domain/gateways/clock.h"

enum { PIECE_LEAST = 256, PIECE_MOST = 65536 };

/* Up to n bytes; 0: the end; below 0: the connection broke. */
typedef int64_t body_pull(void *from, void *buffer, size_t n);

enum body_failure { BODY_FINE, BODY_TOO_LARGE, BODY_TOO_SLOW, BODY_BROKEN };

struct body_reader {
    body_pull *pull;
    void *from;
    struct clock clock; /* boot time is asked */
    int64_t length;     /* Content-Length; -1: chunked */
    int64_t most;
    struct duration
        patience; /* for the whole, plus the time that `rate` grants to the bytes read */
    int64_t rate; /* bytes a second; 0: patience alone counts */
    /* the reader's own */
    int64_t got;
    bool begun, ended;
    struct instant began;
    size_t piece;
    enum body_failure failure;
    void (*on_begin)(void *from); /* before the first byte is asked: "100 Continue" */
};

/* An object_source: `from` is a struct body_reader. ERR_INVALID, ERR_TIMEOUT or ERR_UNAVAILABLE;
 * body_reader.failure says which. */
enum err body_read_piece(void *from, void *buffer, size_t n, size_t *got) MUST_USE;
/* The whole body. Same errors. */
enum err body_read_all(struct body_reader *reader, struct arena *arena, struct str *ret) MUST_USE;
/* Nothing of the body is left on the connection. */
bool body_is_over(const struct body_reader *reader);

#endif
