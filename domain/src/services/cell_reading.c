/* services/cell_reading.c - shapes of cells. */
#include "services/cell_reading.h"

#include <string.h>

#include "services/folding.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct month_name {
    const char *start; /* of the folded word; three letters are enough */
    int32_t month;
};
static const struct month_name month_names[] = {
    { "ene", 1 },  { "jan", 1 },  { "feb", 2 },  { "fev", 2 },  { "mar", 3 },  { "abr", 4 },
    { "apr", 4 },  { "may", 5 },  { "mai", 5 },  { "jun", 6 },  { "jul", 7 },  { "ago", 8 },
    { "aug", 8 },  { "sep", 9 },  { "set", 9 },  { "oct", 10 }, { "out", 10 }, { "nov", 11 },
    { "dic", 12 }, { "dez", 12 }, { "dec", 12 },
};

static int32_t month_of(struct str word)
{
    for (size_t i = 0; i < ARRAY_LEN(month_names); i++)
        if (word.n <= 10 && str_starts(word, str_from_c(month_names[i].start)))
            return month_names[i].month;
    return 0;
}

static bool is_one_of(struct str word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(word, words[i]))
            return true;
    return false;
}

/* Words of a date that say nothing of it; "martes" would else be a March. */
static bool is_idle_in_date(struct str word)
{
    static const char *const idle[] = {
        "de",     "del",     "of",     "lunes",   "martes",    "miercoles", "jueves", "viernes",
        "sabado", "domingo", "monday", "tuesday", "wednesday", "thursday",  "friday", "saturday",
        "sunday", "segunda", "terca",  "quarta",  "quinta",    "sexta",     "feira",
    };

    return word.n == 0 || is_one_of(word, idle, ARRAY_LEN(idle));
}

/* The parts of a date, in order: numbers, and at most one month by name. */
struct date_parts {
    int64_t numbers[3];
    size_t lengths[3]; /* digits of each */
    size_t n;
    size_t month_at; /* numbers before the name */
    int32_t month;   /* 0: all numbers */
};

static bool collect_parts(struct str folded, struct date_parts *ret)
{
    *ret = (struct date_parts){ 0 };
    while (folded.p != NULL) {
        struct str word = str_cut(&folded, ' ');

        if (is_idle_in_date(word))
            continue;
        if (is_digit(word.p[0])) {
            if (ret->n == 3 || word.n > 4 || !str_to_i64(word, 0, 9999, &ret->numbers[ret->n]))
                return false;
            ret->lengths[ret->n++] = word.n;
        } else if (ret->month == 0 && (ret->month = month_of(word)) != 0) {
            ret->month_at = ret->n;
        } else {
            return false;
        }
    }
    return ret->month != 0 ? ret->n == 2 : ret->n == 3;
}

static bool make_date(int64_t year, size_t year_digits, int64_t month, int64_t day,
                      struct date *ret)
{
    if (year_digits == 2)
        year += 2000;
    else if (year_digits != 4)
        return false;
    struct date made = { (int32_t)year, (int32_t)month, (int32_t)day };
    if (!date_is_valid(made) || year < 1900 || year > 2200)
        return false;
    *ret = made;
    return true;
}

static bool date_by_parts(const struct date_parts *p, bool month_first, struct date *ret)
{
    if (p->month != 0)
        return p->lengths[0] == 4
                   ? make_date(p->numbers[0], 4, p->month, p->numbers[1], ret)
                   : make_date(p->numbers[1], p->lengths[1], p->month, p->numbers[0], ret);
    if (p->lengths[0] == 4)
        return make_date(p->numbers[0], 4, p->numbers[1], p->numbers[2], ret);
    size_t day = month_first ? 1 : 0;
    return make_date(p->numbers[2], p->lengths[2], p->numbers[1 - day], p->numbers[day], ret) ||
           make_date(p->numbers[2], p->lengths[2], p->numbers[day], p->numbers[1 - day], ret);
}

