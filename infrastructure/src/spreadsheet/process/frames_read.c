/* spreadsheet/process/frames_read.c - the parent's end: every length is looked at before it is
 * used, because a reader that was taken over may write anything. */
#include "spreadsheet/process/frames.h"

#include <stdlib.h>
#include <string.h>

#include "spreadsheet/little_endian.h"
#include "spreadsheet/process/slugs.h"
#include "spreadsheet/sheet_job.h"

enum { LONG_TEXT = 255, LOST_DIGITS = 0x80, MOST_SHEETS = 1024 };

struct input {
    const unsigned char *p, *end;
};

static bool take_u8(struct input *in, unsigned *ret)
{
    if (in->p == in->end)
        return false;
    *ret = *in->p++;
    return true;
}

static bool take_u32(struct input *in, uint32_t *ret)
{
    if (in->end - in->p < 4)
        return false;
    *ret = le32(in->p);
    in->p += 4;
    return true;
}

static bool take_text(struct input *in, struct str *ret)
{
    unsigned small;
    uint32_t n;

    if (!take_u8(in, &small))
        return false;
    n = small;
    if (small == LONG_TEXT && !take_u32(in, &n))
        return false;
    if (n > (size_t)(in->end - in->p))
        return false;
    *ret = (struct str){ (const char *)in->p, n };
    in->p += n;
    return str_is_utf8(*ret);
}

static enum err damaged(struct error *error)
{
    return FAIL_WITH(error, ERR_INVALID, "sheet.damaged", P_STR("part", STR("reader")));
}

static bool take_cell(struct input *in, struct cell *ret)
{
    unsigned kind;

    if (!take_u8(in, &kind))
        return false;
    *ret = (struct cell){ .kind = (enum cell_kind)(kind & ~(unsigned)LOST_DIGITS),
                          .lost_digits = (kind & LOST_DIGITS) != 0 };
    switch (ret->kind) {
    case CELL_EMPTY:
        return true;
    case CELL_TEXT:
    case CELL_NUMBER:
    case CELL_DATE:
    case CELL_BOOL:
    case CELL_ERROR:
        return take_text(in, &ret->text);
    }
    return false;
}

static bool make_room(struct row_receiver *r, uint32_t n)
{
    if (n > SHEET_MOST_COLUMNS)
        return false;
    if (n > r->capacity) {
        free(r->cells);
        r->cells = malloc(n * sizeof *r->cells);
        if (r->cells == NULL)
            abort();
        r->capacity = n;
    }
    return true;
}

enum err frame_take_rows(struct row_receiver *r, const unsigned char *p, size_t n,
                         struct error *error)
{
    struct input in = { p, p + n };

    while (in.p < in.end) {
        uint32_t row, cells;

        if (!take_u32(&in, &row) || !take_u32(&in, &cells) || !make_room(r, cells))
            return damaged(error);
        for (uint32_t i = 0; i < cells; i++)
            if (!take_cell(&in, &r->cells[i]))
                return damaged(error);
        TRY(r->row(r->to, row, r->cells, cells));
    }
    return ERR_OK;
}

enum err frame_take_info(const unsigned char *p, size_t n, struct arena *arena,
                         struct workbook_info *ret, struct error *error)
{
    struct input in = { p, p + n };
    struct workbook_info info;
    uint32_t sheets;

    if (!take_text(&in, &info.format) || !take_u32(&in, &sheets) || sheets > MOST_SHEETS)
        return damaged(error);
    info.format = str_copy(arena, info.format);
    info.sheets = ARENA_ARRAY(arena, struct sheet_info, sheets);
    for (info.n = 0; info.n < sheets; info.n++) {
        struct sheet_info *sheet = &info.sheets[info.n];
        unsigned hidden;

        if (!take_u8(&in, &hidden) || !take_text(&in, &sheet->name))
            return damaged(error);
        sheet->hidden = hidden != 0;
        sheet->name = str_copy(arena, sheet->name);
    }
    *ret = info;
    return ERR_OK;
}

enum err frame_take_error(const unsigned char *p, size_t n, struct error *error)
{
    struct param params[ERROR_PARAMS] = { { .name = NULL } };
    struct input in = { p, p + n };
    unsigned code, slug;

    if (!take_u8(&in, &code) || !take_u8(&in, &slug) || code == ERR_OK || code >= ERR_COUNT ||
        sheet_slug(slug) == NULL)
        return damaged(error);
    for (int i = 0; i < ERROR_PARAMS; i++) {
        unsigned name, is_text;
        uint32_t low, high;
        struct str text;

        if (!take_u8(&in, &name) || !take_u8(&in, &is_text) || !take_u32(&in, &low) ||
            !take_u32(&in, &high) || !take_text(&in, &text))
            return damaged(error);
        params[i].name = sheet_param(name);
        params[i].i64 = (int64_t)((uint64_t)high << 32 | low);
        if (is_text != 0) /* without an arena there is nowhere to keep it */
            params[i].str = error != NULL && error->arena != NULL ? text : STR("");
    }
    return error_set(error, (enum err)code, sheet_slug(slug), __FILE__, __LINE__, params);
}
