/* civetweb_server.c - the only file of this library that knows civetweb. It has no document root,
 * reads no form and serves no file: every request is ours from its head on. */
#include "http/edge.h"

#include "base/checked.h"
#include "http/lobby.h"
#include "http/monotonic.h"
#include "http/sockets.h"
#include "step_back.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <civetweb.h>

enum {
    IDLE_MS = 3000,
    SILENCE_MS = 10000,
    JOINED_BODY = 64 * 1024, /* up to this, head and body leave in one write */
    CHUNK_HEAD = 18,
    NO_MS = 200,
    AGAIN_MS = 100, /* who asks again sooner after a no has not waited */
    US_PER_MS = 1000,
    ARENA_KEPT = 24 * 1024,
    OTHER_FILES = 512 /* descriptors beside the connections */
};

struct rest_server {
    struct edge edge;
    struct mg_context *context;
    int64_t port;
    int64_t threads;
    int64_t open; /* connections that hold a thread; atomic */
    struct lobby *lobby;
    struct sockets *sockets;
};

/* What a thread knows of itself and of the connection that it has. */
struct hand {
    struct arena arena;
    int64_t told_ms; /* when the connection last heard a no; 0: never */
    int socket;      /* -1: not known */
    int64_t answers; /* that the connection has had */
    bool keeps;      /* after the last of them */
    bool let_in;     /* by the lobby, and has not come yet */
};

static int64_t pull(void *from, void *buffer, size_t n)
{
    return mg_read(from, buffer, n);
}

/* civetweb never answers Expect; without this every client waits a second. */
static void send_continue(void *from)
{
    static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";

    mg_write(from, text, sizeof text - 1);
}

static bool send_all(struct mg_connection *connection, struct str bytes)
{
    return bytes.n == 0 || mg_write(connection, bytes.p, bytes.n) == (int)bytes.n;
}

/* A chunk: its length in hexadecimal, the bytes, and the line's end, in one write. */
static bool send_chunk(struct mg_connection *connection, char *room, size_t got)
{
    char *at = room + CHUNK_HEAD;
    char head[CHUNK_HEAD + 1];
    int n = snprintf(head, sizeof head, "%zx\r\n", got);

    at -= n;
    memcpy(at, head, (size_t)n);
    memcpy(room + CHUNK_HEAD + got, "\r\n", 2);
    return send_all(connection, (struct str){ at, (size_t)n + got + 2 });
}

/* To its end, or until one side gives up: then a length or a last chunk that is missing tells the
 * client. */
static void send_produced(struct mg_connection *connection, const struct request *req,
                          struct response *res)
{
    char *room = arena_alloc(res->arena, CHUNK_HEAD + PIECE_MOST + 2);
    bool chunked = res->length < 0 && !req->is_old, sent = true;
    enum err err;
    size_t got;

    do {
        err = res->produce(res->produce_self, room + CHUNK_HEAD, PIECE_MOST, &got);
        if (err != ERR_OK)
            return;
        if (chunked)
            sent = send_chunk(connection, room, got);
        else
            sent = send_all(connection, (struct str){ room + CHUNK_HEAD, got });
    } while (got > 0 && sent);
}

static void send_response(struct mg_connection *connection, struct request *req,
                          struct response *res, bool keep)
{
    struct str head = edge_head(req, res, keep);
    struct str body = strbuf_str(&res->body);
    struct strbuf both;

    if (!keep)
        mg_disable_connection_keep_alive(connection);
    if (!edge_sends_body(req, res) || res->produce != NULL || body.n > JOINED_BODY) {
        if (send_all(connection, head) && edge_sends_body(req, res)) {
            if (res->produce != NULL)
                send_produced(connection, req, res);
            else
                send_all(connection, body);
        }
        return;
    }
    both = strbuf_init(req->scope.arena, head.n + body.n);
    strbuf_add(&both, head);
    strbuf_add(&both, body);
    send_all(connection, strbuf_str(&both));
}

/* civetweb ends a line at a bare LF as well, and a proxy in front may not. It leaves two NULs where
 * a header ended in CR LF and one where it ended in LF alone. */
static bool ended_in_crlf(const char *value)
{
    return value[strlen(value) + 1] == '\0';
}

/* "Content-Length : 5" is that length to civetweb, which leaves a NUL for each blank and for the
 * colon, and to a proxy in front perhaps none. */
