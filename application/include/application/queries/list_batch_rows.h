/* application/queries/list_batch_rows.h - the rows of a sheet of which something is to be said. */
#ifndef APPLICATION_QUERIES_LIST_BATCH_ROWS_H
#define APPLICATION_QUERIES_LIST_BATCH_ROWS_H

#include "application/ports.h"
#include "domain/models/batch_row.h"

/* PERMISSION_IMPORT. In the order of the sheet, as the last check or import found them; at most
 * BATCH_ROWS_KEPT are kept. Their sentences are in the language of whoever asks. */
enum err list_batch_rows(const struct ports *ports, struct scope *scope, struct batch_id id,
                         const struct page_query *query, struct page *ret) MUST_USE;

#endif
