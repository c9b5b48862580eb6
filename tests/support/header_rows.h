/* tests/support/header_rows.h - the labelled sheets of unit/domain/header_rows, recognised with any
 * numbering, and counted. */
#ifndef SUPPORT_HEADER_ROWS_H
#define SUPPORT_HEADER_ROWS_H

#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "domain/services/column_recognition.h"
#include "support/expect.h"

struct header_rows_result {
    int sheets, headers_found, columns, right, phone_columns, phones_missed;
};

static inline struct str read_whole_file(struct arena *arena, const char *path)
{
    CLEANUP(cleanup_file) FILE *file = fopen(path, "rb");
    char *bytes = arena_alloc(arena, 1 << 20);

    assert_non_null(file);
    return (struct str){ bytes, fread(bytes, 1, 1 << 20, file) };
}

static inline struct cell header_rows_cell(struct str field)
{
    struct str text = str_slice(field, 2, field.n);

    if (field.n < 2)
        return (struct cell){ .kind = CELL_EMPTY };
    return (struct cell){ .kind = field.p[0] == 'n'   ? CELL_NUMBER
                                  : field.p[0] == 'd' ? CELL_DATE
                                                      : CELL_TEXT,
                          .text = text };
}

static inline struct sample_row header_rows_row(struct arena *arena, struct str line)
{
    struct cell *cells = ARENA_ARRAY(arena, struct cell, 64);
    struct sample_row ret = { .cells = cells };

    str_cut(&line, '\t');
    assert_true(str_to_i64(str_cut(&line, '\t'), 1, 1000, &ret.row));
    while (line.p != NULL && ret.n < 64)
        cells[ret.n++] = header_rows_cell(str_cut(&line, '\t'));
    while (ret.n > 0 && cells[ret.n - 1].kind == CELL_EMPTY)
        ret.n--;
    return ret;
}

static inline void header_rows_count(struct str sheet, struct str roles,
                                     const struct recognition *got, int64_t header,
                                     struct header_rows_result *to)
{
    struct str name = str_cut(&sheet, '\t');

    to->sheets++;
    to->headers_found += got->header_row == header;
    if (got->header_row != header)
        print_message("%.*s: header row %d, is %d\n", STR_ARG(name), (int)got->header_row,
                      (int)header);
    str_cut(&roles, '\t');
    for (size_t i = 0; roles.p != NULL; i++) {
        struct str wanted = str_cut(&roles, '\t');
        struct str said = i < got->n ? column_role_name(got->columns[i].role) : STR("none");
        bool right = str_eq(wanted, said), phone = str_eq_c(wanted, "phone");

        to->columns++;
        to->right += right;
        to->phone_columns += phone;
        to->phones_missed += phone && !right;
        if (!right)
            print_message("%.*s: \"%.*s\" is %.*s, said %.*s\n", STR_ARG(name),
                          STR_ARG(i < got->n ? got->columns[i].header : STR("")), STR_ARG(wanted),
                          STR_ARG(said));
    }
}

static inline struct header_rows_result header_rows_run(const char *path,
                                                        struct phone_numbering phones)
{
    struct header_rows_result ret = { 0 };
    struct arena arena = arena_init();
    struct str rest = read_whole_file(&arena, path);
    struct str line = str_cut(&rest, '\n');

    while (str_starts(line, STR("sheet\t"))) {
        struct str sheet = str_slice(line, 6, line.n), fields = sheet;
        struct str roles = str_cut(&rest, '\n');
        struct sample_row *rows = ARENA_ARRAY(&arena, struct sample_row, RECOGNITION_ROWS);
        struct recognition got;
        struct error error = { 0 };
        int64_t header;
        size_t n = 0;

        str_cut(&fields, '\t');
        struct str country = str_cut(&fields, '\t');
        assert_true(str_to_i64(fields, 0, 1000, &header));
        while (str_starts(line = str_cut(&rest, '\n'), STR("row\t")))
            rows[n++] = header_rows_row(&arena, line);
        DROP(recognise_columns(&arena, rows, n, 0, phones, country, &got, &error));
        header_rows_count(sheet, roles, &got, header, &ret);
    }
    arena_release(&arena);
    return ret;
}

static inline void expect_recognised(const struct header_rows_result *r)
{
    print_message("%d sheets, %d headers found, %d of %d columns right, %d of %d phones missed\n",
                  r->sheets, r->headers_found, r->right, r->columns, r->phones_missed,
                  r->phone_columns);
    assert_int_equal(r->sheets, 60);
    assert_int_equal(r->phones_missed, 0);
    assert_true(r->headers_found * 100 >= r->sheets * 95);
    assert_true(r->right * 100 >= r->columns * 95);
}

#endif
