/* services/folding.c - accents by table: Latin-1 and Latin Extended-A, composed or combining. */
#include "services/folding.h"

#include "base/strbuf.h"

/* From U+00C0; ' ' is no letter. */
static const char latin1[] = "aaaaaaaceeeeiiiidnooooo ouuuuypsaaaaaaaceeeeiiiidnooooo ouuuuypy";
/* From U+0100. */
static const char latin_a[] = "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
                              "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

struct folder {
    struct strbuf to;
    bool split; /* at changes of case and kind */
    bool blank; /* one is owed before the next letter */
    char last;  /* class of the last character: 'a', 'A', '0' or ' ' */
};

/* One code point of UTF-8; *i moves behind it. A broken byte is U+FFFD. */
static uint32_t next_point(struct str s, size_t *i)
{
    unsigned char c = (unsigned char)s.p[*i];
    size_t more = c < 0x80 ? 0 : c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : SIZE_MAX;
    uint32_t point = more == 0 ? c : c & (0x3fu >> (more & 3));

    *i += 1;
    if (more > 3 || s.n - *i < more)
        return 0xfffd;
    for (; more > 0; more--)
        point = point << 6 | ((unsigned char)s.p[(*i)++] & 0x3fu);
    return point;
}

char fold_point(uint32_t point)
{
    if (point < 0x80) {
        char c = (char)point;
        bool kept = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return kept ? c : ' ';
    }
    if (point == 0xaa || point == 0xba || point == 0xb0) /* ª º ° */
        return point == 0xaa ? 'a' : 'o';
    if (point >= 0xc0 && point < 0x100) {
        char c = latin1[point - 0xc0];
        return c != ' ' && point < 0xe0 ? (char)(c - ('a' - 'A')) : c;
    }
    if (point >= 0x100 && point < 0x100 + sizeof latin_a - 1)
        return latin_a[point - 0x100];
    if ((point >= 0x300 && point < 0x370) || point == 0xad ||
        (point >= 0x200b && point <= 0x200f) || point == 0xfeff)
        return 0;
    return ' ';
}

static char kind_of(char c)
{
    return c >= '0' && c <= '9' ? '0' : c >= 'A' && c <= 'Z' ? 'A' : 'a';
}

static void fold_letter(struct folder *f, char c, char following)
{
    char kind = kind_of(c);

    if (f->split && f->last != ' ') {
        bool hump = kind == 'A' && f->last == 'a';
        bool acronym_ends = kind == 'A' && f->last == 'A' && following >= 'a' && following <= 'z';
        bool digits_meet = (kind == '0') != (f->last == '0');

        f->blank = f->blank || hump || acronym_ends || digits_meet;
    }
    if (f->blank && f->to.n > 0)
        strbuf_add_char(&f->to, ' ');
    f->blank = false;
    f->last = kind;
    strbuf_add_char(&f->to, kind == 'A' ? (char)(c + ('a' - 'A')) : c);
}

static struct str fold(struct arena *arena, struct str text, bool split)
{
    struct folder f = { .to = strbuf_init(arena, text.n * 2 + 1), .split = split, .last = ' ' };

    for (size_t i = 0; i < text.n;) {
        char c = fold_point(next_point(text, &i));

        if (c == 0)
            continue;
        if (c == ' ') {
            f.blank = true;
            f.last = ' ';
        } else {
            fold_letter(&f, c, i < text.n ? text.p[i] : ' ');
        }
    }
    return strbuf_str(&f.to);
}

struct str fold_words(struct arena *arena, struct str text)
{
    return fold(arena, text, true);
}

struct str fold_text(struct arena *arena, struct str text)
{
    return fold(arena, text, false);
}
