/* http_connection.c - reading requests within limits, and answering as told, right or wrong. */
#include "http_connection.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "clock.h"
#include "codec/query_string.h"

enum { HEAD_MOST = 64 * 1024, BODY_MOST = 8 * 1024 * 1024, PIECE = 16 * 1024 };

struct input {
    const struct http_connection *c;
    struct strbuf bytes; /* of one request; our clients wait for the answer */
};

struct head {
    struct str method, path, query, authorization;
    size_t length, body_at;
    bool keep_alive, expects_continue, chunked;
};

bool wait_or_stop(int stop_fd, int64_t ms)
{
    int64_t until = steady_ms() + ms;

    for (;;) {
        struct pollfd fd = { .fd = stop_fd, .events = POLLIN };
        int64_t left = until - steady_ms();

        if (left <= 0)
            return true;
        if (poll(&fd, 1, (int)(left < 60000 ? left : 60000)) > 0)
            return false;
    }
}

/* False: closed, silent for too long, or the server stops. */
static bool read_more(struct input *in)
{
    struct pollfd fds[] = { { .fd = in->c->fd, .events = POLLIN },
                            { .fd = in->c->stop_fd, .events = POLLIN } };
    char *to = strbuf_reserve(&in->bytes, PIECE);
    ssize_t n;

    if (to == NULL || poll(fds, ARRAY_LEN(fds), (int)in->c->idle_close_ms) <= 0 ||
        fds[1].revents != 0)
        return false;
    n = recv(in->c->fd, to, PIECE, 0);
    if (n <= 0)
        return false;
    strbuf_added(&in->bytes, (size_t)n);
    return true;
}

static bool send_all(int fd, struct str bytes)
{
    while (bytes.n > 0) {
        ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes = str_slice(bytes, (size_t)n, bytes.n);
    }
    return true;
}

static void read_header(struct head *head, struct str line)
{
    struct str value = line;
    struct str name = str_cut(&value, ':');
    int64_t n;

    value = str_trim(value);
    if (str_eq_nocase(name, STR("content-length")) && str_to_i64(value, 0, BODY_MOST, &n))
        head->length = (size_t)n;
    else if (str_eq_nocase(name, STR("content-length")))
        head->length = SIZE_MAX;
    else if (str_eq_nocase(name, STR("authorization")))
        head->authorization = value;
    else if (str_eq_nocase(name, STR("connection")))
        head->keep_alive = head->keep_alive && !str_eq_nocase(value, STR("close"));
    else if (str_eq_nocase(name, STR("expect")))
        head->expects_continue = str_eq_nocase(value, STR("100-continue"));
    else if (str_eq_nocase(name, STR("transfer-encoding")))
        head->chunked = true;
}

/* False: it is no HTTP/1.x request. */
static bool parse_head(struct arena *arena, struct str text, struct head *ret)
{
    struct head head = { .authorization = STR_NONE };
    struct str rest = text;
    struct str line = str_trim(str_cut(&rest, '\n'));
    struct str target, path;

    head.method = str_copy(arena, str_cut(&line, ' '));
    target = str_copy(arena, str_cut(&line, ' '));
    head.keep_alive = str_eq_c(line, "HTTP/1.1");
    if (!str_starts(line, STR("HTTP/1.")) || target.n == 0 || target.p[0] != '/')
        return false;
    path = str_cut(&target, '?');
    head.query = target;
    if (!percent_decode(arena, path, &head.path))
        return false;
    while (rest.p != NULL) {
        line = str_trim(str_cut(&rest, '\n'));
        if (line.n > 0)
            read_header(&head, line);
    }
    if (head.authorization.p != NULL)
        head.authorization = str_copy(arena, head.authorization);
    *ret = head;
    return true;
}

/* False: the connection is over. */
static bool read_head(struct arena *arena, struct input *in, struct head *ret)
{
    size_t end;

    while ((end = str_find(strbuf_str(&in->bytes), STR("\r\n\r\n"))) == SIZE_MAX)
        if (in->bytes.n > HEAD_MOST || !read_more(in))
            return false;
    if (!parse_head(arena, str_slice(strbuf_str(&in->bytes), 0, end), ret))
        return false;
    ret->body_at = end + 4;
    return !ret->chunked && ret->length != SIZE_MAX; /* no client of ours sends either */
}

static bool read_body(struct input *in, const struct head *head)
{
    if (head->expects_continue && !send_all(in->c->fd, STR("HTTP/1.1 100 Continue\r\n\r\n")))
        return false;
    while (in->bytes.n < head->body_at + head->length)
        if (!read_more(in))
            return false;
    return true;
}

