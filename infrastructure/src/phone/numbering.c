/* phone/numbering.c - the port: one text of a cell, judged. A text that is no number as it stands
 * may be mended in ways that are told; a mended number counts only if it is valid. */
#include "infrastructure/phone.h"

#include <stdlib.h>
#include <string.h>

#include "phone/library.h"
#include "phone/tables.h"

struct phone_numbers {
    struct phone_tables *tables; /* NULL: the library alone answers */
};

/* What was asked, kept together for the mending. */
struct question {
    struct str text;
    char country[3]; /* "" : none */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits_in(struct str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++)
        n += is_digit(text.p[i]);
    return n;
}

static bool all_digits(struct str text)
{
    return text.n > 0 && digits_in(text) == text.n;
}

/* The library needs milliseconds for a text of many odd pieces, however short. Behind its first
 * digit a number has an extension or a letter, no more: a note is taken off by mending, not by
 * asking. */
static bool is_worth_asking(struct str text)
{
    size_t i = 0, odd = 0, pieces = 0, digits = digits_in(text);
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

static void ask(const struct phone_numbers *numbers, struct str text, const char *country,
                struct phone_answer *ret)
{
    if (text.n <= ANSWER_TEXT_BYTES && numbers->tables != NULL &&
        tables_ask(numbers->tables, text.p, text.n, country, ret))
        return;
    if (is_worth_asking(text))
        library_ask(text.p, text.n, country, ret);
    else
        *ret = (struct phone_answer){ .reading = digits_in(text) > LIBRARY_DIGITS
                                                     ? READING_TOO_LONG
                                                     : READING_NOT_A_NUMBER };
}

static bool is_valid(const struct phone_answer *a)
{
    return a->reading == READING_OK && a->type != TYPE_UNKNOWN && a->n <= PHONE_TEXT;
}

/* Accepted with a warning: the library's metadata is of 2022, and ranges were opened since. */
static bool is_possible(const struct phone_answer *a)
{
    return a->reading == READING_OK && a->length == LENGTH_POSSIBLE && a->n <= PHONE_TEXT;
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

/* A mend writes the text to be tried instead; false: it does not apply. */
typedef bool mend_text(const struct question *q, const struct phone_answer *first, char *ret,
                       size_t *n);

static bool put(char *ret, size_t *n, struct str front, struct str back)
{
    if (front.n + back.n > ANSWER_TEXT_BYTES)
        return false;
    memcpy(ret, front.p, front.n);
    memcpy(ret + front.n, back.p, back.n);
    *n = front.n + back.n;
    return true;
}

/* 00 57 300 … where 00 is not the country's international prefix (CO, BR, US). */
static bool mend_double_zero(const struct question *q, const struct phone_answer *first, char *ret,
                             size_t *n)
{
    (void)first;
    return str_starts(q->text, STR("00")) &&
           put(ret, n, STR("+"), str_slice(q->text, 2, q->text.n));
}

/* 3001234567.0, a number of a sheet printed as text. */
static bool mend_decimals(const struct question *q, const struct phone_answer *first, char *ret,
                          size_t *n)
{
    struct str whole = q->text;

    (void)first;
    while (whole.n > 0 && whole.p[whole.n - 1] == '0')
        whole.n--;
    if (whole.n == q->text.n || whole.n < 2)
        return false;
    char mark = whole.p[--whole.n];
    return (mark == '.' || mark == ',') && all_digits(whole) && put(ret, n, STR(""), whole);
}

/* 525512345678 in Colombia: a numeric cell keeps no plus. Only if it can be no national number. */
static bool mend_lost_plus(const struct question *q, const struct phone_answer *first, char *ret,
                           size_t *n)
{
    return digits_in(q->text) >= 10 && is_digit(q->text.p[0]) && !is_possible(first) &&
           put(ret, n, STR("+"), q->text);
}

/* 612345678 in Italy, where the zero is part of the number. */
static bool mend_lost_zero(const struct question *q, const struct phone_answer *first, char *ret,
                           size_t *n)
{
    (void)first;
    return all_digits(q->text) && q->text.p[0] != '0' && put(ret, n, STR("0"), q->text);
}

/* "Cel 300 123 4567 (esposa)": the one run of the text that is long enough for a number. */
static bool mend_words(const struct question *q, const struct phone_answer *first, char *ret,
                       size_t *n)
{
    struct str found = STR_NONE;

    (void)first;
    for (size_t i = 0; i < q->text.n;) {
        size_t from = i;

        while (i < q->text.n && (is_digit(q->text.p[i]) || strchr("+-. ()", q->text.p[i]) != NULL))
            i++;
        struct str run = str_trim(str_slice(q->text, from, i));
        if (digits_in(run) >= 7) {
            if (found.p != NULL)
                return false;
            found = run;
        }
        i += i == from;
    }
    return found.p != NULL && found.n < q->text.n && put(ret, n, STR(""), found);
}

/* Colombia moved its numbers in 2021: "03 300 123 4567" lost the 03, "(1) 234 5678" became
 * "601 234 5678". */
static bool mend_old_numbering(const struct question *q, const struct phone_answer *first,
                               char *ret, size_t *n)
{
    char digits[ANSWER_TEXT_BYTES];
    struct str number = { digits, 0 };

    (void)first;
    if (strcmp(q->country, "CO") != 0 || q->text.n > sizeof digits)
        return false;
    for (size_t i = 0; i < q->text.n; i++) {
        if (is_digit(q->text.p[i]))
            digits[number.n++] = q->text.p[i];
        else if (strchr("+-. ()", q->text.p[i]) == NULL)
            return false;
    }
    if (number.n == 12 && str_starts(number, STR("03")))
        return put(ret, n, STR("+57"), str_slice(number, 2, number.n));
    if (number.n == 10 && str_starts(number, STR("57")))
        number = str_slice(number, 2, number.n);
    return number.n == 8 && put(ret, n, STR("+5760"), number);
}

static const struct mend {
    mend_text *text;
    const char *slug;
    bool zero_stays; /* the answer must carry the zero that was put in front */
} mends[] = {
    { mend_double_zero, "phone.repair.double_zero", false },
    { mend_decimals, "phone.repair.decimals_dropped", false },
    { mend_old_numbering, "phone.repair.old_numbering", false },
    { mend_words, "phone.repair.words_dropped", false },
    { mend_lost_plus, "phone.repair.lost_plus", false },
    { mend_lost_zero, "phone.repair.lost_zero", true },
};

static bool ends_with_digits(const struct phone_answer *a, const char *text, size_t n)
{
    return a->n > n && memcmp(a->e164 + a->n - n, text, n) == 0;
}

/* The slug of what was mended; NULL: nothing helps, *ret is as it was. */
static const char *mended(const struct phone_numbers *numbers, const struct question *q,
                          struct phone_answer *ret)
{
    for (size_t i = 0; i < ARRAY_LEN(mends); i++) {
        char text[ANSWER_TEXT_BYTES];
        struct phone_answer answer;
        size_t n;

        if (!mends[i].text(q, ret, text, &n))
            continue;
        ask(numbers, (struct str){ text, n }, q->country, &answer);
        if (is_valid(&answer) && (!mends[i].zero_stays || ends_with_digits(&answer, text, n))) {
            *ret = answer;
            return mends[i].slug;
        }
    }
    return NULL;
}

static enum err refuse(const struct question *q, const struct phone_answer *a, struct error *error)
{
    size_t digits = digits_in(q->text);

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

/* The library takes "3001234567,00" for an extension. */
static const char *extension_repair(const struct question *q, const struct phone_answer *a)
{
    char text[ANSWER_TEXT_BYTES];
    size_t n;

    if (!a->extension)
        return NULL;
    return mend_decimals(q, a, text, &n) ? "phone.repair.decimals_dropped"
                                         : "phone.repair.extension_dropped";
}

static void fill(const struct phone_answer *a, const char *repair, struct parsed_phone *ret)
{
    *ret = (struct parsed_phone){
        .n = a->n,
        .quality = is_valid(a) ? PHONE_VALID : PHONE_POSSIBLE,
        .type = type_of(a->type),
        .repair = repair != NULL ? repair
                  : a->extension ? "phone.repair.extension_dropped"
                                 : NULL,
    };
    memcpy(ret->e164, a->e164, a->n);
    if (strlen(a->region) == 2)
        memcpy(ret->region, a->region, 2);
}

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

/* Runs of blanks cost the library most, and say nothing: one is left of each. */
static struct str without_runs(struct str text, char room[ANSWER_TEXT_BYTES])
{
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == ' ' && i > 0 && text.p[i - 1] == ' ')
            continue;
        if (n == ANSWER_TEXT_BYTES)
            return text;
        room[n++] = text.p[i];
    }
    return (struct str){ room, n };
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
    struct question q = { .text = without_runs(without_frame(text), room) };
    struct phone_answer answer;
    const char *repair = NULL;

    if (!country_code(numbers, country, q.country))
        q.country[0] = '\0';
    if (is_scientific(q.text))
        return FAIL(error, ERR_INVALID, "phone.lost_digits");
    ask(numbers, q.text, q.country, &answer);
    if (!is_valid(&answer))
        repair = mended(numbers, &q, &answer);
    if (repair == NULL)
        repair = extension_repair(&q, &answer);
    if (!is_valid(&answer) && !is_possible(&answer))
        return refuse(&q, &answer, error);
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
