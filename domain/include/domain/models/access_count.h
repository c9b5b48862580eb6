/* domain/models/access_count.h - how often something was tried with one address in one hour, such
 * as a sign-in that was refused: so that a flood is few lines of the audit log, and few mails. Kept
 * for whatever address was given, whether it is somebody's or not; of the account zero. */
#ifndef DOMAIN_MODELS_ACCESS_COUNT_H
#define DOMAIN_MODELS_ACCESS_COUNT_H

#include "domain/ids.h"

enum { ACCESS_COUNT_MS = MS_PER_HOUR, ACCESS_COUNT_KEPT_MS = MS_PER_DAY };

struct access_count {
    struct access_count_id id; /* of the hour, of what was tried, and of the address */
    struct account_id account;
    int64_t version;
    struct str email;
    struct str cause; /* slug: why it was refused; what it was */
    int64_t n;
    int64_t told; /* the newest of them that the audit log knows of */
    struct instant created_at;
};
extern const struct record access_count_record;

/* The first of the hour, the 3rd, 10th, 30th, 100th … are told, each with how many there were. */
bool access_count_is_told(int64_t n);

#endif
