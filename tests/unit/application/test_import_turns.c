/* tests/unit/application/test_import_turns.c - whose turn it is: an import is asked for once, the
 * oldest goes first, and of several processes one does it. */
#include "support/world.h"

#include "application/commands/import_batch.h"
#include "application/commands/upload_batch.h"

/* -- asking for it -- */

static void import__is_asked_for_once(void **state)
{
    struct world *w = *state;
    struct batch *batch;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566");
    id = given_received(w);
    expect_forbidden(
        w, import_batch(&w->ports, scope_with(w, all_but(PERMISSION_IMPORT)), id, &batch));
    expect_refused(w, import_batch(&w->ports, scope_elsewhere(w), id, &batch), ERR_NOT_FOUND,
                   "batch.not_found");
    expect_ok(import_batch(&w->ports, scope_of(w), id, &batch));
    expect_refused(w, import_batch(&w->ports, scope_of(w), id, &batch), ERR_PRECONDITION,
                   "batch.not_received");
}

static void import__into_a_campaign_that_is_over_is_refused(void **state)
{
    struct world *w = *state;
    struct batch *batch;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566");
    id = given_received(w);
    w->d.campaign.status = CAMPAIGN_DONE;
    keep_campaign(w, &w->d.campaign);

    expect_refused(w, import_batch(&w->ports, scope_of(w), id, &batch), ERR_PRECONDITION,
                   "campaign.over");
    assert_int_equal(kept_batch(w, id)->status, BATCH_RECEIVED);
}

static void import__that_comes_after_the_end_of_its_campaign_fails(void **state)
{
    struct world *w = *state;
    struct batch_id id;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566");
    id = given_importing(w);
    w->d.campaign.status = CAMPAIGN_CANCELLED;
    keep_campaign(w, &w->d.campaign);
    imported(w);

    assert_int_equal(kept_batch(w, id)->status, BATCH_FAILED);
    expect_str(kept_batch(w, id)->failure, "campaign.over");
    assert_int_equal(jobs_in_store(w, id), 0);
}

static void import__takes_the_oldest_first_and_says_when_there_is_none(void **state)
{
    struct world *w = *state;
    struct batch_id first, second;
    bool found;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566");
    first = given_importing(w);
    fixed_clock_move(&w->d.clock, SECONDS(1));
    second = given_importing(w);
    imported(w);

    assert_int_equal(kept_batch(w, first)->status, BATCH_COMMITTED);
    assert_int_equal(kept_batch(w, second)->status, BATCH_IMPORTING);
    imported(w);
    expect_ok(import_next_batch(&w->ports, scope_global(w), &found));
    assert_false(found);
}

/* -- others at it -- */

static void import__is_left_alone_while_another_process_is_at_it(void **state)
{
    struct world *w = *state;
    struct batch_id id;
    struct batch *batch;
    bool found;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233");
    id = given_importing(w);
    batch = kept_batch(w, id);
    batch_take_import(batch, w->d.clock.wall);
    memory_put(w->d.store, &batch_record, batch);

    expect_ok(import_next_batch(&w->ports, scope_global(w), &found));
    assert_false(found);
    assert_int_equal(jobs_in_store(w, id), 0);

    fixed_clock_move(&w->d.clock, (struct duration){ BATCH_LEASE_MS }); /* it has died */
    imported(w);
    assert_int_equal(kept_batch(w, id)->status, BATCH_COMMITTED);
}

/* What one import stages the other does not see: both would have the number. */
static void import__waits_for_another_of_its_campaign_and_doubles_nobody(void **state)
{
    struct world *w = *state;
    struct batch_id first, second;
    struct batch *batch;
    bool found;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233");
    first = given_importing(w);
    fixed_clock_move(&w->d.clock, SECONDS(1));
    second = given_importing(w);
    batch = kept_batch(w, first); /* another process is at it */
    batch_take_import(batch, w->d.clock.wall);
    memory_put(w->d.store, &batch_record, batch);

    expect_ok(import_next_batch(&w->ports, scope_global(w), &found));
    assert_false(found);
    assert_int_equal(kept_batch(w, second)->status, BATCH_IMPORTING);

    fixed_clock_move(&w->d.clock, (struct duration){ BATCH_LEASE_MS }); /* it has died */
    imported(w);
    imported(w);
    assert_int_equal(kept_batch(w, first)->counts.jobs, 1);
    assert_int_equal(kept_batch(w, second)->counts.duplicates, 1);
    assert_int_equal(kept_batch(w, second)->counts.jobs, 0);
}

/* Between our look and our write another process takes another sheet of the campaign. */
static struct batch *beside;

