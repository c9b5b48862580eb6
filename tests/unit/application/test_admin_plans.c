/* tests/unit/application/test_admin_plans.c - the plans that the installation's operator makes and
 * changes. */
#include "support/an_operator.h"

#include "application/commands/keep_plans.h"
#include "application/queries/read_wallet.h"

static struct plan given_plan_of_two_cents(void)
{
    return (struct plan){ .code = STR("barato"),
                          .name = STR("Barato"),
                          .tier = STR("starter"),
                          .kind = PLAN_CREDITS,
                          .tariff = { AMOUNT(20000, UNIT_USD), { 60000 }, { 60000 } },
                          .monthly_fee = AMOUNT(0, UNIT_USD),
                          .max_active = 5,
                          .max_rows = 100,
                          .max_upload_bytes = 100 };
}

static void plans__are_made_once_and_listed_with_those_of_the_file(void **state)
{
    struct world *w = *state;
    struct plan wanted = given_plan_of_two_cents(), *made;
    struct plan_list all;

    expect_ok(create_plan(&w->ports, operator_scope(w), &wanted, &made));
    assert_int_equal(last_event(w)->type, EVENT_PLAN_CREATED);
    expect_str(last_event(w)->detail, "barato");
    assert_true(ID_NONE(last_event(w)->account));
    expect_refused(w, create_plan(&w->ports, operator_scope(w), &wanted, &made), ERR_EXISTS,
                   "plan.exists");
    wanted.code = STR("starter");
    expect_refused(w, create_plan(&w->ports, operator_scope(w), &wanted, &made), ERR_EXISTS,
                   "plan.exists");
    expect_ok(list_plans(&w->ports, scope_of(w), &all));
    assert_int_equal(all.n, 4);
    expect_str(all.items[3].code, "barato");
}

static void plans__of_the_file_can_be_amended_but_for_their_unit(void **state)
{
    struct world *w = *state;
    const struct plan *known;
    struct plan changed, *got;
    struct plan_list all;

    expect_ok(read_plan(&w->ports, scope_of(w), STR("starter"), &known));
    changed = *known;
    changed.monthly_fee = AMOUNT(0, UNIT_USD);
    changed.tariff.per_minute.units = 90000;
    expect_ok(amend_plan(&w->ports, operator_scope(w), &changed, &got));
    expect_ok(read_plan(&w->ports, scope_of(w), STR("starter"), &known));
    assert_int_equal(known->tariff.per_minute.units, 90000);
    expect_ok(list_plans(&w->ports, scope_of(w), &all));
    assert_int_equal(all.n, 3);

    changed.tariff.per_minute.unit = UNIT_EUR;
    expect_refused(w, amend_plan(&w->ports, operator_scope(w), &changed, &got), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "tariff.per_minute"), "plan.unit");
}

static void plans__must_fit_their_kind(void **state)
{
    struct world *w = *state;
    struct plan wanted = given_plan_of_two_cents(), *made;

    wanted.kind = PLAN_MINUTES;
    wanted.monthly_fee = AMOUNT(1, UNIT_TALK_MS);
    expect_refused(w, create_plan(&w->ports, operator_scope(w), &wanted, &made), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "tariff.per_minute"), "plan.unit");
    assert_string_equal(field_slug(w, "monthly_fee"), "plan.unit");
}

static void plans__retired_are_kept_by_those_who_have_them_alone(void **state)
{
    struct world *w = *state;
    struct plan wanted = given_plan_of_two_cents(), *made, *got;
    struct change_plan cmd = { STR("barato") };
    struct account *account;

    expect_ok(create_plan(&w->ports, operator_scope(w), &wanted, &made));
    made->retired = true;
    expect_ok(amend_plan(&w->ports, operator_scope(w), made, &got));

    expect_refused(w, change_plan(&w->ports, operator_scope(w), w->d.account.id, &cmd, &account),
                   ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "plan"), "account.plan_retired");
    got->retired = false;
    expect_ok(amend_plan(&w->ports, operator_scope(w), got, &made));
    expect_ok(change_plan(&w->ports, operator_scope(w), w->d.account.id, &cmd, &account));
    made->retired = true;
    expect_ok(amend_plan(&w->ports, operator_scope(w), made, &got));
    expect_ok(change_plan(&w->ports, operator_scope(w), w->d.account.id, &cmd, &account));

    w->ports.choices.registration_plan = STR("barato");
    expect_refused(w, amend_plan(&w->ports, operator_scope(w), got, &made), ERR_PRECONDITION,
                   "plan.of_registration");
}

static void plans__are_kept_by_the_operator_alone(void **state)
{
    struct world *w = *state;
    struct scope *owner = scope_with(w, all_but(PERMISSION_PLATFORM));
    struct plan plan = given_plan_of_two_cents(), *made;

    expect_forbidden(w, create_plan(&w->ports, owner, &plan, &made));
    expect_forbidden(w, amend_plan(&w->ports, owner, &plan, &made));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(plans__are_made_once_and_listed_with_those_of_the_file),
        WORLD_TEST(plans__of_the_file_can_be_amended_but_for_their_unit),
        WORLD_TEST(plans__must_fit_their_kind),
        WORLD_TEST(plans__retired_are_kept_by_those_who_have_them_alone),
        WORLD_TEST(plans__are_kept_by_the_operator_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
