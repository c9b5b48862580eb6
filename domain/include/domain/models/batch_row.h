/* domain/models/batch_row.h - a row of a sheet of which something is to be said, and what a person
 * wrote in its place. Rows that are ready as they stand are not kept. */
#ifndef DOMAIN_MODELS_BATCH_ROW_H
#define DOMAIN_MODELS_BATCH_ROW_H

#include "domain/models/batch.h"
#include "domain/services/row_check.h"

struct row_remark {
    struct str slug, column; /* of the row's note; column: header */
    struct str text; /* the sentence: kept in the account's language, told in the viewer's */
};
extern const struct record row_remark_record;

struct batch_row {
    struct batch_row_id id; /* of batch and row: rows page in their order */
    struct account_id account;
    int64_t version;
    struct batch_id batch;
    int64_t row; /* 1-based as people count */
    enum row_verdict verdict;
    bool fixed;            /* a person has written into it: imported as it is here */
    struct str kinds;      /* of the cells: a digit each */
    struct str_list cells; /* cells[0] is column A */
    LIST_OF(struct row_remark) notes;
};
extern const struct record batch_row_record;

/* What is kept of one batch: the report has them all. */
enum { BATCH_ROWS_KEPT = 10000 };

struct batch_row_id batch_row_id_of(struct batch_id batch, int64_t row);
/* Cells as the reader gives them, and back. */
void batch_row_set_cells(struct batch_row *row, struct arena *arena, const struct cell *cells,
                         size_t n);
struct cell *batch_row_cells(const struct batch_row *row, struct arena *arena);
/* Writes into a cell; those between are empty. */
void batch_row_write(struct batch_row *row, struct arena *arena, size_t index, struct str text);

/* ready, repaired, warned: it becomes a job. */
bool row_is_accepted(enum row_verdict verdict);
/* n more, or fewer, rows of that verdict; their sum is left alone. */
void batch_counts_add(struct batch_counts *counts, enum row_verdict verdict, int64_t n);

#endif
