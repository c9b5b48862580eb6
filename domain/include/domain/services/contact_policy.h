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
    struct str tag;       /* of the attempt itself: its own guard and count are not in its way */
    /* A job of which no attempt was ever sent: what stands under its tags was left by a worker that
     * died before it took it back, and is not in its way either. Zero: none such. */
    struct job_id unsent;
    enum purpose purpose;
    struct str window_start, window_end; /* the campaign's own, "08:00"; empty: none */
    int64_t attempts_per_day;            /* the campaign's; the stricter counts */
    struct instant now;
    struct arena *arena;
};

struct dial_verdict {
    bool allowed;
    const char *reason;    /* slug when not: "person.suppressed", "policy.guarded",
                              "policy.cool_down", "policy.attempts_day", "policy.attempts_week",
                              "policy.contacts_day", "policy.contacts_week", "policy.holiday",
                              "policy.no_calendar", "policy.outside_hours",
                              "policy.country_unknown", "policy.zone_unknown" */
    struct instant next;   /* the next lawful moment as far as known, or when to look again; 0:
                              never (suppressed, no country, no such zone) */
    struct str rules;      /* "co/3": which rules decided */
    struct str local_time; /* "2026-11-25T09:30 America/Bogota", first candidate zone */
};

enum { WINDOW_MARGIN_MS = 120 * 1000, WINDOW_DAYS_AHEAD = 21 };

/* Hours and holidays only. Allowed if allowed in all candidate zones; every window shrunk by
 * WINDOW_MARGIN_MS at both ends. Looks WINDOW_DAYS_AHEAD for `next`. ERR_INVALID
 * "policy.bad_window": the campaign's own window is none. ERR_PRECONDITION "rules.missing"
 * {country}: neither a pack of the country nor a default. */
enum err dialing_window(const struct dial_question *q, struct dial_verdict *ret,
                        struct error *error) MUST_USE;
/* Suppression, guard, cool-down, attempts and contacts of these persons (the phones of one job, so
 * one human being: their attempts are counted together, each tag once), then hours. The country's
 * limits count every purpose, the campaign's own only its purpose. A week is both the calendar's
 * and any seven days. Suppressed: allowed false, next 0, reason "person.suppressed". */
enum err contact_policy(const struct dial_question *q, struct person *const *persons, size_t n,
                        struct dial_verdict *ret, struct error *error) MUST_USE;

#endif
