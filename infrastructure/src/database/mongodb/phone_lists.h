/* database/mongodb/phone_lists.h - the installation's own do-not-call list. */
#ifndef MONGODB_PHONE_LISTS_H
#define MONGODB_PHONE_LISTS_H

#include "database/mongodb/object.h"
#include "domain/ids.h"

/* By the hash that is of no account. */
enum err phone_is_listed_for_all(struct session *s, struct phone_hash_id hash, bool *ret) MUST_USE;

#endif
