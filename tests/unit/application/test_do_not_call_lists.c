/* tests/unit/application/test_do_not_call_lists.c - what an account's own list and the
 * installation's promise alike: who is put on it is not called, and hung up on. */
#include "support/world.h"

#include "application/commands/platform_suppressions.h"

struct do_not_call {
    enum err (*add)(struct world *w, struct opt_instant expires_at);
    enum err (*import)(const struct ports *ports, struct scope *scope,
                       const struct import_suppressions *cmd, struct imported_suppressions *ret);
    bool (*forbids)(struct world *w, struct phone phone);
};

/* Of the account's first job. */
static const struct phone number = { STR_INIT("+573000000001") };

/* -- the account's -- */

static enum err add_to_own(struct world *w, struct opt_instant expires_at)
{
    struct suppression wanted = { .phone = number, .note = STR(""), .expires_at = expires_at };
    struct suppression *made;

    return suppress_phone(&w->ports, scope_of(w), &wanted, &made);
}

static bool own_forbids(struct world *w, struct phone phone)
{
    struct phone_hash_id hash = VIA(w->ports.hasher, account_hash, w->d.account.id, phone);
    struct person *person;

    expect_ok(VIA(w->ports.persons, load, scope_of(w), w->d.account.id, &hash, 1, &person));
    return person_is_suppressed(person, w->d.clock.wall);
}

static const struct do_not_call own = { add_to_own, import_suppressions, own_forbids };

/* -- the installation's -- */

static enum err add_for_all(struct world *w, struct opt_instant expires_at)
{
    struct platform_suppression wanted = { .phone = number,
                                           .note = STR(""),
                                           .expires_at = expires_at };
    struct platform_suppression *made;

    return suppress_for_all(&w->ports, scope_of(w), &wanted, &made);
}

static bool all_are_forbidden(struct world *w, struct phone phone)
{
    struct phone_hash_id hash = VIA(w->ports.hasher, global_hash, phone);
    bool found;

    expect_ok(VIA(w->ports.persons, suppressed_global, scope_of(w), &hash, 1, &found));
    return found;
}

static const struct do_not_call everybodys = { add_for_all, import_platform_suppressions,
                                               all_are_forbidden };

/* -- either -- */

static const struct do_not_call *list;

static const struct opt_instant for_ever;

static void given_ringing(struct world *w)
{
    given_funds(&w->d, GIVEN_MONEY);
    given_placed(&w->d, STR("call_1"));
}

static enum err import(struct world *w, struct imported_suppressions *ret)
{
    int bytes = 1;
    const struct import_suppressions cmd = {
        .file_name = STR("lista.csv"), .country = STR("CO"), .source = some_bytes, .from = &bytes
    };

    return list->import(&w->ports, scope_of(w), &cmd, ret);
}

static void add__hangs_up_a_call_that_rings(void **state)
{
    struct world *w = *state;

    given_ringing(w);
    expect_ok(list->add(w, for_ever));

    assert_int_equal(w->d.voice.stopped_n, 1);
    expect_str(w->d.voice.stopped[0], "call_1");
}

static void add__hangs_up_what_was_on_its_way(void **state)
{
    struct world *w = *state;
    struct late_answer late;

    given_funds(&w->d, GIVEN_MONEY);
    given_late_answer(&w->d, &late, STR("call_1"));
    w->ports.clock = late_answer_clock(&late);
    expect_ok(list->add(w, for_ever));

    assert_int_equal(w->d.voice.stopped_n, 1);
    expect_str(w->d.voice.stopped[0], "call_1");
}

static void add__of_a_call_without_id_leaves_it_to_the_last_look(void **state)
{
    struct world *w = *state;
    struct step look;

    given_funds(&w->d, GIVEN_MONEY);
    look = given_dialed(&w->d).at;
    expect_ok(list->add(w, for_ever));
    expect_ok(VIA(w->ports.jobs, still_allowed, scope_of(w), &look, 1));

    assert_int_equal(w->d.voice.stopped_n, 0);
    assert_string_equal(look.slug, "person.suppressed");
}

static void add__stays_when_the_provider_is_away(void **state)
{
    struct world *w = *state;

    given_ringing(w);
    w->d.voice.away = ERR_UNAVAILABLE;
    expect_refused(w, list->add(w, for_ever), ERR_UNAVAILABLE, "voice.unavailable");
    assert_true(list->forbids(w, number));
    w->d.voice.away = ERR_OK;
    expect_ok(list->add(w, for_ever)); /* again: hung up now */

    assert_int_equal(w->d.voice.stopped_n, 1);
}

/* An entry that is over already would let calls through that somebody has just asked not to get. */
static void add__refuses_an_end_that_is_past(void **state)
{
    struct world *w = *state;
    struct opt_instant end = SOME_INSTANT(w->d.clock.wall);

    expect_refused(w, list->add(w, end), ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "expires_at"), "field.in_the_past");
    assert_false(list->forbids(w, number));
    end.v.unix_ms++;
    expect_ok(list->add(w, end));
}

static void add__with_an_end_holds_until_then(void **state)
{
    struct world *w = *state;

    expect_ok(list->add(w, SOME_INSTANT(instant_add(w->d.clock.wall, HOURS(1)))));
    assert_true(list->forbids(w, number));
    fixed_clock_move(&w->d.clock, HOURS(1));
    assert_false(list->forbids(w, number));
}

static void import__lists_everybody_and_hangs_up(void **state)
{
    struct world *w = *state;
    struct imported_suppressions got;

    given_ringing(w);
    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3000000001", "Nadie|12", "Eva|3007778899");
    expect_ok(import(w, &got));

    assert_int_equal(got.rows, 3);
    assert_int_equal(got.added, 2);
    assert_int_equal(got.rejected, 1);
    assert_true(list->forbids(w, (struct phone){ STR("+573007778899") }));
    assert_int_equal(w->d.voice.stopped_n, 1);
    assert_int_equal(w->objects->n, 0); /* the file did its work */
}

/* Who cannot be hung up on is listed, and so is everybody behind; that it failed is told. */
static void import__lists_everybody_when_the_provider_is_away(void **state)
{
    struct world *w = *state;
    struct imported_suppressions got;

    given_ringing(w);
    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3000000001", "Eva|3007778899");
    w->d.voice.away = ERR_UNAVAILABLE;
    expect_refused(w, import(w, &got), ERR_UNAVAILABLE, "voice.unavailable");

    assert_true(list->forbids(w, number));
    assert_true(list->forbids(w, (struct phone){ STR("+573007778899") }));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(add__hangs_up_a_call_that_rings),
        WORLD_TEST(add__hangs_up_what_was_on_its_way),
        WORLD_TEST(add__of_a_call_without_id_leaves_it_to_the_last_look),
        WORLD_TEST(add__stays_when_the_provider_is_away),
        WORLD_TEST(add__refuses_an_end_that_is_past),
        WORLD_TEST(add__with_an_end_holds_until_then),
        WORLD_TEST(import__lists_everybody_and_hangs_up),
        WORLD_TEST(import__lists_everybody_when_the_provider_is_away),
    };

    list = &own;
    int failed = cmocka_run_group_tests_name("an account's", tests, NULL, NULL);
    list = &everybodys;
    return failed + cmocka_run_group_tests_name("the installation's", tests, NULL, NULL);
}
