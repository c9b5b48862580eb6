/* spreadsheet/xlsx/sheet_part.h - one worksheet's part, row by row. */
#ifndef SPREADSHEET_XLSX_SHEET_PART_H
#define SPREADSHEET_XLSX_SHEET_PART_H

#include "spreadsheet/xlsx/cells.h"
#include "spreadsheet/xlsx/part_reader.h"

enum err sheet_part_read(const struct zip *zip, const struct zip_entry *entry, bool careful,
                         struct cells *cells) MUST_USE;

/* The scan's half; see part_scan.items. */
enum scan_result sheet_scan_rows(struct cells *cells, const char *p, size_t n, size_t *used,
                                 enum err *err);

#endif
