/* application/queries/account_stats.h - the dashboard's first page in one answer: how is today
 * going? From counters and roll-ups, never by scanning calls. */
#ifndef APPLICATION_QUERIES_ACCOUNT_STATS_H
#define APPLICATION_QUERIES_ACCOUNT_STATS_H

#include "application/ports.h"
#include "application/queries/call_analytics.h"
#include "application/queries/read_wallet.h"
#include "domain/models/campaign.h"

struct campaign_stats {
    struct campaign_id campaign;
    struct str name;
    enum campaign_status status;
    struct opt_instant launched_at;
    int64_t jobs;          /* all */
    int64_t queued;        /* scheduled, retry_wait, claimed, held */
    int64_t waiting_funds; /* beside them */
    int64_t on_line;       /* dialing, placed, live */
    int64_t over;          /* done, failed, undetermined, blocked, cancelled */
    int64_t undetermined;  /* of them: a person must decide */
    struct call_figures figures;
};

/* Today in the account's zone: each number is part of the one before, but for the first. */
struct call_funnel {
    int64_t queued; /* now, in running and paused campaigns; waiting for funds, too */
    int64_t rung, answered, talked, promises;
    struct amount promised;
    struct amount spent;
};

struct outcome_cost {
    enum outcome outcome;
    int64_t calls;
    struct amount price; /* of these calls */
    struct amount each;  /* all calls' price divided by these: what one such outcome took */
};

struct week_hour {
    int64_t weekday; /* 1: Monday */
    int64_t hour;    /* 0..23 */
    int64_t rang, answered;
};

enum alert_level { ALERT_NOTICE = 1, ALERT_NEEDS_YOU, ALERT_FAILED };
ENUM_NAMES_DECLARE(alert_level)
struct alert {
    struct str code; /* slug: "alert.waiting_funds" */
    enum alert_level level;
    int64_t count;
    struct campaign_id campaign; /* zero: of the account */
    struct str text;             /* the sentence, in the viewer's language */
};

struct account_stats {
    struct instant at;
    struct str time_zone;
    struct str date;           /* today, there */
    struct wallet_view wallet; /* nothing without PERMISSION_READ_MONEY */
    int64_t campaigns_running, campaigns_paused, calls_now;
    LIST_OF(struct campaign_stats) campaigns; /* running and paused, newest first */
    struct call_funnel today;
    struct instant since;                  /* of the following: 28 days back */
    LIST_OF(struct outcome_cost) outcomes; /* those that came up */
    LIST_OF(struct week_hour) answer_rate; /* hours in which a phone rang */
    LIST_OF(struct alert) alerts;
};
extern const struct record account_stats_record;

enum { STATS_CAMPAIGNS = 50, STATS_DAYS = 28, STATS_ALERTS = 20 };

/* PERMISSION_READ. */
enum err account_stats(const struct ports *ports, struct scope *scope,
                       struct account_stats *ret) MUST_USE;

#endif
