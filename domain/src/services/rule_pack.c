/* domain/src/services/rule_pack.c - a country's calling rules: their tables, their check. */
#include "domain/services/rule_pack.h"

enum { MINUTES_OF_DAY = 24 * 60, DAYS_OF_WEEK = 7, WINDOWS_MOST = 50, HOLIDAYS_MOST = 1000 };
enum { COUNTS_MOST = 1000 };

static const struct field day_window_fields[] = {
    FIELD_I64(struct day_window, weekday, FIELD_REQUIRED, 0, DAYS_OF_WEEK - 1),
    FIELD_I64(struct day_window, start, FIELD_REQUIRED, 0, MINUTES_OF_DAY),
    FIELD_I64(struct day_window, end, FIELD_REQUIRED, 0, MINUTES_OF_DAY),
};
const struct record day_window_record = RECORD("day_window", struct day_window, day_window_fields);

static const struct field purpose_rules_fields[] = {
    FIELD_ENUM(struct purpose_rules, purpose, FIELD_REQUIRED, purpose_names),
    FIELD_LIST(struct purpose_rules, windows, FIELD_REQUIRED, day_window_record, WINDOWS_MOST),
    FIELD_I64(struct purpose_rules, attempts_per_day, FIELD_REQUIRED, 0, COUNTS_MOST),
    FIELD_I64(struct purpose_rules, attempts_per_week, FIELD_REQUIRED, 0, COUNTS_MOST),
    FIELD_I64(struct purpose_rules, contacts_per_day, FIELD_REQUIRED, 0, COUNTS_MOST),
    FIELD_I64(struct purpose_rules, contacts_per_week, FIELD_REQUIRED, 0, COUNTS_MOST),
};
const struct record purpose_rules_record =
    RECORD("purpose_rules", struct purpose_rules, purpose_rules_fields);

static const struct field holiday_fields[] = {
    FIELD_STR(struct holiday, date, FIELD_REQUIRED, 10, 10),
    FIELD_STR(struct holiday, name, FIELD_REQUIRED, 1, 200),
};
const struct record holiday_record = RECORD("holiday", struct holiday, holiday_fields);

static const struct field rule_pack_fields[] = {
    FIELD_STR(struct rule_pack, country, FIELD_REQUIRED, 1, 2),
    FIELD_I64(struct rule_pack, version, FIELD_REQUIRED, 1, INT64_MAX),
    FIELD_STR(struct rule_pack, name, FIELD_REQUIRED, 1, 200),
    FIELD_STR(struct rule_pack, source, FIELD_REQUIRED, 1, 2000),
    FIELD_LIST(struct rule_pack, purposes, FIELD_REQUIRED, purpose_rules_record, 10),
    FIELD_LIST(struct rule_pack, holidays, FIELD_REQUIRED, holiday_record, HOLIDAYS_MOST),
};
const struct record rule_pack_record = RECORD("rule_packs", struct rule_pack, rule_pack_fields);

bool rule_pack_is_default(const struct rule_pack *pack)
{
    return str_eq(pack->country, STR("*"));
}

const struct rule_pack *rule_pack_find(const struct rule_packs *packs, struct str country)
{
    const struct rule_pack *fallback = NULL;

    for (size_t i = 0; i < packs->n; i++) {
        if (rule_pack_is_default(&packs->items[i]))
            fallback = &packs->items[i];
        else if (str_eq_nocase(packs->items[i].country, country))
            return &packs->items[i];
    }
    return fallback;
}

const struct purpose_rules *rule_pack_purpose(const struct rule_pack *pack, enum purpose purpose)
{
    for (size_t i = 0; i < pack->purposes.n; i++)
        if (pack->purposes.items[i].purpose == purpose)
            return &pack->purposes.items[i];
    return NULL;
}

static bool country_has_form(const struct rule_pack *pack)
{
    struct str c = pack->country;

    return rule_pack_is_default(pack) ||
           (c.n == 2 && c.p[0] >= 'A' && c.p[0] <= 'Z' && c.p[1] >= 'A' && c.p[1] <= 'Z');
}

/* Inside a day, in order of weekday and minute, none touching the one before. */
static enum err check_windows(const struct rule_pack *pack, const struct purpose_rules *rules,
                              struct error *error)
{
    int64_t weekday = 0, free_from = 0;

    for (size_t i = 0; i < rules->windows.n; i++) {
        const struct day_window *w = &rules->windows.items[i];

        if (w->weekday != weekday)
            free_from = 0;
        if (w->weekday < weekday || w->weekday >= DAYS_OF_WEEK || w->start < free_from ||
            w->end <= w->start || w->end > MINUTES_OF_DAY)
            return FAIL_WITH(
                error, ERR_INVALID, "rules.bad_window", P_STR("country", pack->country),
                P_STR("purpose", purpose_name(rules->purpose)), P_I64("window", (int64_t)i + 1));
        weekday = w->weekday;
        free_from = w->end + 1;
    }
    return ERR_OK;
}

static enum err check_purposes(const struct rule_pack *pack, struct error *error)
{
    static const enum purpose all[] = { PURPOSE_COLLECTION, PURPOSE_COMMERCIAL, PURPOSE_SERVICE };

    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        const struct purpose_rules *rules = rule_pack_purpose(pack, all[i]);

        if (rules == NULL)
            return FAIL_WITH(error, ERR_INVALID, "rules.purpose_missing",
                             P_STR("country", pack->country),
                             P_STR("purpose", purpose_name(all[i])));
        if (rules->attempts_per_day < 0 || rules->attempts_per_week < 0 ||
            rules->contacts_per_day < 0 || rules->contacts_per_week < 0)
            return FAIL_WITH(error, ERR_INVALID, "rules.bad_count", P_STR("country", pack->country),
                             P_STR("purpose", purpose_name(all[i])));
        TRY(check_windows(pack, rules, error));
    }
    if (pack->purposes.n != ARRAY_LEN(all))
        return FAIL_WITH(error, ERR_INVALID, "rules.purpose_twice",
                         P_STR("country", pack->country));
    return ERR_OK;
}

static enum err check_holidays(const struct rule_pack *pack, struct error *error)
{
    struct str before = STR("");

    for (size_t i = 0; i < pack->holidays.n; i++) {
        struct str date = pack->holidays.items[i].date;
        struct date d;

        if (!date_parse(date, &d) || str_cmp(before, date) >= 0)
            return FAIL_WITH(error, ERR_INVALID, "rules.bad_date", P_STR("country", pack->country),
                             P_STR("date", date));
        before = date;
    }
    if (pack->holidays.n == 0 && !rule_pack_is_default(pack))
        return FAIL_WITH(error, ERR_INVALID, "rules.no_holidays", P_STR("country", pack->country));
    return ERR_OK;
}

enum err rule_pack_check(const struct rule_pack *pack, struct error *error)
{
    if (!country_has_form(pack))
        return FAIL_WITH(error, ERR_INVALID, "rules.bad_country", P_STR("country", pack->country));
    if (pack->version < 1 || pack->source.n == 0)
        return FAIL_WITH(error, ERR_INVALID, "rules.no_source", P_STR("country", pack->country));
    TRY(check_purposes(pack, error));
    return check_holidays(pack, error);
}