static const char *reason_phrase(int status)
{
    static const struct {
        int status;
        const char *phrase;
    } phrases[] = {
        { 200, "OK" },
        { 201, "Created" },
        { 204, "No Content" },
        { 307, "Temporary Redirect" },
        { 400, "Bad Request" },
        { 401, "Unauthorized" },
        { 402, "Payment Required" },
        { 403, "Forbidden" },
        { 404, "Not Found" },
        { 405, "Method Not Allowed" },
        { 408, "Request Timeout" },
        { 409, "Conflict" },
        { 412, "Precondition Failed" },
        { 422, "Unprocessable Entity" },
        { 429, "Too Many Requests" },
        { 500, "Internal Server Error" },
        { 502, "Bad Gateway" },
        { 503, "Service Unavailable" },
    };

    for (size_t i = 0; i < ARRAY_LEN(phrases); i++)
        if (phrases[i].status == status)
            return phrases[i].phrase;
    return "Status";
}

static struct str print_reply(struct arena *arena, const struct http_reply *reply, bool keep_alive)
{
    struct strbuf out = strbuf_init(arena, HEAD_MOST + reply->body.n);

    strbuf_addf(&out, "HTTP/1.1 %d %s\r\nServer: retell-simulator\r\n", reply->status,
                reason_phrase(reply->status));
    if (reply->status != 204)
        strbuf_addf(&out, "Content-Type: %.*s\r\nContent-Length: %zu\r\n",
                    STR_ARG(reply->content_type), reply->body.n);
    for (size_t i = 0; i < reply->headers.n; i++)
        strbuf_addf(&out, "%.*s: %.*s\r\n", STR_ARG(reply->headers.items[i].name),
                    STR_ARG(reply->headers.items[i].value));
    strbuf_addf(&out, "Connection: %s\r\n\r\n", keep_alive ? "keep-alive" : "close");
    if (reply->status != 204)
        strbuf_add(&out, reply->body);
    return strbuf_str(&out);
}

/* The close() that follows sends RST instead of FIN. */
static void arm_reset(int fd)
{
    struct linger linger = { .l_onoff = 1, .l_linger = 0 };

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

/* False: the connection must be closed now. */
static bool send_reply(const struct http_connection *c, struct arena *arena,
                       const struct http_reply *reply, bool keep_alive)
{
    struct str bytes = print_reply(arena, reply, keep_alive);
    struct str half = str_slice(bytes, 0, bytes.n - reply->body.n / 2 - 1);

    if (reply->delay_ms > 0 && !wait_or_stop(c->stop_fd, reply->delay_ms))
        return false;
    switch (reply->wire) {
    case WIRE_PLAIN:
        return send_all(c->fd, bytes);
    case WIRE_RESET:
        arm_reset(c->fd);
        return false;
    case WIRE_RESET_MIDWAY:
        if (send_all(c->fd, half))
            wait_or_stop(c->stop_fd, 20); /* else the half may be thrown away unread */
        arm_reset(c->fd);
        return false;
    case WIRE_CLOSE:
        return false;
    case WIRE_TRUNCATED:
        if (!send_all(c->fd, half))
            arm_reset(c->fd);
        return false;
    }
    return false;
}

static bool serve_one(const struct http_connection *c, struct arena *arena, struct input *in)
{
    struct head head;
    struct http_request request;
    struct http_reply reply = { .wire = WIRE_PLAIN };

    if (!read_head(arena, in, &head))
        return false;
    if (!read_body(in, &head)) {
        c->handler.unfinished(c->handler.self, head.method, head.path, in->bytes.n - head.body_at,
                              head.length);
        return false;
    }
    request = (struct http_request){
        .arena = arena,
        .method = head.method,
        .path = head.path,
        .query = head.query,
        .authorization = head.authorization,
        .body = str_slice(strbuf_str(&in->bytes), head.body_at, head.body_at + head.length),
    };
    c->handler.handle(c->handler.self, &request, &reply);
    return send_reply(c, arena, &reply, head.keep_alive) && head.keep_alive;
}

void http_connection_serve(struct http_connection c)
{
    bool on = true;

    while (on) {
        CLEANUP(arena_release) struct arena request = arena_init();
        struct input in = { &c, strbuf_init(&request, HEAD_MOST + BODY_MOST + PIECE) };

        on = serve_one(&c, &request, &in);
    }
    shutdown(c.fd, SHUT_WR);
    close(c.fd);
}
