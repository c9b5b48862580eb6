/* tests/unit/application/test_make_export.c - results as a file: the person's columns, then ours.
 */
#include "support/world.h"

#include "application/commands/change_suppressions.h"
#include "application/commands/make_export.h"
#include "application/commands/settle_calls.h"

static struct export *requested(struct world *w, enum export_format format, const char *language)
{
    const struct request_export cmd = { .campaign = w->d.campaign.id,
                                        .format = format,
                                        .language = str_from_c(language) };
    struct export *made;

    expect_ok(request_export(&w->ports, scope_of(w), &cmd, &made));
    return made;
}

static struct export *kept_export(struct world *w, struct export_id id)
{
    return memory_find(w->d.store, &export_record, w->d.account.id, id.v)->object;
}

static void made_next(struct world *w)
{
    bool found;

    expect_ok(make_next_export(&w->ports, scope_global(w), &found));
    assert_true(found);
}

static const struct written_sheet *written(const struct world *w)
{
    assert_true(w->sheets.written_n > 0);
    return &w->sheets.written[w->sheets.written_n - 1];
}

/* Calls whoever is due, up to the end of the call, and settles it. */
static void given_call_over(struct world *w, const char *id, const char *reason, int64_t talk)
{
    struct dial_orders orders = prepared(&w->d);
    struct intent_step intent = { .at = orders.items[0].ticket.at,
                                  .intent = orders.items[0].ticket.intent };
    struct ended_step end = { .at = intent.at,
                              .facts = { .provider_call = str_from_c(id),
                                         .reason = str_from_c(reason),
                                         .call_status = STR("ended"),
                                         .started_at = SOME_INSTANT(w->d.clock.wall),
                                         .talk_ms = { talk * MS_PER_SECOND },
                                         .key = str_from_c(id) } };
    int64_t settled;

    assert_true(orders.n >= 1);
    expect_ok(VIA(w->ports.jobs, begin_dialing, scope_of(w), &intent, 1));
    expect_ok(intent.at.err);
    expect_ok(VIA(w->ports.jobs, ended, scope_of(w), &end, 1));
    expect_ok(end.at.err);
    expect_ok(settle_calls(&w->ports, scope_global(w), 10, &settled));
}

static void given_one_person(struct world *w)
{
    GIVEN_SHEET(w, "nombre|teléfono|deuda", "Ana|3001112233|150");
    given_committed(w);
}

#define OWN_HEADERS                                                                                \
    "export.outcome|export.state|export.reason|export.attempts|export.phone|export.called_at|"     \
    "export.duration|export.charge|export.unit|export.summary|export.promise_date|"                \
    "export.promise_amount"

static void export__of_people_not_called_yet_has_their_columns(void **state)
{
    struct world *w = *state;
    struct export_id id;

    given_one_person(w);
    id = requested(w, 0, "")->id;
    assert_int_equal(kept_export(w, id)->status, EXPORT_QUEUED);
    made_next(w);

    expect_str(written(w)->headers, "nombre|teléfono|deuda|" OWN_HEADERS);
    assert_int_equal(written(w)->n, 1);
    expect_str(written(w)->rows[0], "Ana|3001112233|150||job_state.scheduled||0||||||||");
    assert_int_equal(written(w)->format, SHEET_XLSX);
    assert_true(written(w)->closed);
    assert_int_equal(kept_export(w, id)->status, EXPORT_READY);
    assert_int_equal(kept_export(w, id)->rows, 1);
    assert_int_equal(objects_named(w, "exports"), 1);
    assert_int_equal(events_of(w, EVENT_EXPORT_READY), 1);
}

static void export__sums_the_attempts_of_a_person(void **state)
{
    struct world *w = *state;

    given_funds(&w->d, GIVEN_MONEY);
    w->d.campaign.retry.attempts_per_day = 5;
    keep_campaign(w, &w->d.campaign);
    given_one_person(w);
    given_call_over(w, "call_1", "voicemail_reached", 61);
    fixed_clock_move(&w->d.clock, HOURS(24));
    given_call_over(w, "call_2", "user_hangup", 30);
    requested(w, 0, "");
    made_next(w);

    /* 2 + 1 minutes begun; called at ten o'clock in Bogotá */
    expect_str(written(w)->rows[0],
               "Ana|3001112233|150|outcome.talked|job_state.done||2|+573001112233|"
               "2026-11-26 10:00:00|91.000|0.180000|USD|||");
}

