/* tests/unit/application/test_import_batch.c - rows become jobs, all of them by one write. */
#include "support/world.h"

#include "application/commands/change_suppressions.h"
#include "application/commands/import_batch.h"
#include "application/commands/undo_batch.h"
#include "application/commands/upload_batch.h"
#include "application/queries/told_failure.h"

/* The n-th sheet that was written: a report. */
static const struct written_sheet *report(const struct world *w, size_t n)
{
    assert_true(n < w->sheets.written_n);
    return &w->sheets.written[n];
}

static void set_policy(struct world *w, struct batch_id id, enum duplicate_policy policy,
                       int64_t days)
{
    struct batch *batch = kept_batch(w, id);

    batch->duplicates = policy;
    batch->reached_days = days;
    memory_put(w->d.store, &batch_record, batch);
}

/* The same two people in a batch of another campaign. */
static struct batch_id given_known_elsewhere(struct world *w)
{
    struct campaign_id own = w->d.campaign.id;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566");
    w->d.campaign.id = given_draft(w);
    id = given_committed(w);
    w->d.campaign.id = own;
    return id;
}

static void import__makes_a_job_of_each_row(void **state)
{
    struct world *w = *state;
    struct batch_id id;
    struct job **jobs;
    size_t n;

    GIVEN_SHEET(w, "Nombre|Teléfono|Deuda", "Ana|3001112233|150000", "Luis|3004445566|7");
    id = given_committed(w);

    expect_ok(VIA(w->ports.imports, rows, scope_of(w), id, 0, 10, &jobs, &n));
    assert_int_equal(n, 2);
    assert_int_equal(jobs[0]->state, JOB_SCHEDULED);
    assert_int_equal(jobs[0]->row, 2);
    assert_true(ID_EQ(jobs[0]->campaign, w->d.campaign.id));
    expect_str(jobs[0]->name, "Ana");
    expect_str(jobs[0]->country, "CO");
    expect_str(jobs[0]->phones.items[0].phone.e164, "+573001112233");
    assert_int_equal(jobs[1]->variables.n, 3);
    expect_str(jobs[1]->variables.items[2].value, "7");
    assert_int_equal(kept_batch(w, id)->counts.jobs, 2);
    assert_int_equal(phones_in_store(w, id), 2);
    assert_int_equal(events_of(w, EVENT_BATCH_COMMITTED), 1);
    assert_int_equal(w->sheets.written_n, 0); /* nothing to report */
}

static void import__shows_nothing_before_it_is_whole(void **state)
{
    struct world *w = *state;
    struct batch_id id;
    struct ports cut;
    bool found;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566");
    id = given_importing(w);
    cut = failing_ports(&w->ports, 6, FAILS_BEFORE); /* take, discard, progress, stage, phones … */
    expect_refused(w, import_next_batch(&cut, scope_global(w), &found), ERR_UNAVAILABLE,
                   "store.unavailable");

    assert_true(found);
    assert_int_equal(jobs_in_store(w, id), 2);
    struct state_counts counts;
    expect_ok(VIA(w->ports.jobs, counts, scope_of(w), w->d.account.id, w->d.campaign.id, &counts));
    assert_int_equal(counts.n[JOB_SCHEDULED], 0);
    assert_int_equal(kept_batch(w, id)->status, BATCH_IMPORTING);
}

