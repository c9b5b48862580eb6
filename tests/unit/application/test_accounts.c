/* tests/unit/application/test_accounts.c - a tenant begins with all it needs. */
#include "support/world.h"

#include "application/commands/accounts.h"
#include "domain/models/user.h"

static const struct create_account complete = {
    .name = STR_INIT("Cobros del Sur"),
    .country = STR_INIT("CO"),
    .plan = STR_INIT("starter"),
    .owner_email = STR_INIT("ana@example.com"),
};

static struct created_account created(struct world *w, const struct create_account *cmd)
{
    struct created_account made = { 0 };

    expect_ok(create_account(&w->ports, scope_global(w), cmd, &made));
    return made;
}

static struct wallet wallet_of(struct world *w, struct account_id account)
{
    struct wallet wallet;
    struct scope *scope = scope_of(w);

    scope->account = account;
    expect_ok(VIA(w->ports.ledger, wallet, scope, &wallet));
    return wallet;
}

static void create_account__makes_account_wallet_owner_and_key(void **state)
{
    struct world *w = *state;
    void *found;

    struct created_account made = created(w, &complete);

    assert_int_equal(made.account.status, ACCOUNT_ACTIVE);
    expect_str(made.account.time_zone, "America/Bogota");
    expect_str(made.account.language, "es");
    assert_int_equal(made.account.max_active, 100);
    assert_int_equal(wallet_of(w, made.account.id).unit, UNIT_USD);
    assert_true(str_starts(made.secret, STR("sk_live_")));
    scope_of(w)->account = made.account.id;
    expect_ok(VIA(w->ports.records, find, &w->scope, &user_record, made.owner.id.v, &found));
    expect_ok(VIA(w->ports.records, find, &w->scope, &api_key_record, made.key.id.v, &found));
    assert_int_equal(events_of(w, EVENT_ACCOUNT_CREATED), 1);
}

static struct user kept_user(struct world *w, struct user_id id)
{
    void *found;

    expect_ok(VIA(w->ports.records, find_global, scope_global(w), &user_record, "id",
                  ID_TEXT(&w->d.arena, id), &found));
    return *(struct user *)found;
}

static void create_account__lets_a_new_owner_in_and_changes_nobody_elses_password(void **state)
{
    struct world *w = *state;
    struct create_account mine = complete, theirs = complete;

    mine.owner_email = STR(" Ana@Example.com");
    mine.owner_password = STR("brumaTejados");
    theirs.owner_password = STR("otra bruma larga");
    struct created_account first = created(w, &mine), second = created(w, &theirs);

    assert_true(ID_EQ(first.owner.id, second.owner.id));
    expect_str(kept_user(w, first.owner.id).email, "ana@example.com");
    expect_str(kept_user(w, first.owner.id).password_hash, "plain1:brumaTejados");
}

static void create_account__takes_no_short_password(void **state)
{
    struct world *w = *state;
    struct create_account cmd = complete;
    struct created_account made;

    cmd.owner_password = STR("brumaTejado");
    expect_refused(w, create_account(&w->ports, scope_global(w), &cmd, &made), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "owner_password"), "password.too_short");
    assert_int_equal(w->passwords.hashed, 0);
}

static void create_account__counts_the_wallet_as_the_plan_does(void **state)
{
    struct world *w = *state;
    struct create_account minutes = complete, unlimited = complete;

    minutes.plan = STR("minutes");
    unlimited.plan = STR("unlimited");
    struct wallet of_minutes = wallet_of(w, created(w, &minutes).account.id);
    struct wallet of_unlimited = wallet_of(w, created(w, &unlimited).account.id);

    assert_int_equal(of_minutes.unit, UNIT_TALK_MS);
    assert_false(of_minutes.unlimited);
    assert_int_equal(of_minutes.low_at, 10 * MS_PER_MINUTE);
    assert_true(of_unlimited.unlimited);
    assert_int_equal(of_unlimited.unit, UNIT_USD);
    assert_int_equal(of_unlimited.low_at, 5 * MICROS);
}

