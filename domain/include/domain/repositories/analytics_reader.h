/* domain/repositories/analytics_reader.h - figures from roll-ups, never by counting calls. */
#ifndef DOMAIN_REPOSITORIES_ANALYTICS_READER_H
#define DOMAIN_REPOSITORIES_ANALYTICS_READER_H

#include "base/port.h"
#include "domain/models/rollup.h"
#include "domain/scope.h"

struct rollup_query {
    struct campaign_id campaign; /* zero: all of the account */
    struct instant from, until;
    bool by_slot; /* one row a slot; else one row for all */
};

struct analytics_reader_ops {
    enum err (*rollups)(void *self, struct scope *scope, const struct rollup_query *query,
                        struct rollup_list *ret) MUST_USE;
};
struct analytics_reader {
    const struct analytics_reader_ops *ops;
    void *self;
};

#endif