static void export__tells_what_was_promised(void **state)
{
    struct world *w = *state;
    struct analyzed_step step = { .analysis = { .outcome = OUTCOME_PROMISE,
                                                .promise_date = STR("2026-12-01"),
                                                .promise_amount = STR("150.50"),
                                                .summary = STR("Pagará."),
                                                .sentiment = STR("Neutral"),
                                                .key = STR("a") } };
    struct job **jobs;
    struct batch_id batch;
    size_t n;

    given_funds(&w->d, GIVEN_MONEY);
    GIVEN_SHEET(w, "nombre|teléfono|deuda", "Ana|3001112233|150");
    batch = given_committed(w);
    given_call_over(w, "call_1", "user_hangup", 30);
    expect_ok(VIA(w->ports.imports, rows, scope_of(w), batch, 0, 1, &jobs, &n));
    step.at = (struct step){ .account = w->d.account.id,
                             .job = jobs[0]->id,
                             .tag = jobs[0]->attempt.tag };
    expect_ok(VIA(w->ports.jobs, analyzed, scope_of(w), &step, 1));
    expect_ok(step.at.err);
    requested(w, 0, "en");
    made_next(w);

    expect_str(written(w)->rows[0],
               "Ana|3001112233|150|en:outcome.promise|en:job_state.done||1|+573001112233|"
               "2026-11-25 10:00:00|30.000|0.060000|USD|Pagará.|2026-12-01|150.50");
    assert_true(str_ends(written(w)->headers, STR("en:export.promise_amount")));
}

static void export__of_several_sheets_has_each_column_once(void **state)
{
    struct world *w = *state;

    given_one_person(w);
    fixed_clock_move(&w->d.clock, SECONDS(1));
    GIVEN_SHEET(w, "nombre|teléfono|ciudad", "Eva|3007778899|Cali", "Max|3007778800|Neiva");
    given_committed(w);
    requested(w, EXPORT_CSV, "");
    made_next(w);

    expect_str(written(w)->headers, "nombre|teléfono|deuda|ciudad|" OWN_HEADERS);
    assert_int_equal(written(w)->n, 3);
    assert_true(str_starts(written(w)->rows[0], STR("Ana|3001112233|150||")));
    assert_true(str_starts(written(w)->rows[2], STR("Max|3007778800||Neiva|")));
    assert_int_equal(written(w)->format, SHEET_CSV);
}

static void export__says_why_somebody_waits(void **state)
{
    struct world *w = *state;

    given_one_person(w);
    prepared(&w->d); /* without money */
    requested(w, 0, "");
    made_next(w);

    assert_true(str_find(written(w)->rows[0], STR("|job_state.waiting_funds|wallet.short|0|")) !=
                SIZE_MAX);
}

static void export__that_cannot_be_written_fails_for_good(void **state)
{
    struct world *w = *state;
    struct export_id id;
    bool found;

    given_one_person(w);
    id = requested(w, 0, "")->id;
    w->sheets.fail_row = ERR_INTERNAL;
    made_next(w);

    assert_int_equal(kept_export(w, id)->status, EXPORT_FAILED);
    expect_str(kept_export(w, id)->failure, "sheet.write_failed");
    assert_true(written(w)->abandoned);
    assert_int_equal(objects_named(w, "exports"), 0);
    expect_ok(make_next_export(&w->ports, scope_global(w), &found));
    assert_false(found);
}

static void export__cut_at_any_write_is_made_over(void **state)
{
    for (int how = FAILS_BEFORE; how <= FAILS_AFTER; how++) {
        int64_t k = 0;
        bool failed = true;

        while (failed) {
            struct world *w;
            struct export_id id;
            struct ports cut;
            bool found;

            given_world((void **)&w);
            given_one_person(w);
            id = requested(w, 0, "")->id;
            cut = failing_ports(&w->ports, ++k, (enum failing_how)how);
            enum err err = make_next_export(&cut, scope_global(w), &found);
            failed = failing_ports_failed();
            if (err != ERR_OK && kept_export(w, id)->status != EXPORT_READY)
                made_next(w);

            assert_int_equal(kept_export(w, id)->status, EXPORT_READY);
            assert_int_equal(kept_export(w, id)->rows, 1);
            assert_int_equal(objects_named(w, "exports"), 1); /* nothing is left of the first */
            assert_int_equal(events_of(w, EVENT_EXPORT_READY), 1);
            end_world((void **)&w);
        }
        assert_true(k >= 4);
    }
    (void)state;
}

