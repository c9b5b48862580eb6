/* spreadsheet/xls/biff.h - the records of an Excel 97-2003 workbook (BIFF8). */
#ifndef SPREADSHEET_XLS_BIFF_H
#define SPREADSHEET_XLS_BIFF_H

#include "base/strbuf.h"
#include "spreadsheet/xls/ole.h"

enum biff_type {
    BIFF_FORMULA = 0x0006,
    BIFF_EOF = 0x000a,
    BIFF_DATEMODE = 0x0022,
    BIFF_FILEPASS = 0x002f,
    BIFF_CONTINUE = 0x003c,
    BIFF_BOUNDSHEET = 0x0085,
    BIFF_MULRK = 0x00bd,
    BIFF_RSTRING = 0x00d6,
    BIFF_XF = 0x00e0,
    BIFF_SST = 0x00fc,
    BIFF_LABELSST = 0x00fd,
    BIFF_NUMBER = 0x0203,
    BIFF_LABEL = 0x0204,
    BIFF_BOOLERR = 0x0205,
    BIFF_STRING = 0x0207,
    BIFF_ARRAY = 0x0221,
    BIFF_TABLE = 0x0236,
    BIFF_RK = 0x027e,
    BIFF_FORMAT = 0x041e,
    BIFF_SHRFMLA = 0x04bc,
    BIFF_BOF = 0x0809
};

struct biff_record {
    uint32_t type;
    size_t size;
    const unsigned char *data; /* valid until the next record is read */
    int64_t at;                /* of its header in the stream */
};

enum { BIFF_WINDOW = 128 << 10 };
struct biff {
    struct ole_stream stream;
    struct error *error;
    int64_t next; /* where the next record begins; may be set */
    int64_t window_at;
    size_t window_n;
    unsigned char window[BIFF_WINDOW];
};

struct biff *biff_new(const struct ole_stream *stream, struct arena *arena, struct error *error);
/* *ret.type is 0 at the stream's end. */
enum err biff_read(struct biff *biff, struct biff_record *ret) MUST_USE;

/* Texts that run on into CONTINUE records, each of which says anew how its characters are stored.
 */
struct biff_cursor {
    struct biff *biff;
    struct biff_record record;
    size_t at;
    bool ended; /* there is no CONTINUE where one is needed */
};
struct biff_cursor biff_cursor(struct biff *biff, struct biff_record record, size_t at);
/* True if a byte is left, here or in a CONTINUE. */
enum err biff_more(struct biff_cursor *c, bool *ret) MUST_USE;
enum err biff_bytes(struct biff_cursor *c, unsigned char *to, size_t n) MUST_USE;
/* A string whose length was read: its flags, its characters as UTF-8, its runs passed over. */
enum err biff_string(struct biff_cursor *c, size_t length, struct strbuf *to) MUST_USE;
enum err biff_damaged(struct error *error) MUST_USE;

#endif
