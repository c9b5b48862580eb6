/* tests/unit/application/test_platform_suppressions.c - whom no account may call is not called, and
 * whoever is called all the same is hung up on. */
#include "support/world.h"

#include "application/commands/forbidden_calls.h"
#include "application/commands/platform_suppressions.h"
#include "application/queries/find_suppressions.h"
#include "domain/models/suppression.h"

static struct platform_suppression of(const char *phone)
{
    return (struct platform_suppression){ .phone = { str_from_c(phone) }, .note = STR("") };
}

static struct platform_suppression *listed(struct world *w, const char *phone)
{
    struct platform_suppression wanted = of(phone), *made;

    expect_ok(suppress_for_all(&w->ports, scope_of(w), &wanted, &made));
    return made;
}

static bool is_listed(struct world *w, const char *e164)
{
    struct phone_hash_id hash =
        VIA(w->ports.hasher, global_hash, (struct phone){ str_from_c(e164) });
    bool found;

    expect_ok(VIA(w->ports.persons, suppressed_global, scope_of(w), &hash, 1, &found));
    return found;
}

static void suppress__lists_the_number_for_everybody(void **state)
{
    struct world *w = *state;
    struct platform_suppression *made = listed(w, "+57 300 111-2233");
    struct page_query query = { .limit = 10 };
    struct page page;

    expect_str(made->phone.e164, "+573001112233");
    assert_int_equal(made->reason, SUPPRESSION_REQUESTED);
    assert_true(is_listed(w, "+573001112233"));
    assert_int_equal(events_of(w, EVENT_PLATFORM_SUPPRESSION_ADDED), 1);
    expect_ok(list_platform_suppressions(&w->ports, scope_of(w), &query, &page));
    assert_int_equal(page.n, 1);
    /* no account has it on its own list */
    expect_ok(VIA(w->ports.records, page, scope_of(w), &suppression_record, &query, &page));
    assert_int_equal(page.n, 0);
}

static size_t found(struct world *w, const char *phone)
{
    struct page_query query = { .limit = 200 };
    struct page page;

    expect_ok(find_platform_suppressions(&w->ports, scope_of(w), str_from_c(phone), &query, &page));
    assert_null(page.next.p);
    return page.n;
}

static void find__takes_a_whole_number_or_its_beginning(void **state)
{
    struct world *w = *state;

    listed(w, "+57 300 111 2233");
    listed(w, "+57 300 111 2244");
    listed(w, "+52 55 1234 5678");

    assert_int_equal(found(w, ""), 3);
    assert_int_equal(found(w, "+57 300-111-2233"), 1);
    assert_int_equal(found(w, "300 111 2233"), 1);
    assert_int_equal(found(w, "300 111"), 2);
    assert_int_equal(found(w, "+57"), 2);
    assert_int_equal(found(w, "55 1234"), 1);
    assert_int_equal(found(w, "2233"), 0);
    assert_int_equal(found(w, "+57 300 999 8877"), 0);
}

static void find__goes_on_page_after_page(void **state)
{
    struct world *w = *state;
    struct page_query query = { .limit = 4 };
    size_t n = 0;

    for (int i = 0; i < 20; i++)
        listed(w, str_format(&w->d.arena, "+57300123%04d", i * (i % 2)).p);
    for (int i = 0; i < 20; i++)
        listed(w, str_format(&w->d.arena, "+57310123%04d", i).p);
    do {
        struct page page;

        expect_ok(find_platform_suppressions(&w->ports, scope_of(w), STR("300123"), &query, &page));
        assert_true(page.n <= 4);
        n += page.n;
        query.after = page.next;
    } while (query.after.p != NULL);

    assert_int_equal(n, 11); /* zero ten times over is one */
}

static void find__needs_digits_and_the_operator(void **state)
{
    struct world *w = *state;
    struct page_query query = { .limit = 4 };
    struct page page;

    expect_refused(w, find_platform_suppressions(&w->ports, scope_of(w), STR("Ana"), &query, &page),
                   ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "phone"), "phone.not_a_number");
    expect_forbidden(w, find_platform_suppressions(&w->ports,
                                                   scope_with(w, all_but(PERMISSION_PLATFORM)),
                                                   STR("300"), &query, &page));
}

