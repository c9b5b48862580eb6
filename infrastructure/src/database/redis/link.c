/* database/redis/link.c - Debian 12's hiredis speaks no TLS and knows no deadline for a whole
 * answer, so it is given bytes and asked for answers, and never touches the socket after
 * connecting.
 */
#include "database/redis/link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 16 * 1024 };

static int64_t monotonic_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool fail(struct redis_link *link, enum link_state state, const char *reason)
{
    struct str text = str_from_c(reason);
    size_t n = text.n < sizeof link->reason ? text.n : sizeof link->reason - 1;

    link->state = state;
    memcpy(link->reason, text.p, n);
    link->reason[n] = '\0';
    return false;
}

static bool fail_errno(struct redis_link *link)
{
    char text[128];

    return fail(link, LINK_GONE, strerror_r(errno, text, sizeof text));
}

/* Until the socket is ready, or the deadline. */
static bool wait_for(struct redis_link *link, short events)
{
    struct pollfd fd = { .fd = link->c->fd, .events = events };
    int64_t left = redis_link_left(link).ms;
    int ready = left > 0 ? poll(&fd, 1, (int)left) : 0;

    if (ready > 0 || (ready < 0 && errno == EINTR))
        return true;
    return ready == 0 ? fail(link, LINK_LATE, "no answer in time") : fail_errno(link);
}

/* -- TLS -- */

SSL_CTX *redis_link_trust(const char *ca_file)
{
    SSL_CTX *trust = SSL_CTX_new(TLS_client_method());

    if (trust == NULL)
        abort(); /* out of memory */
    SSL_CTX_set_verify(trust, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_mode(trust, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (SSL_CTX_set_min_proto_version(trust, TLS1_2_VERSION) == 1 &&
        (ca_file != NULL ? SSL_CTX_load_verify_locations(trust, ca_file, NULL)
                         : SSL_CTX_set_default_verify_paths(trust)) == 1)
        return trust;
    ERR_clear_error();
    SSL_CTX_free(trust);
    return NULL;
}

/* The name that the certificate must carry, and that the server is told. */
static bool expect_host(SSL *ssl, char *host)
{
    unsigned char bytes[sizeof(struct in6_addr)];

    if (inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1)
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1;
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return SSL_set1_host(ssl, host) == 1 && SSL_set_tlsext_host_name(ssl, host) == 1;
}

/* OpenSSL's own way to a socket, but that a peer which is gone is an error and no signal. */
static BIO_METHOD *quiet_socket;

static int send_quietly(BIO *bio, const char *bytes, int n)
{
    int fd = -1;
    ssize_t sent;

    BIO_get_fd(bio, &fd);
    errno = 0;
    sent = send(fd, bytes, (size_t)n, MSG_NOSIGNAL);
    BIO_clear_retry_flags(bio);
    if (sent <= 0 && BIO_sock_should_retry((int)sent) != 0)
        BIO_set_retry_write(bio);
    return (int)sent;
}

static void make_quiet_socket(void)
{
    const BIO_METHOD *loud = BIO_s_socket();

    quiet_socket =
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK | BIO_TYPE_DESCRIPTOR, "quiet");
    if (quiet_socket == NULL || BIO_meth_set_write(quiet_socket, send_quietly) != 1 ||
        BIO_meth_set_read(quiet_socket, BIO_meth_get_read(loud)) != 1 ||
        BIO_meth_set_puts(quiet_socket, BIO_meth_get_puts(loud)) != 1 ||
        BIO_meth_set_ctrl(quiet_socket, BIO_meth_get_ctrl(loud)) != 1 ||
        BIO_meth_set_create(quiet_socket, BIO_meth_get_create(loud)) != 1 ||
        BIO_meth_set_destroy(quiet_socket, BIO_meth_get_destroy(loud)) != 1)
        abort(); /* out of memory */
}

static void carry_by(SSL *ssl, int fd)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    BIO *bio;

    pthread_once(&once, make_quiet_socket);
    bio = BIO_new(quiet_socket);
    if (bio == NULL)
        abort();
    BIO_set_fd(bio, fd, BIO_NOCLOSE);
    SSL_set_bio(ssl, bio, bio);
}

