/* tests/unit/application/test_wallet.c - money comes in once for each payment, and is shown. */
#include "support/world.h"

#include "application/commands/change_wallet.h"
#include "application/commands/top_up_wallet.h"
#include "domain/models/user.h"

static const struct top_up_wallet ten = { .amount = { true, { 10 * MICROS, UNIT_USD } } };

static enum err top_up(struct world *w, struct top_up_wallet cmd, const char *key,
                       struct topped_up *ret)
{
    scope_of(w)->idempotency_key = str_from_c(key);
    return top_up_wallet(&w->ports, &w->scope, &cmd, ret);
}

static void top_up__funds_at_once_what_is_paid(void **state)
{
    struct world *w = *state;
    struct topped_up got;

    w->payments.status = PAYMENT_SUCCEEDED;
    expect_ok(top_up(w, ten, "key-1", &got));

    assert_int_equal(got.status, PAYMENT_SUCCEEDED);
    assert_int_equal(got.wallet.available.units, 10 * MICROS);
    assert_int_equal(kept_wallet(&w->d).funded, 10 * MICROS);
    assert_int_equal(events_of(w, EVENT_WALLET_FUNDED), 1);
}

static void top_up__funds_nothing_while_the_payment_is_pending(void **state)
{
    struct world *w = *state;
    struct topped_up got;

    expect_ok(top_up(w, ten, "key-1", &got));

    assert_int_equal(got.status, PAYMENT_PENDING);
    expect_str(got.url, "https://pay.example/1");
    assert_int_equal(kept_wallet(&w->d).funded, 0);
    w->payments.items[0].status = PAYMENT_FAILED;
    expect_ok(top_up(w, ten, "key-1", &got));
    assert_int_equal(kept_wallet(&w->d).funded, 0);
}

static void top_up__counts_a_payment_once_for_ever(void **state)
{
    struct world *w = *state;
    struct topped_up got;

    expect_ok(top_up(w, ten, "key-1", &got));
    w->payments.items[0].status = PAYMENT_SUCCEEDED; /* paid meanwhile */
    expect_ok(top_up(w, ten, "key-1", &got));
    expect_ok(top_up(w, ten, "key-1", &got));

    assert_int_equal(w->payments.n, 1);
    assert_int_equal(got.wallet.funded.units, 10 * MICROS);
    assert_int_equal(kept_wallet(&w->d).seq, 1);
}

static void top_up__refuses_a_request_without_a_key(void **state)
{
    struct world *w = *state;
    struct topped_up got;

    expect_refused(w, top_up(w, ten, "", &got), ERR_INVALID, "idempotency.required");
    assert_int_equal(w->payments.n, 0);
}

static void top_up__refuses_what_is_no_amount_of_the_wallet(void **state)
{
    struct world *w = *state;
    struct topped_up got;
    const struct {
        struct top_up_wallet cmd;
        const char *slug;
    } wrong[] = {
        { { .amount = { true, { 60000, UNIT_TALK_MS } } }, "wallet.other_unit" },
        { { .amount = { true, { 10, UNIT_EUR } } }, "wallet.other_unit" },
        { { .amount = { true, { 0, UNIT_USD } } }, "field.too_small" },
        { { .amount = { true, { -1, UNIT_USD } } }, "field.too_small" },
        { { .amount = { false, { 0, 0 } } }, "field.required" },
    };

    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        expect_refused(w, top_up(w, wrong[i].cmd, "key-1", &got), ERR_INVALID, "request.invalid");
        assert_string_equal(field_slug(w, "amount"), wrong[i].slug);
    }
    assert_int_equal(w->payments.n, 0);
}

static void top_up__takes_no_payment_of_another_account(void **state)
{
    struct world *w = *state;
    struct topped_up got;

    expect_ok(top_up(w, ten, "key-1", &got));
    w->payments.items[0].status = PAYMENT_SUCCEEDED;
    w->payments.items[0].account = w->other.id;
    w->payments.keys[1] = STR("key-2");
    w->payments.items[1] = w->payments.items[0];
    w->payments.items[1].account = w->d.account.id; /* asked as ours, fetched as theirs */
    w->payments.n = 2;

    expect_refused(w, top_up(w, ten, "key-2", &got), ERR_INTERNAL, "payment.foreign");
    assert_int_equal(kept_wallet(&w->d).funded, 0);
}

