/* tests/unit/application/test_change_suppressions.c - who must not be called is not called. */
#include "support/world.h"

#include "application/commands/change_suppressions.h"
#include "application/queries/find_suppressions.h"

static struct suppression of(const char *phone)
{
    return (struct suppression){ .phone = { str_from_c(phone) }, .note = STR("") };
}

static struct suppression *suppressed(struct world *w, struct suppression wanted)
{
    struct suppression *made;

    expect_ok(suppress_phone(&w->ports, scope_of(w), &wanted, &made));
    return made;
}

static struct person *person_of(struct world *w, const char *e164)
{
    struct phone phone = { str_from_c(e164) };
    struct phone_hash_id hash = VIA(w->ports.hasher, account_hash, w->d.account.id, phone);
    struct person *person;

    expect_ok(VIA(w->ports.persons, load, scope_of(w), w->d.account.id, &hash, 1, &person));
    return person;
}

static void suppress__takes_a_phone_as_people_write_it(void **state)
{
    struct world *w = *state;
    struct suppression *made = suppressed(w, of("300 111-2233"));

    expect_str(made->phone.e164, "+573001112233");
    assert_int_equal(made->reason, SUPPRESSION_REQUESTED);
    assert_true(person_of(w, "+573001112233")->suppressed);
    assert_int_equal(events_of(w, EVENT_SUPPRESSION_ADDED), 1);
}

static void suppress__again_changes_the_entry(void **state)
{
    struct world *w = *state;
    struct suppression again = of("+573001112233");
    struct instant before = w->d.clock.wall;
    struct suppression_id first = suppressed(w, of("3001112233"))->id;

    again.reason = SUPPRESSION_LEGAL;
    fixed_clock_move(&w->d.clock, HOURS(1));
    struct suppression *made = suppressed(w, again);

    assert_true(ID_EQ(made->id, first));
    assert_int_equal(made->reason, SUPPRESSION_LEGAL);
    assert_int_equal(made->created_at.unix_ms, before.unix_ms);
}

static void suppress__refuses_what_is_no_phone(void **state)
{
    struct world *w = *state;
    struct suppression wrong = of("12"), *made;

    expect_refused(w, suppress_phone(&w->ports, scope_of(w), &wrong, &made), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "phone"), "phone.too_short");
    expect_forbidden(
        w, suppress_phone(&w->ports, scope_with(w, all_but(PERMISSION_SUPPRESS)), &wrong, &made));
}

static void suppress__is_each_accounts_own(void **state)
{
    struct world *w = *state;
    struct suppression wanted = of("+573001112233"), *made;

    expect_ok(suppress_phone(&w->ports, scope_elsewhere(w), &wanted, &made));
    assert_false(person_of(w, "+573001112233")->suppressed);
    expect_refused(w, unsuppress_phone(&w->ports, scope_of(w), made->id), ERR_NOT_FOUND,
                   "suppression.not_found");
}

static void unsuppress__takes_it_off_the_list(void **state)
{
    struct world *w = *state;
    struct suppression_id id = suppressed(w, of("+573001112233"))->id;

    expect_forbidden(w,
                     unsuppress_phone(&w->ports, scope_with(w, all_but(PERMISSION_SUPPRESS)), id));
    expect_ok(unsuppress_phone(&w->ports, scope_of(w), id));
    assert_false(person_of(w, "+573001112233")->suppressed);
    expect_refused(w, unsuppress_phone(&w->ports, scope_of(w), id), ERR_NOT_FOUND,
                   "suppression.not_found");
}

/* Somebody changes the entry between the look at it and its removal. */
static const struct person_repository_ops *persons_inside;

static enum err changed_before(void *self, struct scope *scope, struct phone_hash_id hash)
{
    struct suppression again = of("+573001112233");
    struct scope somebody = *scope;

    again.id = (struct suppression_id){ hash.v };
    again.hash = hash;
    again.reason = SUPPRESSION_LEGAL;
    expect_ok(persons_inside->suppress(self, &somebody, &again));
    return persons_inside->unsuppress(self, scope, hash);
}

static void unsuppress__takes_off_what_was_seen_and_nothing_newer(void **state)
{
    struct world *w = *state;
    struct suppression *seen = suppressed(w, of("+573001112233"));
    struct person_repository_ops between = *(persons_inside = w->ports.persons.ops);
    struct ports ports = w->ports;

    between.unsuppress = changed_before;
    ports.persons.ops = &between;
    scope_of(w)->seen = (struct seen_record){ seen->id.v, seen->version };
    expect_refused(w, unsuppress_phone(&ports, &w->scope, seen->id), ERR_CONFLICT, "record.stale");

    assert_true(person_of(w, "+573001112233")->suppressed);
    assert_int_equal(events_of(w, EVENT_SUPPRESSION_REMOVED), 0);
}

/* -- a whole sheet -- */

static enum err import(struct world *w, struct imported_suppressions *ret)
{
    int bytes = 1;
    const struct import_suppressions cmd = { .file_name = STR("lista.csv"),
                                             .source = some_bytes,
                                             .from = &bytes };

    return import_suppressions(&w->ports, scope_of(w), &cmd, ret);
}

static void import__takes_every_phone_of_every_row(void **state)
{
    struct world *w = *state;
    struct imported_suppressions got;

    GIVEN_SHEET(w, "Nombre|Teléfono|Celular", "Ana|3001112233|3004445566", "Nadie|12|", "",
                "Eva|3007778899|");
    expect_ok(import(w, &got));

    assert_int_equal(got.rows, 3);
    assert_int_equal(got.added, 3);
    assert_int_equal(got.rejected, 1);
    assert_true(person_of(w, "+573004445566")->suppressed);
    assert_true(person_of(w, "+573007778899")->suppressed);
    assert_int_equal(w->objects->n, 0); /* the file did its work */
}

