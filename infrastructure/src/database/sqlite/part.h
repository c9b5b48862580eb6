/* database/sqlite/part.h - what an adapter brings into the store: tables, statements, and what is
 * to be done at start. parts.c lists them all. */
#ifndef SQLITE_PART_H
#define SQLITE_PART_H

#include "base/error.h"
#include "base/field.h"
#include "database/sqlite/statement.h"

struct tx;

enum table_option {
    /* No index across accounts: nobody asks find_global or page_global for this record. */
    TABLE_OF_ACCOUNTS = 1u << 0,
    /* No index is made from FIELD_INDEXED: the part's schema has its own. Lists may still filter
     * by those fields. */
    TABLE_OWN_INDEXES = 1u << 1,
    /* A table with a rowid, for one whose key is a single number. */
    TABLE_ROWID = 1u << 2
};

/* A table that is made from the fields of a record: missing columns are added at start. */
struct table_spec {
    const struct record *record;
    unsigned options;
    const char *key; /* "account, id" unless given */
    /* fields that never change after the first insert, ended by NULL: updates leave them (and their
     * indexes) alone */
    const char *const *constant;
};

struct store_part {
    const char *name;
    const struct table_spec *tables;
    size_t n_tables;
    /* CREATE TABLE / INDEX IF NOT EXISTS …, run at each start after the tables above. STRICT. */
    const char *const *schema;
    size_t n_schema;
    const struct statement *const *statements; /* all of them: prepared and checked at open */
    size_t n_statements;
    /* In the first transaction of the process; may be NULL. */
    enum err (*opened)(struct tx *tx);
};

extern const struct store_part *const store_parts[]; /* ended by NULL */

#endif
