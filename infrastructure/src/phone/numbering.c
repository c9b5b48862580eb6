/* phone/numbering.c - the port: one text of a cell, judged. A text that is no number as it stands
 * may be mended in ways that are told; a mended number counts only if it is valid. */
#include "infrastructure/phone.h"

#include <stdlib.h>
#include <string.h>

#include "phone/cleaning.h"
#include "phone/library.h"
#include "phone/mending.h"
#include "phone/tables.h"

struct phone_numbers {
    struct phone_tables *tables; /* NULL: the library alone answers */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The library needs milliseconds for a text of many odd pieces, however short. Behind its first
 * digit a number has an extension or a letter, no more: a note is taken off by mending, not by
 * asking. */
static bool is_worth_asking(struct str text)
{
    size_t i = 0, odd = 0, pieces = 0, digits = count_digits(text);
    bool before = false;

    if (text.n > LIBRARY_TEXT_BYTES || digits < 2 || digits > LIBRARY_DIGITS)
        return false;
    while (!is_digit(text.p[i]))
        i++;
    for (; i < text.n; i++) {
        bool now = strchr("0123456789 -.()+", text.p[i]) == NULL;

        odd += now;
        pieces += now && !before;
        before = now;
    }
    return odd <= LIBRARY_ODD_BYTES && pieces <= LIBRARY_ODD_PIECES;
}

static void ask(const void *self, struct str text, const char *country, struct phone_answer *ret)
{
    const struct phone_numbers *numbers = self;

    if (text.n <= ANSWER_TEXT_BYTES && numbers->tables != NULL &&
        tables_ask(numbers->tables, text.p, text.n, country, ret))
        return;
    if (is_worth_asking(text))
        library_ask(text.p, text.n, country, ret);
    else
        *ret = (struct phone_answer){ .reading = count_digits(text) > LIBRARY_DIGITS
                                                     ? READING_TOO_LONG
                                                     : READING_NOT_A_NUMBER };
}

/* "3.00123E+09", "5,73e11": the digits behind the mantissa are gone. */
static bool is_scientific(struct str text)
{
    size_t i = 0, mantissa = 0, exponent = 0;

    if (i < text.n && (text.p[i] == '-' || text.p[i] == '+'))
        i++;
    for (; i < text.n && (is_digit(text.p[i]) || text.p[i] == '.' || text.p[i] == ','); i++)
        mantissa += is_digit(text.p[i]);
    if (mantissa == 0 || i == text.n || (text.p[i] != 'e' && text.p[i] != 'E'))
        return false;
    i++;
    if (i < text.n && (text.p[i] == '-' || text.p[i] == '+'))
        i++;
    for (; i < text.n && is_digit(text.p[i]); i++)
        exponent++;
    return i == text.n && exponent > 0 && exponent <= 3;
}

static enum err refuse(const struct question *q, const struct phone_answer *a, struct error *error)
{
    size_t digits = count_digits(q->text);

