/* base/time.c - calendar arithmetic of its own, because timegm and gmtime_r take a lock and read
 * the system's zone file even where no zone is asked for; RFC 3339 texts. */
#include "base/time.h"

#include <string.h>

static const struct instant first = { -62135596800000 }; /* 0001-01-01T00:00:00Z */
static const struct instant last = { 253402300799999 };  /* 9999-12-31T23:59:59.999Z */

static void put_digits(char *at, int64_t value, int n)
{
    while (n > 0) {
        at[--n] = (char)('0' + value % 10);
        value /= 10;
    }
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

void instant_text(struct instant t, char ret[INSTANT_TEXT])
{
    int64_t ms, seconds, days;
    struct date date;

    if (instant_before(t, first))
        t = first;
    if (instant_before(last, t))
        t = last;
    ms = (t.unix_ms % 1000 + 1000) % 1000;
    seconds = (t.unix_ms - ms) / 1000;
    days = floor_divide(seconds, MS_PER_DAY / MS_PER_SECOND);
    seconds -= days * (MS_PER_DAY / MS_PER_SECOND);
    date = date_from_days(days);
    memcpy(ret, "0000-00-00T00:00:00.000Z", INSTANT_TEXT);
    put_digits(ret, date.year, 4);
    put_digits(ret + 5, date.month, 2);
    put_digits(ret + 8, date.day, 2);
    put_digits(ret + 11, seconds / 3600, 2);
    put_digits(ret + 14, seconds / 60 % 60, 2);
    put_digits(ret + 17, seconds % 60, 2);
    put_digits(ret + 20, ms, 3);
}

struct str instant_print(struct arena *arena, struct instant t)
{
    char *text = arena_alloc(arena, INSTANT_TEXT + 1);

    instant_text(t, text);
    return (struct str){ text, INSTANT_TEXT };
}

/* Takes n digits from *s, or says no. */
static bool take_digits(struct str *s, size_t n, int32_t *ret)
{
    int64_t value;

    if (s->n < n || s->p[0] == '-' || !str_to_i64(str_slice(*s, 0, n), 0, 999999999, &value))
        return false;
    *s = str_slice(*s, n, s->n);
    *ret = (int32_t)value;
    return true;
}

static bool take_char(struct str *s, char a, char b)
{
    if (s->n == 0 || (s->p[0] != a && s->p[0] != b))
        return false;
    *s = str_slice(*s, 1, s->n);
    return true;
}

static bool take_date(struct str *s, struct date *ret)
{
    return take_digits(s, 4, &ret->year) && take_char(s, '-', '-') &&
           take_digits(s, 2, &ret->month) && take_char(s, '-', '-') &&
           take_digits(s, 2, &ret->day) && date_is_valid(*ret);
}

static bool take_fraction(struct str *s, int32_t *ms)
{
    int32_t scale = 100;
    size_t digits = 0;

    *ms = 0;
    if (!take_char(s, '.', '.'))
        return true;
    for (; s->n > 0 && s->p[0] >= '0' && s->p[0] <= '9'; digits++) {
        *ms += (s->p[0] - '0') * scale;
        scale /= 10;
        *s = str_slice(*s, 1, s->n);
    }
    return digits > 0 && digits <= 9;
}

static bool take_offset(struct str *s, int64_t *offset_ms)
{
    int32_t hours, minutes;
    bool east = s->n > 0 && s->p[0] == '+';

    *offset_ms = 0;
    if (take_char(s, 'Z', 'z'))
        return true;
    if (!take_char(s, '+', '-') || !take_digits(s, 2, &hours) || !take_char(s, ':', ':') ||
        !take_digits(s, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *offset_ms = ((int64_t)hours * 60 + minutes) * MS_PER_MINUTE * (east ? 1 : -1);
    return true;
}

bool instant_parse(struct str text, struct instant *ret)
{
    struct date d;
    int32_t hour, minute, second, ms;
    int64_t offset_ms;

    if (!take_date(&text, &d) || !take_char(&text, 'T', 't') || !take_digits(&text, 2, &hour) ||
        !take_char(&text, ':', ':') || !take_digits(&text, 2, &minute) ||
        !take_char(&text, ':', ':') || !take_digits(&text, 2, &second) ||
        !take_fraction(&text, &ms) || !take_offset(&text, &offset_ms) || text.n != 0 || hour > 23 ||
        minute > 59 || second > 59)
        return false;
    ret->unix_ms = date_to_days(d) * MS_PER_DAY +
                   (((int64_t)hour * 60 + minute) * 60 + second) * 1000 + ms - offset_ms;
    return true;
}

/* Years that begin in March put the leap day at their end; 400 of them have 146,097 days, and day 0
 * of the count, 0000-03-01, is 719,468 days before 1970. */
enum { DAYS_OF_400_YEARS = 146097, DAYS_TO_1970 = 719468 };

int64_t date_to_days(struct date d)
{
    int64_t months = d.year * INT64_C(12) + d.month - 3; /* since March of year 0 */
    int64_t year = floor_divide(months, 12), month = months - year * 12;
    int64_t era = floor_divide(year, 400), of_era = year - era * 400;
    int64_t days = of_era * 365 + of_era / 4 - of_era / 100 + (153 * month + 2) / 5 + d.day - 1;

    return era * DAYS_OF_400_YEARS + days - DAYS_TO_1970;
}

struct date date_from_days(int64_t days)
{
    int64_t count = days + DAYS_TO_1970, era = floor_divide(count, DAYS_OF_400_YEARS);
    int64_t day = count - era * DAYS_OF_400_YEARS;
    int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    int64_t of_year = day - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153; /* 0 is March */
    int64_t first_of_month = (153 * month + 2) / 5;

    return (struct date){ (int32_t)(era * 400 + year + (month >= 10)),
                          (int32_t)(month < 10 ? month + 3 : month - 9),
                          (int32_t)(of_year - first_of_month + 1) };
}

bool date_is_valid(struct date d)
{
    struct date again;

    if (d.year < 1 || d.year > 9999 || d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31)
        return false;
    again = date_from_days(date_to_days(d));
    return again.day == d.day && again.month == d.month;
}

bool date_parse(struct str text, struct date *ret)
{
    struct date d;

    if (!take_date(&text, &d) || text.n != 0)
        return false;
    *ret = d;
    return true;
}

struct str date_print(struct arena *arena, struct date d)
{
    char *text = arena_alloc(arena, 11);

    memcpy(text, "0000-00-00", 10);
    put_digits(text, d.year, 4);
    put_digits(text + 5, d.month, 2);
    put_digits(text + 8, d.day, 2);
    return (struct str){ text, 10 };
}

int date_weekday(struct date d)
{
    int64_t days = date_to_days(d) + 3; /* 1970-01-01 was a Thursday */

    return (int)((days % 7 + 7) % 7);
}
