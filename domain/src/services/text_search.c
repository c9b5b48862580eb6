/* services/text_search.c - by the folded form of both texts, and by the texts as they are. */
#include "domain/services/text_search.h"

#include "services/folding.h"

enum { LAST_LATIN = 0x17f, CLASS_BYTES = 1024 };

/* What stands for no letter and parts no words: accents that follow their letter, soft hyphens and
 * marks without width. */
#define UNSEEN "\xcc\x80-\xcd\xaf\xc2\xad\xe2\x80\x8b-\xe2\x80\x8f\xef\xbb\xbf"

bool text_contains(struct arena *arena, struct str text, struct str part)
{
    struct str folded = fold_text(arena, part);

    if (str_find(text, part) != SIZE_MAX)
        return true;
    return folded.n > 0 && str_find(fold_text(arena, text), folded) != SIZE_MAX;
}

/* Below U+0800: two bytes of UTF-8 at most. */
static void add_point(struct strbuf *b, uint32_t point)
{
    if (point >= 0x80)
        strbuf_add_char(b, (char)(0xc0 | point >> 6));
    strbuf_add_char(b, (char)(point < 0x80 ? point : 0x80 | (point & 0x3f)));
}

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* All that folds to the letter; 0: to any. */
static void add_forms(struct strbuf *b, char letter)
{
    for (uint32_t point = '0'; point <= LAST_LATIN; point++) {
        char form = fold_point(point);

        if (form > ' ' && (letter == 0 || small(form) == letter))
            add_point(b, point);
    }
}

static void add_quoted(struct strbuf *b, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool plain = (unsigned char)c >= 0x80 || fold_point((unsigned char)c) != ' ';

        if (!plain)
            strbuf_add_char(b, '\\');
        strbuf_add_char(b, c);
    }
}

struct str text_contains_pattern(struct arena *arena, struct str part)
{
    struct str folded = fold_text(arena, part);
    struct strbuf b = strbuf_init(arena, (folded.n + 1) * CLASS_BYTES + part.n * 2);

    add_quoted(&b, part);
    if (folded.n > 0)
        strbuf_add_char(&b, '|');
    for (size_t i = 0; i < folded.n; i++) {
        strbuf_add_c(&b, folded.p[i] == ' ' ? "[^" : "[");
        add_forms(&b, folded.p[i] == ' ' ? 0 : folded.p[i]);
        strbuf_add_c(&b, folded.p[i] == ' ' ? "]+" : "][" UNSEEN "]*");
    }
    return strbuf_str(&b);
}
