/* tests/integration/mongodb/test_together.c - two processes at the same jobs and the same wallet,
 * and what is left behind by a third: writes of many documents in one command are still decisions
 * of each. */
#include <mongoc/mongoc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "contract/given_jobs.h"
#include "database/mongodb/answering.h"
#include "database/mongodb/documents.h"
#include "database/mongodb/sweeper.h"
#include "fakes/memory_dialing.h"
#include "infrastructure/mongodb.h"

enum { MORE_JOBS = 150, ALL_JOBS = MORE_JOBS + 10, AT_ONCE = 8 };

static const unsigned char master_key[MONGODB_MASTER_KEY] = "a master key of tests, 32 bytes";

/* Another process of the same installation: a store of its own on the database of the adapter. */
struct process {
    struct given *g;
    struct mongodb_store *store;
    struct fixed_clock clock;
    struct seeded_random random;
    char database[32];
    pthread_t thread;
    struct arena arena;
    struct job_id held[ALL_JOBS];
    size_t n;
};

static void open_process(struct process *p, struct given *g, uint64_t seed)
{
    struct error error = { .arena = &g->arena };

    *p = (struct process){ .g = g, .arena = arena_init(), .clock = fixed_clock() };
    p->random.state = seed;
    snprintf(p->database, sizeof p->database, "contract_%d", (int)getpid());
    struct mongodb_config config = { .uri = str_from_c(getenv("SPEECHAI_TEST_MONGODB")),
                                     .database = str_from_c(p->database),
                                     .master_key = master_key,
                                     .clock = fixed_clock_port(&p->clock),
                                     .random = seeded_random_port(&p->random),
                                     .hasher = plain_hasher(),
                                     .log = log_none(),
                                     .own_clock = true };
    expect_ok(mongodb_store_open(&config, &p->store, &error));
}

static void close_process(struct process *p)
{
    mongodb_store_free(p->store);
    arena_release(&p->arena);
}

static struct step step_at(const struct job *job)
{
    return (struct step){
        .account = job->account, .job = job->id, .fence = job->fence, .tag = job->attempt.tag
    };
}

static mongoc_collection_t *collection_of(mongoc_client_t *client, const char *name)
{
    char database[32];

    snprintf(database, sizeof database, "contract_%d", (int)getpid());
    return mongoc_client_get_collection(client, database, name);
}

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
    struct process one, other;
    struct wallet wallet;
    given_batch(g, &g->scope, g->campaign, MORE_JOBS, true);
    given_money(g, &g->scope, (int64_t)ALL_JOBS * HOLD_UNITS);
    open_process(&one, g, 11);
    open_process(&other, g, 12);

    assert_int_equal(pthread_create(&one.thread, NULL, claim_and_hold, &one), 0);
    assert_int_equal(pthread_create(&other.thread, NULL, claim_and_hold, &other), 0);
    pthread_join(one.thread, NULL);
    pthread_join(other.thread, NULL);

    assert_int_equal(one.n + other.n, ALL_JOBS);
    for (size_t i = 0; i < one.n; i++)
        assert_false(has(&other, one.held[i]));
    expect_ok(VIA(g->adapter->ledger, wallet, &g->scope, &wallet));
    assert_int_equal(wallet.held, (int64_t)ALL_JOBS * HOLD_UNITS);
    expect_ok(VIA(g->adapter->ledger, check, &g->scope));
    close_process(&one);
    close_process(&other);
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
    struct process one, other;
    given_batch(g, &g->scope, g->campaign, 2 * BUDGET, true);
    given_money(g, &g->scope, (int64_t)ALL_JOBS * HOLD_UNITS);
    open_process(&one, g, 21);
    open_process(&other, g, 22);

    assert_int_equal(pthread_create(&one.thread, NULL, begin_all, &one), 0);
    assert_int_equal(pthread_create(&other.thread, NULL, begin_all, &other), 0);
    pthread_join(one.thread, NULL);
    pthread_join(other.thread, NULL);

    assert_int_equal(one.n + other.n, BUDGET);
    assert_int_equal(count_of(g, JOB_DIALING), BUDGET);
    close_process(&one);
    close_process(&other);
}

