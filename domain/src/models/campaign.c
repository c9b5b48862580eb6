/* domain/src/models/campaign.c - the life of a campaign. */
#include "domain/models/campaign.h"

#include "base/strbuf.h"
#include "base/arena.h"
#include "domain/phone.h"
#include "domain/services/calling_window.h"

static const char *const campaign_status_texts[] = {
    [CAMPAIGN_DRAFT] = "draft",   [CAMPAIGN_RUNNING] = "running",
    [CAMPAIGN_PAUSED] = "paused", [CAMPAIGN_CANCELLED] = "cancelled",
    [CAMPAIGN_DONE] = "done",
};
ENUM_NAMES_DEFINE(campaign_status)

static const char *const purpose_texts[] = {
    [PURPOSE_COLLECTION] = "collection",
    [PURPOSE_COMMERCIAL] = "commercial",
    [PURPOSE_SERVICE] = "service",
};
ENUM_NAMES_DEFINE(purpose)

static const struct field pacing_fields[] = {
    FIELD_I64(struct pacing, starts_per_minute, 0, 1, 6000),
    FIELD_I64(struct pacing, max_active, 0, 1, 10000),
};
const struct record pacing_record = RECORD("pacing", struct pacing, pacing_fields);

enum { MS_RETRY_MOST = 30 * 86400, MS_CALL_LEAST = 60000, MS_CALL_MOST = 7200000 };
#define RETRY_MOST ((int64_t)MS_RETRY_MOST * MS_PER_SECOND)

static const struct field retry_rules_fields[] = {
    FIELD_I64(struct retry_rules, max_attempts, 0, 1, 20),
    FIELD_I64(struct retry_rules, attempts_per_day, 0, 1, 10),
    FIELD_OPT_DURATION(struct retry_rules, no_answer_ms, 0, 0, RETRY_MOST),
    FIELD_OPT_DURATION(struct retry_rules, busy_ms, 0, 0, RETRY_MOST),
    FIELD_OPT_DURATION(struct retry_rules, voicemail_ms, 0, 0, RETRY_MOST),
    FIELD_OPT_DURATION(struct retry_rules, fault_ms, 0, 0, RETRY_MOST),
};
const struct record retry_rules_record =
    RECORD("retry_rules", struct retry_rules, retry_rules_fields);

