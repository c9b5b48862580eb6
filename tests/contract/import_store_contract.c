/* tests/contract/import_store_contract.c - what every import store promises. */
#include "contract/given_gadgets.h"
#include "domain/models/person.h"

#define IMPORTS(g) ((g)->adapter->imports)

enum { ROWS = 25 };

struct given_import {
    struct batch batch;
    struct job jobs[ROWS];
    struct job_phone_key keys[ROWS];
};

static struct phone_hash_id hash_of(int i)
{
    struct phone_hash_id hash = { { { 0x42, (unsigned char)i } } };

    return hash;
}

/* A batch being imported, its jobs made but not staged; job i has the phone hash first + i. */
static struct given_import given_batch(struct given *g, struct campaign_id campaign, int first)
{
    static struct job_phone phones[] = { { { STR_INIT("+573001234567") }, PHONE_VALID } };
    static struct str_pair variables[] = { { STR_INIT("ciudad"), STR_INIT("Bogotá") } };
    struct given_import import = { .batch = { .id = { given_id(g) },
                                              .campaign = campaign,
                                              .status = BATCH_IMPORTING,
                                              .counts = { .jobs = ROWS } } };

    expect_ok(VIA(g->adapter->records, save, &g->scope, &batch_record, &import.batch, NULL));
    for (int i = 0; i < ROWS; i++) {
        import.jobs[i] = (struct job){ .id = { given_id(g) },
                                       .campaign = campaign,
                                       .batch = import.batch.id,
                                       .row = i + 2,
                                       .state = JOB_SCHEDULED,
                                       .name = STR("Ana María"),
                                       .phones = { phones, 1 },
                                       .variables = {
                                           variables,
                                           1
                                       } };
        import.keys[i] = (struct job_phone_key){ hash_of(first + i), import.jobs[i].id };
    }
    return import;
}

static void stage(struct given *g, struct given_import *import)
{
    struct job *jobs[ROWS];

    for (int i = 0; i < ROWS; i++)
        jobs[i] = &import->jobs[i];
    expect_ok(VIA(IMPORTS(g), stage, &g->scope, jobs, 10));
    expect_ok(VIA(IMPORTS(g), stage, &g->scope, jobs + 10, ROWS - 10));
    expect_ok(VIA(IMPORTS(g), stage_phones, &g->scope, import->batch.campaign, import->batch.id,
                  import->keys, ROWS));
}

static void commit(struct given *g, struct given_import *import)
{
    import->batch.status = BATCH_COMMITTED;
    expect_ok(VIA(IMPORTS(g), commit, &g->scope, &import->batch, NULL));
}

static size_t count_rows(struct given *g, struct scope *scope, const struct given_import *import)
{
    struct job **jobs;
    size_t n;

    expect_ok(VIA(IMPORTS(g), rows, scope, import->batch.id, 0, 1000, &jobs, &n));
    return n;
}

static struct phone_known known(struct given *g, struct scope *scope, struct campaign_id campaign,
                                int phone)
{
    struct phone_hash_id hash = hash_of(phone);
    struct phone_known ret;

    expect_ok(VIA(IMPORTS(g), known, scope, campaign, &hash, 1, &ret));
    return ret;
}

static struct campaign_id given_campaign(struct given *g)
{
    return (struct campaign_id){ given_id(g) };
}

static void discard_all(struct given *g, struct batch_id batch)
{
    bool left = true;

    for (int i = 0; left; i++) {
        assert_true(i < 10);
        expect_ok(VIA(IMPORTS(g), discard, &g->scope, batch, 10, &left));
    }
}

