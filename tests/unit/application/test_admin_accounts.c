/* tests/unit/application/test_admin_accounts.c - what the installation's operator does to accounts
 * and to people above accounts. */
#include "support/an_operator.h"

#include "application/commands/keep_plans.h"
#include "application/commands/launch_campaign.h"
#include "application/commands/open_gates.h"
#include "application/commands/platform_admins.h"
#include "application/commands/resume_campaign.h"
#include "domain/models/user.h"

/* -- suspension -- */

static void suspend__closes_the_gates_and_is_told(void **state)
{
    struct world *w = *state;
    struct account *account;

    expect_ok(suspend(w, &account));

    assert_int_equal(account->status, ACCOUNT_SUSPENDED);
    assert_int_equal(kept_account(w)->status, ACCOUNT_SUSPENDED);
    assert_int_equal(gate_of(w, w->d.campaign.id), GATE_CLOSED);
    assert_int_equal(last_event(w)->type, EVENT_ACCOUNT_SUSPENDED);
    assert_true(ID_EQ(last_event(w)->account, w->d.account.id));
    expect_str(last_event(w)->detail, "sospecha de fraude");
    assert_int_equal(kept_campaign(w, w->d.campaign.id)->status, CAMPAIGN_RUNNING);
}

static void suspend__again_tells_nothing_new(void **state)
{
    struct world *w = *state;
    struct account *account;

    expect_ok(suspend(w, &account));
    expect_ok(suspend(w, &account));

    assert_int_equal(events_of(w, EVENT_ACCOUNT_SUSPENDED), 1);
}

static void suspend__refuses_the_last_look_of_a_call_on_its_way(void **state)
{
    struct world *w = *state;
    struct account *account;

    given_funds(&w->d, 10 * MICROS);
    struct dial_ticket ticket = given_dialed(&w->d);
    struct step look = ticket.at;
    expect_ok(suspend(w, &account));
    expect_ok(VIA(w->ports.jobs, still_allowed, given_scope(&w->d), &look, 1));

    assert_int_equal(look.err, ERR_PRECONDITION);
    assert_string_equal(look.slug, "gate.closed");
}

static void suspend__waits_until_nothing_is_on_its_way(void **state)
{
    struct world *w = *state;
    struct instant before = w->d.clock.boot;
    struct account *account;

    given_funds(&w->d, 10 * MICROS);
    given_dialed(&w->d);
    expect_ok(suspend(w, &account));

    assert_true(instant_minus(w->d.clock.boot, before).ms > PERMIT_MS);
}

static void suspended__accounts_launch_and_resume_nothing(void **state)
{
    struct world *w = *state;
    struct campaign c = *kept_campaign(w, w->d.campaign.id), *got;
    struct account *account;

    expect_ok(suspend(w, &account));
    expect_refused(w, launch_campaign(&w->ports, scope_of(w), c.id, &got), ERR_PRECONDITION,
                   "account.suspended");
    c.status = CAMPAIGN_PAUSED;
    keep_campaign(w, &c);
    expect_refused(w, resume_campaign(&w->ports, scope_of(w), c.id, &got), ERR_PRECONDITION,
                   "account.suspended");
}

static void suspended__accounts_keep_their_gates_closed_when_the_worker_starts(void **state)
{
    struct world *w = *state;
    struct account *account;

    expect_ok(suspend(w, &account));
    expect_ok(open_gates(&w->ports, scope_global(w)));
    assert_int_equal(gate_of(w, w->d.campaign.id), GATE_CLOSED);
}

