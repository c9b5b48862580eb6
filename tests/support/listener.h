/* tests/support/listener.h - an address that webhooks are sent to, read one by one by the test. */
#ifndef SUPPORT_LISTENER_H
#define SUPPORT_LISTENER_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct listener {
    int fd;
    int64_t port;
};
struct heard {
    struct str path, signature, body;
};

struct listener listener_open(void);
void listener_close(struct listener *l);
/* The next request, answered with `status`; waits up to 20 s for it, then the test fails. */
struct heard listener_hear(struct listener *l, struct arena *arena, int status);
/* True: nobody is waiting to be heard. */
bool listener_is_idle(const struct listener *l);

#endif
