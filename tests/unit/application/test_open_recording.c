/* tests/unit/application/test_open_recording.c - what was said is fetched once and kept. */
#include "support/world.h"

#include "application/event_handlers/subscriptions.h"
#include "application/queries/open_recording.h"

struct source {
    int fetched;
    enum err fail;
};

static enum err fetch(void *self, struct arena *arena, const struct connection *connection,
                      struct str url, struct str *ret, struct error *error)
{
    struct source *source = self;

    (void)arena;
    (void)connection;
    source->fetched++;
    if (source->fail != ERR_OK)
        return FAIL(error, source->fail, "recording.unavailable");
    assert_true(str_ends(url, STR(".wav")));
    *ret = STR("RIFF....WAVE");
    return ERR_OK;
}

static const struct recording_source_ops source_ops = { .fetch = fetch };

static struct call_id given_recorded(struct world *w, const char *url)
{
    struct call call = { .id = { given_id(&w->d) },
                         .account = w->d.account.id,
                         .version = 1,
                         .job = { given_id(&w->d) },
                         .attempt = 1,
                         .recording_url = str_from_c(url) };

    memory_put(w->d.store, &call_record, &call);
    return call.id;
}

static void recording__is_fetched_once_and_kept(void **state)
{
    struct world *w = *state;
    struct source source = { 0 };
    struct recording first, again;
    struct call_id id = given_recorded(w, "https://provider.example.com/1.wav");

    w->ports.recordings = (struct recording_source){ &source_ops, &source };
    expect_ok(open_recording(&w->ports, scope_of(w), id, &first));
    expect_ok(open_recording(&w->ports, scope_of(w), id, &again));

    assert_int_equal(source.fetched, 1);
    expect_str(again.type, "audio/wav");
    assert_int_equal(again.bytes, 12);
    assert_int_equal(objects_named(w, "recordings"), 1);
}

static void recording__that_is_missing_says_why(void **state)
{
    struct world *w = *state;
    struct recording recording;
    struct call_id id = given_recorded(w, "");

    expect_refused(w, open_recording(&w->ports, scope_of(w), id, &recording), ERR_NOT_FOUND,
                   "call.no_recording");
    w->d.account.erased_until = (struct instant){ 1 };
    memory_put(w->d.store, &account_record, &w->d.account);
    expect_refused(w, open_recording(&w->ports, scope_of(w), id, &recording), ERR_NOT_FOUND,
                   "call.recording_expired");
}

static void recording__that_cannot_be_fetched_leaves_nothing(void **state)
{
    struct world *w = *state;
    struct source source = { .fail = ERR_UNAVAILABLE };
    struct recording recording;
    struct call_id id = given_recorded(w, "https://provider.example.com/1.wav");

    w->ports.recordings = (struct recording_source){ &source_ops, &source };
    expect_refused(w, open_recording(&w->ports, scope_of(w), id, &recording), ERR_UNAVAILABLE,
                   "recording.unavailable");
    assert_int_equal(objects_named(w, "recordings"), 0);
    source.fail = ERR_OK;
    expect_ok(open_recording(&w->ports, scope_of(w), id, &recording));
}

static void recording__is_for_those_who_may_hear_it(void **state)
{
    struct world *w = *state;
    struct recording recording;
    struct call_id id = given_recorded(w, "https://provider.example.com/1.wav");

    expect_forbidden(w, open_recording(&w->ports, scope_with(w, all_but(PERMISSION_READ_PEOPLE)),
                                       id, &recording));
    expect_refused(w, open_recording(&w->ports, scope_elsewhere(w), id, &recording), ERR_NOT_FOUND,
                   "call.not_found");
    expect_refused(w, open_recording(&w->ports, scope_of(w), given_recorded(w, ""), &recording),
                   ERR_NOT_FOUND, "call.no_recording");
}

static int64_t hand(struct world *w, struct call_id call, enum err *err)
{
    struct event_list events = { 0 };
    int64_t n;

    event_list_add(&events, &w->d.arena,
                   (struct event){ .type = EVENT_CALL_ANALYZED,
                                   .account = w->d.account.id,
                                   .call = call,
                                   .at = w->d.clock.wall });
    memory_publish(w->d.store, scope_of(w), &events, call.v, (int64_t)w->d.store->events.n + 1);
    *err = handle_events(&w->ports, scope_global(w), CONSUMER_RECORDINGS, &n);
    return n;
}

static void end_of_a_call__copies_its_recording_once(void **state)
{
    struct world *w = *state;
    struct source source = { 0 };
    struct call_id id = given_recorded(w, "https://provider.example.com/1.wav");
    enum err err;

    w->ports.recordings = (struct recording_source){ &source_ops, &source };
    w->ports.choices.copies_recordings = true;
    assert_int_equal(hand(w, id, &err), 1);
    assert_int_equal(hand(w, id, &err), 1); /* told again, by the analysis */

    assert_int_equal(source.fetched, 1);
    assert_int_equal(objects_named(w, "recordings"), 1);
}

static void end_of_a_call__without_recording_is_nothing(void **state)
{
    struct world *w = *state;
    struct source source = { 0 };
    enum err err;

    w->ports.recordings = (struct recording_source){ &source_ops, &source };
    w->ports.choices.copies_recordings = true;
    assert_int_equal(hand(w, given_recorded(w, ""), &err), 1);
    source.fail = ERR_NOT_FOUND;
    assert_int_equal(hand(w, given_recorded(w, "https://provider.example.com/1.wav"), &err), 1);
    assert_int_equal(w->d.store->dead.n, 0);
    w->ports.choices.copies_recordings = false;
    source.fail = ERR_INTERNAL;
    assert_int_equal(hand(w, given_recorded(w, "https://provider.example.com/1.wav"), &err), 1);
}

static void recording__is_tried_for_a_day_and_then_put_aside(void **state)
{
    struct world *w = *state;
    struct source source = { .fail = ERR_UNAVAILABLE };
    struct call_id id = given_recorded(w, "https://provider.example.com/1.wav");
    enum err err;
    int64_t n;

    w->ports.recordings = (struct recording_source){ &source_ops, &source };
    w->ports.choices.copies_recordings = true;
    assert_int_equal(hand(w, id, &err), 0);
    assert_int_equal(err, ERR_UNAVAILABLE);
    assert_int_equal(w->d.store->dead.n, 0);

    fixed_clock_move(&w->d.clock, HOURS(25));
    expect_ok(handle_events(&w->ports, scope_global(w), CONSUMER_RECORDINGS, &n));
    assert_int_equal(w->d.store->dead.n, 1);
    expect_str(w->d.store->dead.items[0].reason, "recording.unavailable");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(recording__is_fetched_once_and_kept),
        WORLD_TEST(recording__that_is_missing_says_why),
        WORLD_TEST(recording__that_cannot_be_fetched_leaves_nothing),
        WORLD_TEST(recording__is_for_those_who_may_hear_it),
        WORLD_TEST(end_of_a_call__copies_its_recording_once),
        WORLD_TEST(end_of_a_call__without_recording_is_nothing),
        WORLD_TEST(recording__is_tried_for_a_day_and_then_put_aside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
