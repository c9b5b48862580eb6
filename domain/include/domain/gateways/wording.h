/* domain/gateways/wording.h - the sentences of slugs, for files and mails that people read. */
#ifndef DOMAIN_GATEWAYS_WORDING_H
#define DOMAIN_GATEWAYS_WORDING_H

#include "base/arena.h"
#include "base/error.h"
#include "base/port.h"

struct wording_ops {
    /* language: "es" or "en". A slug without a sentence gives the slug. */
    struct str (*print)(void *self, struct arena *arena, struct str language, const char *slug,
                        const struct param *params);
};
struct wording {
    const struct wording_ops *ops;
    void *self;
};

#endif
