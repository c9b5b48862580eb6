/* tests/contract/person_contract.c - what every store of persons promises. */
#include "contract/given_jobs.h"

#define PERSONS(g) ((g)->adapter->persons)

static struct phone_hash_id hash_of(struct given *g, const struct scope *scope, const char *e164)
{
    return VIA(g->adapter->hasher, account_hash, scope->account,
               (struct phone){ str_from_c(e164) });
}

static struct person *loaded(struct given *g, struct scope *scope, const char *e164)
{
    struct phone_hash_id hash = hash_of(g, scope, e164);
    struct person *person;

    expect_ok(VIA(PERSONS(g), load, scope, scope->account, &hash, 1, &person));
    return person;
}

static struct touch touch(struct given *g, const char *tag)
{
    return (struct touch){ .tag = str_from_c(tag),
                           .at = g->scope.now,
                           .purpose = PURPOSE_COLLECTION,
                           .campaign = g->campaign };
}

static void begin(struct given *g, struct person *person, const char *tag)
{
    person_begin(person, touch(g, tag), instant_add(g->scope.now, MINUTES(12)), &g->arena);
}

static enum err save(struct given *g, struct person **persons, size_t n)
{
    struct person_save save = { g->scope.account, persons, n, ERR_OK };

    expect_ok(VIA(PERSONS(g), save, &g->scope, &save, 1));
    return save.err;
}

static void load__gives_a_fresh_person_for_a_number_not_seen(void **state)
{
    struct given *g = *state;

    struct person *person = loaded(g, &g->scope, "+573001112233");

    assert_int_equal(person->version, 0);
    assert_int_equal(person->touches.n, 0);
    assert_true(ID_EQ(person->account, g->scope.account));
    assert_true(ID_EQ(person->id, hash_of(g, &g->scope, "+573001112233")));
}

static void save__keeps_everything_of_the_decision(void **state)
{
    struct given *g = *state;
    struct person *person = loaded(g, &g->scope, "+573001112233");
    begin(g, person, "a-1");
    person->cool_until = instant_add(g->scope.now, HOURS(4));

    assert_int_equal(save(g, &person, 1), ERR_OK);
    assert_int_equal(person->version, 1);
    adapter_reopen(g->adapter);
    struct person *again = loaded(g, &g->scope, "+573001112233");

    assert_true(record_equal(&person_record, person, again));
}

static void save__of_two_who_decided_at_once_lets_one_win(void **state)
{
    struct given *g = *state;
    struct person *mine = loaded(g, &g->scope, "+573001112233");
    struct person *theirs = loaded(g, &g->scope, "+573001112233");
    begin(g, mine, "a-1");
    begin(g, theirs, "b-1");

    assert_int_equal(save(g, &mine, 1), ERR_OK);
    assert_int_equal(save(g, &theirs, 1), ERR_CONFLICT);

    assert_int_equal(theirs->version, 0);
    expect_str(loaded(g, &g->scope, "+573001112233")->guard_tag, "a-1");
}

static void save__of_a_decision_on_several_phones_is_all_or_none(void **state)
{
    struct given *g = *state;
    struct person *first = loaded(g, &g->scope, "+573001112233");
    struct person *second = loaded(g, &g->scope, "+573004445566");
    struct person *changed = loaded(g, &g->scope, "+573004445566");
    struct person *both[] = { first, second };
    begin(g, changed, "b-1");
    assert_int_equal(save(g, &changed, 1), ERR_OK);
    begin(g, first, "a-1");
    begin(g, second, "a-1");

    assert_int_equal(save(g, both, 2), ERR_CONFLICT);

    assert_int_equal(loaded(g, &g->scope, "+573001112233")->version, 0);
    assert_int_equal(first->version, 0);
}

