/* tests/support/listener.c - as little of an HTTP server as a webhook needs. */
#include "support/listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "support/expect.h"

enum { REQUEST_MOST = 16 << 20, PIECE = 65536, WAIT_MS = 60000 };

struct listener listener_open(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct listener l = { .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) };
    socklen_t n = sizeof address;

    assert_int_equal(bind(l.fd, (struct sockaddr *)&address, n), 0);
    assert_int_equal(listen(l.fd, 256), 0);
    assert_int_equal(getsockname(l.fd, (struct sockaddr *)&address, &n), 0);
    l.port = ntohs(address.sin_port);
    return l;
}

void listener_close(struct listener *l)
{
    close(l->fd);
}

static bool is_ready(int fd, int ms)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };

    return poll(&p, 1, ms) > 0;
}

bool listener_is_idle(const struct listener *l)
{
    return !is_ready(l->fd, 0);
}

/* "" if it is not there. */
static struct str header(struct str head, struct str name)
{
    struct str rest = head;

    while (rest.p != NULL) {
        struct str value = str_trim(str_cut(&rest, '\n'));

        if (str_eq_nocase(str_cut(&value, ':'), name))
            return str_trim(value);
    }
    return STR("");
}

static size_t read_until(int fd, struct strbuf *in, size_t wanted)
{
    while (in->n < wanted) {
        char *to = strbuf_reserve(in, PIECE);
        ssize_t n;

        assert_true(is_ready(fd, WAIT_MS));
        n = recv(fd, to, PIECE, 0);
        assert_true(n > 0);
        strbuf_added(in, (size_t)n);
        if (wanted == SIZE_MAX && str_find(strbuf_str(in), STR("\r\n\r\n")) != SIZE_MAX)
            break;
    }
    return str_find(strbuf_str(in), STR("\r\n\r\n"));
}

struct heard listener_hear(struct listener *l, struct arena *arena, int status)
{
    struct strbuf in = strbuf_init(arena, REQUEST_MOST);
    struct heard heard;
    struct str head, target;
    int64_t length = 0;
    size_t end;
    int fd;

    if (!is_ready(l->fd, WAIT_MS))
        fail_msg("no webhook came");
    fd = accept(l->fd, NULL, NULL);
    assert_true(fd >= 0);
    end = read_until(fd, &in, SIZE_MAX);
    head = str_slice(strbuf_str(&in), 0, end);
    assert_true(str_to_i64(header(head, STR("content-length")), 0, REQUEST_MOST, &length));
    read_until(fd, &in, end + 4 + (size_t)length);
    head = str_slice(strbuf_str(&in), 0, end);
    heard.signature = header(head, STR("x-retell-signature"));
    heard.body = str_slice(strbuf_str(&in), end + 4, in.n);
    target = head;
    (void)str_cut(&target, ' ');
    heard.path = str_cut(&target, ' ');
    dprintf(fd, "HTTP/1.1 %d Status\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status);
    close(fd);
    return heard;
}
