/* v1/csv_lines.c */
#include "v1/csv_lines.h"

#include "codec/csv_cell.h"

void csv_put(struct strbuf *b, struct str text, bool first)
{
    static const struct str starts = STR_INIT("=+-@\t\r");

    strbuf_add_c(b, first ? "\"" : ",\"");
    if (text.n > 0 && str_find_char(starts, text.p[0]) != SIZE_MAX)
        strbuf_add_char(b, '\'');
    for (size_t i = 0, guard = csv_next_formula(text, 0); i < text.n; i++) {
        if (i > 0 && i == guard) {
            strbuf_add_char(b, '\'');
            guard = csv_next_formula(text, i);
        }
        if (text.p[i] == '"')
            strbuf_add_char(b, '"');
        strbuf_add_char(b, text.p[i]);
    }
    strbuf_add_char(b, '"');
}
