/* tests/unit/application/test_admin_views.c - accounts and their logs as the installation's
 * operator sees them, and what an account is told of the operator. */
#include "support/an_operator.h"

#include "application/queries/admin_accounts.h"
#include "application/queries/read_records.h"
#include "domain/models/audit_entry.h"
#include "domain/models/user.h"

/* -- accounts -- */

static void accounts__are_read_with_their_money_and_found_by_name(void **state)
{
    struct world *w = *state;
    struct accounts_query query = { .page = { .limit = 1 },
                                    .search = STR("\xc3\x93"
                                                  "BRO") };
    struct admin_account got;
    struct page page;

    given_funds(&w->d, 10 * MICROS);
    given_settled(w, 61, "call_1");
    expect_ok(read_account(&w->ports, operator_scope(w), w->d.account.id, &got));
    assert_int_equal(got.wallet.spent.units, 2 * 60000);
    assert_int_equal(got.figures.calls, 1);
    expect_ok(list_accounts(&w->ports, operator_scope(w), &query, &page));
    assert_int_equal(page.n, 1);
    const struct listed_account *listed = page.items;
    assert_true(ID_EQ(listed->id, w->d.account.id));
    assert_int_equal(listed->available.v.units, got.wallet.available.units);
    assert_int_equal(listed->running_campaigns, 1);
    assert_int_equal(listed->active_calls, 0);
    assert_true(listed->last_call_at.has);
    query.search = STR("zzz");
    expect_ok(list_accounts(&w->ports, operator_scope(w), &query, &page));
    assert_int_equal(page.n, 0);
}

static size_t accounts_that_stand(struct world *w, enum account_standing standing)
{
    struct accounts_query query = { .page = { .limit = 10 }, .standing = { true, standing } };
    struct page page;

    expect_ok(list_accounts(&w->ports, operator_scope(w), &query, &page));
    for (size_t i = 0; i < page.n; i++)
        if (!ID_EQ(((const struct listed_account *)page.items)[i].id, w->d.account.id))
            page.n--;
    return page.n;
}

/* As the one account stands, and as the summary counts it beside the other one. */
static void expect_standing(struct world *w, bool calling, bool low, bool idle)
{
    struct accounts_summary sum;

    assert_int_equal(accounts_that_stand(w, ACCOUNTS_CALLING), calling);
    assert_int_equal(accounts_that_stand(w, ACCOUNTS_LOW), low);
    assert_int_equal(accounts_that_stand(w, ACCOUNTS_IDLE), idle);
    expect_ok(summarize_accounts(&w->ports, operator_scope(w), &sum));
    assert_int_equal(sum.calling, calling);
    assert_int_equal(sum.running_campaigns, calling);
}

static void accounts__are_found_by_how_they_stand(void **state)
{
    struct world *w = *state;
    struct campaign c = *kept_campaign(w, w->d.campaign.id);
    struct accounts_summary sum;
    struct account *account;

    expect_standing(w, true, true, false); /* it runs, and has nothing */
    given_funds(&w->d, 10 * MICROS);
    expect_standing(w, true, false, false);
    given_settled(w, 61, "call_1");
    c.status = CAMPAIGN_PAUSED;
    keep_campaign(w, &c);
    expect_standing(w, false, false, false); /* it called not long ago */
    fixed_clock_move(&w->d.clock, (struct duration){ (int64_t)31 * MS_PER_DAY });
    expect_standing(w, false, false, true);
    expect_ok(suspend(w, &account));
    expect_standing(w, false, false, false);
    expect_ok(summarize_accounts(&w->ports, operator_scope(w), &sum));
    assert_int_equal(sum.suspended, 1);
    assert_true(sum.accounts >= 1);
}

/* -- logs -- */

static void accounts__that_are_younger_than_30_days_are_not_idle(void **state)
{
    struct world *w = *state;
    struct campaign c = *kept_campaign(w, w->d.campaign.id);
    struct account account = w->d.account;

    given_funds(&w->d, 10 * MICROS);
    c.status = CAMPAIGN_PAUSED;
    keep_campaign(w, &c);
    account.created_at = operator_scope(w)->now;
    memory_put(w->d.store, &account_record, &account);

    fixed_clock_move(&w->d.clock, (struct duration){ (int64_t)30 * MS_PER_DAY - 1 });
    expect_standing(w, false, false, false);
    fixed_clock_move(&w->d.clock, (struct duration){ 1 });
    expect_standing(w, false, false, true);
}

