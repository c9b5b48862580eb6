/* spreadsheet/xls/globals.h - what the first part of a workbook's stream says for all its sheets.
 */
#ifndef SPREADSHEET_XLS_GLOBALS_H
#define SPREADSHEET_XLS_GLOBALS_H

#include "domain/gateways/sheet_reader.h"
#include "spreadsheet/strings.h"
#include "spreadsheet/xls/biff.h"

struct globals {
    struct workbook_info info;
    int64_t *places; /* of each sheet in the stream */
    unsigned char *styles;
    size_t n_styles;
    bool epoch_1904;
};

/* strings may be NULL: then only the sheets are wanted. ERR_INVALID "sheet.biff5",
 * "sheet.encrypted", "sheet.damaged" {part}. */
enum err globals_read(struct biff *biff, struct arena *arena, struct strings *strings,
                      struct globals *ret) MUST_USE;

#endif
