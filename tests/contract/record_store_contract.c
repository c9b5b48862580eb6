/* tests/contract/record_store_contract.c - what every record store promises. */
#include "base/strbuf.h"
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

static struct page page_of(struct given *g, const struct page_query *query)
{
    struct page page;

    expect_ok(VIA(STORE(g), page, &g->scope, &gadget_record, query, &page));
    return page;
}

#define expect_page_refused(g, query, slug)                                                        \
    expect_error(VIA(STORE(g), page, &(g)->scope, &gadget_record, (query), &(struct page){ 0 }),   \
                 &(g)->scope.error, ERR_INVALID, (slug))

static void page__walks_all_in_both_directions(void **state)
{
    struct given *g = *state;
    struct script_id ids[7];

    for (size_t i = 0; i < ARRAY_LEN(ids); i++)
        ids[i] = saved_gadget(g, "x").id;
    for (int descending = 0; descending < 2; descending++) {
        struct page_query query = { .limit = 3, .descending = descending };
        size_t seen = 0;

        do {
            struct page page = page_of(g, &query);
            const struct gadget *items;

            items = page.items;
            for (size_t i = 0; i < page.n; i++, seen++)
                assert_true(ID_EQ(items[i].id, ids[descending ? ARRAY_LEN(ids) - 1 - seen : seen]));
            assert_true(page.n == 3 || page.next.p == NULL);
            query.after = page.next;
        } while (query.after.p != NULL);
        assert_int_equal(seen, ARRAY_LEN(ids));
    }
}

/* Walks the whole list two at a time; the names in the order they came, each before a blank. */
static const char *names_by(struct given *g, const char *sort, bool descending)
{
    struct page_query query = { .limit = 2, .sort = str_from_c(sort), .descending = descending };
    struct strbuf names = strbuf_init(&g->arena, 256);

    do {
        struct page page = page_of(g, &query);
        const struct gadget *items;

        items = page.items;
        for (size_t i = 0; i < page.n; i++) {
            strbuf_add(&names, items[i].name.p == NULL ? STR("none") : items[i].name);
            strbuf_add_char(&names, ' ');
        }
        query.after = page.next;
    } while (query.after.p != NULL);
    return str_c(&g->arena, strbuf_str(&names));
}

static void page__sorts_by_a_field_then_by_birth(void **state)
{
    struct given *g = *state;
    static const struct {
        struct str name;
        int64_t number;
    } born[] = {
        { STR_INIT("cuarta"), 7 }, { STR_INIT("ñandú"), -3 },  { { NULL, 0 }, 7 },
        { STR_INIT("cuarta"), 0 }, { STR_INIT("primera"), 7 }, { { NULL, 0 }, INT64_MIN },
    };

    for (size_t i = 0; i < ARRAY_LEN(born); i++) {
        struct gadget gadget = gadget_named(g, "");

        gadget.name = born[i].name;
        gadget.number = born[i].number;
        expect_ok(VIA(STORE(g), save, &g->scope, &gadget_record, &gadget, NULL));
    }

    assert_string_equal(names_by(g, "name", false), "none none cuarta cuarta primera ñandú ");
    assert_string_equal(names_by(g, "name", true), "ñandú primera cuarta cuarta none none ");
    assert_string_equal(names_by(g, "number", false), "none ñandú cuarta cuarta none primera ");
    assert_string_equal(names_by(g, "number", true), "primera none cuarta cuarta ñandú none ");
}

static void page__refuses_a_sort_that_it_does_not_keep(void **state)
{
    struct given *g = *state;
    static const char *const unsorted[] = { "seen_at", "email", "secret", "wait_ms", "nothing" };
    struct page_query query = { .limit = 1, .sort = STR("name") };
    struct page page;

    saved_gadget(g, "a");
    saved_gadget(g, "b");
    for (size_t i = 0; i < ARRAY_LEN(unsorted); i++) {
        query.sort = str_from_c(unsorted[i]);
        expect_page_refused(g, &query, "sort.unknown");
    }

    /* a cursor belongs to its sort */
    query.sort = STR("name");
    page = page_of(g, &query);
    assert_non_null(page.next.p);
    query = (struct page_query){ .limit = 1, .after = page.next };
    expect_page_refused(g, &query, "page.bad_cursor");
}