/* What a person said in a call is worth more than a sheet. */
static void import__writes_over_no_wish(void **state)
{
    struct world *w = *state;
    struct suppression wish = of("+573007778899");
    struct imported_suppressions got;

    wish.reason = SUPPRESSION_OPTED_OUT;
    wish.note = STR("lo dijo Eva");
    struct suppression_id id = suppressed(w, wish)->id;
    GIVEN_SHEET(w, "Nombre|Teléfono", "Eva|3007778899");
    expect_ok(import(w, &got));

    void *found;
    expect_ok(VIA(w->ports.records, find, scope_of(w), &suppression_record, id.v, &found));
    assert_int_equal(((struct suppression *)found)->reason, SUPPRESSION_OPTED_OUT);
    expect_str(((struct suppression *)found)->note, "lo dijo Eva");
    assert_int_equal(got.known, 1);
    assert_int_equal(got.added, 0);
}

static void import__needs_a_column_of_phones(void **state)
{
    struct world *w = *state;
    struct imported_suppressions got;
    const struct import_suppressions none = { .file_name = STR("x.csv") };

    GIVEN_SHEET(w, "Nombre|Ciudad", "Ana|Cali", "Eva|Neiva");
    expect_refused(w, import(w, &got), ERR_INVALID, "columns.no_phone");
    assert_int_equal(w->objects->n, 0);
    expect_forbidden(w, import_suppressions(&w->ports, scope_with(w, all_but(PERMISSION_SUPPRESS)),
                                            &none, &got));
}

static void import__cut_short_is_done_by_asking_again(void **state)
{
    struct world *w = *state;
    struct imported_suppressions got;
    int bytes = 1;
    const struct import_suppressions cmd = { .file_name = STR("lista.csv"),
                                             .source = some_bytes,
                                             .from = &bytes };
    struct ports cut = failing_ports(&w->ports, 3, FAILS_BEFORE); /* file, Ana, Eva */

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Eva|3007778899");
    expect_refused(w, import_suppressions(&cut, scope_of(w), &cmd, &got), ERR_UNAVAILABLE,
                   "store.unavailable");
    assert_int_equal(w->objects->n, 0);
    expect_ok(import(w, &got));

    assert_int_equal(got.known, 1); /* Ana came onto it the first time */
    assert_int_equal(got.added, 1);
    assert_true(person_of(w, "+573001112233")->suppressed);
    assert_true(person_of(w, "+573007778899")->suppressed);
}

static size_t found(struct world *w, const char *phone)
{
    struct page_query query = { .limit = 200 };
    struct page page;

    expect_ok(find_suppressions(&w->ports, scope_of(w), str_from_c(phone), &query, &page));
    assert_null(page.next.p);
    return page.n;
}

static void find__takes_a_whole_number_or_its_beginning(void **state)
{
    struct world *w = *state;

    suppressed(w, of("300 111 2233"));
    suppressed(w, of("300 111 2244"));
    suppressed(w, of("310 555 0000"));

    assert_int_equal(found(w, ""), 3);
    assert_int_equal(found(w, "300-111-2233"), 1);
    assert_int_equal(found(w, "+57 300 111 2244"), 1);
    assert_int_equal(found(w, "300 111"), 2);
    assert_int_equal(found(w, "+5730"), 2);
    assert_int_equal(found(w, "573"), 3);
    assert_int_equal(found(w, "+300"), 0);
    assert_int_equal(found(w, "2233"), 0);
    assert_int_equal(found(w, "3009998877"), 0);
}

static void find__goes_on_page_after_page(void **state)
{
    struct world *w = *state;
    struct page_query query = { .limit = 4 };
    size_t n = 0;

    for (int i = 0; i < 30; i++)
        suppressed(w, of(str_format(&w->d.arena, "3%02d1112233", i % 3 == 0 ? 0 : i).p));
    for (int i = 0; i < 10; i++)
        suppressed(w, of(str_format(&w->d.arena, "30012300%02d", i).p));
    do {
        struct page page;

        expect_ok(find_suppressions(&w->ports, scope_of(w), STR("300123"), &query, &page));
        assert_true(page.n <= 4);
        n += page.n;
        query.after = page.next;
    } while (query.after.p != NULL);

    assert_int_equal(n, 10);
}

static void find__needs_digits_and_the_right_to_read_people(void **state)
{
    struct world *w = *state;
    struct page_query query = { .limit = 4 };
    struct page page;

    expect_refused(w, find_suppressions(&w->ports, scope_of(w), STR("Ana"), &query, &page),
                   ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "phone"), "phone.not_a_number");
    expect_forbidden(w, find_suppressions(&w->ports, scope_with(w, all_but(PERMISSION_READ_PEOPLE)),
                                          STR(""), &query, &page));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(suppress__takes_a_phone_as_people_write_it),
        WORLD_TEST(suppress__again_changes_the_entry),
        WORLD_TEST(suppress__refuses_what_is_no_phone),
        WORLD_TEST(suppress__is_each_accounts_own),
        WORLD_TEST(unsuppress__takes_it_off_the_list),
        WORLD_TEST(unsuppress__takes_off_what_was_seen_and_nothing_newer),
        WORLD_TEST(find__takes_a_whole_number_or_its_beginning),
        WORLD_TEST(find__goes_on_page_after_page),
        WORLD_TEST(find__needs_digits_and_the_right_to_read_people),
        WORLD_TEST(import__takes_every_phone_of_every_row),
        WORLD_TEST(import__writes_over_no_wish),
        WORLD_TEST(import__needs_a_column_of_phones),
        WORLD_TEST(import__cut_short_is_done_by_asking_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