static void export__goes_away_after_its_life(void **state)
{
    struct world *w = *state;
    struct export_id id;

    given_one_person(w);
    id = requested(w, 0, "")->id;
    made_next(w);
    fixed_clock_move(&w->d.clock, (struct duration){ 24 * (int64_t)MS_PER_HOUR - 1 });
    expect_ok(expire_exports(&w->ports, scope_global(w)));
    assert_int_equal(kept_export(w, id)->status, EXPORT_READY);
    fixed_clock_move(&w->d.clock, (struct duration){ 1 });
    struct ports cut = failing_ports(&w->ports, 1, FAILS_BEFORE);
    expect_refused(w, expire_exports(&cut, scope_global(w)), ERR_UNAVAILABLE, "store.unavailable");
    expect_ok(expire_exports(&w->ports, scope_global(w)));

    assert_int_equal(kept_export(w, id)->status, EXPORT_EXPIRED);
    assert_int_equal(kept_export(w, id)->object.n, 0);
    assert_int_equal(objects_named(w, "exports"), 0);
}

static void export__reaches_beyond_a_page_of_sheets(void **state)
{
    struct world *w = *state;
    struct batch batch;

    given_one_person(w);
    fixed_clock_move(&w->d.clock, SECONDS(1)); /* sheets come in the order of their time */
    GIVEN_SHEET(w, "nombre|teléfono|ciudad", "Eva|3007778899|Cali");
    struct batch_id id = given_committed(w);
    batch = *kept_batch(w, id);
    for (int i = 0; i < PAGE_MOST; i++) { /* nothing in them, and younger */
        batch.id = (struct batch_id){ given_id(&w->d) };
        fixed_clock_move(&w->d.clock, SECONDS(1));
        batch.status = BATCH_COMMITTED;
        memory_put(w->d.store, &batch_record, &batch);
    }
    GIVEN_SHEET(w, "nombre|teléfono|barrio", "Max|3007778800|Centro", "Leo|3007778801|Sur");
    given_committed(w);
    requested(w, 0, "");
    made_next(w);

    assert_int_equal(written(w)->n, 4);
    assert_true(str_starts(written(w)->headers, STR("nombre|teléfono|deuda|ciudad|barrio|")));
}

static void request__is_checked(void **state)
{
    struct world *w = *state;
    struct request_export cmd = { .campaign = w->d.campaign.id, .language = STR("fr") };
    struct export *made;

    expect_forbidden(
        w, request_export(&w->ports, scope_with(w, all_but(PERMISSION_READ_PEOPLE)), &cmd, &made));
    expect_refused(w, request_export(&w->ports, scope_elsewhere(w), &cmd, &made), ERR_NOT_FOUND,
                   "campaign.not_found");
    expect_refused(w, request_export(&w->ports, scope_of(w), &cmd, &made), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "language"), "field.not_one_of");
    cmd.language = STR("");
    expect_ok(request_export(&w->ports, scope_of(w), &cmd, &made));
    expect_str(made->language, "es");
    assert_int_equal(made->format, EXPORT_XLSX);
}

static void export__is_removed_with_its_file(void **state)
{
    struct world *w = *state;
    struct export_id id;

    given_one_person(w);
    id = requested(w, 0, "")->id;
    made_next(w);
    assert_int_equal(kept_export(w, id)->rows_total, 1);
    expect_refused(w, remove_export(&w->ports, scope_elsewhere(w), id), ERR_NOT_FOUND,
                   "export.not_found");
    expect_forbidden(w,
                     remove_export(&w->ports, scope_with(w, all_but(PERMISSION_READ_PEOPLE)), id));
    expect_ok(remove_export(&w->ports, scope_of(w), id));

    assert_int_equal(objects_named(w, "exports"), 0);
    expect_refused(w, remove_export(&w->ports, scope_of(w), id), ERR_NOT_FOUND, "export.not_found");
}