static void create_account__warns_in_time_whatever_its_currency_is_worth(void **state)
{
    struct world *w = *state;
    struct create_account in_pesos = complete;
    struct plan pesos = { .id = { given_id(&w->d) },
                          .version = 1,
                          .code = STR("pesos"),
                          .name = STR("Pesos"),
                          .tier = STR("starter"),
                          .kind = PLAN_CREDITS,
                          .tariff = { AMOUNT(INT64_C(480) * MICROS, UNIT_COP), { 6000 }, { 6000 } },
                          .monthly_fee = AMOUNT(0, UNIT_COP),
                          .max_active = 5,
                          .max_rows = 100,
                          .max_upload_bytes = 100 };

    memory_put(w->d.store, &plan_record, &pesos);
    in_pesos.plan = pesos.code;
    in_pesos.currency = UNIT_COP;
    assert_int_equal(wallet_of(w, created(w, &in_pesos).account.id).low_at, INT64_C(4800) * MICROS);

    w->ports.choices.low_money = 0; /* never */
    in_pesos.owner_email = STR("otra@example.com");
    assert_int_equal(wallet_of(w, created(w, &in_pesos).account.id).low_at, 0);
}

static void create_account__tells_every_wrong_field_at_once(void **state)
{
    struct world *w = *state;
    const struct create_account wrong = { .name = STR("x"),
                                          .country = STR("ZZ"),
                                          .time_zone = STR("Mars/Olympus"),
                                          .language = STR("fr"),
                                          .plan = STR("gold"),
                                          .owner_email = STR("nobody") };
    struct created_account made;
    size_t rows = w->d.store->rows.n;

    enum err err = create_account(&w->ports, scope_global(w), &wrong, &made);

    expect_refused(w, err, ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "country"), "account.country_unknown");
    assert_string_equal(field_slug(w, "time_zone"), "account.zone_unknown");
    assert_string_equal(field_slug(w, "language"), "field.not_one_of");
    assert_string_equal(field_slug(w, "plan"), "account.plan_unknown");
    assert_string_equal(field_slug(w, "owner_email"), "field.format");
    assert_int_equal(w->d.store->rows.n, rows);
}

static void create_account__gives_an_owner_of_two_accounts_one_user(void **state)
{
    struct world *w = *state;

    struct created_account first = created(w, &complete), second = created(w, &complete);

    assert_true(ID_EQ(first.owner.id, second.owner.id));
    assert_false(ID_EQ(first.account.id, second.account.id));
    assert_false(str_eq(first.secret, second.secret));
}

static void create_account__asks_permission_first(void **state)
{
    struct world *w = *state;
    struct created_account made;
    const struct create_account nothing = { 0 };

    enum err err =
        create_account(&w->ports, scope_with(w, all_but(PERMISSION_PLATFORM)), &nothing, &made);

    expect_forbidden(w, err);
}

static void create_account__says_why_a_later_step_failed(void **state)
{
    struct world *w = *state;
    struct created_account made;

    for (int64_t k = 1; k <= 5; k++) { /* account, wallet, user, membership, key */
        struct create_account cmd = complete;

        cmd.owner_email = str_format(&w->d.arena, "ana%d@example.com", (int)k);
        struct ports cut = failing_ports(&w->ports, k, FAILS_BEFORE);

        expect_refused(w, create_account(&cut, scope_global(w), &cmd, &made), ERR_UNAVAILABLE,
                       "store.unavailable");
        created(w, &cmd); /* asked again, it is there */
    }
}

static void create_account__keeps_the_request_for_the_account_alone(void **state)
{
    struct world *w = *state;
    struct created_account made;

    scope_global(w)->idempotency_key = STR("request-1");
    expect_ok(create_account(&w->ports, &w->scope, &complete, &made));

    assert_int_equal(w->d.store->keys.n, 1);
    assert_ptr_equal(w->d.store->keys.items[0].record, &account_record);
}

