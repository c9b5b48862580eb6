/* tests/unit/spreadsheet/test_csv.c - codings, delimiters, quotes, ends of lines, limits. */
#include "support/expect.h"

#include <stdlib.h>

#include "base/strbuf.h"
#include "spreadsheet/csv/records.h"
#include "spreadsheet/sheet_job.h"

struct fixture {
    struct arena arena;
    struct error error;
    struct strbuf told; /* "row:cell|cell" a line */
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->arena = arena_init();
    f->error.arena = &f->arena;
    f->told = strbuf_init(&f->arena, SIZE_MAX / 2);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    arena_release(&f->arena);
    free(f);
    return 0;
}

static enum err on_row(void *to, int64_t row, const struct cell *cells, size_t n)
{
    struct fixture *f = to;

    strbuf_addf(&f->told, "%lld:", (long long)row);
    for (size_t i = 0; i < n; i++) {
        strbuf_add_c(&f->told, i > 0 ? "|" : "");
        strbuf_add(&f->told, cells[i].text);
        strbuf_add_c(&f->told, cells[i].lost_digits ? "!" : "");
    }
    strbuf_add_c(&f->told, "\n");
    return ERR_OK;
}

static enum err read_bytes(struct fixture *f, struct str bytes)
{
    /* In memory of its own length: a byte read beyond it is seen. */
    unsigned char *copy = malloc(bytes.n + 1);
    struct sheet_job job = { .source = { .bytes = copy, .size = (int64_t)bytes.n },
                             .spill = -1,
                             .ending = STR("csv") };
    enum err err;

    memcpy(copy, bytes.p, bytes.n);
    strbuf_clear(&f->told);
    err = sheet_job_read(&job, on_row, f, &f->error);
    free(copy);
    return err;
}

#define expect_rows(f, text, wanted)                                                               \
    do {                                                                                           \
        expect_ok(read_bytes((f), STR(text)));                                                     \
        expect_str(strbuf_str(&(f)->told), wanted);                                                \
    } while (0)

static void csv__finds_the_delimiter(void **state)
{
    struct fixture *f = *state;

    expect_rows(f, "a,b\n1,2\n", "1:a|b\n2:1|2\n");
    expect_rows(f, "a;b\n1;2\n", "1:a|b\n2:1|2\n");
    expect_rows(f, "a\tb\n1\t2\n", "1:a|b\n2:1|2\n");
    expect_rows(f, "a|b\n1|2\n", "1:a|b\n2:1|2\n");
    expect_rows(f, "nombre;saldo\nAna;1.234,50\nLuis;2,75\n",
                "1:nombre|saldo\n2:Ana|1.234,50\n3:Luis|2,75\n");
    expect_rows(f, "nombre;direccion\nAna;Calle 1, Cali\nLuis;Calle 2, Neiva\n",
                "1:nombre|direccion\n2:Ana|Calle 1, Cali\n3:Luis|Calle 2, Neiva\n");
    expect_rows(f, "solo\nuno\n", "1:solo\n2:uno\n");
    expect_rows(f, "sep=;\r\na,x;b\r\n", "1:a,x|b\n");
}

static void csv__takes_every_end_of_line(void **state)
{
    struct fixture *f = *state;

    expect_rows(f, "a,b\r\n1,2\r\n", "1:a|b\n2:1|2\n");
    expect_rows(f, "a,b\r1,2\r", "1:a|b\n2:1|2\n");
    expect_rows(f, "a,b\n1,2", "1:a|b\n2:1|2\n");
    expect_rows(f, "a,b\n\n,,\n1,2\n", "1:a|b\n4:1|2\n");
}

static void csv__takes_quotes_as_rfc_4180(void **state)
{
    struct fixture *f = *state;

    expect_rows(f, "a,\"b \"\"c\"\", d\"\n\"x\r\ny\",2\n", "1:a|b \"c\", d\n2:x\ny|2\n");
    expect_rows(f, "a,b\n\"q\"x,y\"z\n", "1:a|b\n2:qx|y\"z\n");
    expect_rows(f, "a,\"\"\n\"\",b\n", "1:a\n2:|b\n");
}

