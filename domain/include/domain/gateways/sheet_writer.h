/* domain/gateways/sheet_writer.h - tables written to a file row by row in bounded memory. Text
 * cells that a spreadsheet could take for a formula are written so that it does not. */
#ifndef DOMAIN_GATEWAYS_SHEET_WRITER_H
#define DOMAIN_GATEWAYS_SHEET_WRITER_H

#include "base/arena.h"
#include "base/error.h"
#include "base/port.h"
#include "base/time.h"

enum sheet_format { SHEET_XLSX = 1, SHEET_CSV };

enum out_kind { OUT_EMPTY = 1, OUT_TEXT, OUT_DECIMAL, OUT_DATE, OUT_DATE_TIME };
struct out_cell {
    enum out_kind kind;
    struct str text;  /* OUT_TEXT; OUT_DECIMAL: "12.345678" */
    struct date date; /* OUT_DATE, OUT_DATE_TIME */
    int second;       /* of the day, local: OUT_DATE_TIME */
};
struct out_column {
    struct str header;
    int width; /* characters; 0: by the header */
};

struct sheet_file; /* one open file; one thread at a time */

struct sheet_writer_ops {
    /* Begins a new file at path with a bold, frozen, filterable header. ERR_UNAVAILABLE
     * "sheet.write_failed", here and in what follows. */
    enum err (*open)(void *self, struct arena *arena, struct str path, enum sheet_format format,
                     struct str sheet, const struct out_column *columns, size_t n,
                     struct sheet_file **ret, struct error *error) MUST_USE;
    /* A row beyond 1,048,576 goes on in a further sheet. A text beyond 32,767 characters, which no
     * workbook holds, ends in an ellipsis in .xlsx and is whole in .csv. */
    enum err (*row)(struct sheet_file *file, const struct out_cell *cells, size_t n,
                    struct error *error) MUST_USE;
    /* Finishes and closes it; the handle is gone whatever is returned, the file if it failed. */
    enum err (*close)(struct sheet_file *file, struct error *error) MUST_USE;
    /* Gives up: the handle and the file are gone. */
    void (*abandon)(struct sheet_file *file);
};
struct sheet_writer {
    const struct sheet_writer_ops *ops;
    void *self;
};

#endif
