/* database/sqlite/row_seal.h - what row.c needs of the sealing of rows. */
#ifndef SQLITE_ROW_SEAL_H
#define SQLITE_ROW_SEAL_H

#include "database/sqlite/connection.h"
#include "database/sqlite/table.h"

enum { JSON_COLUMN_MOST = 64 << 20 };

/* STR_NONE for a table without sensitive fields. */
enum err seal_row(struct connection *conn, const struct table *table, const void *object,
                  struct arena *arena, struct str *ret, struct error *error) MUST_USE;
/* Fills the fields of `record`, which may be a part of the object's own. */
enum err read_row_json(struct str text, const struct record *record, void *object,
                       struct arena *arena, struct error *error) MUST_USE;

#endif
