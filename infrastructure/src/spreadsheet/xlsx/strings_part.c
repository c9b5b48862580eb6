/* spreadsheet/xlsx/strings_part.c - the parser's half, then the scan's. */
#include "spreadsheet/xlsx/strings_part.h"

#include "base/strbuf.h"
#include "spreadsheet/xlsx/text_scan.h"

enum { MOST_STRING = 1 << 20 };
enum where { IN_NOTHING, IN_LIST, IN_ITEM };

struct strings_part {
    struct strings *strings;
    struct xml *xml;
    struct str part;
    struct error *error;
    struct arena arena; /* of one item */
    enum where where;
    int skipped;
    bool collecting;
    struct strbuf text, piece;
};

static enum err on_start(void *to, struct str name, const char **attributes)
{
    struct strings_part *part = to;

    (void)attributes;
    if (part->skipped > 0) {
        part->skipped++;
        return ERR_OK;
    }
    switch (part->where) {
    case IN_NOTHING:
        if (str_eq(name, STR("sst")))
            part->where = IN_LIST;
        break;
    case IN_LIST:
        if (!str_eq(name, STR("si"))) {
            part->skipped = 1;
            break;
        }
        part->where = IN_ITEM;
        part->collecting = false;
        arena_reset(&part->arena);
        part->text = strbuf_init(&part->arena, MOST_STRING);
        break;
    case IN_ITEM:
        if (str_eq(name, STR("t"))) {
            part->collecting = true;
            part->piece = strbuf_init(&part->arena, MOST_STRING);
        } else if (!str_eq(name, STR("r"))) {
            part->skipped = 1; /* rPr, rPh, phoneticPr */
        }
        break;
    }
    return ERR_OK;
}

static enum err on_text(void *to, struct str text)
{
    struct strings_part *part = to;

    if (part->skipped == 0 && part->collecting)
        strbuf_add(&part->piece, text);
    return ERR_OK;
}

static enum err end_item(struct strings_part *part)
{
    part->where = IN_LIST;
    if (!strbuf_ok(&part->text))
        return FAIL_WITH(part->error, ERR_INVALID, "sheet.damaged", P_STR("part", part->part));
    TRY(strings_add(part->strings, strbuf_str(&part->text), part->error));
    return strings_end(part->strings, part->error);
}

static enum err on_end(void *to, struct str name)
{
    struct strings_part *part = to;

    if (part->skipped > 0) {
        part->skipped--;
    } else if (part->where == IN_ITEM && part->collecting && str_eq(name, STR("t"))) {
        part->collecting = false;
        part->text.overflowed |= part->piece.overflowed;
        strbuf_add(&part->text, xstring_text(strbuf_str(&part->piece), &part->arena));
    } else if (part->where == IN_ITEM && str_eq(name, STR("si"))) {
        return end_item(part);
    } else if (part->where == IN_LIST) {
        part->where = IN_NOTHING;
        xml_stop(part->xml);
    }
    return ERR_OK;
}

/* <t …>…</t> behind its name. */
static bool scan_piece(struct scan *s, struct arena *arena, struct str *ret)
{
    if (!scan_text_element(s, STR("</t>"), arena, ret))
        return false;
    *ret = xstring_text(*ret, arena);
    return true;
}

/* An element whose content nobody wants and that cannot hold one of its own name. */
static bool scan_past(struct scan *s, struct str close)
{
    const char *end, *odd;

    if (scan_attributes(s, NULL) != TAG_OPEN)
        return false;
    end = memmem(s->p, (size_t)(s->end - s->p), close.p, close.n);
    if (end == NULL)
        return false;
    odd = memmem(s->p, (size_t)(end - s->p), "<!", 2); /* a comment may hold the closing tag */
    if (odd != NULL)
        return false;
    s->p = end + close.n;
    return true;
}

/* <r><rPr>…</rPr><t>…</t></r>, behind "<r>". */
static bool scan_run(struct scan *s, struct arena *arena, struct str *ret)
{
    scan_space(s);
    if (scan_word(s, STR("<rPr/>")))
        scan_space(s);
    else if (scan_word(s, STR("<rPr"))) {
        if (!scan_past(s, STR("</rPr>")))
            return false;
        scan_space(s);
    }
    if (!scan_word(s, STR("<t")) || !scan_piece(s, arena, ret))
        return false;
    scan_space(s);
    return scan_word(s, STR("</r>"));
}

/* One <si>, behind its name's tag; the text of one piece is never copied. */
static bool scan_item(struct scan *s, struct arena *arena, struct str *ret)
{
    struct strbuf joined = strbuf_init(arena, MOST_STRING);
    struct str piece, text = STR("");
    bool any = false;

    for (;;) {
        scan_space(s);
        if (scan_word(s, STR("</si>")))
            break;
        if (scan_word(s, STR("<r>"))) {
            if (!scan_run(s, arena, &piece))
                return false;
        } else if (scan_word(s, STR("<t"))) {
            if (!scan_piece(s, arena, &piece))
                return false;
        } else if (scan_word(s, STR("<rPh "))) {
            s->p--;
            if (!scan_past(s, STR("</rPh>")))
                return false;
            continue;
        } else if (scan_word(s, STR("<phoneticPr"))) {
            if (scan_attributes(s, NULL) != TAG_EMPTY)
                return false;
            continue;
        } else {
            return false;
        }
        if (any) {
            if (joined.n == 0)
                strbuf_add(&joined, text);
            strbuf_add(&joined, piece);
        }
        text = any ? strbuf_str(&joined) : piece;
        any = true;
    }
    *ret = text;
    return strbuf_ok(&joined);
}

static enum scan_result items(void *to, const char *p, size_t n, size_t *used, enum err *err)
{
    struct strings_part *part = to;
    struct scan s = { p, p + n };
    struct str text;

    for (;;) {
        scan_space(&s);
        *used = (size_t)(s.p - p);
        if (*used == n)
            return SCAN_ITEMS;
        if (scan_word(&s, STR("</sst>")))
            return SCAN_CLOSED;
        if (part->arena.used > 0)
            arena_reset(&part->arena);
        if (scan_word(&s, STR("<si/>")))
            text = STR("");
        else if (!scan_word(&s, STR("<si>")) || !scan_item(&s, &part->arena, &text))
            return SCAN_UNUSUAL;
        if ((*err = strings_add(part->strings, text, part->error)) != ERR_OK ||
            (*err = strings_end(part->strings, part->error)) != ERR_OK)
            return SCAN_FAILED;
    }
}

static bool ready(void *to)
{
    const struct strings_part *part = to;

    return part->where == IN_LIST && part->skipped == 0;
}

static bool enough(void *to)
{
    (void)to;
    return false;
}

enum err strings_part_read(const struct zip *zip, const struct zip_entry *entry, bool careful,
                           struct strings *strings, struct error *error)
{
    static const struct xml_ops ops = { on_start, on_text, on_end };
    static const struct part_scan scan = { STR_INIT("<sst"), STR_INIT("</si>"), ready, items,
                                           enough };
    struct strings_part part = {
        .strings = strings, .part = entry->name, .error = error, .arena = arena_init()
    };
    enum err err;

    part.xml = xml_new(&ops, &part, entry->name, error);
    err = part_read(zip, entry, part.xml, &scan, careful, &part, error);
    xml_free(part.xml);
    arena_release(&part.arena);
    return err;
}
