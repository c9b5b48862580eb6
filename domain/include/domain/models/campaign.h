/* domain/models/campaign.h - script, numbers, pace and rules under which batches of people are
 * called. */
#ifndef DOMAIN_MODELS_CAMPAIGN_H
#define DOMAIN_MODELS_CAMPAIGN_H

#include "base/opt.h"
#include "domain/event.h"
#include "domain/ids.h"

enum campaign_status {
    CAMPAIGN_DRAFT = 1,
    CAMPAIGN_RUNNING,
    CAMPAIGN_PAUSED,
    CAMPAIGN_CANCELLED,
    CAMPAIGN_DONE
};
ENUM_NAMES_DECLARE(campaign_status)

/* What the calls are for: each country has rules for each. */
enum purpose { PURPOSE_COLLECTION = 1, PURPOSE_COMMERCIAL, PURPOSE_SERVICE };
ENUM_NAMES_DECLARE(purpose)

struct pacing {
    int64_t starts_per_minute;
    int64_t max_active; /* calls of this campaign at once */
};
extern const struct record pacing_record;

/* Delays are those of the outcome table unless given here. */
struct retry_rules {
    int64_t max_attempts;     /* of one job; 0: no further one, not even of another phone */
    int64_t attempts_per_day; /* of one person, by this campaign's purpose */
    struct opt_duration no_answer_ms, busy_ms, voicemail_ms, fault_ms;
};
extern const struct record retry_rules_record;

struct campaign {
    struct campaign_id id;
    struct account_id account;
    int64_t version;
    enum campaign_status status;
    struct str name;
    enum purpose purpose;
    struct script_id script;
    struct connection_id connection; /* zero: the installation's */
    struct str_list from_numbers;    /* E.164, ours: not a person's */
    struct pacing pacing;
    struct retry_rules retry;
    struct duration max_call_ms;          /* held and passed to the provider as its hard cap */
    struct opt_duration shortest_call_ms; /* a smaller wallet may buy this much */
    struct opt_i64 redial_undetermined_after_h;
    struct str window_start, window_end; /* "08:00": narrows the country's hours; empty: not */
    struct opt_i64 budget_calls;         /* stops starting new calls after so many */
    /* taken from the script at launch, so that an edit changes no running campaign */
    struct str opening, instructions, language;
    struct opt_instant launched_at, finished_at;
    struct instant created_at;
};
extern const struct record campaign_record;

/* Sensible beginnings: 60 starts a minute, 10 at once, 3 attempts, one a day, 10 minutes. */
struct campaign campaign_defaults(void);
/* Every wrong field at once. */
void campaign_check(const struct campaign *c, struct error *error);
/* State changes; each raises its event into `events`. ERR_PRECONDITION "campaign.not_a_draft",
 * "campaign.no_contacts", "campaign.no_script", "campaign.no_numbers", "campaign.not_running",
 * "campaign.not_paused", "campaign.over" {status}. */
enum err campaign_launch(struct campaign *c, int64_t contacts, struct instant now,
                         struct event_list *events, struct arena *arena,
                         struct error *error) MUST_USE;
enum err campaign_pause(struct campaign *c, struct instant now, struct event_list *events,
                        struct arena *arena, struct error *error) MUST_USE;
enum err campaign_resume(struct campaign *c, struct instant now, struct event_list *events,
                         struct arena *arena, struct error *error) MUST_USE;
enum err campaign_cancel(struct campaign *c, struct instant now, struct event_list *events,
                         struct arena *arena, struct error *error) MUST_USE;
/* Only a draft, running or paused campaign takes more people: "campaign.over" {status}. */
enum err campaign_takes_people(const struct campaign *c, struct error *error) MUST_USE;
/* Only when no job is open any more. */
enum err campaign_finish(struct campaign *c, int64_t open_jobs, struct instant now,
                         struct event_list *events, struct arena *arena,
                         struct error *error) MUST_USE;

#endif