static enum err save_beside_another(void *self, struct scope *scope, const struct record *record,
                                    void *object, struct event_list *events)
{
    struct world *w = self;
    struct batch *other = beside;

    beside = NULL;
    if (other != NULL)
        memory_put(w->d.store, &batch_record, other);
    return VIA(w->ports.records, save, scope, record, object, events);
}
static enum err find_of_world(void *self, struct scope *scope, const struct record *record,
                              struct id128 id, void **ret)
{
    return VIA(((struct world *)self)->ports.records, find, scope, record, id, ret);
}
static enum err page_of_world(void *self, struct scope *scope, const struct record *record,
                              const struct page_query *query, struct page *ret)
{
    return VIA(((struct world *)self)->ports.records, page, scope, record, query, ret);
}
static enum err page_global_of_world(void *self, struct scope *scope, const struct record *record,
                                     const struct page_query *query, struct page *ret)
{
    return VIA(((struct world *)self)->ports.records, page_global, scope, record, query, ret);
}

static void import__gives_way_to_one_that_was_taken_in_that_moment(void **state)
{
    static const struct record_store_ops ops = { .save = save_beside_another,
                                                 .find = find_of_world,
                                                 .page = page_of_world,
                                                 .page_global = page_global_of_world };
    struct world *w = *state;
    struct ports ports = w->ports;
    struct batch_id first, second;
    bool found;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233");
    first = given_importing(w);
    fixed_clock_move(&w->d.clock, SECONDS(1));
    second = given_importing(w);
    beside = kept_batch(w, second);
    batch_take_import(beside, w->d.clock.wall);
    ports.records = (struct record_store){ &ops, w };

    expect_ok(import_next_batch(&ports, scope_global(w), &found));
    assert_false(found);
    assert_int_equal(jobs_in_store(w, first), 0);
    assert_false(kept_batch(w, first)->import_until.has); /* for whoever comes next */
}

static enum err taken_by_another(void *self, struct scope *scope, const struct record *record,
                                 void *object, struct event_list *events)
{
    (void)self, (void)record, (void)object, (void)events;
    return FAIL(&scope->error, ERR_CONFLICT, "record.conflict");
}

static void import__that_another_process_took_in_that_moment_stages_nothing(void **state)
{
    struct world *w = *state;
    struct record_store_ops slower;
    struct ports ports = w->ports;
    struct batch_id id;
    bool found;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233");
    id = given_importing(w);
    slower = *w->ports.records.ops;
    slower.save = taken_by_another;
    ports.records.ops = &slower;

    expect_ok(import_next_batch(&ports, scope_global(w), &found));
    assert_false(found);
    assert_int_equal(jobs_in_store(w, id), 0);
}

/* The rows that a process staged which had stood still while another took its import. */
static const struct import_store_ops *stages_once;
static bool came_late;

static enum err stage_after_a_late_one(void *self, struct scope *scope, struct job *const *jobs,
                                       size_t n)
{
    if (!came_late) {
        came_late = true;
        expect_ok(stages_once->stage(self, scope, jobs, n));
    }
    return stages_once->stage(self, scope, jobs, n);
}

static void import__that_meets_rows_staged_late_begins_anew_and_doubles_nothing(void **state)
{
    struct world *w = *state;
    struct import_store_ops meets;
    struct ports ports = w->ports;
    struct batch_id id;
    bool found;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3001112234");
    id = given_importing(w);
    stages_once = w->ports.imports.ops;
    came_late = false;
    meets = *stages_once;
    meets.stage = stage_after_a_late_one;
    ports.imports.ops = &meets;

    assert_int_equal(import_next_batch(&ports, scope_global(w), &found), ERR_EXISTS);
    expect_ok(import_next_batch(&ports, scope_global(w), &found));

    assert_int_equal(kept_batch(w, id)->status, BATCH_COMMITTED);
    assert_int_equal(jobs_in_store(w, id), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(import__is_asked_for_once),
        WORLD_TEST(import__into_a_campaign_that_is_over_is_refused),
        WORLD_TEST(import__that_comes_after_the_end_of_its_campaign_fails),
        WORLD_TEST(import__takes_the_oldest_first_and_says_when_there_is_none),
        WORLD_TEST(import__is_left_alone_while_another_process_is_at_it),
        WORLD_TEST(import__waits_for_another_of_its_campaign_and_doubles_nobody),
        WORLD_TEST(import__gives_way_to_one_that_was_taken_in_that_moment),
        WORLD_TEST(import__that_another_process_took_in_that_moment_stages_nothing),
        WORLD_TEST(import__that_meets_rows_staged_late_begins_anew_and_doubles_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
