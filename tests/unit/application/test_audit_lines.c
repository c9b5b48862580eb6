/* tests/unit/application/test_audit_lines.c - every deed of a person's leaves its line: who, to
 * what, what was before and what is now; no secret stands in it. */
#include "support/world.h"

#include "application/commands/accounts.h"
#include "application/commands/api_keys.h"
#include "application/commands/keep_campaigns.h"
#include "application/commands/keep_numbers.h"
#include "application/commands/keep_scripts.h"
#include "application/commands/make_export.h"
#include "domain/models/account.h"
#include "domain/models/connection.h"
#include "domain/models/user.h"

static const struct event *told(struct world *w, enum event_type type)
{
    const struct event *event = last_event(w);

    assert_int_equal(event->type, type);
    return event;
}

static const struct field_change *change(const struct event *event, const char *field)
{
    for (size_t i = 0; i < event->changes.n; i++)
        if (str_eq_c(event->changes.items[i].field, field))
            return &event->changes.items[i];
    fail_msg("nothing is told of %s", field);
    return NULL;
}

static void settings__are_told_before_and_after(void **state)
{
    struct world *w = *state;
    const struct change_account cmd = { .name = { true, STR("Cobros del Norte") } };
    struct account *account;

    expect_ok(change_account(&w->ports, scope_with(w, permission_all()), &cmd, &account));
    const struct event *event = told(w, EVENT_ACCOUNT_CHANGED);

    assert_true(str_eq(event->object, ID_TEXT(&w->d.arena, account->id)));
    assert_int_equal(event->changes.n, 1);
    assert_true(str_eq(change(event, "name")->before, w->d.account.name));
    expect_str(change(event, "name")->after, "Cobros del Norte");
}

static void keys__are_told_without_their_secret(void **state)
{
    struct world *w = *state;
    const struct create_api_key cmd = { .name = STR("panel") };
    struct created_api_key made;
    struct api_key *key;

    expect_ok(create_api_key(&w->ports, scope_with(w, permission_all()), &cmd, &made));
    const struct event *event = told(w, EVENT_API_KEY_CREATED);

    expect_str(change(event, "name")->after, "panel");
    for (size_t i = 0; i < event->changes.n; i++) {
        assert_int_equal(str_find(event->changes.items[i].after, made.secret), SIZE_MAX);
        assert_int_equal(str_find(event->changes.items[i].after, made.key.hash), SIZE_MAX);
    }
    expect_ok(revoke_api_key(&w->ports, &w->scope, made.key.id, &key));
    assert_null(change(told(w, EVENT_API_KEY_REVOKED), "revoked_at")->before.p);
    size_t told_times = events_of(w, EVENT_API_KEY_REVOKED);
    expect_ok(revoke_api_key(&w->ports, &w->scope, made.key.id, &key));
    assert_int_equal(events_of(w, EVENT_API_KEY_REVOKED), told_times);
}

static void scripts__are_told_when_they_change(void **state)
{
    struct world *w = *state;
    const struct script wanted = { .name = STR("Guion"),
                                   .language = STR("es-CO"),
                                   .opening = STR("Hola."),
                                   .instructions = STR("Cobre.") };
    struct script *script, changed;

    expect_ok(create_script(&w->ports, scope_with(w, permission_all()), &wanted, &script));
    assert_int_equal(events_of(w, EVENT_SCRIPT_CREATED), 1);
    changed = *script;
    changed.opening = STR("Buenas.");
    expect_ok(change_script(&w->ports, &w->scope, &changed, &script));
    const struct event *event = told(w, EVENT_SCRIPT_CHANGED);
    expect_str(change(event, "opening")->before, "Hola.");
    expect_str(change(event, "opening")->after, "Buenas.");
}

static void numbers__are_told_when_they_come_and_go(void **state)
{
    struct world *w = *state;
    const struct number wanted = { .e164 = STR("+573009998877") };
    struct number *number;

    expect_ok(add_number(&w->ports, scope_with(w, permission_all()), &wanted, &number));
    expect_str(change(told(w, EVENT_NUMBER_ADDED), "e164")->after, "+573009998877");
    struct number_id id = number->id;
    expect_ok(remove_number(&w->ports, &w->scope, id));
    expect_str(change(told(w, EVENT_NUMBER_REMOVED), "e164")->before, "+573009998877");
    expect_refused(w, remove_number(&w->ports, &w->scope, id), ERR_NOT_FOUND, "number.not_found");
}

static void campaigns__are_told_field_by_field(void **state)
{
    struct world *w = *state;
    struct campaign changed = *kept_campaign(w, given_draft(w)), *campaign;
    int64_t before = changed.pacing.max_active;

    changed.pacing.max_active = before + 1;
    expect_ok(change_campaign(&w->ports, scope_with(w, permission_all()), &changed, &campaign));
    const struct event *event = told(w, EVENT_CAMPAIGN_CHANGED);
    assert_int_equal(event->changes.n, 1);
    assert_non_null(change(event, "pacing.max_active"));
}

static void exports__are_told_when_they_are_asked_for(void **state)
{
    struct world *w = *state;
    const struct request_export cmd = { .campaign = w->d.campaign.id, .language = STR("") };
    struct export *export;

    expect_ok(request_export(&w->ports, scope_with(w, permission_all()), &cmd, &export));
    assert_true(ID_EQ(told(w, EVENT_EXPORT_REQUESTED)->campaign, w->d.campaign.id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(settings__are_told_before_and_after),
        WORLD_TEST(keys__are_told_without_their_secret),
        WORLD_TEST(scripts__are_told_when_they_change),
        WORLD_TEST(numbers__are_told_when_they_come_and_go),
        WORLD_TEST(campaigns__are_told_field_by_field),
        WORLD_TEST(exports__are_told_when_they_are_asked_for),
    };

    return cmocka_run_group_tests_name("audit lines", tests, NULL, NULL);
}
