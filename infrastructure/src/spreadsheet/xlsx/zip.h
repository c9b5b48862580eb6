/* spreadsheet/xlsx/zip.h - the zip archive around a workbook, read as if its maker meant harm: the
 * whole directory is checked before one byte is unpacked, and the bytes that come out are counted
 * by us, whatever the directory says. */
#ifndef SPREADSHEET_XLSX_ZIP_H
#define SPREADSHEET_XLSX_ZIP_H

#include "base/arena.h"
#include "base/error.h"
#include "spreadsheet/source.h"

struct zip_entry {
    struct str name;
    int64_t header_at, data_at, packed, unpacked;
    uint32_t crc;
    uint16_t method, flags;
};
struct zip {
    const struct source *source;
    struct zip_entry *entries; /* by their place in the file */
    size_t n;
};

/* All ERR_INVALID: "sheet.truncated", "sheet.damaged" {part}, "sheet.encrypted", "sheet.bomb" (a
 * ratio beyond 100:1, more than `unpacked_limit` bytes in all, entries that share bytes). */
enum err zip_open(const struct source *source, int64_t unpacked_limit, struct arena *arena,
                  struct zip *ret, struct error *error) MUST_USE;
/* Names are compared without regard to case, as Excel does; NULL: there is none. */
const struct zip_entry *zip_find(const struct zip *zip, struct str name);

struct zip_part; /* one entry while it is unpacked */

struct zip_part *zip_part_new(void);
void zip_part_free(struct zip_part *part);
/* Starts at the entry's first byte; a part is used again for the next entry. */
void zip_part_begin(struct zip_part *part, const struct zip *zip, const struct zip_entry *entry);
/* Up to n bytes; 0: the end, sizes and checksum being right. "sheet.damaged" {part}: more or less
 * comes out than the directory stated, or other bytes. */
enum err zip_part_read(struct zip_part *part, void *to, size_t n, size_t *ret,
                       struct error *error) MUST_USE;
/* Reads what is left, for its size and checksum alone. */
enum err zip_part_drain(struct zip_part *part, struct error *error) MUST_USE;

#endif
