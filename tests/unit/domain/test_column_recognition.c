/* tests/unit/domain/test_column_recognition.c - headers, cells, and where they disagree. */
#include "support/expect.h"

#include "domain/services/column_recognition.h"
#include "support/few_phones.h"

enum { MOST = 12 };

struct fixture {
    struct arena arena;
    struct sample_row rows[MOST];
    size_t n;
    struct recognition got;
    struct error error;
};

static int setup(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init() };
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    arena_release(&f->arena);
    return 0;
}

/* Cells parted by '|'; all texts. */
static void given_row(struct fixture *f, int64_t number, const char *line)
{
    struct str rest = str_from_c(line);
    struct cell *cells = ARENA_ARRAY(&f->arena, struct cell, MOST);
    size_t n = 0;

    while (rest.p != NULL) {
        struct str text = str_cut(&rest, '|');

        cells[n++] = (struct cell){ .kind = text.n == 0 ? CELL_EMPTY : CELL_TEXT, .text = text };
    }
    f->rows[f->n++] = (struct sample_row){ number, cells, n };
}

static enum err recognise(struct fixture *f, int64_t header_row)
{
    return recognise_columns(&f->arena, f->rows, f->n, header_row, few_phones(), STR("CO"), &f->got,
                             &f->error);
}

static void expect_roles(const struct fixture *f, const char *roles)
{
    struct str rest = str_from_c(roles);

    for (size_t i = 0; i < f->got.n; i++) {
        struct str wanted = str_cut(&rest, ' ');
        struct str said = column_role_name(f->got.columns[i].role);

        if (!str_eq(wanted, said))
            fail_msg("column %d: got %.*s, wanted %.*s", (int)i, STR_ARG(said), STR_ARG(wanted));
    }
    assert_null(rest.p);
}

static void recognise_columns__passes_over_titles_and_empty_rows(void **state)
{
    struct fixture *f = *state;

    given_row(f, 1, "CARTERA VENCIDA 2026");
    given_row(f, 3, "Nombre|Celular|Saldo");
    given_row(f, 4, "Ana Ruiz|3001234567|$ 20.000");

    expect_ok(recognise(f, 0));

    assert_int_equal(f->got.header_row, 3);
    expect_roles(f, "name phone amount");
}

static void recognise_columns__says_when_there_is_no_header(void **state)
{
    struct fixture *f = *state;

    given_row(f, 1, "Ana Ruiz|3001234567");
    given_row(f, 2, "Luz Gil|3001234568");
    given_row(f, 3, "Eva Paz|3001234569");

    expect_ok(recognise(f, 0));

    assert_int_equal(f->got.header_row, 0);
    expect_roles(f, "name phone");
    expect_str(f->got.columns[1].variable, "columna_b");
}

static void recognise_columns__believes_the_row_that_it_is_told(void **state)
{
    struct fixture *f = *state;

    given_row(f, 1, "Nombre|Celular");
    given_row(f, 2, "Cliente|Teléfono 2");
    given_row(f, 3, "Ana Ruiz|3001234567");

    expect_ok(recognise(f, 1));

    assert_int_equal(f->got.header_row, 1);
    expect_str(f->got.columns[1].header, "Celular");
}

static void recognise_columns__finds_a_single_column_of_phones(void **state)
{
    struct fixture *f = *state;

    given_row(f, 1, "Teléfono");
    given_row(f, 2, "3001234567");

    expect_ok(recognise(f, 0));

    assert_int_equal(f->got.header_row, 1);
    expect_roles(f, "phone");
}

static void recognise_columns__keeps_several_phone_columns_in_order(void **state)
{
    struct fixture *f = *state;

    given_row(f, 1, "Fijo|Nombre|Cel. 1|Cel. 2|Fax|Teléfono asesor|DDD + Telefone");
    for (int64_t i = 2; i < 6; i++)
        given_row(f, i, "6012345678|Ana Ruiz|3001234567|||3009999999|3101234567");

    expect_ok(recognise(f, 0));

    expect_roles(f, "phone name phone phone variable variable phone");
}

static void recognise_columns__lets_the_cells_contradict_the_header(void **state)
{
    struct fixture *f = *state;

    given_row(f, 1, "Cédula|Celular");
    given_row(f, 2, "3001234567|1020304050");
    given_row(f, 3, "3001234568|1020304051");
    given_row(f, 4, "3001234569|1020304052");

    expect_ok(recognise(f, 0));

    expect_roles(f, "phone document");
}

static void recognise_columns__keeps_a_phone_column_of_bad_numbers(void **state)
{
    struct fixture *f = *state;

    given_row(f, 1, "Nombre|Celular");
    given_row(f, 2, "Ana Ruiz|30012345");
    given_row(f, 3, "Luz Gil|30012346");
    given_row(f, 4, "Eva Paz|30012347");

    expect_ok(recognise(f, 0));

    expect_roles(f, "name phone");
}

static void recognise_columns__fails_without_phones_and_fills_all_the_same(void **state)
{
    struct fixture *f = *state;

    given_row(f, 1, "Nombre|Ciudad");
    given_row(f, 2, "Ana Ruiz|Cali");

    expect_error(recognise(f, 0), &f->error, ERR_INVALID, "columns.no_phone");

    expect_roles(f, "name city");
}

static void recognise_columns__makes_variables_unique(void **state)
{
    struct fixture *f = *state;

    given_row(f, 1, "Teléfono|Teléfono|Telefono|telefono_2|  ¿? |Saldo (COP)");
    given_row(f, 2, "3001234567|||||");

    expect_ok(recognise(f, 0));

    expect_str(f->got.columns[0].variable, "telefono");
    expect_str(f->got.columns[1].variable, "telefono_2");
    expect_str(f->got.columns[2].variable, "telefono_3");
    expect_str(f->got.columns[3].variable, "telefono_2_2");
    expect_str(f->got.columns[4].variable, "columna_e");
    expect_str(f->got.columns[5].variable, "saldo_cop");
}

static void recognise_columns__takes_a_sheet_without_rows(void **state)
{
    struct fixture *f = *state;

    expect_error(recognise(f, 0), &f->error, ERR_INVALID, "columns.no_phone");
    assert_int_equal(f->got.n, 0);
}

static void variable_name__folds_accents_and_marks(void **state)
{
    struct fixture *f = *state;

    expect_str(variable_name(&f->arena, STR("  Núm. de CRÉDITO (ñandú) ")), "num_de_credito_nandu");
    expect_str(variable_name(&f->arena, STR("Situac\xcc\xa7"
                                            "a\xcc\x83o")),
               "situacao");
    expect_str(variable_name(&f->arena, STR("\xff\xc3")), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(recognise_columns__passes_over_titles_and_empty_rows),
        TEST(recognise_columns__says_when_there_is_no_header),
        TEST(recognise_columns__believes_the_row_that_it_is_told),
        TEST(recognise_columns__finds_a_single_column_of_phones),
        TEST(recognise_columns__keeps_several_phone_columns_in_order),
        TEST(recognise_columns__lets_the_cells_contradict_the_header),
        TEST(recognise_columns__keeps_a_phone_column_of_bad_numbers),
        TEST(recognise_columns__fails_without_phones_and_fills_all_the_same),
        TEST(recognise_columns__makes_variables_unique),
        TEST(recognise_columns__takes_a_sheet_without_rows),
        TEST(variable_name__folds_accents_and_marks),
    };

    return cmocka_run_group_tests_name("column recognition", tests, NULL, NULL);
}