static const struct field campaign_fields[] = {
    FIELD_ID(struct campaign, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct campaign, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct campaign, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_ENUM(struct campaign, status, FIELD_INDEXED | FIELD_READ_ONLY, campaign_status_names),
    FIELD_STR(struct campaign, name, FIELD_REQUIRED | FIELD_INDEXED | FIELD_SORTED, 1, 120),
    FIELD_ENUM(struct campaign, purpose, 0, purpose_names),
    FIELD_ID(struct campaign, script, 0),
    FIELD_ID(struct campaign, connection, 0),
    FIELD_STRS(struct campaign, from_numbers, 0, 100),
    FIELD_SUB(struct campaign, pacing, 0, pacing_record),
    FIELD_SUB(struct campaign, retry, 0, retry_rules_record),
    FIELD_DURATION(struct campaign, max_call_ms, 0, MS_CALL_LEAST, MS_CALL_MOST),
    FIELD_OPT_DURATION(struct campaign, shortest_call_ms, 0, MS_CALL_LEAST, MS_CALL_MOST),
    FIELD_OPT_I64(struct campaign, redial_undetermined_after_h, 0, 1, 720),
    FIELD_STR(struct campaign, window_start, 0, 0, 5),
    FIELD_STR(struct campaign, window_end, 0, 0, 5),
    FIELD_OPT_I64(struct campaign, budget_calls, 0, 1, 100000000),
    FIELD_STR(struct campaign, opening, FIELD_READ_ONLY, 0, 1000),
    FIELD_STR(struct campaign, instructions, FIELD_READ_ONLY, 0, 60000),
    FIELD_STR(struct campaign, language, FIELD_READ_ONLY, 0, 16),
    FIELD_OPT_INSTANT(struct campaign, launched_at, FIELD_READ_ONLY),
    FIELD_OPT_INSTANT(struct campaign, finished_at, FIELD_READ_ONLY),
    FIELD_INSTANT(struct campaign, created_at, FIELD_READ_ONLY),
};
const struct record campaign_record = RECORD("campaigns", struct campaign, campaign_fields);

struct campaign campaign_defaults(void)
{
    return (struct campaign){
        .status = CAMPAIGN_DRAFT,
        .purpose = PURPOSE_COLLECTION,
        .pacing = { .starts_per_minute = 60, .max_active = 10 },
        .retry = { .max_attempts = 3, .attempts_per_day = 1 },
        .max_call_ms = MINUTES(10),
        .window_start = STR(""),
        .window_end = STR(""),
    };
}

static void wrong(struct error *error, struct str field, const char *slug)
{
    error_add_field(error, (struct field_error){ .field = field, .slug = slug });
}

void campaign_check(const struct campaign *c, struct error *error)
{
    window_check((struct calling_window){ c->window_start, c->window_end }, error);
    if (c->purpose == 0) /* a body may say null */
        wrong(error, STR("purpose"), "field.required");
    if (c->shortest_call_ms.has && c->shortest_call_ms.v.ms > c->max_call_ms.ms)
        wrong(error, STR("shortest_call_ms"), "campaign.shortest_above_longest");
    for (size_t i = 0; i < c->from_numbers.n; i++)
        if (!phone_has_form(c->from_numbers.items[i]))
            wrong(error, str_format(error->arena, "from_numbers[%zu]", i), "field.format");
}

static enum err wrong_status(const struct campaign *c, const char *slug, struct error *error)
{
    return FAIL_WITH(error, ERR_PRECONDITION, slug,
                     P_STR("status", campaign_status_name(c->status)));
}

/* `count`: of people, where the event has one. */
static void change(struct campaign *c, enum campaign_status status, enum event_type type,
                   int64_t count, struct instant now, struct event_list *events,
                   struct arena *arena)
{
    c->status = status;
    event_list_add(events, arena,
                   (struct event){ .type = type,
                                   .account = c->account,
                                   .aggregate = c->id.v,
                                   .version = c->version + 1,
                                   .at = now,
                                   .campaign = c->id,
                                   .count = SOME_I64(count) });
}

enum err campaign_launch(struct campaign *c, int64_t contacts, struct instant now,
                         struct event_list *events, struct arena *arena, struct error *error)
{
    if (c->status != CAMPAIGN_DRAFT)
        return wrong_status(c, "campaign.not_a_draft", error);
    if (contacts == 0)
        return FAIL(error, ERR_PRECONDITION, "campaign.no_contacts");
    if (c->instructions.n == 0)
        return FAIL(error, ERR_PRECONDITION, "campaign.no_script");
    if (c->from_numbers.n == 0)
        return FAIL(error, ERR_PRECONDITION, "campaign.no_numbers");

    c->launched_at = SOME_INSTANT(now);
    change(c, CAMPAIGN_RUNNING, EVENT_CAMPAIGN_LAUNCHED, contacts, now, events, arena);
    return ERR_OK;
}

enum err campaign_pause(struct campaign *c, struct instant now, struct event_list *events,
                        struct arena *arena, struct error *error)
{
    if (c->status != CAMPAIGN_RUNNING)
        return wrong_status(c, "campaign.not_running", error);
    change(c, CAMPAIGN_PAUSED, EVENT_CAMPAIGN_PAUSED, 0, now, events, arena);
    return ERR_OK;
}

enum err campaign_resume(struct campaign *c, struct instant now, struct event_list *events,
                         struct arena *arena, struct error *error)
{
    if (c->status != CAMPAIGN_PAUSED)
        return wrong_status(c, "campaign.not_paused", error);
    change(c, CAMPAIGN_RUNNING, EVENT_CAMPAIGN_RESUMED, 0, now, events, arena);
    return ERR_OK;
}

static bool is_over(const struct campaign *c)
{
    return c->status == CAMPAIGN_CANCELLED || c->status == CAMPAIGN_DONE;
}

enum err campaign_takes_people(const struct campaign *c, struct error *error)
{
    return is_over(c) ? wrong_status(c, "campaign.over", error) : ERR_OK;
}

enum err campaign_cancel(struct campaign *c, struct instant now, struct event_list *events,
                         struct arena *arena, struct error *error)
{
    if (is_over(c))
        return wrong_status(c, "campaign.over", error);
    c->finished_at = SOME_INSTANT(now);
    change(c, CAMPAIGN_CANCELLED, EVENT_CAMPAIGN_CANCELLED, 0, now, events, arena);
    return ERR_OK;
}

enum err campaign_finish(struct campaign *c, int64_t open_jobs, struct instant now,
                         struct event_list *events, struct arena *arena, struct error *error)
{
    if (c->status != CAMPAIGN_RUNNING)
        return wrong_status(c, "campaign.not_running", error);
    if (open_jobs > 0)
        return FAIL_WITH(error, ERR_PRECONDITION, "campaign.has_open_jobs",
                         P_I64("jobs", open_jobs));
    c->finished_at = SOME_INSTANT(now);
    change(c, CAMPAIGN_DONE, EVENT_CAMPAIGN_DONE, 0, now, events, arena);
    return ERR_OK;
}
