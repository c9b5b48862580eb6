/* tests/contract/record_store_contract.c - what every record store promises of one record,
 * and of several that are saved together. */
#include "contract/given_gadgets.h"

#define STORE(g) ((g)->adapter->records)

static enum err find(struct given *g, struct scope *scope, struct id128 id, struct gadget **ret)
{
    void *found = NULL;
    enum err err = VIA(STORE(g), find, scope, &gadget_record, id, &found);

    *ret = found;
    return err;
}

static struct gadget full_gadget(struct given *g)
{
    static struct str tags[] = { STR_INIT("uno"), STR_INIT("dos \"comillas\"") };
    static struct str_pair words[] = { { STR_INIT("z"), STR_INIT("última") },
                                       { STR_INIT("a"), STR_INIT("") } };
    static struct gadget_part parts[] = { { STR_INIT("rueda"), 3, { true, { 1 } } },
                                          { STR_INIT("eje"), -7, { false, { 0 } } } };
    struct gadget gadget = gadget_named(g, "José \xf0\x9f\x99\x82");

    gadget.number = INT64_MIN + 1;
    gadget.on = true;
    gadget.seen_at.unix_ms = -1;
    gadget.wait_ms.ms = 90000;
    gadget.price = AMOUNT(INT64_MAX, UNIT_TALK_MS);
    gadget.charge = (struct opt_amount){ true, AMOUNT(0, UNIT_COP) };
    gadget.most = SOME_I64(0);
    gadget.digest = (struct str){ "\0\1\xff", 3 };
    gadget.tags = (struct str_list){ tags, 2 };
    gadget.words = (struct str_map){ words, 2 };
    gadget.part = parts[0];
    gadget.parts.items = parts;
    gadget.parts.n = 2;
    gadget.email = STR("ana@example.com");
    gadget.secret = STR("+573001234567");
    gadget.variables = (struct str_map){ words, 2 };
    return gadget;
}

static void save__keeps_every_kind_of_field(void **state)
{
    struct given *g = *state;
    struct gadget saved = full_gadget(g), *found;

    expect_ok(VIA(STORE(g), save, &g->scope, &gadget_record, &saved, NULL));
    adapter_reopen(g->adapter);

    expect_ok(find(g, &g->scope, saved.id.v, &found));
    assert_int_equal(saved.version, 1);
    assert_true(record_equal(&gadget_record, &saved, found));
    assert_true(ID_EQ(found->account, g->scope.account));
    assert_false(found->ended_at.has);
    assert_true(found->most.has);
}

static void save__keeps_none_apart_from_empty(void **state)
{
    struct given *g = *state;
    struct gadget saved = gadget_named(g, ""), *found;

    saved.secret = STR("");
    expect_ok(VIA(STORE(g), save, &g->scope, &gadget_record, &saved, NULL));

    expect_ok(find(g, &g->scope, saved.id.v, &found));
    assert_non_null(found->name.p);
    assert_int_equal(found->tags.n, 0);
    assert_false(found->charge.has);
    assert_false(found->most.has);
    assert_null(found->digest.p);
}

static void save__refuses_a_stale_version(void **state)
{
    struct given *g = *state;
    struct gadget born = saved_gadget(g, "one"), *mine, *theirs;

    expect_ok(find(g, &g->scope, born.id.v, &mine));
    expect_ok(find(g, &g->scope, born.id.v, &theirs));
    theirs->number = 7;
    expect_ok(VIA(STORE(g), save, &g->scope, &gadget_record, theirs, NULL));

    mine->number = 8;
    expect_error(VIA(STORE(g), save, &g->scope, &gadget_record, mine, NULL), &g->scope.error,
                 ERR_CONFLICT, "record.conflict");
    assert_int_equal(mine->version, 1);
    expect_ok(find(g, &g->scope, born.id.v, &mine));
    assert_int_equal(mine->number, 7);
    assert_int_equal(mine->version, 2);
}

