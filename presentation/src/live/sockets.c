/* sockets.c - the only file that knows libwebsockets: handshakes, frames, and the loop's thread.
 *
 * The loop is libev's (epoll). The library's own asks the system about every open socket in each of
 * its turns: with 5,000 of them that was three quarters of the hub's time. */
#include <assert.h>
#include <ev.h>
#include <libwebsockets.h>
#include <sched.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "base/strbuf.h"
#include "live/hub.h"
#include "step_back.h"

enum {
    MOST = 20000,
    MOST_OF_USER = 50,
    RECHECK_MS = 10000,
    TICK_MS = 50,
    GOODBYE_MS = 2000,
    PIECE = 512,             /* of a message that comes in: a buffer of so much an open socket */
    SEND_BUFFER = 64 * 1024, /* of the system, a socket: a slow reader shows early */
    HANDSHAKES = 512,        /* at once */
    OTHER_FILES = 4096,      /* of the process, beside the sockets */
    PING_S = 25,
    SILENT_S = 60, /* without a pong: gone */
    TURNS = 16     /* to write, one after the other: a fifth of a millisecond */
};

static const char path[] = "/live";

struct live_sockets {
    struct live_hub *hub;
    struct ev_loop *loop;
    struct lws_context *context;
    struct lws_vhost *vhost;
    lws_sorted_usec_list_t ticks;
    pthread_t thread;
    bool has_thread;
    bool leave; /* atomic: set by live_hub_free() */
    bool left;
    int64_t leave_by;
    struct arena arena; /* of one message */
    unsigned char *out; /* LWS_PRE, then the message */
    size_t out_size;
    uint64_t turns; /* to write, so far */
};

/* -- asked by hub.c -- */

void sockets_ask(struct live_hub *hub, void *socket)
{
    (void)hub;
    lws_callback_on_writable(socket);
}

void sockets_cut(struct live_hub *hub, void *socket)
{
    (void)hub;
    lws_set_timeout(socket, PENDING_TIMEOUT_KILLED_BY_PARENT, LWS_TO_KILL_ASYNC);
}

void sockets_wake(struct live_hub *hub)
{
    lws_cancel_service(hub->net->context);
}

/* -- handshakes -- */

static struct str header_of(struct lws *wsi, enum lws_token_indexes which, char *buffer, int n)
{
    int got = lws_hdr_copy(wsi, buffer, n, which);

    return got < 0 ? STR_NONE : (struct str){ buffer, (size_t)got };
}

/* In our own words: the library's are HTTP/1.0 here, with a page that links to others. -1: hang up.
 */