static void suppress__is_for_the_operator_alone(void **state)
{
    struct world *w = *state;
    permission_set others = all_but(PERMISSION_PLATFORM);
    struct platform_suppression wanted = of("+573001112233"), *made;
    struct platform_suppression_id id = listed(w, "+573004445566")->id;
    struct imported_suppressions counts;
    struct import_suppressions none = { .file_name = STR("x.csv") };
    struct page_query query = { .limit = 10 };
    struct page page;

    expect_forbidden(w, suppress_for_all(&w->ports, scope_with(w, others), &wanted, &made));
    expect_forbidden(w, unsuppress_for_all(&w->ports, scope_with(w, others), id));
    expect_forbidden(w, read_platform_suppression(&w->ports, scope_with(w, others), id, &made));
    expect_forbidden(w,
                     list_platform_suppressions(&w->ports, scope_with(w, others), &query, &page));
    expect_forbidden(
        w, import_platform_suppressions(&w->ports, scope_with(w, others), &none, &counts));
    assert_false(is_listed(w, "+573001112233"));
}

static void suppress__needs_an_international_number(void **state)
{
    struct world *w = *state;
    struct platform_suppression wrong = of("12"), *made;

    expect_refused(w, suppress_for_all(&w->ports, scope_of(w), &wrong, &made), ERR_INVALID,
                   "request.invalid");
    assert_non_null(field_slug(w, "phone"));
}

/* A call of the account's to the first number, which the provider has. */
static void given_ringing(struct world *w)
{
    struct dial_ticket ticket;

    given_funds(&w->d, GIVEN_MONEY);
    ticket = given_placed(&w->d, STR("call_1"));
    given_call(&w->d, &ticket, "call_1", "ongoing");
}

static void suppress__hangs_up_what_rings_of_any_account(void **state)
{
    struct world *w = *state;

    given_ringing(w);
    listed(w, "+573009999999");
    assert_int_equal(w->d.voice.stopped_n, 0);
    listed(w, "+573000000001");

    assert_int_equal(w->d.voice.stopped_n, 1);
    expect_str(w->d.voice.stopped[0], "call_1");
}

static void unsuppress__takes_it_off_and_tells_it_each_time(void **state)
{
    struct world *w = *state;

    for (int i = 1; i <= 2; i++) {
        struct platform_suppression_id id = listed(w, "+573001112233")->id;

        expect_ok(unsuppress_for_all(&w->ports, scope_of(w), id));
        assert_false(is_listed(w, "+573001112233"));
        assert_int_equal(events_of(w, EVENT_PLATFORM_SUPPRESSION_ADDED), i);
        assert_int_equal(events_of(w, EVENT_PLATFORM_SUPPRESSION_REMOVED), i);
        expect_refused(w, unsuppress_for_all(&w->ports, scope_of(w), id), ERR_NOT_FOUND,
                       "platform_suppression.not_found");
    }
}

/* Somebody lists the number anew between the removal's event and the removal. */
static const struct record_store_ops *records_inside;

static enum err listed_again_before(void *self, struct scope *scope, const struct record *record,
                                    struct id128 id)
{
    struct scope somebody = *scope;
    struct platform_suppression *entry;
    void *found;

    expect_ok(records_inside->find(self, &somebody, record, id, &found));
    entry = found;
    entry->reason = SUPPRESSION_LEGAL;
    somebody.seen.id = (struct id128){ { 0 } };
    expect_ok(records_inside->save(self, &somebody, record, entry, NULL));
    return records_inside->remove(self, scope, record, id);
}

static void unsuppress__leaves_what_is_listed_anew_meanwhile(void **state)
{
    struct world *w = *state;
    struct platform_suppression_id id = listed(w, "+573001112233")->id;
    struct record_store_ops between = *(records_inside = w->ports.records.ops);
    struct ports ports = w->ports;

    between.remove = listed_again_before;
    ports.records.ops = &between;
    expect_ok(unsuppress_for_all(&ports, scope_of(w), id));

    assert_true(is_listed(w, "+573001112233"));
}

static void unsuppress__takes_off_what_was_seen_and_nothing_newer(void **state)
{
    struct world *w = *state;
    struct platform_suppression *seen = listed(w, "+573001112233");
    int64_t version = seen->version;

    listed(w, "+573001112233");
    scope_of(w)->seen = (struct seen_record){ seen->id.v, version };
    expect_refused(w, unsuppress_for_all(&w->ports, &w->scope, seen->id), ERR_CONFLICT,
                   "record.stale");

    assert_true(is_listed(w, "+573001112233"));
    assert_int_equal(events_of(w, EVENT_PLATFORM_SUPPRESSION_REMOVED), 0);
}

