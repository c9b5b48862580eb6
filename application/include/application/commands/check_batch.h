/* application/commands/check_batch.h - every row is looked at before anything is imported; what is
 * wrong can be mended row by row. */
#ifndef APPLICATION_COMMANDS_CHECK_BATCH_H
#define APPLICATION_COMMANDS_CHECK_BATCH_H

#include "application/ports.h"
#include "domain/models/batch_row.h"

/* PERMISSION_IMPORT; the batch must be `received` and have a phone column
 * ("batch.no_phone_column"). Returns at once; a loop does the work: then counts, reasons, report
 * and rows are there, and it is `received` again. */
enum err check_batch(const struct ports *ports, struct scope *scope, struct batch_id id,
                     struct batch **ret) MUST_USE;
/* The work, for a loop: the oldest `checking` batch of any account. *found: there was one. */
enum err check_next_batch(const struct ports *ports, struct scope *scope, bool *found) MUST_USE;

struct fixed_cell {
    int64_t index; /* 0 is the sheet's first column */
    struct str text;
};
struct fix_batch_row {
    LIST_OF(struct fixed_cell) cells;
};
extern const struct record fix_batch_row_record;

/* PERMISSION_IMPORT. Writes into cells of a row that is kept, and looks at it again at once; the
 * import takes it as it is then. Whether it stands twice in the sheet is seen by the next check, or
 * by the import. "batch.not_received" {status}; ERR_NOT_FOUND "batch.no_such_row" {row}; field
 * errors "columns.no_such_column", "columns.twice". */
enum err fix_batch_row(const struct ports *ports, struct scope *scope, struct batch_id id,
                       int64_t row, const struct fix_batch_row *cmd,
                       struct batch_row **ret) MUST_USE;

#endif