static bool ended_in_colon(const struct mg_header *h)
{
    const char *behind = h->name + strlen(h->name) + 1;

    return behind >= h->value || *behind != '\0';
}

/* civetweb silently ends the headers at a line that begins with a blank (a folded one) and after
 * its 64th: what stands behind would be seen by a proxy alone. Behind the last one it read, the
 * empty line must follow; its LF is a NUL by then. */
static bool ended_with_last(const struct mg_request_info *info)
{
    const char *last;

    if (info->num_headers == 0)
        return true; /* HTTP/1.1 has at least its Host, and 1.0 ends with its answer */
    last = info->http_headers[info->num_headers - 1].value;
    return memcmp(last + strlen(last) + 2, "\r", 2) == 0;
}

static void read_head(struct request *req, const struct mg_request_info *info)
{
    req->method = str_from_c(info->request_method);
    req->path = str_from_c(info->local_uri_raw);
    req->query_text = str_from_c(info->query_string);
    req->headers.items = ARENA_ARRAY(req->scope.arena, struct str_pair, (size_t)info->num_headers);
    for (int i = 0; i < info->num_headers; i++) {
        const struct mg_header *h = &info->http_headers[i];

        req->headers.items[req->headers.n++] =
            (struct str_pair){ str_from_c(h->name), str_from_c(h->value) };
        req->is_ragged = req->is_ragged || !ended_in_colon(h) || !ended_in_crlf(h->value);
    }
    req->is_ragged = req->is_ragged || !ended_with_last(info);
    req->scope.address =
        client_address(req, str_copy(req->scope.arena, str_from_c(info->remote_addr)),
                       req->edge->address_header, req->edge->proxies, req->edge->proxies_n);
}

static int64_t open_connections(const struct rest_server *server)
{
    return __atomic_load_n(&server->open, __ATOMIC_RELAXED);
}

/* A connection holds a thread even while it is idle. When few are left, those that have had their
 * answer are let go, so that nobody waits for somebody who only stays. */
static bool has_room(const struct rest_server *server)
{
    return open_connections(server) <= server->threads * 9 / 10;
}

static bool keeps(const struct rest_server *server, const struct request *req,
                  const struct response *res, struct str version)
{
    return has_room(server) && req->is_sound && str_eq(version, STR("1.1")) &&
           body_is_over(&req->body) && res->produce == NULL && res->status != 401 &&
           !str_eq_nocase(request_header(req, "Connection"), STR("close"));
}

/* A no costs little, but who comes back with every no at once costs the others what they wait for:
 * that one's next no takes its time, unless the lobby sees to it. When few connections are left it
 * takes the less the fewer. */
static void take_time_with_a_no(const struct rest_server *server, struct hand *hand, bool in_lobby)
{
    int64_t many = server->threads * 3 / 4, last = server->threads * 9 / 10;
    int64_t left = last - max_i64(open_connections(server), many);
    int64_t since = monotonic_ms() - hand->told_ms;

    if (!in_lobby && hand->told_ms != 0 && since < AGAIN_MS && left > 0)
        nanosleep(&(struct timespec){ .tv_nsec = left * NO_MS * 1000000 / (last - many) }, NULL);
    hand->told_ms = monotonic_ms();
}

static int answer(const struct rest_server *server, struct mg_connection *connection,
                  struct hand *hand)
{
    const struct edge *edge = &server->edge;
    const struct mg_request_info *info = mg_get_request_info(connection);
    struct str version = str_from_c(info->http_version);
    struct request req = edge_request(edge, &hand->arena);
    struct response res = response_init(&hand->arena);
    int64_t began = monotonic_us();

    req.is_old = str_eq(version, STR("1.0"));
    req.body.pull = pull;
    req.body.from = connection;
    read_head(&req, info);
    if (str_eq_nocase(request_header(&req, "Expect"), STR("100-continue")))
        req.body.on_begin = send_continue;
    edge_answer(edge, &req, &res, version);
    if (req.turned_away && monotonic_us() - began < NO_MS * US_PER_MS)
        take_time_with_a_no(server, hand, false);
    hand->keeps = keeps(server, &req, &res, version);
    send_response(connection, &req, &res, hand->keeps);
    edge_finish(edge, &req, &res, monotonic_us() - began);
    return res.status;
}