static void save__decides_each_of_many_by_itself(void **state)
{
    struct given *g = *state;
    struct person *a = loaded(g, &g->scope, "+573001112233");
    struct person *stale = loaded(g, &g->scope, "+573001112233");
    struct person *c = loaded(g, &g->scope, "+573004445566");
    begin(g, a, "a-1");
    begin(g, stale, "b-1");
    begin(g, c, "c-1");
    struct person_save saves[] = { { g->scope.account, &a, 1, ERR_OK },
                                   { g->scope.account, &stale, 1, ERR_OK },
                                   { g->scope.account, &c, 1, ERR_OK } };

    expect_ok(VIA(PERSONS(g), save, &g->scope, saves, 3));

    assert_int_equal(saves[0].err, ERR_OK);
    assert_int_equal(saves[1].err, ERR_CONFLICT);
    assert_int_equal(saves[2].err, ERR_OK);
}

static void persons__of_other_accounts_are_other_persons(void **state)
{
    struct given *g = *state;
    struct person *person = loaded(g, &g->scope, "+573001112233");
    begin(g, person, "a-1");
    assert_int_equal(save(g, &person, 1), ERR_OK);

    struct phone_hash_id foreign = hash_of(g, &g->scope, "+573001112233");
    struct person *theirs;
    expect_ok(VIA(PERSONS(g), load, &g->other, g->other.account, &foreign, 1, &theirs));

    assert_int_equal(theirs->version, 0);
    assert_false(ID_EQ(foreign, hash_of(g, &g->other, "+573001112233")));
}

static struct suppression listed(struct given *g, const char *e164)
{
    return (struct suppression){ .id = { given_id(g) },
                                 .hash = hash_of(g, &g->scope, e164),
                                 .reason = SUPPRESSION_REQUESTED,
                                 .created_at = g->scope.now,
                                 .phone = { str_from_c(e164) } };
}

static void suppress__marks_the_person_and_lists_the_number(void **state)
{
    struct given *g = *state;
    struct suppression s = listed(g, "+573001112233");
    struct person *before = loaded(g, &g->scope, "+573001112233");
    void *found;

    expect_ok(VIA(PERSONS(g), suppress, &g->scope, &s));

    struct person *person = loaded(g, &g->scope, "+573001112233");
    assert_true(person_is_suppressed(person, g->scope.now));
    expect_str(person->suppressed_reason, "requested");
    expect_ok(VIA(g->adapter->records, find, &g->scope, &suppression_record, s.id.v, &found));
    expect_str(((struct suppression *)found)->phone.e164, "+573001112233");
    assert_int_equal(events_of(g, EVENT_SUPPRESSION_ADDED), 1);
    /* who decided before it was listed cannot save */
    begin(g, before, "a-1");
    assert_int_equal(save(g, &before, 1), ERR_CONFLICT);
    assert_int_equal(loaded(g, &g->other, "+573001112233")->version, 0);
}

static void suppress__again_changes_the_reason_and_the_end(void **state)
{
    struct given *g = *state;
    struct suppression s = listed(g, "+573001112233"), again = listed(g, "+573001112233");
    again.reason = SUPPRESSION_LEGAL;
    again.expires_at = SOME_INSTANT(instant_add(g->scope.now, HOURS(1)));

    expect_ok(VIA(PERSONS(g), suppress, &g->scope, &s));
    expect_ok(VIA(PERSONS(g), suppress, &g->scope, &again));

    assert_true(ID_EQ(again.id, s.id)); /* one for each number */
    struct person *person = loaded(g, &g->scope, "+573001112233");
    assert_true(person_is_suppressed(person, g->scope.now));
    assert_false(person_is_suppressed(person, instant_add(g->scope.now, HOURS(1))));
    expect_str(person->suppressed_reason, "legal");
}

