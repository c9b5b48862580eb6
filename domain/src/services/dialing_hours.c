/* domain/src/services/dialing_hours.c - windows and holidays of a country, in every zone in which
 * the person may be. */
#include "services/dialing_hours.h"

#include "base/checked.h"
#include "base/strbuf.h"

enum { MINUTES_OF_DAY = 24 * 60 };

struct instant hours_horizon(const struct dial_question *q)
{
    return instant_add(q->now, HOURS(24 * WINDOW_DAYS_AHEAD));
}

/* "08:00" .. "24:00" */
static bool minute_parse(struct str text, int64_t *ret)
{
    int64_t hour, minute;

    if (text.n != 5 || text.p[2] != ':' || !str_to_i64(str_slice(text, 0, 2), 0, 24, &hour) ||
        !str_to_i64(str_slice(text, 3, 5), 0, 59, &minute) || hour * 60 + minute > MINUTES_OF_DAY)
        return false;
    *ret = hour * 60 + minute;
    return true;
}

static enum err campaign_window(struct hours *h, struct error *error)
{
    struct str start = h->q->window_start, end = h->q->window_end;

    h->from = 0;
    h->until = MINUTES_OF_DAY;
    if ((start.n > 0 && !minute_parse(start, &h->from)) ||
        (end.n > 0 && !minute_parse(end, &h->until)) || h->from >= h->until)
        return FAIL_WITH(error, ERR_INVALID, "policy.bad_window", P_STR("start", start),
                         P_STR("end", end));
    return ERR_OK;
}

static struct str rules_name(const struct hours *h)
{
    struct strbuf name = strbuf_init(h->q->arena, 64);
    struct str country = h->pack->country;

    if (rule_pack_is_default(h->pack))
        strbuf_add_c(&name, "default");
    else
        for (size_t i = 0; i < country.n; i++)
            strbuf_add_char(&name, (char)(country.p[i] | 0x20)); /* ASCII lower case */
    strbuf_add_char(&name, '/');
    strbuf_add_i64(&name, h->pack->version);
    return strbuf_str(&name);
}

/* The contact's own zone, else every one of the country. */
static enum err find_zones(struct hours *h, struct dial_verdict *verdict, struct error *error)
{
    const struct dial_question *q = h->q;
    struct local_time now;
    struct error missing = { 0 };
    enum err err;

    if (q->country.n == 0) {
        verdict->reason = "policy.country_unknown";
        return ERR_OK;
    }
    if (q->time_zone.n > 0) {
        h->zones.items = ARENA_NEW(q->arena, struct str);
        h->zones.items[0] = q->time_zone;
        h->zones.n = 1;
    } else {
        err = VIA(q->zones, of_country, q->country, &h->zones, &missing);
        if (err != ERR_OK && err != ERR_NOT_FOUND)
            return FAIL(error, err, missing.slug);
        if (err == ERR_NOT_FOUND || h->zones.n == 0) {
            h->zones.n = 0;
            verdict->reason = "policy.country_unknown";
            return ERR_OK;
        }
    }
    err = VIA(q->zones, local, h->zones.items[0], q->now, &now, &missing);
    if (err == ERR_NOT_FOUND) {
        h->zones.n = 0;
        verdict->reason = "policy.zone_unknown";
        return ERR_OK;
    }
    if (err != ERR_OK)
        return FAIL(error, err, missing.slug);
    verdict->local_time =
        str_format(q->arena, "%.*sT%02d:%02d %.*s", STR_ARG(date_print(q->arena, now.date)),
                   now.minute / 60, now.minute % 60, STR_ARG(h->zones.items[0]));
    return ERR_OK;
}

enum err hours_open(const struct dial_question *q, struct hours *h, struct dial_verdict *verdict,
                    struct error *error)
{
    *h = (struct hours){ .q = q, .pack = rule_pack_find(q->packs, q->country) };
    *verdict = (struct dial_verdict){ .allowed = false };
    if (h->pack == NULL || (h->rules = rule_pack_purpose(h->pack, q->purpose)) == NULL)
        return FAIL_WITH(error, ERR_PRECONDITION, "rules.missing", P_STR("country", q->country));
    TRY(campaign_window(h, error));
    verdict->rules = rules_name(h);
    return find_zones(h, verdict, error);
}