/* As the permit's write leaves it. */
static void note_begun(struct given *g, const struct job *job)
{
    mongoc_client_t *client = mongoc_client_new(getenv("SPEECHAI_TEST_MONGODB"));
    mongoc_collection_t *gates = collection_of(client, "gates");
    struct str gate = record_key(&g->arena, job->account.v, job->campaign.v);
    struct str key = record_key(&g->arena, job->account.v, job->id.v);
    bson_t *filter = BCON_NEW("_id", BCON_BIN(BSON_SUBTYPE_BINARY, (const uint8_t *)gate.p, 32));
    bson_t *update = BCON_NEW("$set", "{", "spent", BCON_INT64(0), "begun", "[", "{", "job",
                              BCON_BIN(BSON_SUBTYPE_BINARY, (const uint8_t *)key.p, 32), "nth",
                              BCON_INT64(1), "}", "]", "}");
    bson_error_t why;

    if (!mongoc_collection_update_one(gates, filter, update, NULL, NULL, &why))
        fail_msg("%s", why.message);
    bson_destroy(filter);
    bson_destroy(update);
    mongoc_collection_destroy(gates);
    mongoc_client_destroy(client);
}

/* A process that died between its permit and its intent has not begun: its job begins elsewhere, or
 * another does. */
static void begins__that_never_came_to_their_intent_leave_the_budget_whole(void **state)
{
    struct given *g = *state;
    struct job *lost = job_as(g, JOB_HELD), *next = job_as(g, JOB_HELD);
    struct intent_step step = intent_step(g, next);
    step.calls_most = SOME_I64(1);
    note_begun(g, lost);

    expect_ok(VIA(g->adapter->jobs, begin_dialing, &g->scope, &step, 1));
    expect_item(step.at, ERR_EXHAUSTED, "campaign.budget_spent"); /* it may still begin */
    struct defer_step defer = { .at = at(lost),
                                .until = instant_add(g->scope.now, HOURS(1)),
                                .reason = STR("policy.guarded") };
    expect_ok(VIA(g->adapter->jobs, defer, &g->scope, &defer, 1));

    expect_ok(VIA(g->adapter->jobs, begin_dialing, &g->scope, &step, 1));
    assert_int_equal(step.at.err, ERR_OK);
}

/* -- the places of a room -- */

enum { BEGINNING = 20 };

struct beginning_process {
    struct process process;
    struct intent_step steps[BEGINNING];
    pthread_mutex_t mutex;
    pthread_cond_t told_one;
    int told; /* under mutex */
};

static struct beginning_process *given_beginning(struct given *g, uint64_t seed)
{
    struct beginning_process *p = ARENA_NEW(&g->arena, struct beginning_process);

    open_process(&p->process, g, seed);
    for (size_t i = 0; i < BEGINNING; i++)
        p->steps[i] = intent_step(g, job_as(g, JOB_HELD));
    pthread_mutex_init(&p->mutex, NULL);
    pthread_cond_init(&p->told_one, NULL);
    p->told = 0;
    return p;
}

static void given_two_beginning(struct given *g, int64_t most, struct beginning_process **ret)
{
    given_batch(g, &g->scope, g->campaign, 2 * BEGINNING, true);
    given_money(g, &g->scope, (int64_t)ALL_JOBS * HOLD_UNITS);
    given_gate(g, GATE_OPEN, most);
    ret[0] = given_beginning(g, 31);
    ret[1] = given_beginning(g, 32);
}

