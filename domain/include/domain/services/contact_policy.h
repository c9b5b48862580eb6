/* domain/services/contact_policy.h - may this person be called now? Pure: the time zones are asked
 * through their port, the rest is data. Decides before every dial. */
#ifndef DOMAIN_SERVICES_CONTACT_POLICY_H
#define DOMAIN_SERVICES_CONTACT_POLICY_H

#include "domain/gateways/time_zones.h"
#include "domain/models/campaign.h"
#include "domain/models/person.h"
#include "domain/services/rule_pack.h"

struct dial_question {
    const struct rule_packs *packs;
    struct time_zones zones;
    struct str country;   /* of the phone; empty: never allowed */
    struct str time_zone; /* the contact's own; empty: all of the country's */
    enum purpose purpose;
    struct str window_start, window_end; /* the campaign's own, "08:00"; empty: none */
    int64_t attempts_per_day;            /* the campaign's; the stricter counts */
    struct instant now;
    struct arena *arena;
};

struct dial_verdict {
    bool allowed;
    const char *reason;    /* slug when not: "policy.outside_hours", "policy.holiday",
                              "policy.attempts_day" … */
    struct instant next;   /* the next lawful moment as far as known; 0: never (suppressed) */
    struct str rules;      /* "co/3": which rules decided */
    struct str local_time; /* "2026-11-25T09:30 America/Bogota", first candidate zone */
};

/* Hours and holidays only. Allowed if allowed in all candidate zones; every window shrunk by 120 s
 * at both ends. Looks 21 days ahead for `next`. */
enum err dialing_window(const struct dial_question *q, struct dial_verdict *ret,
                        struct error *error) MUST_USE;
/* Suppression, guard, cool-down, attempts and contacts of these persons (the phones of one job),
 * then hours. Suppressed: allowed false, next 0, reason "person.suppressed". */
enum err contact_policy(const struct dial_question *q, struct person *const *persons, size_t n,
                        struct dial_verdict *ret, struct error *error) MUST_USE;

#endif
