/* tests/unit/application/test_read_scripts.c - versions of a script, and what it will say. */
#include "support/world.h"

#include "application/commands/keep_scripts.h"
#include "application/queries/read_scripts.h"

static struct script *given_text(struct world *w, const char *instructions)
{
    struct script first = { .name = STR("guion"),
                            .language = STR("es-CO"),
                            .opening = STR("¿{{nombre}}?"),
                            .instructions = str_from_c(instructions) };
    struct script *made = NULL;

    expect_ok(create_script(&w->ports, scope_of(w), &first, &made));
    return made;
}

static void change_to(struct world *w, struct script *script, const char *instructions)
{
    struct script changed = *script, *ret;

    changed.instructions = str_from_c(instructions);
    expect_ok(change_script(&w->ports, scope_of(w), &changed, &ret));
    *script = *ret;
}

static void versions__are_listed_in_their_order(void **state)
{
    struct world *w = *state;
    struct page_query query = { .limit = 10, .descending = true };
    struct script *script = given_text(w, "Uno.");
    const struct script_version *listed;
    struct page page;

    given_text(w, "De otro.");
    change_to(w, script, "Dos.");
    change_to(w, script, "Tres.");
    expect_ok(list_script_versions(&w->ports, scope_of(w), script->id, &query, &page));

    listed = page.items;
    assert_int_equal(page.n, 3);
    assert_int_equal(listed[0].revision, 3);
    expect_str(listed[1].instructions, "Dos.");
    expect_str(listed[2].instructions, "Uno.");
    expect_refused(w,
                   list_script_versions(&w->ports, scope_elsewhere(w), script->id, &query, &page),
                   ERR_NOT_FOUND, "script.not_found");
    expect_forbidden(w, list_script_versions(&w->ports, scope_with(w, all_but(PERMISSION_READ)),
                                             script->id, &query, &page));
}

static void version__of_a_script_kept_before_there_were_any_is_noted_by_its_change(void **state)
{
    struct world *w = *state;
    struct script_id id = given_script(w, "Antes.");
    struct script_version version;
    struct script *script;
    void *found;

    expect_ok(VIA(w->ports.records, find, scope_of(w), &script_record, id.v, &found));
    script = found;
    change_to(w, script, "Después.");

    expect_ok(read_script_version(&w->ports, scope_of(w), id, 1, &version));
    expect_str(version.instructions, "Antes.");
    expect_ok(read_script_version(&w->ports, scope_of(w), id, 2, &version));
    expect_str(version.instructions, "Después.");
    expect_refused(w, read_script_version(&w->ports, scope_of(w), id, 3, &version), ERR_NOT_FOUND,
                   "script.no_such_version");
}

static void restore__makes_a_new_revision_of_an_old_text(void **state)
{
    struct world *w = *state;
    struct script *script = given_text(w, "Uno."), *restored;

    change_to(w, script, "Dos.");
    expect_ok(restore_script(&w->ports, scope_of(w), script->id, 1, &restored));

    assert_int_equal(restored->revision, 3);
    expect_str(restored->instructions, "Uno.");
    expect_refused(w, restore_script(&w->ports, scope_elsewhere(w), script->id, 1, &restored),
                   ERR_NOT_FOUND, "script.not_found");
    expect_forbidden(w, restore_script(&w->ports, scope_with(w, all_but(PERMISSION_EDIT_CAMPAIGNS)),
                                       script->id, 1, &restored));
}

static void preview__says_what_a_row_gives_and_names_what_is_missing(void **state)
{
    struct world *w = *state;
    struct script *script = given_text(w, "Debe {{saldo}} el {{fecha}}, {{nombre}}.");
    struct preview_script query = { .script = script->id, .row = 3 };
    struct script_preview preview;

    GIVEN_SHEET(w, "celular|nombre|saldo", "3001234567|Ana|1000", "3007654321|Eva|2000");
    query.batch = given_received(w);
    expect_ok(preview_script(&w->ports, scope_of(w), &query, &preview));

    expect_str(preview.opening, "¿Eva?");
    expect_str(preview.instructions, "Debe 2000 el {{fecha}}, Eva.");
    assert_int_equal(preview.variables.n, 3);
    assert_int_equal(preview.missing.n, 1);
    expect_str(preview.missing.items[0], "fecha");
    query.row = 9;
    expect_refused(w, preview_script(&w->ports, scope_of(w), &query, &preview), ERR_NOT_FOUND,
                   "batch.no_such_row");
}

