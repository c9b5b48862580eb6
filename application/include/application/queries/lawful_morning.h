/* application/queries/lawful_morning.h - a weekday morning at which a country's people may be
 * called: the clock of a demo, whose calls reach nobody. */
#ifndef APPLICATION_QUERIES_LAWFUL_MORNING_H
#define APPLICATION_QUERIES_LAWFUL_MORNING_H

#include "application/ports.h"

struct lawful_morning {
    struct instant at;
    struct str local; /* "2026-11-26T09:30 America/Bogota" */
};

/* The first from tomorrow on with at least four more lawful hours. ERR_NOT_FOUND
 * "policy.no_lawful_day" {country}: none in three weeks, or no rules or zones for that country.
 * Touches rules and zones only. */
enum err lawful_morning(const struct ports *ports, struct scope *scope, struct str country,
                        struct lawful_morning *ret) MUST_USE;

#endif
