/* database/redis/link.h - one connection: hiredis opens it and reads answers; the
 * bytes go through here, plain or in TLS, under a deadline. Of one thread at a time. */
#ifndef REDIS_LINK_H
#define REDIS_LINK_H

#include <hiredis/hiredis.h>
#include <openssl/ssl.h>

#include "base/str.h"
#include "base/strbuf.h"
#include "base/time.h"

enum link_state {
    LINK_FINE,
    LINK_GONE, /* closed by the other side, or it speaks another language */
    LINK_LATE, /* it did not answer in time: what was sent may still be done */
};

struct redis_link {
    redisContext *c; /* its socket, what is to be sent, its reader */
    SSL *ssl;        /* NULL: plain */
    bool encrypted;  /* the handshake is over */
    enum link_state state;
    int64_t deadline_ms; /* of the monotonic clock */
    char reason[256];    /* when the state is not fine */
};

/* Who may speak TLS to us: the certificates of ca_file, or the system's. NULL: the file is none. */
SSL_CTX *redis_link_trust(const char *ca_file);

/* A socket that is connected, and with `trust` a handshake in which the host's name and its
 * certificate were verified. *untrusted: they were not good. Look at link->state; never NULL. */
struct redis_link *redis_link_open(char *host, int port, SSL_CTX *trust, struct duration connect,
                                   bool *untrusted);
void redis_link_close(struct redis_link *link);

/* What follows has to be done by then. */
void redis_link_allow(struct redis_link *link, struct duration time);
struct duration redis_link_left(const struct redis_link *link); /* of that; never negative */
void redis_link_add(struct redis_link *link, const struct str *words, size_t n);
/* A command in pieces: how many words, then each. */
void redis_link_begin(struct redis_link *link, size_t words);
void redis_link_word(struct redis_link *link, struct str word);
/* False: link->state says why, and nothing more will come of it. */
bool redis_link_send(struct redis_link *link);
bool redis_link_receive(struct redis_link *link, redisReply **ret);
/* What has come already: *ret is NULL when no answer is complete. Waits for nothing. */
bool redis_link_take(struct redis_link *link, redisReply **ret);

#endif
