/* domain/gateways/time_zones.h - the system's tzdata; never a library's own copy. */
#ifndef DOMAIN_GATEWAYS_TIME_ZONES_H
#define DOMAIN_GATEWAYS_TIME_ZONES_H

#include "base/arena.h"
#include "base/error.h"
#include "base/field.h"
#include "base/port.h"
#include "base/time.h"

struct local_time {
    struct date date;
    int minute;  /* of the day, 0..1439 */
    int weekday; /* 0 = Monday */
};

struct time_zones_ops {
    /* ERR_NOT_FOUND "zone.unknown" {zone}. */
    enum err (*local)(void *self, struct str zone, struct instant at, struct local_time *ret,
                      struct error *error) MUST_USE;
    /* The first instant at which the zone's clock shows that day and minute (after a gap: the end
     * of it). */
    enum err (*instant)(void *self, struct str zone, struct date date, int minute,
                        struct instant *ret, struct error *error) MUST_USE;
    /* Every zone of the country, by zone.tab; static memory. ERR_NOT_FOUND "country.unknown"
     * {country}. */
    enum err (*of_country)(void *self, struct str country, struct str_list *ret,
                           struct error *error) MUST_USE;
    struct str (*version)(void *self); /* "2025b" */
};
struct time_zones {
    const struct time_zones_ops *ops;
    void *self;
};

#endif
