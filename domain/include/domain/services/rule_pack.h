/* domain/services/rule_pack.h - a country's calling rules: data with a version and a source
 * (data/rules/<country>.json), never code. */
#ifndef DOMAIN_SERVICES_RULE_PACK_H
#define DOMAIN_SERVICES_RULE_PACK_H

#include "base/field.h"
#include "domain/models/campaign.h"

/* Local minutes of one weekday in which people may be called; half-open. */
struct day_window {
    int64_t weekday; /* 0 = Monday */
    int64_t start, end;
};
extern const struct record day_window_record;

struct purpose_rules {
    enum purpose purpose;
    LIST_OF(struct day_window) windows; /* a weekday that has none: no calls */
    int64_t attempts_per_day;           /* that rang; 0: no limit */
    int64_t attempts_per_week;
    int64_t contacts_per_day;
    int64_t contacts_per_week; /* both the calendar's and any seven days */
};
extern const struct record purpose_rules_record;

struct holiday {
    struct str date; /* YYYY-MM-DD */
    struct str name;
};
extern const struct record holiday_record;

struct rule_pack {
    struct str country;
    int64_t version;
    struct str name, source;
    LIST_OF(struct purpose_rules) purposes;
    LIST_OF(struct holiday)
    holidays; /* sorted; a year without any: no calls in it. The default
                 pack alone has none and knows no holidays */
};
extern const struct record rule_pack_record;
struct rule_packs {
    const struct rule_pack *items; /* that of country "*" is the default, 8 to 21 */
    size_t n;
};

bool rule_pack_is_default(const struct rule_pack *pack);
/* The country's, or the default. Never NULL if the default is there. */
const struct rule_pack *rule_pack_find(const struct rule_packs *packs, struct str country);
const struct purpose_rules *rule_pack_purpose(const struct rule_pack *pack, enum purpose purpose);
/* Windows in order and inside a day, dates valid and sorted, every purpose there. ERR_INVALID
 * "rules.bad_country", "rules.no_source", "rules.purpose_missing", "rules.purpose_twice",
 * "rules.bad_count", "rules.bad_window", "rules.bad_date", "rules.no_holidays". */
enum err rule_pack_check(const struct rule_pack *pack, struct error *error) MUST_USE;

#endif