static void save__refuses_an_id_that_is_there(void **state)
{
    struct given *g = *state;
    struct gadget born = saved_gadget(g, "one");

    born.version = 0;
    expect_error(VIA(STORE(g), save, &g->scope, &gadget_record, &born, NULL), &g->scope.error,
                 ERR_EXISTS, "record.exists");
}

static void find__does_not_see_another_account(void **state)
{
    struct given *g = *state;
    struct gadget born = saved_gadget(g, "mine"), *found;
    struct page page;

    expect_error(find(g, &g->other, born.id.v, &found), &g->other.error, ERR_NOT_FOUND,
                 "gadget.not_found");
    expect_ok(VIA(STORE(g), page, &g->other, &gadget_record, &(struct page_query){ 0 }, &page));
    assert_int_equal(page.n, 0);
    expect_error(VIA(STORE(g), save, &g->other, &gadget_record, &born, NULL), &g->other.error,
                 ERR_NOT_FOUND, "gadget.not_found");
    expect_error(VIA(STORE(g), remove, &g->other, &gadget_record, born.id.v), &g->other.error,
                 ERR_NOT_FOUND, "gadget.not_found");
    expect_ok(find(g, &g->scope, born.id.v, &found));
}

static void found_objects__are_copies(void **state)
{
    struct given *g = *state;
    struct gadget born = saved_gadget(g, "one"), *first, *second;

    expect_ok(find(g, &g->scope, born.id.v, &first));
    first->number = 99;
    expect_ok(find(g, &g->scope, born.id.v, &second));
    assert_int_equal(second->number, 0);
}

static void save__stores_events_in_the_same_step(void **state)
{
    struct given *g = *state;
    struct event_list raised = { NULL, 0, 0 }, told;
    struct gadget gadget = gadget_named(g, "one"), *found;

    event_list_add(&raised, &g->arena, (struct event){ .type = EVENT_CAMPAIGN_CREATED });
    event_list_add(&raised, &g->arena,
                   (struct event){ .type = EVENT_CAMPAIGN_CHANGED, .detail = STR("name") });
    expect_ok(VIA(STORE(g), save, &g->scope, &gadget_record, &gadget, &raised));
    assert_int_equal(raised.n, 0);

    expect_ok(VIA(g->adapter->events, page, &g->scope, 0, 10, &told));
    assert_int_equal(told.n, 2);
    assert_int_equal(told.items[0].type, EVENT_CAMPAIGN_CREATED);
    assert_true(id128_eq(told.items[0].aggregate, gadget.id.v));
    assert_true(ID_EQ(told.items[0].account, g->scope.account));
    assert_int_equal(told.items[1].version, 1);
    assert_true(told.items[1].seq > told.items[0].seq);
    expect_str(told.items[1].detail, "name");
    expect_str(told.items[1].actor, "system");

    /* a save that is refused tells nothing */
    expect_ok(find(g, &g->scope, gadget.id.v, &found));
    found->version = 5;
    event_list_add(&raised, &g->arena, (struct event){ .type = EVENT_CAMPAIGN_CHANGED });
    assert_int_equal(VIA(STORE(g), save, &g->scope, &gadget_record, found, &raised), ERR_CONFLICT);
    expect_ok(VIA(g->adapter->events, page, &g->scope, 0, 10, &told));
    assert_int_equal(told.n, 2);
}

