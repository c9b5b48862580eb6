/* spreadsheet/xls/sheet.h - the cells of one sheet of an .xls. */
#ifndef SPREADSHEET_XLS_SHEET_H
#define SPREADSHEET_XLS_SHEET_H

#include "spreadsheet/row_builder.h"
#include "spreadsheet/xls/globals.h"

enum err xls_sheet_read(struct biff *biff, const struct globals *globals, int64_t place,
                        struct strings *strings, struct row_builder *rows) MUST_USE;

#endif
