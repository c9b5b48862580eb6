/* tests/integration/mongodb/test_together.c - two processes at the same jobs and the same wallet,
 * and what is left behind by a third: writes of many documents in one command are still decisions
 * of each. */
#include <string.h>

#include "database/mongodb/answering.h"
#include "database/mongodb/documents.h"
#include "database/mongodb/sweeper.h"
#include "processes.h"

enum { AT_ONCE = 8 };

/* Claims and holds until nothing is left. */
static void *claim_and_hold(void *context)
{
    struct process *p = context;
    const struct job_steps jobs = mongodb_job_steps(p->store);
    const struct claim_request request = { p->g->scope.account, p->g->campaign, AT_ONCE };
    struct scope scope = scope_system(&p->arena, p->g->scope.account, p->clock.wall, log_none());
    struct job_list list = { NULL, 1 };

    scope.error.arena = &p->arena;
    while (list.n > 0) {
        struct hold_step steps[AT_ONCE];

        if (VIA(jobs, claim, &scope, &request, &list) != ERR_OK)
            abort();
        for (size_t i = 0; i < list.n; i++)
            steps[i] = (struct hold_step){ .at = step_at(list.items[i]),
                                           .amount = AMOUNT(HOLD_UNITS, UNIT_USD),
                                           .tariff = given_tariff,
                                           .max_talk = MINUTES(10) };
        if (VIA(jobs, hold, &scope, steps, list.n) != ERR_OK)
            abort();
        for (size_t i = 0; i < list.n; i++)
            if (steps[i].at.err == ERR_OK && p->n < ALL_JOBS)
                p->held[p->n++] = list.items[i]->id;
    }
    return NULL;
}

static bool has(const struct process *p, struct job_id id)
{
    for (size_t i = 0; i < p->n; i++)
        if (ID_EQ(p->held[i], id))
            return true;
    return false;
}

static void claims_and_holds__of_two_processes_give_each_job_once_and_its_money_once(void **state)
{
    struct given *g = *state;
    struct process both[2];
    struct wallet wallet;
    open_two(g, MORE_JOBS, 11, both);

    both_work(&both[0], &both[1], claim_and_hold);

    assert_int_equal(both[0].n + both[1].n, ALL_JOBS);
    for (size_t i = 0; i < both[0].n; i++)
        assert_false(has(&both[1], both[0].held[i]));
    expect_ok(VIA(g->adapter->ledger, wallet, &g->scope, &wallet));
    assert_int_equal(wallet.held, (int64_t)ALL_JOBS * HOLD_UNITS);
    expect_ok(VIA(g->adapter->ledger, check, &g->scope));
    close_two(both);
}

/* -- the last calls of a budget -- */

enum { BUDGET = 30 };

/* Claims, holds and begins until nothing is left. */
static void *begin_all(void *context)
{
    struct process *p = context;
    struct job_steps jobs = mongodb_job_steps(p->store);
    const struct claim_request request = { p->g->scope.account, p->g->campaign, AT_ONCE };
    struct scope scope = scope_system(&p->arena, p->g->scope.account, p->clock.wall, log_none());
    struct job_list list = { NULL, 1 };

    scope.error.arena = &p->arena;
    while (list.n > 0) {
        if (VIA(jobs, claim, &scope, &request, &list) != ERR_OK)
            abort();
        for (size_t i = 0; i < list.n; i++) {
            struct hold_step hold = { .at = step_at(list.items[i]),
                                      .amount = AMOUNT(HOLD_UNITS, UNIT_USD),
                                      .tariff = given_tariff,
                                      .max_talk = MINUTES(10) };
            struct intent_step intent = intent_step(p->g, list.items[i]);

            intent.calls_most = SOME_I64(BUDGET);
            if (VIA(jobs, hold, &scope, &hold, 1) != ERR_OK || hold.at.err != ERR_OK ||
                VIA(jobs, begin_dialing, &scope, &intent, 1) != ERR_OK)
                abort();
            if (intent.at.err == ERR_OK)
                p->held[p->n++] = list.items[i]->id;
            else if (strcmp(intent.at.slug, "campaign.budget_spent") != 0)
                abort();
        }
    }
    return NULL;
}

