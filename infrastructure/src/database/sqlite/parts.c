/* database/sqlite/parts.c - what the store is made of. */
#include "database/sqlite/parts.h"

const struct store_part *const store_parts[] = {
    &records_part,   &created_keys_part, &record_store_part, &counters_part,     &events_part,
    &event_log_part, &imports_part,      &import_store_part, &import_known_part, NULL,
};