static void save_many__stores_the_first_only_with_all_others(void **state)
{
    struct given *g = *state;
    struct gadget born = saved_gadget(g, "old");
    struct gadget a = gadget_named(g, "a"), b = gadget_named(g, "b"), *found;
    struct event_list raised = { NULL, 0, 0 }, told;
    void *objects[] = { &a, &b };

    b.id = born.id; /* it is there */
    event_list_add(&raised, &g->arena, (struct event){ .type = EVENT_CAMPAIGN_CREATED });
    assert_int_equal(VIA(STORE(g), save_many, &g->scope, &gadget_record, objects, 2, &raised),
                     ERR_EXISTS);
    assert_int_equal(find(g, &g->scope, a.id.v, &found), ERR_NOT_FOUND);
    assert_int_equal(a.version, 0);
    expect_ok(VIA(g->adapter->events, page, &g->scope, 0, 10, &told));
    assert_int_equal(told.n, 0);

    b.id.v = given_id(g);
    expect_ok(VIA(STORE(g), save_many, &g->scope, &gadget_record, objects, 2, &raised));
    expect_ok(find(g, &g->scope, a.id.v, &found));
    expect_ok(find(g, &g->scope, b.id.v, &found));
    assert_int_equal(b.version, 1);
    expect_ok(VIA(g->adapter->events, page, &g->scope, 0, 10, &told));
    assert_int_equal(told.n, 1);
}

static void save_many__lets_two_that_swap_places_not_both_win(void **state)
{
    struct given *g = *state;
    struct gadget one = saved_gadget(g, "one"), two = saved_gadget(g, "two");
    struct gadget one_again = one, two_again = two;
    void *mine[] = { &one, &two }, *theirs[] = { &two_again, &one_again };

    /* each changes the first on the strength of what the second was when it was read */
    expect_ok(VIA(STORE(g), save_many, &g->scope, &gadget_record, mine, 2, NULL));

    expect_error(VIA(STORE(g), save_many, &g->scope, &gadget_record, theirs, 2, NULL),
                 &g->scope.error, ERR_CONFLICT, "record.conflict");
}

static void idempotency_key__creates_one_record(void **state)
{
    struct given *g = *state;
    struct gadget first = gadget_named(g, "one"), second = gadget_named(g, "two"), *found;
    struct id128 created;

    g->scope.idempotency_key = STR("a-key-of-sixteen-or-more");
    g->other.idempotency_key = g->scope.idempotency_key;
    assert_int_equal(VIA(STORE(g), find_created, &g->scope, &gadget_record, &created),
                     ERR_NOT_FOUND);
    expect_ok(VIA(STORE(g), save, &g->scope, &gadget_record, &first, NULL));

    expect_error(VIA(STORE(g), save, &g->scope, &gadget_record, &second, NULL), &g->scope.error,
                 ERR_EXISTS, "idempotency.replayed");
    assert_int_equal(find(g, &g->scope, second.id.v, &found), ERR_NOT_FOUND);
    expect_ok(VIA(STORE(g), find_created, &g->scope, &gadget_record, &created));
    assert_true(id128_eq(created, first.id.v));

    /* a change is no creation; another account has keys of its own */
    expect_ok(VIA(STORE(g), save, &g->scope, &gadget_record, &first, NULL));
    expect_ok(VIA(STORE(g), save, &g->other, &gadget_record, &second, NULL));
}

/* What a client names is held against what is written, not against what was read before. */
static void save__keeps_to_the_version_that_was_seen(void **state)
{
    struct given *g = *state;
    struct gadget mine = saved_gadget(g, "one"), other = saved_gadget(g, "two");

    g->scope.seen = (struct seen_record){ mine.id.v, mine.version + 1 };
    expect_error(VIA(STORE(g), save, &g->scope, &gadget_record, &mine, NULL), &g->scope.error,
                 ERR_CONFLICT, "record.stale");
    error_clear(&g->scope.error);
    g->scope.seen.version = mine.version;
    expect_ok(VIA(STORE(g), save, &g->scope, &gadget_record, &other, NULL));
    expect_ok(VIA(STORE(g), save, &g->scope, &gadget_record, &mine, NULL));
    /* its own next write is no other's */
    expect_ok(VIA(STORE(g), save, &g->scope, &gadget_record, &mine, NULL));
}