static void *begin_together(void *context)
{
    struct beginning_process *p = context;
    const struct job_steps jobs = mongodb_job_steps(p->process.store);
    struct given *g = p->process.g;
    struct scope scope =
        scope_system(&p->process.arena, g->scope.account, p->process.clock.wall, log_none());

    scope.error.arena = &p->process.arena;
    if (VIA(jobs, begin_dialing, &scope, p->steps, BEGINNING) != ERR_OK)
        abort();
    return NULL;
}

static void one_is_told(void *context, enum err err)
{
    struct beginning_process *p = context;

    if (err != ERR_OK)
        abort();
    pthread_mutex_lock(&p->mutex);
    p->told++;
    pthread_cond_signal(&p->told_one);
    pthread_mutex_unlock(&p->mutex);
}

/* Each asked for by itself, nobody waiting, as a call worker does. */
static void *begin_one_by_one(void *context)
{
    struct beginning_process *p = context;
    const struct job_steps jobs = mongodb_job_steps(p->process.store);
    struct account_id account = p->process.g->scope.account;
    struct arena arenas[BEGINNING];
    struct scope scopes[BEGINNING];

    for (size_t i = 0; i < BEGINNING; i++) {
        arenas[i] = arena_init();
        scopes[i] = scope_system(&arenas[i], account, p->process.clock.wall, log_none());
        scopes[i].error.arena = &arenas[i];
        VIA(jobs, begin_dialing_async, &scopes[i], &p->steps[i], 1,
            (struct step_waiter){ one_is_told, p });
    }
    pthread_mutex_lock(&p->mutex);
    while (p->told < BEGINNING)
        pthread_cond_wait(&p->told_one, &p->mutex);
    pthread_mutex_unlock(&p->mutex);
    for (size_t i = 0; i < BEGINNING; i++)
        arena_release(&arenas[i]);
    return NULL;
}

static void both_begin(struct beginning_process **both, void *(*how)(void *))
{
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&both[i]->process.thread, NULL, how, both[i]), 0);
    for (size_t i = 0; i < 2; i++)
        pthread_join(both[i]->process.thread, NULL);
}

static int begun(const struct beginning_process *p)
{
    int n = 0;

    for (size_t i = 0; i < BEGINNING; i++)
        if (p->steps[i].at.err == ERR_OK)
            n++;
        else
            expect_item(p->steps[i].at, ERR_EXHAUSTED, "gate.full");
    return n;
}

static void release_both(struct beginning_process **both)
{
    for (size_t i = 0; i < 2; i++) {
        close_process(&both[i]->process);
        pthread_cond_destroy(&both[i]->told_one);
        pthread_mutex_destroy(&both[i]->mutex);
    }
}

/* What is left of the permits in the campaign's room, and how often it was written. */
static int64_t read_gate(struct given *g, size_t *permits)
{
    mongoc_client_t *client = mongoc_client_new(getenv("SPEECHAI_TEST_MONGODB"));
    mongoc_collection_t *gates = collection_of(client, "gates");
    struct str gate = record_key(&g->arena, g->scope.account.v, g->campaign.v);
    bson_t *filter = BCON_NEW("_id", BCON_BIN(BSON_SUBTYPE_BINARY, (const uint8_t *)gate.p, 32));
    mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(gates, filter, NULL, NULL);
    const bson_t *doc;
    bson_iter_t at, inside;

    assert_true(mongoc_cursor_next(cursor, &doc));
    *permits = 0;
    if (bson_iter_init_find(&at, doc, "permits") && bson_iter_recurse(&at, &inside))
        while (bson_iter_next(&inside))
            ++*permits;
    int64_t version = document_i64(bson_bytes(doc), "version");
    mongoc_cursor_destroy(cursor);
    bson_destroy(filter);
    mongoc_collection_destroy(gates);
    mongoc_client_destroy(client);
    return version;
}