static int64_t listening_port(const struct mg_context *context)
{
    struct mg_server_port ports[4] = { { 0 } };

    return mg_get_server_ports(context, 4, ports) > 0 ? ports[0].port : 0;
}

/* The lobby's question. */
static struct str no_for(void *self, struct str path, int64_t coming)
{
    struct rest_server *server = self;

    return has_room(server) ? edge_too_busy_still(&server->edge, path, coming) : STR_NONE;
}

static void come(struct rest_server *server, struct hand *hand)
{
    if (hand->let_in)
        lobby_came(server->lobby);
    hand->let_in = false;
}

static void stay_in_lobby(struct rest_server *server, struct mg_connection *connection,
                          struct hand *hand)
{
    const struct mg_request_info *info = mg_get_request_info(connection);

    if (hand->socket < 0)
        hand->socket = sockets_find(server->sockets, info->remote_addr, info->remote_port,
                                    (int)listening_port(mg_get_context(connection)));
    if (hand->socket >= 0)
        hand->let_in = lobby_stay(server->lobby, hand->socket);
}

/* False: it may come in. A body that is unread ends the connection. */
static bool refused_at_once(struct rest_server *server, struct mg_connection *connection,
                            struct hand *hand)
{
    const struct mg_request_info *info = mg_get_request_info(connection);
    bool keep = mg_get_header(connection, "Content-Length") == NULL &&
                mg_get_header(connection, "Transfer-Encoding") == NULL && has_room(server);
    struct str no = edge_too_busy(&server->edge, str_from_c(info->request_method),
                                  str_from_c(info->local_uri_raw), keep);

    if (no.p == NULL)
        return false;
    if (!keep)
        mg_disable_connection_keep_alive(connection);
    else
        take_time_with_a_no(server, hand,
                            hand->socket >= 0 && strcmp(info->request_method, "GET") == 0);
    hand->keeps = send_all(connection, no) && keep;
    return true;
}

/* Whose second answer finds a line will hear a no, if it asks anew. */
static bool stays_in_lobby(const struct rest_server *server, const struct hand *hand)
{
    return hand->keeps && hand->answers > 1 && gate_has_line(server->edge.reads);
}

static int on_request(struct mg_connection *connection)
{
    struct rest_server *server = mg_get_user_data(mg_get_context(connection));
    struct hand *hand = mg_get_thread_pointer(connection);
    int status = 503;

    come(server, hand);
    if (!refused_at_once(server, connection, hand))
        status = answer(server, connection, hand);
    hand->answers++;
    /* a thread a connection: what a large answer took is not kept for the next on each of them */
    if (hand->arena.used > ARENA_KEPT)
        arena_release(&hand->arena);
    else
        arena_reset(&hand->arena);
    if (stays_in_lobby(server, hand))
        stay_in_lobby(server, connection, hand);
    return status;
}

/* What civetweb refuses by itself: heads that it cannot read. */
static int on_error(struct mg_connection *connection, int status, const char *text)
{
    struct rest_server *server = mg_get_user_data(mg_get_context(connection));
    struct arena arena = arena_init();
    struct request req = edge_request(&server->edge, &arena);
    struct response res = response_init(&arena);

    (void)text;
    req.method = STR("?");
    req.body.length = -1;
    head_request_id(&req);
    res.refused = status;
    error_response(
        &req, &res,
        FAIL(&req.scope.error, status >= 500 ? ERR_UNAVAILABLE : ERR_INVALID, "http.bad_request"));
    send_response(connection, &req, &res, false);
    edge_finish(&server->edge, &req, &res, 0);
    arena_release(&arena);
    return 0;
}

static int on_message(const struct mg_connection *connection, const char *message)
{
    struct rest_server *server = mg_get_user_data(mg_get_context(connection));

    log_warn(server->edge.ports->log, "http.server", LF_STR("message", str_from_c(message)));
    return 1;
}

static int on_open(const struct mg_connection *connection, void **data)
{
    struct rest_server *server = mg_get_user_data(mg_get_context(connection));
    struct hand *hand = mg_get_thread_pointer(connection);

    (void)data;
    hand->told_ms = hand->answers = 0;
    hand->socket = -1;
    __atomic_fetch_add(&server->open, 1, __ATOMIC_RELAXED);
    return 0;
}