static void import__cut_at_any_write_is_done_over_and_doubles_nothing(void **state)
{
    struct world *w = *state;
    int64_t k = 0;
    size_t reports = 0;
    bool again = true;

    while (again) {
        struct batch_id id;
        struct ports cut;
        bool found;

        k++;
        for (int how = FAILS_BEFORE; how <= FAILS_AFTER; how++) {
            GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Eva|3001112233", "Luis|3004445566",
                        "Nadie|12");
            id = given_importing(w);
            cut = failing_ports(&w->ports, k, (enum failing_how)how);
            again = import_next_batch(&cut, scope_global(w), &found) != ERR_OK;
            /* what lost an answer may still count as being at it */
            fixed_clock_move(&w->d.clock, (struct duration){ BATCH_LEASE_MS });
            if (kept_batch(w, id)->status == BATCH_IMPORTING)
                imported(w);

            const struct batch *batch = kept_batch(w, id);
            assert_int_equal(batch->status, BATCH_COMMITTED);
            assert_int_equal(batch->counts.rows, 4);
            assert_int_equal(batch->counts.jobs, 2);
            assert_int_equal(batch->counts.duplicates, 1);
            assert_int_equal(batch->counts.rejected, 1);
            assert_int_equal(jobs_in_store(w, id), 2);
            assert_int_equal(phones_in_store(w, id), 2);
            assert_true(batch->report_object.n > 0);
            assert_int_equal(objects_named(w, "report"), ++reports); /* none of a first try */
            expect_ok(import_next_batch(&w->ports, scope_global(w), &found));
            assert_false(found);
            w->sheets.written_n = 0;

            struct undone_batch undone; /* for the next round the people are new again */
            expect_ok(undo_batch(&w->ports, scope_of(w), id, &undone));
        }
    }
    assert_true(k >= 7);
}

/* -- duplicates -- */

static void import__takes_a_number_of_the_file_once(void **state)
{
    struct world *w = *state;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Otra|+57 300 111 2233", "Luis|3004445566");
    id = given_importing(w);
    set_policy(w, id, DUPLICATES_KEEP, 0); /* one job a number and campaign, whatever is wanted */
    imported(w);

    assert_int_equal(kept_batch(w, id)->counts.jobs, 2);
    assert_int_equal(kept_batch(w, id)->counts.duplicates, 1);
    assert_int_equal(report(w, 0)->n, 1);
    expect_str(report(w, 0)->rows[0],
               "Otra|+57 300 111 2233|3|row.verdict.duplicate|row.duplicate_in_file");
}

static void import__takes_a_number_of_the_campaign_once(void **state)
{
    struct world *w = *state;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566");
    given_committed(w);
    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Eva|3007778899");
    id = given_importing(w);
    set_policy(w, id, DUPLICATES_KEEP, 0);
    imported(w);

    assert_int_equal(kept_batch(w, id)->counts.jobs, 1);
    expect_str(report(w, 0)->rows[0],
               "Ana|3001112233|2|row.verdict.duplicate|row.duplicate_in_campaign");
}

static void import__skips_a_number_that_another_campaign_has(void **state)
{
    struct world *w = *state;
    struct batch_id id;

    given_known_elsewhere(w);
    id = given_importing(w);
    imported(w);

    assert_int_equal(kept_batch(w, id)->status, BATCH_COMMITTED);
    assert_int_equal(kept_batch(w, id)->counts.jobs, 0);
    assert_int_equal(kept_batch(w, id)->counts.duplicates, 2);
    expect_str(report(w, 0)->rows[1],
               "Luis|3004445566|3|row.verdict.duplicate|row.duplicate_in_account");
}

static void import__keeps_a_number_that_another_campaign_has_if_wanted(void **state)
{
    struct world *w = *state;
    struct batch_id id;

    given_known_elsewhere(w);
    id = given_importing(w);
    set_policy(w, id, DUPLICATES_KEEP, 0);
    imported(w);

    assert_int_equal(kept_batch(w, id)->counts.jobs, 2);
    assert_int_equal(w->sheets.written_n, 0);
}

static void given_reached(struct world *w, const char *e164, struct duration ago)
{
    struct phone phone = { str_from_c(e164) };
    struct person person = {
        .id = VIA(w->ports.hasher, account_hash, w->d.account.id, phone),
        .account = w->d.account.id,
        .version = 1,
        .suppressed_reason = STR(""),
        .guard_tag = STR(""),
    };
    struct touch touch = { .tag = STR("old-1"),
                           .at = { w->d.clock.wall.unix_ms - ago.ms },
                           .purpose = PURPOSE_COLLECTION,
                           .contact = true };

    person.touches.items = &touch;
    person.touches.n = 1;
    memory_put(w->d.store, &person_record, &person);
}

