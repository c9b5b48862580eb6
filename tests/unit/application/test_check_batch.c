/* tests/unit/application/test_check_batch.c - a sheet is looked at row by row, and mended. */
#include "support/world.h"

#include "application/commands/check_batch.h"
#include "application/commands/discard_batch.h"
#include "application/commands/import_batch.h"
#include "application/commands/undo_batch.h"
#include "application/commands/upload_batch.h"
#include "application/queries/left_out_rows.h"
#include "application/queries/list_batch_rows.h"

static void check(struct world *w, struct batch_id id)
{
    struct batch *batch;
    bool found;

    expect_ok(check_batch(&w->ports, scope_of(w), id, &batch));
    assert_int_equal(batch->status, BATCH_CHECKING);
    expect_ok(check_next_batch(&w->ports, scope_global(w), &found));
    assert_true(found);
}

static struct batch_id given_checked(struct world *w)
{
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|12", "Eva|+573004445566",
                "Otra Ana|300 111 2233");
    id = given_received(w);
    check(w, id);
    return id;
}

static struct page rows_of(struct world *w, struct batch_id id, const char *verdict)
{
    struct page_query query = { .limit = 50 };
    struct page page;

    if (verdict != NULL)
        query.filters[query.n++] =
            (struct filter){ STR("verdict"), FILTER_EQ, str_from_c(verdict) };
    expect_ok(list_batch_rows(&w->ports, scope_of(w), id, &query, &page));
    return page;
}

static enum err fix(struct world *w, struct scope *scope, struct batch_id id, int64_t row,
                    int64_t index, const char *text, struct batch_row **ret)
{
    struct fixed_cell cell = { index, str_from_c(text) };

    return fix_batch_row(&w->ports, scope, id, row, &(struct fix_batch_row){ { &cell, 1 } }, ret);
}

static void check__tells_every_row_and_imports_none(void **state)
{
    struct world *w = *state;
    struct batch_id id = given_checked(w);
    const struct batch *batch = kept_batch(w, id);
    struct page left = rows_of(w, id, NULL), rejected = rows_of(w, id, "rejected");
    const struct batch_row *row = rejected.items;

    assert_int_equal(batch->status, BATCH_RECEIVED);
    assert_true(batch->checked_at.has);
    assert_int_equal(batch->counts.rows, 4);
    assert_int_equal(batch->counts.jobs, 2);
    assert_int_equal(batch->counts.rejected, 1);
    assert_int_equal(batch->counts.duplicates, 1);
    assert_true(batch->report_object.n > 0);
    assert_int_equal(jobs_in_store(w, id), 0);
    assert_int_equal(phones_in_store(w, id), 0);
    assert_int_equal(left.n, 2);
    assert_int_equal(rejected.n, 1);
    assert_int_equal(row->row, 3);
    expect_str(row->cells.items[0], "Luis");
    assert_true(row->notes.n > 0);
}

static void fix__looks_at_the_row_again_and_the_import_takes_it(void **state)
{
    struct world *w = *state;
    struct batch_id id = given_checked(w);
    struct batch_row *row;
    struct batch *batch;
    bool found;

    expect_ok(fix(w, scope_of(w), id, 3, 1, "3009998877", &row));
    assert_int_equal(row->verdict, ROW_READY);
    assert_true(row->fixed);
    assert_int_equal(kept_batch(w, id)->counts.jobs, 3);
    assert_int_equal(kept_batch(w, id)->counts.rejected, 0);

    check(w, id); /* what a person wrote stays */
    assert_int_equal(kept_batch(w, id)->counts.jobs, 3);
    expect_ok(import_batch(&w->ports, scope_of(w), id, &batch));
    expect_ok(import_next_batch(&w->ports, scope_global(w), &found));
    assert_int_equal(kept_batch(w, id)->status, BATCH_COMMITTED);
    assert_int_equal(jobs_in_store(w, id), 3);
    assert_int_equal(rows_of(w, id, NULL).n, 2); /* the mended one, and the duplicate */
}

