/* tests/fakes/memory_sheets.c - rows of texts in, rows of texts out. */
#include "fakes/memory_sheets.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/strbuf.h"

enum { CELLS_MOST = 64, ROWS_MOST = 8192, TEXT_MOST = 65536 };

void memory_sheets_begin(struct memory_sheets *sheets)
{
    *sheets = (struct memory_sheets){ .arena = arena_init() };
}

void memory_sheets_end(struct memory_sheets *sheets)
{
    arena_release(&sheets->arena);
}

/* -- reading -- */

static enum err memory_info(void *self, const struct sheet_request *request, struct arena *arena,
                            struct workbook_info *ret, struct error *error)
{
    const struct memory_sheets *sheets = self;
    struct sheet_info *info = ARENA_ARRAY(arena, struct sheet_info, 2);

    (void)request;
    if (sheets->n == 0)
        return FAIL(error, ERR_INVALID, "sheet.empty_file");
    info[0] = (struct sheet_info){ .name = STR("Hoja1") };
    info[1] = (struct sheet_info){ .name = STR("listas"), .hidden = true };
    *ret = (struct workbook_info){ .format = STR("xlsx"), .sheets = info, .n = 2 };
    return ERR_OK;
}

static size_t cells_of(struct str row, struct cell *cells)
{
    size_t n = 0;

    while (row.p != NULL && n < CELLS_MOST) {
        struct str text = str_cut(&row, '|');

        cells[n++] = (struct cell){ .kind = text.n > 0 ? CELL_TEXT : CELL_EMPTY, .text = text };
    }
    while (n > 0 && cells[n - 1].kind == CELL_EMPTY)
        n--;
    return n;
}

static enum err memory_read(void *self, const struct sheet_request *request, sheet_row *row,
                            void *to, struct error *error)
{
    const struct memory_sheets *sheets = self;
    int64_t told = 0;

    if (request->sheet.n > 0 && !str_eq(request->sheet, STR("Hoja1")))
        return FAIL_WITH(error, ERR_INVALID, "sheet.no_such_sheet", P_STR("sheet", request->sheet));
    for (size_t i = 0; i < sheets->n; i++) {
        struct cell cells[CELLS_MOST];
        size_t n = cells_of(sheets->rows[i], cells);

        if (request->most_rows == 0 && sheets->fail != ERR_OK && i == sheets->fail_at)
            return error_set(error, sheets->fail, sheets->slug, __FILE__, __LINE__, sheets->facts);
        if (request->most_rows > 0 && told == request->most_rows)
            return ERR_OK;
        if (n == 0)
            continue;
        if (told == request->limits.rows)
            return FAIL_WITH(error, ERR_INVALID, "sheet.too_many_rows",
                             P_I64("limit", request->limits.rows));
        told++;
        TRY(row(to, (int64_t)i + 1, cells, n));
    }
    return ERR_OK;
}

struct sheet_reader memory_sheet_reader(struct memory_sheets *sheets)
{
    static const struct sheet_reader_ops ops = { .info = memory_info, .read = memory_read };

    return (struct sheet_reader){ &ops, sheets };
}

/* -- writing -- */

struct sheet_file {
    struct memory_sheets *sheets;
    struct written_sheet *sheet;
};

static enum err memory_open(void *self, struct arena *arena, struct str path,
                            enum sheet_format format, struct str sheet,
                            const struct out_column *columns, size_t n, struct sheet_file **ret,
                            struct error *error)
{
    struct memory_sheets *sheets = self;
    struct strbuf headers = strbuf_init(&sheets->arena, TEXT_MOST);
    struct sheet_file *file = ARENA_NEW(arena, struct sheet_file);

    (void)error;
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            strbuf_add_char(&headers, '|');
        strbuf_add(&headers, columns[i].header);
    }
    if (sheets->written_n == ARRAY_LEN(sheets->written))
        abort();
    *file = (struct sheet_file){ sheets, &sheets->written[sheets->written_n++] };
    *file->sheet = (struct written_sheet){
        .path = str_copy(&sheets->arena, path),
        .name = str_copy(&sheets->arena, sheet),
        .format = format,
        .headers = strbuf_str(&headers),
        .rows = ARENA_ARRAY(&sheets->arena, struct str, ROWS_MOST),
    };
    *ret = file;
    return ERR_OK;
}

static void add_cell(struct strbuf *text, struct arena *arena, const struct out_cell *cell)
{
    switch (cell->kind) {
    case OUT_EMPTY:
        break;
    case OUT_TEXT:
    case OUT_DECIMAL:
        strbuf_add(text, cell->text);
        break;
    case OUT_DATE:
        strbuf_add(text, date_print(arena, cell->date));
        break;
    case OUT_DATE_TIME:
        strbuf_add(text, date_print(arena, cell->date));
        strbuf_add(text, str_format(arena, " %02d:%02d:%02d", cell->second / 3600,
                                    cell->second / 60 % 60, cell->second % 60));
        break;
    }
}

static enum err memory_row(struct sheet_file *file, const struct out_cell *cells, size_t n,
                           struct error *error)
{
    struct memory_sheets *sheets = file->sheets;
    struct strbuf text = strbuf_init(&sheets->arena, TEXT_MOST);
    enum err failed = sheets->fail_row;

    sheets->fail_row = ERR_OK;
    if (failed != ERR_OK)
        return error_set(error, failed, "sheet.write_failed", __FILE__, __LINE__, sheets->facts);
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            strbuf_add_char(&text, '|');
        add_cell(&text, &sheets->arena, &cells[i]);
    }
    if (file->sheet->n == ROWS_MOST)
        abort();
    file->sheet->rows[file->sheet->n++] = strbuf_str(&text);
    return ERR_OK;
}

static enum err memory_close(struct sheet_file *file, struct error *error)
{
    (void)error;
    file->sheet->closed = true;
    return ERR_OK;
}

static void memory_abandon(struct sheet_file *file)
{
    file->sheet->abandoned = true;
    remove(str_c(&file->sheets->arena, file->sheet->path));
}

struct sheet_writer memory_sheet_writer(struct memory_sheets *sheets)
{
    static const struct sheet_writer_ops ops = { memory_open, memory_row, memory_close,
                                                 memory_abandon };

    return (struct sheet_writer){ &ops, sheets };
}
