/* application/queries/calling_hours.h - when a campaign may call by law, and by the account's own
 * window, in the countries of its lists: told while its own hours are chosen. */
#ifndef APPLICATION_QUERIES_CALLING_HOURS_H
#define APPLICATION_QUERIES_CALLING_HOURS_H

#include "application/ports.h"

/* Of a weekday; one may have several, in order, or none. */
struct calling_day {
    int64_t weekday;       /* 1 = Monday */
    struct str start, end; /* "07:00" to "19:00", by the clock of who is called */
};
struct country_hours {
    struct str country;
    struct str rules; /* their name */
    bool cautious;    /* the country has no rules of its own here: those that stand in for them */
    LIST_OF(struct calling_day) days;
    LIST_OF(struct holiday) holidays; /* of the next HOLIDAY_DAYS: nobody is called */
};
struct calling_hours {
    enum purpose purpose;
    LIST_OF(struct country_hours) countries; /* the account's where there is no list yet */
};
extern const struct record calling_hours_record;

enum { HOLIDAY_DAYS = 60, HOURS_COUNTRIES = 8 };

/* PERMISSION_READ; ERR_NOT_FOUND of the campaign. Who is called goes by the country of the phone: a
 * row may name another than its list. */
enum err calling_hours(const struct ports *ports, struct scope *scope, struct campaign_id id,
                       struct calling_hours *ret) MUST_USE;

#endif