static void suspend__that_is_cut_is_finished_by_asking_again(void **state)
{
    struct world *w = *state;
    struct account *account;

    for (int64_t k = 1;; k++) {
        struct ports ports = failing_ports(&w->ports, k, FAILS_BEFORE);
        struct account active = w->d.account;

        active.version = kept_account(w)->version;
        memory_put(w->d.store, &account_record, &active);
        expect_ok(VIA(w->ports.jobs, set_gate, given_scope(&w->d), active.id, w->d.campaign.id,
                      GATE_OPEN, 10));
        enum err err =
            suspend_account(&ports, operator_scope(w), w->d.account.id, &fraud, &account);
        if (!failing_ports_failed()) {
            expect_ok(err);
            break;
        }
        assert_int_equal(err, ERR_UNAVAILABLE);
        expect_ok(suspend(w, &account));
        assert_int_equal(gate_of(w, w->d.campaign.id), GATE_CLOSED);
        assert_int_equal(kept_account(w)->status, ACCOUNT_SUSPENDED);
    }
}

static void reinstate__opens_the_gates_of_what_runs(void **state)
{
    struct world *w = *state;
    struct account *account;

    expect_ok(suspend(w, &account));
    expect_ok(reinstate_account(&w->ports, operator_scope(w), w->d.account.id, &fraud, &account));

    assert_int_equal(account->status, ACCOUNT_ACTIVE);
    assert_int_equal(gate_of(w, w->d.campaign.id), GATE_OPEN);
    assert_int_equal(last_event(w)->type, EVENT_ACCOUNT_REINSTATED);
}

/* -- plan and money -- */

static void plan__changes_where_the_wallet_fits(void **state)
{
    struct world *w = *state;
    struct change_plan cmd = { STR("grande") };
    struct plan made = w->plans[0], *plan;
    struct account *account;

    made.code = STR("grande");
    made.name = made.tier = STR("Grande");
    made.monthly_fee = AMOUNT(0, UNIT_USD);
    made.max_active = 77;
    expect_ok(create_plan(&w->ports, operator_scope(w), &made, &plan));
    expect_ok(change_plan(&w->ports, operator_scope(w), w->d.account.id, &cmd, &account));

    expect_str(kept_account(w)->plan, "grande");
    assert_int_equal(account->max_active, 77);
    assert_int_equal(last_event(w)->type, EVENT_ACCOUNT_PLAN_CHANGED);
    cmd.plan = STR("minutes");
    expect_refused(w, change_plan(&w->ports, operator_scope(w), w->d.account.id, &cmd, &account),
                   ERR_PRECONDITION, "account.plan_other_wallet");
    cmd.plan = STR("nada");
    expect_refused(w, change_plan(&w->ports, operator_scope(w), w->d.account.id, &cmd, &account),
                   ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "plan"), "account.plan_unknown");
}

static enum err adjust(struct world *w, int64_t units, const char *key, struct adjusted_wallet *ret)
{
    struct adjust_wallet cmd = { .amount = { true, AMOUNT(units, UNIT_USD) },
                                 .reason = STR("bono de bienvenida") };

    operator_scope(w)->idempotency_key = str_from_c(key);
    return adjust_wallet(&w->ports, &w->scope, w->d.account.id, &cmd, ret);
}

static void adjust__is_an_entry_of_its_own_kind_and_counts_once(void **state)
{
    struct world *w = *state;
    struct adjusted_wallet got;

    expect_ok(adjust(w, 5 * MICROS, "k-1", &got));
    expect_ok(adjust(w, 5 * MICROS, "k-1", &got));
    expect_ok(adjust(w, -2 * MICROS, "k-2", &got));

    assert_int_equal(got.wallet.available.units, 3 * MICROS);
    assert_int_equal(got.wallet.adjusted.units, 3 * MICROS);
    assert_int_equal(kept_wallet(&w->d).seq, 2);
    assert_int_equal(events_of(w, EVENT_WALLET_ADJUSTED), 2);
    expect_str(last_event(w)->detail, "bono de bienvenida");
    expect_ok(VIA(w->ports.ledger, check, given_scope(&w->d)));
}

