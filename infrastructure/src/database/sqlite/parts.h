/* database/sqlite/parts.h - the parts of the store, one line each; parts.c lists them. */
#ifndef SQLITE_PARTS_H
#define SQLITE_PARTS_H

#include "database/sqlite/part.h"

extern const struct store_part records_part;
extern const struct store_part created_keys_part;
extern const struct store_part record_store_part;
extern const struct store_part counters_part;
extern const struct store_part events_part;
extern const struct store_part event_log_part;
extern const struct store_part imports_part;
extern const struct store_part import_store_part;
extern const struct store_part import_known_part;
extern const struct store_part wallets_part;
extern const struct store_part ledger_part;
extern const struct store_part persons_part;
extern const struct store_part inbox_part;
extern const struct store_part job_rows_part;
extern const struct store_part job_steps_part;
extern const struct store_part job_claims_part;
extern const struct store_part job_reads_part;
extern const struct store_part gates_part;
extern const struct store_part audit_part;
extern const struct store_part answers_part;
extern const struct store_part trim_part;
extern const struct store_part move_part;
extern const struct store_part key_mark_part;
extern const struct store_part analytics_part;

#endif