static void export__of_the_do_not_call_list_names_every_number(void **state)
{
    struct world *w = *state;
    struct suppression wanted = { .phone = { STR("3001112233") }, .note = STR("lo pidió") }, *made;
    struct request_export cmd = { .kind = EXPORT_SUPPRESSIONS, .language = STR("") };
    struct export *export;

    expect_ok(suppress_phone(&w->ports, scope_of(w), &wanted, &made));
    expect_ok(request_export(&w->ports, scope_of(w), &cmd, &export));
    made_next(w);

    assert_int_equal(kept_export(w, export->id)->status, EXPORT_READY);
    assert_int_equal(kept_export(w, export->id)->rows, 1);
    assert_int_equal(written(w)->n, 1);
    cmd.kind = EXPORT_RESULTS;
    expect_refused(w, request_export(&w->ports, scope_of(w), &cmd, &export), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "campaign"), "field.required");
}

static struct str calls_exported(struct world *w, struct request_export cmd)
{
    struct export *export;
    const struct export *kept;

    cmd.kind = EXPORT_CALLS;
    cmd.language = STR("");
    expect_ok(request_export(&w->ports, scope_of(w), &cmd, &export));
    made_next(w);
    kept = kept_export(w, export->id);
    assert_int_equal(kept->status, EXPORT_READY);
    assert_int_equal(kept->rows, (int64_t)written(w)->n);
    return written(w)->n > 0 ? written(w)->rows[0] : STR("");
}

static void export__of_calls_holds_those_that_its_filters_leave(void **state)
{
    struct world *w = *state;
    struct export *export;

    given_funds(&w->d, GIVEN_MONEY);
    given_one_person(w);
    given_call_over(w, "call_1", "user_hangup", 30);

    expect_str(
        calls_exported(w, (struct request_export){ .format = EXPORT_CSV }),
        "2026-11-25 10:00:00|Ana|+573001112233|outcome.talked|30.000|0.060000|USD|Noviembre|1|||");
    expect_str(written(w)->headers,
               "export.called_at|export.name|export.phone|export.outcome|export.duration|"
               "export.charge|export.unit|export.campaign|export.attempt|export.promise_date|"
               "export.promise_amount|export.summary");
    assert_int_equal(calls_exported(w, (struct request_export){ .outcome = OUTCOME_PROMISE }).n, 0);
    assert_int_equal(calls_exported(w, (struct request_export){ .phone = STR("3009998877") }).n, 0);
    assert_int_not_equal(
        calls_exported(w, (struct request_export){ .outcome = OUTCOME_TALKED,
                                                   .campaign = w->d.campaign.id,
                                                   .phone = STR("300 111 2233"),
                                                   .since = SOME_INSTANT(((struct instant){ 1 })) })
            .n,
        0);
    assert_int_equal(
        calls_exported(w, (struct request_export){ .until = SOME_INSTANT(((struct instant){ 1 })) })
            .n,
        0);
    expect_refused(w,
                   request_export(&w->ports, scope_of(w),
                                  &(struct request_export){ .kind = EXPORT_CALLS,
                                                            .language = STR(""),
                                                            .phone = STR("12") },
                                  &export),
                   ERR_INVALID, "request.invalid");
    assert_non_null(field_slug(w, "phone"));
    expect_refused(w,
                   request_export(&w->ports, scope_elsewhere(w),
                                  &(struct request_export){ .kind = EXPORT_CALLS,
                                                            .language = STR(""),
                                                            .campaign = w->d.campaign.id },
                                  &export),
                   ERR_NOT_FOUND, "campaign.not_found");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(export__of_people_not_called_yet_has_their_columns),
        WORLD_TEST(export__sums_the_attempts_of_a_person),
        WORLD_TEST(export__tells_what_was_promised),
        WORLD_TEST(export__of_several_sheets_has_each_column_once),
        WORLD_TEST(export__says_why_somebody_waits),
        WORLD_TEST(export__that_cannot_be_written_fails_for_good),
        WORLD_TEST(export__cut_at_any_write_is_made_over),
        WORLD_TEST(export__goes_away_after_its_life),
        WORLD_TEST(export__reaches_beyond_a_page_of_sheets),
        WORLD_TEST(export__is_removed_with_its_file),
        WORLD_TEST(export__of_the_do_not_call_list_names_every_number),
        WORLD_TEST(export__of_calls_holds_those_that_its_filters_leave),
        WORLD_TEST(request__is_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
