/* amount_text.c - micro-units as decimal text and back, exactly. */
#include "codec/json_record.h"

#include "base/checked.h"

enum { MICROS_PER_UNIT = 1000000, DECIMALS = 6 };

void json_amount_text(int64_t micros, struct strbuf *out)
{
    uint64_t size = micros < 0 ? 0 - (uint64_t)micros : (uint64_t)micros;
    uint64_t fraction = size % MICROS_PER_UNIT;
    char digits[DECIMALS];

    for (int i = DECIMALS; i > 0; fraction /= 10)
        digits[--i] = (char)('0' + fraction % 10);
    if (micros < 0)
        strbuf_add_char(out, '-');
    strbuf_add_i64(out, (int64_t)(size / MICROS_PER_UNIT));
    strbuf_add_char(out, '.');
    strbuf_add(out, (struct str){ digits, sizeof digits });
}

/* Only digits, at least one. */
static bool take_digits(struct str text, int64_t *ret)
{
    return text.n > 0 && text.p[0] != '-' && str_to_i64(text, 0, INT64_MAX, ret);
}

bool json_amount_parse(struct str text, int64_t *micros)
{
    bool negative = text.n > 0 && text.p[0] == '-';
    struct str fraction = str_slice(text, negative, text.n);
    struct str whole = str_cut(&fraction, '.');
    int64_t units, parts = 0, sum;

    if (!take_digits(whole, &units) || (whole.n > 1 && whole.p[0] == '0'))
        return false;
    if (fraction.p != NULL && (fraction.n > DECIMALS || !take_digits(fraction, &parts)))
        return false;
    for (size_t places = fraction.n; places < DECIMALS; places++)
        parts *= 10;
    if (!mul_i64(units, MICROS_PER_UNIT, &sum) || !add_i64(sum, parts, &sum))
        return false;
    *micros = negative ? -sum : sum;
    return true;
}
