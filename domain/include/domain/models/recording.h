/* domain/models/recording.h - a recording that we have: the provider's address of it ends some day.
 */
#ifndef DOMAIN_MODELS_RECORDING_H
#define DOMAIN_MODELS_RECORDING_H

#include "domain/ids.h"

struct recording {
    struct call_id id; /* one a call */
    struct account_id account;
    int64_t version;
    struct str object; /* key in the object store */
    struct str type;   /* "audio/wav" */
    int64_t bytes;
    struct instant created_at;
};
extern const struct record recording_record;

/* By its first bytes, whatever its name says. */
struct str recording_type(struct str bytes);

#endif
