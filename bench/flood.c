/* bench/flood.c - open-loop HTTP load by one thread: request n is due at start + n / rate, whatever
 * became of those before, and how long it took is counted from then: a server that does not answer,
 * or does not even take a connection, makes nothing easier for itself.
 *
 *     flood <port> <connections> <seconds> <requests a second> <file of requests>
 *
 * At 0 requests a second each connection asks anew when it was answered (closed loop). Else half of
 * the connections are there before the first request is due, as clients are that stay; the others
 * are made when all of these are busy. None waits for the server. They are asked in turn and kept.
 * The file: as of load. Prints one JSON object: served (2xx), refused (503), other; not_offered:
 * due while all connections were busy, never sent; broken: no whole answer, though somebody was
 * asked; late_ms: how far this program itself was behind its schedule at most. */
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
#include <unistd.h>

#include "clock.h"

enum {
    CONNECTIONS_MOST = 8192,
    REQUESTS_MOST = 4096,
    HEAD_MOST = 8192,
    SLOTS = 200000,
    EVENTS = 256,
    SLOT_US = 50,
    SETTLE_US = 500000,
    PATIENCE_US = 5000000 /* for the last answers */
};

struct text {
    const char *p;
    size_t n;
};

struct connection {
    int fd; /* below 0: closed */
    bool busy, closes;
    bool opening, waits; /* for the connection to be made; for room to send */
    bool again;          /* it was kept, and may be asked once more on a new one */
    struct text request;
    size_t sent;
    int status;
    int64_t due_at;
    size_t head_n, left; /* bytes of the head so far; of the body still to come */
    bool in_body;
    char head[HEAD_MOST];
    struct connection *next_free;
};

struct tally {
    int64_t n, most_us;
    int64_t slots[SLOTS];
};

struct flood {
    struct text requests[REQUESTS_MOST];
    size_t n, next;
    uint16_t port;
    int epoll;
    struct connection *all, *free, *last_free; /* who has rested longest is asked next */
    size_t made, most;
    struct tally served, refused, other;
    int64_t not_offered, broken, late_us;
};

static void take_requests(struct flood *f, const char *path)
{
    FILE *file = fopen(path, "rb");
    long size;
    char *at, *end;

    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0)
        bench_die(path);
    rewind(file);
    if ((at = malloc((size_t)size + 1)) == NULL || fread(at, 1, (size_t)size, file) != (size_t)size)
        bench_die(path);
    (void)fclose(file);
    end = at + size;
    *end = '\0';
    while (at < end && f->n < REQUESTS_MOST) {
        size_t length = strtoul(at, &at, 10);

        at++;
        if (length == 0 || length > (size_t)(end - at))
            break;
        f->requests[f->n++] = (struct text){ at, length };
        at += length;
    }
    if (f->n == 0)
        bench_die("no request");
}

static void watch(struct flood *f, struct connection *c, int operation, uint32_t events)
{
    struct epoll_event event = { .events = events, .data.ptr = c };

    if (epoll_ctl(f->epoll, operation, c->fd, &event) != 0)
        bench_die("epoll");
}

/* Does not wait: epoll tells when it is made. */
static bool dial(struct flood *f, struct connection *c)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(f->port) };
    int one = 1;

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (c->fd < 0)
        return false;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    c->opening = connect(c->fd, (struct sockaddr *)&to, sizeof to) != 0;
    if (c->opening && errno != EINPROGRESS) {
        close(c->fd);
        c->fd = -1;
        return false;
    }
    watch(f, c, EPOLL_CTL_ADD, EPOLLIN | (c->opening ? EPOLLOUT : 0));
    c->waits = c->opening;
    return true;
}

static void hang_up(struct connection *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
    c->opening = c->waits = false;
}

static void rest(struct flood *f, struct connection *c)
{
    c->busy = false;
    c->next_free = NULL;
    *(f->free == NULL ? &f->free : &f->last_free->next_free) = c;
    f->last_free = c;
}

static struct connection *free_one(struct flood *f)
{
    struct connection *c = f->free;

    if (c != NULL)
        f->free = c->next_free;
    else if (f->made < f->most)
        c = &f->all[f->made++];
    return c;
}

