/* spreadsheet/xlsx/cells.h - the meaning of a sheet's rows and cells, whichever of the two readers
 * found them. */
#ifndef SPREADSHEET_XLSX_CELLS_H
#define SPREADSHEET_XLSX_CELLS_H

#include "spreadsheet/cell_text.h"
#include "spreadsheet/row_builder.h"
#include "spreadsheet/strings.h"

/* What a workbook says once for all its sheets. */
struct workbook_values {
    struct strings *strings;     /* never NULL */
    const unsigned char *styles; /* enum number_style of each cell format */
    size_t n_styles;
    bool epoch_1904;
};

struct cells {
    const struct workbook_values *values;
    struct row_builder *rows;
    struct str part;
    struct error *error;
    int64_t last_row;
    size_t column; /* of the next cell without a reference */
};

enum cell_type {
    TYPE_NUMBER = 1,
    TYPE_SHARED,
    TYPE_BOOL,
    TYPE_ERROR,
    TYPE_DATE,
    TYPE_TEXT, /* of a formula, and what is not known */
    TYPE_INLINE
};
/* What the attribute t says. */
enum cell_type cell_type(struct str t);

/* r, s: the attributes as they stand, STR_NONE where absent. */
enum err cells_begin_row(struct cells *cells, struct str r) MUST_USE;
/* value: decoded, valid until the row's end; of <v>, or of <is> for TYPE_INLINE. A cell that has
 * neither is told with an empty value, for its place. */
enum err cells_add(struct cells *cells, struct str r, struct str s, enum cell_type type,
                   struct str value) MUST_USE;
enum err cells_end_row(struct cells *cells) MUST_USE;

#endif
