/* domain/src/services/contact_policy.c - may this person be called now? Each rule either lets pass
 * or names a later moment; the answer is the first moment at which all let pass. */
#include "domain/services/contact_policy.h"

#include "domain/models/job.h"
#include "services/dialing_hours.h"

enum { DAYS_OF_WEEK = 7 };
#define WEEK HOURS(24 * DAYS_OF_WEEK)

/* What is counted: the touches of a week and a day before now, each tag once, oldest first. */
struct look {
    const struct hours *hours;
    struct person *const *persons;
    size_t persons_n;
    const struct touch **touches;
    size_t n;
};

/* A limit on touches; 0: none. */
struct limit {
    int64_t most;
    bool contacts;     /* only those that reached somebody */
    enum purpose only; /* 0: of any purpose */
    const char *reason;
};

static void wait_until(struct instant moment, const char *why, struct instant *until,
                       const char **reason)
{
    if (!instant_before(*until, moment))
        return;
    *until = moment;
    *reason = why;
}

static bool is_left_over(const struct dial_question *q, struct str tag)
{
    struct job_id job;
    int64_t n;

    return !ID_NONE(q->unsent) && attempt_tag_parse(tag, &job, &n) && ID_EQ(job, q->unsent);
}

static bool own(const struct dial_question *q, struct str tag)
{
    return (q->tag.n > 0 && str_eq(q->tag, tag)) || is_left_over(q, tag);
}

static bool seen(const struct look *l, struct str tag)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->touches[i]->tag, tag))
            return true;
    return false;
}

static void insert_by_time(struct look *l, const struct touch *touch)
{
    size_t i = l->n++;

    for (; i > 0 && instant_before(touch->at, l->touches[i - 1]->at); i--)
        l->touches[i] = l->touches[i - 1];
    l->touches[i] = touch;
}

static bool counts(const struct limit *limit, const struct touch *touch)
{
    return (!limit->contacts || touch->contact) &&
           (limit->only == 0 || touch->purpose == limit->only);
}

/* One attempt may stand in several persons, those of one job: a contact in any of them is one. */
static void collect(struct look *l)
{
    const struct dial_question *q = l->hours->q;
    struct instant since = { q->now.unix_ms - WEEK.ms - MS_PER_DAY };
    size_t most = 0;

    for (size_t i = 0; i < l->persons_n; i++)
        most += l->persons[i]->touches.n;
    l->touches = ARENA_ARRAY(q->arena, const struct touch *, most);
    for (int contacts = 1; contacts >= 0; contacts--)
        for (size_t i = 0; i < l->persons_n; i++)
            for (size_t k = 0; k < l->persons[i]->touches.n; k++) {
                const struct touch *touch = &l->persons[i]->touches.items[k];

                if (touch->contact == (contacts == 1) && !instant_before(touch->at, since) &&
                    !own(q, touch->tag) && !seen(l, touch->tag))
                    insert_by_time(l, touch);
            }
}

/* Wait until `over` if as many as the limit happened since `from`. */
static void calendar_limit(const struct look *l, const struct limit *limit, struct instant from,
                           struct instant over, struct instant *until, const char **reason)
{
    int64_t found = 0;

    for (size_t i = 0; i < l->n; i++)
        found += counts(limit, l->touches[i]) && !instant_before(l->touches[i]->at, from);
    if (limit->most > 0 && found >= limit->most)
        wait_until(over, limit->reason, until, reason);
}

/* Of the newest `most`, the oldest must lie seven days back. */
static void rolling_limit(const struct look *l, const struct limit *limit, struct instant *until,
                          const char **reason)
{
    int64_t found = 0;

    for (size_t i = l->n; i > 0 && limit->most > 0; i--) {
        if (!counts(limit, l->touches[i - 1]) || ++found < limit->most)
            continue;
        wait_until(instant_add(l->touches[i - 1]->at, WEEK), limit->reason, until, reason);
        return;
    }
}

