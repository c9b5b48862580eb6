/* tests/unit/application/test_live.c - who may hear what happens, what they see of it, and for how
 * long; screens on walls. */
#include "support/world.h"

#include "application/commands/displays.h"
#include "application/event_handlers/subscriptions.h"
#include "application/queries/authenticate.h"
#include "application/queries/live.h"
#include "domain/models/session.h"
#include "domain/models/user.h"

enum { WATCHES = PERMISSION_BIT(PERMISSION_NONE) | PERMISSION_BIT(PERMISSION_WATCH) };

static int given_hub(void **state)
{
    given_world(state);
    struct world *w = *state;

    w->ports.choices.live_url = STR("ws://127.0.0.1:1/live");
    w->ports.choices.public_url = STR("https://calls.example.com");
    return 0;
}
#define HUB_TEST(test) cmocka_unit_test_setup_teardown(test, given_hub, end_world)

static struct session_id given_session(struct world *w)
{
    struct user user = { .id = { given_id(&w->d) },
                         .account = w->d.account.id,
                         .version = 1,
                         .email = STR("ana@example.com") };
    struct membership membership = { .id = { given_id(&w->d) },
                                     .account = w->d.account.id,
                                     .version = 1,
                                     .user = user.id,
                                     .role = ROLE_OPERATOR };
    struct session session = { .id = { given_id(&w->d) },
                               .account = w->d.account.id,
                               .version = 1,
                               .user = user.id,
                               .role = ROLE_OPERATOR,
                               .hash = STR("h"),
                               .signed_in_at = w->d.clock.wall,
                               .seen_at = w->d.clock.wall };

    memory_put(w->d.store, &user_record, &user);
    memory_put(w->d.store, &membership_record, &membership);
    memory_put(w->d.store, &session_record, &session);
    scope_with(w, role_permissions(ROLE_OPERATOR));
    w->scope.actor.user = user.id;
    w->scope.actor.session = session.id;
    return session.id;
}

static struct str ticket_of(struct world *w)
{
    struct live_entrance entrance;

    expect_ok(open_live(&w->ports, &w->scope, &entrance));
    return entrance.ticket;
}

static enum err enter(struct world *w, struct str ticket)
{
    scope_global(w)->actor = (struct actor){ .kind = ACTOR_PROVIDER };
    return enter_live(&w->ports, &w->scope, ticket);
}

static void ticket__lets_in_who_asked_for_it_once(void **state)
{
    struct world *w = *state;
    struct session_id session = given_session(w);
    struct str ticket = ticket_of(w);

    expect_ok(enter(w, ticket));
    assert_true(ID_EQ(w->scope.account, w->d.account.id));
    assert_true(ID_EQ(w->scope.actor.session, session));
    assert_int_equal(w->scope.actor.permissions & ~PERMISSION_BIT(PERMISSION_OWN_ACCESS),
                     role_permissions(ROLE_OPERATOR));
    expect_refused(w, enter(w, ticket), ERR_UNAUTHENTICATED, "live.bad_ticket");
}

static void ticket__is_worth_nothing_after_30_seconds(void **state)
{
    struct world *w = *state;

    given_session(w);
    struct str early = ticket_of(w), late = ticket_of(w);

    fixed_clock_move(&w->d.clock, (struct duration){ LIVE_TICKET_MS - 1 });
    expect_ok(enter(w, early));
    fixed_clock_move(&w->d.clock, (struct duration){ 1 });
    expect_refused(w, enter(w, late), ERR_UNAUTHENTICATED, "live.bad_ticket");
}

/* Who reads the table of tickets opens nothing with what stands there. */
static struct str kept_name;

static enum err keep_and_see(void *self, struct scope *scope, struct str name, struct str text,
                             struct duration life)
{
    (void)self;
    (void)text;
    (void)life;
    kept_name = str_copy(scope->arena, name);
    return ERR_OK;
}

static void ticket__is_kept_as_a_hash_alone(void **state)
{
    struct world *w = *state;
    struct tickets_ops seeing = *w->ports.tickets.ops;

    given_session(w);
    seeing.keep = keep_and_see;
    w->ports.tickets.ops = &seeing;
    struct str ticket = ticket_of(w);

    assert_int_equal(kept_name.n, 64);
    assert_int_equal(str_find(kept_name, ticket), SIZE_MAX);
}

