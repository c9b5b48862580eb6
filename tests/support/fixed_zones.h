/* tests/support/fixed_zones.h - time zones of fixed offsets, so that what a rule answers depends on
 * no tzdata. */
#ifndef SUPPORT_FIXED_ZONES_H
#define SUPPORT_FIXED_ZONES_H

#include "domain/gateways/time_zones.h"

static const struct fixed_zone {
    struct str country, zone;
    int offset_minutes;
} fixed_zone_table[] = {
    { STR_INIT("CO"), STR_INIT("America/Bogota"), -300 },
    { STR_INIT("MX"), STR_INIT("America/Mexico_City"), -360 },
    { STR_INIT("MX"), STR_INIT("America/Tijuana"), -480 },
    { STR_INIT("MX"), STR_INIT("America/Cancun"), -300 },
    { STR_INIT("IN"), STR_INIT("Asia/Kolkata"), 330 },
};

static inline enum err fixed_zone_offset(struct str zone, int64_t *ms, struct error *error)
{
    for (size_t i = 0; i < ARRAY_LEN(fixed_zone_table); i++)
        if (str_eq(fixed_zone_table[i].zone, zone)) {
            *ms = (int64_t)fixed_zone_table[i].offset_minutes * MS_PER_MINUTE;
            return ERR_OK;
        }
    return FAIL_WITH(error, ERR_NOT_FOUND, "zone.unknown", P_STR("zone", zone));
}

static inline enum err fixed_local(void *self, struct str zone, struct instant at,
                                   struct local_time *ret, struct error *error)
{
    int64_t offset, ms, days;

    (void)self;
    TRY(fixed_zone_offset(zone, &offset, error));
    ms = at.unix_ms + offset;
    days = ms / MS_PER_DAY - (ms % MS_PER_DAY < 0);
    ret->date = date_from_days(days);
    ret->minute = (int)((ms - days * MS_PER_DAY) / MS_PER_MINUTE);
    ret->weekday = date_weekday(ret->date);
    return ERR_OK;
}

static inline enum err fixed_instant(void *self, struct str zone, struct date date, int minute,
                                     struct instant *ret, struct error *error)
{
    int64_t offset;

    (void)self;
    TRY(fixed_zone_offset(zone, &offset, error));
    ret->unix_ms = date_to_days(date) * MS_PER_DAY + (int64_t)minute * MS_PER_MINUTE - offset;
    return ERR_OK;
}

static inline enum err fixed_of_country(void *self, struct str country, struct str_list *ret,
                                        struct error *error)
{
    static _Thread_local struct str zones[ARRAY_LEN(fixed_zone_table)]; /* workers ask, too */

    (void)self;
    *ret = (struct str_list){ zones, 0 };
    for (size_t i = 0; i < ARRAY_LEN(fixed_zone_table); i++)
        if (str_eq(fixed_zone_table[i].country, country))
            zones[ret->n++] = fixed_zone_table[i].zone;
    if (ret->n == 0)
        return FAIL_WITH(error, ERR_NOT_FOUND, "country.unknown", P_STR("country", country));
    return ERR_OK;
}

static inline struct str fixed_version(void *self)
{
    (void)self;
    return STR("fixed");
}

static inline struct time_zones fixed_zones(void)
{
    static const struct time_zones_ops ops = { .local = fixed_local,
                                               .instant = fixed_instant,
                                               .of_country = fixed_of_country,
                                               .version = fixed_version };

    return (struct time_zones){ &ops, NULL };
}

#endif
