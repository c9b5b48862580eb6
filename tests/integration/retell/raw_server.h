/* integration/retell/raw_server.h - a server that does to its clients exactly what a test says,
 * byte by byte: it knows no HTTP but the length of a body. One thread; one connection after the
 * other, or side by side as far as answers allow. */
#ifndef RETELL_RAW_SERVER_H
#define RETELL_RAW_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/expect.h"

enum { RAW_CONNECTIONS = 64, RAW_BYTES = 256 * 1024, RAW_WAIT_MS = 60000 };

enum raw_manner {
    RAW_ANSWER = 1, /* the answer, when the request is whole; the connection stays open */
    RAW_ANSWER_AND_CLOSE,
    RAW_ANSWER_EARLY, /* when the head is there */
    RAW_RESET,        /* when the request is whole */
    RAW_CLOSE_AT_HEAD,
    RAW_SILENT /* nothing ever */
};

struct raw_connection {
    int fd;
    char *bytes; /* as received */
    size_t n;
    bool answered, gone; /* gone: the client closed it */
};

struct raw_server {
    int listener, stop[2];
    int port;
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    enum raw_manner manner;
    const char *answers[RAW_CONNECTIONS]; /* of each request in turn; NULL: the last one before */
    size_t requests;
    struct raw_connection connections[RAW_CONNECTIONS];
    size_t n;
};

static inline const char *raw_body(const struct raw_connection *c)
{
    const char *end = c->n > 0 ? strstr(c->bytes, "\r\n\r\n") : NULL;

    return end == NULL ? NULL : end + 4;
}

static inline size_t raw_body_wanted(const struct raw_connection *c)
{
    const char *length = strcasestr(c->bytes, "\r\nContent-Length:");

    return length == NULL ? 0 : strtoul(length + 17, NULL, 10);
}

static inline size_t raw_body_n(const struct raw_connection *c)
{
    const char *body = raw_body(c);

    return body == NULL ? 0 : c->n - (size_t)(body - c->bytes);
}

static inline bool raw_is_whole(const struct raw_connection *c)
{
    return raw_body(c) != NULL && raw_body_n(c) >= raw_body_wanted(c);
}

static inline void raw_reset(struct raw_connection *c)
{
    struct linger now = { 1, 0 };

    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(c->fd);
    c->fd = -1;
}

static inline void raw_send(struct raw_server *s, struct raw_connection *c)
{
    size_t at = s->requests < RAW_CONNECTIONS ? s->requests : RAW_CONNECTIONS - 1;
    const char *answer;

    while (at > 0 && s->answers[at] == NULL)
        at--;
    answer = s->answers[at];
    s->requests++;
    c->answered = true;
    for (size_t sent = 0, n = strlen(answer); sent < n;) {
        ssize_t now = send(c->fd, answer + sent, n - sent, MSG_NOSIGNAL);

        if (now <= 0)
            break;
        sent += (size_t)now;
    }
}

static inline void raw_act(struct raw_server *s, struct raw_connection *c)
{
    bool whole = raw_is_whole(c), head = raw_body(c) != NULL;

    if (c->answered)
        return;
    switch (s->manner) {
    case RAW_ANSWER:
        if (whole) {
            raw_send(s, c);
            c->answered = false; /* another may come on the same connection */
            c->n = 0;
        }
        break;
    case RAW_ANSWER_AND_CLOSE:
        if (whole) {
            raw_send(s, c);
            shutdown(c->fd, SHUT_WR);
        }
        break;
    case RAW_ANSWER_EARLY:
        if (head)
            raw_send(s, c);
        break;
    case RAW_RESET:
        if (whole)
            raw_reset(c);
        break;
    case RAW_CLOSE_AT_HEAD:
        if (head)
            raw_reset(c);
        break;
    case RAW_SILENT:
        break;
    }
}

static inline void raw_read(struct raw_server *s, struct raw_connection *c)
{
    ssize_t n = recv(c->fd, c->bytes + c->n, RAW_BYTES - 1 - c->n, 0);

    if (n <= 0) {
        close(c->fd);
        c->fd = -1;
        c->gone = true;
        return;
    }
    c->n += (size_t)n;
    c->bytes[c->n] = '\0';
    raw_act(s, c);
}

static inline void raw_accept(struct raw_server *s)
{
    int fd = accept(s->listener, NULL, NULL);

    if (fd < 0)
        return;
    if (s->n == RAW_CONNECTIONS) {
        close(fd);
        return;
    }
    s->connections[s->n++] = (struct raw_connection){ .fd = fd, .bytes = calloc(1, RAW_BYTES) };
}

static inline void *raw_run(void *self)
{
    struct raw_server *s = self;

    for (;;) {
        struct pollfd fds[RAW_CONNECTIONS + 2] = { { s->stop[0], POLLIN, 0 },
                                                   { s->listener, POLLIN, 0 } };
        size_t n;

        pthread_mutex_lock(&s->lock);
        n = s->n;
        for (size_t i = 0; i < n; i++)
            fds[i + 2] = (struct pollfd){ s->connections[i].fd, POLLIN, 0 };
        pthread_mutex_unlock(&s->lock);
        if (poll(fds, n + 2, -1) < 0 || fds[0].revents != 0)
            return NULL;
        pthread_mutex_lock(&s->lock);
        if (fds[1].revents != 0)
            raw_accept(s);
        for (size_t i = 0; i < n; i++)
            if (fds[i + 2].fd >= 0 && fds[i + 2].revents != 0)
                raw_read(s, &s->connections[i]);
        pthread_cond_broadcast(&s->changed);
        pthread_mutex_unlock(&s->lock);
    }
}

static inline void raw_start(struct raw_server *s)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof at;

    *s = (struct raw_server){ .manner = RAW_ANSWER };
    s->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(s->listener >= 0);
    assert_int_equal(bind(s->listener, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(s->listener, RAW_CONNECTIONS), 0);
    assert_int_equal(getsockname(s->listener, (struct sockaddr *)&at, &n), 0);
    assert_int_equal(pipe(s->stop), 0);
    s->port = ntohs(at.sin_port);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    assert_int_equal(pthread_create(&s->thread, NULL, raw_run, s), 0);
}

static inline void raw_stop(struct raw_server *s)
{
    assert_int_equal(write(s->stop[1], "x", 1), 1);
    pthread_join(s->thread, NULL);
    for (size_t i = 0; i < s->n; i++) {
        if (s->connections[i].fd >= 0)
            close(s->connections[i].fd);
        free(s->connections[i].bytes);
    }
    close(s->listener);
    close(s->stop[0]);
    close(s->stop[1]);
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
}

/* What the server did before this is seen by whoever looks after it. */
static inline void raw_settle(struct raw_server *s)
{
    pthread_mutex_lock(&s->lock);
    pthread_mutex_unlock(&s->lock);
}

/* Waits until `holds` says so; fails the test after RAW_WAIT_MS. */
typedef bool raw_condition(const struct raw_server *s, size_t arg);
static inline void raw_wait(struct raw_server *s, raw_condition *holds, size_t arg)
{
    struct timespec until;
    bool held;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += RAW_WAIT_MS / 1000;
    pthread_mutex_lock(&s->lock);
    while (!(held = holds(s, arg)) && pthread_cond_timedwait(&s->changed, &s->lock, &until) == 0)
        ;
    pthread_mutex_unlock(&s->lock);
    assert_true(held);
}

#endif