static enum err import(struct world *w, struct imported_suppressions *ret)
{
    int bytes = 1;
    const struct import_suppressions cmd = {
        .file_name = STR("lista.csv"), .country = STR("CO"), .source = some_bytes, .from = &bytes
    };

    return import_platform_suppressions(&w->ports, scope_of(w), &cmd, ret);
}

static void import__leaves_what_is_listed_as_it_is(void **state)
{
    struct world *w = *state;
    struct platform_suppression wanted = of("+573007778899"), *made;
    struct imported_suppressions got;

    wanted.reason = SUPPRESSION_LEGAL;
    wanted.note = STR("sentencia 12");
    expect_ok(suppress_for_all(&w->ports, scope_of(w), &wanted, &made));
    GIVEN_SHEET(w, "Nombre|Teléfono", "Eva|3007778899");
    expect_ok(import(w, &got));

    assert_int_equal(got.known, 1);
    assert_int_equal(got.added, 0);
    expect_ok(read_platform_suppression(&w->ports, scope_of(w), made->id, &made));
    assert_int_equal(made->reason, SUPPRESSION_LEGAL);
    expect_str(made->note, "sentencia 12");
}

/* -- what a process that ended left -- */

static int64_t ended(struct world *w)
{
    int64_t n;

    expect_ok(forbidden_calls_end(&w->ports, scope_global(w), false, &n));
    return n;
}

static void sweep__hangs_up_whom_an_account_listed(void **state)
{
    struct world *w = *state;
    struct phone phone = { STR("+573000000001") };
    struct suppression s = { .reason = SUPPRESSION_OPTED_OUT, .phone = phone };

    given_ringing(w);
    assert_int_equal(ended(w), 0);
    s.hash = VIA(w->ports.hasher, account_hash, w->d.account.id, phone);
    s.id.v = s.hash.v;
    expect_ok(VIA(w->ports.persons, suppress, scope_of(w), &s));

    assert_int_equal(ended(w), 1);
    expect_str(w->d.voice.stopped[0], "call_1");
}

static void sweep__hangs_up_calls_of_a_cancelled_campaign_and_no_others(void **state)
{
    struct world *w = *state;

    given_ringing(w);
    w->d.campaign.status = CAMPAIGN_PAUSED; /* what is in course may end */
    memory_put(w->d.store, &campaign_record, &w->d.campaign);
    assert_int_equal(ended(w), 0);
    w->d.campaign.status = CAMPAIGN_CANCELLED;
    memory_put(w->d.store, &campaign_record, &w->d.campaign);

    assert_int_equal(ended(w), 1);
}

/* Its POST was on its way when its campaign was paused, and who dialed it died before the look. */
static void sweep__hangs_up_what_was_being_dialled_when_its_gate_closed(void **state)
{
    struct world *w = *state;
    struct scope *scope = scope_of(w);
    struct job_list active;

    given_ringing(w);
    expect_ok(VIA(w->ports.jobs, active, scope, NULL, 10, &active));
    assert_int_equal(active.n, 1);
    assert_int_equal(ended(w), 0);
    active.items[0]->attempt.unwanted = true;
    memory_put(w->d.store, &job_record, active.items[0]);

    assert_int_equal(ended(w), 1);
    expect_str(w->d.voice.stopped[0], "call_1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(suppress__lists_the_number_for_everybody),
        WORLD_TEST(find__takes_a_whole_number_or_its_beginning),
        WORLD_TEST(find__goes_on_page_after_page),
        WORLD_TEST(find__needs_digits_and_the_operator),
        WORLD_TEST(suppress__is_for_the_operator_alone),
        WORLD_TEST(suppress__needs_an_international_number),
        WORLD_TEST(suppress__hangs_up_what_rings_of_any_account),
        WORLD_TEST(unsuppress__takes_it_off_and_tells_it_each_time),
        WORLD_TEST(unsuppress__leaves_what_is_listed_anew_meanwhile),
        WORLD_TEST(unsuppress__takes_off_what_was_seen_and_nothing_newer),
        WORLD_TEST(import__leaves_what_is_listed_as_it_is),
        WORLD_TEST(sweep__hangs_up_whom_an_account_listed),
        WORLD_TEST(sweep__hangs_up_calls_of_a_cancelled_campaign_and_no_others),
        WORLD_TEST(sweep__hangs_up_what_was_being_dialled_when_its_gate_closed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
