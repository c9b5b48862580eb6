/* http_server.c - the listening socket and its threads. A thread that has no connection waits for
 * one; when all are busy another is made, up to a limit. */
#include "http_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http_connection.h"

enum { THREADS_MOST = 1024, WAITING_MOST = 4096, STACK_BYTES = 1 << 20, BACKLOG = 4096 };

struct http_server {
    int listen_fd, stop_fd;
    int64_t port, idle_close_ms;
    struct http_handler handler;
    pthread_t acceptor;
    bool runs;

    pthread_mutex_t lock; /* guards everything below */
    pthread_cond_t wake;
    bool stopping;
    int waiting[WAITING_MOST]; /* a ring of accepted connections */
    size_t first, n_waiting;
    pthread_t threads[THREADS_MOST];
    size_t n_threads, n_idle;
};

static int take_connection(struct http_server *s)
{
    int fd = -1;

    pthread_mutex_lock(&s->lock);
    s->n_idle++;
    while (!s->stopping && s->n_waiting == 0)
        pthread_cond_wait(&s->wake, &s->lock);
    s->n_idle--;
    if (s->n_waiting > 0) {
        fd = s->waiting[s->first];
        s->first = (s->first + 1) % WAITING_MOST;
        s->n_waiting--;
    }
    pthread_mutex_unlock(&s->lock);
    return fd;
}

static void *serve(void *arg)
{
    struct http_server *s = arg;
    int fd;

    while ((fd = take_connection(s)) >= 0)
        http_connection_serve(
            (struct http_connection){ fd, s->stop_fd, s->idle_close_ms, s->handler });
    return NULL;
}

static void add_thread(struct http_server *s)
{
    pthread_attr_t attr;

    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    if (pthread_create(&s->threads[s->n_threads], &attr, serve, s) == 0)
        s->n_threads++;
    pthread_attr_destroy(&attr);
}

static void give_connection(struct http_server *s, int fd)
{
    bool taken = false;

    pthread_mutex_lock(&s->lock);
    if (s->n_waiting < WAITING_MOST) {
        s->waiting[(s->first + s->n_waiting++) % WAITING_MOST] = fd;
        taken = true;
        if (s->n_idle < s->n_waiting && s->n_threads < THREADS_MOST)
            add_thread(s);
        pthread_cond_signal(&s->wake);
    }
    pthread_mutex_unlock(&s->lock);
    if (!taken)
        close(fd);
}

static void *accept_all(void *arg)
{
    struct http_server *s = arg;
    struct pollfd fds[] = { { .fd = s->listen_fd, .events = POLLIN },
                            { .fd = s->stop_fd, .events = POLLIN } };

    for (;;) {
        int fd, on = 1;

        if (poll(fds, ARRAY_LEN(fds), -1) < 0 && errno != EINTR)
            break;
        if (fds[1].revents != 0)
            break;
        fd = accept4(s->listen_fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE)
                wait_or_stop(s->stop_fd, 10);
            continue;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        give_connection(s, fd);
    }
    return NULL;
}

static bool listen_on(struct http_server *s, const char *host, int64_t port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    socklen_t n = sizeof address;
    int on = 1;

    s->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s->listen_fd < 0 || inet_pton(AF_INET, host, &address.sin_addr) != 1)
        return false;
    setsockopt(s->listen_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(s->listen_fd, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(s->listen_fd, BACKLOG) != 0 ||
        getsockname(s->listen_fd, (struct sockaddr *)&address, &n) != 0)
        return false;
    s->port = ntohs(address.sin_port);
    return true;
}

enum err http_server_open(struct str host, int64_t port, int64_t idle_close_ms,
                          struct http_handler handler, struct http_server **ret,
                          struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct http_server *s = calloc(1, sizeof *s);

    if (s == NULL)
        abort();
    s->idle_close_ms = idle_close_ms;
    s->handler = handler;
    s->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->wake, NULL);
    if (s->stop_fd < 0 || !listen_on(s, str_c(&arena, host), port)) {
        http_server_stop(s);
        return FAIL_WITH(error, ERR_UNAVAILABLE, "simulator.cannot_listen", P_STR("host", host),
                         P_I64("port", port));
    }
    *ret = s;
    return ERR_OK;
}

void http_server_run(struct http_server *s)
{
    if (pthread_create(&s->acceptor, NULL, accept_all, s) != 0)
        abort();
    s->runs = true;
}

int64_t http_server_port(const struct http_server *server)
{
    return server->port;
}

void http_server_stop(struct http_server *s)
{
    uint64_t one = 1;

    if (s == NULL)
        return;
    pthread_mutex_lock(&s->lock);
    s->stopping = true;
    pthread_cond_broadcast(&s->wake);
    pthread_mutex_unlock(&s->lock);
    if (write(s->stop_fd, &one, sizeof one) != sizeof one)
        abort(); /* an eventfd that cannot count to one is broken */
    if (s->runs)
        pthread_join(s->acceptor, NULL);
    for (size_t i = 0; i < s->n_threads; i++)
        pthread_join(s->threads[i], NULL);
    close(s->listen_fd);
    close(s->stop_fd);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->wake);
    free(s);
}
