/* services/phone_cell.c - one number as it stands if it is one; else its pieces. */
#include "services/phone_cell.h"

#include <string.h>

enum { PHONE_DIGITS = 7, NATIONAL_DIGITS = 10 };

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

static void add(struct phone_cell *to, struct phone_piece piece)
{
    if (to->n == PHONE_CELL_MOST)
        to->more = true;
    else
        to->items[to->n++] = piece;
}

static struct phone_piece read_piece(struct phone_numbering phones, struct str text,
                                     struct str country)
{
    struct phone_piece ret = { .slug = NULL };
    struct error error = { .arena = NULL };

    if (VIA(phones, parse, text, country, &ret.phone, &error) != ERR_OK)
        ret.slug = error.slug;
    return ret;
}

static bool is_clean(const struct phone_piece *piece)
{
    return piece->slug == NULL && piece->phone.quality == PHONE_VALID &&
           piece->phone.repair == NULL;
}

/* Length of the separator at `i`, 0: none. Words stand between blanks: "300… o 310…". */
static size_t separator_at(struct str text, size_t i)
{
    static const struct str words[] = {
        STR_INIT(" o "),  STR_INIT(" y "),  STR_INIT(" e "),   STR_INIT(" u "),
        STR_INIT(" ou "), STR_INIT(" or "), STR_INIT(" and "),
    };
    char c = text.p[i];

    if (is_digit(c))
        return 0;
    if (strchr("\r\n;,|/\\&", c) != NULL)
        return 1;
    if (c != ' ' || i + 1 == text.n || is_digit(text.p[i + 1]))
        return 0;
    for (size_t w = 0; w < ARRAY_LEN(words); w++)
        if (str_eq_nocase(str_slice(text, i, i + words[w].n), words[w]))
            return words[w].n;
    return 0;
}

/* The next piece of *rest that holds a digit; STR_NONE: no more. */
static struct str next_piece(struct str *rest)
{
    while (rest->n > 0) {
        size_t i = 0, separator = 0;

        while (i < rest->n && (separator = separator_at(*rest, i)) == 0)
            i++;
        struct str piece = str_slice(*rest, 0, i);
        *rest = str_slice(*rest, i + separator, rest->n);
        if (digits_in(piece) > 0)
            return piece;
    }
    return STR_NONE;
}

/* How many pieces are long enough for a number. */
static size_t count_pieces(struct str text)
{
    size_t n = 0;

    for (struct str piece = next_piece(&text); piece.p != NULL; piece = next_piece(&text))
        n += digits_in(piece) >= PHONE_DIGITS;
    return n;
}

/* "300 123 4567 310 987 6543": cut where both sides are numbers as they stand. */
static bool read_pair(struct phone_numbering phones, struct str text, struct str country,
                      struct phone_cell *ret)
{
    for (size_t i = 1; i + 1 < text.n; i++) {
        if (strchr(" -.", text.p[i]) == NULL)
            continue;
        struct str left = str_slice(text, 0, i), right = str_slice(text, i + 1, text.n);
        if (digits_in(left) < PHONE_DIGITS || digits_in(right) < PHONE_DIGITS)
            continue;
        struct phone_piece first = read_piece(phones, left, country);
        struct phone_piece second = read_piece(phones, right, country);
        if (is_clean(&first) && is_clean(&second)) {
            add(ret, first);
            add(ret, second);
            return true;
        }
    }
    return false;
}

void phone_cell_read(struct phone_numbering phones, const struct cell *cell, struct str country,
                     struct phone_cell *ret)
{
    struct str text = str_trim(cell->text);

    ret->n = 0;
    ret->more = false;
    if (cell->kind == CELL_EMPTY || (cell->kind == CELL_TEXT && digits_in(text) == 0))
        return;
    if (cell->lost_digits) {
        add(ret, (struct phone_piece){ .slug = "phone.lost_digits" });
        return;
    }
    if (cell->kind == CELL_DATE || cell->kind == CELL_BOOL || cell->kind == CELL_ERROR) {
        add(ret, (struct phone_piece){ .slug = "phone.not_a_number" });
        return;
    }
    if (count_pieces(text) >= 2) {
        for (struct str piece = next_piece(&text); piece.p != NULL && !ret->more;
             piece = next_piece(&text))
            if (digits_in(piece) >= PHONE_DIGITS)
                add(ret, read_piece(phones, piece, country));
        return;
    }
    struct phone_piece whole = read_piece(phones, text, country);
    if (whole.slug != NULL && digits_in(text) >= 2 * NATIONAL_DIGITS - 2 && text.n <= 48 &&
        read_pair(phones, text, country, ret))
        return;
    add(ret, whole);
}
