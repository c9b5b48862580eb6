/* spreadsheet/csv/records.c - one record, and which delimiter makes sense of many. */
#include "spreadsheet/csv/records.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"

struct csv_dialect csv_dialect(char delimiter)
{
    struct csv_dialect ret = { .delimiter = delimiter };

    ret.ends_field[(unsigned char)delimiter] = 1;
    ret.ends_field['\n'] = ret.ends_field['\r'] = ret.ends_field['\0'] = 1;
    return ret;
}

struct field_scan {
    const char *p, *end;
    bool last;
    const struct csv_dialect *dialect;
    struct arena *arena; /* NULL: nobody reads the fields */
};

static void add(struct csv_fields *fields, struct str field)
{
    if (fields->n == fields->capacity) {
        size_t capacity = fields->capacity == 0 ? 64 : fields->capacity * 2;
        struct str *items = realloc(fields->items, capacity * sizeof *items);

        if (items == NULL)
            abort();
        fields->items = items;
        fields->capacity = capacity;
    }
    fields->items[fields->n++] = field;
}

/* Up to the delimiter or the line's end; quotes inside of it are letters. */
static const char *plain_end(const struct field_scan *s)
{
    const unsigned char *ends = s->dialect->ends_field;
    const char *p = s->p;

    for (;; p++) {
        while (!ends[(unsigned char)*p])
            p++;
        if (*p != '\0' || p >= s->end)
            return p;
    }
}

/* What stands between the quotes: "" becomes ", a line's end becomes one LF. */
static struct str unquoted(struct str inside, struct arena *arena)
{
    char *to;
    size_t n = 0;

    if (memchr(inside.p, '"', inside.n) == NULL && memchr(inside.p, '\r', inside.n) == NULL)
        return inside;
    to = arena_alloc(arena, inside.n);
    for (size_t i = 0; i < inside.n; i++) {
        char c = inside.p[i];

        if (c == '\r') {
            c = '\n';
            i += i + 1 < inside.n && inside.p[i + 1] == '\n';
        } else if (c == '"') {
            i++;
        }
        to[n++] = c;
    }
    return (struct str){ to, n };
}

/* A field that begins with a quote. What stands behind the closing one is taken as it is. */
static enum record_end quoted(struct field_scan *s, struct str *ret)
{
    const char *from = ++s->p, *to;
    struct strbuf joined;

    for (;;) {
        to = memchr(s->p, '"', (size_t)(s->end - s->p));
        if (to == NULL)
            return RECORD_OPEN_QUOTE;
        if (to + 1 == s->end && !s->last)
            return RECORD_CUT; /* closing, or the first of two? */
        s->p = to + 1;
        if (s->p == s->end || *s->p != '"')
            break;
        s->p++;
    }
    to = plain_end(s);
    if (s->arena == NULL) {
        s->p = to;
        return RECORD_WHOLE;
    }
    *ret = unquoted((struct str){ from, (size_t)(s->p - 1 - from) }, s->arena);
    if (to > s->p) {
        joined = strbuf_init(s->arena, SIZE_MAX / 2);
        strbuf_add(&joined, *ret);
        strbuf_add(&joined, (struct str){ s->p, (size_t)(to - s->p) });
        *ret = strbuf_str(&joined);
    }
    s->p = to;
    return RECORD_WHOLE;
}

/* Behind LF, CR or CRLF; false: it is not known yet which. */
static bool pass_line_end(struct field_scan *s)
{
    if (*s->p == '\r') {
        if (s->p + 1 == s->end && !s->last)
            return false;
        s->p += s->p + 1 < s->end && s->p[1] == '\n';
    }
    s->p++;
    return true;
}

enum record_end csv_record(const char *p, size_t n, bool last, const struct csv_dialect *dialect,
                           struct arena *arena, struct csv_fields *fields, size_t *count,
                           size_t *used)
{
    struct field_scan s = { p, p + n, last, dialect, fields == NULL ? NULL : arena };

    *count = 0;
    if (fields != NULL)
        fields->n = 0;
    for (;;) {
        struct str field = STR_NONE;

        if (s.p < s.end && *s.p == '"') {
            enum record_end end = quoted(&s, &field);

            if (end != RECORD_WHOLE)
                return end;
        } else {
            const char *to = plain_end(&s);

            field = (struct str){ s.p, (size_t)(to - s.p) };
            s.p = to;
        }
        ++*count;
        if (fields != NULL)
            add(fields, field);
        if (s.p == s.end && !last)
            return RECORD_CUT;
        if (s.p < s.end && *s.p == dialect->delimiter) {
            s.p++;
            continue;
        }
        if (s.p < s.end && !pass_line_end(&s))
            return RECORD_CUT;
        *used = (size_t)(s.p - p);
        return RECORD_WHOLE;
    }
}

enum { SAMPLE_RECORDS = 100, MOST_FIELDS = 512 };

/* How many of the first records have the commonest count of fields above one, and that count. A
 * blank line says nothing; the header says most, so it counts five times. */
static size_t evenness(const char *p, size_t n, bool last, char delimiter, size_t *fields)
{
    const struct csv_dialect dialect = csv_dialect(delimiter);
    size_t seen[MOST_FIELDS + 1] = { 0 }, best = 0, used, count;
    bool first = true;

    *fields = 1;
    for (size_t i = 0; i < SAMPLE_RECORDS && n > 0; i++, p += used, n -= used) {
        bool blank = *p == '\n' || *p == '\r';

        if (csv_record(p, n, last, &dialect, NULL, NULL, &count, &used) != RECORD_WHOLE)
            break;
        if (!blank)
            seen[count < MOST_FIELDS ? count : MOST_FIELDS] += first ? 5 : 1;
        first = first && blank;
    }
    for (size_t k = 2; k <= MOST_FIELDS; k++)
        if (seen[k] >= best && seen[k] > 0) {
            best = seen[k];
            *fields = k;
        }
    return best;
}

char csv_delimiter(const char *p, size_t n, bool last)
{
    static const char candidates[] = { ',', ';', '\t', '|' };
    size_t best = 0, best_fields = 0;
    char ret = ',';

    for (size_t i = 0; i < ARRAY_LEN(candidates); i++) {
        size_t fields, score = evenness(p, n, last, candidates[i], &fields);

        if (score > best || (score == best && score > 0 && fields > best_fields)) {
            best = score;
            best_fields = fields;
            ret = candidates[i];
        }
    }
    return ret;
}
