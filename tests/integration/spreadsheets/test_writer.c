/* tests/integration/spreadsheets/test_writer.c - what is written reads the same again, and no text
 * of ours becomes a formula of a spreadsheet. */
#include "support/expect.h"

#include "told.h"

struct fixture {
    struct told *told;
    struct str folder, path;
};

static const struct out_column columns[] = {
    { STR_INIT("Nombre"), 30 }, { STR_INIT("Saldo"), 0 },  { STR_INIT("Vence"), 0 },
    { STR_INIT("Llamada"), 0 }, { STR_INIT("Notas"), 60 },
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->told = told_new();
    f->folder = told_folder(f->told);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    told_remove(f->told, f->folder);
    told_free(f->told);
    free(f);
    return 0;
}

static struct sheet_file *open_file(struct fixture *f, enum sheet_format format, size_t n)
{
    struct sheet_file *file;

    f->path = str_format(&f->told->arena, "%.*s/out.%s", STR_ARG(f->folder),
                         format == SHEET_XLSX ? "xlsx" : "csv");
    expect_ok(VIA(sheet_writer_port(), open, &f->told->arena, f->path, format, STR("Resultados"),
                  columns, n, &file, &f->told->error));
    return file;
}

static void put(struct fixture *f, struct sheet_file *file, const struct out_cell *cells, size_t n)
{
    expect_ok(sheet_writer_port().ops->row(file, cells, n, &f->told->error));
}

static void close_file(struct fixture *f, struct sheet_file *file)
{
    expect_ok(sheet_writer_port().ops->close(file, &f->told->error));
}

#define TEXT(literal)                                                                              \
    {                                                                                              \
        .kind = OUT_TEXT, .text = STR_INIT(literal)                                                \
    }

static void write_rows(struct fixture *f, enum sheet_format format)
{
    struct sheet_file *file = open_file(f, format, ARRAY_LEN(columns));
    const struct out_cell first[] = {
        TEXT("Ana \"Gómez\", <hija> & co"),
        { .kind = OUT_DECIMAL, .text = STR_INIT("-1234.567890") },
        { .kind = OUT_DATE, .date = { 2026, 11, 30 } },
        { .kind = OUT_DATE_TIME, .date = { 2026, 11, 30 }, .second = 66599 },
        TEXT("=1+1"),
    };
    const struct out_cell second[] = {
        TEXT("  línea 1\nlínea 2 😀 "),
        { .kind = OUT_EMPTY },
        { .kind = OUT_DATE, .date = { 1890, 1, 2 } },
        { .kind = OUT_DECIMAL, .text = STR_INIT("7") },
        TEXT("_x0041_ \x01 fin"),
    };

    put(f, file, first, ARRAY_LEN(first));
    put(f, file, second, ARRAY_LEN(second));
    close_file(f, file);
}

static void xlsx__reads_as_it_was_written(void **state)
{
    struct fixture *f = *state;

    write_rows(f, SHEET_XLSX);

    expect_ok(told_read(f->told, (struct sheet_reader_settings){ .program = NULL },
                        (struct sheet_request){ .path = f->path, .sheet = STR("Resultados") }));
    expect_str(strbuf_str(&f->told->text),
               "1:tNombre|tSaldo|tVence|tLlamada|tNotas\n"
               "2:tAna \"Gómez\", <hija> & co|n-1234.56789|d2026-11-30|d2026-11-30T18:29:59|t=1+1\n"
               "3:t  línea 1\nlínea 2 😀 |-|t1890-01-02|n7|t_x0041_ \x01 fin\n");
}

static struct str content(struct fixture *f)
{
    char *bytes = arena_alloc(&f->told->arena, 1 << 20);
    FILE *file = fopen(str_c(&f->told->arena, f->path), "rb");
    size_t n;

    assert_non_null(file);
    n = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    return (struct str){ bytes, n };
}

static void csv__is_quoted_and_no_formula(void **state)
{
    struct fixture *f = *state;

    write_rows(f, SHEET_CSV);

    expect_str(content(f),
               "\xef\xbb\xbfNombre,Saldo,Vence,Llamada,Notas\r\n"
               "\"Ana \"\"Gómez\"\", <hija> & co\",-1234.567890,2026-11-30,2026-11-30 18:29:59,"
               "'=1+1\r\n"
               "\"  línea 1\nlínea 2 😀 \",,1890-01-02,7,_x0041_ \x01 fin\r\n");
}

static void csv__guards_every_way_to_begin_a_formula(void **state)
{
    struct fixture *f = *state;
    struct sheet_file *file = open_file(f, SHEET_CSV, 1);
    const struct out_cell cells[] = {
        TEXT("=a"),  TEXT("+57"),    TEXT("-1"),
        TEXT("@a"),  TEXT("\ta"),    TEXT("\ra"),
        TEXT("\0a"), TEXT("'plain"), { .kind = OUT_DECIMAL, .text = STR_INIT("-1+cmd") },
    };

    put(f, file, cells, ARRAY_LEN(cells));
    close_file(f, file);

    expect_str(content(f), "\xef\xbb\xbfNombre\r\n'=a,'+57,'-1,'@a,'\ta,\"'\ra\",'\0a,'plain,"
                           "'-1+cmd\r\n");
}

/* Excel in Spanish parts a list by ';', whatever the file does: a cell begins there, behind quotes
 * that part nothing then, and in each line of a text. */