/* As much as goes; the rest when epoll says so. False: the connection is gone. */
static bool send_some(struct flood *f, struct connection *c)
{
    bool waited = c->waits;
    ssize_t n = send(c->fd, c->request.p + c->sent, c->request.n - c->sent, MSG_NOSIGNAL);

    if (n < 0 && errno != EAGAIN)
        return false;
    c->sent += n < 0 ? 0 : (size_t)n;
    c->waits = c->sent < c->request.n;
    if (c->waits != waited)
        watch(f, c, EPOLL_CTL_MOD, EPOLLIN | (c->waits ? EPOLLOUT : 0));
    return true;
}

static void give_up(struct flood *f, struct connection *c)
{
    f->broken++;
    hang_up(c);
    rest(f, c);
}

static void lost(struct flood *f, struct connection *c);

static void begin(struct flood *f, struct connection *c)
{
    c->head_n = c->left = c->sent = 0;
    c->in_body = false;
    c->again = c->fd >= 0;
    if (c->fd < 0 && !dial(f, c))
        give_up(f, c);
    else if (!c->opening && !send_some(f, c))
        lost(f, c);
}

/* A kept connection that the server has closed meanwhile: once more, on a new one. */
static void lost(struct flood *f, struct connection *c)
{
    hang_up(c);
    if (c->busy && c->again && c->head_n == 0)
        begin(f, c);
    else if (c->busy)
        give_up(f, c);
}

static void ask(struct flood *f, int64_t due_at)
{
    struct connection *c = free_one(f);
    struct text request = f->requests[f->next++ % f->n];

    if (c == NULL) {
        f->not_offered++;
        return;
    }
    c->busy = true;
    c->request = request;
    c->due_at = due_at;
    begin(f, c);
}

static void note(struct tally *t, int64_t us)
{
    t->n++;
    t->slots[us / SLOT_US < SLOTS ? us / SLOT_US : SLOTS - 1]++;
    if (us > t->most_us)
        t->most_us = us;
}

static void answered(struct flood *f, struct connection *c)
{
    int64_t us = bench_now_us() - c->due_at;

    note(c->status >= 200 && c->status < 300 ? &f->served
         : c->status == 503                  ? &f->refused
                                             : &f->other,
         us);
    if (c->closes)
        hang_up(c);
    rest(f, c);
}

/* Of the head: its status, the body's length, whether it is the last. Returns where the body
 * begins; 0: there is more of the head to come. */
static size_t read_head(struct connection *c)
{
    const char *end, *length;

    c->head[c->head_n] = '\0';
    if ((end = strstr(c->head, "\r\n\r\n")) == NULL)
        return 0;
    c->status = (int)strtol(c->head + 9, NULL, 10);
    length = strcasestr(c->head, "\r\ncontent-length:");
    c->left = length != NULL && length < end ? strtoul(length + 17, NULL, 10) : 0;
    c->closes = strcasestr(c->head, "\r\nconnection: close") != NULL;
    c->in_body = true;
    return (size_t)(end + 4 - c->head);
}

static void take(struct flood *f, struct connection *c)
{
    static char sink[1 << 16];
    bool in_body = c->in_body;
    ssize_t n = in_body ? recv(c->fd, sink, sizeof sink, 0)
                        : recv(c->fd, c->head + c->head_n, HEAD_MOST - c->head_n - 1, 0);

    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0 || !c->busy) {
        lost(f, c);
        return;
    }
    if (!in_body) {
        size_t begin;

        c->head_n += (size_t)n;
        begin = read_head(c);
        if (begin == 0)
            return;
        n = (ssize_t)(c->head_n - begin);
    }
    c->left -= (size_t)n < c->left ? (size_t)n : c->left;
    if (c->left == 0)
        answered(f, c);
}

static void act(struct flood *f, struct connection *c, uint32_t events)
{
    if (c->opening && (events & EPOLLERR) != 0) {
        give_up(f, c);
        return;
    }
    c->opening = false;
    if (!c->busy && c->waits) {
        c->waits = false;
        watch(f, c, EPOLL_CTL_MOD, EPOLLIN);
    }
    if (c->waits && (events & EPOLLOUT) != 0 && !send_some(f, c))
        lost(f, c);
    else if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
        take(f, c);
}

