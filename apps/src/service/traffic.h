/* apps/src/service/traffic.h - what this process saw in the last hour, from the figures that it
 * counts anyway. */
#ifndef APPS_SERVICE_TRAFFIC_H
#define APPS_SERVICE_TRAFFIC_H

#include "base/metrics.h"
#include "domain/models/process.h"

/* Since the process began. */
struct traffic traffic_read(const struct metrics *metrics);

enum { TRAFFIC_MARKS = 60 };
/* Zero at first. One thread's own. */
struct traffic_hour {
    struct traffic marks[TRAFFIC_MARKS]; /* the sums as they were, a minute apart */
    size_t n;                            /* marks that were ever made */
    struct instant marked_at;
};

/* What the last hour, to the minute, brought of the sum; asked every now and then. `boot`: of the
 * clock that does not jump. */
struct traffic traffic_of_hour(struct traffic_hour *hour, const struct traffic *sum,
                               struct instant boot);
/* Of the last TRAFFIC_RECENT_MINUTES, to the minute; asked after traffic_of_hour(). */
struct traffic traffic_of_minutes(const struct traffic_hour *hour, const struct traffic *sum);

#endif
