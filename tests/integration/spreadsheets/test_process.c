/* tests/integration/spreadsheets/test_process.c - the reading process: what it is given, what is
 * believed of it, and how its end is told. */
#include "support/expect.h"

#include <sys/stat.h>

#include "told.h"

struct fixture {
    struct told *told;
    struct str folder;
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

static enum err read_text(struct fixture *f, const char *name, const char *content,
                          struct sheet_reader_settings settings, struct sheet_request request)
{
    request.path = told_file(f->told, f->folder, name, str_from_c(content));
    request.file_name = str_from_c(name);
    return told_read(f->told, settings, request);
}

/* A program that stands in for the reader. */
static struct sheet_reader_settings stand_in(struct fixture *f, const char *script)
{
    struct str path = told_file(f->told, f->folder, "reader", str_from_c(script));

    assert_int_equal(chmod(str_c(&f->told->arena, path), 0700), 0);
    return (struct sheet_reader_settings){ .program = str_c(&f->told->arena, path) };
}

static void expect_of(struct fixture *f, const char *script, enum err code, const char *slug)
{
    enum err err = read_text(f, "a.csv", "a,b\n", stand_in(f, script),
                             (struct sheet_request){ .most_rows = 0 });

    expect_error(err, &f->told->error, code, slug);
}

static void process__passes_rows_on(void **state)
{
    struct fixture *f = *state;

    expect_ok(read_text(f, "a.csv", "a,b\n1,\"x\ny\"\n",
                        (struct sheet_reader_settings){ .program = NULL },
                        (struct sheet_request){ .most_rows = 0 }));
    expect_str(strbuf_str(&f->told->text), "1:ta|tb\n2:t1|tx\ny\n");
}

static void process__passes_on_more_than_a_pipe_holds(void **state)
{
    struct fixture *f = *state;
    struct strbuf csv = strbuf_init(&f->told->arena, SIZE_MAX / 2);
    struct sheet_request plain = { .most_rows = 0 };
    struct str here;

    for (int i = 0; i < 60000; i++)
        strbuf_addf(&csv, "%d;%.*s;x\n", i, i % 400,
                    "----------------------------------------------------------------------------"
                    "----------------------------------------------------------------------------"
                    "----------------------------------------------------------------------------"
                    "----------------------------------------------------------------------------"
                    "----------------------------------------------------------------------------"
                    "--------------------");
    strbuf_add_char(&csv, '\0');
    expect_ok(
        read_text(f, "a.csv", csv.p, (struct sheet_reader_settings){ .in_process = true }, plain));
    here = str_copy(&f->told->arena, strbuf_str(&f->told->text));
    expect_ok(
        read_text(f, "a.csv", csv.p, (struct sheet_reader_settings){ .program = NULL }, plain));
    assert_int_equal(f->told->rows, 60000);
    assert_true(str_eq(here, strbuf_str(&f->told->text)));
}

static void process__stops_when_a_row_is_refused(void **state)
{
    struct fixture *f = *state;

    f->told->stop_after = 2;
    expect_error(read_text(f, "a.csv", "1,1\n2,2\n3,3\n",
                           (struct sheet_reader_settings){ .program = NULL },
                           (struct sheet_request){ .most_rows = 0 }),
                 &f->told->error, ERR_CONFLICT, "test.stopped");
    assert_int_equal(f->told->rows, 2);
}

static void process__tells_limits_with_their_figures(void **state)
{
    struct fixture *f = *state;
    struct sheet_reader_settings own = { .program = NULL };

    expect_error(
        read_text(f, "a.csv", "1,1\n2,2\n3,3\n", own, (struct sheet_request){ .limits.rows = 2 }),
        &f->told->error, ERR_INVALID, "sheet.too_many_rows");
    assert_int_equal(f->told->error.params[0].i64, 2);
    expect_error(
        read_text(f, "a.csv", "1,1,1\n2,2,2\n", own, (struct sheet_request){ .limits.columns = 2 }),
        &f->told->error, ERR_INVALID, "sheet.too_many_columns");
    expect_error(read_text(f, "a.csv", "1,1,1\n2,2,2\n", own,
                           (struct sheet_request){ .limits.file_bytes = 5 }),
                 &f->told->error, ERR_INVALID, "sheet.too_large");
}

static void process__compares_the_name_with_the_content(void **state)
{
    struct fixture *f = *state;
    struct sheet_reader_settings own = { .program = NULL };
    struct sheet_request plain = { .most_rows = 0 };

    expect_error(read_text(f, "a.xlsx", "a,b\n", own, plain), &f->told->error, ERR_INVALID,
                 "sheet.wrong_ending");
    expect_error(read_text(f, "a.xls", "<html><table>", own, plain), &f->told->error, ERR_INVALID,
                 "sheet.wrong_ending");
    expect_error(read_text(f, "a.pdf", "%PDF-1.4", own, plain), &f->told->error, ERR_INVALID,
                 "sheet.unknown_format");
    expect_error(read_text(f, "a", "a,b\n", own, plain), &f->told->error, ERR_INVALID,
                 "sheet.unknown_format");
    expect_ok(read_text(f, "LISTA.CSV", "a,b\n", own, plain));
}

static void process__names_a_sheet_that_is_not_there(void **state)
{
    struct fixture *f = *state;

    expect_error(read_text(f, "a.csv", "a,b\n", (struct sheet_reader_settings){ .program = NULL },
                           (struct sheet_request){ .sheet = STR("Hoja \"2\"") }),
                 &f->told->error, ERR_INVALID, "sheet.no_such_sheet");
    expect_str(f->told->error.params[0].str, "Hoja \"2\"");
}

static void process__says_when_there_is_no_file(void **state)
{
    struct fixture *f = *state;

    expect_error(told_read(f->told, (struct sheet_reader_settings){ .program = NULL },
                           (struct sheet_request){ .path = STR("/nonexistent/a.csv") }),
                 &f->told->error, ERR_NOT_FOUND, "sheet.no_file");
}

static void process__that_cannot_start_is_no_fault_of_the_file(void **state)
{
    struct fixture *f = *state;

    expect_error(read_text(f, "a.csv", "a,b\n",
                           (struct sheet_reader_settings){ .program = "/nonexistent/reader" },
                           (struct sheet_request){ .most_rows = 0 }),
                 &f->told->error, ERR_UNAVAILABLE, "sheet.reader_failed");
    expect_of(f, "#!/bin/sh\nexit 3\n", ERR_UNAVAILABLE, "sheet.reader_failed");
}

static void process__that_dies_is_told_by_its_signal(void **state)
{
    struct fixture *f = *state;

    expect_of(f, "#!/bin/sh\nkill -SEGV $$\n", ERR_INVALID, "sheet.damaged");
    expect_of(f, "#!/bin/sh\nkill -XCPU $$\n", ERR_INVALID, "sheet.too_slow");
    expect_of(f, "#!/bin/sh\nkill -KILL $$\n", ERR_INVALID, "sheet.too_slow");
}

static void process__is_not_believed(void **state)
{
    struct fixture *f = *state;

    /* a frame of 4 GiB; an unknown kind; half a frame and a clean end */
    expect_of(f, "#!/bin/sh\nprintf '\\001\\377\\377\\377\\377' >&5\n", ERR_INVALID,
              "sheet.damaged");
    expect_of(f, "#!/bin/sh\nprintf '\\011\\000\\000\\000\\000' >&5\n", ERR_INVALID,
              "sheet.damaged");
    expect_of(f, "#!/bin/sh\nprintf '\\001\\020\\000\\000\\000x' >&5\n", ERR_UNAVAILABLE,
              "sheet.reader_failed");
    /* a row of 4 billion cells; a text longer than its frame; bytes that are no UTF-8 */
    expect_of(
        f,
        "#!/bin/sh\nprintf '\\001\\010\\000\\000\\000\\001\\000\\000\\000\\377\\377\\377\\377'"
        " >&5\n",
        ERR_INVALID, "sheet.damaged");
    expect_of(f,
              "#!/bin/sh\nprintf '\\001\\012\\000\\000\\000\\001\\000\\000\\000\\001\\000\\000\\000"
              "\\002\\011' >&5\n",
              ERR_INVALID, "sheet.damaged");
    expect_of(f,
              "#!/bin/sh\nprintf '\\001\\013\\000\\000\\000\\001\\000\\000\\000\\001\\000\\000\\000"
              "\\002\\001\\377' >&5\n",
              ERR_INVALID, "sheet.damaged");
    /* an error with a slug that is none of ours */
    expect_of(f, "#!/bin/sh\nprintf '\\003\\002\\000\\000\\000\\001\\377' >&5\n", ERR_INVALID,
              "sheet.damaged");
}

static void process__gets_no_secret_and_no_other_file(void **state)
{
    struct fixture *f = *state;
    struct str seen = str_format(&f->told->arena, "%.*s/seen", STR_ARG(f->folder));
    struct str script = str_format(
        &f->told->arena, "#!/bin/sh\n{ env; ls /proc/$$/fd; } >'%.*s'\nexit 3\n", STR_ARG(seen));
    char text[4096] = "";
    FILE *file;

    assert_int_equal(setenv("SPEECHAI_SECRET", "hunter2", 1), 0);
    expect_of(f, str_c(&f->told->arena, script), ERR_UNAVAILABLE, "sheet.reader_failed");
    file = fopen(str_c(&f->told->arena, seen), "rb");
    assert_non_null(file);
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    fclose(file);
    assert_null(strstr(text, "hunter2"));
}

int main(int argc, char **argv)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(process__passes_rows_on),
        TEST(process__passes_on_more_than_a_pipe_holds),
        TEST(process__stops_when_a_row_is_refused),
        TEST(process__tells_limits_with_their_figures),
        TEST(process__compares_the_name_with_the_content),
        TEST(process__names_a_sheet_that_is_not_there),
        TEST(process__says_when_there_is_no_file),
        TEST(process__that_cannot_start_is_no_fault_of_the_file),
        TEST(process__that_dies_is_told_by_its_signal),
        TEST(process__is_not_believed),
        TEST(process__gets_no_secret_and_no_other_file),
    };
    int status = sheet_reader_child(argc, argv);

    return status >= 0 ? status : cmocka_run_group_tests_name("process", tests, NULL, NULL);
}
