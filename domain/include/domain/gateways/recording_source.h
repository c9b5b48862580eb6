/* domain/gateways/recording_source.h - recordings of calls, where the provider keeps them. */
#ifndef DOMAIN_GATEWAYS_RECORDING_SOURCE_H
#define DOMAIN_GATEWAYS_RECORDING_SOURCE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/port.h"
#include "domain/models/connection.h"

enum { RECORDING_MOST = 128 * 1024 * 1024 };

struct recording_source_ops {
    /* The whole of it, in the arena. The address is the provider's word: it must be a public one by
     * https, or lie on the connection's own host; it leads nowhere else, and into no network of
     * ours whatever its name says. ERR_NOT_FOUND "recording.gone"; ERR_UNAVAILABLE
     * "recording.unavailable": try again; ERR_EXHAUSTED "recording.too_large" {limit}. */
    enum err (*fetch)(void *self, struct arena *arena, const struct connection *connection,
                      struct str url, struct str *ret, struct error *error) MUST_USE;
};
struct recording_source {
    const struct recording_source_ops *ops;
    void *self;
};

#endif
