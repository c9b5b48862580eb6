/* sockets.c - a table by the other end's port, filled by asking each descriptor. */
#include "http/sockets.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "http/monotonic.h"

enum { PORTS = 65536, EVERY_MS = 50, SCOPE_MOST = 16 /* of a link-local address */ };
enum { NOBODY = -1, SEVERAL = -2 };

struct sockets {
    int most;
    pthread_mutex_t mutex; /* guards what follows */
    int64_t looked_ms;
    int of_port[PORTS]; /* a descriptor, NOBODY or SEVERAL */
};

union end {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

struct sockets *sockets_new(int most)
{
    struct sockets *sockets = calloc(1, sizeof *sockets);

    if (sockets == NULL)
        abort();
    sockets->most = most;
    sockets->looked_ms = INT64_MIN / 2;
    pthread_mutex_init(&sockets->mutex, NULL);
    return sockets;
}

void sockets_free(struct sockets *sockets)
{
    if (sockets == NULL)
        return;
    pthread_mutex_destroy(&sockets->mutex);
    free(sockets);
}

static int port_of(const union end *end)
{
    if (end->any.sa_family == AF_INET)
        return ntohs(end->v4.sin_port);
    return end->any.sa_family == AF_INET6 ? ntohs(end->v6.sin6_port) : 0;
}

/* 0: no socket, or not connected. */
static int other_port(int fd, union end *other)
{
    socklen_t n = sizeof *other;

    return getpeername(fd, &other->any, &n) == 0 ? port_of(other) : 0;
}

static int own_port_of(int fd)
{
    union end own = { 0 };
    socklen_t n = sizeof own;

    return getsockname(fd, &own.any, &n) == 0 ? port_of(&own) : 0;
}

static bool is_of(const union end *end, const char *address)
{
    char text[INET6_ADDRSTRLEN + SCOPE_MOST] = "";

    return getnameinfo(&end->any, sizeof *end, text, sizeof text, NULL, 0, NI_NUMERICHOST) == 0 &&
           strcmp(text, address) == 0;
}

static bool is_it(int fd, const char *address, int port, int own_port)
{
    union end other = { 0 };

    return fd >= 0 && other_port(fd, &other) == port && own_port_of(fd) == own_port &&
           is_of(&other, address);
}

static void look_through(struct sockets *sockets)
{
    memset(sockets->of_port, NOBODY, sizeof sockets->of_port);
    for (int fd = 0; fd < sockets->most; fd++) {
        union end other = { 0 };
        int *at = &sockets->of_port[other_port(fd, &other)];

        *at = *at == NOBODY ? fd : SEVERAL;
    }
}

int sockets_find(struct sockets *sockets, const char *address, int port, int own_port)
{
    int64_t now = monotonic_ms();
    int fd;

    if (port <= 0 || port >= PORTS)
        return -1;
    pthread_mutex_lock(&sockets->mutex);
    if (!is_it(sockets->of_port[port], address, port, own_port) &&
        now - sockets->looked_ms >= EVERY_MS) {
        sockets->looked_ms = now;
        look_through(sockets);
    }
    fd = sockets->of_port[port];
    pthread_mutex_unlock(&sockets->mutex);
    return is_it(fd, address, port, own_port) ? fd : -1;
}
