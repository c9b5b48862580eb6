/* tests/unit/application/test_keep_campaigns.c - drafts are made and changed, scripts and numbers
 * too. */
#include "support/world.h"

#include "application/commands/keep_campaigns.h"
#include "application/commands/keep_numbers.h"
#include "application/commands/keep_scripts.h"

static struct campaign wanted(const char *name)
{
    struct campaign c = campaign_defaults();

    c.name = str_from_c(name);
    return c;
}

static void create__makes_a_draft_whatever_is_asked(void **state)
{
    struct world *w = *state;
    struct campaign asked = wanted("Diciembre"), *made;

    asked.status = CAMPAIGN_RUNNING;
    asked.version = 7;
    asked.account = w->other.id;
    expect_ok(create_campaign(&w->ports, scope_of(w), &asked, &made));

    assert_int_equal(made->status, CAMPAIGN_DRAFT);
    assert_true(ID_EQ(made->account, w->d.account.id));
    expect_str(kept_campaign(w, made->id)->name, "Diciembre");
    assert_int_equal(last_event(w)->type, EVENT_CAMPAIGN_CREATED);
}

static void create__refuses_a_script_that_is_not_the_accounts(void **state)
{
    struct world *w = *state;
    struct campaign asked = wanted("Diciembre"), *made;

    asked.script = given_script(w, "Hola.");
    expect_ok(create_campaign(&w->ports, scope_of(w), &asked, &made));
    expect_refused(w, create_campaign(&w->ports, scope_elsewhere(w), &asked, &made), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "script"), "script.not_found");
}

static void create__refuses_what_cannot_be(void **state)
{
    struct world *w = *state;
    struct campaign asked = wanted("Diciembre"), *made;

    asked.window_start = STR("25:00");
    asked.window_end = STR("20:00");
    expect_refused(w, create_campaign(&w->ports, scope_of(w), &asked, &made), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "window_start"), "field.format");
    expect_forbidden(w,
                     create_campaign(&w->ports, scope_with(w, all_but(PERMISSION_EDIT_CAMPAIGNS)),
                                     &asked, &made));
}

static enum err changed(struct world *w, struct campaign c)
{
    struct campaign *ret;

    return change_campaign(&w->ports, scope_of(w), &c, &ret);
}

static void change__of_a_draft_may_touch_everything(void **state)
{
    struct world *w = *state;
    struct campaign c = *kept_campaign(w, given_draft(w));

    c.name = STR("Otro nombre");
    c.purpose = PURPOSE_SERVICE;
    c.max_call_ms = MINUTES(2);
    expect_ok(changed(w, c));

    assert_int_equal(kept_campaign(w, c.id)->purpose, PURPOSE_SERVICE);
    assert_int_equal(last_event(w)->type, EVENT_CAMPAIGN_CHANGED);
    assert_int_equal(gate_of(w, c.id), GATE_CLOSED);
}

static void change__of_a_running_one_leaves_its_core_alone(void **state)
{
    struct world *w = *state;
    struct campaign script = w->d.campaign, purpose = script, longest = script, shortest = script;

    script.script = given_script(w, "Hola.");
    purpose.purpose = PURPOSE_COMMERCIAL;
    longest.max_call_ms = MINUTES(1);
    shortest.shortest_call_ms = SOME_DURATION(MINUTES(1));

    expect_refused(w, changed(w, script), ERR_PRECONDITION, "campaign.not_a_draft");
    expect_refused(w, changed(w, purpose), ERR_PRECONDITION, "campaign.not_a_draft");
    expect_refused(w, changed(w, longest), ERR_PRECONDITION, "campaign.not_a_draft");
    expect_refused(w, changed(w, shortest), ERR_PRECONDITION, "campaign.not_a_draft");
}

/* `most`: the budget that they were prepared by. */
static void begin_both(struct world *w, const struct dial_orders *orders, struct opt_i64 most,
                       struct intent_step steps[2])
{
    for (size_t i = 0; i < 2; i++)
        steps[i] = (struct intent_step){ .at = orders->items[i].ticket.at,
                                         .intent = orders->items[i].ticket.intent,
                                         .calls_most = most };
    expect_ok(VIA(w->ports.jobs, begin_dialing, scope_of(w), steps, 2));
}

static void change__of_a_running_one_reaches_its_gate(void **state)
{
    struct world *w = *state;
    struct campaign c = w->d.campaign;
    struct dial_orders orders;
    struct intent_step steps[2] = { { .at = { .err = ERR_OK } } };

    given_funds(&w->d, GIVEN_MONEY);
    given_job(&w->d);
    given_job(&w->d);
    c.pacing.max_active = 1;
    expect_ok(changed(w, c));
    orders = prepared(&w->d);
    assert_int_equal(orders.n, 2);
    begin_both(w, &orders, (struct opt_i64){ 0 }, steps);

    expect_ok(steps[0].at.err);
    assert_string_equal(steps[1].at.slug, "gate.full");
}

