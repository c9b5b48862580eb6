/* tests/support/simulator.h - retell-simulator as a process of its own, for tests that speak to it.
 * What does not work fails the test. */
#ifndef SUPPORT_SIMULATOR_H
#define SUPPORT_SIMULATOR_H

#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/str.h"
#include "codec/json.h"

#define SIMULATOR_KEY "key_of_the_test"
#define SIMULATOR_AGENT "agent_of_the_test"
#define SIMULATOR_FROM "+576015550100"

struct simulated {
    pid_t pid;
    int64_t port;
    char url[48]; /* http://127.0.0.1:port */
};

/* Starts it on a free port with SIMULATOR_KEY, SIMULATOR_AGENT and `options` (ends with NULL; NULL:
 * none), and returns when it listens. It dies with the test. */
struct simulated simulated_start(const char *const *options);
/* Ends it by SIGTERM; it must end cleanly. */
void simulated_stop(struct simulated *s);

/* One request with the key; body may be STR_NONE. The status, 0 when there was no whole answer. */
int simulated_request(const struct simulated *s, struct arena *arena, const char *method,
                      const char *path, struct str body, struct str *answer);
/* The same, parsed; the status must be 2xx. */
const struct json *simulated_ask(const struct simulated *s, struct arena *arena, const char *method,
                                 const char *path, struct str body);
/* POST /__sim/faults, as the simulator's faults.h has it: {"kind": "reset", "accepted": true}. */
void simulated_fault(const struct simulated *s, const char *fault);
/* What calls to numbers with this ending become: "busy", "reason:dial_failed". "": every number. */
void simulated_scenario(const struct simulated *s, const char *ends_with, const char *scenario);
/* The lines of the book of that kind ("post", "end", "stop", "unfinished"), as an array would have
 * them: walk from *n lines. */
const struct json **simulated_book(const struct simulated *s, struct arena *arena, const char *kind,
                                   size_t *n);
/* The judge: no tag was POSTed twice. */
void expect_no_tag_twice(const struct simulated *s);

#endif
