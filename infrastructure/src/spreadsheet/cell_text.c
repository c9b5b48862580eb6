/* spreadsheet/cell_text.c - numbers and escapes. Nearly every number is told apart by its digits
 * alone: up to 15 of them name one double and no other, so the text itself is the shortest. */
#include "spreadsheet/cell_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 17 digits tell every double from every other. */
enum { EXACT_DIGITS = 15, ALL_DIGITS = 17, POSITIONAL_BELOW = 21, MOST_NUMBER_INPUT = 400 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "-12.50" of at most 15 digits, no exponent, no leading zeros. */
static bool plain_decimal(struct str text, struct str *ret)
{
    size_t i = text.n > 0 && text.p[0] == '-', whole = i, digits = 0, end = text.n;
    bool point = false;

    for (; i < text.n; i++) {
        if (is_digit(text.p[i]))
            digits++;
        else if (text.p[i] == '.' && !point && i > whole)
            point = true;
        else
            return false;
    }
    if (digits == 0 || digits > EXACT_DIGITS ||
        (text.p[whole] == '0' && text.n > whole + 1 && text.p[whole + 1] != '.'))
        return false;
    if (point) {
        while (text.p[end - 1] == '0')
            end--;
        if (text.p[end - 1] == '.')
            end--;
    }
    *ret = (struct str){ text.p, end };
    if (str_eq(*ret, STR("-0")))
        *ret = STR("0");
    return true;
}

bool number_value(struct str text, double *ret)
{
    char copy[MOST_NUMBER_INPUT + 1];
    int64_t whole;
    char *end;

    if (text.n == 0 || text.n > MOST_NUMBER_INPUT)
        return false;
    if (text.n <= EXACT_DIGITS && str_to_i64(text, INT64_MIN, INT64_MAX, &whole)) {
        *ret = (double)whole;
        return true;
    }
    for (size_t i = 0; i < text.n; i++) {
        if (!is_digit(text.p[i]) && memchr("+-.eE", text.p[i], 5) == NULL)
            return false; /* strtod would take "inf", "nan" and "0x1p3" */
        copy[i] = text.p[i];
    }
    copy[text.n] = '\0';
    *ret = strtod(copy, &end);
    return end == copy + text.n && isfinite(*ret);
}

/* digits d1d2...dn times 10^(exponent - n + 1), without a point where it can be. */
static struct str place_point(const char *digits, int n, int exponent, bool negative,
                              struct arena *arena)
{
    char *p = arena_alloc(arena, NUMBER_TEXT);
    size_t at = 0;

    if (negative)
        p[at++] = '-';
    if (exponent >= POSITIONAL_BELOW || exponent < -7) {
        at += (size_t)snprintf(p + at, NUMBER_TEXT - at, "%c%s%.*se%+d", digits[0],
                               n > 1 ? "." : "", n - 1, digits + 1, exponent);
        return (struct str){ p, at };
    }
    if (exponent < 0) {
        p[at++] = '0';
        p[at++] = '.';
        for (int i = -1; i > exponent; i--)
            p[at++] = '0';
    }
    for (int i = 0; i < n || i <= exponent; i++) {
        if (i > 0 && i == exponent + 1)
            p[at++] = '.';
        p[at++] = i < n ? digits[i] : '0';
    }
    return (struct str){ p, at };
}

struct str number_text_of(double number, struct arena *arena)
{
    char text[NUMBER_TEXT], digits[ALL_DIGITS + 1];
    int n = 0, exponent;

    if (number == 0)
        return STR("0");
    for (int precision = EXACT_DIGITS; precision <= ALL_DIGITS; precision++) {
        snprintf(text, sizeof text, "%.*e", precision - 1, fabs(number));
        if (strtod(text, NULL) == fabs(number))
            break;
    }
    exponent = atoi(strchr(text, 'e') + 1);
    for (const char *p = text; *p != 'e'; p++)
        if (is_digit(*p))
            digits[n++] = *p;
    while (n > 1 && digits[n - 1] == '0')
        n--;
    return place_point(digits, n, exponent, number < 0, arena);
}

bool number_text(struct str text, struct arena *arena, struct str *ret)
{
    double number;

    text = str_trim(text);
    if (plain_decimal(text, ret))
        return true;
    if (!number_value(text, &number))
        return false;
    *ret = number_text_of(number, arena);
    return true;
}

/* An E among the last letters, as in "E+11": of most texts nothing more is looked at. */
static bool may_have_exponent(struct str text)
{
    if (!is_digit(text.p[text.n - 1]))
        return false;
    for (size_t i = 2; i <= 5 && i <= text.n; i++)
        if ((text.p[text.n - i] | 0x20) == 'e')
            return true;
    return false;
}

bool text_lost_digits(struct str text)
{
    size_t i = 0, digits = 0;

    if (text.n < 3 || text.n > 40 || !may_have_exponent(text))
        return false;
    if (text.p[0] == '+' || text.p[0] == '-')
        i++;
    for (; i < text.n && (is_digit(text.p[i]) || text.p[i] == '.' || text.p[i] == ','); i++)
        digits += is_digit(text.p[i]);
    if (digits == 0 || text.n - i < 2 || (text.p[i] != 'E' && text.p[i] != 'e'))
        return false;
    i++;
    if (text.p[i] == '+' || text.p[i] == '-')
        i++;
    if (i == text.n)
        return false;
    while (i < text.n && is_digit(text.p[i]))
        i++;
    return i == text.n;
}

size_t utf8_put(char *p, uint32_t c)
{
    if (c < 0x80) {
        p[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        p[0] = (char)(0xc0 | c >> 6);
        p[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        p[0] = (char)(0xe0 | c >> 12);
        p[1] = (char)(0x80 | (c >> 6 & 0x3f));
        p[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    p[0] = (char)(0xf0 | c >> 18);
    p[1] = (char)(0x80 | (c >> 12 & 0x3f));
    p[2] = (char)(0x80 | (c >> 6 & 0x3f));
    p[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

/* The unit that stands as _xHHHH_ at p, or -1. */
static int32_t escaped_unit(const char *p, size_t n)
{
    int32_t unit = 0;

    if (n < 7 || p[0] != '_' || (p[1] != 'x' && p[1] != 'X') || p[6] != '_')
        return -1;
    for (int i = 2; i < 6; i++) {
        char c = p[i];
        int digit = is_digit(c)            ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;

        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

size_t xstring_decode(char *p, size_t n)
{
    char *first = memchr(p, '_', n);
    size_t from, to;

    if (first == NULL)
        return n;
    for (from = to = (size_t)(first - p); from < n;) {
        int32_t unit = escaped_unit(p + from, n - from);
        int32_t low;

        if (unit >= 0xd800 && unit < 0xdc00 &&
            (low = escaped_unit(p + from + 7, n - from - 7)) >= 0xdc00 && low < 0xe000) {
            to += utf8_put(p + to,
                           0x10000 + ((uint32_t)(unit - 0xd800) << 10 | (uint32_t)(low - 0xdc00)));
            from += 14;
        } else if (unit > 0 && (unit < 0xd800 || unit >= 0xe000)) {
            to += utf8_put(p + to, (uint32_t)unit);
            from += 7;
        } else { /* also NUL and half a pair: they stay as they were written */
            p[to++] = p[from++];
        }
    }
    return to;
}
