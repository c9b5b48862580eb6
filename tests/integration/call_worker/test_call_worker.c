/* tests/integration/call_worker/test_call_worker.c - the loops of calling with all their threads,
 * on the embedded store, speaking to a server of bytes. */
#include "integration/call_worker/given_worker.h"

#include <time.h>

#include "codec/json.h"
#include "workers/call_sweeps.h"

static bool has_whole(const struct raw_server *s, size_t n)
{
    size_t whole = 0;

    for (size_t i = 0; i < s->n; i++)
        whole += raw_is_whole(&s->connections[i]);
    return whole >= n;
}

/* The tag of the i-th POST. */
static struct str posted_tag(struct fixture *f, size_t i)
{
    const struct json *body;

    expect_ok(
        json_parse(&f->arena, str_from_c(raw_body(&f->server.connections[i])), NULL, &body, NULL));
    return json_str(json_path(body, "metadata.tag"));
}

static void worker__places_every_job_once(void **state)
{
    struct fixture *f = *state;
    struct campaign *c = given_campaign(f, CAMPAIGN_RUNNING);
    struct call_worker *worker;

    given_jobs(f, c, JOBS);
    given_calls(f, JOBS);
    worker = call_worker_start(&f->ports, &f->settings);
    raw_wait(&f->server, has_answered, JOBS);
    call_worker_free(worker);

    assert_int_equal(counts(f, c).n[JOB_PLACED], JOBS);
    assert_int_equal(f->server.n, JOBS);
    for (size_t i = 0; i < JOBS; i++)
        for (size_t k = 0; k < i; k++)
            assert_false(str_eq(posted_tag(f, i), posted_tag(f, k)));
}

static void worker__leaves_paused_campaigns_alone(void **state)
{
    struct fixture *f = *state;
    struct campaign *paused = given_campaign(f, CAMPAIGN_PAUSED);
    struct campaign *running = given_campaign(f, CAMPAIGN_RUNNING);
    struct call_worker *worker;

    given_jobs(f, paused, 3);
    given_jobs(f, running, 3);
    given_calls(f, 3);
    worker = call_worker_start(&f->ports, &f->settings);
    raw_wait(&f->server, has_answered, 3);
    call_worker_free(worker);

    assert_int_equal(counts(f, running).n[JOB_PLACED], 3);
    assert_int_equal(counts(f, paused).n[JOB_SCHEDULED], 3);
}

static void worker__never_has_more_in_course_than_the_campaign_allows(void **state)
{
    struct fixture *f = *state;
    struct campaign *c = given_campaign(f, CAMPAIGN_RUNNING);
    struct call_worker *worker;

    c->pacing.max_active = 4;
    expect_ok(VIA(f->ports.records, save, own(f), &campaign_record, c, NULL));
    expect_ok(VIA(f->ports.jobs, set_gate, own(f), f->account.id, c->id, GATE_OPEN, 4));
    given_jobs(f, c, JOBS);
    given_calls(f, JOBS);
    worker = call_worker_start(&f->ports, &f->settings);
    raw_wait(&f->server, has_answered, 4);
    call_worker_free(worker);

    assert_int_equal(counts(f, c).n[JOB_PLACED], 4);
    assert_int_equal(f->server.n, 4);
}

static int64_t monotonic_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Whether the store is a copy of before its newest calls can only be read there. */
static void worker__places_nothing_while_the_providers_list_cannot_be_read(void **state)
{
    const struct timespec moment = { .tv_nsec = 10000000 };
    struct fixture *f = *state;
    struct campaign *c = given_campaign(f, CAMPAIGN_RUNNING);
    struct call_worker *worker;

    atomic_store(&shown.away, true);
    given_jobs(f, c, 3);
    given_calls(f, 3);
    worker = call_worker_start(&f->ports, &f->settings);
    while (atomic_load(&shown.asked) < 2)
        nanosleep(&moment, NULL);
    assert_int_equal(counts(f, c).n[JOB_SCHEDULED], 3);
    atomic_store(&shown.away, false);
    raw_wait(&f->server, has_answered, 3);
    call_worker_free(worker);

    assert_int_equal(counts(f, c).n[JOB_PLACED], 3);
}

/* The pace is the campaign's, not each worker's: a burst of a second's worth, and no more. */
static void two_workers__keep_one_pace_together(void **state)
{
    enum { PACE = 240, BURST = PACE / 60 };
    struct fixture *f = *state;
    struct campaign *c = given_campaign(f, CAMPAIGN_RUNNING);
    struct call_worker *first, *second;
    int64_t from, least = (JOBS - BURST) * 60000 / PACE;

    c->pacing.starts_per_minute = PACE;
    expect_ok(VIA(f->ports.records, save, own(f), &campaign_record, c, NULL));
    given_jobs(f, c, JOBS);
    given_calls(f, JOBS);
    from = monotonic_ms();
    first = call_worker_start(&f->ports, &f->settings);
    second = call_worker_start(&f->ports, &f->settings);
    raw_wait(&f->server, has_answered, JOBS);
    assert_in_range(monotonic_ms() - from, least, RAW_WAIT_MS);
    call_worker_free(first);
    call_worker_free(second);

    assert_int_equal(counts(f, c).n[JOB_PLACED], JOBS);
    assert_int_equal(f->server.n, JOBS);
}

