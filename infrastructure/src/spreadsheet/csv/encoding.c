/* spreadsheet/csv/encoding.c - telling codings apart, and making them one. */
#include "spreadsheet/csv/encoding.h"

#include <string.h>

#include "spreadsheet/cell_text.h"

/* 0x80 to 0x9f of Windows-1252; 0 where it has nothing. */
static const uint16_t windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

/* The bytes at the end that begin a character and do not end it. */
static size_t unfinished(const unsigned char *p, size_t n)
{
    for (size_t back = 1; back <= 3 && back <= n; back++) {
        unsigned char c = p[n - back];
        size_t needs = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;

        if ((c & 0xc0) != 0x80)
            return needs > back ? back : 0;
    }
    return 0;
}

/* UTF-16 without a mark: half of its bytes are zeros where people write in Latin letters. */
static enum encoding guess_utf16(const unsigned char *p, size_t n)
{
    size_t zeros[2] = { 0, 0 };

    for (size_t i = 0; i < n; i++)
        zeros[i & 1] += p[i] == 0;
    if (zeros[1] > n / 5 && zeros[0] < n / 50 + 1)
        return ENCODING_UTF16LE;
    if (zeros[0] > n / 5 && zeros[1] < n / 50 + 1)
        return ENCODING_UTF16BE;
    return 0;
}

static enum err look_at_all(struct text_input *input, struct error *error)
{
    int64_t at = input->at;
    size_t kept = 0;
    bool utf8 = true;

    while (at < input->source->size) {
        int64_t left = input->source->size - at;
        size_t n = left < (int64_t)(TEXT_RAW - kept) ? (size_t)left : TEXT_RAW - kept, all;

        TRY(source_read(input->source, at, input->raw + kept, n, error));
        at += (int64_t)n;
        all = kept + n;
        if (memchr(input->raw, 0, all) != NULL)
            return FAIL(error, ERR_INVALID, "sheet.unknown_format");
        kept = 0;
        if (!utf8)
            continue;
        kept = at < input->source->size ? unfinished(input->raw, all) : 0;
        utf8 = str_is_utf8((struct str){ (const char *)input->raw, all - kept });
        memmove(input->raw, input->raw + all - kept, kept);
    }
    input->encoding = utf8 ? ENCODING_UTF8 : ENCODING_WINDOWS_1252;
    return ERR_OK;
}

enum err text_open(struct text_input *input, const struct source *source, struct error *error)
{
    size_t n = source->size < TEXT_RAW ? (size_t)source->size : TEXT_RAW;
    const unsigned char *p = input->raw;

    input->source = source;
    input->at = 0;
    input->high = 0;
    input->raw_n = input->raw_at = 0;
    TRY(source_read(source, 0, input->raw, n, error));
    if (n >= 2 && ((p[0] == 0xff && p[1] == 0xfe) || (p[0] == 0xfe && p[1] == 0xff))) {
        input->encoding = p[0] == 0xff ? ENCODING_UTF16LE : ENCODING_UTF16BE;
        input->at = 2;
        return ERR_OK;
    }
    if (n >= 4 && (input->encoding = guess_utf16(p, n)) != 0)
        return ERR_OK;
    if (n >= 3 && p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf)
        input->at = 3;
    return look_at_all(input, error);
}

static enum err fill(struct text_input *input, struct error *error)
{
    int64_t left = input->source->size - input->at;
    size_t n = left < TEXT_RAW ? (size_t)left : TEXT_RAW;

    TRY(source_read(input->source, input->at, input->raw, n, error));
    input->at += (int64_t)n;
    input->raw_n = n;
    input->raw_at = 0;
    return ERR_OK;
}

static size_t put_1252(unsigned char c, char *to)
{
    return utf8_put(
        to, c >= 0x80 && c < 0xa0 && windows_1252[c - 0x80] != 0 ? windows_1252[c - 0x80] : c);
}

/* One unit; half a pair waits for the other, a half alone becomes U+FFFD. */
static size_t put_utf16(struct text_input *input, uint32_t unit, char *to)
{
    size_t n = 0;

    if (input->high != 0 && unit >= 0xdc00 && unit < 0xe000) {
        n = utf8_put(to, 0x10000 + ((input->high - 0xd800) << 10 | (unit - 0xdc00)));
        input->high = 0;
        return n;
    }
    if (input->high != 0)
        n = utf8_put(to, 0xfffd);
    input->high = unit >= 0xd800 && unit < 0xdc00 ? unit : 0;
    if (input->high == 0)
        n += utf8_put(to + n, (unit >= 0xdc00 && unit < 0xe000) || unit == 0 ? 0xfffd : unit);
    return n;
}

static enum err read_utf8(struct text_input *input, char *to, size_t n, size_t *ret,
                          struct error *error)
{
    int64_t left = input->source->size - input->at;

    if ((int64_t)n > left)
        n = (size_t)left;
    TRY(source_read(input->source, input->at, to, n, error));
    input->at += (int64_t)n;
    *ret = n;
    return ERR_OK;
}

enum err text_read(struct text_input *input, char *to, size_t n, size_t *ret, struct error *error)
{
    size_t done = 0, unit_size = input->encoding == ENCODING_WINDOWS_1252 ? 1 : 2;

    if (input->encoding == ENCODING_UTF8)
        return read_utf8(input, to, n, ret, error);
    while (n - done >= TEXT_LEAST) {
        const unsigned char *p = input->raw + input->raw_at;

        if (input->raw_n - input->raw_at < unit_size) {
            if (input->at >= input->source->size)
                break; /* an odd last byte of UTF-16 is no character */
            TRY(fill(input, error));
            continue;
        }
        if (unit_size == 1)
            done += put_1252(*p, to + done);
        else
            done += put_utf16(input,
                              input->encoding == ENCODING_UTF16LE
                                  ? (uint32_t)p[0] | (uint32_t)p[1] << 8
                                  : (uint32_t)p[1] | (uint32_t)p[0] << 8,
                              to + done);
        input->raw_at += unit_size;
    }
    *ret = done;
    return ERR_OK;
}