/* What the last call to OpenSSL meant: true: it may be called again. */
static bool tls_again(struct redis_link *link, int result)
{
    int kind = SSL_get_error(link->ssl, result);
    const char *reason;

    if (kind == SSL_ERROR_WANT_READ)
        return wait_for(link, POLLIN);
    if (kind == SSL_ERROR_WANT_WRITE)
        return wait_for(link, POLLOUT);
    if (kind == SSL_ERROR_ZERO_RETURN)
        return fail(link, LINK_GONE, "it closed the connection");
    if (kind == SSL_ERROR_SYSCALL && errno != 0)
        return fail_errno(link);
    reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return fail(link, LINK_GONE, reason != NULL ? reason : "it closed the connection");
}

static void shake_hands(struct redis_link *link, SSL_CTX *trust, char *host, bool *untrusted)
{
    int result;
    long verified;

    link->ssl = SSL_new(trust);
    if (link->ssl == NULL)
        abort(); /* out of memory */
    carry_by(link->ssl, link->c->fd);
    if (!expect_host(link->ssl, host)) {
        fail(link, LINK_GONE, "no host's name");
        return;
    }
    do {
        ERR_clear_error();
        errno = 0;
        result = SSL_connect(link->ssl);
    } while (result != 1 && tls_again(link, result));
    link->encrypted = result == 1;
    verified = SSL_get_verify_result(link->ssl);
    *untrusted = result != 1 && verified != X509_V_OK;
    if (*untrusted)
        fail(link, LINK_GONE, X509_verify_cert_error_string(verified));
}

/* -- bytes -- */

/* How many; 0: none yet (*events: what to wait for) or none any more (the state). */
static size_t read_some(struct redis_link *link, char *piece, size_t n, short *events)
{
    ssize_t got;

    errno = 0;
    *events = POLLIN;
    if (link->ssl == NULL) {
        got = recv(link->c->fd, piece, n, 0);
        if (got == 0)
            fail(link, LINK_GONE, "it closed the connection");
        else if (got < 0 && errno != EAGAIN && errno != EINTR)
            fail_errno(link);
        return got > 0 ? (size_t)got : 0;
    }
    ERR_clear_error();
    got = SSL_read(link->ssl, piece, (int)n);
    if (got > 0)
        return (size_t)got;
    switch (SSL_get_error(link->ssl, (int)got)) {
    case SSL_ERROR_WANT_READ:
        break;
    case SSL_ERROR_WANT_WRITE:
        *events = POLLOUT;
        break;
    default:
        tls_again(link, (int)got);
    }
    return 0;
}

/* As read_some(). */
static size_t write_some(struct redis_link *link, const char *piece, size_t n, short *events)
{
    ssize_t put;

    errno = 0;
    *events = POLLOUT;
    if (link->ssl == NULL) {
        put = send(link->c->fd, piece, n, MSG_NOSIGNAL);
        if (put < 0 && errno != EAGAIN && errno != EINTR)
            fail_errno(link);
        return put > 0 ? (size_t)put : 0;
    }
    ERR_clear_error();
    put = SSL_write(link->ssl, piece, n < PIECE ? (int)n : PIECE);
    if (put > 0)
        return (size_t)put;
    switch (SSL_get_error(link->ssl, (int)put)) {
    case SSL_ERROR_WANT_WRITE:
        break;
    case SSL_ERROR_WANT_READ:
        *events = POLLIN;
        break;
    default:
        tls_again(link, (int)put);
    }
    return 0;
}

/* -- one connection -- */

