/* database/sqlite/row.h - objects as rows, by their table of fields. How a record lies in its
 * table:
 *
 *   id               BLOB of 16 bytes; none is NULL (but in the primary key)
 *   number, bool     INTEGER            instant, duration   INTEGER, milliseconds
 *   enum             TEXT, its name; none is NULL
 *   text, bytes      TEXT, BLOB; STR_NONE is NULL
 *   amount           two columns: x INTEGER, x_unit TEXT
 *   record inside    its fields as columns x_<field>
 *   list, texts, map TEXT, JSON; empty is NULL
 *   absent           NULL
 *
 * The SENSITIVE fields (and a list or record with one inside) have no column: together they are the
 * BLOB `sealed`, AES-256-GCM by the account's data key, bound to table, account and id. A field
 * that is both SENSITIVE and INDEXED has its column all the same, which holds a keyed hash of the
 * value: it can be asked for equality. */
#ifndef SQLITE_ROW_H
#define SQLITE_ROW_H

#include "database/sqlite/engine.h"

/* What an update writes. Sealing costs a microsecond or two, and needs the sensitive fields read
 * before: an object that was read without unsealing is saved with ROW_PLAIN. */
enum row_part { ROW_PLAIN = 1, ROW_WHOLE };

/* ERR_EXISTS "record.exists": the key is there. */
enum err row_insert(struct tx *tx, const struct record *record, const void *object) MUST_USE;
/* Writes `object` over the row that has `was` as its version (the object has the new one already);
 * ERR_CONFLICT "record.conflict" when there is none. A record without version: `was` is ignored. */
enum err row_update(struct tx *tx, const struct record *record, const void *object, int64_t was,
                    enum row_part part) MUST_USE;
/* row_update of the plain part, of what differs alone: an index that is not concerned is left
 * alone. The version of `after` must be another than that of `before`, which the row must have. */
enum err row_change(struct tx *tx, const struct record *record, const void *before,
                    const void *after) MUST_USE;
/* Inserts, or adds every number that is not of the key to what is there. */
enum err row_add(struct tx *tx, const struct record *record, const void *object) MUST_USE;
/* Removes the row with the key of `object`, in the version `was`; 0: in whichever. */
enum err row_remove(struct tx *tx, const struct record *record, const void *object, int64_t was,
                    bool *found) MUST_USE;

/* The current row of a statement whose columns from `first` on are "{table}": a new object in the
 * arena. Its sensitive fields are left zero; *sealed (may be NULL: not wanted) is what row_unseal()
 * needs to fill them. */
enum err row_read(sqlite3_stmt *stmt, int first, struct sqlite_store *store,
                  const struct record *record, struct arena *arena, void **ret, struct str *sealed,
                  struct error *error) MUST_USE;
/* Fills the sensitive fields. conn: the one in use, so that no second is leased.
 * ERR_INTERNAL "store.unsealable" {table}: changed, or another key's. */
enum err row_unseal(struct connection *conn, const struct record *record, void *object,
                    struct str sealed, struct arena *arena, struct error *error) MUST_USE;
/* row_read and row_unseal. */
enum err row_read_whole(sqlite3_stmt *stmt, int first, struct connection *conn,
                        const struct record *record, struct arena *arena, void **ret,
                        struct error *error) MUST_USE;

/* For many rows: the sealing is done on the caller's thread, before the writer is asked. */
enum err row_seal(struct connection *conn, const struct record *record, const void *object,
                  struct arena *arena, struct str *ret, struct error *error) MUST_USE;
enum err row_insert_sealed(struct tx *tx, const struct record *record, const void *object,
                           struct str sealed) MUST_USE;

#endif