static enum err limits_in_zone(const struct look *l, struct str zone, struct instant at,
                               struct instant *until, const char **reason, struct error *error)
{
    const struct dial_question *q = l->hours->q;
    const struct purpose_rules *rules = l->hours->rules;
    const struct limit by_day[] = {
        { rules->contacts_per_day, true, 0, "policy.contacts_day" },
        { rules->attempts_per_day, false, 0, "policy.attempts_day" },
        { q->attempts_per_day, false, q->purpose, "policy.attempts_day" },
    };
    const struct limit by_week[] = {
        { rules->contacts_per_week, true, 0, "policy.contacts_week" },
        { rules->attempts_per_week, false, 0, "policy.attempts_week" },
    };
    struct instant day, tomorrow, week, next_week;
    struct local_time local;
    int64_t today;

    TRY(VIA(q->zones, local, zone, at, &local, error));
    today = date_to_days(local.date);
    TRY(VIA(q->zones, instant, zone, local.date, 0, &day, error));
    TRY(VIA(q->zones, instant, zone, date_from_days(today + 1), 0, &tomorrow, error));
    TRY(VIA(q->zones, instant, zone, date_from_days(today - local.weekday), 0, &week, error));
    TRY(VIA(q->zones, instant, zone, date_from_days(today - local.weekday + DAYS_OF_WEEK), 0,
            &next_week, error));
    for (size_t i = 0; i < ARRAY_LEN(by_day); i++)
        calendar_limit(l, &by_day[i], day, tomorrow, until, reason);
    for (size_t i = 0; i < ARRAY_LEN(by_week); i++) {
        calendar_limit(l, &by_week[i], week, next_week, until, reason);
        rolling_limit(l, &by_week[i], until, reason);
    }
    return ERR_OK;
}

/* What stands on the persons themselves: an attempt that may be ringing, rest after a talk, counts.
 */
static enum err persons_wait(const struct look *l, struct instant at, struct instant *until,
                             const char **reason, struct error *error)
{
    for (size_t i = 0; i < l->persons_n; i++) {
        const struct person *p = l->persons[i];

        if (p->guard_tag.n > 0 && !own(l->hours->q, p->guard_tag))
            wait_until(p->guard_until, "policy.guarded", until, reason);
        wait_until(p->cool_until, "policy.cool_down", until, reason);
    }
    for (size_t i = 0; i < l->hours->zones.n; i++)
        TRY(limits_in_zone(l, l->hours->zones.items[i], at, until, reason, error));
    return ERR_OK;
}

/* Goes from each moment that a rule names to the next, until all let pass. */
static enum err decide(const struct look *l, struct dial_verdict *ret, struct error *error)
{
    const struct dial_question *q = l->hours->q;
    struct instant horizon = hours_horizon(q), at = q->now;

    for (;;) {
        struct instant until = at;
        const char *reason = NULL;

        TRY(persons_wait(l, at, &until, &reason, error));
        if (!instant_before(at, until))
            TRY(hours_wait(l->hours, at, &until, &reason, error));
        if (!instant_before(at, until))
            break;
        if (ret->reason == NULL)
            ret->reason = reason;
        at = instant_before(until, horizon) ? until : horizon;
        if (!instant_before(at, horizon))
            break;
    }
    ret->allowed = ret->reason == NULL;
    ret->next = at;
    return ERR_OK;
}

enum err dialing_window(const struct dial_question *q, struct dial_verdict *ret,
                        struct error *error)
{
    return contact_policy(q, NULL, 0, ret, error);
}

enum err contact_policy(const struct dial_question *q, struct person *const *persons, size_t n,
                        struct dial_verdict *ret, struct error *error)
{
    struct hours hours;
    struct look look = { .hours = &hours, .persons = persons, .persons_n = n };
    struct dial_verdict verdict;

    TRY(hours_open(q, &hours, &verdict, error));
    for (size_t i = 0; i < n && verdict.reason == NULL; i++)
        if (person_is_suppressed(persons[i], q->now))
            verdict.reason = "person.suppressed";
    if (verdict.reason == NULL) {
        collect(&look);
        TRY(decide(&look, &verdict, error));
    }
    *ret = verdict;
    return ERR_OK;
}
