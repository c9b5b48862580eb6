/* bench/live_sockets.c - many open sockets of the live hub, and how old the events are that they
 * are told.
 *
 *     live_sockets <port>
 *
 * Standard input, a line each: "open <ticket> <campaign>" opens a socket, enters, and subscribes to
 * the account and the campaign; "measure <seconds>" reads for so long and prints one JSON object;
 * the end of the input closes all. Prints "open" when all that were asked for so far are in. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"

enum { SOCKETS_MOST = 20000, BUFFER = 32768, SLOTS = 30000, READY = 256, LINE_MOST = 256 };

struct client {
    int fd;
    bool is_in;
    size_t n; /* bytes in `in` */
    char campaign[64];
    unsigned char in[BUFFER];
};

static struct client *clients[SOCKETS_MOST];
static size_t n_clients, n_in, n_closed;
static int epoll;
static uint16_t port;
static bool measuring;
static int64_t messages, events, bytes, took[SLOTS], oldest;

static _Noreturn void die(const char *what)
{
    perror(what);
    exit(1);
}

static int64_t now_ms(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A masked text frame; a mask of zeros leaves it as it is. */
static void say(const struct client *c, const char *text)
{
    unsigned char frame[LINE_MOST + 16] = { 0x81 };
    size_t n = strlen(text), at = 2;

    if (n < 126) {
        frame[1] = (unsigned char)(0x80 | n);
    } else {
        frame[1] = 0x80 | 126;
        frame[2] = (unsigned char)(n >> 8);
        frame[3] = (unsigned char)n;
        at = 4;
    }
    memcpy(frame + at + 4, text, n);
    if (write(c->fd, frame, at + 4 + n) != (ssize_t)(at + 4 + n))
        die("write");
}

static void shake_hands(const struct client *c)
{
    char request[512], answer[1024];
    int n = snprintf(request, sizeof request,
                     "GET /live HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                     "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                     "Sec-WebSocket-Version: 13\r\n\r\n",
                     port);

    if (write(c->fd, request, (size_t)n) != n)
        die("write");
    if (read(c->fd, answer, sizeof answer) < 12 || strncmp(answer, "HTTP/1.1 101", 12) != 0)
        die("handshake");
}

static void open_one(const char *ticket, const char *campaign)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons(port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct client *c = calloc(1, sizeof *c);
    struct epoll_event wanted = { .events = EPOLLIN, .data.ptr = c };
    char text[LINE_MOST];
    int one = 1;

    if (c == NULL || n_clients == SOCKETS_MOST)
        die("too many sockets");
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof to) != 0)
        die("connect");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (snprintf(c->campaign, sizeof c->campaign, "%s", campaign) >= (int)sizeof c->campaign ||
        snprintf(text, sizeof text, "{\"type\":\"enter\",\"ticket\":\"%s\"}", ticket) >=
            (int)sizeof text)
        die("a line is too long");
    shake_hands(c);
    say(c, text);
    if (fcntl(c->fd, F_SETFL, O_NONBLOCK) != 0 ||
        epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &wanted) != 0)
        die("epoll");
    clients[n_clients++] = c;
}

static void entered(struct client *c)
{
    char text[LINE_MOST];

    c->is_in = true;
    n_in++;
    say(c, "{\"type\":\"subscribe\",\"topic\":\"account\"}");
    snprintf(text, sizeof text, "{\"type\":\"subscribe\",\"topic\":\"campaign\",\"id\":\"%s\"}",
             c->campaign);
    say(c, text);
}

