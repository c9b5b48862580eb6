/* database/sqlite/parts.c - what the store is made of. */
#include "database/sqlite/parts.h"

const struct store_part *const store_parts[] = {
    &records_part,    &created_keys_part, &record_store_part, &counters_part,     &events_part,
    &event_log_part,  &imports_part,      &import_store_part, &import_known_part, &wallets_part,
    &ledger_part,     &persons_part,      &inbox_part,        &job_rows_part,     &job_steps_part,
    &job_claims_part, &job_reads_part,    &gates_part,        &audit_part,        &answers_part,
    &trim_part,       &move_part,         &key_mark_part,     &analytics_part,    NULL,
};