static void staged_rows__are_invisible_until_the_commit(void **state)
{
    struct given *g = *state;
    struct campaign_id campaign = given_campaign(g);
    struct given_import import = given_batch(g, campaign, 0);

    stage(g, &import);
    assert_int_equal(count_rows(g, &g->scope, &import), 0);
    assert_false(known(g, &g->scope, campaign, 3).in_campaign);
    adapter_reopen(g->adapter);
    assert_int_equal(count_rows(g, &g->scope, &import), 0);

    commit(g, &import);
    assert_int_equal(count_rows(g, &g->scope, &import), ROWS);
    assert_true(known(g, &g->scope, campaign, 3).in_campaign);
}

static void commit__saves_batch_and_events_in_one_step(void **state)
{
    struct given *g = *state;
    struct given_import import = given_batch(g, given_campaign(g), 0);
    struct event_list raised = { NULL, 0, 0 }, told;
    struct batch *found;
    void *object;

    stage(g, &import);
    import.batch.status = BATCH_COMMITTED;
    event_list_add(&raised, &g->arena, (struct event){ .type = EVENT_BATCH_COMMITTED });
    expect_ok(VIA(IMPORTS(g), commit, &g->scope, &import.batch, &raised));

    assert_int_equal(import.batch.version, 2);
    expect_ok(VIA(g->adapter->records, find, &g->scope, &batch_record, import.batch.id.v, &object));
    found = object;
    assert_int_equal(found->status, BATCH_COMMITTED);
    assert_int_equal(found->version, 2);
    expect_ok(VIA(g->adapter->events, page, &g->scope, 0, 10, &told));
    assert_int_equal(told.n, 1);
    assert_true(id128_eq(told.items[0].aggregate, import.batch.id.v));
}

static void commit__refuses_when_rows_are_missing(void **state)
{
    struct given *g = *state;
    struct given_import import = given_batch(g, given_campaign(g), 0);
    struct job *jobs[] = { &import.jobs[0] };

    expect_ok(VIA(IMPORTS(g), stage, &g->scope, jobs, 1));
    import.batch.status = BATCH_COMMITTED;

    expect_error(VIA(IMPORTS(g), commit, &g->scope, &import.batch, NULL), &g->scope.error,
                 ERR_INTERNAL, "batch.rows_lost");
    assert_int_equal(g->scope.error.params[0].i64, ROWS);
    assert_int_equal(g->scope.error.params[1].i64, 1);
    assert_int_equal(import.batch.version, 1);
    assert_int_equal(count_rows(g, &g->scope, &import), 0);
}

static void commit__of_a_stale_batch_shows_nothing(void **state)
{
    struct given *g = *state;
    struct given_import import = given_batch(g, given_campaign(g), 0);
    struct batch other = import.batch;

    stage(g, &import);
    expect_ok(VIA(g->adapter->records, save, &g->scope, &batch_record, &other, NULL));

    assert_int_equal(VIA(IMPORTS(g), commit, &g->scope, &import.batch, NULL), ERR_CONFLICT);
    assert_int_equal(count_rows(g, &g->scope, &import), 0);
}

static void stage__refuses_a_committed_batch(void **state)
{
    struct given *g = *state;
    struct given_import import = given_batch(g, given_campaign(g), 0);
    struct job late = import.jobs[0], *jobs[] = { &late };

    stage(g, &import);
    commit(g, &import);
    late.id.v = given_id(g);

    expect_error(VIA(IMPORTS(g), stage, &g->scope, jobs, 1), &g->scope.error, ERR_PRECONDITION,
                 "batch.not_importing");
}

/* A step may be on its way when it is answered: then the next call tells. */
static void stage__of_a_job_that_is_there_fails_in_time(void **state)
{
    struct given *g = *state;
    struct given_import import = given_batch(g, given_campaign(g), 0);
    struct job again = import.jobs[0], *jobs[] = { &again };
    enum err err;

    stage(g, &import);
    err = VIA(IMPORTS(g), stage, &g->scope, jobs, 1);
    import.batch.status = BATCH_COMMITTED;
    if (err == ERR_OK)
        err = VIA(IMPORTS(g), commit, &g->scope, &import.batch, NULL);

    expect_error(err, &g->scope.error, ERR_EXISTS, "record.exists");
    assert_int_equal(count_rows(g, &g->scope, &import), 0);
    commit(g, &import); /* told once: what is there is whole */
    assert_int_equal(count_rows(g, &g->scope, &import), ROWS);
}