static void unsuppress__takes_both_back(void **state)
{
    struct given *g = *state;
    struct suppression s = listed(g, "+573001112233");
    void *found;
    expect_ok(VIA(PERSONS(g), suppress, &g->scope, &s));

    assert_int_equal(VIA(PERSONS(g), unsuppress, &g->other, s.hash), ERR_NOT_FOUND);
    expect_ok(VIA(PERSONS(g), unsuppress, &g->scope, s.hash));

    assert_false(person_is_suppressed(loaded(g, &g->scope, "+573001112233"), g->scope.now));
    assert_int_equal(VIA(g->adapter->records, find, &g->scope, &suppression_record, s.id.v, &found),
                     ERR_NOT_FOUND);
    expect_error(VIA(PERSONS(g), unsuppress, &g->scope, s.hash), &g->scope.error, ERR_NOT_FOUND,
                 "suppression.not_found");
}

static void unsuppress__keeps_to_the_version_that_was_seen(void **state)
{
    struct given *g = *state;
    struct suppression s = listed(g, "+573001112233"), again = listed(g, "+573001112233");
    again.reason = SUPPRESSION_LEGAL;
    expect_ok(VIA(PERSONS(g), suppress, &g->scope, &s));

    g->scope.seen = (struct seen_record){ s.id.v, s.version };
    expect_ok(VIA(PERSONS(g), suppress, &g->scope, &again));

    expect_error(VIA(PERSONS(g), unsuppress, &g->scope, s.hash), &g->scope.error, ERR_CONFLICT,
                 "record.stale");

    assert_true(person_is_suppressed(loaded(g, &g->scope, "+573001112233"), g->scope.now));
    assert_int_equal(events_of(g, EVENT_SUPPRESSION_REMOVED), 0);
    g->scope.seen.version = again.version;
    expect_ok(VIA(PERSONS(g), unsuppress, &g->scope, s.hash));
}

static void suppress__gives_an_entry_no_version_twice(void **state)
{
    struct given *g = *state;
    struct suppression first = listed(g, "+573001112233"), again = first, anew = first;

    expect_ok(VIA(PERSONS(g), suppress, &g->scope, &first));
    expect_ok(VIA(PERSONS(g), suppress, &g->scope, &again));
    expect_ok(VIA(PERSONS(g), unsuppress, &g->scope, first.hash));
    expect_ok(VIA(PERSONS(g), suppress, &g->scope, &anew));

    assert_true(ID_EQ(anew.id, first.id));
    assert_true(first.version > 0 && again.version > first.version);
    assert_true(anew.version > again.version);
    g->scope.seen = (struct seen_record){ first.id.v, first.version };
    expect_error(VIA(PERSONS(g), unsuppress, &g->scope, first.hash), &g->scope.error, ERR_CONFLICT,
                 "record.stale");
}

static void suppressed_global__holds_for_all_accounts(void **state)
{
    struct given *g = *state;
    struct phone_hash_id hashes[2] = {
        VIA(g->adapter->hasher, global_hash, (struct phone){ STR("+573001112233") }),
        VIA(g->adapter->hasher, global_hash, (struct phone){ STR("+573004445566") }),
    };
    bool found[2] = { false, true };

    struct platform_suppression entry = { .id = { hashes[0].v },
                                          .reason = SUPPRESSION_REGISTRY,
                                          .phone = { STR("+573001112233") } };
    struct scope own = g->scope;
    struct page page;

    own.account = (struct account_id){ { { 0 } } };
    expect_ok(VIA(g->adapter->records, save, &own, &platform_suppression_record, &entry, NULL));
    expect_ok(VIA(PERSONS(g), suppressed_global, &g->other, hashes, 2, found));
    assert_true(found[0]);
    assert_false(found[1]);

    /* the number is sealed and can be read again; no account sees the entry */
    struct page_query query = { .limit = 10 };
    expect_ok(VIA(g->adapter->records, page, &own, &platform_suppression_record, &query, &page));
    assert_int_equal(page.n, 1);
    expect_str(((struct platform_suppression *)page.items)->phone.e164, "+573001112233");
    expect_ok(
        VIA(g->adapter->records, page, &g->scope, &platform_suppression_record, &query, &page));
    assert_int_equal(page.n, 0);

    entry.expires_at = SOME_INSTANT(instant_add(g->scope.now, HOURS(1)));
    expect_ok(VIA(g->adapter->records, save, &own, &platform_suppression_record, &entry, NULL));
    expect_ok(VIA(PERSONS(g), suppressed_global, &g->other, hashes, 2, found));
    assert_true(found[0]);
    g->other.now = instant_add(g->scope.now, HOURS(1));
    expect_ok(VIA(PERSONS(g), suppressed_global, &g->other, hashes, 2, found));
    assert_false(found[0]);

    expect_ok(VIA(g->adapter->records, remove, &own, &platform_suppression_record, entry.id.v));
    expect_ok(VIA(PERSONS(g), suppressed_global, &g->scope, hashes, 2, found));
    assert_false(found[0]);
}