static void begins__of_two_processes_are_no_more_than_the_budget(void **state)
{
    struct given *g = *state;
    struct process both[2];
    open_two(g, 2 * BUDGET, 21, both);

    both_work(&both[0], &both[1], begin_all);

    assert_int_equal(both[0].n + both[1].n, BUDGET);
    assert_int_equal(count_of(g, JOB_DIALING), BUDGET);
    close_two(both);
}

/* -- jobs by state -- */

static void expect_counts(struct given *g, const struct job_steps *jobs, int64_t scheduled,
                          int64_t dialing, int64_t cancelled)
{
    struct state_counts counts;
    int64_t sum = 0;

    expect_ok(VIA(*jobs, counts, &g->scope, g->scope.account, g->campaign, &counts));
    for (int i = 0; i < JOB_STATE_COUNT; i++)
        sum += counts.n[i];
    assert_int_equal(counts.n[JOB_SCHEDULED], scheduled);
    assert_int_equal(counts.n[JOB_DIALING], dialing);
    assert_int_equal(counts.n[JOB_CANCELLED], cancelled);
    assert_int_equal(sum, scheduled + dialing + cancelled);
}

/* The state that most have is not counted, and is another afterwards; one process has counted
 * before, the other has not. */
static void counts__are_exact_whichever_state_most_jobs_have(void **state)
{
    struct given *g = *state;
    struct process other;
    bool left = true;
    struct batch_id batch = given_batch(g, &g->scope, g->campaign, 30, true);
    (void)given_batch(g, &g->scope, g->campaign, 5, false); /* nobody sees it */
    (void)job_as(g, JOB_DIALING);
    open_process(&other, g, 41);
    const struct job_steps one = g->adapter->jobs, two = mongodb_job_steps(other.store);
    for (int i = 0; i < 2; i++)
        expect_counts(g, &one, 39, 1, 0);

    while (left)
        expect_ok(VIA(one, cancel, &g->scope, g->campaign, batch, 100, &left));

    int64_t cancelled = count_of(g, JOB_CANCELLED);
    assert_true(cancelled >= 29); /* the one that dials may be of this batch */
    for (int i = 0; i < 2; i++) {
        expect_counts(g, &one, 39 - cancelled, 1, cancelled);
        expect_counts(g, &two, 39 - cancelled, 1, cancelled);
    }
    close_process(&other);
}

/* -- adding what another has added -- */

enum { ADDING = 6 };

static void add_these(struct session *s, const char *which, bool *added)
{
    bson_t *docs[ADDING] = { NULL };
    size_t n = strlen(which);

    for (size_t i = 0; i < n; i++)
        docs[i] = BCON_NEW("_id", BCON_INT64(which[i]));
    expect_ok(documents_add_missing(s, "adding", (const bson_t *const *)docs, n, added));
    for (size_t i = 0; i < n; i++)
        bson_destroy(docs[i]);
}

static void adding__passes_over_those_that_are_there(void **state)
{
    struct given *g = *state;
    struct process p;
    bool added[ADDING];
    int64_t n;
    open_process(&p, g, 51);
    {
        CLEANUP(session_end) struct session s = session_begin(p.store, &g->scope);
        CLEANUP(bson_destroy) bson_t all = BSON_INITIALIZER;
        add_these(&s, "bcf", NULL);

        add_these(&s, "abcdef", added);

        for (size_t i = 0; i < ADDING; i++)
            assert_int_equal(added[i], strchr("ade", "abcdef"[i]) != NULL);
        add_these(&s, "fedcba", added); /* all are there */
        for (size_t i = 0; i < ADDING; i++)
            assert_false(added[i]);
        expect_ok(documents_count(&s, "adding", &all, 0, &n));
        assert_int_equal(n, ADDING);
    }
    close_process(&p);
}

/* -- what is left behind -- */

static mongoc_collection_t *jobs_of(mongoc_client_t *client)
{
    return collection_of(client, "jobs");
}