/* What is listed for all accounts comes again under its id. */
static void save__gives_what_comes_again_no_version_twice(void **state)
{
    struct given *g = *state;
    struct scope own =
        scope_system(&g->arena, (struct account_id){ { { 0 } } }, g->scope.now, log_none());
    struct platform_suppression entry = { .id = { given_id(g) },
                                          .reason = SUPPRESSION_REQUESTED,
                                          .note = STR(""),
                                          .created_at = g->scope.now,
                                          .phone = { STR("+573001112233") } };
    struct platform_suppression anew = entry;

    expect_ok(VIA(STORE(g), save, &own, &platform_suppression_record, &entry, NULL));
    own.seen = (struct seen_record){ entry.id.v, entry.version };
    expect_ok(VIA(STORE(g), save, &own, &platform_suppression_record, &entry, NULL));
    assert_true(own.seen.version < entry.version);
    expect_ok(VIA(STORE(g), remove, &own, &platform_suppression_record, entry.id.v));
    own.now = instant_add(own.now, SECONDS(1));
    expect_ok(VIA(STORE(g), save, &own, &platform_suppression_record, &anew, NULL));

    assert_true(anew.version > entry.version);
    own.seen = (struct seen_record){ entry.id.v, entry.version };
    expect_error(VIA(STORE(g), remove, &own, &platform_suppression_record, entry.id.v), &own.error,
                 ERR_CONFLICT, "record.stale");
}

static void remove__forgets_the_record(void **state)
{
    struct given *g = *state;
    struct gadget born = saved_gadget(g, "one"), *found;

    expect_ok(VIA(STORE(g), remove, &g->scope, &gadget_record, born.id.v));

    assert_int_equal(find(g, &g->scope, born.id.v, &found), ERR_NOT_FOUND);
    assert_int_equal(VIA(STORE(g), remove, &g->scope, &gadget_record, born.id.v), ERR_NOT_FOUND);
}

static void remove__keeps_to_the_version_that_was_seen(void **state)
{
    struct given *g = *state;
    struct gadget mine = saved_gadget(g, "one"), other = saved_gadget(g, "two"), *found;
    struct scope somebody = g->scope;

    g->scope.seen = (struct seen_record){ mine.id.v, mine.version };
    expect_ok(VIA(STORE(g), save, &somebody, &gadget_record, &mine, NULL));
    expect_error(VIA(STORE(g), remove, &g->scope, &gadget_record, mine.id.v), &g->scope.error,
                 ERR_CONFLICT, "record.stale");
    expect_ok(find(g, &g->scope, mine.id.v, &found));

    /* another record is not concerned, nor is this one once it is seen as it is */
    expect_ok(VIA(STORE(g), remove, &g->scope, &gadget_record, other.id.v));
    g->scope.seen.version = mine.version;
    expect_ok(VIA(STORE(g), remove, &g->scope, &gadget_record, mine.id.v));
    g->scope.seen = (struct seen_record){ mine.id.v, mine.version };
    expect_error(VIA(STORE(g), remove, &g->scope, &gadget_record, mine.id.v), &g->scope.error,
                 ERR_NOT_FOUND, "gadget.not_found");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_two_accounts, given_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(save__keeps_every_kind_of_field),
        TEST(save__keeps_none_apart_from_empty),
        TEST(save__refuses_a_stale_version),
        TEST(save__refuses_an_id_that_is_there),
        TEST(find__does_not_see_another_account),
        TEST(found_objects__are_copies),
        TEST(save__stores_events_in_the_same_step),
        TEST(save_many__stores_the_first_only_with_all_others),
        TEST(save_many__lets_two_that_swap_places_not_both_win),
        TEST(idempotency_key__creates_one_record),
        TEST(save__keeps_to_the_version_that_was_seen),
        TEST(save__gives_what_comes_again_no_version_twice),
        TEST(remove__forgets_the_record),
        TEST(remove__keeps_to_the_version_that_was_seen),
    };

    return cmocka_run_group_tests_name("record store", tests, NULL, NULL);
}