/* Place of the first holiday that is not before `text`. */
static size_t first_holiday(const struct rule_pack *pack, struct str text)
{
    size_t low = 0, high = pack->holidays.n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (str_cmp(pack->holidays.items[middle].date, text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Why nobody is called that day; NULL: people are. */
static const char *day_closed(const struct hours *h, struct date day)
{
    struct str text = date_print(h->q->arena, day), year = str_slice(text, 0, 5);
    const struct rule_pack *pack = h->pack;
    size_t i = first_holiday(pack, text);

    if (i < pack->holidays.n && str_eq(pack->holidays.items[i].date, text))
        return "policy.holiday";
    if (rule_pack_is_default(pack))
        return NULL;
    i = first_holiday(pack, year);
    if (i < pack->holidays.n && str_starts(pack->holidays.items[i].date, year))
        return NULL;
    return "policy.no_calendar";
}

/* The window of that day as instants, its margins taken off. False: nothing is left of it. */
static enum err window_instants(const struct hours *h, struct str zone, struct date day,
                                const struct day_window *w, struct instant *start,
                                struct instant *end, struct error *error)
{
    const struct time_zones zones = h->q->zones;
    int64_t from = max_i64(w->start, h->from), until = min_i64(w->end, h->until);

    *start = *end = (struct instant){ 0 };
    if (from >= until)
        return ERR_OK;
    TRY(VIA(zones, instant, zone, day, (int)from, start, error));
    if (until == MINUTES_OF_DAY)
        TRY(VIA(zones, instant, zone, date_from_days(date_to_days(day) + 1), 0, end, error));
    else
        TRY(VIA(zones, instant, zone, day, (int)until, end, error));
    start->unix_ms += WINDOW_MARGIN_MS;
    end->unix_ms -= WINDOW_MARGIN_MS;
    return ERR_OK;
}

/* The first open moment of that day from `at` on; *found tells whether there is one. */
static enum err open_that_day(const struct hours *h, struct str zone, struct date day,
                              struct instant at, struct instant *open, bool *found,
                              struct error *error)
{
    int weekday = date_weekday(day);

    *found = false;
    for (size_t i = 0; i < h->rules->windows.n && !*found; i++) {
        const struct day_window *w = &h->rules->windows.items[i];
        struct instant start, end;

        if (w->weekday != weekday)
            continue;
        TRY(window_instants(h, zone, day, w, &start, &end, error));
        *open = instant_before(at, start) ? start : at;
        *found = instant_before(*open, end);
    }
    return ERR_OK;
}

/* *open: `at`, or the next opening of this zone, at most at the horizon. */
static enum err zone_wait(const struct hours *h, struct str zone, struct instant at,
                          struct instant *open, const char **reason, struct error *error)
{
    struct local_time local;
    const char *closed;
    bool found = false;
    int64_t today;

    TRY(VIA(h->q->zones, local, zone, at, &local, error));
    today = date_to_days(local.date);
    *reason = day_closed(h, local.date);
    if (*reason == NULL)
        *reason = "policy.outside_hours";
    for (int ahead = 0; ahead <= WINDOW_DAYS_AHEAD; ahead++) {
        struct date day = date_from_days(today + ahead);

        closed = day_closed(h, day);
        if (closed == NULL)
            TRY(open_that_day(h, zone, day, at, open, &found, error));
        if (found)
            return ERR_OK;
    }
    *open = instant_add(at, HOURS(24 * WINDOW_DAYS_AHEAD));
    return ERR_OK;
}

enum err hours_wait(const struct hours *h, struct instant at, struct instant *open,
                    const char **reason, struct error *error)
{
    *open = at;
    *reason = NULL;
    for (size_t i = 0; i < h->zones.n; i++) {
        struct instant zone_open = { 0 };
        const char *why;

        TRY(zone_wait(h, h->zones.items[i], at, &zone_open, &why, error));
        if (instant_before(at, zone_open) && *reason == NULL)
            *reason = why;
        if (instant_before(*open, zone_open))
            *open = zone_open;
    }
    return ERR_OK;
}