    if (q->country[0] != '\0' && digits >= 2 && digits <= 6 && q->text.n <= ANSWER_TEXT_BYTES &&
        library_is_short(q->text.p, q->text.n, q->country))
        return FAIL(error, ERR_INVALID, "phone.not_callable");
    switch (a->reading) {
    case READING_NOT_A_NUMBER:
        return FAIL(error, ERR_INVALID, "phone.not_a_number");
    case READING_NO_COUNTRY:
        return FAIL(error, ERR_INVALID,
                    q->country[0] == '\0' && str_find_char(q->text, '+') == SIZE_MAX
                        ? "phone.country_needed"
                        : "phone.impossible");
    case READING_TOO_SHORT:
        return FAIL(error, ERR_INVALID, "phone.too_short");
    case READING_TOO_LONG:
        return FAIL(error, ERR_INVALID, "phone.too_long");
    case READING_OK:
        break;
    }
    switch (a->length) {
    case LENGTH_TOO_SHORT:
        return FAIL(error, ERR_INVALID, "phone.too_short");
    case LENGTH_LOCAL_ONLY:
        return FAIL(error, ERR_INVALID, "phone.area_needed");
    case LENGTH_POSSIBLE: /* more digits than E.164 has */
    case LENGTH_TOO_LONG:
        return FAIL(error, ERR_INVALID, "phone.too_long");
    case LENGTH_BETWEEN:
        break;
    }
    return FAIL(error, ERR_INVALID, "phone.impossible");
}

static enum phone_type type_of(enum answer_type type)
{
    switch (type) {
    case TYPE_FIXED:
        return PHONE_FIXED;
    case TYPE_MOBILE:
        return PHONE_MOBILE;
    case TYPE_FIXED_OR_MOBILE:
        return PHONE_FIXED_OR_MOBILE;
    case TYPE_TOLL_FREE:
        return PHONE_TOLL_FREE;
    case TYPE_PREMIUM:
        return PHONE_PREMIUM;
    case TYPE_SHARED_COST:
        return PHONE_SHARED_COST;
    case TYPE_VOIP:
        return PHONE_VOIP;
    case TYPE_PERSONAL:
    case TYPE_PAGER:
    case TYPE_UAN:
    case TYPE_VOICEMAIL:
    case TYPE_UNKNOWN:
        return PHONE_OTHER;
    }
    return PHONE_OTHER;
}

static void fill(const struct phone_answer *a, const char *repair, struct parsed_phone *ret)
{
    *ret = (struct parsed_phone){
        .n = a->n,
        .quality = answer_is_valid(a) ? PHONE_VALID : PHONE_POSSIBLE,
        .type = type_of(a->type),
        .repair = repair,
    };
    memcpy(ret->e164, a->e164, a->n);
    if (strlen(a->region) == 2)
        memcpy(ret->region, a->region, 2);
}

static bool country_code(const struct phone_numbers *numbers, struct str country, char ret[3])
{
    if (country.n != 2)
        return false;
    for (size_t i = 0; i < 2; i++) {
        char c = country.p[i];

        if (c >= 'a' && c <= 'z')
            c = (char)(c - ('a' - 'A'));
        if (c < 'A' || c > 'Z')
            return false;
        ret[i] = c;
    }
    ret[2] = '\0';
    return numbers->tables != NULL ? tables_know_country(numbers->tables, ret)
                                   : library_knows_country(ret);
}

/* 0000000000, 9999999999, 1234567890: written where there is no phone. */
static bool is_filler(struct str text)
{
    char digits[ANSWER_TEXT_BYTES];
    size_t n = 0;
    bool same = true, up = true;

    for (size_t i = 0; i < text.n && i < sizeof digits; i++)
        if (is_digit(text.p[i]))
            digits[n++] = text.p[i];
    for (size_t i = 1; i < n; i++) {
        same = same && digits[i] == digits[0];
        up = up && digits[i] - '0' == (digits[i - 1] - '0' + 1) % 10;
    }
    return n >= 6 && (same || up);
}

static bool knows_country(void *self, struct str country)
{
    char code[3];

    return country_code(self, country, code);
}

static enum err parse(void *self, struct str text, struct str country, struct parsed_phone *ret,
                      struct error *error)
{
    const struct phone_numbers *numbers = self;
    char room[ANSWER_TEXT_BYTES];
    struct question q = { .text = clean_phone_text(text, room) };
    struct phone_answer answer;
    const char *repair;

    if (!country_code(numbers, country, q.country))
        q.country[0] = '\0';
    if (is_scientific(q.text))
        return FAIL(error, ERR_INVALID, "phone.lost_digits");
    ask(numbers, q.text, q.country, &answer);
    repair = mend_phone(&q, ask, numbers, &answer);
    if (!answer_is_valid(&answer) && !answer_is_possible(&answer))
        return refuse(&q, &answer, error);
    if (!answer_is_valid(&answer) && is_filler(q.text))
        return FAIL(error, ERR_INVALID, "phone.filler");
    if (answer.type == TYPE_PREMIUM)
        return FAIL(error, ERR_INVALID, "phone.not_callable");
    fill(&answer, repair, ret);
    return ERR_OK;
}

struct phone_numbers *phone_numbers_new(void)
{
    struct phone_numbers *numbers = calloc(1, sizeof *numbers);

    if (numbers == NULL)
        abort();
    library_open();
    numbers->tables = tables_new();
    return numbers;
}

bool phone_numbers_are_quick(const struct phone_numbers *numbers)
{
    return numbers->tables != NULL;
}

uint64_t phone_numbers_metadata(void)
{
    return tables_metadata_hash();
}

void phone_numbers_free(struct phone_numbers *numbers)
{
    if (numbers != NULL)
        tables_free(numbers->tables);
    free(numbers);
}

struct phone_numbering phone_numbers_port(struct phone_numbers *numbers)
{
    static const struct phone_numbering_ops ops = { .parse = parse,
                                                    .knows_country = knows_country };

    return (struct phone_numbering){ &ops, numbers };
}