static void csv__tells_codings_apart(void **state)
{
    struct fixture *f = *state;

    expect_rows(f, "\xef\xbb\xbfni\xc3\xb1o,b\n", "1:niño|b\n");
    expect_rows(f, "ni\xc3\xb1o,b\n", "1:niño|b\n");
    expect_rows(f, "ni\xf1o,\x80 5\n", "1:niño|€ 5\n");
    expect_rows(f, "\xff\xfen\0i\0\xf1\0,\0b\0\n\0", "1:niñ|b\n");
    expect_rows(f, "\xfe\xff\0n\0i\0\xf1\0,\0b\0\n", "1:niñ|b\n");
    expect_rows(f, "n\0i\0\xf1\0,\0b\0\n\0", "1:niñ|b\n");
    expect_rows(f, "\xff\xfe\x3d\xd8\x00\xde,\0b\0", "1:😀|b\n");
}

static void csv__marks_numbers_that_lost_their_digits(void **state)
{
    struct fixture *f = *state;

    expect_rows(f, "telefono,x\n5.73001E+11,1\n", "1:telefono|x\n2:5.73001E+11!|1\n");
}

static void csv__refuses_what_is_no_text(void **state)
{
    struct fixture *f = *state;

    expect_error(read_bytes(f, STR("\x89PNG\r\n\x1a\n\0\0\0\rIHDR binary here")), &f->error,
                 ERR_INVALID, "sheet.unknown_format");
    expect_error(read_bytes(f, STR("PK\3\4 no text")), &f->error, ERR_INVALID,
                 "sheet.wrong_ending");
    expect_error(read_bytes(f, STR("")), &f->error, ERR_INVALID, "sheet.empty_file");
    expect_error(read_bytes(f, STR("\n\n,,\n")), &f->error, ERR_INVALID, "sheet.no_content");
}

static void csv__names_the_row_whose_quote_stays_open(void **state)
{
    struct fixture *f = *state;

    expect_error(read_bytes(f, STR("a,b\n1,2\n3,\"open\n4,5\n")), &f->error, ERR_INVALID,
                 "sheet.open_quote");
    assert_int_equal(f->error.params[0].i64, 3);
}

static void csv__bounds_a_record(void **state)
{
    struct fixture *f = *state;
    struct strbuf text = strbuf_init(&f->arena, SIZE_MAX / 2);

    strbuf_add_c(&text, "a,b\n");
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 21000; k++)
            strbuf_add_char(&text, 'x');
        strbuf_add_c(&text, ",");
    }
    strbuf_add_c(&text, "\n");
    expect_ok(read_bytes(f, strbuf_str(&text)));
    text.n--;
    for (int k = 0; k < 3000; k++)
        strbuf_add_char(&text, 'y');
    expect_error(read_bytes(f, strbuf_str(&text)), &f->error, ERR_INVALID, "sheet.record_too_long");
    assert_int_equal(f->error.params[0].i64, 2);
}

static void csv__reads_the_same_however_its_buffer_falls(void **state)
{
    struct fixture *f = *state;
    struct strbuf text = strbuf_init(&f->arena, SIZE_MAX / 2);
    struct strbuf wanted = strbuf_init(&f->arena, SIZE_MAX / 2);

    for (int i = 1; i <= 20000; i++) {
        strbuf_addf(&text, "%d;\"ni\xc3\xb1o \"\"%d\"\"\r\nb\";x\r\n", i, i);
        strbuf_addf(&wanted, "%d:%d|niño \"%d\"\nb|x\n", i, i, i);
    }
    expect_ok(read_bytes(f, strbuf_str(&text)));
    assert_true(str_eq(strbuf_str(&f->told), strbuf_str(&wanted)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(csv__finds_the_delimiter, set_up, tear_down),
        cmocka_unit_test_setup_teardown(csv__takes_every_end_of_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(csv__takes_quotes_as_rfc_4180, set_up, tear_down),
        cmocka_unit_test_setup_teardown(csv__tells_codings_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(csv__marks_numbers_that_lost_their_digits, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(csv__refuses_what_is_no_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(csv__names_the_row_whose_quote_stays_open, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(csv__bounds_a_record, set_up, tear_down),
        cmocka_unit_test_setup_teardown(csv__reads_the_same_however_its_buffer_falls, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
