/* spreadsheet/xls/globals.c - sheets, strings, formats, epoch. */
#include "spreadsheet/xls/globals.h"

#include "spreadsheet/cell_text.h"
#include "spreadsheet/little_endian.h"

enum { MOST_SHEETS = 1024, MOST_STYLES = 65536, MOST_FORMATS = 4096, MOST_STRING = 1 << 20 };
enum { VERSION_BIFF8 = 0x0600, KIND_WORKSHEET = 0 };

struct reading {
    struct biff *biff;
    struct arena *arena;
    struct strings *strings;
    struct globals *globals;
    struct {
        uint32_t id;
        enum number_style style;
    } formats[MOST_FORMATS];
    size_t n_formats;
    uint16_t style_formats[MOST_STYLES];
};

static enum err check_version(struct biff *biff)
{
    struct biff_record r;

    biff->next = 0;
    TRY(biff_read(biff, &r));
    if (r.type == 0x0009 || r.type == 0x0209 || r.type == 0x0409)
        return FAIL(biff->error, ERR_INVALID, "sheet.biff5");
    if (r.type != BIFF_BOF || r.size < 4)
        return biff_damaged(biff->error);
    return le16(r.data) == VERSION_BIFF8 ? ERR_OK : FAIL(biff->error, ERR_INVALID, "sheet.biff5");
}

static enum err read_sheet(struct reading *reading, const struct biff_record *r)
{
    struct globals *g = reading->globals;
    struct strbuf name = strbuf_init(reading->arena, MOST_STRING);
    struct biff_cursor c = biff_cursor(reading->biff, *r, 7);
    int64_t place;
    bool hidden;

    if (r->size < 8)
        return biff_damaged(reading->biff->error);
    if (r->data[5] != KIND_WORKSHEET)
        return ERR_OK;
    if (g->info.n == MOST_SHEETS)
        return biff_damaged(reading->biff->error);
    place = le32(r->data);
    hidden = (r->data[4] & 3) != 0;
    TRY(biff_string(&c, r->data[6], &name));
    g->places[g->info.n] = place;
    g->info.sheets[g->info.n++] = (struct sheet_info){ strbuf_str(&name), hidden };
    return ERR_OK;
}

static enum err read_strings(struct reading *reading, const struct biff_record *r)
{
    struct biff_cursor c = biff_cursor(reading->biff, *r, 8);
    CLEANUP(arena_release) struct arena arena = arena_init();
    uint32_t n;

    if (r->size < 8)
        return biff_damaged(reading->biff->error);
    n = le32(r->data + 4);
    for (uint32_t i = 0; i < n; i++) {
        struct strbuf text = strbuf_init(&arena, MOST_STRING);
        unsigned char length[2];
        bool more;

        TRY(biff_more(&c, &more));
        if (!more)
            break; /* some writers count more than they write */
        TRY(biff_bytes(&c, length, sizeof length));
        TRY(biff_string(&c, le16(length), &text));
        TRY(strings_add(reading->strings, strbuf_str(&text), reading->biff->error));
        TRY(strings_end(reading->strings, reading->biff->error));
        arena_reset(&arena);
    }
    return ERR_OK;
}

static enum err read_format(struct reading *reading, const struct biff_record *r)
{
    struct strbuf code = strbuf_init(reading->arena, MOST_STRING);
    struct biff_cursor c = biff_cursor(reading->biff, *r, 4);
    uint32_t id;

    if (r->size < 4 || reading->n_formats == MOST_FORMATS)
        return ERR_OK;
    id = le16(r->data);
    if (biff_string(&c, le16(r->data + 2), &code) != ERR_OK) {
        error_clear(reading->biff->error);
        return ERR_OK; /* a format that cannot be read shows plain numbers */
    }
    reading->formats[reading->n_formats].id = id;
    reading->formats[reading->n_formats++].style = number_style_of_code(strbuf_str(&code));
    return ERR_OK;
}

static enum err read_one(struct reading *reading, const struct biff_record *r)
{
    struct globals *g = reading->globals;

    switch (r->type) {
    case BIFF_FILEPASS:
        return FAIL(reading->biff->error, ERR_INVALID, "sheet.encrypted");
    case BIFF_BOUNDSHEET:
        return read_sheet(reading, r);
    case BIFF_DATEMODE:
        g->epoch_1904 = r->size >= 2 && le16(r->data) == 1;
        return ERR_OK;
    case BIFF_FORMAT:
        return read_format(reading, r);
    case BIFF_XF:
        if (r->size >= 4 && g->n_styles < MOST_STYLES)
            reading->style_formats[g->n_styles++] = (uint16_t)le16(r->data + 2);
        return ERR_OK;
    case BIFF_SST:
        return reading->strings == NULL ? ERR_OK : read_strings(reading, r);
    }
    return ERR_OK;
}

static void resolve_styles(struct reading *reading)
{
    struct globals *g = reading->globals;

    g->styles = arena_alloc(reading->arena, g->n_styles);
    for (size_t i = 0; i < g->n_styles; i++) {
        enum number_style style = number_style_of_builtin(reading->style_formats[i]);

        for (size_t k = 0; k < reading->n_formats; k++)
            if (reading->formats[k].id == reading->style_formats[i])
                style = reading->formats[k].style;
        g->styles[i] = (unsigned char)style;
    }
}

enum err globals_read(struct biff *biff, struct arena *arena, struct strings *strings,
                      struct globals *ret)
{
    struct globals g = { .info = { .format = STR("xls") } };
    struct reading *reading = ARENA_NEW(arena, struct reading);
    struct biff_record r;

    reading->biff = biff;
    reading->arena = arena;
    reading->strings = strings;
    reading->globals = &g;
    g.info.sheets = ARENA_ARRAY(arena, struct sheet_info, MOST_SHEETS);
    g.places = ARENA_ARRAY(arena, int64_t, MOST_SHEETS);
    TRY(check_version(biff));
    do {
        TRY(biff_read(biff, &r));
        TRY(read_one(reading, &r));
    } while (r.type != BIFF_EOF && r.type != 0);
    resolve_styles(reading);
    *ret = g;
    return ERR_OK;
}
