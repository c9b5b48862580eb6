/* application/src/local_buckets.h - sums by hours and days of an account's zone. Roll-ups come in
 * the order of time, so the newest bucket is nearly always the one that is meant. */
#ifndef APPLICATION_LOCAL_BUCKETS_H
#define APPLICATION_LOCAL_BUCKETS_H

#include "application/ports.h"

enum bucket_kind { BUCKET_HOUR = 1, BUCKET_DAY, BUCKET_HOUR_OF_WEEK };
enum { HOURS_OF_WEEK = 7 * 24 };

struct bucket {
    struct date date;
    int weekday, hour; /* hour: 0 of a day */
    struct rollup sum;
};
struct bucket_list {
    struct bucket *items;
    size_t n, capacity;
};

/* Reads [from, until) of one campaign (zero: all), a month at a time. Whose calls: `is_asked` is
 * asked for each campaign; NULL: everybody's. */
struct bucket_request {
    enum bucket_kind kind;
    struct str zone;
    struct instant from, until;
    struct campaign_id campaign;
    bool by_outcome;
    bool (*is_asked)(const void *context, struct campaign_id campaign);
    const void *context;
};
enum err local_buckets(const struct ports *ports, struct scope *scope,
                       const struct bucket_request *request, struct bucket_list *ret) MUST_USE;

#endif
