/* spreadsheet/xls/biff.c - records through a window, strings across records. */
#include "spreadsheet/xls/biff.h"

#include <string.h>

#include "spreadsheet/cell_text.h"
#include "spreadsheet/little_endian.h"

enum { HEADER = 4, FLAG_WIDE = 1, FLAG_EXTENDED = 4, FLAG_RICH = 8 };

enum err biff_damaged(struct error *error)
{
    return FAIL_WITH(error, ERR_INVALID, "sheet.damaged", P_STR("part", STR("Workbook")));
}

struct biff *biff_new(const struct ole_stream *stream, struct arena *arena, struct error *error)
{
    struct biff *biff = ARENA_NEW(arena, struct biff);

    biff->stream = *stream;
    biff->error = error;
    return biff;
}

/* n bytes at `at` stand in the window after this. */
static enum err look(struct biff *biff, int64_t at, size_t n)
{
    int64_t left = biff->stream.size - at;
    size_t wanted = left < BIFF_WINDOW ? (size_t)left : BIFF_WINDOW;

    if (at >= biff->window_at && at + (int64_t)n <= biff->window_at + (int64_t)biff->window_n)
        return ERR_OK;
    biff->window_n = 0;
    TRY(ole_stream_read(&biff->stream, at, biff->window, wanted, biff->error));
    biff->window_at = at;
    biff->window_n = wanted;
    return n <= wanted ? ERR_OK : FAIL(biff->error, ERR_INVALID, "sheet.truncated");
}

enum err biff_read(struct biff *biff, struct biff_record *ret)
{
    const unsigned char *p;
    size_t size;

    if (biff->next < 0 || biff->stream.size - biff->next < HEADER) {
        *ret = (struct biff_record){ .at = biff->next };
        return ERR_OK;
    }
    TRY(look(biff, biff->next, HEADER));
    size = le16(biff->window + (biff->next - biff->window_at) + 2);
    TRY(look(biff, biff->next, HEADER + size));
    p = biff->window + (biff->next - biff->window_at);
    *ret = (struct biff_record){ le16(p), size, p + HEADER, biff->next };
    biff->next += HEADER + (int64_t)size;
    return ERR_OK;
}

struct biff_cursor biff_cursor(struct biff *biff, struct biff_record record, size_t at)
{
    return (struct biff_cursor){ .biff = biff, .record = record, .at = at };
}

enum err biff_more(struct biff_cursor *c, bool *ret)
{
    while (!c->ended && c->at >= c->record.size) {
        struct biff_record next;

        TRY(biff_read(c->biff, &next));
        if (next.type != BIFF_CONTINUE) {
            c->biff->next = next.at;
            c->ended = true;
            break;
        }
        c->record = next;
        c->at = 0;
    }
    *ret = !c->ended;
    return ERR_OK;
}

enum err biff_bytes(struct biff_cursor *c, unsigned char *to, size_t n)
{
    while (n > 0) {
        bool more;
        size_t step;

        TRY(biff_more(c, &more));
        if (!more)
            return biff_damaged(c->biff->error);
        step = c->record.size - c->at;
        if (step > n)
            step = n;
        if (to != NULL) {
            memcpy(to, c->record.data + c->at, step);
            to += step;
        }
        c->at += step;
        n -= step;
    }
    return ERR_OK;
}

struct units {
    struct strbuf *to;
    uint32_t high; /* half a pair that waits for its other half */
};

static void add_unit(struct units *u, uint32_t unit)
{
    char *p = strbuf_reserve(u->to, 8);
    size_t n = 0;

    if (p == NULL)
        return;
    if (u->high != 0 && unit >= 0xdc00 && unit < 0xe000) {
        n = utf8_put(p, 0x10000 + ((u->high - 0xd800) << 10 | (unit - 0xdc00)));
        u->high = 0;
    } else {
        if (u->high != 0)
            n = utf8_put(p, 0xfffd);
        u->high = 0;
        if (unit >= 0xd800 && unit < 0xdc00)
            u->high = unit;
        else if (unit != 0)
            n += utf8_put(p + n, unit >= 0xdc00 && unit < 0xe000 ? 0xfffd : unit);
    }
    strbuf_added(u->to, n);
}

/* The characters alone: where a record ends, the next begins with flags of its own. */
static enum err characters(struct biff_cursor *c, size_t length, bool wide, struct strbuf *to)
{
    struct units units = { .to = to };

    while (length > 0) {
        if (c->at >= c->record.size) {
            unsigned char flags;

            TRY(biff_bytes(c, &flags, 1));
            wide = (flags & FLAG_WIDE) != 0;
            continue;
        }
        if (wide && c->record.size - c->at < 2)
            return biff_damaged(c->biff->error);
        add_unit(&units, wide ? le16(c->record.data + c->at) : c->record.data[c->at]);
        c->at += wide ? 2 : 1;
        length--;
    }
    if (units.high != 0)
        add_unit(&units, 0);
    return ERR_OK;
}

enum err biff_string(struct biff_cursor *c, size_t length, struct strbuf *to)
{
    unsigned char flags = 0, size[4];
    size_t runs = 0, extended = 0;

    if (length > 0 || c->at < c->record.size)
        TRY(biff_bytes(c, &flags, 1));
    if ((flags & FLAG_RICH) != 0) {
        TRY(biff_bytes(c, size, 2));
        runs = le16(size);
    }
    if ((flags & FLAG_EXTENDED) != 0) {
        TRY(biff_bytes(c, size, 4));
        extended = le32(size);
    }
    TRY(characters(c, length, (flags & FLAG_WIDE) != 0, to));
    return biff_bytes(c, NULL, 4 * runs + extended);
}
