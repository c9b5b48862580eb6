/* domain/gateways/phone_numbering.h - texts of cells to E.164; what libphonenumber says is what
 * counts. */
#ifndef DOMAIN_GATEWAYS_PHONE_NUMBERING_H
#define DOMAIN_GATEWAYS_PHONE_NUMBERING_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/port.h"
#include "domain/models/job.h"

enum phone_type {
    PHONE_FIXED = 1,
    PHONE_MOBILE,
    PHONE_FIXED_OR_MOBILE,
    PHONE_PREMIUM,
    PHONE_SHARED_COST,
    PHONE_TOLL_FREE,
    PHONE_VOIP,
    PHONE_OTHER
};
ENUM_NAMES_DECLARE(phone_type)

struct parsed_phone {
    char e164[PHONE_TEXT + 1];
    size_t n;
    enum phone_quality quality;
    enum phone_type type;
    char region[3]; /* "CO"; "" for non-geographical codes */
    /* Slug of what was mended, NULL: nothing. "phone.repair.double_zero", ".lost_plus",
     * ".lost_zero", ".old_numbering", ".zero_dropped", ".marks_dropped", ".decimals_dropped",
     * ".words_dropped", ".extension_dropped":
     * but for the last, only where the text as it stands is not valid and the mended one is.
     * Double zeros also where they would lead abroad and the mended number is the country's own. */
    const char *repair;
};

struct phone_numbering_ops {
    /* country: ISO code whose national numbers the text may be. Texts beyond 64 bytes are refused
     * unless decided cheaply. ERR_INVALID "phone.not_a_number", "phone.lost_digits" (scientific
     * notation), "phone.too_short", "phone.too_long", "phone.impossible", "phone.area_needed" (a
     * local number), "phone.not_callable" (premium, emergency, short), "phone.country_needed",
     * "phone.filler" (0000000000). No text of a person in the error. Safe from any thread. */
    enum err (*parse)(void *self, struct str text, struct str country, struct parsed_phone *ret,
                      struct error *error) MUST_USE;
    bool (*knows_country)(void *self, struct str country);
};
struct phone_numbering {
    const struct phone_numbering_ops *ops;
    void *self;
};

#endif
