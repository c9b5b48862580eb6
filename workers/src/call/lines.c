/* call/lines.c - what the worker keeps of connections and campaigns. There are few of the first;
 * lanes of campaigns that are not met any more are used again. */
#include <stdlib.h>
#include <string.h>

#include "call/parts.h"

static void *grown(void *items, size_t n, size_t *capacity, size_t size)
{
    if (n < *capacity)
        return items;
    *capacity = *capacity == 0 ? 8 : 2 * *capacity;
    items = realloc(items, *capacity * size);
    if (items == NULL)
        abort(); /* as everywhere: out of memory ends the process */
    return items;
}

struct line *line_of(struct call_worker *w, struct connection_id connection)
{
    struct line *line;

    for (size_t i = 0; i < w->lines_n; i++)
        if (ID_EQ(w->lines[i].connection, connection))
            return &w->lines[i];
    w->lines = grown(w->lines, w->lines_n, &w->lines_capacity, sizeof *w->lines);
    line = &w->lines[w->lines_n++];
    *line = (struct line){ .connection = connection };
    breaker_init(&line->breaker);
    return line;
}

/* Not met for a while, and nothing of it is in the air. */
static bool lane_is_free(const struct call_worker *w, const struct lane *lane)
{
    return lane->flights == 0 && lane->turn < w->turn - 1000;
}

struct lane *lane_of(struct call_worker *w, struct campaign_id campaign)
{
    struct lane *lane = NULL;

    for (size_t i = 0; i < w->lanes_n; i++) {
        if (ID_EQ(w->lanes[i].campaign, campaign))
            return &w->lanes[i];
        if (lane == NULL && lane_is_free(w, &w->lanes[i]))
            lane = &w->lanes[i];
    }
    if (lane == NULL) {
        w->lanes = grown(w->lanes, w->lanes_n, &w->lanes_capacity, sizeof *w->lanes);
        lane = &w->lanes[w->lanes_n++];
    }
    *lane = (struct lane){ .campaign = campaign, .turn = w->turn };
    return lane;
}