static size_t count_where(struct given *g, const char *field, enum filter_op op, const char *value)
{
    struct page_query query = { .n = 1 };
    struct page page;

    query.filters[0] = (struct filter){ str_from_c(field), op, str_from_c(value) };
    page = page_of(g, &query);
    return page.n;
}

static void page__filters_by_indexed_fields(void **state)
{
    struct given *g = *state;
    struct gadget a = gadget_named(g, "a"), b = gadget_named(g, "b");

    a.number = 10;
    a.seen_at.unix_ms = INT64_C(1795618800000);
    b.number = -5;
    b.status = ACCOUNT_CLOSED;
    b.email = STR("b@example.com");
    expect_ok(VIA(STORE(g), save, &g->scope, &gadget_record, &a, NULL));
    expect_ok(VIA(STORE(g), save, &g->scope, &gadget_record, &b, NULL));

    assert_int_equal(count_where(g, "status", FILTER_EQ, "closed"), 1);
    assert_int_equal(count_where(g, "name", FILTER_EQ, "a"), 1);
    assert_int_equal(count_where(g, "number", FILTER_GTE, "-5"), 2);
    assert_int_equal(count_where(g, "number", FILTER_LT, "10"), 1);
    assert_int_equal(count_where(g, "seen_at", FILTER_GTE, "2026-11-25T15:00:00Z"), 1);
    assert_int_equal(count_where(g, "email", FILTER_EQ, "b@example.com"), 1);
    assert_int_equal(count_where(g, "email", FILTER_EQ, "B@example.com"), 0);
    assert_int_equal(count_where(g, "id", FILTER_EQ, str_c(&g->arena, ID_TEXT(&g->arena, a.id))),
                     1);
}

static void page__finds_texts_by_a_part_of_them(void **state)
{
    struct given *g = *state;

    saved_gadget(g, "Cartera OCTUBRE \xe2\x80\x93 tramo 1");
    saved_gadget(g, "Campa\xc3\xb1\x61 de cobro (50%)");
    saved_gadget(g, "campan\xcc\x83\x61 vieja");
    saved_gadget(g, "\xe6\x9d\xb1\xe4\xba\xac");

    assert_int_equal(count_where(g, "name", FILTER_CONTAINS, "octubre"), 1);
    assert_int_equal(count_where(g, "name", FILTER_CONTAINS, "\xc3\xb3\x63tubre  tramo"), 1);
    assert_int_equal(count_where(g, "name", FILTER_CONTAINS, "octubretramo"), 0);
    assert_int_equal(count_where(g, "name", FILTER_CONTAINS, "ART"), 1);
    assert_int_equal(count_where(g, "name", FILTER_CONTAINS, "campana"), 2);
    assert_int_equal(count_where(g, "name", FILTER_CONTAINS, "CAMPA\xc3\x91\x41"), 2);
    assert_int_equal(count_where(g, "name", FILTER_CONTAINS, "(50%)"), 1);
    assert_int_equal(count_where(g, "name", FILTER_CONTAINS, "%"), 1);
    assert_int_equal(count_where(g, "name", FILTER_CONTAINS, ".*"), 0);
    assert_int_equal(count_where(g, "name", FILTER_CONTAINS, "\xe4\xba\xac"), 1);
    assert_int_equal(count_where(g, "name", FILTER_CONTAINS, "'; DROP TABLE gadgets; --"), 0);
}

static void page__finds_by_a_part_page_after_page_and_of_one_account(void **state)
{
    struct given *g = *state;
    struct page_query query = { .n = 1, .limit = 2, .sort = STR("name"), .descending = true };
    struct gadget foreign = gadget_named(g, "tramo 9");
    size_t seen = 0;

    for (int i = 0; i < 5; i++) {
        saved_gadget(g, str_c(&g->arena, str_format(&g->arena, "Tramo %d", i)));
        saved_gadget(g, "otra cosa");
    }
    expect_ok(VIA(STORE(g), save, &g->other, &gadget_record, &foreign, NULL));
    query.filters[0] = (struct filter){ STR("name"), FILTER_CONTAINS, STR("tramo") };

    do {
        struct page page = page_of(g, &query);
        const struct gadget *items;

        items = page.items;
        for (size_t i = 0; i < page.n; i++, seen++)
            assert_true(str_eq(items[i].name, str_format(&g->arena, "Tramo %d", 4 - (int)seen)));
        query.after = page.next;
    } while (query.after.p != NULL);

    assert_int_equal(seen, 5);
}

