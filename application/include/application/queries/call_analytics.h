/* application/queries/call_analytics.h - what calls brought and cost, from roll-ups. */
#ifndef APPLICATION_QUERIES_CALL_ANALYTICS_H
#define APPLICATION_QUERIES_CALL_ANALYTICS_H

#include "application/ports.h"

enum analytics_group {
    GROUP_TOTAL = 1,
    GROUP_HOUR,         /* of a day */
    GROUP_DAY,          /* of the account's zone */
    GROUP_HOUR_OF_WEEK, /* "1T09": Monday, 09:00 to 10:00, all weeks together */
    GROUP_CAMPAIGN,
    GROUP_SCRIPT,
    GROUP_OUTCOME
};
ENUM_NAMES_DECLARE(analytics_group)

struct call_analytics_query {
    enum analytics_group group;
    /* A day of the account's zone ("2026-11-25": its beginning) or an instant; whole quarters of an
     * hour count. Empty: 30 days (of hours: 7) back from `until`, and now. */
    struct str from, until;
    struct campaign_id campaign; /* zero: all */
    struct script_id script;     /* zero: all */
    enum outcome outcome;        /* 0: all */
};

/* Settled calls by the end of the call. */
struct call_figures {
    int64_t calls;
    int64_t rang;     /* at somebody's */
    int64_t answered; /* connected, a machine's too */
    int64_t talked;   /* a person spoke with us */
    int64_t voicemail;
    int64_t promises;
    struct amount promised;  /* by those that name an amount */
    struct duration talk_ms; /* all together */
    struct amount price;     /* charged to the account, in the wallet's unit */
    struct amount cost;      /* of the voice provider */
};
extern const struct record call_figures_record;

struct call_analytics_row {
    struct str key;  /* "2026-11-25T09", "2026-11-25", "1T09", an id, an outcome; of all: "total" */
    struct str name; /* of the campaign or the script */
    struct opt_instant from; /* the beginning of an hour or a day */
    struct call_figures figures;
};
struct call_analytics {
    enum analytics_group group;
    struct instant from, until;
    struct str time_zone;
    struct call_figures total;
    LIST_OF(struct call_analytics_row) rows; /* in their order; those without calls are left out */
};
extern const struct record call_analytics_record;

/* Days and hours of at most so long a range. */
enum { ANALYTICS_DAYS_MOST = 400, ANALYTICS_HOURS_MOST_DAYS = 92 };

/* PERMISSION_READ. Field errors of from and until: "field.format", "analytics.range_turned",
 * "analytics.range_too_long" {days}; ERR_NOT_FOUND of campaign and script. */
enum err call_analytics(const struct ports *ports, struct scope *scope,
                        const struct call_analytics_query *query,
                        struct call_analytics *ret) MUST_USE;

/* What a roll-up says, in the units of the account's money. */
struct call_figures call_figures_of(const struct rollup *r, enum unit wallet, enum unit currency);

#endif
