/* tests/contract/record_pages_contract.c - how every record store finds: pages, filters, sorts, and
 * across accounts. */
#include "base/strbuf.h"
#include "contract/given_gadgets.h"

#define STORE(g) ((g)->adapter->records)

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
        TEST(page__walks_all_in_both_directions),
        TEST(page__sorts_by_a_field_then_by_birth),
        TEST(page__refuses_a_sort_that_it_does_not_keep),
        TEST(page__filters_by_indexed_fields),
        TEST(page__finds_texts_by_a_part_of_them),
        TEST(page__finds_by_a_part_page_after_page_and_of_one_account),
        TEST(page__refuses_what_it_cannot_ask),
        TEST(find_global__looks_across_accounts),
        TEST(page_global__walks_every_account),
    };

    return cmocka_run_group_tests_name("record pages", tests, NULL, NULL);
}
