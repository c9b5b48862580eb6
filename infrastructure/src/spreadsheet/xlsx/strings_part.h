/* spreadsheet/xlsx/strings_part.h - the part of shared strings: runs of rich text joined, the
 * phonetic ones left out. */
#ifndef SPREADSHEET_XLSX_STRINGS_PART_H
#define SPREADSHEET_XLSX_STRINGS_PART_H

#include "spreadsheet/strings.h"
#include "spreadsheet/xlsx/part_reader.h"

enum err strings_part_read(const struct zip *zip, const struct zip_entry *entry, bool careful,
                           struct strings *strings, struct error *error) MUST_USE;

#endif