/* The orders were prepared by the budget of before; they are on their way when it is lowered. */
static void change__of_the_budget_holds_for_orders_of_before(void **state)
{
    struct world *w = *state;
    struct campaign c = w->d.campaign;
    struct dial_orders orders;
    struct intent_step steps[2] = { { .at = { .err = ERR_OK } } };

    given_funds(&w->d, GIVEN_MONEY);
    given_job(&w->d);
    given_job(&w->d);
    orders = prepared(&w->d);
    assert_int_equal(orders.n, 2);
    c.budget_calls = SOME_I64(1);
    expect_ok(changed(w, c));
    begin_both(w, &orders, SOME_I64(2), steps);

    expect_ok(steps[0].at.err);
    assert_string_equal(steps[1].at.slug, "campaign.budget_spent");
}

static void change__does_not_open_what_is_paused(void **state)
{
    struct world *w = *state;

    w->d.campaign.status = CAMPAIGN_PAUSED;
    keep_campaign(w, &w->d.campaign);
    expect_ok(VIA(w->ports.jobs, set_gate, scope_of(w), w->d.account.id, w->d.campaign.id,
                  GATE_CLOSED, 10));
    expect_ok(changed(w, w->d.campaign));

    assert_int_equal(gate_of(w, w->d.campaign.id), GATE_CLOSED);
    assert_int_equal(kept_campaign(w, w->d.campaign.id)->status, CAMPAIGN_PAUSED);
}

static void change__of_a_stale_version_is_refused(void **state)
{
    struct world *w = *state;
    struct campaign *ret;

    expect_ok(changed(w, w->d.campaign));
    expect_refused(w, changed(w, w->d.campaign), ERR_CONFLICT, "record.conflict");
    expect_refused(w, change_campaign(&w->ports, scope_elsewhere(w), &w->d.campaign, &ret),
                   ERR_NOT_FOUND, "campaign.not_found");
    expect_forbidden(w,
                     change_campaign(&w->ports, scope_with(w, all_but(PERMISSION_EDIT_CAMPAIGNS)),
                                     &w->d.campaign, &ret));
}

/* -- scripts -- */

static struct script text(const char *opening, const char *instructions)
{
    return (struct script){ .name = STR("guion"),
                            .language = STR("es-CO"),
                            .opening = str_from_c(opening),
                            .instructions = str_from_c(instructions) };
}

static void script__is_kept_with_its_revisions(void **state)
{
    struct world *w = *state;
    struct script first = text("¿{{nombre}}?", "Hable."), *made, *again;

    expect_ok(create_script(&w->ports, scope_of(w), &first, &made));
    assert_int_equal(made->revision, 1);
    made->instructions = STR("Hable de {{deuda}}.");
    fixed_clock_move(&w->d.clock, HOURS(1));
    expect_ok(change_script(&w->ports, scope_of(w), made, &again));

    assert_int_equal(again->revision, 2);
    assert_int_equal(again->version, 2);
    assert_int_equal(again->created_at.unix_ms, w->d.clock.wall.unix_ms - MS_PER_HOUR);
}

static void script__with_unclosed_variables_is_refused_field_by_field(void **state)
{
    struct world *w = *state;
    struct script wrong = text("¿{{nombre?", "Debe {{}}."), *made;

    expect_refused(w, create_script(&w->ports, scope_of(w), &wrong, &made), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "opening"), "script.malformed");
    assert_string_equal(field_slug(w, "instructions"), "script.malformed");
}

static void script__is_the_accounts_own(void **state)
{
    struct world *w = *state;
    struct script first = text("", "Hable."), *made, *again;
    const permission_set others = all_but(PERMISSION_EDIT_CAMPAIGNS);

    expect_ok(create_script(&w->ports, scope_of(w), &first, &made));
    expect_refused(w, change_script(&w->ports, scope_elsewhere(w), made, &again), ERR_NOT_FOUND,
                   "script.not_found");
    expect_forbidden(w, create_script(&w->ports, scope_with(w, others), &first, &again));
    expect_forbidden(w, change_script(&w->ports, scope_with(w, others), made, &again));
    made->version = 9;
    expect_refused(w, change_script(&w->ports, scope_of(w), made, &again), ERR_CONFLICT,
                   "record.conflict");
}

/* -- numbers -- */

static struct number numbered(const char *e164)
{
    return (struct number){ .e164 = str_from_c(e164), .label = STR("") };
}

static void number__is_added_once(void **state)
{
    struct world *w = *state;
    struct number ours = numbered("+576010000001"), *made;

    expect_ok(add_number(&w->ports, scope_of(w), &ours, &made));
    expect_refused(w, add_number(&w->ports, scope_of(w), &ours, &made), ERR_EXISTS,
                   "number.exists");
    expect_ok(add_number(&w->ports, scope_elsewhere(w), &ours, &made)); /* theirs is theirs */
}

static void number__has_its_form(void **state)
{
    struct world *w = *state;
    struct number wrong = numbered("601 1234567"), *made;

    expect_refused(w, add_number(&w->ports, scope_of(w), &wrong, &made), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "e164"), "field.format");
}

