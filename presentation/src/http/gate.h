/* gate.h - how many requests are worked on at once. Whoever comes when all are busy waits in a line
 * for a bounded time, then is refused; the line is no longer than what is served in half that time,
 * as it moves now: what is served stays served, and nobody waits long for a no. A client that is
 * slow is outside: it holds a connection, no place. */
#ifndef HTTP_GATE_H
#define HTTP_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/time.h"

struct gate;

struct gate_settings {
    int64_t width;        /* at once; 0: no gate, everybody is let in */
    int64_t rush_width;   /* while the line is half as long as it may be; 0: as wide */
    int64_t waiting_most; /* in line */
    struct duration wait; /* in line */
};

struct gate *gate_new(const struct gate_settings *settings);
/* Nobody is inside or in line. NULL is allowed. */
void gate_free(struct gate *gate);
/* False: refused. One that had been let in and went out to wait for its client comes back `again`:
 * before all others, however long it takes. */
bool gate_enter(struct gate *gate, bool again);
void gate_leave(struct gate *gate);
/* Whoever came now would be refused, with `coming` others on their way. Looks without a lock: a
 * hint. */
bool gate_is_full(const struct gate *gate, int64_t coming);
/* Somebody waits. Likewise. */
bool gate_has_line(const struct gate *gate);

#endif