/* As a process that has died left it. */
static void leave_permit(struct given *g, int64_t until)
{
    mongoc_client_t *client = mongoc_client_new(getenv("SPEECHAI_TEST_MONGODB"));
    mongoc_collection_t *gates = collection_of(client, "gates");
    struct str gate = record_key(&g->arena, g->scope.account.v, g->campaign.v);
    bson_t *filter = BCON_NEW("_id", BCON_BIN(BSON_SUBTYPE_BINARY, (const uint8_t *)gate.p, 32));
    bson_t *update =
        BCON_NEW("$push", "{", "permits", "{", "tag", "lost", "until", BCON_INT64(until), "}", "}");
    bson_error_t why;

    if (!mongoc_collection_update_one(gates, filter, update, NULL, NULL, &why))
        fail_msg("%s", why.message);
    bson_destroy(filter);
    bson_destroy(update);
    mongoc_collection_destroy(gates);
    mongoc_client_destroy(client);
}

static void begins__of_two_processes_take_all_places_of_a_room_and_no_more(void **state)
{
    struct given *g = *state;
    struct beginning_process *both[2];
    size_t permits;
    given_two_beginning(g, BEGINNING + 5, both);

    both_begin(both, begin_one_by_one);
    assert_true(begun(both[0]) + begun(both[1]) <= BEGINNING + 5);
    (void)begin_together(both[0]); /* who lost patience with the permits of the other */
    (void)begin_together(both[1]);

    assert_int_equal(begun(both[0]) + begun(both[1]), BEGINNING + 5);
    assert_int_equal(count_of(g, JOB_DIALING), BEGINNING + 5);
    (void)read_gate(g, &permits);
    assert_int_equal(permits, 0);
    release_both(both);
}

/* A step takes its permits by one write of a room and gives them back by another, whatever other
 * processes do there at the same time. */
static void begins__of_two_processes_do_not_make_each_other_begin_anew(void **state)
{
    struct given *g = *state;
    struct beginning_process *both[2];
    size_t permits;
    given_two_beginning(g, 100, both);
    int64_t before = read_gate(g, &permits);

    both_begin(both, begin_together);

    assert_int_equal(begun(both[0]) + begun(both[1]), 2 * BEGINNING);
    assert_int_equal(read_gate(g, &permits), before + 4);
    assert_int_equal(permits, 0);
    release_both(both);
}

/* A permit of a process that died counts until it ends, and is swept out by who comes next. */
static void begins__wait_for_a_lost_permit_to_end_and_sweep_it_out(void **state)
{
    struct given *g = *state;
    struct intent_step step = intent_step(g, job_as(g, JOB_HELD));
    size_t permits;
    given_gate(g, GATE_OPEN, 1);
    leave_permit(g, g->adapter->clock->wall.unix_ms + PERMIT_MS);

    expect_ok(VIA(g->adapter->jobs, begin_dialing, &g->scope, &step, 1));
    expect_item(step.at, ERR_EXHAUSTED, "gate.full");
    given_time_passes(g, (struct duration){ PERMIT_MS + 1 });
    expect_ok(VIA(g->adapter->jobs, begin_dialing, &g->scope, &step, 1));

    assert_int_equal(step.at.err, ERR_OK);
    (void)read_gate(g, &permits);
    assert_int_equal(permits, 0);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_dialing, given_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(claims_and_holds__of_two_processes_give_each_job_once_and_its_money_once),
        TEST(begins__of_two_processes_are_no_more_than_the_budget),
        TEST(begins__that_never_came_to_their_intent_leave_the_budget_whole),
        TEST(begins__of_two_processes_take_all_places_of_a_room_and_no_more),
        TEST(begins__of_two_processes_do_not_make_each_other_begin_anew),
        TEST(begins__wait_for_a_lost_permit_to_end_and_sweep_it_out),
        TEST(counts__are_exact_whichever_state_most_jobs_have),
        TEST(adding__passes_over_those_that_are_there),
        TEST(key__of_a_request_is_held_while_its_process_lives_and_free_soon_after),
        TEST(sweep__goes_on_behind_what_cannot_be_carried_out_and_tells_of_it),
    };

    assert_non_null(getenv("SPEECHAI_TEST_MONGODB"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