static void look(struct flood *f, int wait_ms)
{
    struct epoll_event events[EVENTS];
    int n = epoll_wait(f->epoll, events, EVENTS, wait_ms);

    for (int i = 0; i < n; i++) {
        struct connection *c = events[i].data.ptr;

        if (c->fd >= 0)
            act(f, c, events[i].events);
    }
}

/* Clients that are there already: half of the connections, made before anything is due. */
static void settle_down(struct flood *f)
{
    int64_t until = bench_now_us() + SETTLE_US;

    while (f->made < f->most / 2) {
        struct connection *c = &f->all[f->made++];

        if (!dial(f, c))
            bench_die("connect");
        rest(f, c);
        if (f->made % EVENTS == 0)
            look(f, 10);
    }
    while (bench_now_us() < until)
        look(f, 10);
}

static void offer(struct flood *f, int64_t start, int64_t end, int64_t rate)
{
    int64_t n = 0, due = start, now;

    while ((now = bench_now_us()) < end) {
        while (due <= now) {
            if (now - due > f->late_us)
                f->late_us = now - due;
            ask(f, due);
            due = start + ++n * 1000000 / rate;
        }
        look(f, 1);
    }
}

static void ask_when_answered(struct flood *f, int64_t end)
{
    while (bench_now_us() < end) {
        while ((f->free != NULL || f->made < f->most) && bench_now_us() < end)
            ask(f, bench_now_us());
        look(f, 10);
    }
}

static bool is_busy(const struct flood *f)
{
    for (size_t i = 0; i < f->made; i++)
        if (f->all[i].busy)
            return true;
    return false;
}

static void run(struct flood *f, int64_t seconds, int64_t rate)
{
    int64_t start, end;

    if (rate > 0)
        settle_down(f);
    start = bench_now_us();
    end = start + seconds * 1000000;
    if (rate > 0)
        offer(f, start, end, rate);
    else
        ask_when_answered(f, end);
    while (is_busy(f) && bench_now_us() < end + PATIENCE_US)
        look(f, 10);
    for (size_t i = 0; i < f->made; i++)
        f->broken += f->all[i].busy;
}

static double percentile_ms(const struct tally *t, double part)
{
    int64_t left = (int64_t)((double)t->n * part);
    size_t slot = 0;

    while (slot < SLOTS - 1 && (left -= t->slots[slot]) >= 0)
        slot++;
    return (double)slot * SLOT_US / 1000;
}

static void print(const char *name, const struct tally *t)
{
    printf("\"%s\":{\"n\":%lld,\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"most_ms\":%.2f},", name,
           (long long)t->n, percentile_ms(t, 0.5), percentile_ms(t, 0.99),
           (double)t->most_us / 1000);
}

int main(int argc, char **argv)
{
    static struct flood f;
    long connections = argc == 6 ? strtol(argv[2], NULL, 10) : 0;
    int64_t seconds = argc == 6 ? strtol(argv[3], NULL, 10) : 0;

    if (connections < 1 || connections > CONNECTIONS_MOST) {
        (void)fputs("usage: flood <port> <connections> <seconds> <rate> <file>\n", stderr);
        return 2;
    }
    f.port = (uint16_t)strtoul(argv[1], NULL, 10);
    f.most = (size_t)connections; /* as many as the process may open */
    f.all = calloc(f.most, sizeof *f.all);
    f.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (f.all == NULL || f.epoll < 0)
        bench_die("flood");
    for (size_t i = 0; i < f.most; i++)
        f.all[i].fd = -1;
    take_requests(&f, argv[5]);
    run(&f, seconds, strtol(argv[4], NULL, 10));
    printf("{");
    print("served", &f.served);
    print("refused", &f.refused);
    print("other", &f.other);
    printf("\"not_offered\":%lld,\"broken\":%lld,\"late_ms\":%.2f,\"connections\":%zu,"
           "\"per_second\":%.1f}\n",
           (long long)f.not_offered, (long long)f.broken, (double)f.late_us / 1000, f.made,
           (double)f.served.n / (double)seconds);
    return 0;
}
