/* spreadsheet/csv/encoding.h - a text file of unknown coding, read as UTF-8. */
#ifndef SPREADSHEET_CSV_ENCODING_H
#define SPREADSHEET_CSV_ENCODING_H

#include "spreadsheet/source.h"

enum encoding { ENCODING_UTF8 = 1, ENCODING_UTF16LE, ENCODING_UTF16BE, ENCODING_WINDOWS_1252 };

enum { TEXT_RAW = 64 << 10, TEXT_LEAST = 8 };

struct text_input {
    const struct source *source;
    enum encoding encoding;
    int64_t at;    /* of the next raw byte */
    uint32_t high; /* half a UTF-16 pair */
    size_t raw_n, raw_at;
    unsigned char raw[TEXT_RAW];
};

/* Looks at the whole file: a mark at its start, zeros where UTF-16 has them, and whether all of it
 * is UTF-8; what is none of these is Windows-1252, of which Latin-1 is a part. ERR_INVALID
 * "sheet.unknown_format": bytes that no text holds. */
enum err text_open(struct text_input *input, const struct source *source,
                   struct error *error) MUST_USE;
/* Up to n bytes of UTF-8, n at least TEXT_LEAST; 0: the end. */
enum err text_read(struct text_input *input, char *to, size_t n, size_t *ret,
                   struct error *error) MUST_USE;

#endif
