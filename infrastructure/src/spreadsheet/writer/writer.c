/* spreadsheet/writer/writer.c - the port over both formats. */
#include "infrastructure/spreadsheet.h"
#include "spreadsheet/writer/sheet_file.h"

static enum err writer_open(void *self, struct arena *arena, struct str path,
                            enum sheet_format format, struct str sheet,
                            const struct out_column *columns, size_t n, struct sheet_file **ret,
                            struct error *error)
{
    struct sheet_file *file = ARENA_NEW(arena, struct sheet_file);

    (void)self;
    *file = (struct sheet_file){
        .format = format, .arena = arena, .sheet = str_copy(arena, sheet), .n = n
    };
    file->columns = ARENA_ARRAY(arena, struct out_column, n);
    for (size_t i = 0; i < n; i++)
        file->columns[i] =
            (struct out_column){ str_copy(arena, columns[i].header), columns[i].width };
    TRY(output_open(&file->output, arena, path, error));
    switch (format) {
    case SHEET_XLSX:
        xlsx_begin(file);
        break;
    case SHEET_CSV:
        csv_begin(file);
        break;
    }
    *ret = file;
    return ERR_OK;
}

static enum err writer_row(struct sheet_file *file, const struct out_cell *cells, size_t n,
                           struct error *error)
{
    if (file->format == SHEET_XLSX && !file->output.failed)
        xlsx_row(file, cells, n);
    else if (file->format == SHEET_CSV)
        csv_row(file, cells, n);
    return output_error(&file->output, error);
}

static enum err writer_close(struct sheet_file *file, struct error *error)
{
    if (file->format == SHEET_XLSX)
        xlsx_finish(file);
    return output_close(&file->output, error);
}

static void writer_abandon(struct sheet_file *file)
{
    output_abandon(&file->output);
}

struct sheet_writer sheet_writer_port(void)
{
    static const struct sheet_writer_ops ops = { writer_open, writer_row, writer_close,
                                                 writer_abandon };

    return (struct sheet_writer){ &ops, NULL };
}
