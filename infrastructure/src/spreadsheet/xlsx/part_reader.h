/* spreadsheet/xlsx/part_reader.h - one XML part from the archive to its reader. The parser reads
 * the part's head; from the tag that opens the long list of like items (<sheetData>, <sst>) on, a
 * scan takes whole items while they look as nearly every writer makes them. What it does not know
 * it leaves untouched: the parser, which still stands behind the opening tag, goes on from there.
 */
#ifndef SPREADSHEET_XLSX_PART_READER_H
#define SPREADSHEET_XLSX_PART_READER_H

#include "spreadsheet/xlsx/xml.h"
#include "spreadsheet/xlsx/zip.h"

enum scan_result {
    SCAN_ITEMS = 1, /* *used bytes were whole items; more of the same may follow */
    SCAN_CLOSED,    /* the list's end was met */
    SCAN_UNUSUAL,   /* the item at *used is the parser's */
    SCAN_FAILED     /* *err says why */
};

struct part_scan {
    struct str opening; /* "<sheetData" */
    struct str closing; /* of one item: "</row>" */
    /* The parser's reader stands right behind the opening tag. */
    bool (*ready)(void *to);
    /* Takes whole items from p[0..n); p[n] is NUL. */
    enum scan_result (*items)(void *to, const char *p, size_t n, size_t *used, enum err *err);
    /* Nothing more is wanted; the part is not even unpacked to its end. */
    bool (*enough)(void *to);
};

/* scan may be NULL; careful: it is not used even so. Ends at the part's end, its checksum being
 * right, or when it is enough. */
enum err part_read(const struct zip *zip, const struct zip_entry *entry, struct xml *xml,
                   const struct part_scan *scan, bool careful, void *to,
                   struct error *error) MUST_USE;

#endif
