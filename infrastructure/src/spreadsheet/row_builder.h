/* spreadsheet/row_builder.h - puts the cells of one row together and tells it, whoever found them.
 * All limits of rows, columns and cells are kept here. */
#ifndef SPREADSHEET_ROW_BUILDER_H
#define SPREADSHEET_ROW_BUILDER_H

#include "spreadsheet/sheet_job.h"

struct row_builder {
    sheet_row *row;
    void *to;
    struct error *error;
    struct arena scratch; /* texts of the row in the making */
    int64_t most_rows, row_limit;
    size_t column_limit;
    struct cell *cells;
    size_t n, capacity, bytes;
    int64_t number; /* of the row in the making, from 1 */
    int64_t told;
    bool done; /* most_rows were told: nothing more is wanted */
};

struct row_builder row_builder_init(const struct sheet_job *job, sheet_row *row, void *to,
                                    struct error *error);
void row_builder_release(struct row_builder *b);

void row_begin(struct row_builder *b, int64_t number);
/* column counts from 0. The text stays where it is until the row was told. An empty text is no
 * cell.
 */
enum err row_set(struct row_builder *b, size_t column, enum cell_kind kind,
                 struct str text) MUST_USE;
/* Tells the row if it has a cell. */
enum err row_end(struct row_builder *b) MUST_USE;

#endif
