/* database/sqlite/table.h - a record's plan: its columns and its statements, worked out once when
 * the store opens, so that a row costs no look-up and no text. */
#ifndef SQLITE_TABLE_H
#define SQLITE_TABLE_H

#include "base/arena.h"
#include "base/strbuf.h"
#include "database/sqlite/part.h"

struct sqlite_store;

enum column_kind {
    COLUMN_IS_ID = 1,
    COLUMN_IS_I64,
    COLUMN_IS_BOOL,
    COLUMN_IS_ENUM,
    COLUMN_IS_STR,
    COLUMN_IS_BYTES,
    COLUMN_IS_UNITS, /* of an amount: its number */
    COLUMN_IS_UNIT,  /* and its unit */
    COLUMN_IS_JSON,
    COLUMN_IS_HASH /* of a value that lies in `sealed` */
};

struct column_plan {
    const char *name;
    enum column_kind kind;
    size_t offset, has;        /* from the beginning of the object */
    const struct field *field; /* its offsets are those of the record it stands in */
    const struct record *json; /* COLUMN_IS_JSON: a record of this one field */
    bool key, constant;
};

/* An update of some columns; the steps of a protocol make a handful of them. */
struct column_set {
    uint64_t bits[2]; /* bit i: column i */
};
struct change {
    struct column_set columns;
    struct statement update;
};
enum { COLUMNS_MOST = 128, CHANGES_MOST = 64 };

struct table {
    const struct record *record;
    const struct table_spec *spec;
    struct column_plan *columns;
    int n;
    struct record sealed; /* of the sensitive fields; n 0: there are none */
    /* NULL: the record has no such field */
    const struct field *id, *account, *version, *data_key;
    const char *not_found; /* "campaign.not_found" */
    struct statement find, insert, update_plain, update_whole, add, remove;
    struct change *changes; /* the writer's: made as they are needed, CHANGES_MOST at most */
    size_t n_changes;
};

/* Texts and plans live in the arena. */
void table_init(struct table *table, const struct table_spec *spec, struct arena *arena);
/* "a, b, c, sealed", each with "alias." before it unless alias is STR_NONE. */
void table_put_columns(const struct table *table, struct str alias, struct strbuf *out);
/* Parameter i + 1 is column i, n + 2 the version it must have. */
struct str table_update_text(const struct table *table, const struct column_set *columns,
                             struct arena *arena);
static inline bool column_set_has(const struct column_set *set, int column)
{
    return set->bits[column / 64] >> (column % 64) & 1;
}
/* The column of a field of the record itself; NULL: it has none, or several. */
const struct column_plan *table_column(const struct table *table, const struct field *field);
/* "INTEGER", "TEXT" or "BLOB" */
const char *column_type(const struct column_plan *column);
/* Does an update write it? Hashes belong to the sealed fields, so to a whole one. */
bool column_changes(const struct column_plan *column, bool whole);
/* What stands in the column of a field that is both sealed and indexed. */
struct str row_hash(const struct sqlite_store *store, const struct table *table,
                    const struct column_plan *column, struct str value, struct arena *arena);

#endif