static void account_log__is_read_from_above(void **state)
{
    struct world *w = *state;
    struct account_id nobody = { given_id(&w->d) };
    struct page_query query = { .limit = 9 };
    struct account *account;
    struct page page;

    expect_ok(suspend(w, &account));
    expect_ok(list_account_log(&w->ports, operator_scope(w), w->d.account.id, &query, &page));
    assert_int_equal(((struct audit_entry *)page.items)[page.n - 1].type, EVENT_ACCOUNT_SUSPENDED);
    expect_refused(w, list_account_log(&w->ports, operator_scope(w), nobody, &query, &page),
                   ERR_NOT_FOUND, "account.not_found");
    assert_int_equal(list_account_log(&w->ports, scope_with(w, all_but(PERMISSION_PLATFORM)),
                                      w->d.account.id, &query, &page),
                     ERR_FORBIDDEN);
}

/* As the line of an account's own log tells it; of the newest of this kind. */
static struct audit_entry *line_told(struct world *w, enum event_type type)
{
    struct page_query query = { .limit = 100 };
    struct page page;

    expect_ok(list_audit_log(&w->ports, scope_of(w), &query, &page));
    for (size_t i = page.n; i > 0; i--)
        if (((struct audit_entry *)page.items)[i - 1].type == type)
            return &((struct audit_entry *)page.items)[i - 1];
    fail();
    return NULL;
}

static struct user_id given_user(struct world *w, bool platform_admin)
{
    struct user user = { .id = { given_id(&w->d) },
                         .account = w->d.account.id,
                         .version = 1,
                         .email = STR("ana@example.com"),
                         .platform_admin = platform_admin };

    memory_put(w->d.store, &user_record, &user);
    return user.id;
}

/* This person does something that anybody may do in an account. */
static struct str told_of(struct world *w, struct user_id user)
{
    struct event_list events = { 0 };
    struct account account = *kept_account(w);

    scope_of(w)->actor =
        (struct actor){ .kind = ACTOR_USER, .user = user, .permissions = permission_all() };
    event_list_add(&events, w->scope.arena, (struct event){ .type = EVENT_ACCOUNT_CHANGED });
    expect_ok(VIA(w->ports.records, save, &w->scope, &account_record, &account, &events));
    return line_told(w, EVENT_ACCOUNT_CHANGED)->actor;
}

static void operator__is_told_to_the_account_without_a_name(void **state)
{
    struct world *w = *state;
    struct account *account;

    operator_scope(w)->actor.user = given_user(w, true);
    w->scope.address = STR("10.0.0.9");
    expect_ok(suspend_account(&w->ports, &w->scope, w->d.account.id, &fraud, &account));

    const struct audit_entry *line = line_told(w, EVENT_ACCOUNT_SUSPENDED);
    expect_str(line->actor, "operator");
    expect_str(line->address, "");
    expect_str(line->detail, "sospecha de fraude");
}

static void operator__is_who_has_no_place_in_the_account_and_is_above_it(void **state)
{
    struct world *w = *state;
    struct user_id above = given_user(w, true), left = given_user(w, false);
    struct membership place = { .id = { given_id(&w->d) },
                                .account = w->d.account.id,
                                .version = 1,
                                .user = above,
                                .role = ROLE_ADMIN };

    expect_str(told_of(w, above), "operator");
    assert_true(str_eq(told_of(w, left), ID_TEXT(&w->d.arena, left)));
    memory_put(w->d.store, &membership_record, &place);
    assert_true(str_eq(told_of(w, above), ID_TEXT(&w->d.arena, above)));
}

static void accounts__are_seen_by_the_operator_alone(void **state)
{
    struct world *w = *state;
    struct scope *owner = scope_with(w, all_but(PERMISSION_PLATFORM));
    struct accounts_query accounts = { .page = { .limit = 1 } };
    struct page_query query = { .limit = 1 };
    struct accounts_summary summary;
    struct admin_account account;
    struct page page;

    expect_forbidden(w, read_account(&w->ports, owner, w->d.account.id, &account));
    expect_forbidden(w, list_accounts(&w->ports, owner, &accounts, &page));
    expect_forbidden(w, summarize_accounts(&w->ports, owner, &summary));
    expect_forbidden(w, list_installation_log(&w->ports, owner, &query, &page));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(accounts__are_read_with_their_money_and_found_by_name),
        WORLD_TEST(accounts__are_found_by_how_they_stand),
        WORLD_TEST(accounts__that_are_younger_than_30_days_are_not_idle),
        WORLD_TEST(account_log__is_read_from_above),
        WORLD_TEST(operator__is_told_to_the_account_without_a_name),
        WORLD_TEST(operator__is_who_has_no_place_in_the_account_and_is_above_it),
        WORLD_TEST(accounts__are_seen_by_the_operator_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