bool read_date(struct arena *arena, struct str text, struct str country, struct date *ret)
{
    struct date_parts parts;

    text = str_trim(text);
    if (text.n < 6 || text.n > 48)
        return false;
    /* a time of day may follow */
    size_t colon = str_find_char(text, ':');
    if (colon != SIZE_MAX) {
        while (colon > 0 && text.p[colon] != ' ' && text.p[colon] != 'T')
            colon--;
        text = str_slice(text, 0, colon);
    }
    if (text.n > 0 && !is_digit(text.p[0]) && !is_letter(text.p[0]))
        return false;
    return collect_parts(fold_words(arena, text), &parts) &&
           date_by_parts(&parts, str_eq_c(country, "US"), ret);
}

bool read_date_number(struct str text, struct date *ret)
{
    /* Excel's days of 1990 to 2099, counted from the one before 1900 with a leap day too many */
    enum { EXCEL_1970 = 25569, EXCEL_FIRST = 32874, EXCEL_LAST = 73050 };
    int64_t n;

    text = str_slice(text, 0, str_find_char(text, '.')); /* a time of day is the part of a day */
    if (str_to_i64(text, EXCEL_FIRST, EXCEL_LAST, &n)) {
        *ret = date_from_days(n - EXCEL_1970);
        return true;
    }
    return text.n == 8 && str_to_i64(text, 19900101, 20991231, &n) &&
           make_date(n / 10000, 4, n / 100 % 100, n % 100, ret);
}

bool reads_as_amount(struct arena *arena, struct str text)
{
    static const char *const known[] = {
        "cop",       "usd",        "us",        "u",         "mxn",      "pen",      "clp",
        "ars",       "brl",        "eur",       "pyg",       "uyu",      "bob",      "crc",
        "gtq",       "hnl",        "nio",       "dop",       "ves",      "r",        "s",
        "b",         "q",          "l",         "c",         "d",        "rd",       "bs",
        "pesos",     "peso",       "soles",     "sol",       "dolares",  "dolar",    "dollars",
        "dollar",    "euros",      "euro",      "reales",    "reais",    "real",     "colones",
        "guaranies", "bolivianos", "bolivares", "quetzales", "lempiras", "cordobas", "balboas",
        "mil",       "miles",      "k",         "m",         "mm",       "millon",   "millones",
        "milhao",    "milhoes",    "million",   "millions",  "thousand", "mn",       "cte",
        "moneda",    "corriente",  "legal",     "con",       "centavos", "cents",    "de",
        "y",         "e",          "uf",
    };
    enum { DIGITS_MOST = 15 };
    struct date date;
    size_t digits = 0;

    if (read_date(arena, text, STR(""), &date))
        return false;
    struct str words = fold_words(arena, text);
    while (words.p != NULL) {
        struct str word = str_cut(&words, ' ');

        if (word.n > 0 && is_digit(word.p[0]))
            digits += word.n;
        else if (word.n > 0 && !is_one_of(word, known, ARRAY_LEN(known)))
            return false;
    }
    return digits > 0 && digits <= DIGITS_MOST;
}

bool looks_like_amount(struct str text)
{
    static const char *const currencies[] = { "COP", "USD", "US", "MXN", "PEN", "CLP", "ARS",
                                              "BRL", "EUR", "R",  "S",   "Bs",  "PYG", "UYU" };
    size_t digits = 0, letters_from = SIZE_MAX, letters = 0;

    text = str_trim(text);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (is_letter(c)) {
            if (letters_from == SIZE_MAX)
                letters_from = i;
            letters++;
        } else if (is_digit(c)) {
            digits++;
        } else if (strchr("$.,-+%/() '", c) == NULL && (unsigned char)c < 0x80) {
            return false;
        }
    }
    if (digits == 0 || digits > 15 || letters > 3)
        return false;
    for (size_t i = 0; letters > 0 && i < ARRAY_LEN(currencies); i++) {
        struct str name = str_from_c(currencies[i]);
        struct str found = str_slice(text, letters_from, letters_from + letters);

        if (str_eq_nocase(found, name))
            return true;
    }
    return letters == 0;
}

bool looks_like_email(struct str text)
{
    size_t at;

    text = str_trim(text);
    at = str_find_char(text, '@');
    if (at == SIZE_MAX || at == 0 || text.n > 254 || str_find_char(text, ' ') != SIZE_MAX)
        return false;
    struct str host = str_slice(text, at + 1, text.n);
    size_t dot = str_find_char(host, '.');
    return str_find_char(host, '@') == SIZE_MAX && dot != SIZE_MAX && dot > 0 && dot + 1 < host.n;
}

