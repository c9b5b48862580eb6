/* apps/service.h - API and loops over an installation, until they are told to stop. */
#ifndef APPS_SERVICE_H
#define APPS_SERVICE_H

#include <signal.h>

#include "apps/compose.h"

enum service_part {
    SERVICE_API = 1 << 0,          /* REST, webhooks, inbox, imports */
    SERVICE_CALLS = 1 << 1,        /* dialing, reconciling, gates */
    SERVICE_BILLING = 1 << 2,      /* settling, money's events */
    SERVICE_ANALYTICS = 1 << 3,    /* exports */
    SERVICE_NOTIFICATION = 1 << 4, /* mail */
    SERVICE_ALL = (1 << 5) - 1
};

struct service;

/* Starts the parts. Brings the installation's voice connection up to date first, and, with the API,
 * makes a fresh key of the installation and leaves it with the server's address in the local key
 * file (0600). */
enum err service_start(struct installation *installation, int parts, struct service **ret,
                       struct error *error) MUST_USE;
/* Drains: not ready, no new claims, POSTs in flight are waited for (settings.shutdown_wait), then
 * ends every thread, takes the key back and removes its file. NULL is fine. */
void service_stop(struct service *service);

/* As many heaps as processors, instead of eight times as many: a thousand threads that take turns
 * then work in the memory that was used last, which the processor still has at hand, and give it
 * back to each other. Before the installation is opened. */
void service_share_memory(void);
/* SIGTERM, SIGINT and SIGHUP (where it is not ignored) wait for service_run(), whichever thread
 * they come to. Before the installation is opened: its threads inherit it, and one that did not
 * would end the process without draining.
 */
sigset_t service_hold_signals(void);
/* Where the settings tell a server to listen, by the keys that say so. */
struct listen_place {
    const char *address_key, *port_key;
    struct str address;
    int64_t port; /* 0: any free one */
};
struct listen_place http_place(const struct settings *settings);
struct listen_place live_place(const struct settings *settings);
struct listen_place health_place(const struct settings *settings);
/* May this process listen there? Opens nothing. ERR_UNAVAILABLE "listen.taken",
 * "listen.not_allowed", "listen.not_here" {setting, host, port}. */
enum err listen_check(const struct listen_place *place, struct error *error) MUST_USE;
/* Reports each port that the settings name: `what` is "cli.doctor.port". */
void listen_report(const struct settings *settings, engine_report *report, void *to);

/* Runs until one of those signals. Prints the address on standard output. */
enum err service_run(struct installation *installation, int parts, struct error *error) MUST_USE;

#endif
