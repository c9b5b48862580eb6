/* spreadsheet/cell_dates.c - number formats and serial days. */
#include "spreadsheet/cell_text.h"

#include <math.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/time.h"

enum number_style number_style_of_builtin(int64_t id)
{
    if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || (id >= 34 && id <= 36) ||
        (id >= 50 && id <= 58))
        return STYLE_DATE; /* 27 to 58 are those of East Asian versions */
    if ((id >= 18 && id <= 21) || id == 32 || id == 33 || id == 45 || id == 47)
        return STYLE_TIME;
    return id == 46 ? STYLE_ELAPSED : STYLE_NUMBER;
}

/* Past what is only shown: quoted text, one escaped character, [colour or condition]. */
static size_t skip_shown(struct str code, size_t i, bool *elapsed)
{
    size_t end;

    switch (code.p[i]) {
    case '"':
        for (end = i + 1; end < code.n && code.p[end] != '"'; end++)
            ;
        return end + 1;
    case '\\':
    case '_':
    case '*':
        return i + 2;
    case '[':
        for (end = i + 1; end < code.n && code.p[end] != ']'; end++)
            ;
        if (end > i + 1 && end - i <= 3 && memchr("hHmMsS", code.p[i + 1], 6) != NULL)
            *elapsed = true;
        return end + 1;
    }
    return i;
}

enum number_style number_style_of_code(struct str code)
{
    bool day = false, time = false, minutes = false, elapsed = false;

    if (str_starts(code, STR("General")) || str_starts(code, STR("GENERAL")))
        return STYLE_NUMBER;
    for (size_t i = 0; i < code.n && code.p[i] != ';'; i++) {
        size_t past = skip_shown(code, i, &elapsed);

        if (past > i) {
            i = past - 1;
            continue;
        }
        switch (code.p[i]) {
        case '0':
        case '#':
        case '?':
        case '@':
            if (!day && !time && !minutes && !elapsed)
                return STYLE_NUMBER; /* "0.00E+00", "# d": digits first are a number's */
            break;
        case 'y':
        case 'Y':
        case 'd':
        case 'D':
            day = true;
            break;
        case 'm':
        case 'M': /* months, or minutes beside hours or seconds; the M of AM/PM has its hour */
            minutes = true;
            break;
        case 'h':
        case 'H':
        case 's':
        case 'S':
            time = true;
            break;
        }
    }
    if (day || (minutes && !time && !elapsed))
        return STYLE_DATE;
    return elapsed ? STYLE_ELAPSED : time ? STYLE_TIME : STYLE_NUMBER;
}

static struct str clock_text(int64_t ms, struct arena *arena)
{
    int64_t seconds = ms / MS_PER_SECOND;
    struct str text = str_format(arena, "%02lld:%02lld:%02lld", (long long)(seconds / 3600),
                                 (long long)(seconds / 60 % 60), (long long)(seconds % 60));

    return ms % MS_PER_SECOND == 0
               ? text
               : str_format(arena, "%.*s.%03d", STR_ARG(text), (int)(ms % MS_PER_SECOND));
}

static struct str day_text(struct date day, int64_t ms, struct arena *arena)
{
    struct str text = date_print(arena, day);
    struct str clock;

    if (ms == 0)
        return text;
    clock = clock_text(ms, arena);
    return str_format(arena, "%.*sT%.*s", STR_ARG(text), STR_ARG(clock));
}

bool serial_text(double serial, bool epoch_1904, enum number_style style, struct arena *arena,
                 struct str *ret, bool *is_date)
{
    const int64_t epoch =
        date_to_days(epoch_1904 ? (struct date){ 1904, 1, 1 } : (struct date){ 1899, 12, 30 });
    int64_t total, days, ms;
    struct date day;

    if (!(serial >= 0) || serial >= 2958466) /* 9999-12-31 is 2958465 */
        return false;
    total = llround(serial * MS_PER_DAY);
    days = total / MS_PER_DAY;
    ms = total % MS_PER_DAY;
    if (style == STYLE_ELAPSED || (style == STYLE_TIME && days == 0)) {
        *ret = clock_text(total, arena);
        *is_date = false;
        return true;
    }
    if (!epoch_1904 && days == 0)
        return false; /* "January 0" */
    if (!epoch_1904 && days < 60)
        days++; /* the 29 February 1900 that never was */
    day = date_from_days(epoch + days);
    if (day.year > 9999)
        return false;
    *ret = day_text(day, ms, arena);
    *is_date = true;
    return true;
}

static bool two(struct str s, size_t at, int below, int *ret)
{
    if (at + 2 > s.n || s.p[at] < '0' || s.p[at] > '9' || s.p[at + 1] < '0' || s.p[at + 1] > '9')
        return false;
    *ret = (s.p[at] - '0') * 10 + (s.p[at + 1] - '0');
    return *ret < below;
}

/* hh:mm[:ss[.fff…]][Z] */
static bool iso_clock(struct str s, int64_t *ms)
{
    int h, m, sec = 0, weight = 100;
    size_t at = 5;

    if (!two(s, 0, 24, &h) || s.n < 5 || s.p[2] != ':' || !two(s, 3, 60, &m))
        return false;
    if (at < s.n && s.p[at] == ':') {
        if (!two(s, at + 1, 60, &sec))
            return false;
        at += 3;
    }
    *ms = ((h * 60LL + m) * 60 + sec) * MS_PER_SECOND;
    if (at < s.n && s.p[at] == '.')
        for (at++; at < s.n && s.p[at] >= '0' && s.p[at] <= '9'; at++, weight /= 10)
            *ms += (s.p[at] - '0') * weight;
    return at == s.n || (at + 1 == s.n && s.p[at] == 'Z');
}

bool iso_date_text(struct str text, struct arena *arena, struct str *ret, bool *is_date)
{
    struct str date;
    struct date day;
    int64_t ms = 0;

    text = str_trim(text);
    date = str_slice(text, 0, 10);
    if (date_parse(date, &day)) {
        if (text.n > 10 && (text.p[10] != 'T' || !iso_clock(str_slice(text, 11, text.n), &ms)))
            return false;
        *ret = day_text(day, ms, arena);
        *is_date = true;
        return true;
    }
    if (str_starts(text, STR("T")))
        text = str_slice(text, 1, text.n);
    if (!iso_clock(text, &ms))
        return false;
    *ret = clock_text(ms, arena);
    *is_date = false;
    return true;
}