static void leave_behind(mongoc_collection_t *jobs, const char *id, int64_t at, const char *kind)
{
    bson_t *doc =
        BCON_NEW("_id", BCON_BIN(BSON_SUBTYPE_BINARY, (const uint8_t *)id, 4), "version",
                 BCON_INT64(1), "out_at", BCON_INT64(at), "out", "[", "{", "k", BCON_UTF8(kind),
                 "id", BCON_UTF8(id), "r", "{", "calls", BCON_INT64(1), "}", "}", "]");

    assert_true(mongoc_collection_insert_one(jobs, doc, NULL, NULL, NULL));
    bson_destroy(doc);
}

static bool is_left(mongoc_collection_t *jobs, const char *id)
{
    bson_t *filter = BCON_NEW("_id", BCON_BIN(BSON_SUBTYPE_BINARY, (const uint8_t *)id, 4),
                              "out_at", "{", "$gt", BCON_INT64(0), "}");
    int64_t n = mongoc_collection_count_documents(jobs, filter, NULL, NULL, NULL, NULL);

    bson_destroy(filter);
    return n == 1;
}

static void sweep__goes_on_behind_what_cannot_be_carried_out_and_tells_of_it(void **state)
{
    struct given *g = *state;
    struct error error = { .arena = &g->arena };
    mongoc_client_t *client = mongoc_client_new(getenv("SPEECHAI_TEST_MONGODB"));
    mongoc_collection_t *jobs = jobs_of(client);
    struct process p;
    open_process(&p, g, 13);
    leave_behind(jobs, "AAAA", 1, "of a newer program");
    leave_behind(jobs, "BBBB", 2, "rollup");

    enum err err = mongodb_store_sweep(p.store, (struct duration){ 0 }, &error);
    mongodb_store_free(p.store); /* what it has done is emptied now, at the latest */
    p.store = NULL;

    expect_error(err, &error, ERR_UNAVAILABLE, "store.unavailable");
    assert_true(is_left(jobs, "AAAA"));
    assert_false(is_left(jobs, "BBBB"));
    close_process(&p);
    mongoc_collection_destroy(jobs);
    mongoc_client_destroy(client);
}

/* -- requests under way -- */

static enum asked_found ask(struct process *p, const struct asked *asked)
{
    const struct answer_store answers = mongodb_answers(p->store);
    struct scope scope = scope_system(&p->arena, p->g->scope.account, p->clock.wall, log_none());
    struct kept_answer known;
    enum asked_found found;

    expect_ok(VIA(answers, begin, &scope, asked, HOURS(48), HOURS(4), &found, &known));
    return found;
}

static void pass(struct process *one, struct process *other, struct duration by)
{
    fixed_clock_move(&one->clock, by);
    fixed_clock_move(&other->clock, by);
}

static void key__of_a_request_is_held_while_its_process_lives_and_free_soon_after(void **state)
{
    struct given *g = *state;
    const struct asked upload = { .key = "upload", .request = "sheet" };
    struct process one, other;
    open_process(&one, g, 14);
    open_process(&other, g, 15);
    assert_int_equal(ask(&one, &upload), ASKED_NEW);

    pass(&one, &other, (struct duration){ ALIVE_MS - 5000 });
    keep_own(one.store);
    pass(&one, &other, (struct duration){ ALIVE_MS - 5000 });
    assert_int_equal(ask(&other, &upload), ASKED_RUNNING);

    mongodb_store_free(one.store); /* it died: nothing was kept, nothing forgotten */
    one.store = NULL;
    pass(&one, &other, (struct duration){ 5000 + 1 });
    assert_int_equal(ask(&other, &upload), ASKED_NEW);
    close_process(&one);
    close_process(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(claims_and_holds__of_two_processes_give_each_job_once_and_its_money_once),
        TEST(begins__of_two_processes_are_no_more_than_the_budget),
        TEST(counts__are_exact_whichever_state_most_jobs_have),
        TEST(adding__passes_over_those_that_are_there),
        TEST(key__of_a_request_is_held_while_its_process_lives_and_free_soon_after),
        TEST(sweep__goes_on_behind_what_cannot_be_carried_out_and_tells_of_it),
    };

    assert_non_null(getenv("SPEECHAI_TEST_MONGODB"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
