/* tests/unit/application/test_admin_accounts.c - what the installation's operator does to accounts,
 * plans and people above accounts. */
#include "support/world.h"

#include "application/commands/admin_accounts.h"
#include "application/commands/keep_plans.h"
#include "application/commands/launch_campaign.h"
#include "application/commands/open_gates.h"
#include "application/commands/platform_admins.h"
#include "application/commands/resume_campaign.h"
#include "application/queries/admin_accounts.h"
#include "application/queries/read_records.h"
#include "domain/models/audit_entry.h"
#include "domain/models/user.h"

static const struct account_reason fraud = { STR_INIT("sospecha de fraude") };

/* The operator: a user above accounts, signed in to another one. */
static struct scope *operator_scope(struct world *w)
{
    scope_elsewhere(w)->actor.permissions = PERMISSION_BIT(PERMISSION_PLATFORM);
    return &w->scope;
}

static enum err suspend(struct world *w, struct account **ret)
{
    return suspend_account(&w->ports, operator_scope(w), w->d.account.id, &fraud, ret);
}

static const struct account *kept_account(struct world *w)
{
    return memory_find(w->d.store, &account_record, w->d.account.id, w->d.account.id.v)->object;
}

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

/* -- plans -- */

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

static void admin__is_for_the_operator_alone(void **state)
{
    struct world *w = *state;
    struct scope *owner = scope_with(w, all_but(PERMISSION_PLATFORM));
    struct account_id id = w->d.account.id;
    struct change_plan other = { STR("starter") };
    struct adjust_wallet money = { .reason = STR("xxx") };
    struct grant_platform_admin person = { STR("ana@example.com") };
    struct plan plan = given_plan_of_two_cents(), *made;
    struct accounts_query accounts = { .page = { .limit = 1 } };
    struct page_query query = { .limit = 1 };
    struct accounts_summary summary;
    struct adjusted_wallet adjusted;
    struct admin_account account;
    struct account *changed;
    struct user *user;
    struct page page;

    expect_forbidden(w, suspend_account(&w->ports, owner, id, &fraud, &changed));
    expect_forbidden(w, reinstate_account(&w->ports, owner, id, &fraud, &changed));
    expect_forbidden(w, change_plan(&w->ports, owner, id, &other, &changed));
    expect_forbidden(w, adjust_wallet(&w->ports, owner, id, &money, &adjusted));
    expect_forbidden(w, create_plan(&w->ports, owner, &plan, &made));
    expect_forbidden(w, amend_plan(&w->ports, owner, &plan, &made));
    expect_forbidden(w, grant_platform_admin(&w->ports, owner, &person, &user));
    expect_forbidden(w, revoke_platform_admin(&w->ports, owner, (struct user_id){ id.v }));
    expect_forbidden(w, list_platform_admins(&w->ports, owner, &page));
    expect_forbidden(w, read_account(&w->ports, owner, id, &account));
    expect_forbidden(w, list_accounts(&w->ports, owner, &accounts, &page));
    expect_forbidden(w, summarize_accounts(&w->ports, owner, &summary));
    expect_forbidden(w, list_installation_log(&w->ports, owner, &query, &page));
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
        WORLD_TEST(plans__are_made_once_and_listed_with_those_of_the_file),
        WORLD_TEST(plans__of_the_file_can_be_amended_but_for_their_unit),
        WORLD_TEST(plans__must_fit_their_kind),
        WORLD_TEST(plans__retired_are_kept_by_those_who_have_them_alone),
        WORLD_TEST(admins__are_granted_by_e_mail_and_revoked),
        WORLD_TEST(accounts__are_read_with_their_money_and_found_by_name),
        WORLD_TEST(accounts__are_found_by_how_they_stand),
        WORLD_TEST(account_log__is_read_from_above),
        WORLD_TEST(operator__is_told_to_the_account_without_a_name),
        WORLD_TEST(operator__is_who_has_no_place_in_the_account_and_is_above_it),
        WORLD_TEST(admin__is_for_the_operator_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
