/* external/retell/post_outcome.h - what became of the POST that places a call: the outcome table,
 * as a pure function. What is not certain is PLACING_UNKNOWN, never a guess. */
#ifndef RETELL_POST_OUTCOME_H
#define RETELL_POST_OUTCOME_H

#include "domain/gateways/voice_gateway.h"

/* How the transfer ended, as the HTTP library saw it. */
enum post_end {
    POST_ANSWERED = 1, /* head and body of an answer are complete, as far as HTTP can tell */
    POST_UNREACHED,    /* name, connection or TLS failed */
    POST_TIMED_OUT,
    POST_BROKEN,        /* reset, truncated, not HTTP */
    POST_OVERSIZED,     /* the answer is longer than ANSWER_MOST */
    POST_NOT_PERMITTED, /* we took it back: may_send said no */
    POST_NOT_ALLOWED,   /* we took it back: still_allowed said no */
    POST_TOO_SLOW       /* we took it back: the permit was too old */
};

struct post_facts {
    enum post_end end;
    bool body_begun;        /* some of it was handed to the connection */
    bool last_bytes;        /* so was its end: from here on a call may exist */
    int64_t status;         /* of the answer's head; 0: there was none */
    struct str body;        /* of the answer */
    struct str retry_after; /* header; STR_NONE: none */
    struct instant now;     /* wall clock, for a Retry-After that is a date */
};

enum { ANSWER_MOST = 1024 * 1024, CALL_ID_MOST = 128 };

/* The result lives in the arena. */
void post_outcome(struct arena *arena, const struct post_facts *facts, struct placing_result *ret);

/* Seconds or an HTTP date, as a length from `now`; false if it is neither or not 0 to 3600 s. */
bool retry_after_read(struct str header, struct instant now, struct duration *ret);

#endif