static void import__skips_who_was_reached_lately(void **state)
{
    struct world *w = *state;
    struct batch_id id;

    given_known_elsewhere(w);
    given_reached(w, "+573001112233", (struct duration){ 30 * (int64_t)MS_PER_DAY - 1 });
    given_reached(w, "+573004445566", (struct duration){ 30 * (int64_t)MS_PER_DAY });
    id = given_importing(w);
    set_policy(w, id, DUPLICATES_SKIP_IF_REACHED, 30);
    imported(w);

    assert_int_equal(kept_batch(w, id)->counts.jobs, 1);
    assert_int_equal(report(w, 0)->n, 1);
    expect_str(report(w, 0)->rows[0],
               "Ana|3001112233|2|row.verdict.duplicate|row.reached_recently");
}

/* -- people -- */

static void import__leaves_out_who_must_not_be_called(void **state)
{
    struct world *w = *state;
    struct suppression wanted = { .phone = { STR("3001112233") }, .note = STR("") }, *made;
    struct batch_id id;

    expect_ok(suppress_phone(&w->ports, scope_of(w), &wanted, &made));
    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566");
    id = given_committed(w);

    assert_int_equal(kept_batch(w, id)->counts.suppressed, 1);
    assert_int_equal(kept_batch(w, id)->counts.jobs, 1);
    expect_str(report(w, 0)->rows[0], "Ana|3001112233|2|row.verdict.suppressed|row.suppressed");
}

static void import__keeps_the_other_phones_of_a_person(void **state)
{
    struct world *w = *state;
    struct suppression wanted = { .phone = { STR("3001112233") }, .note = STR("") }, *made;
    struct batch_id id;
    struct job **jobs;
    size_t n;

    expect_ok(suppress_phone(&w->ports, scope_of(w), &wanted, &made));
    GIVEN_SHEET(w, "Nombre|Celular|Teléfono 2", "Ana|3001112233|3009990000",
                "Luis|3004445566|3007778899", "Eva|3009990000|3002220000");
    id = given_committed(w);

    expect_ok(VIA(w->ports.imports, rows, scope_of(w), id, 0, 10, &jobs, &n));
    assert_int_equal(n, 3);
    assert_int_equal(jobs[0]->phones.n, 1); /* the other is on the list */
    expect_str(jobs[0]->phones.items[0].phone.e164, "+573009990000");
    assert_int_equal(jobs[1]->phones.n, 2);
    expect_str(jobs[1]->phones.items[1].phone.e164, "+573007778899");
    assert_int_equal(jobs[2]->phones.n, 1); /* the other is Ana's */
    expect_str(jobs[2]->phones.items[0].phone.e164, "+573002220000");
    assert_int_equal(phones_in_store(w, id), 4);
}

static void import__reports_rows_with_their_reasons(void **state)
{
    struct world *w = *state;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono|Nota", "Ana|3001112233|x", "Luis|12|", "",
                "Eva|0057 3004445566", "Sin número||y");
    id = given_committed(w);

    const struct batch *batch = kept_batch(w, id);
    assert_int_equal(batch->counts.rows, 4);
    assert_int_equal(batch->counts.jobs, 2);
    assert_int_equal(batch->counts.rejected, 2);
    assert_int_equal(batch->counts.repaired, 1);
    expect_str(report(w, 0)->headers,
               "Nombre|Teléfono|Nota|report.row|report.verdict|report.reason");
    assert_true(str_starts(report(w, 0)->rows[0],
                           STR("Luis|12||3|row.verdict.rejected|Teléfono: phone.too_short")));
    assert_true(str_starts(
        report(w, 0)->rows[1],
        STR("Eva|0057 3004445566||5|row.verdict.repaired|Teléfono: phone.repair.double_zero")));
    assert_true(str_starts(report(w, 0)->rows[2], STR("Sin número||y|6|row.verdict.rejected|")));
    assert_true(report(w, 0)->closed);
    assert_int_equal(objects_named(w, "report"), 1);
    assert_true(batch->report_object.n > 0);
}

/* -- what fails -- */