static void fix__says_why_it_is_not_enough(void **state)
{
    struct world *w = *state;
    struct batch_id id = given_checked(w);
    struct batch_row *row;

    expect_ok(fix(w, scope_of(w), id, 3, 1, "13", &row));
    assert_int_equal(row->verdict, ROW_REJECTED);
    expect_refused(w, fix(w, scope_of(w), id, 3, 7, "x", &row), ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "cells[0].index"), "columns.no_such_column");
    expect_refused(w, fix(w, scope_of(w), id, 2, 1, "x", &row), ERR_NOT_FOUND, "batch.no_such_row");
}

static void fix__sees_who_is_on_the_list(void **state)
{
    struct world *w = *state;
    struct batch_id id = given_checked(w);
    struct phone phone = { STR("+573009998877") };
    struct suppression s = { .hash = VIA(w->ports.hasher, account_hash, w->d.account.id, phone),
                             .reason = SUPPRESSION_REQUESTED,
                             .phone = phone };
    struct batch_row *row;

    s.id.v = s.hash.v;
    s.account = w->d.account.id;
    expect_ok(VIA(w->ports.persons, suppress, scope_of(w), &s));
    expect_ok(fix(w, scope_of(w), id, 3, 1, "3009998877", &row));

    assert_int_equal(row->verdict, ROW_SUPPRESSED);
    assert_int_equal(kept_batch(w, id)->counts.suppressed, 1);
}

static void fix__is_for_batches_that_are_not_imported(void **state)
{
    struct world *w = *state;
    struct batch_row *row;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|12");
    id = given_committed(w);
    assert_int_equal(rows_of(w, id, NULL).n, 1);
    expect_refused(w, fix(w, scope_of(w), id, 3, 1, "3009998877", &row), ERR_PRECONDITION,
                   "batch.not_received");
}

static void check__is_forgotten_when_the_sheet_is_read_otherwise(void **state)
{
    struct world *w = *state;
    struct batch_id id = given_checked(w);
    struct batch *changed;

    expect_ok(change_batch(&w->ports, scope_of(w), id,
                           &(struct change_batch){ .country = { true, STR("CO") } }, &changed));
    assert_false(changed->checked_at.has);
    assert_int_equal(changed->counts.rows, 0);
}

static void check__that_cannot_read_leaves_the_batch_and_says_why(void **state)
{
    struct world *w = *state;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233");
    id = given_received(w);
    memory_objects_free(w->objects);
    w->objects = memory_objects_new();
    w->ports.objects = memory_object_store(w->objects);
    check(w, id);

    assert_int_equal(kept_batch(w, id)->status, BATCH_RECEIVED);
    expect_str(kept_batch(w, id)->failure, "object.not_found");
}

static void rows__go_with_their_batch(void **state)
{
    struct world *w = *state;
    struct undone_batch undone;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|12");
    id = given_committed(w);
    expect_ok(undo_batch(&w->ports, scope_of(w), id, &undone));
    expect_ok(discard_batches(&w->ports, scope_global(w)));
    assert_int_equal(rows_of(w, id, NULL).n, 0);
}

static void rows__are_the_accounts_own(void **state)
{
    struct world *w = *state;
    const permission_set others = all_but(PERMISSION_IMPORT);
    const struct page_query query = { .limit = 5 };
    struct batch_id id = given_checked(w);
    struct batch_row *row;
    struct batch *batch;
    struct page page;

    expect_refused(w, list_batch_rows(&w->ports, scope_elsewhere(w), id, &query, &page),
                   ERR_NOT_FOUND, "batch.not_found");
    expect_refused(w, fix(w, scope_elsewhere(w), id, 3, 1, "x", &row), ERR_NOT_FOUND,
                   "batch.not_found");
    expect_refused(w, check_batch(&w->ports, scope_elsewhere(w), id, &batch), ERR_NOT_FOUND,
                   "batch.not_found");
    expect_forbidden(w, list_batch_rows(&w->ports, scope_with(w, others), id, &query, &page));
    expect_forbidden(w, fix(w, scope_with(w, others), id, 3, 1, "x", &row));
    expect_forbidden(w, check_batch(&w->ports, scope_with(w, others), id, &batch));
}

