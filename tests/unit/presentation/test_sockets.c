/* tests/unit/presentation/test_sockets.c - which descriptor is whose. */
#include "support/expect.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/sockets.h"

enum { MOST = 256 };

static int port_of(int (*name)(int, struct sockaddr *, socklen_t *), int fd)
{
    struct sockaddr_in end = { 0 };
    socklen_t n = sizeof end;

    assert_int_equal(name(fd, (struct sockaddr *)&end, &n), 0);
    return ntohs(end.sin_port);
}

static int given_listener(const char *address)
{
    struct sockaddr_in end = { .sin_family = AF_INET };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    inet_pton(AF_INET, address, &end.sin_addr);
    assert_int_equal(bind(fd, (struct sockaddr *)&end, sizeof end), 0);
    assert_int_equal(listen(fd, 8), 0);
    return fd;
}

/* From `from` (0: any port) of 127.0.0.1; returns the server's end. */
static int given_connection(int listener, int from, int *client)
{
    struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons((uint16_t)from) }, to;
    socklen_t n = sizeof to;
    int yes = 1;

    inet_pton(AF_INET, "127.0.0.1", &own.sin_addr);
    *client = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(*client, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    assert_int_equal(bind(*client, (struct sockaddr *)&own, sizeof own), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&to, &n), 0);
    assert_int_equal(connect(*client, (struct sockaddr *)&to, n), 0);
    return accept(listener, NULL, NULL);
}

static void sockets__finds_the_servers_end_and_not_the_clients(void **state)
{
    struct sockets *sockets = sockets_new(MOST);
    int listener = given_listener("127.0.0.1"), own = port_of(getsockname, listener), client;
    int server = given_connection(listener, 0, &client), port = port_of(getsockname, client);

    (void)state;
    assert_int_equal(sockets_find(sockets, "127.0.0.1", port, own), server);
    assert_int_equal(sockets_find(sockets, "127.0.0.1", own, own), -1);
    assert_int_equal(sockets_find(sockets, "127.0.0.2", port, own), -1);
    assert_int_equal(sockets_find(sockets, "127.0.0.1", port, own + 1), -1);
    assert_int_equal(sockets_find(sockets, "127.0.0.1", 0, own), -1);
    assert_int_equal(sockets_find(sockets, "127.0.0.1", 70000, own), -1);
    close(server);
    assert_int_equal(sockets_find(sockets, "127.0.0.1", port, own), -1);
    close(client);
    close(listener);
    sockets_free(sockets);
}

static void sockets__finds_one_that_came_later_after_a_while(void **state)
{
    struct sockets *sockets = sockets_new(MOST);
    int listener = given_listener("127.0.0.1"), own = port_of(getsockname, listener);
    int clients[2], first = given_connection(listener, 0, &clients[0]), later, found;

    (void)state;
    assert_int_equal(sockets_find(sockets, "127.0.0.1", port_of(getsockname, clients[0]), own),
                     first);
    later = given_connection(listener, 0, &clients[1]);
    do
        found = sockets_find(sockets, "127.0.0.1", port_of(getsockname, clients[1]), own);
    while (found < 0 && poll(NULL, 0, 1) == 0);
    assert_int_equal(found, later);
    close(first);
    close(later);
    close(clients[0]);
    close(clients[1]);
    close(listener);
    sockets_free(sockets);
}

static void sockets__knows_nobody_where_two_have_one_port(void **state)
{
    struct sockets *sockets = sockets_new(MOST);
    int here = given_listener("127.0.0.1"), there = given_listener("127.0.0.2");
    int clients[2], one = given_connection(here, 0, &clients[0]);
    int port = port_of(getsockname, clients[0]), two = given_connection(there, port, &clients[1]);

    (void)state;
    assert_int_equal(sockets_find(sockets, "127.0.0.1", port, port_of(getsockname, here)), -1);
    assert_int_equal(sockets_find(sockets, "127.0.0.1", port, port_of(getsockname, there)), -1);
    close(one);
    close(two);
    close(clients[0]);
    close(clients[1]);
    close(here);
    close(there);
    sockets_free(sockets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sockets__finds_the_servers_end_and_not_the_clients),
        cmocka_unit_test(sockets__finds_one_that_came_later_after_a_while),
        cmocka_unit_test(sockets__knows_nobody_where_two_have_one_port),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
