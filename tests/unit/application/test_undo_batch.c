/* tests/unit/application/test_undo_batch.c - an import is taken back. */
#include "support/world.h"

#include "application/commands/discard_batch.h"
#include "application/commands/import_batch.h"
#include "application/commands/undo_batch.h"
#include "application/commands/upload_batch.h"

static struct batch_id given_two(struct world *w)
{
    GIVEN_SHEET(w, "nombre|teléfono|deuda", "Ana|3001112233|5", "Luis|3004445566|7");
    return given_committed(w);
}

static struct undone_batch undone(struct world *w, struct batch_id id)
{
    struct undone_batch got;

    expect_ok(undo_batch(&w->ports, scope_of(w), id, &got));
    return got;
}

static struct dial_orders prepared_of(struct world *w, int64_t most)
{
    struct dial_plan plan = given_plan(&w->d);
    struct dial_orders orders;
    int64_t claimed;

    expect_ok(dial_prepare(&w->ports, scope_of(w), &plan, most, most, &orders, &claimed));
    return orders;
}

/* The first of them rings. */
static void given_one_dialed(struct world *w)
{
    struct dial_orders orders = prepared_of(w, 1);
    struct intent_step step = { .at = orders.items[0].ticket.at,
                                .intent = orders.items[0].ticket.intent };

    assert_int_equal(orders.n, 1);
    expect_ok(VIA(w->ports.jobs, begin_dialing, scope_of(w), &step, 1));
    expect_ok(step.at.err);
}

static int64_t seen(struct world *w)
{
    struct state_counts counts;
    int64_t n = 0;

    expect_ok(VIA(w->ports.jobs, counts, scope_of(w), w->d.account.id, w->d.campaign.id, &counts));
    for (size_t i = 0; i < ARRAY_LEN(counts.n); i++)
        n += counts.n[i];
    return n;
}

static void undo__hides_a_batch_of_whom_nobody_was_called(void **state)
{
    struct world *w = *state;
    struct batch_id id = given_two(w);

    struct undone_batch got = undone(w, id);

    assert_int_equal(got.batch.status, BATCH_UNDONE);
    assert_int_equal(got.dialed, 0);
    assert_int_equal(kept_batch(w, id)->status, BATCH_UNDONE);
    assert_int_equal(seen(w), 0);
    assert_int_equal(events_of(w, EVENT_BATCH_UNDONE), 1);
}

static void undo__frees_the_numbers_for_another_file(void **state)
{
    struct world *w = *state;

    undone(w, given_two(w));
    assert_int_equal(kept_batch(w, given_two(w))->counts.jobs, 2);
}

static void undo__cancels_the_rest_when_somebody_was_called(void **state)
{
    struct world *w = *state;
    struct batch_id id = given_two(w);

    given_funds(&w->d, GIVEN_MONEY);
    given_one_dialed(w);
    struct undone_batch got = undone(w, id);

    assert_int_equal(got.dialed, 1);
    assert_int_equal(got.batch.status, BATCH_COMMITTED);
    assert_int_equal(jobs_in_state(w, JOB_DIALING), 1);
    assert_int_equal(jobs_in_state(w, JOB_CANCELLED), 1);
    assert_int_equal(undone(w, id).dialed, 1); /* again: the same answer */
}

/* What rang when the import was taken back ends; nobody of it is called once more. */
static void undo__lets_nobody_be_called_again(void **state)
{
    struct world *w = *state;
    struct batch_id id = given_two(w);
    struct dial_orders orders;
    struct not_sent_step limited = { .until = w->d.clock.wall, .reason = STR("provider.limited") };

    given_funds(&w->d, GIVEN_MONEY);
    orders = prepared_of(w, 1);
    struct intent_step step = { .at = orders.items[0].ticket.at,
                                .intent = orders.items[0].ticket.intent };
    expect_ok(VIA(w->ports.jobs, begin_dialing, scope_of(w), &step, 1));
    undone(w, id);
    limited.at = step.at;
    expect_ok(VIA(w->ports.jobs, not_sent, scope_of(w), &limited, 1));
    assert_int_equal(kept_job(&w->d, step.at.job)->state, JOB_SCHEDULED);

    assert_int_equal(prepared_of(w, 10).n, 0);
    assert_int_equal(kept_job(&w->d, step.at.job)->state, JOB_BLOCKED);
    expect_str(kept_job(&w->d, step.at.job)->wait_reason, "batch.taken_back");
    assert_int_equal(kept_wallet(&w->d).held, 0);
}

