/* domain/src/services/calling_window.c - times of day are compared as texts: "08:00" < "18:00". */
#include "domain/services/calling_window.h"

enum { MINUTES_OF_DAY = 24 * 60 };

/* "08:00" to "24:00"; empty is no window. */
static bool is_time_of_day(struct str s)
{
    int64_t hour, minute;

    if (s.n == 0)
        return true;
    return s.n == 5 && s.p[2] == ':' && str_to_i64(str_slice(s, 0, 2), 0, 24, &hour) &&
           str_to_i64(str_slice(s, 3, 5), 0, 59, &minute) && hour * 60 + minute <= MINUTES_OF_DAY;
}

static void wrong(struct error *error, struct str field, const char *slug)
{
    error_add_field(error, (struct field_error){ .field = field, .slug = slug });
}

void window_check(struct calling_window w, struct error *error)
{
    if (!is_time_of_day(w.start))
        wrong(error, STR("window_start"), "field.format");
    if (!is_time_of_day(w.end))
        wrong(error, STR("window_end"), "field.format");
    if ((w.start.n == 0) != (w.end.n == 0))
        wrong(error, STR("window_end"), "campaign.half_window");
    else if (w.start.n > 0 && str_cmp(w.start, w.end) >= 0)
        wrong(error, STR("window_end"), "campaign.empty_window");
}

bool window_meet(struct calling_window a, struct calling_window b, struct calling_window *ret)
{
    if (a.start.n == 0 || b.start.n == 0) {
        *ret = a.start.n == 0 ? b : a;
        return true;
    }
    ret->start = str_cmp(a.start, b.start) > 0 ? a.start : b.start;
    ret->end = str_cmp(a.end, b.end) < 0 ? a.end : b.end;
    return str_cmp(ret->start, ret->end) < 0;
}
