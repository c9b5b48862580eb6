/* database/sqlite/keys.h - data keys of accounts, unwrapped by the master key and kept in memory.
 */
#ifndef SQLITE_KEYS_H
#define SQLITE_KEYS_H

#include <stdbool.h>

#include "base/error.h"
#include "base/id128.h"
#include "base/str.h"

struct arena;
struct connection;
struct sqlite_store;

/* The key that seals the account's data; of the account zero, the installation's own.
 * ERR_INTERNAL "store.no_data_key": the account is not there, or its key is not our master key's.
 */
enum err data_key(struct connection *conn, struct id128 account, unsigned char ret[32],
                  struct error *error) MUST_USE;
/* A new one, as it stands in account.data_key. */
struct str data_key_make(const struct sqlite_store *store, struct id128 account,
                         struct arena *arena);

#endif
