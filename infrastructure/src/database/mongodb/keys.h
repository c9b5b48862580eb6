/* database/mongodb/keys.h - data keys of accounts, unwrapped by the master key and kept in memory.
 */
#ifndef MONGODB_KEYS_H
#define MONGODB_KEYS_H

#include <stdbool.h>

#include "base/error.h"
#include "base/id128.h"
#include "base/str.h"

struct arena;
struct mongodb_store;
struct record_plan;
struct session;

/* A new one, as it stands in account.data_key. */
struct str account_key_make(const struct mongodb_store *store, struct id128 account,
                            struct arena *arena);

/* Any bytes sealed with the account's data key (of the account zero: the installation's own), bound
 * to what they belong to. ERR_INTERNAL "store.no_data_key": the account is not there, or its key is
 * not our master key's; "store.unsealable": changed, or moved. */
enum err account_seal(struct session *s, struct id128 account, struct str bound, struct str plain,
                      struct str *ret) MUST_USE;
enum err account_unseal(struct session *s, struct id128 account, struct str bound,
                        struct str sealed, struct str *ret) MUST_USE;
/* What stands in place of a value that is both sealed and indexed. */
struct str value_hash(const struct mongodb_store *store, const struct record_plan *plan,
                      const char *field, struct str value, struct arena *arena);

#endif