static void on_closed(const struct mg_connection *connection)
{
    struct rest_server *server = mg_get_user_data(mg_get_context(connection));

    come(server, mg_get_thread_pointer(connection));
    __atomic_fetch_sub(&server->open, 1, __ATOMIC_RELAXED);
}

/* The one that accepts and the one that says no must get their turn beside however many have
 * something to do: else connections wait where nobody tells them anything. And those that work do
 * not interrupt each other: one that is let in need not be the next to run. */
static void *thread_begins(const struct mg_context *context, int kind)
{
    struct hand *hand = kind == 1 ? calloc(1, sizeof *hand) : NULL;

    (void)context;
    if (kind == 1 && hand == NULL)
        abort();
    if (hand != NULL) {
        hand->arena = arena_init();
        step_back();
    }
    return hand;
}

static void thread_ends(const struct mg_context *context, int kind, void *self)
{
    struct hand *hand = self;

    (void)context;
    (void)kind;
    if (hand != NULL)
        arena_release(&hand->arena);
    free(hand);
}

static const struct mg_callbacks callbacks = {
    .begin_request = on_request,
    .http_error = on_error,
    .log_message = on_message,
    .init_connection = on_open,
    .connection_closed = on_closed,
    .init_thread = thread_begins,
    .exit_thread = thread_ends,
};

static bool start(struct rest_server *server, struct arena *arena)
{
    const struct rest_settings *s = &server->edge.settings;
    long long idle = s->idle_ms.ms > 0 ? s->idle_ms.ms : IDLE_MS;
    long long silence = s->silence_ms.ms > 0 ? s->silence_ms.ms : SILENCE_MS;
    const char *options[] = {
        "listening_ports",
        str_format(arena, "%.*s:%lld", STR_ARG(s->host), (long long)s->port).p,
        "num_threads",
        str_format(arena, "%lld", (long long)server->threads).p,
        "connection_queue", /* as many as there are threads: who accepts waits for nobody */
        str_format(arena, "%lld", (long long)server->threads).p,
        "listen_backlog", /* a burst of new ones must not wait a second for its second SYN */
        "4096",
        "enable_keep_alive",
        "yes",
        "keep_alive_timeout_ms",
        str_format(arena, "%lld", idle).p,
        "request_timeout_ms",
        str_format(arena, "%lld", silence).p,
        "tcp_nodelay",
        "1",
        "decode_url",
        "no",
        "decode_query_string",
        "no",
        "enable_directory_listing",
        "no",
        "access_control_allow_origin",
        "",
        "access_control_allow_methods",
        "",
        "access_control_allow_headers",
        "",
        NULL,
    };

    server->context = mg_start(&callbacks, server, options);
    return server->context != NULL;
}

enum err rest_server_new(const struct rest_settings *settings, const struct ports *ports,
                         struct metrics *metrics, struct rest_server **ret, struct error *error)
{
    struct arena arena = arena_init();
    struct rest_server *server;

    TRY(edge_settings_check(settings, error));
    server = calloc(1, sizeof *server);
    if (server == NULL)
        abort();
    mg_init_library(0);
    edge_init(&server->edge, settings, ports, metrics);
    server->threads = server->edge.settings.threads;
    server->lobby = lobby_new(no_for, server, LOBBY_STAY_MS);
    server->sockets = sockets_new((int)server->threads + OTHER_FILES);
    if (server->lobby == NULL || !start(server, &arena)) {
        arena_release(&arena);
        rest_server_free(server);
        return FAIL_WITH(error, ERR_UNAVAILABLE, "http.cannot_listen",
                         P_STR("host", settings->host), P_I64("port", settings->port));
    }
    arena_release(&arena);
    server->port = listening_port(server->context);
    *ret = server;
    return ERR_OK;
}

int64_t rest_server_port(const struct rest_server *server)
{
    return server->port;
}

void rest_server_drain(struct rest_server *server)
{
    __atomic_store_n(&server->edge.draining, true, __ATOMIC_RELEASE);
}

void rest_server_free(struct rest_server *server)
{
    if (server == NULL)
        return;
    lobby_close(server->lobby); /* else civetweb would wait for those who stay there */
    if (server->context != NULL)
        mg_stop(server->context);
    lobby_free(server->lobby);
    sockets_free(server->sockets);
    edge_release(&server->edge);
    mg_exit_library();
    free(server);
}