static void rows__come_back_whole_and_in_order(void **state)
{
    struct given *g = *state;
    struct given_import import = given_batch(g, given_campaign(g), 0);
    int64_t after = 0;
    size_t seen = 0, n;

    stage(g, &import);
    commit(g, &import);
    adapter_reopen(g->adapter);

    do {
        struct job **jobs;

        expect_ok(VIA(IMPORTS(g), rows, &g->scope, import.batch.id, after, 10, &jobs, &n));
        for (size_t i = 0; i < n; i++, seen++) {
            assert_true(record_equal(&job_record, jobs[i], &import.jobs[seen]));
            after = jobs[i]->row;
        }
    } while (n > 0);
    assert_int_equal(seen, ROWS);
}

static void known__tells_campaign_and_elsewhere_apart(void **state)
{
    struct given *g = *state;
    struct campaign_id mine = given_campaign(g), other = given_campaign(g);
    struct given_import import = given_batch(g, mine, 0);
    struct phone_hash_id hashes[] = { hash_of(200), hash_of(1), hash_of(0) };
    struct phone_known ret[3];

    stage(g, &import);
    commit(g, &import);

    expect_ok(VIA(IMPORTS(g), known, &g->scope, other, hashes, 3, ret));
    assert_false(ret[0].elsewhere);
    assert_true(ret[1].elsewhere && ret[2].elsewhere);
    assert_false(ret[1].in_campaign);
    assert_false(known(g, &g->other, mine, 1).in_campaign);
    assert_false(known(g, &g->other, mine, 1).elsewhere);
}

static void known__tells_what_the_person_said(void **state)
{
    struct given *g = *state;
    struct touch touches[] = {
        { STR("job_1-1"), { 1000 }, PURPOSE_COLLECTION, { { { 0 } } }, true },
        { STR("job_1-2"), { 2000 }, PURPOSE_COLLECTION, { { { 0 } } }, false },
    };
    struct person person = { .id = hash_of(1), .suppressed = true, .touches = { touches, 2 } };
    struct phone_known ret;

    expect_ok(VIA(g->adapter->records, save, &g->scope, &person_record, &person, NULL));

    ret = known(g, &g->scope, given_campaign(g), 1);
    assert_true(ret.suppressed);
    assert_true(ret.reached_at.has);
    assert_int_equal(ret.reached_at.v.unix_ms, 1000);
    assert_false(known(g, &g->scope, given_campaign(g), 2).suppressed);
    assert_false(known(g, &g->other, given_campaign(g), 1).suppressed);
}

static void stage_phones__takes_a_repeated_key(void **state)
{
    struct given *g = *state;
    struct given_import import = given_batch(g, given_campaign(g), 0);

    stage(g, &import);
    expect_ok(VIA(IMPORTS(g), stage_phones, &g->scope, import.batch.campaign, import.batch.id,
                  import.keys, ROWS));
    commit(g, &import);
    assert_int_equal(count_rows(g, &g->scope, &import), ROWS);
}

static void jobs_of__finds_committed_jobs_by_their_number_newest_first(void **state)
{
    struct given *g = *state;
    struct given_import first = given_batch(g, given_campaign(g), 0);
    struct given_import second = given_batch(g, given_campaign(g), 3);
    struct given_import hidden = given_batch(g, given_campaign(g), 3);
    struct job **jobs;
    size_t n;

    stage(g, &first);
    commit(g, &first);
    stage(g, &second);
    commit(g, &second);
    stage(g, &hidden);
    expect_ok(VIA(IMPORTS(g), jobs_of, &g->scope, hash_of(3), 10, &jobs, &n));
    assert_int_equal(n, 2);
    assert_true(ID_EQ(jobs[0]->id, second.jobs[0].id));
    assert_true(ID_EQ(jobs[1]->id, first.jobs[3].id));
    expect_str(jobs[0]->name, "Ana María");

    expect_ok(VIA(IMPORTS(g), jobs_of, &g->scope, hash_of(3), 1, &jobs, &n));
    assert_int_equal(n, 1);
    expect_ok(VIA(IMPORTS(g), jobs_of, &g->other, hash_of(3), 10, &jobs, &n));
    assert_int_equal(n, 0);
}

