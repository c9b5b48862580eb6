/* tests/unit/application/test_preview_batch.c - what the first rows would become. */
#include "support/world.h"

#include "application/queries/preview_batch.h"

static struct batch_preview previewed(struct world *w, struct batch_id id, int64_t rows)
{
    struct batch_preview preview;

    expect_ok(preview_batch(&w->ports, scope_of(w), id, rows, &preview));
    return preview;
}

static void preview__shows_rows_as_they_will_be(void **state)
{
    struct world *w = *state;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|12", "Eva|+573004445566",
                "Otra Ana|300 111 2233");
    struct batch_preview got = previewed(w, given_received(w), 10);

    assert_int_equal(got.rows.n, 4);
    assert_int_equal(got.rows.items[0].row, 2);
    assert_int_equal(got.rows.items[0].verdict, ROW_READY);
    expect_str(got.rows.items[0].phones.items[0], "+573001112233");
    expect_str(got.rows.items[0].cells.items[1], "3001112233");
    assert_int_equal(got.rows.items[1].verdict, ROW_REJECTED);
    assert_true(got.rows.items[1].notes.n > 0);
    assert_int_equal(got.rows.items[1].phones.n, 0);
    assert_int_equal(got.rows.items[3].verdict, ROW_DUPLICATE);
    expect_str(got.rows.items[3].notes.items[0].text, "row.duplicate_in_file");
}

static void preview__shows_no_more_rows_than_asked(void **state)
{
    struct world *w = *state;
    struct batch_id id;

    GIVEN_SHEET(w, "Cartera", "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566",
                "Eva|3007778899");
    id = given_received(w);

    assert_int_equal(previewed(w, id, 2).rows.n, 2);
    expect_str(previewed(w, id, 2).rows.items[1].cells.items[0], "Luis");
    assert_int_equal(previewed(w, id, -5).rows.n, 1);
    assert_int_equal(previewed(w, id, 1000000).rows.n, 3);
}

static void preview__names_the_sheets_that_people_see(void **state)
{
    struct world *w = *state;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566");
    struct batch_preview got = previewed(w, given_received(w), 1);

    assert_int_equal(got.sheets.n, 1);
    expect_str(got.sheets.items[0], "Hoja1");
}

static void preview__changes_nothing(void **state)
{
    struct world *w = *state;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566");
    id = given_received(w);
    previewed(w, id, 10);

    assert_int_equal(kept_batch(w, id)->version, 1);
    assert_int_equal(jobs_in_store(w, id), 0);
}

static void preview__is_for_those_who_may_import(void **state)
{
    struct world *w = *state;
    struct batch_preview preview;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566");
    id = given_received(w);
    expect_forbidden(
        w, preview_batch(&w->ports, scope_with(w, all_but(PERMISSION_IMPORT)), id, 1, &preview));
    expect_refused(w, preview_batch(&w->ports, scope_elsewhere(w), id, 1, &preview), ERR_NOT_FOUND,
                   "batch.not_found");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(preview__shows_rows_as_they_will_be),
        WORLD_TEST(preview__shows_no_more_rows_than_asked),
        WORLD_TEST(preview__names_the_sheets_that_people_see),
        WORLD_TEST(preview__changes_nothing),
        WORLD_TEST(preview__is_for_those_who_may_import),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