static void adjust__refuses_what_makes_no_sense(void **state)
{
    struct world *w = *state;
    struct adjusted_wallet got;

    expect_refused(w, adjust(w, 0, "k-1", &got), ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "amount"), "field.zero");
    expect_refused(w, adjust(w, 1, "", &got), ERR_INVALID, "idempotency.required");
    expect_refused(w, adjust(w, -1, "k-1", &got), ERR_EXHAUSTED, "wallet.short");
    assert_int_equal(kept_wallet(&w->d).seq, 0);
}

/* -- people above accounts -- */

static void admins__are_granted_by_e_mail_and_revoked(void **state)
{
    struct world *w = *state;
    struct grant_platform_admin cmd = { STR(" Ana@Example.com ") };
    struct user stored = { .id = { given_id(&w->d) },
                           .account = w->d.account.id,
                           .version = 1,
                           .email = STR("ana@example.com") };
    struct user *user;
    struct page page;

    memory_put(w->d.store, &user_record, &stored);
    expect_ok(grant_platform_admin(&w->ports, scope_global(w), &cmd, &user));
    assert_true(user->platform_admin);
    assert_int_equal(last_event(w)->type, EVENT_PLATFORM_ADMIN_GRANTED);
    expect_ok(list_platform_admins(&w->ports, operator_scope(w), &page));
    assert_int_equal(page.n, 1);
    expect_ok(revoke_platform_admin(&w->ports, operator_scope(w), user->id));
    expect_ok(list_platform_admins(&w->ports, operator_scope(w), &page));
    assert_int_equal(page.n, 0);
    assert_int_equal(events_of(w, EVENT_PLATFORM_ADMIN_REVOKED), 1);
    cmd.email = STR("nadie@example.com");
    expect_refused(w, grant_platform_admin(&w->ports, scope_global(w), &cmd, &user), ERR_NOT_FOUND,
                   "user.not_found");
}

static void accounts__are_changed_by_the_operator_alone(void **state)
{
    struct world *w = *state;
    struct scope *owner = scope_with(w, all_but(PERMISSION_PLATFORM));
    struct account_id id = w->d.account.id;
    struct change_plan other = { STR("starter") };
    struct adjust_wallet money = { .reason = STR("xxx") };
    struct grant_platform_admin person = { STR("ana@example.com") };
    struct adjusted_wallet adjusted;
    struct account *changed;
    struct user *user;
    struct page page;

    expect_forbidden(w, suspend_account(&w->ports, owner, id, &fraud, &changed));
    expect_forbidden(w, reinstate_account(&w->ports, owner, id, &fraud, &changed));
    expect_forbidden(w, change_plan(&w->ports, owner, id, &other, &changed));
    expect_forbidden(w, adjust_wallet(&w->ports, owner, id, &money, &adjusted));
    expect_forbidden(w, grant_platform_admin(&w->ports, owner, &person, &user));
    expect_forbidden(w, revoke_platform_admin(&w->ports, owner, (struct user_id){ id.v }));
    expect_forbidden(w, list_platform_admins(&w->ports, owner, &page));
    assert_int_equal(kept_account(w)->status, ACCOUNT_ACTIVE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(suspend__closes_the_gates_and_is_told),
        WORLD_TEST(suspend__again_tells_nothing_new),
        WORLD_TEST(suspend__refuses_the_last_look_of_a_call_on_its_way),
        WORLD_TEST(suspend__waits_until_nothing_is_on_its_way),
        WORLD_TEST(suspended__accounts_launch_and_resume_nothing),
        WORLD_TEST(suspended__accounts_keep_their_gates_closed_when_the_worker_starts),
        WORLD_TEST(suspend__that_is_cut_is_finished_by_asking_again),
        WORLD_TEST(reinstate__opens_the_gates_of_what_runs),
        WORLD_TEST(plan__changes_where_the_wallet_fits),
        WORLD_TEST(adjust__is_an_entry_of_its_own_kind_and_counts_once),
        WORLD_TEST(adjust__refuses_what_makes_no_sense),
        WORLD_TEST(admins__are_granted_by_e_mail_and_revoked),
        WORLD_TEST(accounts__are_changed_by_the_operator_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
