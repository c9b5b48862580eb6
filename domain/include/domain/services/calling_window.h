/* domain/services/calling_window.h - the hours in which an account, or one of its campaigns, wants
 * to call: they narrow those of the country, never widen them. */
#ifndef DOMAIN_SERVICES_CALLING_WINDOW_H
#define DOMAIN_SERVICES_CALLING_WINDOW_H

#include <stdbool.h>

#include "base/error.h"
#include "base/str.h"

/* "08:00" to "18:00", of the person's own clock; both empty: no window. */
struct calling_window {
    struct str start, end;
};

/* Field errors of window_start and window_end: "field.format", "campaign.half_window",
 * "campaign.empty_window". */
void window_check(struct calling_window window, struct error *error);
/* What is left of both, each of them sound. False: nothing. */
bool window_meet(struct calling_window a, struct calling_window b, struct calling_window *ret);

#endif