struct redis_link *redis_link_open(char *host, int port, SSL_CTX *trust, struct duration connect,
                                   bool *untrusted)
{
    struct redis_link *link = calloc(1, sizeof *link);
    struct timeval wait = { .tv_sec = connect.ms / 1000, .tv_usec = connect.ms % 1000 * 1000 };
    int flags;

    *untrusted = false;
    if (link == NULL)
        abort();
    redis_link_allow(link, connect);
    link->c = redisConnectWithTimeout(host, port, wait);
    if (link->c == NULL)
        abort();
    if (link->c->err != 0) { /* names that nobody resolves take time, too */
        fail(link, redis_link_left(link).ms > 0 ? LINK_GONE : LINK_LATE, link->c->errstr);
        return link;
    }
    redisEnableKeepAlive(link->c);
    flags = fcntl(link->c->fd, F_GETFL);
    if (flags < 0 || fcntl(link->c->fd, F_SETFL, flags | O_NONBLOCK) != 0 ||
        fcntl(link->c->fd, F_SETFD, FD_CLOEXEC) != 0)
        fail_errno(link);
    else if (trust != NULL)
        shake_hands(link, trust, host, untrusted);
    return link;
}

void redis_link_close(struct redis_link *link)
{
    if (link == NULL)
        return;
    if (link->encrypted && link->state == LINK_FINE)
        SSL_shutdown(link->ssl); /* says goodbye, waits for nothing */
    SSL_free(link->ssl);
    ERR_clear_error();
    redisFree(link->c);
    free(link);
}

void redis_link_allow(struct redis_link *link, struct duration time)
{
    link->deadline_ms = monotonic_ms() + time.ms;
}

struct duration redis_link_left(const struct redis_link *link)
{
    int64_t left = link->deadline_ms - monotonic_ms();

    return (struct duration){ left > 0 ? left : 0 };
}

void redis_link_begin(struct redis_link *link, size_t words)
{
    link->c->obuf = sdscatprintf(link->c->obuf, "*%zu\r\n", words);
    if (link->c->obuf == NULL)
        abort(); /* out of memory */
}

void redis_link_word(struct redis_link *link, struct str word)
{
    sds out = sdscatprintf(link->c->obuf, "$%zu\r\n", word.n);

    if (out != NULL && word.n > 0)
        out = sdscatlen(out, word.p, word.n);
    if (out != NULL)
        out = sdscatlen(out, "\r\n", 2);
    if (out == NULL)
        abort(); /* out of memory */
    link->c->obuf = out;
}

void redis_link_add(struct redis_link *link, const struct str *words, size_t n)
{
    redis_link_begin(link, n);
    for (size_t i = 0; i < n; i++)
        redis_link_word(link, words[i]);
}

bool redis_link_send(struct redis_link *link)
{
    size_t n = sdslen(link->c->obuf), sent = 0;
    short events;

    while (link->state == LINK_FINE && sent < n) {
        size_t put = write_some(link, link->c->obuf + sent, n - sent, &events);

        sent += put;
        if (put == 0 && link->state == LINK_FINE)
            wait_for(link, events);
    }
    sdsfree(link->c->obuf);
    link->c->obuf = sdsempty();
    return link->state == LINK_FINE;
}

/* One answer out of what has come. */
static bool next_reply(struct redis_link *link, redisReply **ret)
{
    void *reply = NULL;

    if (redisGetReplyFromReader(link->c, &reply) != REDIS_OK)
        return fail(link, LINK_GONE, link->c->errstr);
    *ret = reply;
    return true;
}

/* *more: something came. */
static bool take_bytes(struct redis_link *link, bool *more, short *events)
{
    char piece[PIECE];
    size_t n = read_some(link, piece, sizeof piece, events);

    *more = n > 0;
    if (n > 0 && redisReaderFeed(link->c->reader, piece, n) != REDIS_OK)
        return fail(link, LINK_GONE, "an answer that is none");
    return link->state == LINK_FINE;
}

bool redis_link_receive(struct redis_link *link, redisReply **ret)
{
    short events;
    bool more;

    *ret = NULL;
    for (;;) {
        if (!next_reply(link, ret))
            return false;
        if (*ret != NULL)
            return true;
        if (!take_bytes(link, &more, &events) || (!more && !wait_for(link, events)))
            return false;
    }
}

bool redis_link_take(struct redis_link *link, redisReply **ret)
{
    short events;
    bool more = true;

    *ret = NULL;
    while (more) {
        if (!next_reply(link, ret))
            return false;
        if (*ret != NULL)
            return true;
        if (!take_bytes(link, &more, &events))
            return false;
    }
    return true;
}
