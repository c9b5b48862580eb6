/* csv_cell.c */
#include "codec/csv_cell.h"

#include <string.h>

size_t csv_next_formula(struct str text, size_t from)
{
    for (size_t i = from + 1; i < text.n; i++) {
        size_t at = i;

        if (memchr(";\t\r\n", text.p[i - 1], 4) == NULL)
            continue;
        while (at < text.n && text.p[at] == '"')
            at++;
        if (at < text.n && memchr("=+-@", text.p[at], 4) != NULL)
            return i;
    }
    return text.n;
}