static int answer(struct lws *wsi, const char *status)
{
    unsigned char out[LWS_PRE + 128];
    int n = snprintf((char *)out + LWS_PRE, sizeof out - LWS_PRE,
                     "HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status);

    (void)lws_write(wsi, out + LWS_PRE, (size_t)n, LWS_WRITE_HTTP);
    return -1;
}

/* A page says where it is from; what is no browser says nothing, and has its ticket alone. */
static int refusal(struct live_hub *hub, struct lws *wsi)
{
    char buffer[512];
    bool has_origin = lws_hdr_total_length(wsi, WSI_TOKEN_ORIGIN) > 0;

    if (!str_eq_c(header_of(wsi, WSI_TOKEN_GET_URI, buffer, sizeof buffer), path))
        return answer(wsi, "404 Not Found");
    if (has_origin &&
        !origins_know(&hub->origins, header_of(wsi, WSI_TOKEN_ORIGIN, buffer, sizeof buffer)))
        return answer(wsi, "403 Forbidden");
    if (hub->leaving || (int64_t)hub->rooms.n_members >= hub->settings.most)
        return answer(wsi, "503 Service Unavailable");
    return 0;
}

/* -- open sockets -- */

static int opened(struct live_hub *hub, struct lws *wsi, struct live_member **member)
{
    int size = SEND_BUFFER;

    (void)setsockopt(lws_get_socket_fd(wsi), SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    *member = hub_opened(hub, wsi);
    return *member == NULL ? -1 : 0;
}

static int received(struct live_hub *hub, struct lws *wsi, struct live_member *member,
                    const void *in, size_t n)
{
    bool last = lws_is_final_fragment(wsi) && lws_remaining_packet_payload(wsi) == 0;

    if (lws_frame_is_binary(wsi))
        hub_close_member(hub, member, CLOSE_MESSAGE);
    else
        hub_received(hub, member, (struct str){ in, n }, last);
    return 0;
}

static int send_text(struct live_sockets *net, struct lws *wsi, struct str text)
{
    if (net->out_size < text.n) {
        free(net->out);
        net->out = malloc(LWS_PRE + text.n);
        net->out_size = text.n;
        if (net->out == NULL)
            abort();
    }
    memcpy(net->out + LWS_PRE, text.p, text.n);
    return lws_write(wsi, net->out + LWS_PRE, text.n, LWS_WRITE_TEXT) < 0 ? -1 : 0;
}

static int write_turn(struct live_hub *hub, struct lws *wsi, struct live_member *member)
{
    struct live_sockets *net = hub->net;
    struct str text;
    int status = 0;

    if (member->close != 0) {
        member->asked = false;
        lws_close_reason(wsi, (enum lws_close_status)member->close, NULL, 0);
        return -1;
    }
    text = hub_next(hub, member, &net->arena);
    if (text.p != NULL)
        status = send_text(net, wsi, text);
    arena_reset(&net->arena);
    if (++net->turns % TURNS == 0)
        sched_yield(); /* a request that waits goes before the next of a thousand messages */
    return status;
}

/* At once, unless the end of an earlier message still waits for room: else the loop would have to
 * begin to listen for room that is nearly always there, be told of it, and leave off, which is a
 * fifth of what a message costs. */
void sockets_offer(struct live_hub *hub, struct live_member *member)
{
    struct lws *wsi = member->socket;

    if (lws_partial_buffered(wsi) != 0)
        lws_callback_on_writable(wsi);
    else if (write_turn(hub, wsi, member) != 0)
        sockets_cut(hub, wsi);
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                    size_t n)
{
    struct live_hub *hub = lws_context_user(lws_get_context(wsi));
    struct live_member **member = user;

    switch (reason) {
    case LWS_CALLBACK_HTTP:
        /* nothing but sockets is served here */
        return answer(wsi, "404 Not Found");
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
        return refusal(hub, wsi);
    case LWS_CALLBACK_ESTABLISHED:
        return opened(hub, wsi, member);
    case LWS_CALLBACK_RECEIVE:
        return received(hub, wsi, *member, in, n);
    case LWS_CALLBACK_SERVER_WRITEABLE:
        /* after the end of a long message the library gives one that nobody asked for */
        return (*member)->asked ? write_turn(hub, wsi, *member) : 0;
    case LWS_CALLBACK_CLOSED:
        if (*member != NULL)
            hub_closed(hub, *member);
        return 0;
    case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
        hub_take(hub);
        return 0;
    default:
        return 0;
    }
}

/* -- the loop -- */

static void tick(lws_sorted_usec_list_t *ticks)
{
    struct live_sockets *net = lws_container_of(ticks, struct live_sockets, ticks);

    hub_tick(net->hub);
    lws_sul_schedule(net->context, 0, ticks, tick, TICK_MS * LWS_US_PER_MS);
}

/* True while somebody has still to go. */
static bool goes_on(struct live_sockets *net)
{
    struct live_hub *hub = net->hub;
    int64_t now = VIA0(hub->ports->clock, boot).unix_ms;

    if (!__atomic_load_n(&net->leave, __ATOMIC_ACQUIRE))
        return true;
    if (!net->left) {
        net->left = true;
        net->leave_by = now + GOODBYE_MS;
        hub_leave(hub);
    }
    return hub->rooms.n_members > 0 && now < net->leave_by;
}

static void *run(void *self)
{
    struct live_sockets *net = self;

    step_back(); /* thousands of messages are due at one moment, requests come one by one */
    lws_sul_schedule(net->context, 0, &net->ticks, tick, TICK_MS * LWS_US_PER_MS);
    while (goes_on(net))
        ev_run(net->loop, EVRUN_ONCE);
    lws_sul_cancel(&net->ticks);
    return NULL;
}

/* -- beginning and end -- */

static void raise_limit(int64_t sockets)
{
    rlim_t wanted = (rlim_t)(sockets + OTHER_FILES);
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    (void)setrlimit(RLIMIT_NOFILE, &limit); /* as far as it goes: accept() says the rest */
}

/* With IPv6 the library takes an address of IPv4 for every address there is. */
static uint64_t family_of(struct str host)
{
    return str_find_char(host, ':') == SIZE_MAX ? LWS_SERVER_OPTION_DISABLE_IPV6 : 0;
}

static enum err listen_at(struct live_hub *hub, struct error *error)
{
    static const struct lws_protocols protocols[] = {
        /* without a size of its own a message would go out in pieces of PIECE, a turn each */
        { "live", callback, sizeof(struct live_member *), PIECE, 0, NULL, SEND_BUFFER },
        { NULL, NULL, 0, 0, 0, NULL, 0 },
    };
    static const lws_retry_bo_t patience = { .secs_since_valid_ping = PING_S,
                                             .secs_since_valid_hangup = SILENT_S };
    struct live_sockets *net = hub->net;
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN,
        .user = hub,
        .foreign_loops = (void *[]){ net->loop },
        .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_LIBEV |
                   family_of(hub->settings.host),
        .max_http_header_pool = HANDSHAKES,
        .gid = -1, /* stays who it is */
        .uid = -1,
    };

    lws_set_log_level(0, NULL);
    net->context = lws_create_context(&info);
    if (net->context == NULL) /* the library loads its part for libev at this moment */
        return FAIL(error, ERR_UNAVAILABLE, "live.no_loop");
    info.port = (int)hub->settings.port;
    info.iface = str_c(&hub->arena, hub->settings.host);
    info.protocols = protocols;
    info.retry_and_idle_policy = &patience;
    info.timeout_secs = ENTER_MS / 1000;
    info.vhost_name = "live";
    net->vhost = lws_create_vhost(net->context, &info);
    if (net->vhost == NULL)
        return FAIL_WITH(error, ERR_UNAVAILABLE, "http.cannot_listen",
                         P_STR("host", hub->settings.host), P_I64("port", hub->settings.port));
    return ERR_OK;
}

static void set_defaults(struct live_hub *hub, const struct live_hub_settings *settings)
{
    hub->settings = *settings;
    if (hub->settings.most == 0)
        hub->settings.most = MOST;
    if (hub->settings.most_of_user == 0)
        hub->settings.most_of_user = MOST_OF_USER;
    if (hub->settings.recheck.ms == 0)
        hub->settings.recheck.ms = RECHECK_MS;
}

static struct live_hub *hub_made(const struct live_hub_settings *settings,
                                 const struct ports *ports, struct metrics *metrics)
{
    struct live_hub *hub = calloc(1, sizeof *hub);

    if (hub == NULL || (hub->net = calloc(1, sizeof *hub->net)) == NULL)
        abort();
    hub->arena = arena_init();
    hub->ports = ports;
    hub->metrics = metrics;
    hub->net->hub = hub;
    hub->net->loop = ev_loop_new(EVFLAG_AUTO);
    if (hub->net->loop == NULL)
        abort();
    hub->net->arena = arena_init();
    origins_init(&hub->origins);
    pthread_mutex_init(&hub->lock, NULL);
    set_defaults(hub, settings);
    for (size_t i = 0; i < settings->origins.n; i++)
        live_hub_allow(hub, settings->origins.items[i]);
    return hub;
}

enum err live_hub_new(const struct live_hub_settings *settings, const struct ports *ports,
                      struct metrics *metrics, struct live_hub **ret, struct error *error)
{
    struct live_hub *hub = hub_made(settings, ports, metrics);
    enum err code;

    raise_limit(hub->settings.most);
    code = listen_at(hub, error);
    if (code != ERR_OK) {
        live_hub_free(hub);
        return code;
    }
    if (!hub_start(hub) || pthread_create(&hub->net->thread, NULL, run, hub->net) != 0) {
        live_hub_free(hub);
        return FAIL(error, ERR_UNAVAILABLE, "process.no_thread");
    }
    hub->net->has_thread = true;
    *ret = hub;
    return ERR_OK;
}

int64_t live_hub_port(const struct live_hub *hub)
{
    return lws_get_vhost_listen_port(hub->net->vhost);
}

void live_hub_allow(struct live_hub *hub, struct str origin)
{
    origins_add(&hub->origins, origin);
}

void live_hub_free(struct live_hub *hub)
{
    struct live_sockets *net;

    if (hub == NULL)
        return;
    net = hub->net;
    __atomic_store_n(&net->leave, true, __ATOMIC_RELEASE);
    if (net->has_thread) {
        lws_cancel_service(net->context);
        pthread_join(net->thread, NULL);
    }
    hub_deafen(hub);
    if (net->context != NULL)
        lws_context_destroy(net->context); /* closes those who have not gone by themselves */
    ev_loop_destroy(net->loop);
    hub_release(hub);
    arena_release(&net->arena);
    free(net->out);
    free(net);
    free(hub);
}