static void import__of_a_damaged_file_fails_and_leaves_nothing(void **state)
{
    struct world *w = *state;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|12", "Eva|3004445566");
    id = given_importing(w);
    w->sheets.fail = ERR_INVALID;
    w->sheets.slug = "sheet.damaged";
    w->sheets.fail_at = 3;
    imported(w);

    assert_int_equal(kept_batch(w, id)->status, BATCH_FAILED);
    expect_str(kept_batch(w, id)->failure, "sheet.damaged");
    assert_int_equal(jobs_in_store(w, id), 0);
    assert_int_equal(phones_in_store(w, id), 0);
    assert_int_equal(objects_named(w, "report"), 0);
    assert_int_equal(events_of(w, EVENT_BATCH_FAILED), 1);
    expect_str(last_event(w)->detail, "sheet.damaged");
}

static void import__that_failed_says_why_in_each_language(void **state)
{
    struct world *w = *state;
    struct scope *english;
    struct told_failure told;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233");
    id = given_importing(w);
    expect_refused(w, batch_told_failure(&w->ports, scope_of(w), id, &told), ERR_NOT_FOUND,
                   "batch.no_failure");
    w->sheets.fail = ERR_INVALID;
    w->sheets.slug = "sheet.damaged";
    w->sheets.facts[0] = P_STR("part", STR("xl/workbook.xml"));
    imported(w);

    expect_ok(batch_told_failure(&w->ports, scope_of(w), id, &told));
    expect_str(told.slug, "sheet.damaged");
    expect_str(told.text, "sheet.damaged part=xl/workbook.xml");
    english = scope_of(w);
    english->language = STR("en");
    expect_ok(batch_told_failure(&w->ports, english, id, &told));
    expect_str(told.text, "en:sheet.damaged part=xl/workbook.xml");
}

static void import__that_failed_in_a_row_says_all_that_the_row_said(void **state)
{
    struct world *w = *state;
    struct told_failure told;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|12");
    id = given_importing(w);
    w->sheets.fail_row = ERR_EXHAUSTED;
    w->sheets.facts[0] = P_I64("row", 1);
    w->sheets.facts[1] = P_I64("column", 2);
    w->sheets.facts[2] = P_I64("limit", 3);
    imported(w);

    expect_ok(batch_told_failure(&w->ports, scope_of(w), id, &told));
    expect_str(told.text, "sheet.write_failed row=1 column=2 limit=3");
}

static void import__that_failed_before_facts_were_kept_says_that_they_are_lost(void **state)
{
    struct world *w = *state;
    struct told_failure told;
    struct batch_id id;
    struct batch old;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233");
    id = given_importing(w);
    old = *kept_batch(w, id);
    old.status = BATCH_FAILED;
    old.failure = STR("sheet.{part}"); /* the sentence of the wording that tests have */
    memory_put(w->d.store, &batch_record, &old);

    expect_ok(batch_told_failure(&w->ports, scope_of(w), id, &told));
    expect_str(told.slug, "sheet.{part}");
    expect_str(told.text, "failure.facts_lost");
}

static void import__fails_when_the_report_cannot_be_written(void **state)
{
    struct world *w = *state;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|12");
    id = given_importing(w);
    w->sheets.fail_row = ERR_EXHAUSTED;
    imported(w);

    assert_int_equal(kept_batch(w, id)->status, BATCH_FAILED);
    expect_str(kept_batch(w, id)->failure, "sheet.write_failed");
    assert_true(report(w, 0)->abandoned);
    assert_int_equal(jobs_in_store(w, id), 0);
}

static void import__waits_for_a_reader_that_comes_back(void **state)
{
    struct world *w = *state;
    struct batch_id id;
    bool found;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566");
    id = given_importing(w);
    w->sheets.fail = ERR_UNAVAILABLE;
    w->sheets.slug = "sheet.reader_failed";
    expect_refused(w, import_next_batch(&w->ports, scope_global(w), &found), ERR_UNAVAILABLE,
                   "sheet.reader_failed");
    assert_int_equal(kept_batch(w, id)->status, BATCH_IMPORTING);
    w->sheets.fail = ERR_OK;
    imported(w);

    assert_int_equal(kept_batch(w, id)->counts.jobs, 2);
}

static void import__refuses_rows_beyond_the_plan(void **state)
{
    struct world *w = *state;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566", "Eva|3007778899");
    id = given_importing(w);
    w->plans[0].max_rows = 3;
    imported(w);

    assert_int_equal(kept_batch(w, id)->status, BATCH_FAILED);
    expect_str(kept_batch(w, id)->failure, "sheet.too_many_rows");
}