static void ticket__ends_with_the_session_it_was_given_to(void **state)
{
    struct world *w = *state;
    struct session_id session = given_session(w);
    struct str ticket = ticket_of(w);

    expect_ok(VIA(w->ports.records, remove, scope_of(w), &session_record, session.v));
    expect_refused(w, enter(w, ticket), ERR_UNAUTHENTICATED, "auth.session_ended");
}

static void who_stays__is_asked_again_and_may_have_lost_it(void **state)
{
    struct world *w = *state;

    given_session(w);
    expect_ok(enter(w, ticket_of(w)));
    expect_ok(authenticate_again(&w->ports, &w->scope));
    w->scope.now = instant_add(w->scope.now, (struct duration){ SESSION_IDLE_MS });
    expect_refused(w, authenticate_again(&w->ports, &w->scope), ERR_UNAUTHENTICATED,
                   "auth.session_ended");
}

static void entrance__is_for_those_who_may_watch_where_a_hub_runs(void **state)
{
    struct world *w = *state;
    struct live_entrance entrance;

    given_session(w);
    w->scope.actor.permissions = all_but(PERMISSION_WATCH);
    expect_forbidden(w, open_live(&w->ports, &w->scope, &entrance));
    w->scope.actor.permissions = WATCHES;
    w->ports.choices.live_url = STR("");
    expect_refused(w, open_live(&w->ports, &w->scope, &entrance), ERR_UNAVAILABLE, "live.off");
}

/* -- events -- */

static void told__is_what_lies_behind_the_cursor(void **state)
{
    struct world *w = *state;
    int64_t told;

    GIVEN_SHEET(w, "celular|nombre", "3000000001|Ana");
    given_committed(w);
    int64_t all = w->live.published;
    expect_ok(tell_live(&w->ports, scope_global(w), &told));
    assert_true(told > 0 && w->live.published == all + told);
    expect_ok(tell_live(&w->ports, scope_global(w), &told));
    assert_int_equal(told, 0);
}

static void told__is_told_again_when_nobody_knows_who_heard(void **state)
{
    struct world *w = *state;
    int64_t told;

    GIVEN_SHEET(w, "celular|nombre", "3000000001|Ana");
    given_committed(w);
    w->live.fail = ERR_UNAVAILABLE;
    expect_refused(w, tell_live(&w->ports, scope_global(w), &told), ERR_UNAVAILABLE,
                   "fan_out.unavailable");
    w->live.fail = ERR_OK;
    expect_ok(tell_live(&w->ports, scope_global(w), &told));
    assert_true(told > 0);
}

static void event__is_seen_by_those_whom_it_concerns(void **state)
{
    struct world *w = *state;
    const struct event funded = { .type = EVENT_WALLET_FUNDED,
                                  .detail = STR("pay_1"),
                                  .amount = { true, AMOUNT(5, UNIT_USD) } };

    assert_false(
        live_event_is_for(scope_with(w, all_but(PERMISSION_READ_MONEY)), EVENT_WALLET_FUNDED));
    assert_true(live_event_is_for(scope_with(w, permission_all()), EVENT_WALLET_FUNDED));
    assert_false(live_event_is_for(scope_with(w, permission_all()), EVENT_PASSWORD_FORGOTTEN));
    assert_false(live_event_is_for(scope_with(w, WATCHES), EVENT_CAMPAIGN_CHANGED));
    assert_true(live_event_is_for(scope_with(w, WATCHES), EVENT_CAMPAIGN_DONE));
    assert_false(live_event_seen(scope_with(w, WATCHES), &funded).amount.has);
    assert_int_equal(live_event_seen(&w->scope, &funded).detail.n, 0);
    assert_true(live_event_seen(scope_with(w, permission_all()), &funded).amount.has);
    assert_false(
        live_event_is_for(scope_with(w, all_but(PERMISSION_READ_PEOPLE)), EVENT_EXPORT_READY));
    assert_false(
        live_event_is_for(scope_with(w, all_but(PERMISSION_READ_PEOPLE)), EVENT_SUPPRESSION_ADDED));
}