bool looks_like_zone(struct str text)
{
    size_t slash = str_find_char(text, '/');

    if (slash == SIZE_MAX || slash < 2 || slash + 2 >= text.n || text.n > 40)
        return false;
    for (size_t i = 0; i < text.n; i++)
        if (!is_letter(text.p[i]) && strchr("/_-", text.p[i]) == NULL)
            return false;
    return text.p[0] >= 'A' && text.p[0] <= 'Z';
}

static const struct country_name {
    const char *name; /* folded */
    struct str iso;
} country_names[] = {
    { "colombia", STR_INIT("CO") },
    { "col", STR_INIT("CO") },
    { "mexico", STR_INIT("MX") },
    { "mejico", STR_INIT("MX") },
    { "mex", STR_INIT("MX") },
    { "peru", STR_INIT("PE") },
    { "per", STR_INIT("PE") },
    { "chile", STR_INIT("CL") },
    { "chl", STR_INIT("CL") },
    { "argentina", STR_INIT("AR") },
    { "arg", STR_INIT("AR") },
    { "brasil", STR_INIT("BR") },
    { "brazil", STR_INIT("BR") },
    { "bra", STR_INIT("BR") },
    { "ecuador", STR_INIT("EC") },
    { "equador", STR_INIT("EC") },
    { "ecu", STR_INIT("EC") },
    { "venezuela", STR_INIT("VE") },
    { "ven", STR_INIT("VE") },
    { "bolivia", STR_INIT("BO") },
    { "bol", STR_INIT("BO") },
    { "paraguay", STR_INIT("PY") },
    { "paraguai", STR_INIT("PY") },
    { "pry", STR_INIT("PY") },
    { "uruguay", STR_INIT("UY") },
    { "uruguai", STR_INIT("UY") },
    { "ury", STR_INIT("UY") },
    { "panama", STR_INIT("PA") },
    { "pan", STR_INIT("PA") },
    { "costa rica", STR_INIT("CR") },
    { "cri", STR_INIT("CR") },
    { "nicaragua", STR_INIT("NI") },
    { "honduras", STR_INIT("HN") },
    { "el salvador", STR_INIT("SV") },
    { "guatemala", STR_INIT("GT") },
    { "cuba", STR_INIT("CU") },
    { "puerto rico", STR_INIT("PR") },
    { "republica dominicana", STR_INIT("DO") },
    { "dominican republic", STR_INIT("DO") },
    { "espana", STR_INIT("ES") },
    { "spain", STR_INIT("ES") },
    { "espanha", STR_INIT("ES") },
    { "esp", STR_INIT("ES") },
    { "portugal", STR_INIT("PT") },
    { "prt", STR_INIT("PT") },
    { "estados unidos", STR_INIT("US") },
    { "united states", STR_INIT("US") },
    { "usa", STR_INIT("US") },
    { "eeuu", STR_INIT("US") },
    { "ee uu", STR_INIT("US") },
    { "eua", STR_INIT("US") },
    { "canada", STR_INIT("CA") },
    { "can", STR_INIT("CA") },
    { "italia", STR_INIT("IT") },
    { "italy", STR_INIT("IT") },
    { "francia", STR_INIT("FR") },
    { "france", STR_INIT("FR") },
    { "alemania", STR_INIT("DE") },
    { "germany", STR_INIT("DE") },
    { "reino unido", STR_INIT("GB") },
    { "united kingdom", STR_INIT("GB") },
};

struct str read_country(struct arena *arena, struct str text)
{
    text = str_trim(text);
    if (text.n < 2 || text.n > 40)
        return STR_NONE;
    struct str folded = fold_text(arena, text);
    for (size_t i = 0; i < ARRAY_LEN(country_names); i++) {
        struct str iso = country_names[i].iso;

        if (str_eq_c(folded, country_names[i].name) || str_eq_nocase(text, iso))
            return iso;
    }
    return STR_NONE;
}