static void number__is_removed_by_its_account_alone(void **state)
{
    struct world *w = *state;
    struct number ours = numbered("+576010000001"), *made;
    const permission_set others = all_but(PERMISSION_MANAGE_ACCOUNT);

    expect_ok(add_number(&w->ports, scope_of(w), &ours, &made));
    struct number_id id = made->id;
    expect_forbidden(w, add_number(&w->ports, scope_with(w, others), &ours, &made));
    expect_forbidden(w, remove_number(&w->ports, scope_with(w, others), id));
    expect_refused(w, remove_number(&w->ports, scope_elsewhere(w), id), ERR_NOT_FOUND,
                   "number.not_found");
    expect_ok(remove_number(&w->ports, scope_of(w), id));
    expect_refused(w, remove_number(&w->ports, scope_of(w), id), ERR_NOT_FOUND, "number.not_found");
}

/* The fixture's campaign runs, and its calls show this number. */
static struct number_id shown_number(struct world *w)
{
    struct page_query query = {
        .filters = { { STR("e164"), FILTER_EQ, w->d.campaign.from_numbers.items[0] } },
        .n = 1,
        .limit = 1,
    };
    struct page page;

    expect_ok(VIA(w->ports.records, page, scope_of(w), &number_record, &query, &page));
    assert_int_equal(page.n, 1);
    return ((const struct number *)page.items)->id;
}

static void number__stays_while_a_campaign_shows_it(void **state)
{
    static const enum campaign_status held[] = { CAMPAIGN_RUNNING, CAMPAIGN_PAUSED };
    struct world *w = *state;
    struct campaign c = w->d.campaign;

    for (size_t i = 0; i < ARRAY_LEN(held); i++) {
        c.status = held[i];
        keep_campaign(w, &c);
        expect_refused(w, remove_number(&w->ports, scope_of(w), shown_number(w)), ERR_CONFLICT,
                       "number.in_use");
    }
    c.status = CAMPAIGN_DONE;
    keep_campaign(w, &c);
    expect_ok(remove_number(&w->ports, scope_of(w), shown_number(w)));
}

static void number__is_the_operators_to_give_where_that_is_chosen(void **state)
{
    struct world *w = *state;
    struct number ours = numbered("+576010000001"), *made;
    struct account sandbox = w->d.account;

    w->ports.choices.operator_gives_numbers = true;
    expect_refused(w, add_number(&w->ports, scope_with(w, permission_all()), &ours, &made),
                   ERR_FORBIDDEN, "number.operator_gives");
    expect_ok(add_number(&w->ports, scope_with(w, all_but(PERMISSION_NONE)), &ours, &made));

    sandbox.sandbox_of = w->other.id;
    memory_put(w->d.store, &account_record, &sandbox);
    ours = numbered("+576010000002");
    expect_ok(add_number(&w->ports, scope_with(w, permission_all()), &ours, &made));
}

static void campaign__shows_no_number_but_its_accounts(void **state)
{
    static struct str known[] = { STR_INIT("+576011234567"), STR_INIT("+576010000009") };
    struct world *w = *state;
    struct campaign asked = wanted("Diciembre"), *made;
    struct number theirs = numbered("+576010000009"), *number;

    expect_ok(add_number(&w->ports, scope_elsewhere(w), &theirs, &number));
    asked.from_numbers = (struct str_list){ known, 1 };
    expect_ok(create_campaign(&w->ports, scope_of(w), &asked, &made));
    asked.from_numbers.n = ARRAY_LEN(known);
    expect_refused(w, create_campaign(&w->ports, scope_of(w), &asked, &made), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "from_numbers[1]"), "campaign.number_not_own");

    struct campaign c = *made;
    c.from_numbers = asked.from_numbers;
    expect_refused(w, changed(w, c), ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "from_numbers[1]"), "campaign.number_not_own");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(create__makes_a_draft_whatever_is_asked),
        WORLD_TEST(create__refuses_a_script_that_is_not_the_accounts),
        WORLD_TEST(create__refuses_what_cannot_be),
        WORLD_TEST(change__of_a_draft_may_touch_everything),
        WORLD_TEST(change__of_a_running_one_leaves_its_core_alone),
        WORLD_TEST(change__of_a_running_one_reaches_its_gate),
        WORLD_TEST(change__of_the_budget_holds_for_orders_of_before),
        WORLD_TEST(change__does_not_open_what_is_paused),
        WORLD_TEST(change__of_a_stale_version_is_refused),
        WORLD_TEST(script__is_kept_with_its_revisions),
        WORLD_TEST(script__with_unclosed_variables_is_refused_field_by_field),
        WORLD_TEST(script__is_the_accounts_own),
        WORLD_TEST(number__is_added_once),
        WORLD_TEST(number__has_its_form),
        WORLD_TEST(number__is_removed_by_its_account_alone),
        WORLD_TEST(number__stays_while_a_campaign_shows_it),
        WORLD_TEST(number__is_the_operators_to_give_where_that_is_chosen),
        WORLD_TEST(campaign__shows_no_number_but_its_accounts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
