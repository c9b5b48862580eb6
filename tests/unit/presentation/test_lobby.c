/* tests/unit/presentation/test_lobby.c - who is told no there, who is called, and what is left to
 * read. */
#include "support/expect.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "http/lobby.h"

#define NO "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
#define ASK "GET /api/v1/jobs?limit=20 HTTP/1.1\r\nHost: a\r\n\r\n"

/* A lobby whose answer the test chooses, and one guest in a thread of its own. */
struct house {
    struct lobby *lobby;
    _Atomic bool full;
    _Atomic int asked;
    int64_t coming; /* as the last question told */
    char path[64];
    int client, socket;
    pthread_t guest;
    bool let_in;
};

static struct str no_if_full(void *self, struct str path, int64_t coming)
{
    struct house *h = self;

    snprintf(h->path, sizeof h->path, "%.*s", STR_ARG(path));
    h->coming = coming;
    h->asked++;
    return h->full ? STR(NO) : STR_NONE;
}

static void *stay(void *self)
{
    struct house *h = self;

    h->let_in = lobby_stay(h->lobby, h->socket);
    return NULL;
}

/* Silence is waited for longer than any machine stands still, but where it is the matter. */
enum { LONG_MS = 600000, SHORT_MS = 100 };

static void given_guest_for(struct house *h, bool full, int64_t stay_ms)
{
    int pair[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    h->client = pair[0];
    h->socket = pair[1];
    h->full = full;
    h->lobby = lobby_new(no_if_full, h, stay_ms);
    assert_non_null(h->lobby);
    assert_int_equal(pthread_create(&h->guest, NULL, stay, h), 0);
}

static void given_guest(struct house *h, bool full)
{
    given_guest_for(h, full, LONG_MS);
}

static void leave(struct house *h)
{
    lobby_close(h->lobby);
    lobby_free(h->lobby);
    close(h->client);
    close(h->socket);
}

static void ask(const struct house *h, const char *text)
{
    assert_int_equal(send(h->client, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

static void hears_no(const struct house *h)
{
    char got[sizeof NO] = "";

    assert_int_equal(recv(h->client, got, sizeof NO - 1, MSG_WAITALL), sizeof NO - 1);
    assert_string_equal(got, NO);
}

/* Its thread is called, and finds what was sent whole. */
static void is_called_and_finds(struct house *h, const char *text)
{
    char got[8192] = "";

    pthread_join(h->guest, NULL);
    assert_int_equal(recv(h->socket, got, sizeof got - 1, MSG_DONTWAIT), strlen(text));
    assert_string_equal(got, text);
}

static void lobby__says_no_for_as_long_as_the_house_is_full(void **state)
{
    struct house h = { 0 };

    (void)state;
    given_guest(&h, true);
    for (int i = 0; i < 3; i++) {
        ask(&h, ASK);
        hears_no(&h);
    }
    assert_int_equal(h.asked, 3);
    assert_string_equal(h.path, "/api/v1/jobs");
    h.full = false;
    ask(&h, ASK);
    is_called_and_finds(&h, ASK);
    assert_true(h.let_in);
    leave(&h);
}

static void lobby__counts_whom_it_let_in_until_they_have_come(void **state)
{
    struct house h = { 0 };
    pthread_t again;

    (void)state;
    given_guest(&h, false);
    ask(&h, ASK);
    is_called_and_finds(&h, ASK);
    assert_int_equal(h.coming, 0);
    ask(&h, ASK);
    assert_int_equal(pthread_create(&again, NULL, stay, &h), 0);
    pthread_join(again, NULL);
    assert_int_equal(h.coming, 1);
    lobby_came(h.lobby);
    lobby_came(h.lobby);
    assert_int_equal(pthread_create(&again, NULL, stay, &h), 0);
    pthread_join(again, NULL);
    assert_int_equal(h.coming, 0);
    leave(&h);
}

static void lobby__leaves_to_the_thread_what_is_no_plain_request(void **state)
{
    static const char *const others[] = {
        "POST /api/v1/jobs HTTP/1.1\r\nHost: a\r\n\r\n",
        "HEAD /api/v1/jobs HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /api/v1/jobs HTTP/1.0\r\nHost: a\r\n\r\n",
        "GET /api/v1/jobs HTTP/1.1\nHost: a\n\n",
        "GET /api/v1/jobs HTTP/1.1\r\nHost: a\r\n",
        "GET /api/v1/jobs HTTP/1.1\r\ncontent-LENGTH: 2\r\n\r\n",
        "GET /api/v1/jobs HTTP/1.1\r\nTransfer-Encoding : chunked\r\n\r\n",
        "GET /api/v1/jobs HTTP/1.1\r\nExpect: 100-continue\r\n\r\n",
        "GET /api/v1/jobs HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET /api/v1/jobs HTTP/1.1\r\nUpgrade: h2c\r\n\r\n",
        "GET /api/v1/jobs HTTP/1.1\r\nConnection: Upgrade, keep-alive\r\n\r\n",
        "GET /api/v1/jobs HTTP/1.1\r\nConnection: keep-alive, close\r\n\r\n",
        "GET /api/v1/jobs HTTP/1.1\r\nX: a\nContent-Length: 2\r\n\r\n",
        "GET /api/v1/jobs HTTP/1.1\r\nX: a\rContent-Length: 2\r\n\r\n",
        "GET /api/v1/jobs HTTP/1.1\r\nX: a\r\n Content-Length: 2\r\n\r\n",
        "GET /api/v1/jobs HTTP/1.1\r\n\tX: a\r\n\r\n",
        "GET /api/v1/jobs HTTP/1.1 \r\nX: a\r\n\r\n",
        "GET /api/v1/jobs\r\nX: a HTTP/1.1\r\n\r\n",
        "GET  HTTP/1.1\r\n\r\n\r\n",
        "GET ",
        "\r\n\r\n",
        ASK ASK,
        ASK "G",
    };

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct house h = { 0 };

        given_guest(&h, true);
        ask(&h, others[i]);
        is_called_and_finds(&h, others[i]);
        assert_int_equal(h.asked, 0);
        leave(&h);
    }
}

static void lobby__says_no_to_what_browsers_send(void **state)
{
    static const char *const plain[] = {
        "GET /api/v1/jobs HTTP/1.1\r\n\r\n",
        "GET /api/v1/jobs?limit=20&name=close HTTP/1.1\r\nConnection: Keep-Alive\r\n\r\n",
        "GET /api/v1/jobs HTTP/1.1\r\nCookie: upgrade=close\r\nTE: trailers\r\n\r\n",
        "GET /api/v1/jobs HTTP/1.1\r\nContent-Type: a/b\r\nUser-Agent: Expect\r\n\r\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        struct house h = { 0 };

        given_guest(&h, true);
        ask(&h, plain[i]);
        hears_no(&h);
        assert_string_equal(h.path, "/api/v1/jobs");
        shutdown(h.client, SHUT_RDWR);
        pthread_join(h.guest, NULL);
        leave(&h);
    }
}

static void lobby__leaves_a_head_to_the_thread_that_is_longer_than_it_reads(void **state)
{
    struct house h = { 0 };
    char head[6000];

    (void)state;
    memset(head, 'a', sizeof head);
    memcpy(head, "GET /", 5);
    memcpy(head + sizeof head - 14, " HTTP/1.1\r\n\r\n", 14);
    given_guest(&h, true);
    ask(&h, head);
    is_called_and_finds(&h, head);
    leave(&h);
}

static void lobby__calls_whoevers_other_end_has_gone(void **state)
{
    struct house h = { 0 };

    (void)state;
    given_guest(&h, true);
    shutdown(h.client, SHUT_WR);
    pthread_join(h.guest, NULL);
    assert_false(h.let_in);
    leave(&h);
}

/* However fast somebody asks anew. */
static void lobby__rests_after_each_round(void **state)
{
    struct house h = { 0 };
    struct timespec began, ended;
    int64_t all_ms;
    enum { TIMES = 200 };

    (void)state;
    given_guest(&h, true);
    clock_gettime(CLOCK_MONOTONIC, &began);
    for (int i = 0; i < TIMES; i++) {
        ask(&h, ASK);
        hears_no(&h);
    }
    clock_gettime(CLOCK_MONOTONIC, &ended);
    all_ms = (ended.tv_sec - began.tv_sec) * 1000 + (ended.tv_nsec - began.tv_nsec) / 1000000;
    /* each in a round of its own, which is followed by two milliseconds at least */
    assert_true(all_ms >= (TIMES - 1) * 2);
    shutdown(h.client, SHUT_RDWR);
    pthread_join(h.guest, NULL);
    leave(&h);
}

static void lobby__calls_whoever_is_silent(void **state)
{
    struct house h = { 0 };

    (void)state;
    given_guest_for(&h, true, SHORT_MS);
    pthread_join(h.guest, NULL);
    assert_false(h.let_in);
    leave(&h);
}

static void lobby__is_empty_when_it_has_closed(void **state)
{
    struct house h = { 0 };

    (void)state;
    given_guest(&h, true);
    ask(&h, ASK);
    hears_no(&h);
    lobby_close(h.lobby);
    pthread_join(h.guest, NULL);
    assert_false(lobby_stay(h.lobby, h.socket));
    lobby_free(h.lobby);
    close(h.client);
    close(h.socket);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lobby__says_no_for_as_long_as_the_house_is_full),
        cmocka_unit_test(lobby__counts_whom_it_let_in_until_they_have_come),
        cmocka_unit_test(lobby__leaves_to_the_thread_what_is_no_plain_request),
        cmocka_unit_test(lobby__says_no_to_what_browsers_send),
        cmocka_unit_test(lobby__leaves_a_head_to_the_thread_that_is_longer_than_it_reads),
        cmocka_unit_test(lobby__calls_whoevers_other_end_has_gone),
        cmocka_unit_test(lobby__rests_after_each_round),
        cmocka_unit_test(lobby__calls_whoever_is_silent),
        cmocka_unit_test(lobby__is_empty_when_it_has_closed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
