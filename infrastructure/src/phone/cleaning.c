/* phone/cleaning.c - what cells bring along from web pages, address books and word processors. */
#include "phone/cleaning.h"

/* The quotation mark is how a person tells the spreadsheet program that it is a text. */
static struct str without_frame(struct str text)
{
    text = str_trim(text);
    while (text.n > 0 && (text.p[0] == '\'' || text.p[0] == '"'))
        text = str_trim(str_slice(text, 1, text.n));
    while (text.n > 0 && (text.p[text.n - 1] == '\'' || text.p[text.n - 1] == '"'))
        text = str_trim(str_slice(text, 0, text.n - 1));
    return text;
}

enum { INVISIBLE = 0, UNCHANGED = -1 };

/* The ASCII that stands for a character of two or three bytes. */
static int plain_of(uint32_t point)
{
    if (point == 0xa0 || point == 0x3000 || (point >= 0x2000 && point <= 0x200a) || point == 0x202f)
        return ' ';
    if ((point >= 0x2010 && point <= 0x2015) || point == 0x2212)
        return '-';
    if (point == 0xad || (point >= 0x200b && point <= 0x200f) ||
        (point >= 0x202a && point <= 0x202e) || (point >= 0x2060 && point <= 0x2064) ||
        (point >= 0x2066 && point <= 0x2069) || point == 0xfeff)
        return INVISIBLE;
    if (point >= 0xff01 && point <= 0xff5e)
        return (int)(point - 0xff01 + '!');
    return UNCHANGED;
}

/* Length of the character at `i`, at least 1; *ret is its ASCII or UNCHANGED. */
static size_t character_at(struct str text, size_t i, int *ret)
{
    unsigned char a = (unsigned char)text.p[i];
    size_t n = a >= 0xe0 && a < 0xf0 ? 3 : a >= 0xc2 && a < 0xe0 ? 2 : 1;
    uint32_t point = n == 3 ? a & 0x0fu : a & 0x1fu;

    *ret = UNCHANGED;
    if (n == 1 || i + n > text.n)
        return 1;
    for (size_t k = 1; k < n; k++) {
        unsigned char c = (unsigned char)text.p[i + k];

        if ((c & 0xc0) != 0x80)
            return 1;
        point = point << 6 | (c & 0x3fu);
    }
    *ret = plain_of(point);
    return n;
}

/* False: it does not fit. */
static bool add(char room[ANSWER_TEXT_BYTES], size_t *n, char c)
{
    if (c == ' ' && (*n == 0 || room[*n - 1] == ' '))
        return true;
    if (*n == ANSWER_TEXT_BYTES)
        return false;
    room[(*n)++] = c;
    return true;
}

struct str clean_phone_text(struct str text, char room[ANSWER_TEXT_BYTES])
{
    size_t n = 0;

    text = without_frame(text);
    for (size_t i = 0; i < text.n;) {
        int plain;
        size_t length = character_at(text, i, &plain);
        bool fits = true;

        if (plain == UNCHANGED)
            for (size_t k = 0; k < length && fits; k++)
                fits = add(room, &n, text.p[i + k]);
        else if (plain != INVISIBLE)
            fits = add(room, &n, (char)plain);
        if (!fits)
            return text;
        i += length;
    }
    return without_frame((struct str){ room, n });
}
