/* domain/gateways/one_time_codes.h - codes that a device and we make from a shared secret and the
 * time (RFC 6238), and the picture by which the device learns the secret. Safe from any thread. */
#ifndef DOMAIN_GATEWAYS_ONE_TIME_CODES_H
#define DOMAIN_GATEWAYS_ONE_TIME_CODES_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/port.h"

struct one_time_codes_ops {
    /* Is this the code of FACTOR_DIGITS figures of that step? Takes as long whatever differs. */
    bool (*is)(void *self, struct str secret, int64_t step, struct str code);
};
struct one_time_codes {
    const struct one_time_codes_ops *ops;
    void *self;
};

struct pictures_ops {
    /* A QR code of the text, as an SVG document. ERR_INVALID "picture.too_long". */
    enum err (*qr)(void *self, struct arena *arena, struct str text, struct str *ret,
                   struct error *error) MUST_USE;
};
struct pictures {
    const struct pictures_ops *ops;
    void *self;
};

#endif
