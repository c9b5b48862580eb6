/* application/src/queries/lawful_morning.c */
#include "application/queries/lawful_morning.h"

#include "domain/services/contact_policy.h"

enum { MORNING = 9 * 60 + 30, LAWFUL_HOURS = 4, DAYS_AHEAD = 21 };

static bool is_lawful(const struct ports *ports, struct scope *scope, struct str country,
                      struct instant at, struct dial_verdict *verdict)
{
    struct error error = { .arena = scope->arena };
    const struct dial_question question = { .packs = ports->rules,
                                            .zones = ports->zones,
                                            .country = country,
                                            .purpose = PURPOSE_COLLECTION,
                                            .now = at,
                                            .arena = scope->arena };

    return dialing_window(&question, verdict, &error) == ERR_OK && verdict->allowed;
}

static enum err none(struct scope *scope, struct str country)
{
    return FAIL_WITH(&scope->error, ERR_NOT_FOUND, "policy.no_lawful_day",
                     P_STR("country", country));
}

enum err lawful_morning(const struct ports *ports, struct scope *scope, struct str country,
                        struct lawful_morning *ret)
{
    struct str_list zones;
    struct local_time today;

    if (VIA(ports->zones, of_country, country, &zones, &scope->error) != ERR_OK)
        return none(scope, country);
    TRY(VIA(ports->zones, local, zones.items[0], scope->now, &today, &scope->error));
    for (int day = 1; day <= DAYS_AHEAD; day++) {
        struct date date = date_from_days(date_to_days(today.date) + day);
        struct dial_verdict first, last;
        struct instant at;

        TRY(VIA(ports->zones, instant, zones.items[0], date, MORNING, &at, &scope->error));
        if (!is_lawful(ports, scope, country, at, &first) ||
            !is_lawful(ports, scope, country, instant_add(at, HOURS(LAWFUL_HOURS)), &last))
            continue;
        *ret = (struct lawful_morning){ .at = at, .local = first.local_time };
        return ERR_OK;
    }
    return none(scope, country);
}
