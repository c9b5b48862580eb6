/* domain/gateways/sheet_reader.h - a workbook or text file, read as rows of cells in bounded
 * memory, whatever the file is. */
#ifndef DOMAIN_GATEWAYS_SHEET_READER_H
#define DOMAIN_GATEWAYS_SHEET_READER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/port.h"
#include "base/time.h"

enum cell_kind {
    CELL_EMPTY = 1,
    CELL_TEXT,
    CELL_NUMBER, /* text: shortest decimal that gives the number back; whole numbers without
                    exponent */
    CELL_DATE,   /* text: YYYY-MM-DD, or RFC 3339 without zone when it has a time of day; a time
                    without a day ("18:30:00") is CELL_TEXT */
    CELL_BOOL,   /* text: "TRUE" or "FALSE" */
    CELL_ERROR   /* text: "#N/A" … */
};

struct cell {
    enum cell_kind kind;
    struct str text;  /* UTF-8, valid only during the call; at most 32,767 characters */
    bool lost_digits; /* a text or CSV cell in scientific notation: "1.23457E+12" */
};

struct sheet_info {
    struct str name;
    bool hidden;
};
struct workbook_info {
    struct str format; /* "xlsx", "xls", "csv" */
    struct sheet_info *sheets;
    size_t n;
};

struct sheet_limits {
    int64_t file_bytes, rows, columns, unpacked_bytes;
};

struct sheet_request {
    struct str path;      /* of a local file */
    struct str file_name; /* as the person called it: its ending must agree with the content */
    struct str sheet;     /* empty: the first visible one with content */
    int64_t most_rows;    /* 0: all; else stop after so many (a preview) */
    struct sheet_limits limits;
};

/* row: 1-based as people count; cells[0] is column A; trailing empty cells are left out, empty rows
 * are not told. Returning anything but ERR_OK stops the reading and is its result. */
typedef enum err sheet_row(void *to, int64_t row, const struct cell *cells, size_t n);

struct sheet_reader_ops {
    /* Errors, all ERR_INVALID: "sheet.empty_file", "sheet.unknown_format", "sheet.wrong_ending",
     * "sheet.encrypted", "sheet.biff5", "sheet.truncated", "sheet.damaged" {part}, "sheet.bomb",
     * "sheet.too_many_rows" {limit}, "sheet.too_many_columns" {limit}, "sheet.too_large" {limit},
     * "sheet.no_such_sheet" {sheet}, "sheet.no_content", "sheet.dtd", "sheet.too_slow",
     * "sheet.cell_too_long" {row, column, limit}, "sheet.record_too_long" {row, limit},
     * "sheet.open_quote" {row}, "sheet.too_many_strings" {limit}. ERR_NOT_FOUND "sheet.no_file";
     * ERR_UNAVAILABLE "sheet.reader_failed": try again. */
    enum err (*info)(void *self, const struct sheet_request *request, struct arena *arena,
                     struct workbook_info *ret, struct error *error) MUST_USE;
    enum err (*read)(void *self, const struct sheet_request *request, sheet_row *row, void *to,
                     struct error *error) MUST_USE;
};
struct sheet_reader {
    const struct sheet_reader_ops *ops;
    void *self;
};

#endif