static void suspension__is_seen_by_all_who_read_and_its_reason_by_those_who_manage(void **state)
{
    struct world *w = *state;
    const struct event suspended = { .type = EVENT_ACCOUNT_SUSPENDED,
                                     .detail = STR("Contrato vencido") };
    const struct scope *reads = scope_with(w, all_but(PERMISSION_MANAGE_ACCOUNT));

    assert_true(live_event_is_for(reads, EVENT_ACCOUNT_SUSPENDED));
    assert_true(live_event_is_for(reads, EVENT_ACCOUNT_REINSTATED));
    assert_true(live_event_is_for_all(EVENT_ACCOUNT_SUSPENDED));
    assert_true(live_event_is_for_all(EVENT_ACCOUNT_REINSTATED));
    assert_false(live_event_is_for_all(EVENT_CAMPAIGN_PAUSED));
    assert_int_equal(live_event_seen(reads, &suspended).detail.n, 0);
    assert_false(live_event_is_for(scope_with(w, WATCHES), EVENT_ACCOUNT_SUSPENDED));
    assert_true(live_event_seen(scope_with(w, permission_all()), &suspended).detail.n > 0);
}

static void since__goes_on_after_what_was_seen(void **state)
{
    struct world *w = *state;
    struct event_list since;
    bool known;

    GIVEN_SHEET(w, "celular|nombre", "3000000001|Ana");
    given_committed(w);
    int64_t newest = last_event(w)->seq;

    expect_ok(live_events_since(&w->ports, scope_of(w), newest - 1, 10, &since, &known));
    assert_true(known);
    assert_int_equal(since.n, 1);
    assert_int_equal(since.items[0].seq, newest);
    expect_ok(live_events_since(&w->ports, scope_of(w), newest, 10, &since, &known));
    assert_true(known && since.n == 0);
}

/* What the fan-out keeps is as good as the log, and nearer; what it does not keep, the log has. */
static void since__asks_the_log_for_what_the_fan_out_does_not_keep(void **state)
{
    struct world *w = *state;
    struct event_list since, log, kept;
    bool known;

    GIVEN_SHEET(w, "celular|nombre", "3000000001|Ana");
    given_committed(w);
    int64_t newest = last_event(w)->seq;
    expect_ok(VIA(w->ports.events, page, scope_of(w), newest - 1, 10, &log));
    kept = log;
    event_list_add(&kept, &w->d.arena, log.items[0]);
    kept.items[1].seq = newest + 1; /* of it the log has not heard */
    w->live.kept = &kept;

    expect_ok(live_events_since(&w->ports, scope_of(w), newest, 10, &since, &known));
    assert_true(known);
    assert_int_equal(since.n, 1);
    assert_int_equal(since.items[0].seq, newest + 1);
    expect_ok(live_events_since(&w->ports, scope_of(w), newest - 1, 10, &since, &known));
    assert_true(known);
    assert_int_equal(since.items[since.n - 1].seq, newest);
}

static void since__is_not_known_when_it_is_old_foreign_or_too_much(void **state)
{
    struct world *w = *state;
    struct event_list since;
    bool known;

    GIVEN_SHEET(w, "celular|nombre", "3000000001|Ana");
    given_committed(w);
    int64_t newest = last_event(w)->seq;

    expect_ok(live_events_since(&w->ports, scope_of(w), newest + 1, 10, &since, &known));
    assert_false(known);
    expect_ok(live_events_since(&w->ports, scope_elsewhere(w), newest, 10, &since, &known));
    assert_false(known);
    expect_ok(live_events_since(&w->ports, scope_of(w), newest - 1, 0, &since, &known));
    assert_false(known);
    fixed_clock_move(&w->d.clock, (struct duration){ LIVE_RESUME_MS + 1 });
    expect_ok(live_events_since(&w->ports, scope_of(w), newest, 10, &since, &known));
    assert_false(known);
}

/* -- screens -- */

static struct created_display given_display(struct world *w)
{
    const struct create_display cmd = { STR("Sala 2") };
    struct created_display made;

    expect_ok(create_display(&w->ports, scope_with(w, permission_all()), &cmd, &made));
    return made;
}

static enum err come(struct world *w, struct str secret)
{
    scope_global(w)->actor = (struct actor){ .kind = ACTOR_PROVIDER };
    return authenticate_key(&w->ports, &w->scope, secret, STR(""));
}

