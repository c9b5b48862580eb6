/* domain/gateways/phone_numbering.c - the names of the kinds of numbers. */
#include "domain/gateways/phone_numbering.h"

static const char *const phone_type_texts[] = {
    [PHONE_FIXED] = "fixed",
    [PHONE_MOBILE] = "mobile",
    [PHONE_FIXED_OR_MOBILE] = "fixed_or_mobile",
    [PHONE_PREMIUM] = "premium",
    [PHONE_SHARED_COST] = "shared_cost",
    [PHONE_TOLL_FREE] = "toll_free",
    [PHONE_VOIP] = "voip",
    [PHONE_OTHER] = "other",
};
ENUM_NAMES_DEFINE(phone_type)