static bool in_english(struct str text)
{
    return str_eq(str_slice(text, 0, 3), STR("en:"));
}

static void rows__speak_the_language_of_whoever_asks(void **state)
{
    struct world *w = *state;
    const struct page_query query = { .limit = 5 };
    struct scope *scope;
    struct batch_row *row;
    struct batch_id id;
    struct page page;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233 / 3004445566", "Luis|12", "Eva|3001112233");
    id = given_received(w);
    check(w, id);
    page = rows_of(w, id, NULL);
    row = page.items;
    assert_int_equal(page.n, 3);
    expect_str(row[0].notes.items[0].text, "row.phones_split count=2");

    scope = scope_of(w);
    scope->language = STR("en");
    expect_ok(list_batch_rows(&w->ports, scope, id, &query, &page));
    row = page.items;
    expect_str(row[0].notes.items[0].text, "en:row.phones_split count=2");
    assert_true(in_english(row[1].notes.items[0].text));
    expect_str(row[2].notes.items[row[2].notes.n - 1].text, "en:row.duplicate_in_file");

    scope = scope_of(w);
    scope->language = STR("en");
    expect_ok(fix(w, scope, id, 3, 1, "13", &row));
    assert_true(in_english(row->notes.items[0].text));
    row = rows_of(w, id, "rejected").items; /* it is kept in the account's */
    assert_false(in_english(row->notes.items[0].text));
}

static void left_out_rows__are_those_that_do_not_go_in_now(void **state)
{
    struct world *w = *state;
    struct batch_id id = given_checked(w);
    const struct written_sheet *sheet;
    struct left_out_rows rows;
    struct batch_row *row;
    size_t objects = objects_named(w, "left-out");

    expect_ok(fix(w, scope_of(w), id, 3, 1, "3009998877", &row));
    expect_ok(left_out_rows(&w->ports, scope_of(w), id, &rows));
    sheet = &w->sheets.written[w->sheets.written_n - 1];
    assert_int_equal(sheet->n, 1); /* the mended one is not sent back */
    expect_str(sheet->rows[0],
               "Otra Ana|300 111 2233|5|row.verdict.duplicate|row.duplicate_in_file");
    assert_int_equal(rows.report_object.n, 0);
    assert_int_equal(objects_named(w, "left-out"), objects); /* nothing of it stays */

    expect_ok(fix(w, scope_of(w), id, 5, 1, "3009998866", &row));
    expect_refused(w, left_out_rows(&w->ports, scope_of(w), id, &rows), ERR_NOT_FOUND,
                   "batch.no_report");
    expect_refused(w, left_out_rows(&w->ports, scope_elsewhere(w), id, &rows), ERR_NOT_FOUND,
                   "batch.not_found");
    expect_forbidden(
        w, left_out_rows(&w->ports, scope_with(w, all_but(PERMISSION_READ_PEOPLE)), id, &rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(check__tells_every_row_and_imports_none),
        WORLD_TEST(fix__looks_at_the_row_again_and_the_import_takes_it),
        WORLD_TEST(fix__says_why_it_is_not_enough),
        WORLD_TEST(fix__sees_who_is_on_the_list),
        WORLD_TEST(fix__is_for_batches_that_are_not_imported),
        WORLD_TEST(check__is_forgotten_when_the_sheet_is_read_otherwise),
        WORLD_TEST(check__that_cannot_read_leaves_the_batch_and_says_why),
        WORLD_TEST(rows__go_with_their_batch),
        WORLD_TEST(rows__are_the_accounts_own),
        WORLD_TEST(rows__speak_the_language_of_whoever_asks),
        WORLD_TEST(left_out_rows__are_those_that_do_not_go_in_now),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