static void display__watches_its_account_and_nothing_else(void **state)
{
    struct world *w = *state;
    struct created_display made = given_display(w);
    struct board board;

    assert_true(str_ends(made.url, made.secret));
    expect_ok(come(w, made.secret));
    assert_int_equal(w->scope.actor.permissions, WATCHES);
    assert_true(ID_EQ(w->scope.account, w->d.account.id));
    expect_ok(read_board(&w->ports, &w->scope, &board));
    assert_int_equal(board.campaigns.n, 1);
    assert_int_equal(events_of(w, EVENT_DISPLAY_CREATED), 1);
}

static void display__ends_when_it_is_revoked_and_after_30_days(void **state)
{
    struct world *w = *state;
    struct created_display revoked = given_display(w), old = given_display(w);

    expect_ok(revoke_display(&w->ports, scope_with(w, permission_all()), revoked.display.id));
    expect_ok(revoke_display(&w->ports, &w->scope, revoked.display.id));
    assert_int_equal(events_of(w, EVENT_DISPLAY_REVOKED), 1);
    expect_refused(w, come(w, revoked.secret), ERR_UNAUTHENTICATED, "auth.bad_key");
    fixed_clock_move(&w->d.clock, (struct duration){ 30LL * MS_PER_DAY - 1 });
    expect_ok(come(w, old.secret));
    fixed_clock_move(&w->d.clock, (struct duration){ 1 });
    expect_refused(w, come(w, old.secret), ERR_UNAUTHENTICATED, "auth.bad_key");
}

static void display__names_no_account_but_its_own(void **state)
{
    struct world *w = *state;
    struct created_display made = given_display(w);
    struct str own = ID_TEXT(&w->d.arena, w->d.account.id);
    struct str other = ID_TEXT(&w->d.arena, w->other.id);

    scope_with(w, 0)->account = (struct account_id){ 0 };
    expect_ok(authenticate_key(&w->ports, &w->scope, made.secret, own));
    scope_with(w, 0)->account = (struct account_id){ 0 };
    expect_refused(w, authenticate_key(&w->ports, &w->scope, made.secret, other), ERR_FORBIDDEN,
                   "auth.foreign_account");
}

static void display__is_made_by_those_who_manage_and_not_without_end(void **state)
{
    struct world *w = *state;
    const struct create_display cmd = { STR("x") };
    struct created_display made = given_display(w);

    expect_forbidden(w, create_display(&w->ports, scope_with(w, all_but(PERMISSION_MANAGE_ACCOUNT)),
                                       &cmd, &made));
    expect_forbidden(w, revoke_display(&w->ports, &w->scope, made.display.id));
    expect_refused(w, revoke_display(&w->ports, scope_elsewhere(w), made.display.id), ERR_NOT_FOUND,
                   "display.not_found");
    for (int i = 1; i < 50; i++)
        given_display(w);
    expect_refused(w, create_display(&w->ports, scope_with(w, permission_all()), &cmd, &made),
                   ERR_PRECONDITION, "display.too_many");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HUB_TEST(ticket__lets_in_who_asked_for_it_once),
        HUB_TEST(ticket__is_worth_nothing_after_30_seconds),
        HUB_TEST(ticket__is_kept_as_a_hash_alone),
        HUB_TEST(ticket__ends_with_the_session_it_was_given_to),
        HUB_TEST(who_stays__is_asked_again_and_may_have_lost_it),
        HUB_TEST(entrance__is_for_those_who_may_watch_where_a_hub_runs),
        HUB_TEST(told__is_what_lies_behind_the_cursor),
        HUB_TEST(told__is_told_again_when_nobody_knows_who_heard),
        HUB_TEST(event__is_seen_by_those_whom_it_concerns),
        HUB_TEST(suspension__is_seen_by_all_who_read_and_its_reason_by_those_who_manage),
        HUB_TEST(since__goes_on_after_what_was_seen),
        HUB_TEST(since__asks_the_log_for_what_the_fan_out_does_not_keep),
        HUB_TEST(since__is_not_known_when_it_is_old_foreign_or_too_much),
        HUB_TEST(display__watches_its_account_and_nothing_else),
        HUB_TEST(display__ends_when_it_is_revoked_and_after_30_days),
        HUB_TEST(display__names_no_account_but_its_own),
        HUB_TEST(display__is_made_by_those_who_manage_and_not_without_end),
    };

    return cmocka_run_group_tests_name("live", tests, NULL, NULL);
}