static void change_account__changes_what_is_said(void **state)
{
    struct world *w = *state;
    const struct change_account cmd = { .name = { true, STR("Nuevo") },
                                        .time_zone = { true, STR("America/Tijuana") } };
    struct account *changed;

    expect_ok(change_account(&w->ports, scope_of(w), &cmd, &changed));

    expect_str(changed->name, "Nuevo");
    expect_str(changed->time_zone, "America/Tijuana");
    expect_str(changed->language, "es");
}

static void change_account__refuses_what_nobody_knows(void **state)
{
    struct world *w = *state;
    const struct change_account cmd = { .time_zone = { true, STR("Mars/Olympus") },
                                        .language = { true, STR("fr") } };
    struct account *changed;

    enum err err = change_account(&w->ports, scope_of(w), &cmd, &changed);

    expect_refused(w, err, ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "time_zone"), "account.zone_unknown");
    assert_string_equal(field_slug(w, "language"), "field.not_one_of");
    err = change_account(&w->ports, scope_with(w, all_but(PERMISSION_MANAGE_ACCOUNT)), &cmd,
                         &changed);
    expect_forbidden(w, err);
}

static void change_account__checks_window_country_and_colour_together(void **state)
{
    struct world *w = *state;
    const struct change_account wrong = { .country = { true, STR("ZZ") },
                                          .window_start = { true, STR("18:00") },
                                          .window_end = { true, STR("08:00") },
                                          .brand_color = { true, STR("blue") } };
    const struct change_account right = { .window_start = { true, STR("08:00") },
                                          .window_end = { true, STR("18:00") },
                                          .brand_name = { true, STR("Sur") },
                                          .brand_color = { true, STR("#1a5FB4") } };
    struct account *changed;

    expect_refused(w, change_account(&w->ports, scope_of(w), &wrong, &changed), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "country"), "account.country_unknown");
    assert_string_equal(field_slug(w, "window_end"), "campaign.empty_window");
    assert_string_equal(field_slug(w, "brand_color"), "field.format");
    expect_ok(change_account(&w->ports, scope_of(w), &right, &changed));
    expect_str(changed->window_end, "18:00");
    expect_str(changed->country, "CO");
}

static void process_key__replaces_the_one_before(void **state)
{
    struct world *w = *state;
    struct page_query query = { .limit = PAGE_MOST };
    struct page page;
    struct str first, second;

    expect_ok(create_process_key(&w->ports, scope_global(w), STR("one"), &first));
    expect_ok(create_process_key(&w->ports, scope_global(w), STR("one"), &second));

    assert_false(str_eq(first, second));
    expect_ok(VIA(w->ports.records, page, scope_global(w), &api_key_record, &query, &page));
    assert_int_equal(page.n, 1);
    expect_str(((struct api_key *)page.items)->scopes.items[0], "platform");
    expect_forbidden(w, create_process_key(&w->ports, scope_elsewhere(w), STR("one"), &second));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(create_account__makes_account_wallet_owner_and_key),
        WORLD_TEST(create_account__lets_a_new_owner_in_and_changes_nobody_elses_password),
        WORLD_TEST(create_account__takes_no_short_password),
        WORLD_TEST(create_account__counts_the_wallet_as_the_plan_does),
        WORLD_TEST(create_account__warns_in_time_whatever_its_currency_is_worth),
        WORLD_TEST(create_account__tells_every_wrong_field_at_once),
        WORLD_TEST(create_account__gives_an_owner_of_two_accounts_one_user),
        WORLD_TEST(create_account__asks_permission_first),
        WORLD_TEST(create_account__says_why_a_later_step_failed),
        WORLD_TEST(create_account__keeps_the_request_for_the_account_alone),
        WORLD_TEST(change_account__changes_what_is_said),
        WORLD_TEST(change_account__refuses_what_nobody_knows),
        WORLD_TEST(change_account__checks_window_country_and_colour_together),
        WORLD_TEST(process_key__replaces_the_one_before),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
