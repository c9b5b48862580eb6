/* phone/mending.c - the mends, in the order in which they are tried. Each counts only if the
 * library calls the mended number valid. */
#include "phone/mending.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

size_t count_digits(struct str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++)
        n += is_digit(text.p[i]);
    return n;
}

static bool all_digits(struct str text)
{
    return text.n > 0 && count_digits(text) == text.n;
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
    return count_digits(q->text) >= 10 && is_digit(q->text.p[0]) && !answer_is_possible(first) &&
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
        if (count_digits(run) >= 7) {
            if (found.p != NULL)
                return false;
            found = run;
        }
        i += i == from;
    }
    return found.p != NULL && found.n < q->text.n && put(ret, n, STR(""), found);
}

/* 300,123,4567 or 300_123_4567. Not with '/', ';' and the like, which part two numbers. */
static bool mend_marks(const struct question *q, const struct phone_answer *first, char *ret,
                       size_t *n)
{
    bool odd = false;

    (void)first;
    if (!put(ret, n, STR(""), q->text))
        return false;
    for (size_t i = 0; i < *n; i++) {
        if (is_digit(ret[i]) || strchr("+-. ()", ret[i]) != NULL)
            continue;
        if (strchr(",_*:=#~", ret[i]) == NULL)
            return false;
        ret[i] = ' ';
        odd = true;
    }
    return odd;
}

/* The digits of a text that has nothing else but marks; STR_NONE: it has. */
static struct str only_digits(struct str text, char room[ANSWER_TEXT_BYTES])
{
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        if (strchr("+-. ()", text.p[i]) != NULL)
            continue;
        if (!is_digit(text.p[i]) || n == ANSWER_TEXT_BYTES)
            return STR_NONE;
        room[n++] = text.p[i];
    }
    return (struct str){ room, n };
}

/* 09 6123 4567 in Chile: a trunk zero of earlier years. */
static bool mend_trunk_zero(const struct question *q, const struct phone_answer *first, char *ret,
                            size_t *n)
{
    char room[ANSWER_TEXT_BYTES];
    struct str digits = only_digits(q->text, room);
    size_t zeros = 0;

    (void)first;
    while (zeros < digits.n && digits.p[zeros] == '0')
        zeros++;
    return zeros > 0 && put(ret, n, STR(""), str_slice(digits, zeros, digits.n));
}

/* Colombia in 2021: "03 300 123 4567" lost the 03, "(1) 234 5678" became "601 234 5678". */
static bool mend_colombia(struct str digits, char *ret, size_t *n)
{
    if (digits.n == 12 && str_starts(digits, STR("03")))
        return put(ret, n, STR("+57"), str_slice(digits, 2, digits.n));
    if (digits.n == 10 && str_starts(digits, STR("57")))
        digits = str_slice(digits, 2, digits.n);
    return digits.n == 8 && put(ret, n, STR("+5760"), digits);
}

/* Brazil until 2016: a mobile behind its area of two digits got a 9 in front. */
static bool mend_brazil(struct str digits, char *ret, size_t *n)
{
    char mobile[13] = "55";

    if (digits.n == 11 && digits.p[0] == '0')
        digits = str_slice(digits, 1, digits.n);
    if (digits.n == 12 && str_starts(digits, STR("55")))
        digits = str_slice(digits, 2, digits.n);
    if (digits.n != 10 || digits.p[2] < '6')
        return false;
    memcpy(mobile + 2, digits.p, 2);
    mobile[4] = '9';
    memcpy(mobile + 5, digits.p + 2, 8);
    return put(ret, n, STR("+"), (struct str){ mobile, sizeof mobile });
}

static bool mend_old_numbering(const struct question *q, const struct phone_answer *first,
                               char *ret, size_t *n)
{
    char room[ANSWER_TEXT_BYTES];
    struct str digits = only_digits(q->text, room);

    (void)first;
    if (strcmp(q->country, "CO") == 0)
        return mend_colombia(digits, ret, n);
    return strcmp(q->country, "BR") == 0 && mend_brazil(digits, ret, n);
}

static const struct mend {
    mend_text *text;
    const char *slug;
    enum {
        ANY_NUMBER,
        AT_HOME,   /* the answer must be of the country asked for */
        ZERO_STAYS /* it must carry the zero that was put in front */
    } only;
} mends[] = {
    { mend_double_zero, "phone.repair.double_zero", ANY_NUMBER },
    { mend_decimals, "phone.repair.decimals_dropped", ANY_NUMBER },
    { mend_old_numbering, "phone.repair.old_numbering", AT_HOME },
    { mend_trunk_zero, "phone.repair.zero_dropped", AT_HOME },
    { mend_marks, "phone.repair.marks_dropped", ANY_NUMBER },
    { mend_words, "phone.repair.words_dropped", ANY_NUMBER },
    { mend_lost_plus, "phone.repair.lost_plus", ANY_NUMBER },
    { mend_lost_zero, "phone.repair.lost_zero", ZERO_STAYS },
};

static bool ends_with_digits(const struct phone_answer *a, const char *text, size_t n)
{
    return a->n > n && memcmp(a->e164 + a->n - n, text, n) == 0;
}

/* One mend tried; true: *ret is its valid answer. */
static bool try_mend(const struct mend *mend, const struct question *q, ask_phone *ask,
                     const void *numbers, struct phone_answer *ret)
{
    char text[ANSWER_TEXT_BYTES];
    struct phone_answer answer;
    size_t n;

    if (!mend->text(q, ret, text, &n))
        return false;
    ask(numbers, (struct str){ text, n }, q->country, &answer);
    if (!answer_is_valid(&answer) ||
        (mend->only == AT_HOME && strcmp(answer.region, q->country) != 0) ||
        (mend->only == ZERO_STAYS && !ends_with_digits(&answer, text, n)))
        return false;
    *ret = answer;
    return true;
}

/* 0057 302… dialed in Colombia reaches Russia (005, then 7). Who writes it means Colombia. */
static bool means_home(const struct question *q, ask_phone *ask, const void *numbers,
                       struct phone_answer *ret)
{
    struct phone_answer home = *ret;

    if (!str_starts(q->text, STR("00")) || strcmp(ret->region, q->country) == 0 ||
        !try_mend(&mends[0], q, ask, numbers, &home) || strcmp(home.region, q->country) != 0)
        return false;
    *ret = home;
    return true;
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

const char *mend_phone(const struct question *q, ask_phone *ask, const void *numbers,
                       struct phone_answer *ret)
{
    if (answer_is_valid(ret))
        return means_home(q, ask, numbers, ret) ? mends[0].slug : extension_repair(q, ret);
    for (size_t i = 0; i < ARRAY_LEN(mends); i++)
        if (try_mend(&mends[i], q, ask, numbers, ret))
            return mends[i].slug;
    return extension_repair(q, ret);
}
