/* lobby.c - one thread, one epoll set, a list of those who stay. */
#include "http/lobby.h"

#include "base/checked.h"
#include "http/monotonic.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    AT_ONCE = 64,
    HEAD_MOST = 4096, /* a longer one is read by its own thread */
    ROUND_US = 8000,  /* who hears a no can wait for it that long: then several are told together */
    REST = 9,         /* so many times what a round took of the processor */
    US_A_SECOND = 1000000,
    NS_A_US = 1000
};

/* On the stack of the thread that sleeps. */
struct guest {
    int socket;
    int64_t heard_ms;
    bool let_in;
    sem_t called;
    struct guest *before, *after;
};

struct lobby {
    lobby_answer *answer;
    void *self;
    int64_t stay_ms;
    int epoll, bell;
    int64_t coming; /* atomic */
    pthread_t thread;
    pthread_mutex_t mutex;      /* guards what follows */
    struct guest *first, *last; /* of those who stay; who was heard last is last */
    bool closed;
};

/* The lock is held. */
static void add_last(struct lobby *lobby, struct guest *guest)
{
    guest->before = lobby->last;
    guest->after = NULL;
    *(guest->before == NULL ? &lobby->first : &guest->before->after) = guest;
    lobby->last = guest;
}

/* Likewise. */
static void take_out(struct lobby *lobby, struct guest *guest)
{
    *(guest->before == NULL ? &lobby->first : &guest->before->after) = guest->after;
    *(guest->after == NULL ? &lobby->last : &guest->after->before) = guest->before;
}

static void was_heard(struct lobby *lobby, struct guest *guest)
{
    pthread_mutex_lock(&lobby->mutex);
    guest->heard_ms = monotonic_ms();
    take_out(lobby, guest);
    add_last(lobby, guest);
    pthread_mutex_unlock(&lobby->mutex);
}

/* From then on the guest is its own thread's again. */
static void call(struct lobby *lobby, struct guest *guest, bool let_in)
{
    __atomic_fetch_add(&lobby->coming, let_in, __ATOMIC_RELAXED);
    guest->let_in = let_in;
    epoll_ctl(lobby->epoll, EPOLL_CTL_DEL, guest->socket, NULL);
    pthread_mutex_lock(&lobby->mutex);
    take_out(lobby, guest);
    pthread_mutex_unlock(&lobby->mutex);
    sem_post(&guest->called);
}

static struct guest *silent_since(struct lobby *lobby, int64_t heard_ms)
{
    struct guest *guest;

    pthread_mutex_lock(&lobby->mutex);
    guest = lobby->first;
    if (guest != NULL && guest->heard_ms > heard_ms)
        guest = NULL;
    pthread_mutex_unlock(&lobby->mutex);
    return guest;
}

static void call_those_silent_since(struct lobby *lobby, int64_t heard_ms)
{
    struct guest *guest;

    while ((guest = silent_since(lobby, heard_ms)) != NULL)
        call(lobby, guest, false);
}

static bool begins(const char *line, const char *word)
{
    return strncasecmp(line, word, strlen(word)) == 0;
}

/* Whatever might announce a body, another's words or the end of the connection. */
static bool is_doubtful(const char *line)
{
    switch (line[0]) {
    case 'C':
    case 'c':
        return begins(line, "content-length") ||
               (begins(line, "connection") && !begins(line, "connection: keep-alive\r"));
    case 'T':
    case 't':
        return begins(line, "transfer-encoding");
    case 'E':
    case 'e':
        return begins(line, "expect");
    case 'U':
    case 'u':
        return begins(line, "upgrade");
    default:
        return line[0] <= ' '; /* the line before goes on, or so some say */
    }
}

/* Where the next line begins. NULL: it does not end in CR LF, or has one of them within. */
static const char *next_line(const char *line, const char *over)
{
    const char *cr = memchr(line, '\r', (size_t)(over - line));

    if (cr == NULL || cr + 1 == over || cr[1] != '\n' ||
        memchr(line, '\n', (size_t)(cr - line)) != NULL)
        return NULL;
    return cr + 2;
}

/* One whole GET, of which nothing but its path matters to a no. The rest is left to those who read
 * heads for a living: a doubt is answered by "no". `head` ends in a NUL. Read once, as it is read
 * for every no. */
static bool is_plain(const char *head, size_t n, struct str *path)
{
    static const char get[] = "GET ", version[] = " HTTP/1.1\r\n";
    const char *over = head + n, *line = next_line(head, over), *blank;

    if (line == NULL || strncmp(head, get, sizeof get - 1) != 0 || strlen(head) != n)
        return false;
    path->p = head + sizeof get - 1;
    path->n = strcspn(path->p, "? ");
    blank = path->p + path->n + strcspn(path->p + path->n, " ");
    if (path->n == 0 || line - blank != sizeof version - 1 ||
        memcmp(blank, version, sizeof version - 1) != 0)
        return false;
    while (line != NULL && line < over && line[0] != '\r') {
        if (is_doubtful(line))
            return false;
        line = next_line(line, over);
    }
    return line != NULL && line + 2 == over && line[1] == '\n';
}

