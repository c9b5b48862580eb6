/* answers.h - what was answered under an Idempotency-Key, for 48 hours, in this process. It tells a
 * repetition from another request under the same key, and answers the first while it is under way.
 * What must outlive the process is kept with the record that the key created. */
#ifndef HTTP_ANSWERS_H
#define HTTP_ANSWERS_H

#include "base/arena.h"
#include "base/id128.h"
#include "base/time.h"
#include "codec/crypto.h"

enum { ANSWERS_KEPT = 2048, ANSWER_BODY_MOST = 32 * 1024 };

struct answers;

struct answers *answers_new(void);
void answers_free(struct answers *answers); /* NULL is allowed */

/* Who asks what under which key. */
struct asked {
    unsigned char key[SHA256_BYTES];     /* of account and key */
    unsigned char request[SHA256_BYTES]; /* of method, path, query and body */
};
struct asked asked_of(struct id128 account, struct str key, const struct str *request, size_t n);

enum answers_found {
    ANSWERS_NEW = 1, /* it is under way now: answers_keep() or answers_forget() must follow */
    ANSWERS_RUNNING,
    ANSWERS_OTHER, /* another request had this key */
    ANSWERS_KNOWN  /* status, etag and body are filled, in the arena */
};
struct kept_answer {
    int status;
    struct str etag, body; /* an empty etag: none */
};
/* now: since boot. Safe from any thread, as all here. */
enum answers_found answers_begin(struct answers *answers, const struct asked *asked,
                                 struct instant now, struct arena *arena, struct kept_answer *ret);
/* A body that is too long is forgotten. */
void answers_keep(struct answers *answers, const struct asked *asked,
                  const struct kept_answer *answer);
void answers_forget(struct answers *answers, const struct asked *asked);

#endif
