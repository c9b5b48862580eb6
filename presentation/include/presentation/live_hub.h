/* presentation/live_hub.h - the hub of live updates: one event loop on a port of its own holds
 * every open WebSocket, so that none costs the REST API a thread. docs/architecture/live.md tells
 * the protocol. */
#ifndef PRESENTATION_LIVE_HUB_H
#define PRESENTATION_LIVE_HUB_H

#include "application/ports.h"
#include "base/metrics.h"

struct live_hub;

struct live_hub_settings {
    struct str host;         /* an IPv4 address; loopback unless a proxy stands in front */
    int64_t port;            /* 0: any free one, see live_hub_port() */
    struct str_list origins; /* whose pages may connect: "https://calls.example.com" */
    int64_t most;            /* sockets; 0: 20,000 */
    int64_t most_of_user;    /* of one user, key or screen; 0: 50 */
    struct duration recheck; /* how often it is asked whether who listens still may; 0: 10 s */
};

/* *ports and *metrics (or NULL) stay the caller's and must outlive the hub, which becomes the
 * listener of ports->fan_out. It raises the process's limit of open files to what `most` needs, if
 * it may. ERR_UNAVAILABLE "http.cannot_listen" {host, port}, "process.no_thread". */
enum err live_hub_new(const struct live_hub_settings *settings, const struct ports *ports,
                      struct metrics *metrics, struct live_hub **ret, struct error *error) MUST_USE;
int64_t live_hub_port(const struct live_hub *hub);
/* From now on the pages of one more origin may connect; of all those whose first label a star in
 * its place stands for. */
void live_hub_allow(struct live_hub *hub, struct str origin);
/* Says goodbye (1001) to every socket, closes what has not gone in two seconds, frees. NULL is
 * allowed. */
void live_hub_free(struct live_hub *hub);

#endif
