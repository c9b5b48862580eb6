/* tests/integration/spreadsheets/told.h - what a reader tells, as text: "row:kind text|…" a line.
 */
#ifndef SPREADSHEETS_TOLD_H
#define SPREADSHEETS_TOLD_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "infrastructure/spreadsheet.h"
#include "support/a_folder.h"

struct told {
    struct arena arena;
    struct error error;
    struct strbuf text;
    int64_t stop_after; /* rows; 0: never */
    int64_t rows;
};

static inline struct told *told_new(void)
{
    struct told *t = calloc(1, sizeof *t);

    t->arena = arena_init();
    t->error.arena = &t->arena;
    t->text = strbuf_init(&t->arena, SIZE_MAX / 2);
    return t;
}

static inline void told_free(struct told *t)
{
    arena_release(&t->arena);
    free(t);
}

static inline enum err told_row(void *to, int64_t row, const struct cell *cells, size_t n)
{
    static const char kinds[] = { [CELL_EMPTY] = '-', [CELL_TEXT] = 't', [CELL_NUMBER] = 'n',
                                  [CELL_DATE] = 'd',  [CELL_BOOL] = 'b', [CELL_ERROR] = 'e' };
    struct told *t = to;

    if (t->stop_after > 0 && t->rows == t->stop_after)
        return FAIL(&t->error, ERR_CONFLICT, "test.stopped");
    t->rows++;
    strbuf_addf(&t->text, "%lld:", (long long)row);
    for (size_t i = 0; i < n; i++) {
        strbuf_addf(&t->text, "%s%c", i > 0 ? "|" : "", kinds[cells[i].kind]);
        strbuf_add(&t->text, cells[i].text);
    }
    strbuf_add_char(&t->text, '\n');
    return ERR_OK;
}

static inline enum err told_read(struct told *t, struct sheet_reader_settings settings,
                                 struct sheet_request request)
{
    struct sheet_reader_adapter *adapter = sheet_reader_new(settings);
    enum err err;

    if (request.file_name.p == NULL)
        request.file_name = request.path;
    strbuf_clear(&t->text);
    t->rows = 0;
    err = VIA(sheet_reader_port(adapter), read, &request, told_row, t, &t->error);
    sheet_reader_free(adapter);
    return err;
}

/* A folder of the test's own, gone with told_remove(). */
static inline struct str told_folder(struct told *t)
{
    const char *base = getenv("TMPDIR");
    char *path = str_c(&t->arena, str_format(&t->arena, "%s/sheets-XXXXXX",
                                             base != NULL && base[0] != '\0' ? base : "/tmp"));

    if (mkdtemp(path) == NULL)
        abort();
    return str_from_c(path);
}

static inline struct str told_file(struct told *t, struct str folder, const char *name,
                                   struct str content)
{
    struct str path = str_format(&t->arena, "%.*s/%s", STR_ARG(folder), name);
    FILE *file = fopen(path.p, "wb");

    if (file == NULL || fwrite(content.p, 1, content.n, file) != content.n)
        abort();
    fclose(file);
    return path;
}

static inline void told_remove(struct told *t, struct str folder)
{
    folder_remove(str_c(&t->arena, folder));
}

#endif