/* Takes the request off the connection and answers it. */
static bool tell(int socket, char *head, size_t n, struct str answer)
{
    return recv(socket, head, n, MSG_DONTWAIT) == (ssize_t)n &&
           send(socket, answer.p, answer.n, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)answer.n;
}

/* A no that left in part: whatever came behind it would be read as its rest. */
static void give_up(int socket)
{
    shutdown(socket, SHUT_RDWR);
}

static void hear(struct lobby *lobby, struct guest *guest)
{
    char head[HEAD_MOST + 1];
    ssize_t n = recv(guest->socket, head, HEAD_MOST, MSG_PEEK | MSG_DONTWAIT);
    struct str path, answer = STR_NONE;

    head[n > 0 ? n : 0] = '\0';
    if (n > 0 && is_plain(head, (size_t)n, &path))
        answer =
            lobby->answer(lobby->self, path, __atomic_load_n(&lobby->coming, __ATOMIC_RELAXED));
    if (answer.p == NULL) {
        call(lobby, guest, n > 0);
    } else if (tell(guest->socket, head, (size_t)n, answer)) {
        was_heard(lobby, guest);
    } else {
        give_up(guest->socket);
        call(lobby, guest, false);
    }
}

static bool is_closed(struct lobby *lobby)
{
    bool closed;

    pthread_mutex_lock(&lobby->mutex);
    closed = lobby->closed;
    pthread_mutex_unlock(&lobby->mutex);
    return closed;
}

static void rest(int64_t worked_us)
{
    int64_t us = min_i64(max_i64(REST * worked_us, ROUND_US), US_A_SECOND / 2);

    nanosleep(&(struct timespec){ .tv_nsec = us * NS_A_US }, NULL);
}

/* Only this thread calls guests, so that an event is never of one who has gone.
 */
static void *run(void *self)
{
    struct lobby *lobby = self;
    struct epoll_event events[AT_ONCE];
    int64_t looked_ms = monotonic_ms();

    while (!is_closed(lobby)) {
        int n = epoll_wait(lobby->epoll, events, AT_ONCE, (int)(lobby->stay_ms / 2));
        int64_t began_us = clock_us(CLOCK_THREAD_CPUTIME_ID);

        for (int i = 0; i < n; i++)
            if (events[i].data.ptr != NULL)
                hear(lobby, events[i].data.ptr);
        if (monotonic_ms() - looked_ms >= lobby->stay_ms / 2) {
            looked_ms = monotonic_ms();
            call_those_silent_since(lobby, looked_ms - lobby->stay_ms);
        }
        if (n > 0)
            rest(clock_us(CLOCK_THREAD_CPUTIME_ID) - began_us);
    }
    call_those_silent_since(lobby, INT64_MAX);
    return NULL;
}

void lobby_free(struct lobby *lobby)
{
    if (lobby == NULL)
        return;
    if (lobby->bell >= 0)
        close(lobby->bell);
    if (lobby->epoll >= 0)
        close(lobby->epoll);
    pthread_mutex_destroy(&lobby->mutex);
    free(lobby);
}

struct lobby *lobby_new(lobby_answer *answer, void *self, int64_t stay_ms)
{
    struct lobby *lobby = calloc(1, sizeof *lobby);
    struct epoll_event bell = { .events = EPOLLIN };

    if (lobby == NULL)
        abort();
    lobby->answer = answer;
    lobby->self = self;
    lobby->stay_ms = stay_ms;
    pthread_mutex_init(&lobby->mutex, NULL);
    lobby->epoll = epoll_create1(EPOLL_CLOEXEC);
    lobby->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (lobby->epoll < 0 || lobby->bell < 0 ||
        epoll_ctl(lobby->epoll, EPOLL_CTL_ADD, lobby->bell, &bell) != 0 ||
        pthread_create(&lobby->thread, NULL, run, lobby) != 0) {
        lobby_free(lobby);
        return NULL;
    }
    return lobby;
}

void lobby_close(struct lobby *lobby)
{
    if (lobby == NULL)
        return;
    pthread_mutex_lock(&lobby->mutex);
    lobby->closed = true;
    pthread_mutex_unlock(&lobby->mutex);
    eventfd_write(lobby->bell, 1);
    pthread_join(lobby->thread, NULL);
}

/* False: it has closed, or cannot hear this socket. An event that comes at once waits for the
 * lock. */
static bool comes_in(struct lobby *lobby, struct guest *guest)
{
    struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP, .data.ptr = guest };
    bool in;

    pthread_mutex_lock(&lobby->mutex);
    in = !lobby->closed && epoll_ctl(lobby->epoll, EPOLL_CTL_ADD, guest->socket, &event) == 0;
    guest->heard_ms = monotonic_ms(); /* no earlier than the last of the list */
    if (in)
        add_last(lobby, guest);
    pthread_mutex_unlock(&lobby->mutex);
    return in;
}

bool lobby_stay(struct lobby *lobby, int socket)
{
    struct guest guest = { .socket = socket };

    sem_init(&guest.called, 0, 0);
    if (comes_in(lobby, &guest))
        while (sem_wait(&guest.called) != 0)
            ; /* a signal */
    sem_destroy(&guest.called);
    return guest.let_in;
}

void lobby_came(struct lobby *lobby)
{
    __atomic_fetch_sub(&lobby->coming, 1, __ATOMIC_RELAXED);
}
