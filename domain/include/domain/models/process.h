/* domain/models/process.h - one of the installation's processes, as it told of itself. It says
 * every few seconds that it is there. */
#ifndef DOMAIN_MODELS_PROCESS_H
#define DOMAIN_MODELS_PROCESS_H

#include "base/opt.h"
#include "domain/ids.h"

struct process {
    struct process_id id;
    struct account_id account; /* zero: the installation's */
    int64_t version;
    struct str host;
    int64_t pid;
    struct str parts; /* "api calls billing": what it does */
    struct instant created_at, seen_at;
    struct opt_instant stopped_at; /* it said goodbye */
};
extern const struct record process_record;

enum { PROCESS_BEAT_MS = 10000, PROCESS_LOST_MS = 35000 };
/* It told of itself not long ago, and did not say goodbye. */
bool process_is_alive(const struct process *process, struct instant now);

#endif