static void undo__gives_back_the_money_of_who_was_about_to_be_called(void **state)
{
    struct world *w = *state;
    struct batch_id id = given_two(w);

    given_funds(&w->d, GIVEN_MONEY);
    assert_int_equal(prepared_of(w, 2).n, 2); /* held: hiding them is refused */
    struct undone_batch got = undone(w, id);

    assert_int_equal(got.dialed, 0);
    assert_int_equal(got.batch.status, BATCH_UNDONE); /* nobody was called: it disappears */
    assert_int_equal(jobs_in_state(w, JOB_CANCELLED), 2);
    assert_int_equal(kept_wallet(&w->d).held, 0);
    expect_ok(VIA(w->ports.ledger, check, scope_of(w)));
}

static void undo__leaves_other_batches_alone(void **state)
{
    struct world *w = *state;
    struct batch_id id = given_two(w);
    struct job_id other;

    given_funds(&w->d, GIVEN_MONEY);
    given_one_dialed(w);
    other = given_job(&w->d);
    undone(w, id);

    assert_int_equal(kept_job(&w->d, other)->state, JOB_SCHEDULED);
    assert_int_equal(jobs_in_state(w, JOB_CANCELLED), 1);
}

static void undo__is_for_committed_batches(void **state)
{
    struct world *w = *state;
    struct undone_batch got;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566");
    id = given_importing(w);
    expect_refused(w, undo_batch(&w->ports, scope_of(w), id, &got), ERR_PRECONDITION,
                   "batch.not_committed");
    expect_forbidden(w, undo_batch(&w->ports, scope_with(w, all_but(PERMISSION_IMPORT)), id, &got));
    expect_refused(w, undo_batch(&w->ports, scope_elsewhere(w), id, &got), ERR_NOT_FOUND,
                   "batch.not_found");
}

static void undo__cut_at_any_write_is_finished_by_asking_again(void **state)
{
    for (int how = FAILS_BEFORE; how <= FAILS_AFTER; how++)
        for (int dialed = 0; dialed <= 1; dialed++) {
            int64_t k = 0;
            bool failed = true;

            while (failed) {
                struct world *w;
                struct undone_batch got;
                struct ports cut;
                struct batch_id id;

                given_world((void **)&w);
                id = given_two(w);
                given_funds(&w->d, GIVEN_MONEY);
                if (dialed)
                    given_one_dialed(w);
                cut = failing_ports(&w->ports, ++k, (enum failing_how)how);
                enum err err = undo_batch(&cut, scope_of(w), id, &got);
                failed = failing_ports_failed();
                if (err != ERR_OK && kept_batch(w, id)->status == BATCH_COMMITTED)
                    undone(w, id);

                assert_int_equal(jobs_in_state(w, JOB_CANCELLED), dialed);
                assert_int_equal(seen(w), dialed ? 2 : 0);
                assert_int_equal(events_of(w, EVENT_BATCH_UNDONE), !dialed);
                expect_ok(VIA(w->ports.ledger, check, scope_of(w)));
                end_world((void **)&w);
            }
            assert_true(k >= 2);
        }
    (void)state;
}

/* -- what is left of it goes away -- */

static void discard__removes_the_rows_of_undone_and_failed_batches(void **state)
{
    struct world *w = *state;
    struct batch_id id = given_two(w), kept;

    undone(w, id);
    GIVEN_SHEET(w, "Nombre|Teléfono", "Eva|3007778899", "Max|3007778800");
    kept = given_committed(w);
    assert_int_equal(jobs_in_store(w, id), 2);
    expect_ok(discard_batches(&w->ports, scope_global(w)));

    assert_int_equal(jobs_in_store(w, id), 0);
    assert_int_equal(phones_in_store(w, id), 0);
    assert_int_equal(jobs_in_store(w, kept), 2);
    assert_int_equal(kept_batch(w, id)->status, BATCH_UNDONE);
}

static void discard__says_why_the_store_failed(void **state)
{
    struct world *w = *state;
    struct ports cut;

    undone(w, given_two(w));
    cut = failing_ports(&w->ports, 1, FAILS_BEFORE);
    expect_refused(w, discard_batches(&cut, scope_global(w)), ERR_UNAVAILABLE, "store.unavailable");
    expect_ok(discard_batches(&w->ports, scope_global(w)));
}

