/* bench/flood.c - open-loop HTTP load by one thread: requests leave when they are due, whatever
 * became of those before.
 *
 *     flood <port> <connections> <seconds> <requests a second> <file of requests>
 *
 * At 0 requests a second each connection asks anew when it was answered. Connections are made as
 * they are needed, up to the number given, and kept; a request for which none is free is not sent,
 * and counted. The file: as of load. Prints one JSON object: served (2xx), refused (503), other. */
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
#include <time.h>
#include <unistd.h>

enum {
    CONNECTIONS_MOST = 8192,
    REQUESTS_MOST = 4096,
    HEAD_MOST = 8192,
    SLOTS = 200000,
    EVENTS = 256,
    SLOT_US = 50
};

struct text {
    const char *p;
    size_t n;
};

struct connection {
    int fd; /* below 0: closed */
    bool busy, closes;
    int status;
    int64_t sent_at;
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
    struct connection *all, *free;
    size_t made, most;
    struct tally served, refused, other;
    int64_t unsent, broken;
};

static _Noreturn void die(const char *what)
{
    perror(what);
    exit(1);
}

static int64_t now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void take_requests(struct flood *f, const char *path)
{
    FILE *file = fopen(path, "rb");
    long size;
    char *at, *end;

    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0)
        die(path);
    rewind(file);
    if ((at = malloc((size_t)size + 1)) == NULL || fread(at, 1, (size_t)size, file) != (size_t)size)
        die(path);
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
        die("no request");
}

static bool dial(struct flood *f, struct connection *c)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(f->port) };
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };
    int one = 1;

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof to) != 0) {
        if (c->fd >= 0)
            close(c->fd);
        c->fd = -1;
        return false;
    }
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (fcntl(c->fd, F_SETFL, O_NONBLOCK) != 0 ||
        epoll_ctl(f->epoll, EPOLL_CTL_ADD, c->fd, &event) != 0)
        die("epoll");
    return true;
}

static void hang_up(struct connection *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
}

static void rest(struct flood *f, struct connection *c)
{
    c->busy = false;
    c->next_free = f->free;
    f->free = c;
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

static void ask(struct flood *f)
{
    struct connection *c = free_one(f);
    struct text request = f->requests[f->next++ % f->n];

    if (c == NULL) {
        f->unsent++;
        return;
    }
    c->busy = true;
    c->head_n = c->left = 0;
    c->in_body = false;
    c->sent_at = now_us();
    if ((c->fd < 0 && !dial(f, c)) ||
        send(c->fd, request.p, request.n, MSG_NOSIGNAL) != (ssize_t)request.n) {
        /* a kept connection that the server has closed meanwhile: once more on a new one */
        hang_up(c);
        if (!dial(f, c) || send(c->fd, request.p, request.n, MSG_NOSIGNAL) != (ssize_t)request.n) {
            f->broken++;
            hang_up(c);
            rest(f, c);
        }
    }
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
    int64_t us = now_us() - c->sent_at;

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
    if (n <= 0 || !c->busy) { /* closed, busy or idle */
        f->broken += c->busy;
        hang_up(c);
        if (c->busy)
            rest(f, c);
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

static void look(struct flood *f, int wait_ms)
{
    struct epoll_event events[EVENTS];
    int n = epoll_wait(f->epoll, events, EVENTS, wait_ms);

    for (int i = 0; i < n; i++) {
        struct connection *c = events[i].data.ptr;

        if (c->fd >= 0)
            take(f, c);
    }
}

static void run(struct flood *f, int64_t seconds, int64_t rate)
{
    int64_t start = now_us(), end = start + seconds * 1000000, sent = 0;

    while (now_us() < end) {
        int64_t due = rate == 0 ? INT64_MAX : (now_us() - start) * rate / 1000000;

        while (sent < due && (rate > 0 || f->free != NULL || f->made < f->most)) {
            ask(f);
            sent++;
        }
        look(f, rate == 0 ? 10 : 1);
    }
    for (int64_t patience = now_us() + 2000000; now_us() < patience;) { /* the last answers */
        bool busy = false;

        for (size_t i = 0; i < f->made && !busy; i++)
            busy = f->all[i].busy;
        if (!busy)
            break;
        look(f, 10);
    }
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
    f.most = (size_t)connections;
    f.all = calloc(f.most, sizeof *f.all);
    f.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (f.all == NULL || f.epoll < 0)
        die("flood");
    for (size_t i = 0; i < f.most; i++)
        f.all[i].fd = -1;
    take_requests(&f, argv[5]);
    run(&f, seconds, strtol(argv[4], NULL, 10));
    printf("{");
    print("served", &f.served);
    print("refused", &f.refused);
    print("other", &f.other);
    printf("\"unsent\":%lld,\"broken\":%lld,\"connections\":%zu,\"per_second\":%.1f}\n",
           (long long)f.unsent, (long long)f.broken, f.made, (double)f.served.n / (double)seconds);
    return 0;
}