static void preview__takes_the_first_job_of_an_imported_batch(void **state)
{
    struct world *w = *state;
    struct script *script = given_text(w, "Debe {{saldo}}.");
    struct preview_script query = { .script = script->id };
    struct script_preview preview;

    GIVEN_SHEET(w, "celular|nombre|saldo", "12|Nadie|1", "3007654321|Eva|2000");
    query.batch = given_committed(w);
    expect_ok(preview_script(&w->ports, scope_of(w), &query, &preview));

    assert_int_equal(preview.row, 3);
    expect_str(preview.instructions, "Debe 2000.");
}

static void preview__goes_from_row_to_usable_row_and_begins_again(void **state)
{
    struct world *w = *state;
    struct preview_script query = { .instructions = { true, STR("{{nombre}}") } };
    struct script_preview preview;
    struct batch_id batches[2];

    GIVEN_SHEET(w, "celular|nombre", "3001234567|Ana", "12|Nadie", "3007654321|Eva");
    batches[0] = given_received(w);
    GIVEN_SHEET(w, "celular|nombre", "3001234567|Ana", "12|Nadie", "3007654321|Eva");
    batches[1] = given_committed(w);
    for (size_t i = 0; i < 2; i++) {
        query.batch = batches[i];
        query.after_row = 2;
        expect_ok(preview_script(&w->ports, scope_of(w), &query, &preview));
        assert_int_equal(preview.row, 4);
        query.after_row = preview.row;
        expect_ok(preview_script(&w->ports, scope_of(w), &query, &preview));
        assert_int_equal(preview.row, 2);
    }
}

static void preview__takes_the_text_that_is_being_edited(void **state)
{
    struct world *w = *state;
    struct str_pair said[] = { { STR("nombre"), STR("Luz") } };
    struct preview_script query = { .instructions = { true, STR("Hola {{NOMBRE}}.") },
                                    .variables = { said, 1 } };
    struct script_preview preview;

    expect_ok(preview_script(&w->ports, scope_of(w), &query, &preview));
    expect_str(preview.instructions, "Hola Luz.");
    query.instructions.v = STR("Hola {{nombre");
    expect_refused(w, preview_script(&w->ports, scope_of(w), &query, &preview), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "instructions"), "script.malformed");
}

static void preview__shows_people_to_those_who_may_see_them(void **state)
{
    struct world *w = *state;
    struct preview_script query = { .instructions = { true, STR("{{nombre}}") } };
    struct script_preview preview;

    GIVEN_SHEET(w, "celular|nombre", "3001234567|Ana");
    query.batch = given_received(w);
    expect_forbidden(w, preview_script(&w->ports, scope_with(w, all_but(PERMISSION_READ_PEOPLE)),
                                       &query, &preview));
    expect_forbidden(w, preview_script(&w->ports, scope_with(w, all_but(PERMISSION_EDIT_CAMPAIGNS)),
                                       &query, &preview));
    expect_refused(w, preview_script(&w->ports, scope_elsewhere(w), &query, &preview),
                   ERR_NOT_FOUND, "batch.not_found");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(versions__are_listed_in_their_order),
        WORLD_TEST(version__of_a_script_kept_before_there_were_any_is_noted_by_its_change),
        WORLD_TEST(restore__makes_a_new_revision_of_an_old_text),
        WORLD_TEST(preview__says_what_a_row_gives_and_names_what_is_missing),
        WORLD_TEST(preview__takes_the_first_job_of_an_imported_batch),
        WORLD_TEST(preview__goes_from_row_to_usable_row_and_begins_again),
        WORLD_TEST(preview__takes_the_text_that_is_being_edited),
        WORLD_TEST(preview__shows_people_to_those_who_may_see_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
