/* spreadsheet/xls/ole.h - the container of an .xls: a file system of sectors in one file. */
#ifndef SPREADSHEET_XLS_OLE_H
#define SPREADSHEET_XLS_OLE_H

#include "base/arena.h"
#include "base/error.h"
#include "spreadsheet/source.h"

struct ole_entry {
    struct str name; /* UTF-8 */
    uint32_t first;
    int64_t size;
};
struct ole {
    const struct source *source;
    uint32_t sector, mini_sector, mini_cutoff;
    uint32_t *next; /* the sector after each */
    size_t n_sectors;
    uint32_t *mini_next;
    size_t n_mini;
    uint32_t *mini_stream; /* sectors that hold the small streams */
    size_t n_mini_stream;
    struct ole_entry *entries;
    size_t n;
};

/* ERR_INVALID "sheet.damaged" {part}, "sheet.truncated". */
enum err ole_open(const struct source *source, struct arena *arena, struct ole *ret,
                  struct error *error) MUST_USE;
/* A stream by name, letters' case apart; NULL: there is none. */
const struct ole_entry *ole_find(const struct ole *ole, struct str name);

/* One stream, read wherever it is wanted. */
struct ole_stream {
    const struct ole *ole;
    uint32_t *sectors;
    size_t n;
    uint32_t sector;
    bool mini;
    int64_t size; /* what the entry says, or less if its sectors hold less */
};
enum err ole_stream_open(const struct ole *ole, const struct ole_entry *entry, struct arena *arena,
                         struct ole_stream *ret, struct error *error) MUST_USE;
/* Exactly n bytes; "sheet.truncated" beyond the stream's end. */
enum err ole_stream_read(const struct ole_stream *stream, int64_t at, void *to, size_t n,
                         struct error *error) MUST_USE;

#endif