static void hashes__tell_nothing_of_one_another(void **state)
{
    struct given *g = *state;
    struct phone phone = { STR("+573001112233") };
    struct phone_hash_id own = VIA(g->adapter->hasher, account_hash, g->scope.account, phone);
    struct phone_hash_id global = VIA(g->adapter->hasher, global_hash, phone);

    assert_false(ID_EQ(own, global));
    assert_true(ID_EQ(own, VIA(g->adapter->hasher, account_hash, g->scope.account, phone)));
    adapter_reopen(g->adapter);
    assert_true(ID_EQ(own, VIA(g->adapter->hasher, account_hash, g->scope.account, phone)));
}

struct dialer {
    struct given *g;
    int number, won;
};

static void *dial(void *context)
{
    struct dialer *d = context;
    struct given *g = d->g;
    struct arena arena = arena_init();
    struct scope scope = scope_system(&arena, g->scope.account, g->scope.now, log_none());
    struct person *person;
    struct phone_hash_id hash = hash_of(g, &scope, "+573001112233");

    scope.error.arena = &arena;
    for (int i = 0; i < 10; i++) {
        expect_ok(VIA(PERSONS(g), load, &scope, scope.account, &hash, 1, &person));
        if (person->guard_tag.n > 0)
            break; /* somebody rings it */
        struct touch t = touch(g, "");
        t.tag = str_format(&arena, "t-%d", d->number);
        person_begin(person, t, instant_add(scope.now, MINUTES(12)), &arena);
        struct person_save save = { scope.account, &person, 1, ERR_OK };
        expect_ok(VIA(PERSONS(g), save, &scope, &save, 1));
        d->won += save.err == ERR_OK;
    }
    arena_release(&arena);
    return NULL;
}

static void threads__cannot_ring_one_person_twice(void **state)
{
    enum { THREADS = 6 };
    struct given *g = *state;
    struct dialer dialers[THREADS];
    pthread_t threads[THREADS];
    int won = 0;

    for (int i = 0; i < THREADS; i++) {
        dialers[i] = (struct dialer){ g, i, 0 };
        assert_int_equal(pthread_create(&threads[i], NULL, dial, &dialers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        won += dialers[i].won;
    }

    assert_int_equal(won, 1);
    assert_int_equal(loaded(g, &g->scope, "+573001112233")->touches.n, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(load__gives_a_fresh_person_for_a_number_not_seen),
        TEST(save__keeps_everything_of_the_decision),
        TEST(save__of_two_who_decided_at_once_lets_one_win),
        TEST(save__of_a_decision_on_several_phones_is_all_or_none),
        TEST(save__decides_each_of_many_by_itself),
        TEST(persons__of_other_accounts_are_other_persons),
        TEST(suppress__marks_the_person_and_lists_the_number),
        TEST(suppress__again_changes_the_reason_and_the_end),
        TEST(unsuppress__takes_both_back),
        TEST(unsuppress__keeps_to_the_version_that_was_seen),
        TEST(suppress__gives_an_entry_no_version_twice),
        TEST(suppressed_global__holds_for_all_accounts),
        TEST(hashes__tell_nothing_of_one_another),
        TEST(threads__cannot_ring_one_person_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