static void top_up__asks_permission_first(void **state)
{
    struct world *w = *state;
    struct topped_up got;

    expect_forbidden(
        w, top_up_wallet(&w->ports, scope_with(w, all_but(PERMISSION_SPEND)), &ten, &got));
}

static void read_wallet__tells_what_the_rest_buys(void **state)
{
    struct world *w = *state;
    struct wallet_view view;

    given_funds(&w->d, 5 * 60000);
    expect_ok(read_wallet(&w->ports, scope_of(w), &view));

    assert_int_equal(view.available.units, 5 * 60000);
    assert_true(view.buys_ms.has);
    assert_int_equal(view.buys_ms.v.ms, 5 * MS_PER_MINUTE);
}

static void read_wallet__leaves_out_what_an_unknown_plan_would_buy(void **state)
{
    struct world *w = *state;
    struct wallet_view view;

    given_funds(&w->d, 5 * 60000);
    w->plan_list.n = 0;
    expect_ok(read_wallet(&w->ports, scope_of(w), &view));

    assert_false(view.buys_ms.has);
}

static void read_wallet__shows_held_and_spent_to_the_last_unit(void **state)
{
    struct world *w = *state;
    struct wallet_view view;

    given_funds(&w->d, 10 * MICROS);
    given_settled(w, 61, "call_1"); /* two minutes begun */
    given_dialed(&w->d);
    expect_ok(read_wallet(&w->ports, scope_of(w), &view));

    assert_int_equal(view.spent.units, 2 * 60000);
    assert_int_equal(view.held.units, 10 * 60000);
    assert_int_equal(view.available.units, 10 * MICROS - 12 * 60000);
    assert_int_equal(view.funded.units, 10 * MICROS);
    expect_ok(check_ledger(&w->ports, scope_of(w)));
}

static void read_entry__tells_how_a_payment_stands(void **state)
{
    struct world *w = *state;
    struct topped_up paid;
    struct entry_view got;

    w->payments.status = PAYMENT_SUCCEEDED;
    expect_ok(top_up(w, ten, "key-1", &paid));
    expect_ok(read_entry(&w->ports, scope_of(w), entry_id_of(1), &got));

    assert_int_equal(got.entry.kind, ENTRY_FUND);
    assert_true(str_eq(got.entry.key, paid.payment));
    assert_int_equal(got.payment, PAYMENT_SUCCEEDED);
    w->payments.away = ERR_UNAVAILABLE; /* the line is told all the same */
    expect_ok(read_entry(&w->ports, scope_of(w), entry_id_of(1), &got));
    assert_int_equal(got.payment, 0);
}

static void read_entry__tells_who_and_for_which_campaign(void **state)
{
    struct world *w = *state;
    struct api_key *key;
    struct entry_view got;

    given_funds(&w->d, 10 * MICROS);
    given_dialed(&w->d);
    expect_ok(read_entry(&w->ports, scope_of(w), entry_id_of(2), &got));
    assert_int_equal(got.entry.kind, ENTRY_HOLD);
    assert_true(str_eq(got.campaign_name, kept_campaign(w, w->d.campaign.id)->name));
    expect_str(got.by, "");

    key = &(struct api_key){ .id = { random_id(w->ports.random, w->d.clock.wall) },
                             .account = w->d.account.id,
                             .name = STR("contabilidad"),
                             .hash = STR("00") };
    expect_ok(VIA(w->ports.records, save, scope_of(w), &api_key_record, key, NULL));
    w->payments.status = PAYMENT_SUCCEEDED;
    scope_of(w)->actor =
        (struct actor){ .kind = ACTOR_KEY, .key = key->id, .permissions = permission_all() };
    w->scope.idempotency_key = STR("key-1");
    struct topped_up paid;
    expect_ok(top_up_wallet(&w->ports, &w->scope, &ten, &paid));
    expect_ok(read_entry(&w->ports, scope_of(w), entry_id_of(3), &got));
    expect_str(got.by, "contabilidad");
}

