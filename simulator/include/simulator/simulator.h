/* simulator/simulator.h - a stand-in for Retell AI: same paths, fields, errors, limits, signatures
 * and webhooks, spoken to over HTTP. It knows nothing of the product that it is to judge.
 *
 * Time: the life of a call passes `speed` times faster than it is told: start_timestamp is true,
 * end_timestamp is start_timestamp + duration_ms, and so may lie ahead of the clock. */
#ifndef SIMULATOR_SIMULATOR_H
#define SIMULATOR_SIMULATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

enum over_limit {
    OVER_LIMIT_REFUSES = 1, /* 429, no call */
    OVER_LIMIT_ERRS         /* 201, and the call ends as error, concurrency_limit_reached */
};

struct simulator_settings {
    struct str host;       /* an IPv4 address to listen on */
    int64_t port;          /* 0: any free one */
    struct str public_url; /* in front of /recordings; empty: http://host:port */
    struct str api_key;    /* of the callers, and of the signatures */
    uint64_t seed;
    int64_t speed;
    int64_t clock_offset_ms;
    struct str book_file;   /* JSON lines, appended and synced; empty: in memory only */
    struct str state_file;  /* agents, numbers and calls outlive a restart; empty: they do not */
    struct str script_file; /* weights and scenarios by number; empty: the defaults */
    struct str agent;       /* an agent that is there from the start; empty: none */
    struct str numbers;     /* "+57…,+1…" owned; empty: any from_number is taken */
    int64_t concurrency_limit;
    enum over_limit over_limit;
    int64_t creates_per_second; /* beyond: 429 with Retry-After; 0: no limit */
    int64_t webhook_retry_ms;   /* the first gap; doubles twice */
    int64_t idle_close_ms;      /* a silent connection is closed */
    int64_t list_lag_ms;        /* a call appears in list-calls so much later */
};

struct simulator;

struct simulator_settings simulator_defaults(void);
/* Listens when it returns. ERR_INVALID "simulator.bad_script" {file, wrong}, "simulator.bad_state"
 * {file}; ERR_UNAVAILABLE "simulator.cannot_listen" {host, port}, "simulator.cannot_open" {file}.
 * The settings' texts must live as long as the simulator. */
enum err simulator_start(const struct simulator_settings *settings, struct simulator **ret,
                         struct error *error) MUST_USE;
int64_t simulator_port(const struct simulator *simulator);
/* Ends every thread, syncs the book, frees all. NULL is fine. */
void simulator_stop(struct simulator *simulator);

#endif
