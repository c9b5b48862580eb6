/* spreadsheet/writer/sheet_file.h - one file in the making, of either format. */
#ifndef SPREADSHEET_WRITER_SHEET_FILE_H
#define SPREADSHEET_WRITER_SHEET_FILE_H

#include "domain/gateways/sheet_writer.h"
#include "spreadsheet/writer/zip_writer.h"

struct sheet_file {
    enum sheet_format format;
    struct arena *arena;
    struct output output;
    struct zip_writer *zip; /* NULL: CSV */
    struct str sheet;       /* its name */
    struct out_column *columns;
    size_t n;
    int64_t row; /* of the last row that the sheet in the making has */
    int n_sheets;
    int64_t *rows_of; /* of each sheet that is finished */
};

void csv_begin(struct sheet_file *file);
void csv_row(struct sheet_file *file, const struct out_cell *cells, size_t n);

void xlsx_begin(struct sheet_file *file);
void xlsx_row(struct sheet_file *file, const struct out_cell *cells, size_t n);
void xlsx_finish(struct sheet_file *file);

/* "-12.345678" and nothing else. */
bool is_decimal(struct str text);

#endif