static struct scope *scope_by(struct world *w, struct user_id user)
{
    scope_of(w)->actor =
        (struct actor){ .kind = ACTOR_USER, .user = user, .permissions = permission_all() };
    return &w->scope;
}

static struct user_id given_operator(struct world *w)
{
    struct user above = { .id = { given_id(&w->d) },
                          .account = { given_id(&w->d) },
                          .version = 1,
                          .email = STR("operador@example.com"),
                          .platform_admin = true };

    memory_put(w->d.store, &user_record, &above);
    return above.id;
}

static struct str actor_told(struct world *w, int64_t seq)
{
    const struct page_query query = { .limit = 10 };
    struct entry_view one;
    struct page page;

    expect_ok(read_entry(&w->ports, scope_of(w), entry_id_of(seq), &one));
    expect_ok(list_entries(&w->ports, scope_of(w), &query, &page));
    for (size_t i = 0; i < page.n; i++) {
        const struct ledger_line *line = &((const struct ledger_line *)page.items)[i];
        if (line->seq == seq && str_eq(line->actor, one.entry.actor))
            return line->actor;
    }
    return STR("");
}

static void read_entry__does_not_name_who_stands_above_the_account(void **state)
{
    struct world *w = *state;
    struct wallet wallet;
    struct entry_view got;

    expect_ok(VIA(w->ports.ledger, adjust, scope_by(w, given_operator(w)), AMOUNT(5, UNIT_USD),
                  STR("adjust:1"), STR("bono"), &wallet));
    expect_ok(read_entry(&w->ports, scope_of(w), entry_id_of(1), &got));
    assert_int_equal(got.entry.kind, ENTRY_ADJUST);
    expect_str(got.by, "");
    expect_str(actor_told(w, 1), "operator");
}

static void entries__tell_the_operator_as_the_log_does(void **state)
{
    struct world *w = *state;
    struct user_id above = given_operator(w), member = { given_id(&w->d) };
    struct membership place = { .id = { given_id(&w->d) },
                                .account = w->d.account.id,
                                .version = 1,
                                .user = above,
                                .role = ROLE_ADMIN };
    struct wallet wallet;
    bool again;

    expect_ok(VIA(w->ports.ledger, fund, scope_by(w, above), AMOUNT(5, UNIT_USD), STR("pay_1"),
                  STR("sandbox"), &wallet, &again));
    expect_ok(VIA(w->ports.ledger, fund, scope_by(w, member), AMOUNT(5, UNIT_USD), STR("pay_2"),
                  STR("sandbox"), &wallet, &again));
    expect_str(actor_told(w, 1), "operator");
    assert_true(str_eq(actor_told(w, 2), ID_TEXT(&w->d.arena, member)));
    expect_ok(check_ledger(&w->ports, scope_of(w))); /* what is stored is as it was */

    memory_put(w->d.store, &membership_record, &place);
    assert_true(str_eq(actor_told(w, 1), ID_TEXT(&w->d.arena, above)));
}

static void read_entry__refuses_what_is_not_there(void **state)
{
    struct world *w = *state;
    struct entry_view got;

    given_funds(&w->d, MICROS);
    expect_refused(w, read_entry(&w->ports, scope_of(w), entry_id_of(2), &got), ERR_NOT_FOUND,
                   "entry.not_found");
    expect_refused(w, read_entry(&w->ports, scope_elsewhere(w), entry_id_of(1), &got),
                   ERR_NOT_FOUND, "entry.not_found");
    expect_forbidden(w, read_entry(&w->ports, scope_with(w, all_but(PERMISSION_READ_MONEY)),
                                   entry_id_of(1), &got));
}

static struct change_wallet below(int64_t units, enum unit unit)
{
    return (struct change_wallet){ .low_at = { true, AMOUNT(units, unit) } };
}