/* Each event's "at", against the clock: both processes stand on one host. */
static void judge(const char *text, size_t n)
{
    static const char mark[] = "\"at\":\"";
    const char *end = text + n, *at = memmem(text, n, "\"events\":[", 10);
    int64_t now = now_ms(CLOCK_REALTIME);
    struct instant then;

    while (at != NULL && (at = memmem(at, (size_t)(end - at), mark, sizeof mark - 1)) != NULL) {
        at += sizeof mark - 1;
        if (!instant_parse((struct str){ at, INSTANT_TEXT }, &then))
            continue;
        int64_t age = now - then.unix_ms;
        took[age < 0 ? 0 : age < SLOTS ? age : SLOTS - 1]++;
        oldest = age > oldest ? age : oldest;
        events++;
    }
    messages++;
    bytes += (int64_t)n;
}

/* One whole frame; 0: it is still coming. A ping is answered. */
static size_t take_frame(struct client *c, size_t at)
{
    const unsigned char *f = c->in + at;
    size_t have = c->n - at, head = 2, n;

    if (have < 2)
        return 0;
    n = f[1] & 0x7F;
    if (n == 126) {
        head = 4;
        if (have < head)
            return 0;
        n = (size_t)f[2] << 8 | f[3];
    }
    if (n == 127 || head + n > BUFFER)
        die("frame");
    if (have < head + n)
        return 0;
    if ((f[0] & 0x0F) == 9 && write(c->fd, "\x8A\x80\0\0\0\0", 6) != 6)
        die("pong");
    if ((f[0] & 0x0F) == 1 && !c->is_in)
        entered(c);
    else if ((f[0] & 0x0F) == 1 && measuring)
        judge((const char *)f + head, n);
    return head + n;
}

static void closed(struct client *c)
{
    epoll_ctl(epoll, EPOLL_CTL_DEL, c->fd, NULL);
    n_closed++;
}

static void receive(struct client *c)
{
    ssize_t got = read(c->fd, c->in + c->n, BUFFER - c->n);
    size_t at = 0, taken;

    if (got <= 0) {
        if (got == 0 || (errno != EAGAIN && errno != EINTR))
            closed(c);
        return;
    }
    c->n += (size_t)got;
    while ((taken = take_frame(c, at)) > 0)
        at += taken;
    memmove(c->in, c->in + at, c->n - at);
    c->n -= at;
}

static void serve(int wait_ms)
{
    struct epoll_event ready[READY];
    int n = epoll_wait(epoll, ready, READY, wait_ms);

    for (int i = 0; i < n; i++)
        receive(ready[i].data.ptr);
}

static int64_t percentile(int64_t of_a_thousand)
{
    int64_t seen = 0;

    for (int64_t ms = 0; ms < SLOTS; ms++) {
        seen += took[ms];
        if (events > 0 && seen * 1000 >= events * of_a_thousand)
            return ms;
    }
    return 0;
}

static void measure(int seconds)
{
    int64_t until = now_ms(CLOCK_MONOTONIC) + (int64_t)seconds * 1000;

    measuring = true;
    while (now_ms(CLOCK_MONOTONIC) < until)
        serve(50);
    measuring = false;
    printf("{\"sockets\":%zu,\"closed\":%zu,\"messages\":%lld,\"bytes\":%lld,\"events\":%lld,"
           "\"p50_ms\":%lld,\"p99_ms\":%lld,\"max_ms\":%lld}\n",
           n_in, n_closed, (long long)messages, (long long)bytes, (long long)events,
           (long long)percentile(500), (long long)percentile(990), (long long)oldest);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    struct rlimit limit;
    char line[LINE_MOST], ticket[LINE_MOST], campaign[LINE_MOST];
    int seconds;

    if (argc != 2)
        return 2;
    port = (uint16_t)atoi(argv[1]);
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    epoll = epoll_create1(0);
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (sscanf(line, "open %255s %255s", ticket, campaign) == 2) {
            open_one(ticket, campaign);
            continue;
        }
        while (n_in + n_closed < n_clients)
            serve(100);
        printf("open %zu\n", n_in);
        fflush(stdout);
        if (sscanf(line, "measure %d", &seconds) == 1)
            measure(seconds);
    }
    return 0;
}
