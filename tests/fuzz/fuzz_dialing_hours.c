/* tests/fuzz/fuzz_dialing_hours.c - calling hours against a slow reference that only turns instants
 * into local times, over all zones of a country and the real tzdata. */
#include <stdlib.h>
#include <string.h>

#include "domain/services/contact_policy.h"
#include "fuzz/fuzz.h"
#include "infrastructure/system.h"

enum { DAYS = 7, FROM_HOUR = 5, MINUTES = 18 * 60, INPUT = 8 + 2 + DAYS * 2 + 2 };

struct question {
    struct day_window windows[DAYS];
    struct purpose_rules rules;
    struct holiday holidays[2];
    struct rule_pack pack;
    struct rule_packs packs;
    struct dial_question q;
};

static struct system_zones *zones(void)
{
    static struct system_zones *kept;
    struct error error = { 0 };

    if (kept == NULL && system_zones_new(STR(""), &kept, &error) != ERR_OK)
        abort();
    return kept;
}

/* Windows lie between 05:00 and 23:00: clocks change at night, where nobody is called. */
static void build(struct question *k, const uint8_t *data, struct arena *arena)
{
    static const char *const countries[] = { "CO", "MX", "CL", "BR", "ES", "US", "PE", "AR" };
    uint64_t ms;

    memcpy(&ms, data, sizeof ms);
    for (int i = 0; i < DAYS; i++) {
        int64_t a = data[10 + i * 2] * MINUTES / 256, b = data[11 + i * 2] * MINUTES / 256;

        if (a != b)
            k->windows[k->rules.windows.n++] =
                (struct day_window){ i, FROM_HOUR * 60 + (a < b ? a : b),
                                     FROM_HOUR * 60 + (a < b ? b : a) };
    }
    k->rules.purpose = PURPOSE_SERVICE;
    k->rules.windows.items = k->windows;
    k->holidays[0].date = STR("2026-11-16");
    k->holidays[1].date = STR("2027-01-01");
    k->pack.country = str_from_c(countries[data[8] % ARRAY_LEN(countries)]);
    k->pack.version = 1;
    k->pack.purposes.items = &k->rules;
    k->pack.purposes.n = 1;
    k->pack.holidays.items = k->holidays;
    k->pack.holidays.n = ARRAY_LEN(k->holidays);
    k->packs = (struct rule_packs){ &k->pack, 1 };
    k->q = (struct dial_question){ .packs = &k->packs,
                                   .zones = system_zones_port(zones()),
                                   .country = k->pack.country,
                                   .purpose = PURPOSE_SERVICE,
                                   .now = { 1767225600000 +
                                            (int64_t)(ms % (730 * (uint64_t)MS_PER_DAY)) },
                                   .arena = arena };
}

static bool inside(const struct question *k, struct str zone, struct instant at, struct date *day)
{
    struct error error = { 0 };
    struct local_time local;

    if (VIA(k->q.zones, local, zone, at, &local, &error) != ERR_OK)
        abort();
    *day = local.date;
    if (local.date.year != 2026 && local.date.year != 2027)
        return false; /* no dates of that year */
    if (local.date.year == 2026 && local.date.month == 11 && local.date.day == 16)
        return false;
    if (local.date.year == 2027 && local.date.month == 1 && local.date.day == 1)
        return false;
    for (size_t i = 0; i < k->rules.windows.n; i++)
        if (k->windows[i].weekday == local.weekday && k->windows[i].start <= local.minute &&
            local.minute < k->windows[i].end)
            return true;
    return false;
}

/* Two minutes before and after, on one day, both inside: that is the shrunk window. */
static bool allowed(const struct question *k, struct instant at)
{
    struct error error = { 0 };
    struct str_list list;

    if (VIA(k->q.zones, of_country, k->q.country, &list, &error) != ERR_OK)
        abort();
    for (size_t i = 0; i < list.n; i++) {
        struct date before, after;

        if (!inside(k, list.items[i], (struct instant){ at.unix_ms - WINDOW_MARGIN_MS }, &before) ||
            !inside(k, list.items[i], (struct instant){ at.unix_ms + WINDOW_MARGIN_MS }, &after) ||
            before.day != after.day)
            return false;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct question k = { 0 };
    struct error error = { 0 };
    struct dial_verdict verdict;

    if (size < INPUT)
        return 0;
    build(&k, data, &arena);
    if (dialing_window(&k.q, &verdict, &error) != ERR_OK)
        abort();
    if (verdict.allowed != allowed(&k, k.q.now))
        abort();
    if (!verdict.allowed && (verdict.next.unix_ms <= k.q.now.unix_ms || verdict.reason == NULL))
        abort();
    if (!verdict.allowed &&
        verdict.next.unix_ms < k.q.now.unix_ms + (int64_t)WINDOW_DAYS_AHEAD * MS_PER_DAY &&
        !allowed(&k, verdict.next))
        abort(); /* the next lawful moment is none */
    return 0;
}
