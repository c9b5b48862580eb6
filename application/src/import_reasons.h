/* application/src/import_reasons.h - what was said of a sheet's rows, counted for its batch. */
#ifndef APPLICATION_IMPORT_REASONS_H
#define APPLICATION_IMPORT_REASONS_H

#include "domain/models/batch.h"
#include "domain/services/row_check.h"

/* An import begins: nothing is said yet. The list lives in the arena, as long as the batch is used.
 */
void import_reasons_begin(struct batch *batch, struct arena *arena);
/* Counts a row's notes, each slug once. Slugs beyond BATCH_REASONS are not counted: there are
 * fewer. */
void import_reasons_add(struct batch *batch, int64_t row, bool left_out,
                        const struct row_note *notes, size_t n);

#endif
