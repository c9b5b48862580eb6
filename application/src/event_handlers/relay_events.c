/* application/src/event_handlers/relay_events.c - from the log to a bus that is elsewhere. */
#include "application/event_handlers/subscriptions.h"

enum { RELAY_PAGE = 500 };
static const char relay[] = "relay";

/* How far every consumer has read the log itself; INT64_MAX: all of it. */
static enum err read_by_all(const struct ports *ports, struct scope *scope, int64_t *ret)
{
    int64_t least = INT64_MAX;

    for (size_t i = 1; i < consumer_names.n; i++) {
        struct event_list next = { 0 };

        TRY(VIA(ports->events, read, scope, consumer_names.names[i], 1, &next));
        if (next.n > 0 && next.items[0].seq - 1 < least)
            least = next.items[0].seq - 1;
    }
    *ret = least;
    return ERR_OK;
}

/* What is behind the relay is the bus's, not the log's any more. */
static enum err follow(const struct ports *ports, struct scope *scope, int64_t seq)
{
    for (size_t i = 1; i < consumer_names.n; i++)
        TRY(VIA(ports->events, advance, scope, consumer_names.names[i], seq));
    return ERR_OK;
}

static size_t known_of(const struct event_list *events, int64_t read)
{
    size_t n = 0;

    while (n < events->n && events->items[n].seq <= read)
        n++;
    return n;
}

enum err relay_events(const struct ports *ports, struct scope *scope, int64_t *relayed)
{
    struct event_list events = { 0 };
    int64_t read, last;

    TRY(VIA(ports->events, read, scope, relay, RELAY_PAGE, &events));
    *relayed = (int64_t)events.n;
    if (events.n == 0)
        return ERR_OK;
    last = events.items[events.n - 1].seq;
    TRY(read_by_all(ports, scope, &read));
    size_t known = known_of(&events, read);
    if (known < events.n)
        TRY(VIA(ports->bus, publish, scope, events.items + known, events.n - known));
    TRY(VIA(ports->events, advance, scope, relay, last));
    return follow(ports, scope, last);
}
