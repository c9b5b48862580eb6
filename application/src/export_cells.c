/* application/src/export_cells.c */
#include "export_cells.h"

#include "base/strbuf.h"

struct out_cell cell_text(struct str text)
{
    return text.n > 0 ? (struct out_cell){ .kind = OUT_TEXT, .text = text }
                      : (struct out_cell){ .kind = OUT_EMPTY };
}

struct out_cell cell_decimal(struct str text)
{
    return (struct out_cell){ .kind = OUT_DECIMAL, .text = text };
}

struct out_cell cell_instant(const struct ports *ports, struct scope *scope, struct str zone,
                             struct opt_instant at)
{
    struct local_time local;

    if (!at.has)
        return cell_text(STR(""));
    if (VIA(ports->zones, local, zone, at.v, &local, &scope->error) != ERR_OK)
        return cell_text(instant_print(scope->arena, at.v));
    return (struct out_cell){ .kind = OUT_DATE_TIME,
                              .date = local.date,
                              .second =
                                  local.minute * 60 + (int)(at.v.unix_ms / MS_PER_SECOND % 60) };
}

struct out_cell cell_said_date(struct str text)
{
    struct date date;

    if (!date_parse(text, &date))
        return cell_text(text);
    return (struct out_cell){ .kind = OUT_DATE, .date = date };
}

static bool is_decimal(struct str s)
{
    bool point = false;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '.' && !point && i > 0 && i + 1 < s.n)
            point = true;
        else if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    }
    return s.n > 0 && s.n < 16;
}

struct out_cell cell_said_amount(struct str text)
{
    return is_decimal(text) ? cell_decimal(text) : cell_text(text);
}

struct out_cell cell_amount(struct scope *scope, struct opt_amount amount)
{
    return amount.has ? cell_decimal(amount_print(scope->arena, amount.v)) : cell_text(STR(""));
}

struct str export_word(const struct ports *ports, struct arena *arena, struct str language,
                       const char *family, struct str name)
{
    struct str slug = str_format(arena, "%s.%.*s", family, STR_ARG(name));

    return VIA(ports->wording, print, arena, language, slug.p, NULL);
}

struct out_cell cell_unit(const struct ports *ports, struct scope *scope, struct str language,
                          struct opt_amount amount)
{
    if (!amount.has)
        return cell_text(STR(""));
    if (amount.v.unit == UNIT_TALK_MS)
        return cell_text(
            export_word(ports, scope->arena, language, "unit", unit_name(UNIT_TALK_MS)));
    return cell_text(unit_name(amount.v.unit));
}
