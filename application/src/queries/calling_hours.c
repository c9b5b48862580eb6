/* application/src/queries/calling_hours.c */
#include "application/queries/calling_hours.h"

#include "application/queries/read_records.h"
#include "base/strbuf.h"
#include "domain/models/account.h"
#include "domain/models/batch.h"
#include "domain/services/calling_window.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(campaign)

enum { MINUTES_OF_HOUR = 60 };

static const struct field calling_day_fields[] = {
    FIELD_I64(struct calling_day, weekday, 0, 1, 7),
    FIELD_STR(struct calling_day, start, FIELD_REQUIRED, 5, 5),
    FIELD_STR(struct calling_day, end, FIELD_REQUIRED, 5, 5),
};
static const struct record calling_day_record =
    RECORD("calling_day", struct calling_day, calling_day_fields);

static const struct field country_hours_fields[] = {
    FIELD_STR(struct country_hours, country, FIELD_REQUIRED, 2, 2),
    FIELD_STR(struct country_hours, rules, FIELD_REQUIRED, 0, 0),
    FIELD_BOOL(struct country_hours, cautious, 0),
    FIELD_LIST(struct country_hours, days, 0, calling_day_record, 0),
    FIELD_LIST(struct country_hours, holidays, 0, holiday_record, 0),
};
static const struct record country_hours_record =
    RECORD("country_hours", struct country_hours, country_hours_fields);

static const struct field calling_hours_fields[] = {
    FIELD_ENUM(struct calling_hours, purpose, 0, purpose_names),
    FIELD_LIST(struct calling_hours, countries, 0, country_hours_record, 0),
};
const struct record calling_hours_record =
    RECORD("calling_hours", struct calling_hours, calling_hours_fields);

struct hours_asked {
    const struct ports *ports;
    struct scope *scope;
    const struct account *account;
    enum purpose purpose;
    struct calling_hours *ret;
};

static struct str time_of_day(struct arena *arena, int64_t minute)
{
    return str_format(arena, "%02d:%02d", (int)(minute / MINUTES_OF_HOUR),
                      (int)(minute % MINUTES_OF_HOUR));
}

/* What the account's own window leaves of the law's. */
static void add_days(const struct hours_asked *a, const struct purpose_rules *rules,
                     struct country_hours *ret)
{
    struct arena *arena = a->scope->arena;
    const struct calling_window own = { a->account->window_start, a->account->window_end };

    ret->days.items = ARENA_ARRAY(arena, struct calling_day, rules->windows.n);
    for (size_t i = 0; i < rules->windows.n; i++) {
        const struct day_window *law = &rules->windows.items[i];
        struct calling_window left = { time_of_day(arena, law->start),
                                       time_of_day(arena, law->end) };

        if (window_meet(left, own, &left))
            ret->days.items[ret->days.n++] =
                (struct calling_day){ law->weekday + 1, left.start, left.end };
    }
}

static enum err add_holidays(const struct hours_asked *a, const struct rule_pack *pack,
                             struct country_hours *ret)
{
    struct arena *arena = a->scope->arena;
    struct local_time today;

    TRY(VIA(a->ports->zones, local, a->account->time_zone, a->scope->now, &today,
            &a->scope->error));
    struct str first = date_print(arena, today.date);
    struct str last = date_print(arena, date_from_days(date_to_days(today.date) + HOLIDAY_DAYS));
    ret->holidays.items = ARENA_ARRAY(arena, struct holiday, pack->holidays.n);
    for (size_t i = 0; i < pack->holidays.n; i++) {
        const struct holiday *day = &pack->holidays.items[i];

        if (str_cmp(day->date, first) >= 0 && str_cmp(day->date, last) <= 0)
            ret->holidays.items[ret->holidays.n++] = *day;
    }
    return ERR_OK;
}

static enum err add_country(const struct hours_asked *a, struct str country)
{
    struct calling_hours *to = a->ret;

    for (size_t i = 0; i < to->countries.n; i++)
        if (str_eq(to->countries.items[i].country, country))
            return ERR_OK;
    const struct rule_pack *pack = rule_pack_find(a->ports->rules, country);
    const struct purpose_rules *rules = pack == NULL ? NULL : rule_pack_purpose(pack, a->purpose);
    if (rules == NULL || to->countries.n == HOURS_COUNTRIES)
        return ERR_OK;
    struct country_hours *hours = &to->countries.items[to->countries.n++];
    *hours = (struct country_hours){ .country = country,
                                     .rules = pack->name,
                                     .cautious = rule_pack_is_default(pack) };
    add_days(a, rules, hours);
    return add_holidays(a, pack, hours);
}

/* Those of the lists that people may be called from. */
static enum err add_lists(const struct hours_asked *a, struct campaign_id id)
{
    struct page_query query = {
        .filters = { { STR("campaign"), FILTER_EQ, ID_TEXT(a->scope->arena, id) } },
        .n = 1,
        .limit = PAGE_MOST,
    };
    struct page page;

    do {
        TRY(VIA(a->ports->records, page, a->scope, &batch_record, &query, &page));
        for (size_t i = 0; i < page.n; i++) {
            const struct batch *batch = &((const struct batch *)page.items)[i];

            if (batch->status != BATCH_FAILED && batch->status != BATCH_UNDONE)
                TRY(add_country(a, batch->country));
        }
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}

enum err calling_hours(const struct ports *ports, struct scope *scope, struct campaign_id id,
                       struct calling_hours *ret)
{
    struct hours_asked asked = { .ports = ports, .scope = scope, .ret = ret };
    struct campaign *campaign;
    struct account *account;

    TRY(scope_require(scope, PERMISSION_READ));
    TRY(campaign_find(ports->records, scope, id, &campaign));
    TRY(account_find(ports->records, scope, scope->account, &account));
    asked.account = account;
    asked.purpose = campaign->purpose;
    *ret = (struct calling_hours){
        .purpose = campaign->purpose,
        .countries.items = ARENA_ARRAY(scope->arena, struct country_hours, HOURS_COUNTRIES),
    };
    TRY(add_lists(&asked, id));
    return ret->countries.n > 0 ? ERR_OK : add_country(&asked, account->country);
}