static void discard__removes_a_staged_batch_piece_by_piece(void **state)
{
    struct given *g = *state;
    struct given_import import = given_batch(g, given_campaign(g), 0);
    bool left = false;

    stage(g, &import);
    adapter_reopen(g->adapter); /* the importer was killed */
    expect_ok(VIA(IMPORTS(g), discard, &g->scope, import.batch.id, 10, &left));
    assert_true(left);
    discard_all(g, import.batch.id);

    for (int i = 0; i < ROWS; i++)
        import.jobs[i].version = 0;
    stage(g, &import); /* from the beginning: nothing of it is left */
    commit(g, &import);
    assert_int_equal(count_rows(g, &g->scope, &import), ROWS);
}

static void discard__does_not_touch_what_is_seen_or_anothers(void **state)
{
    struct given *g = *state;
    struct given_import import = given_batch(g, given_campaign(g), 0);
    bool left = true;

    stage(g, &import);
    expect_ok(VIA(IMPORTS(g), discard, &g->other, import.batch.id, 100, &left));
    assert_false(left);
    commit(g, &import);

    assert_int_equal(VIA(IMPORTS(g), discard, &g->scope, import.batch.id, 100, &left),
                     ERR_PRECONDITION);
    assert_int_equal(count_rows(g, &g->scope, &import), ROWS);
    assert_int_equal(count_rows(g, &g->other, &import), 0);
}

static void hide__takes_an_undone_batch_out_of_sight(void **state)
{
    struct given *g = *state;
    struct campaign_id campaign = given_campaign(g);
    struct given_import import = given_batch(g, campaign, 0);
    int64_t dialed = -1;

    stage(g, &import);
    commit(g, &import);
    expect_ok(VIA(IMPORTS(g), dialed, &g->scope, import.batch.id, &dialed));
    assert_int_equal(dialed, 0);
    import.batch.status = BATCH_UNDONE;
    expect_ok(VIA(IMPORTS(g), hide, &g->scope, &import.batch, NULL));

    assert_int_equal(import.batch.version, 3);
    assert_int_equal(count_rows(g, &g->scope, &import), 0);
    assert_false(known(g, &g->scope, campaign, 1).in_campaign);
    discard_all(g, import.batch.id);
    assert_false(known(g, &g->scope, campaign, 1).in_campaign);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_two_accounts, given_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(staged_rows__are_invisible_until_the_commit),
        TEST(commit__saves_batch_and_events_in_one_step),
        TEST(commit__refuses_when_rows_are_missing),
        TEST(commit__of_a_stale_batch_shows_nothing),
        TEST(stage__refuses_a_committed_batch),
        TEST(stage__of_a_job_that_is_there_fails_in_time),
        TEST(rows__come_back_whole_and_in_order),
        TEST(known__tells_campaign_and_elsewhere_apart),
        TEST(known__tells_what_the_person_said),
        TEST(stage_phones__takes_a_repeated_key),
        TEST(jobs_of__finds_committed_jobs_by_their_number_newest_first),
        TEST(discard__removes_a_staged_batch_piece_by_piece),
        TEST(discard__does_not_touch_what_is_seen_or_anothers),
        TEST(hide__takes_an_undone_batch_out_of_sight),
    };

    return cmocka_run_group_tests_name("import store", tests, NULL, NULL);
}
