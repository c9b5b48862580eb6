/* application/queries/preview_batch.h - what the first rows of a sheet would become. */
#ifndef APPLICATION_QUERIES_PREVIEW_BATCH_H
#define APPLICATION_QUERIES_PREVIEW_BATCH_H

#include "application/ports.h"
#include "domain/models/batch_row.h"

struct row_view {
    int64_t row;
    enum row_verdict verdict;
    struct str_list cells;  /* as written */
    struct str_list phones; /* as understood */
    LIST_OF(struct row_remark) notes;
};
struct batch_preview {
    struct batch batch;
    struct str_list sheets;
    LIST_OF(struct row_view) rows;
};
extern const struct record batch_preview_record;

enum { PREVIEW_ROWS = 200 };
/* PERMISSION_IMPORT. Reads at most `rows` rows of content. Duplicates are those inside these rows.
 */
enum err preview_batch(const struct ports *ports, struct scope *scope, struct batch_id id,
                       int64_t rows, struct batch_preview *ret) MUST_USE;

#endif