static void worker__leaves_what_it_does_not_know_to_the_search(void **state)
{
    struct fixture *f = *state;
    struct campaign *c = given_campaign(f, CAMPAIGN_RUNNING);
    struct call_worker *worker;

    given_jobs(f, c, 3);
    f->server.manner = RAW_SILENT;
    worker = call_worker_start(&f->ports, &f->settings);
    raw_wait(&f->server, has_whole, 3);
    call_worker_free(worker); /* waits for the seconds that a POST may take */

    assert_int_equal(counts(f, c).n[JOB_DIALING], 3);
    assert_int_equal(f->server.n, 3);
}

/* -- the end of a worker -- */

static struct {
    atomic_int asked, ended;
} stops;

static enum err stop_at_third(void *self, const struct connection *connection,
                              struct str provider_call, struct error *error)
{
    (void)self;
    (void)connection;
    (void)provider_call;
    if (atomic_fetch_add(&stops.asked, 1) < 2)
        return FAIL(error, ERR_UNAVAILABLE, "voice.unavailable");
    atomic_fetch_add(&stops.ended, 1);
    return ERR_OK;
}

static enum err never_allowed(void *self, struct scope *scope, struct step *steps, size_t n)
{
    (void)self;
    (void)scope;
    for (size_t i = 0; i < n; i++) {
        steps[i].err = ERR_PRECONDITION;
        steps[i].slug = "person.suppressed";
    }
    return ERR_OK;
}

/* The number was listed while its call was on its way; the provider is away for a moment. */
static void worker__hangs_up_what_it_has_to_before_it_ends(void **state)
{
    static struct job_steps_ops ops;
    struct fixture *f = *state;
    struct campaign *c = given_campaign(f, CAMPAIGN_RUNNING);
    struct timespec pause = { .tv_nsec = 5000000 };
    struct call_worker *worker;

    ops = *f->ports.jobs.ops;
    ops.still_allowed = never_allowed;
    f->ports.jobs.ops = &ops;
    f->voice_ops.stop = stop_at_third;
    atomic_store(&stops.asked, 0);
    atomic_store(&stops.ended, 0);
    given_jobs(f, c, 1);
    given_calls(f, 1);
    worker = call_worker_start(&f->ports, &f->settings);
    while (atomic_load(&stops.asked) == 0)
        nanosleep(&pause, NULL);
    call_worker_free(worker);

    assert_int_equal(atomic_load(&stops.ended), 1);
}

/* -- what the sweeps do then -- */

static void put_webhook(struct fixture *f, size_t i)
{
    struct str call = str_format(&f->arena, "call_%02zu", i);
    struct inbox_item item = {
        .key = str_format(&f->arena, "key-%zu", i),
        .connection = f->connection.id,
        .tag = STR(""),
        .raw = str_format(&f->arena,
                          "{\"event\":\"call_ended\",\"call\":{\"call_id\":\"%.*s\","
                          "\"call_status\":\"ended\",\"disconnection_reason\":\"user_hangup\","
                          "\"duration_ms\":61000,\"start_timestamp\":1795618800000}}",
                          STR_ARG(call)),
        .received_at = VIA0(f->ports.clock, wall),
    };
    bool again;

    expect_ok(VIA(f->ports.inbox, put, own(f), &item, &again));
}

/* Until the campaign is done; there is nobody who would tell. */
static void wait_until_done(struct fixture *f, const struct campaign *c)
{
    for (int tries = 0; tries < 6000; tries++) {
        struct timespec pause = { .tv_nsec = 10000000 };
        void *found;

        expect_ok(VIA(f->ports.records, find, own(f), &campaign_record, c->id.v, &found));
        if (((struct campaign *)found)->status == CAMPAIGN_DONE)
            return;
        nanosleep(&pause, NULL);
    }
    fail_msg("the campaign is not done");
}

static void sweeps__bring_placed_calls_to_their_end(void **state)
{
    struct fixture *f = *state;
    struct campaign *c = given_campaign(f, CAMPAIGN_RUNNING);
    struct call_sweep_settings settings = call_sweep_defaults();
    struct call_sweep *inbox, *settle;
    struct call_worker *worker;
    struct wallet wallet;

    given_jobs(f, c, JOBS);
    given_calls(f, JOBS);
    worker = call_worker_start(&f->ports, &f->settings);
    raw_wait(&f->server, has_answered, JOBS);
    call_worker_free(worker);
    for (size_t i = 0; i < JOBS; i++)
        put_webhook(f, i);
    settings.finish = (struct duration){ 10 };
    inbox = inbox_sweep_start(&f->ports, &settings);
    settle = settle_sweep_start(&f->ports, &settings);
    wait_until_done(f, c);
    call_sweep_free(inbox);
    call_sweep_free(settle);

    assert_int_equal(counts(f, c).n[JOB_DONE], JOBS);
    expect_ok(VIA(f->ports.ledger, wallet, own(f), &wallet));
    assert_int_equal(wallet.held, 0);
    assert_int_equal(wallet.spent, JOBS * 120000); /* 61 s by the minute */
    expect_ok(VIA(f->ports.ledger, check, own(f)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORKER(worker__places_every_job_once),
        WITH_WORKER(worker__leaves_paused_campaigns_alone),
        WITH_WORKER(worker__never_has_more_in_course_than_the_campaign_allows),
        WITH_WORKER(worker__places_nothing_while_the_providers_list_cannot_be_read),
        WITH_WORKER(two_workers__keep_one_pace_together),
        WITH_WORKER(worker__leaves_what_it_does_not_know_to_the_search),
        WITH_WORKER(worker__hangs_up_what_it_has_to_before_it_ends),
        WITH_WORKER(sweeps__bring_placed_calls_to_their_end),
    };

    return cmocka_run_group_tests_name("call worker", tests, NULL, NULL);
}
