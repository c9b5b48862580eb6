/* tests/integration/sqlite/test_counts.c - counters that change in the transaction of what they
 * count: roll-ups of calls, jobs by state. */
#include <pthread.h>

#include "database/sqlite/counts.h"
#include "integration/sqlite/given_store.h"

enum { SLOT = 1994000 };

static struct rollup call_of(struct given *g, struct campaign_id campaign, int64_t slot)
{
    struct rollup call = { .account = g->scope.account,
                           .campaign = campaign,
                           .slot = slot,
                           .calls = 1,
                           .answered = 1,
                           .talk_ms = 60000,
                           .charge_units = 40000,
                           .cost_micros = 70000 };

    call.outcomes[OUTCOME_PROMISE] = 1;
    return call;
}

static enum err add_call(struct tx *tx, void *context)
{
    rollup_add(tx, context);
    return ERR_OK;
}

static enum err add_call_and_fail(struct tx *tx, void *context)
{
    rollup_add(tx, context);
    return FAIL(tx->error, ERR_PRECONDITION, "gate.closed");
}

static struct instant start_of(int64_t slot)
{
    return (struct instant){ slot * ROLLUP_SLOT_MS };
}

static struct rollup_list ask(struct given *g, struct rollup_query query)
{
    struct rollup_list list;

    expect_ok(VIA(sqlite_analytics_reader(g->store), rollups, &g->scope, &query, &list));
    return list;
}

static void rollups__sum_by_slot_campaign_and_range(void **state)
{
    struct given *g = *state;
    struct campaign_id one = { given_id(g) }, two = { given_id(g) };
    struct rollup calls[] = { call_of(g, one, SLOT), call_of(g, one, SLOT), call_of(g, two, SLOT),
                              call_of(g, two, SLOT + 1), call_of(g, two, SLOT + 9) };
    struct rollup_query query = { .from = start_of(SLOT), .until = start_of(SLOT + 2) };
    struct rollup_list list;

    for (size_t i = 0; i < ARRAY_LEN(calls); i++)
        expect_ok(store_write(g->store, add_call, &calls[i], &g->error));

    list = ask(g, query);
    assert_int_equal(list.n, 1);
    assert_int_equal(list.items[0].calls, 4);
    assert_int_equal(list.items[0].outcomes[OUTCOME_PROMISE], 4);
    assert_int_equal(list.items[0].charge_units, 160000);

    query.by_slot = true;
    list = ask(g, query);
    assert_int_equal(list.n, 2);
    assert_int_equal(list.items[0].slot, SLOT);
    assert_int_equal(list.items[0].calls, 3);
    assert_int_equal(list.items[1].talk_ms, 60000);

    query.campaign = one;
    list = ask(g, query);
    assert_int_equal(list.n, 1);
    assert_int_equal(list.items[0].calls, 2);
    assert_int_equal(list.items[0].cost_micros, 140000);
}

struct settler {
    struct given *g;
    struct campaign_id campaign;
    int64_t done;
    unsigned number;
};

enum { SETTLERS = 6, SETTLES = 50 };

/* Every third settle fails after it has counted. */
static void *settle(void *arg)
{
    struct settler *s = arg;

    for (unsigned i = 0; i < SETTLES; i++) {
        struct rollup call = call_of(s->g, s->campaign, SLOT);
        bool fails = (i + s->number) % 3 == 0;

        s->done +=
            store_write(s->g->store, fails ? add_call_and_fail : add_call, &call, NULL) == ERR_OK;
    }
    return NULL;
}

static void rollups__forget_what_failed_in_a_group(void **state)
{
    struct given *g = *state;
    struct rollup_query query = { .from = start_of(SLOT), .until = start_of(SLOT + 1) };
    struct settler settlers[SETTLERS];
    pthread_t threads[SETTLERS];
    int64_t done = 0;

    for (unsigned i = 0; i < SETTLERS; i++) {
        settlers[i] = (struct settler){ g, { g->scope.account.v }, 0, i };
        assert_int_equal(pthread_create(&threads[i], NULL, settle, &settlers[i]), 0);
    }
    for (unsigned i = 0; i < SETTLERS; i++) {
        pthread_join(threads[i], NULL);
        done += settlers[i].done;
    }
    assert_int_equal(done, SETTLERS * SETTLES * 2 / 3);
    assert_int_equal(ask(g, query).items[0].calls, done);
}

static enum err change_job(struct tx *tx, void *context)
{
    const struct job *jobs = context;

    counts_change(tx, &jobs[0], &jobs[1]);
    return ERR_OK;
}

static struct state_counts counts_of(struct given *g, struct campaign_id campaign)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(g->store);
    struct state_counts counts;

    expect_ok(counts_read(reader, g->scope.account, campaign, &counts, &g->error));
    return counts;
}

static void counts__follow_the_jobs_of_seen_batches(void **state)
{
    struct given *g = *state;
    struct import_store imports = sqlite_import_store(g->store);
    struct batch batch = { .id = { given_id(g) },
                           .campaign = { given_id(g) },
                           .status = BATCH_COMMITTED,
                           .counts = { .jobs = 2 } };
    struct job jobs[2], *staged[] = { &jobs[0], &jobs[1] }, step[2];
    int64_t dialed;

    for (int i = 0; i < 2; i++)
        jobs[i] = (struct job){ .id = { given_id(g) },
                                .campaign = batch.campaign,
                                .batch = batch.id,
                                .row = i + 2,
                                .state = JOB_SCHEDULED };
    expect_ok(VIA(imports, stage, &g->scope, staged, 2));
    assert_int_equal(counts_of(g, batch.campaign).n[JOB_SCHEDULED], 0);
    expect_ok(VIA(imports, commit, &g->scope, &batch, NULL));
    assert_int_equal(counts_of(g, batch.campaign).n[JOB_SCHEDULED], 2);

    step[0] = step[1] = jobs[0];
    step[1].state = JOB_DIALING;
    step[1].attempts = 1;
    expect_ok(store_write(g->store, change_job, step, &g->error));
    assert_int_equal(counts_of(g, batch.campaign).n[JOB_SCHEDULED], 1);
    assert_int_equal(counts_of(g, batch.campaign).n[JOB_DIALING], 1);
    expect_ok(VIA(imports, dialed, &g->scope, batch.id, &dialed));
    assert_int_equal(dialed, 1);

    batch.status = BATCH_UNDONE;
    expect_error(VIA(imports, hide, &g->scope, &batch, NULL), &g->scope.error, ERR_CONFLICT,
                 "batch.dialed");
    assert_int_equal(counts_of(g, batch.campaign).n[JOB_SCHEDULED], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rollups__sum_by_slot_campaign_and_range),
        TEST(rollups__forget_what_failed_in_a_group),
        TEST(counts__follow_the_jobs_of_seen_batches),
    };

    return cmocka_run_group_tests_name("sqlite counts", tests, NULL, NULL);
}