static void csv__guards_what_begins_a_cell_where_lists_are_parted_otherwise(void **state)
{
    struct fixture *f = *state;
    struct sheet_file *file = open_file(f, SHEET_CSV, 1);
    const struct out_cell cells[] = {
        TEXT("a;=1"),     TEXT("a;\"=1"), TEXT("a\n-1"), TEXT("a\r\n@b"),
        TEXT("a\t+1;=2"), TEXT("a; b=1"), TEXT("a-b"),   TEXT("a;"),
    };

    put(f, file, cells, ARRAY_LEN(cells));
    close_file(f, file);

    expect_str(content(f), "\xef\xbb\xbfNombre\r\na;'=1,\"a;'\"\"=1\",\"a\n'-1\",\"a\r\n'@b\","
                           "a\t'+1;'=2,a; b=1,a-b,a;\r\n");
}

static void xlsx__cuts_what_no_cell_can_hold(void **state)
{
    struct fixture *f = *state;
    struct sheet_file *file = open_file(f, SHEET_XLSX, 1);
    char *text = arena_alloc(&f->told->arena, 40000);
    struct str told;

    memset(text, 'x', 40000);
    put(f, file, &(struct out_cell){ .kind = OUT_TEXT, .text = { text, 40000 } }, 1);
    put(f, file, &(struct out_cell){ .kind = OUT_TEXT, .text = { text, 32767 } }, 1);
    close_file(f, file);

    expect_ok(told_read(f->told, (struct sheet_reader_settings){ .program = NULL },
                        (struct sheet_request){ .path = f->path }));
    told = strbuf_str(&f->told->text);
    assert_true(str_find(told, STR("x…\n3:t")) == strlen("1:tNombre\n2:t") + 32766 - 1);
    assert_int_equal(told.n, strlen("1:tNombre\n2:t…\n3:t\n") + 32766 + 32767);
}

static enum err count_row(void *to, int64_t row, const struct cell *cells, size_t n)
{
    int64_t *last = to;

    (void)cells, (void)n;
    *last = row;
    return ERR_OK;
}

static int64_t last_row(struct fixture *f, const char *sheet)
{
    struct sheet_reader_adapter *adapter =
        sheet_reader_new((struct sheet_reader_settings){ .in_process = true });
    struct sheet_request request = { .path = f->path,
                                     .file_name = f->path,
                                     .sheet = str_from_c(sheet) };
    int64_t last = 0;

    expect_ok(VIA(sheet_reader_port(adapter), read, &request, count_row, &last, &f->told->error));
    sheet_reader_free(adapter);
    return last;
}

static void xlsx__goes_on_in_a_further_sheet(void **state)
{
    struct fixture *f = *state;
    struct sheet_file *file = open_file(f, SHEET_XLSX, 1);
    static const char digits[] = "0123456789abcdef";

    /* Texts that differ, so that the sheet is not taken for a bomb when it is read. */
    for (uint32_t i = 0; i < 1048576 + 10; i++) {
        uint32_t mixed = i * 2654435761u;
        char text[8];

        for (int k = 0; k < 8; k++)
            text[k] = digits[mixed >> 4 * k & 15];
        put(f, file, &(struct out_cell){ .kind = OUT_TEXT, .text = { text, sizeof text } }, 1);
    }
    close_file(f, file);

    assert_int_equal(last_row(f, "Resultados"), 1048576);
    assert_int_equal(last_row(f, "Resultados 2"), 12); /* each has its header */
}

static void file__is_gone_when_it_is_abandoned(void **state)
{
    struct fixture *f = *state;
    struct sheet_file *file = open_file(f, SHEET_XLSX, 1);

    sheet_writer_port().ops->abandon(file);

    assert_int_not_equal(access(str_c(&f->told->arena, f->path), F_OK), 0);
}

static void file__says_when_it_cannot_be_written(void **state)
{
    struct fixture *f = *state;
    struct sheet_file *file;

    expect_error(VIA(sheet_writer_port(), open, &f->told->arena, STR("/nonexistent/a.csv"),
                     SHEET_CSV, STR(""), columns, 1, &file, &f->told->error),
                 &f->told->error, ERR_UNAVAILABLE, "sheet.write_failed");
}

/* --write FOLDER: leaves the two files there, for other programs to open. */
static int write_for_others(const char *folder)
{
    struct fixture f = { .told = told_new(), .folder = str_from_c(folder) };

    write_rows(&f, SHEET_XLSX);
    write_rows(&f, SHEET_CSV);
    told_free(f.told);
    return 0;
}

int main(int argc, char **argv)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(xlsx__reads_as_it_was_written),
        TEST(csv__is_quoted_and_no_formula),
        TEST(csv__guards_every_way_to_begin_a_formula),
        TEST(csv__guards_what_begins_a_cell_where_lists_are_parted_otherwise),
        TEST(xlsx__cuts_what_no_cell_can_hold),
        TEST(xlsx__goes_on_in_a_further_sheet),
        TEST(file__is_gone_when_it_is_abandoned),
        TEST(file__says_when_it_cannot_be_written),
    };
    int status = sheet_reader_child(argc, argv);

    if (status >= 0)
        return status;
    if (argc == 3 && strcmp(argv[1], "--write") == 0)
        return write_for_others(argv[2]);
    return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
