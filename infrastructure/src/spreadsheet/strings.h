/* spreadsheet/strings.h - the shared strings of a workbook, .xlsx or .xls: one run of bytes and
 * 32-bit offsets; what goes beyond 96 MiB lies in a file that has no name any more. */
#ifndef SPREADSHEET_STRINGS_H
#define SPREADSHEET_STRINGS_H

#include "base/arena.h"
#include "base/error.h"

struct strings;

/* spill: the file's descriptor, or -1 where there is none. */
struct strings *strings_new(int spill);
void strings_free(struct strings *strings);
/* Adds to the string in the making; strings_end() makes it the next one. ERR_INVALID
 * "sheet.too_many_strings" {limit}: more than 8,000,000, or 96 MiB and no file, or 4 GiB. */
enum err strings_add(struct strings *strings, struct str piece, struct error *error) MUST_USE;
enum err strings_end(struct strings *strings, struct error *error) MUST_USE;
size_t strings_count(const struct strings *strings);
/* A view into the table, or a copy in the arena if it was spilled. i < strings_count(). */
enum err strings_get(struct strings *strings, size_t i, struct arena *arena, struct str *ret,
                     struct error *error) MUST_USE;

#endif
