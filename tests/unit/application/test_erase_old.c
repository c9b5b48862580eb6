/* tests/unit/application/test_erase_old.c - what is kept no longer goes, the rest stays. */
#include "support/world.h"

#include "application/commands/erase_old.h"
#include "domain/models/recording.h"

static const struct duration forty_days = { 40 * (int64_t)MS_PER_DAY };

static struct call_id given_said(struct world *w)
{
    struct call call = { .id = { given_id(&w->d) },
                         .account = w->d.account.id,
                         .version = 1,
                         .outcome = OUTCOME_PROMISE,
                         .transcript = STR("Hola."),
                         .summary = STR("Prometió."),
                         .recording_url = STR("https://provider.example.com/1.wav") };

    memory_put(w->d.store, &call_record, &call);
    return call.id;
}

static const struct call *kept_call(struct world *w, struct call_id id)
{
    return memory_find(w->d.store, &call_record, w->d.account.id, id.v)->object;
}

static void keep_days(struct world *w, int64_t days)
{
    w->d.account.retention_days = days;
    memory_put(w->d.store, &account_record, &w->d.account);
}

static enum err erase(struct world *w)
{
    return erase_old(&w->ports, scope_global(w));
}

static void erase__takes_what_was_said_and_leaves_what_came_of_it(void **state)
{
    struct world *w = *state;
    struct call_id old = given_said(w), young;
    struct batch_id batch;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|12");
    batch = given_committed(w);
    fixed_clock_move(&w->d.clock, forty_days);
    young = given_said(w);
    keep_days(w, 30);
    expect_ok(erase(w));

    assert_int_equal(kept_call(w, old)->transcript.n, 0);
    assert_int_equal(kept_call(w, old)->recording_url.n, 0);
    assert_int_equal(kept_call(w, old)->outcome, OUTCOME_PROMISE);
    expect_str(kept_call(w, young)->transcript, "Hola.");
    assert_int_equal(kept_batch(w, batch)->file_object.n, 0);
    assert_int_equal(objects_named(w, "batches"), 0);
    assert_int_equal(jobs_in_store(w, batch), 1);
}

static void erase__does_nothing_for_those_who_keep_all(void **state)
{
    struct world *w = *state;
    struct call_id old = given_said(w);

    fixed_clock_move(&w->d.clock, forty_days);
    expect_ok(erase(w));
    expect_str(kept_call(w, old)->transcript, "Hola.");
}

static void erase__cut_short_is_done_again(void **state)
{
    struct world *w = *state;
    struct call_id first = given_said(w), second = given_said(w);
    struct ports cut;

    fixed_clock_move(&w->d.clock, forty_days);
    keep_days(w, 30);
    cut = failing_ports(&w->ports, 2, FAILS_BEFORE);
    assert_int_equal(erase_old(&cut, scope_global(w)), ERR_UNAVAILABLE);
    assert_int_not_equal(kept_call(w, first)->transcript.n + kept_call(w, second)->transcript.n, 0);
    expect_ok(erase(w));
    assert_int_equal(kept_call(w, first)->transcript.n + kept_call(w, second)->transcript.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(erase__takes_what_was_said_and_leaves_what_came_of_it),
        WORLD_TEST(erase__does_nothing_for_those_who_keep_all),
        WORLD_TEST(erase__cut_short_is_done_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
