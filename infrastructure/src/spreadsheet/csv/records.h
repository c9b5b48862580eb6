/* spreadsheet/csv/records.h - RFC 4180, and what people's programs make of it. */
#ifndef SPREADSHEET_CSV_RECORDS_H
#define SPREADSHEET_CSV_RECORDS_H

#include "base/arena.h"
#include "base/str.h"

enum { CSV_MOST_RECORD = 64 << 10 };

struct csv_fields {
    struct str *items;
    size_t n, capacity;
};
enum record_end { RECORD_WHOLE = 1, RECORD_CUT, RECORD_OPEN_QUOTE };

struct csv_dialect {
    char delimiter;
    unsigned char ends_field[256]; /* the delimiter, ends of lines, NUL */
};
struct csv_dialect csv_dialect(char delimiter);

/* One record at the start of p[0..n), p[n] being NUL; last: nothing follows. RECORD_CUT: its end is
 * not there yet; RECORD_OPEN_QUOTE: the same, inside of quotes. Fields are views, or in the arena
 * where they had to be put together. fields may be NULL: then they are only counted, in *count. */
enum record_end csv_record(const char *p, size_t n, bool last, const struct csv_dialect *dialect,
                           struct arena *arena, struct csv_fields *fields, size_t *count,
                           size_t *used);

/* , ; tab or | of p[0..n), p[n] being NUL: what divides the first records most evenly. ',' if none
 * does. */
char csv_delimiter(const char *p, size_t n, bool last);

#endif
