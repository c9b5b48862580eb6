/* domain/src/services/dialing_hours.h - the hours of one question: its rules and candidate zones,
 * looked up once. */
#ifndef DOMAIN_SERVICES_DIALING_HOURS_H
#define DOMAIN_SERVICES_DIALING_HOURS_H

#include "domain/services/contact_policy.h"

struct hours {
    const struct dial_question *q;
    const struct rule_pack *pack;
    const struct purpose_rules *rules;
    struct str_list zones; /* candidates; none: *verdict of hours_open() says why */
    int64_t from, until;   /* minutes of the campaign's own window */
};

/* Fills *h, and the verdict's rules and local time. */
enum err hours_open(const struct dial_question *q, struct hours *h, struct dial_verdict *verdict,
                    struct error *error) MUST_USE;
/* *open: `at` if every zone is open then, else a later moment to ask again, with the reason. */
enum err hours_wait(const struct hours *h, struct instant at, struct instant *open,
                    const char **reason, struct error *error) MUST_USE;
/* The moment that is looked ahead to. */
struct instant hours_horizon(const struct dial_question *q);

#endif