static void page__refuses_what_it_cannot_ask(void **state)
{
    struct given *g = *state;
    struct page_query query = { .n = 1 };

    query.filters[0] = (struct filter){ STR("secret"), FILTER_EQ, STR("x") };
    expect_page_refused(g, &query, "filter.unknown");
    query.filters[0].field = STR("wait_ms");
    expect_page_refused(g, &query, "filter.unknown");
    query.filters[0] = (struct filter){ STR("email"), FILTER_CONTAINS, STR("x") };
    expect_page_refused(g, &query, "filter.unknown");
    query.filters[0] = (struct filter){ STR("number"), FILTER_CONTAINS, STR("1") };
    expect_page_refused(g, &query, "filter.unknown");
    query.filters[0] = (struct filter){ STR("status"), FILTER_EQ, STR("sleeping") };
    expect_page_refused(g, &query, "filter.bad_value");
    query = (struct page_query){ .after = STR("'; DROP TABLE gadgets; --") };
    expect_page_refused(g, &query, "page.bad_cursor");
}

static void find_global__looks_across_accounts(void **state)
{
    struct given *g = *state;
    struct scope system = scope_system(&g->arena, (struct account_id){ { { 0 } } },
                                       g->adapter->clock->wall, log_none());
    struct gadget gadget = gadget_named(g, "unique name"), *found;
    void *object;

    gadget.email = STR("ana@example.com");
    expect_ok(VIA(STORE(g), save, &g->other, &gadget_record, &gadget, NULL));

    expect_ok(
        VIA(STORE(g), find_global, &system, &gadget_record, "name", STR("unique name"), &object));
    found = object;
    assert_true(ID_EQ(found->account, g->other.account));
    expect_ok(VIA(STORE(g), find_global, &system, &gadget_record, "email", STR("ana@example.com"),
                  &object));
    found = object;
    expect_str(found->email, "ana@example.com");
    assert_int_equal(
        VIA(STORE(g), find_global, &system, &gadget_record, "name", STR("nobody"), &object),
        ERR_NOT_FOUND);
}

static void page_global__walks_every_account(void **state)
{
    struct given *g = *state;
    struct scope system = scope_system(&g->arena, (struct account_id){ { { 0 } } },
                                       g->adapter->clock->wall, log_none());
    struct page_query query = { .limit = 2, .n = 1 };
    size_t seen = 0;

    query.filters[0] = (struct filter){ STR("status"), FILTER_EQ, STR("active") };
    for (int i = 0; i < 5; i++) {
        struct gadget gadget = gadget_named(g, "x");

        expect_ok(
            VIA(STORE(g), save, i % 2 ? &g->scope : &g->other, &gadget_record, &gadget, NULL));
    }
    do {
        struct page page;

        expect_ok(VIA(STORE(g), page_global, &system, &gadget_record, &query, &page));
        seen += page.n;
        query.after = page.next;
    } while (query.after.p != NULL);
    assert_int_equal(seen, 5);
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
        TEST(page__walks_all_in_both_directions),
        TEST(page__filters_by_indexed_fields),
        TEST(page__finds_texts_by_a_part_of_them),
        TEST(page__finds_by_a_part_page_after_page_and_of_one_account),
        TEST(page__sorts_by_a_field_then_by_birth),
        TEST(page__refuses_a_sort_that_it_does_not_keep),
        TEST(page__refuses_what_it_cannot_ask),
        TEST(find_global__looks_across_accounts),
        TEST(page_global__walks_every_account),
    };

    return cmocka_run_group_tests_name("record store", tests, NULL, NULL);
}
