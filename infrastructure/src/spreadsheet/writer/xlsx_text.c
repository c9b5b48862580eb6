/* spreadsheet/writer/xlsx_text.c - runs of plain bytes at once, the rest one by one. */
#include "spreadsheet/writer/xlsx_text.h"

#include <stdio.h>
#include <string.h>

enum { MOST_UNITS = 32767 };

/* 1: to be written in another way. '_' only where a reader would take it for an escape. */
static const unsigned char special[256] = {
    [0] = 1,  [1] = 1,  [2] = 1,  [3] = 1,   [4] = 1,   [5] = 1,   [6] = 1,   [7] = 1,   [8] = 1,
    [11] = 1, [12] = 1, [13] = 1, [14] = 1,  [15] = 1,  [16] = 1,  [17] = 1,  [18] = 1,  [19] = 1,
    [20] = 1, [21] = 1, [22] = 1, [23] = 1,  [24] = 1,  [25] = 1,  [26] = 1,  [27] = 1,  [28] = 1,
    [29] = 1, [30] = 1, [31] = 1, ['&'] = 1, ['<'] = 1, ['>'] = 1, ['"'] = 1, ['_'] = 1, [0xef] = 1,
};

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

static bool looks_escaped(const char *p, size_t n)
{
    return n >= 7 && (p[1] | 32) == 'x' && is_hex(p[2]) && is_hex(p[3]) && is_hex(p[4]) &&
           is_hex(p[5]) && p[6] == '_';
}

/* Returns how many bytes of the text it took. */
static size_t add_special(struct zip_writer *zip, const char *p, size_t n)
{
    char escape[8];

    switch (*p) {
    case '&':
        zip_writer_add(zip, STR("&amp;"));
        return 1;
    case '<':
        zip_writer_add(zip, STR("&lt;"));
        return 1;
    case '>':
        zip_writer_add(zip, STR("&gt;"));
        return 1;
    case '"':
        zip_writer_add(zip, STR("&quot;"));
        return 1;
    case '_':
        zip_writer_add(zip, looks_escaped(p, n) ? STR("_x005F_") : STR("_"));
        return 1;
    case '\xef': /* U+FFFE and U+FFFF are no characters of XML */
        if (n >= 3 && p[1] == '\xbf' && (unsigned char)p[2] >= 0xbe)
            zip_writer_add(zip, STR("\xef\xbf\xbd"));
        else
            zip_writer_add(zip, (struct str){ p, n < 3 ? n : 3 });
        return n < 3 ? n : 3;
    }
    snprintf(escape, sizeof escape, "_x%04X_", (unsigned)(unsigned char)*p);
    zip_writer_add(zip, str_from_c(escape));
    return 1;
}

static void add_broken(struct zip_writer *zip, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] >= 0x80)
            zip_writer_add(zip, STR("\xef\xbf\xbd"));
        else if (special[(unsigned char)text.p[i]])
            add_special(zip, text.p + i, text.n - i);
        else
            zip_writer_add(zip, (struct str){ text.p + i, 1 });
    }
}

void xlsx_text(struct zip_writer *zip, struct str text)
{
    size_t from = 0, i = 0;

    if (!str_is_utf8(text)) {
        add_broken(zip, text);
        return;
    }
    while (i < text.n) {
        if (!special[(unsigned char)text.p[i]]) {
            i++;
            continue;
        }
        zip_writer_add(zip, str_slice(text, from, i));
        i += add_special(zip, text.p + i, text.n - i);
        from = i;
    }
    zip_writer_add(zip, str_slice(text, from, text.n));
}

struct str xlsx_cut(struct str text, bool *cut)
{
    size_t units = 0, fits = 0;

    *cut = false;
    if (text.n <= MOST_UNITS)
        return text;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if ((c & 0xc0) == 0x80)
            continue;
        if (units <= MOST_UNITS - 1)
            fits = i; /* all before this character, and the ellipsis */
        units += c >= 0xf0 ? 2 : 1;
    }
    if (units <= MOST_UNITS)
        return text;
    *cut = true;
    return str_slice(text, 0, fits);
}
