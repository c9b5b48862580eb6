/* database/sqlite/import_known.h - the slot `known` of the import store. */
#ifndef SQLITE_IMPORT_KNOWN_H
#define SQLITE_IMPORT_KNOWN_H

#include "database/sqlite/engine.h"

enum err imports_known(void *self, struct scope *scope, struct campaign_id campaign,
                       const struct phone_hash_id *hashes, size_t n,
                       struct phone_known *ret) MUST_USE;

#endif
