/* spreadsheet/xlsx/text_scan.h - what both scans share: tags by their letters, text by its bytes.
 * Every function stops at the NUL behind the buffer, and says false to all that is not certain. */
#ifndef SPREADSHEET_XLSX_TEXT_SCAN_H
#define SPREADSHEET_XLSX_TEXT_SCAN_H

#include <string.h>

#include "base/arena.h"
#include "base/str.h"

struct scan {
    const char *p, *end; /* *end is NUL */
};
enum tag_end { TAG_BAD, TAG_OPEN, TAG_EMPTY };

static inline bool scan_word(struct scan *s, struct str word)
{
    if ((size_t)(s->end - s->p) < word.n || memcmp(s->p, word.p, word.n) != 0)
        return false;
    s->p += word.n;
    return true;
}
static inline void scan_space(struct scan *s)
{
    while (*s->p == ' ' || *s->p == '\n' || *s->p == '\r' || *s->p == '\t')
        s->p++;
}

struct cell_attributes {
    struct str r, s, t;
};

/* The attributes of a tag whose name was just read, and its end. What is not r, s or t is passed
 * over, but for declarations of namespaces. ret may be NULL. */
enum tag_end scan_attributes(struct scan *s, struct cell_attributes *ret);
/* The rest of an element of text, <v> or <t>, behind its name: a view where it holds nothing
 * special, else decoded in the arena. False: a reference, a character or a coding that is the
 * parser's to judge. */
bool scan_text_element(struct scan *s, struct str close, struct arena *arena, struct str *ret);
/* The character data up to the next '<', which nobody reads. */
bool scan_past_text(struct scan *s);
/* A view with _xHHHH_ undone, copied only if there is one. */
struct str xstring_text(struct str text, struct arena *arena);

#endif
