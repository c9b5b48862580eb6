/* database/sqlite/phone_hashes.h - phones by their keyed hashes, and the lists they may be on. */
#ifndef SQLITE_PHONE_HASHES_H
#define SQLITE_PHONE_HASHES_H

#include "database/sqlite/engine.h"
#include "domain/ids.h"
#include "domain/phone.h"

/* On the account's list (by its person) or on the one that holds for all. */
enum err phone_is_suppressed(struct tx *tx, struct account_id account, struct phone phone,
                             struct instant now, bool *ret) MUST_USE;

#endif
