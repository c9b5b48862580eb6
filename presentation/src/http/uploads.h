/* uploads.h - how many sheets an account sends to this process at one time: they are large, and one
 * account's shall leave room for another's. */
#ifndef HTTP_UPLOADS_H
#define HTTP_UPLOADS_H

#include "domain/ids.h"

struct uploads;

/* For at most `all` at once together; of_account 0: no limit of an account's own. */
struct uploads *uploads_new(int64_t of_account, int64_t all);
/* NULL is allowed. */
void uploads_free(struct uploads *uploads);

/* False: the account sends as many as it may. From any thread; each that began ends. */
bool uploads_begin(struct uploads *uploads, struct account_id account);
void uploads_end(struct uploads *uploads, struct account_id account);

#endif
