/* tests/unit/domain/test_script.c - {{variables}} found and replaced. */
#include "support/expect.h"

#include "base/strbuf.h"
#include "domain/models/script.h"

struct fixture {
    struct arena arena;
    struct error error;
    struct str_pair pairs[3];
    struct str_map variables;
    struct str text;
};

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init() };
    f.pairs[0] = (struct str_pair){ STR("nombre"), STR("Ana {{deuda}}") };
    f.pairs[1] = (struct str_pair){ STR("deuda"), STR("120.000") };
    f.pairs[2] = (struct str_pair){ STR("fecha_de_pago"), STR("") };
    f.variables = (struct str_map){ f.pairs, 3 };
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    arena_release(&f->arena);
    return 0;
}

static enum err render(struct fixture *f, struct str text)
{
    return script_render(&f->arena, text, &f->variables, &f->text, &f->error);
}

static void script_render__puts_values_in_and_scans_them_not_again(void **state)
{
    struct fixture *f = *state;

    expect_ok(render(f, STR("Hola {{nombre}}, debe {{deuda}}{{fecha_de_pago}}.")));

    expect_str(f->text, "Hola Ana {{deuda}}, debe 120.000.");
}

static void script_render__compares_names_without_case_accents_and_blanks(void **state)
{
    struct fixture *f = *state;

    f->pairs[1].name = STR("dirección_postal");
    expect_ok(render(f, STR("{{ NOMBRE }}|{{Direccion Postal}}|{{direccio\xcc\x81n  postal}}|"
                            "{{\tDIRECCIÓN_POSTAL}}")));

    expect_str(f->text, "Ana {{deuda}}|120.000|120.000|120.000");
}

static void script_render__names_what_has_no_value(void **state)
{
    struct fixture *f = *state;

    enum err err = render(f, STR("Hola {{nombres}}"));

    expect_error(err, &f->error, ERR_INVALID, "script.variable_missing");
    expect_str(f->error.params[0].str, "nombres");
}

static void script_render__refuses_unclosed_and_empty_names(void **state)
{
    static const struct {
        struct str text;
        int64_t offset;
    } wrong[] = { { STR_INIT("a {{nombre"), 2 },
                  { STR_INIT("{{nombre}} {{ }}"), 11 },
                  { STR_INIT("{{}}"), 0 },
                  { STR_INIT("abc{{ {{nombre}}"), 3 } };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        expect_error(render(f, wrong[i].text), &f->error, ERR_INVALID, "script.malformed");
        assert_int_equal(f->error.params[0].i64, wrong[i].offset);
    }
}

static void script_render__keeps_single_braces(void **state)
{
    struct fixture *f = *state;

    expect_ok(render(f, STR("{a} }} {")));

    expect_str(f->text, "{a} }} {");
}

static void script_render__stops_at_its_limit(void **state)
{
    struct fixture *f = *state;
    char *long_value = arena_alloc(&f->arena, SCRIPT_TEXT);

    memset(long_value, 'x', SCRIPT_TEXT);
    f->pairs[1].value = (struct str){ long_value, SCRIPT_TEXT };
    expect_ok(render(f, STR("{{deuda}}{{deuda}}{{deuda}}{{deuda}}")));
    assert_int_equal(f->text.n, 4 * SCRIPT_TEXT);

    expect_error(render(f, STR("{{deuda}}{{deuda}}{{deuda}}{{deuda}}.")), &f->error, ERR_INVALID,
                 "script.too_long");
}

static void script_variables__lists_each_name_once_in_order(void **state)
{
    struct fixture *f = *state;
    struct str_list names;

    expect_ok(script_variables(&f->arena, STR("{{b}} {{ A }} {{B}} {{á}} {{c d}} {{C_D}}"), &names,
                               &f->error));

    assert_int_equal(names.n, 3);
    expect_str(names.items[0], "b");
    expect_str(names.items[1], "A");
    expect_str(names.items[2], "c d");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(script_render__puts_values_in_and_scans_them_not_again,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            script_render__compares_names_without_case_accents_and_blanks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(script_render__names_what_has_no_value, set_up, tear_down),
        cmocka_unit_test_setup_teardown(script_render__refuses_unclosed_and_empty_names, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(script_render__keeps_single_braces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(script_render__stops_at_its_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(script_variables__lists_each_name_once_in_order, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
