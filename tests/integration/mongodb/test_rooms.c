/* tests/integration/mongodb/test_rooms.c - the places of a campaign's room and the calls of its
 * budget: permits that processes take and give back, and those of a process that died. */
#include "database/mongodb/documents.h"
#include "processes.h"

/* The record of the campaign's room, behind the adapter's back. */
struct room {
    mongoc_client_t *client;
    mongoc_collection_t *gates;
    bson_t *filter;
};

static struct room open_room(struct given *g)
{
    struct str gate = record_key(&g->arena, g->scope.account.v, g->campaign.v);
    struct room room = { .client = mongoc_client_new(getenv("SPEECHAI_TEST_MONGODB")) };

    room.gates = collection_of(room.client, "gates");
    room.filter = BCON_NEW("_id", BCON_BIN(BSON_SUBTYPE_BINARY, (const uint8_t *)gate.p, 32));
    return room;
}

static void close_room(struct room *room)
{
    bson_destroy(room->filter);
    mongoc_collection_destroy(room->gates);
    mongoc_client_destroy(room->client);
}

/* Takes the update. */
static void change_room(struct given *g, bson_t *update)
{
    struct room room = open_room(g);
    bson_error_t why;

    if (!mongoc_collection_update_one(room.gates, room.filter, update, NULL, NULL, &why))
        fail_msg("%s", why.message);
    bson_destroy(update);
    close_room(&room);
}

/* As the permit's write leaves it. */
static void note_begun(struct given *g, const struct job *job)
{
    struct str key = record_key(&g->arena, job->account.v, job->id.v);

    change_room(g, BCON_NEW("$set", "{", "spent", BCON_INT64(0), "begun", "[", "{", "job",
                            BCON_BIN(BSON_SUBTYPE_BINARY, (const uint8_t *)key.p, 32), "nth",
                            BCON_INT64(1), "}", "]", "}"));
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
    struct process process; /* first: what its thread is given */
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
    both_work(&both[0]->process, &both[1]->process, how);
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
    struct room room = open_room(g);
    mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(room.gates, room.filter, NULL, NULL);
    const bson_t *doc;
    bson_iter_t at, inside;

    assert_true(mongoc_cursor_next(cursor, &doc));
    *permits = 0;
    if (bson_iter_init_find(&at, doc, "permits") && bson_iter_recurse(&at, &inside))
        while (bson_iter_next(&inside))
            ++*permits;
    int64_t version = document_i64(bson_bytes(doc), "version");
    mongoc_cursor_destroy(cursor);
    close_room(&room);
    return version;
}

/* As a process that has died left it. */
static void leave_permit(struct given *g, int64_t until)
{
    change_room(g, BCON_NEW("$push", "{", "permits", "{", "tag", "lost", "until", BCON_INT64(until),
                            "}", "}"));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(begins__that_never_came_to_their_intent_leave_the_budget_whole),
        TEST(begins__of_two_processes_take_all_places_of_a_room_and_no_more),
        TEST(begins__of_two_processes_do_not_make_each_other_begin_anew),
        TEST(begins__wait_for_a_lost_permit_to_end_and_sweep_it_out),
    };

    assert_non_null(getenv("SPEECHAI_TEST_MONGODB"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