static void remove__takes_away_what_was_never_imported(void **state)
{
    struct world *w = *state;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233");
    id = given_received(w);
    expect_refused(w, remove_batch(&w->ports, scope_elsewhere(w), id), ERR_NOT_FOUND,
                   "batch.not_found");
    expect_forbidden(w, remove_batch(&w->ports, scope_with(w, all_but(PERMISSION_IMPORT)), id));
    expect_ok(remove_batch(&w->ports, scope_of(w), id));
    assert_int_equal(objects_named(w, "batches"), 0);
    expect_refused(w, remove_batch(&w->ports, scope_of(w), id), ERR_NOT_FOUND, "batch.not_found");

    id = given_committed(w);
    expect_refused(w, remove_batch(&w->ports, scope_of(w), id), ERR_PRECONDITION,
                   "batch.not_removable");
}

/* Uploaded into the campaign of that id; 0: into none. */
static struct batch *given_uploaded(struct world *w, struct campaign_id campaign)
{
    int bytes = 1;
    struct upload_batch cmd = {
        .source = some_bytes, .from = &bytes, .file_name = STR("cartera.xlsx"), .campaign = campaign
    };
    struct batch *batch;

    expect_ok(upload_batch(&w->ports, scope_of(w), &cmd, &batch));
    return batch;
}

static enum err find_campaign(struct world *w, struct campaign_id id)
{
    void *found;

    return VIA(w->ports.records, find, scope_of(w), &campaign_record, id.v, &found);
}

static void remove__takes_the_draft_that_the_upload_made_with_it(void **state)
{
    struct world *w = *state;
    struct batch *batch;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233");
    batch = given_uploaded(w, (struct campaign_id){ { { 0 } } });
    expect_ok(find_campaign(w, batch->campaign));

    expect_ok(remove_batch(&w->ports, scope_of(w), batch->id));

    assert_int_equal(find_campaign(w, batch->campaign), ERR_NOT_FOUND);
}

static void remove__leaves_a_draft_that_somebody_works_on(void **state)
{
    struct world *w = *state;
    struct campaign_id none = { { { 0 } } };
    struct batch *first, *second;
    struct campaign *changed;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233");
    first = given_uploaded(w, none);
    second = given_uploaded(w, first->campaign);
    expect_ok(remove_batch(&w->ports, scope_of(w), first->id));
    expect_ok(find_campaign(w, first->campaign)); /* another sheet is in it */
    expect_ok(remove_batch(&w->ports, scope_of(w), second->id));

    first = given_uploaded(w, none);
    changed = kept_campaign(w, first->campaign);
    changed->name = STR("Noviembre");
    changed->version++;
    keep_campaign(w, changed);
    expect_ok(remove_batch(&w->ports, scope_of(w), first->id));
    expect_ok(find_campaign(w, first->campaign));
}

static void remove__cut_at_any_write_is_finished_by_asking_again(void **state)
{
    bool failed = true;

    for (int64_t k = 1; failed; k++) {
        struct world *w;
        struct batch *batch;
        struct ports cut;

        given_world((void **)&w);
        GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233");
        batch = given_uploaded(w, (struct campaign_id){ { { 0 } } });
        cut = failing_ports(&w->ports, k, FAILS_AFTER);
        enum err err = remove_batch(&cut, scope_of(w), batch->id);
        failed = failing_ports_failed();
        assert_true(failed || err == ERR_OK);
        err = remove_batch(&w->ports, scope_of(w), batch->id);
        assert_true(err == ERR_OK || err == ERR_NOT_FOUND);

        assert_int_equal(find_campaign(w, batch->campaign), ERR_NOT_FOUND);
        assert_int_equal(objects_named(w, "batches"), 0);
        end_world((void **)&w);
    }
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(remove__takes_away_what_was_never_imported),
        WORLD_TEST(remove__takes_the_draft_that_the_upload_made_with_it),
        WORLD_TEST(remove__leaves_a_draft_that_somebody_works_on),
        cmocka_unit_test(remove__cut_at_any_write_is_finished_by_asking_again),
        WORLD_TEST(undo__hides_a_batch_of_whom_nobody_was_called),
        WORLD_TEST(undo__frees_the_numbers_for_another_file),
        WORLD_TEST(undo__cancels_the_rest_when_somebody_was_called),
        WORLD_TEST(undo__lets_nobody_be_called_again),
        WORLD_TEST(undo__gives_back_the_money_of_who_was_about_to_be_called),
        WORLD_TEST(undo__leaves_other_batches_alone),
        WORLD_TEST(undo__is_for_committed_batches),
        WORLD_TEST(undo__cut_at_any_write_is_finished_by_asking_again),
        WORLD_TEST(discard__removes_the_rows_of_undone_and_failed_batches),
        WORLD_TEST(discard__says_why_the_store_failed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
