/* spreadsheet/xlsx/package.h - the small parts that tell where the large ones are and how their
 * values read: relationships, the workbook, its styles. */
#ifndef SPREADSHEET_XLSX_PACKAGE_H
#define SPREADSHEET_XLSX_PACKAGE_H

#include "domain/gateways/sheet_reader.h"
#include "spreadsheet/xlsx/zip.h"

struct package_sheet {
    const struct zip_entry *entry;
};
struct package {
    struct zip zip;
    struct workbook_info info;                /* format, and the worksheets in their order */
    struct package_sheet *sheets;             /* as many as info.n */
    const struct zip_entry *strings, *styles; /* NULL: the workbook has none */
    bool epoch_1904;
};

/* ERR_INVALID: those of zip.h and xml.h; "sheet.unknown_format": an archive, but no workbook. */
enum err package_open(const struct source *source, int64_t unpacked_limit, struct arena *arena,
                      struct package *ret, struct error *error) MUST_USE;
/* The enum number_style of each cell format, in its order. */
enum err package_styles(const struct package *package, struct arena *arena,
                        const unsigned char **ret, size_t *n, struct error *error) MUST_USE;

#endif
