/* tests/contract/audit_log_contract.c - what every audit log promises. */
#include "contract/given_gadgets.h"

static void given_event(struct given *g, struct scope *scope, enum event_type type)
{
    struct gadget gadget = gadget_named(g, "x");
    struct event_list raised = { NULL, 0, 0 };

    event_list_add(&raised, &g->arena,
                   (struct event){ .type = type,
                                   .detail = STR("because"),
                                   .amount = { true, AMOUNT(12345, UNIT_USD) } });
    expect_ok(VIA(g->adapter->records, save, scope, &gadget_record, &gadget, &raised));
}

static struct page lines(struct given *g, struct scope *scope)
{
    struct page_query query = { .limit = 50 };
    struct page page;

    expect_ok(VIA(g->adapter->records, page, scope, &audit_entry_record, &query, &page));
    return page;
}

static void lines__tell_who_did_what_from_where(void **state)
{
    struct given *g = *state;
    struct page page;

    g->scope.address = STR("192.0.2.7");
    g->scope.request_id = STR("req_1");
    g->scope.actor = (struct actor){ .kind = ACTOR_KEY, .key = { given_id(g) } };
    given_event(g, &g->scope, EVENT_CAMPAIGN_LAUNCHED);

    page = lines(g, &g->scope);
    const struct audit_entry *line = page.items;
    assert_int_equal(page.n, 1);
    assert_int_equal(line->type, EVENT_CAMPAIGN_LAUNCHED);
    assert_true(str_eq(line->actor, ID_TEXT(&g->arena, g->scope.actor.key)));
    expect_str(line->address, "192.0.2.7");
    expect_str(line->request_id, "req_1");
    expect_str(line->detail, "because");
    assert_true(line->amount.has && line->amount.v.units == 12345);
}

static void lines__are_numbered_without_gaps_by_account(void **state)
{
    struct given *g = *state;
    struct page page;

    given_event(g, &g->scope, EVENT_CAMPAIGN_LAUNCHED);
    given_event(g, &g->other, EVENT_CAMPAIGN_PAUSED);
    given_event(g, &g->scope, EVENT_CALL_ENDED); /* no deed of a person's */
    adapter_reopen(g->adapter);
    given_event(g, &g->scope, EVENT_CAMPAIGN_PAUSED);

    page = lines(g, &g->scope);
    assert_int_equal(page.n, 2);
    assert_int_equal(((struct audit_entry *)page.items)[0].seq, 1);
    assert_int_equal(((struct audit_entry *)page.items)[1].seq, 2);
    assert_int_equal(lines(g, &g->other).n, 1);
}

static void check__finds_nothing_in_what_was_only_added_to(void **state)
{
    struct given *g = *state;
    struct audit_check check;

    expect_ok(VIA(g->adapter->audit, check, &g->scope, &check));
    assert_true(check.sound);
    assert_int_equal(check.entries, 0);
    for (int i = 0; i < 20; i++)
        given_event(g, &g->scope, EVENT_CAMPAIGN_CHANGED);
    given_event(g, &g->other, EVENT_CAMPAIGN_CHANGED);

    expect_ok(VIA(g->adapter->audit, check, &g->scope, &check));
    assert_true(check.sound);
    assert_int_equal(check.entries, 20);
    assert_int_equal(check.broken_at, 0);
}

static void lines__outlive_the_record_that_they_tell_of(void **state)
{
    struct given *g = *state;
    struct gadget first = gadget_named(g, "first"), second = gadget_named(g, "second");
    struct event_list raised = { NULL, 0, 0 };
    struct audit_check check;

    event_list_add(&raised, &g->arena, (struct event){ .type = EVENT_CAMPAIGN_CHANGED });
    expect_ok(VIA(g->adapter->records, save, &g->scope, &gadget_record, &first, &raised));
    expect_ok(VIA(g->adapter->records, save, &g->scope, &gadget_record, &second, NULL));
    given_event(g, &g->scope, EVENT_CAMPAIGN_CHANGED);
    expect_ok(VIA(g->adapter->records, remove, &g->scope, &gadget_record, first.id.v));
    given_event(g, &g->scope, EVENT_CAMPAIGN_CHANGED);
    expect_ok(VIA(g->adapter->records, remove, &g->scope, &gadget_record, second.id.v));
    given_event(g, &g->scope, EVENT_CAMPAIGN_CHANGED);

    assert_int_equal(lines(g, &g->scope).n, 4);
    expect_ok(VIA(g->adapter->audit, check, &g->scope, &check));
    assert_true(check.sound);
    assert_int_equal(check.entries, 4);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_two_accounts, given_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lines__tell_who_did_what_from_where),
        TEST(lines__are_numbered_without_gaps_by_account),
        TEST(lines__outlive_the_record_that_they_tell_of),
        TEST(check__finds_nothing_in_what_was_only_added_to),
    };

    return cmocka_run_group_tests_name("audit log", tests, NULL, NULL);
}
