/* domain/models/forgotten_call.h - a call of ours that the provider has and the store knows no
 * attempt for: it was placed after the copy that the store was restored from. Its id is that of the
 * job, for which it is the newest; the job takes it up when it is claimed, and calls nobody. */
#ifndef DOMAIN_MODELS_FORGOTTEN_CALL_H
#define DOMAIN_MODELS_FORGOTTEN_CALL_H

#include "base/opt.h"
#include "domain/ids.h"

struct forgotten_call {
    struct forgotten_call_id id;
    struct account_id account; /* zero: nobody can know whose before the job is claimed */
    int64_t version;
    struct connection_id connection;
    struct str tag;
    struct str provider_call;
    struct opt_instant started_at; /* absent: it was never connected */
    struct instant created_at;     /* when it was found */
};
extern const struct record forgotten_call_record;

#endif