static void import__goes_page_by_page_and_tells_its_progress(void **state)
{
    struct world *w = *state;
    enum { ROWS = 5002 };
    struct str *rows = ARENA_ARRAY(&w->d.arena, struct str, ROWS + 1);
    struct batch_id id;
    struct ports cut;
    bool found;

    rows[0] = STR("Nombre|Teléfono");
    for (size_t i = 1; i <= ROWS; i++) /* few with a phone: the fake store walks its rows */
        rows[i] = i % 100 == 1 ? str_format(&w->d.arena, "Ana|300%07zu", i) : STR("Nadie|");
    w->sheets.rows = rows;
    w->sheets.n = ROWS + 1;
    id = given_importing(w);
    /* take, discard, progress, stage, rows; then again */
    cut = failing_ports(&w->ports, 6, FAILS_BEFORE);
    assert_int_equal(import_next_batch(&cut, scope_global(w), &found), ERR_UNAVAILABLE);
    assert_int_equal(kept_batch(w, id)->progress_rows, 5000);
    assert_int_equal(jobs_in_store(w, id), 50);
    w->sheets.written_n = 0;
    imported(w);

    assert_int_equal(kept_batch(w, id)->status, BATCH_COMMITTED);
    assert_int_equal(kept_batch(w, id)->progress_rows, ROWS);
    assert_int_equal(kept_batch(w, id)->counts.jobs, 51);
    assert_int_equal(kept_batch(w, id)->counts.rejected, ROWS - 51);
    assert_int_equal(jobs_in_store(w, id), 51);
    assert_int_equal(phones_in_store(w, id), 51);
}

static void import__knows_numbers_of_earlier_pages(void **state)
{
    struct world *w = *state;
    enum { ROWS = 5001 };
    struct str *rows = ARENA_ARRAY(&w->d.arena, struct str, ROWS + 1);
    struct batch_id id;

    rows[0] = STR("Nombre|Teléfono");
    for (size_t i = 1; i <= ROWS; i++)
        rows[i] = STR("Nadie|");
    for (size_t i = 1; i <= 40; i++)
        rows[i] = str_format(&w->d.arena, "Ana|300%07zu", i);
    rows[ROWS] = STR("Ana|3000000007");
    w->sheets.rows = rows;
    w->sheets.n = ROWS + 1;
    id = given_committed(w);

    assert_int_equal(kept_batch(w, id)->counts.jobs, 40);
    assert_int_equal(kept_batch(w, id)->counts.duplicates, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(import__makes_a_job_of_each_row),
        WORLD_TEST(import__shows_nothing_before_it_is_whole),
        WORLD_TEST(import__cut_at_any_write_is_done_over_and_doubles_nothing),
        WORLD_TEST(import__takes_a_number_of_the_file_once),
        WORLD_TEST(import__takes_a_number_of_the_campaign_once),
        WORLD_TEST(import__skips_a_number_that_another_campaign_has),
        WORLD_TEST(import__keeps_a_number_that_another_campaign_has_if_wanted),
        WORLD_TEST(import__skips_who_was_reached_lately),
        WORLD_TEST(import__leaves_out_who_must_not_be_called),
        WORLD_TEST(import__keeps_the_other_phones_of_a_person),
        WORLD_TEST(import__reports_rows_with_their_reasons),
        WORLD_TEST(import__of_a_damaged_file_fails_and_leaves_nothing),
        WORLD_TEST(import__that_failed_says_why_in_each_language),
        WORLD_TEST(import__that_failed_in_a_row_says_all_that_the_row_said),
        WORLD_TEST(import__that_failed_before_facts_were_kept_says_that_they_are_lost),
        WORLD_TEST(import__fails_when_the_report_cannot_be_written),
        WORLD_TEST(import__waits_for_a_reader_that_comes_back),
        WORLD_TEST(import__refuses_rows_beyond_the_plan),
        WORLD_TEST(import__goes_page_by_page_and_tells_its_progress),
        WORLD_TEST(import__knows_numbers_of_earlier_pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
