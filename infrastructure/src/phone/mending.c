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
    if (!answer_is_valid(&answer) || (mend->zero_stays && !ends_with_digits(&answer, text, n)))
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