static void change_wallet__warns_below_what_the_account_chose(void **state)
{
    struct world *w = *state;
    struct change_wallet cmd = below(20 * MICROS, UNIT_USD);
    struct wallet_view got;

    given_funds(&w->d, 10 * MICROS);
    expect_ok(change_wallet(&w->ports, scope_of(w), &cmd, &got));
    expect_ok(change_wallet(&w->ports, scope_of(w), &cmd, &got));

    assert_true(got.low);
    assert_int_equal(got.low_at.units, 20 * MICROS);
    assert_int_equal(events_of(w, EVENT_WALLET_LOW), 1);
    assert_int_equal(events_of(w, EVENT_ACCOUNT_CHANGED), 1);
    assert_int_equal(kept_wallet(&w->d).low_at, 20 * MICROS);
    cmd = below(0, UNIT_USD);
    expect_ok(change_wallet(&w->ports, scope_of(w), &cmd, &got));
    assert_false(got.low);
    expect_ok(check_ledger(&w->ports, scope_of(w)));
}

static void change_wallet__refuses_what_is_no_mark(void **state)
{
    struct world *w = *state;
    struct wallet_view got;
    const struct {
        struct change_wallet cmd;
        const char *slug;
    } wrong[] = {
        { below(1, UNIT_TALK_MS), "wallet.other_unit" },
        { below(-1, UNIT_USD), "field.too_small" },
        { { .low_at = { .has = false } }, "field.required" },
    };

    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        expect_refused(w, change_wallet(&w->ports, scope_of(w), &wrong[i].cmd, &got), ERR_INVALID,
                       "request.invalid");
        assert_string_equal(field_slug(w, "low_at"), wrong[i].slug);
    }
    expect_forbidden(w, change_wallet(&w->ports, scope_with(w, all_but(PERMISSION_MANAGE_ACCOUNT)),
                                      &(struct change_wallet){ below(1, UNIT_USD).low_at }, &got));
}

static void money__is_shown_to_those_who_may_see_it(void **state)
{
    struct world *w = *state;
    const permission_set others = all_but(PERMISSION_READ_MONEY);
    const struct page_query query = { .limit = 10 };
    struct wallet_view view;
    struct page page;

    given_funds(&w->d, MICROS);
    expect_forbidden(w, read_wallet(&w->ports, scope_with(w, others), &view));
    expect_forbidden(w, list_entries(&w->ports, scope_with(w, others), &query, &page));
    expect_forbidden(w, check_ledger(&w->ports, scope_with(w, others)));
    expect_ok(list_entries(&w->ports, scope_of(w), &query, &page));
    assert_int_equal(page.n, 1);
    const struct ledger_line *line = page.items;
    assert_int_equal(line->available.units, MICROS);
    assert_int_equal(line->available.unit, UNIT_USD);
    assert_int_equal(line->outside.units, -MICROS);
    expect_ok(list_entries(&w->ports, scope_elsewhere(w), &query, &page));
    assert_int_equal(page.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(top_up__funds_at_once_what_is_paid),
        WORLD_TEST(top_up__funds_nothing_while_the_payment_is_pending),
        WORLD_TEST(top_up__counts_a_payment_once_for_ever),
        WORLD_TEST(top_up__refuses_a_request_without_a_key),
        WORLD_TEST(top_up__refuses_what_is_no_amount_of_the_wallet),
        WORLD_TEST(top_up__takes_no_payment_of_another_account),
        WORLD_TEST(top_up__asks_permission_first),
        WORLD_TEST(read_wallet__tells_what_the_rest_buys),
        WORLD_TEST(read_wallet__leaves_out_what_an_unknown_plan_would_buy),
        WORLD_TEST(read_wallet__shows_held_and_spent_to_the_last_unit),
        WORLD_TEST(read_entry__tells_how_a_payment_stands),
        WORLD_TEST(read_entry__tells_who_and_for_which_campaign),
        WORLD_TEST(read_entry__does_not_name_who_stands_above_the_account),
        WORLD_TEST(entries__tell_the_operator_as_the_log_does),
        WORLD_TEST(read_entry__refuses_what_is_not_there),
        WORLD_TEST(change_wallet__warns_below_what_the_account_chose),
        WORLD_TEST(change_wallet__refuses_what_is_no_mark),
        WORLD_TEST(money__is_shown_to_those_who_may_see_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
