/* bench/load.c - closed-loop HTTP load: each connection sends a request when the one before was
 * answered.
 *
 *     load <port> <connections> <seconds> <file of requests> [once]
 *
 * The file: requests as they go over the wire, each after a line with its length. They are taken in
 * turn by all connections, over and over, or once. Prints one JSON object; "failed" counts answers
 * that are not 2xx. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

enum { REQUESTS_MOST = 200000, CONNECTIONS_MOST = 256, ANSWER_MOST = 1 << 16, SLOTS = 100000 };

struct text {
    const char *p;
    size_t n;
};

struct load {
    struct text requests[REQUESTS_MOST];
    int64_t n;
    bool once;
    uint16_t port;
    int64_t until;
    _Atomic int64_t next, answered, failed;
    _Atomic int64_t took[SLOTS]; /* answers by tens of microseconds */
};

static char *read_whole(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    char *all = NULL;
    long size;

    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0)
        bench_die(path);
    rewind(file);
    *n = (size_t)size;
    if ((all = malloc(*n + 1)) == NULL || fread(all, 1, *n, file) != *n)
        bench_die(path);
    all[*n] = '\0';
    (void)fclose(file);
    return all;
}

static void take_requests(struct load *load, const char *path)
{
    size_t n;
    char *at = read_whole(path, &n), *end = at + n;

    while (at < end && load->n < REQUESTS_MOST) {
        size_t length = strtoul(at, &at, 10);

        at++; /* the line's end */
        if (length == 0 || length > (size_t)(end - at))
            break;
        load->requests[load->n++] = (struct text){ at, length };
        at += length;
    }
    if (load->n == 0)
        bench_die("no request");
}

static int dial(uint16_t port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0)
        bench_die("connect");
    return fd;
}

/* The whole answer's length once its head is there, 0 before. */
static size_t answer_length(const char *answer)
{
    const char *body = strstr(answer, "\r\n\r\n"), *length;

    if (body == NULL)
        return 0;
    length = strcasestr(answer, "\r\ncontent-length:");
    return (size_t)(body + 4 - answer) +
           (length != NULL && length < body ? strtoul(length + 17, NULL, 10) : 0);
}

/* The status; 0: the other side closed the connection first. */
static int ask(int fd, struct text request, char *answer)
{
    size_t got = 0, wanted = 0;

    if (send(fd, request.p, request.n, MSG_NOSIGNAL) != (ssize_t)request.n)
        return 0;
    while (wanted == 0 || got < wanted) {
        ssize_t n = recv(fd, answer + got, ANSWER_MOST - got - 1, 0);

        if (n <= 0)
            return 0;
        got += (size_t)n;
        answer[got] = '\0';
        wanted = answer_length(answer);
    }
    return (int)strtol(answer + 9, NULL, 10);
}

static void note(struct load *load, int status, int64_t us)
{
    load->answered++;
    if (status < 200 || status > 299)
        load->failed++;
    load->took[us / 10 < SLOTS ? us / 10 : SLOTS - 1]++;
}

static void *run(void *context)
{
    struct load *load = context;
    char *answer = malloc(ANSWER_MOST);
    int fd = dial(load->port);

    if (answer == NULL)
        abort();
    while (bench_now_us() < load->until) {
        int64_t turn = load->next++, start = bench_now_us();

        if (load->once && turn >= load->n)
            break;
        int status = ask(fd, load->requests[turn % load->n], answer);
        if (status == 0 || strcasestr(answer, "\r\nconnection: close") != NULL) {
            close(fd);
            fd = dial(load->port);
        }
        note(load, status, bench_now_us() - start);
    }
    close(fd);
    free(answer);
    return NULL;
}

static double percentile_ms(const struct load *load, double part)
{
    int64_t left = (int64_t)((double)load->answered * part);
    int slot = 0;

    while (slot < SLOTS - 1 && (left -= load->took[slot]) >= 0)
        slot++;
    return (double)slot / 100;
}

int main(int argc, char **argv)
{
    static struct load load;
    pthread_t threads[CONNECTIONS_MOST];
    long connections = argc > 4 ? strtol(argv[2], NULL, 10) : 0;

    if (connections < 1 || connections > CONNECTIONS_MOST) {
        (void)fputs("usage: load <port> <connections> <seconds> <file> [once]\n", stderr);
        return 2;
    }
    load.port = (uint16_t)strtoul(argv[1], NULL, 10);
    load.once = argc > 5;
    take_requests(&load, argv[4]);
    int64_t start = bench_now_us();
    load.until = start + strtol(argv[3], NULL, 10) * 1000000;
    for (long i = 0; i < connections; i++)
        if (pthread_create(&threads[i], NULL, run, &load) != 0)
            bench_die("thread");
    for (long i = 0; i < connections; i++)
        pthread_join(threads[i], NULL);
    printf(
        "{\"per_second\":%.0f,\"answered\":%lld,\"failed\":%lld,\"p50_ms\":%.2f,\"p99_ms\":%.2f}\n",
        (double)load.answered * 1e6 / (double)(bench_now_us() - start), (long long)load.answered,
        (long long)load.failed, percentile_ms(&load, 0.5), percentile_ms(&load, 0.99));
    return 0;
}
