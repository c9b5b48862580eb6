/* tests/unit/application/test_reset_second_factor.c - who lost the second factor: who may take it
 * away, what ends with it, and who hears of it. */
#include "support/given_members.h"

#include "application/commands/platform_admins.h"
#include "application/commands/reset_second_factor.h"
#include "application/commands/second_factor.h"
#include "fakes/plain_codes.h"

static const struct account_id the_only; /* account of who comes in */
static const struct factor_reset_reason why = { STR_INIT("Perdió el teléfono") };

/* On; the session that comes back is the newest. */
static struct signed_in given_factor(struct world *w, const char *email)
{
    const struct own_password own = { STR(PASSWORD) };
    struct signed_in in = given_in(w, email, the_only);
    struct recovery_codes codes;
    struct begun_factor begun;

    expect_ok(as(w, &in));
    expect_ok(begin_second_factor(&w->ports, &w->scope, &own, &begun));
    const struct confirm_factor cmd = { plain_code(&w->d.arena, w->d.clock.wall) };
    expect_ok(as(w, &in));
    expect_ok(confirm_second_factor(&w->ports, &w->scope, &cmd, STR("test"), &codes));
    return codes.in;
}

static enum err take_away(struct world *w, const struct signed_in *by, const struct signed_in *of)
{
    struct member member;
    enum err err;

    expect_ok(as(w, by));
    err = reset_member_factor(&w->ports, &w->scope, of->user.id, &why, &member);
    if (err == ERR_OK)
        assert_false(member.second_factor);
    return err;
}

static enum err take_away_above(struct world *w, struct scope *scope, const char *email)
{
    const struct reset_person_factor cmd = { str_from_c(email), why.reason };
    struct user *user;

    return reset_person_factor(&w->ports, scope, &cmd, &user);
}

static void owner__takes_a_members_factor_away_and_the_member_hears_why(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    struct signed_in ana = given_in(w, "ana@sur.co", the_only), rosa, again;

    given_member(w, &ana, "rosa@sur.co", ROLE_ADMIN);
    rosa = given_factor(w, "rosa@sur.co");
    expect_refused(w, come_in_with(w, "rosa@sur.co", PASSWORD, &again), ERR_UNAUTHENTICATED,
                   "auth.code_needed");
    expect_ok(take_away(w, &ana, &rosa));

    const struct event *event = last_event(w);
    while (event->type != EVENT_SECOND_FACTOR_RESET) /* sessions ended after it */
        event--;
    assert_true(ID_EQ(event->account, account.id));
    assert_true(str_eq(event->actor, ID_TEXT(&w->d.arena, ana.user.id)));
    assert_true(str_eq(event->object, ID_TEXT(&w->d.arena, rosa.user.id)));
    assert_true(str_eq(event->detail, why.reason));
    expect_refused(w, as(w, &rosa), ERR_UNAUTHENTICATED, "auth.session_ended");
    expect_ok(come_in_with(w, "rosa@sur.co", PASSWORD, &again)); /* by the password alone */
    all_are_told(w, CONSUMER_NOTIFICATION);
    expect_str(w->mails.items[w->mails.n - 1].to, "rosa@sur.co");
    assert_true(str_find(w->mails.items[w->mails.n - 1].text, why.reason) != SIZE_MAX);
    expect_refused(w, take_away(w, &ana, &rosa), ERR_CONFLICT, "second_factor.member_off");
    given_factor(w, "rosa@sur.co"); /* and can have one again */
}

static void owner__alone_may_and_not_by_a_key(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    struct signed_in ana = given_in(w, "ana@sur.co", the_only), rosa, luz;
    struct member member;

    given_member(w, &ana, "rosa@sur.co", ROLE_ADMIN);
    given_member(w, &ana, "luz@sur.co", ROLE_VIEWER);
    luz = given_factor(w, "luz@sur.co");
    rosa = given_in(w, "rosa@sur.co", the_only);
    expect_refused(w, take_away(w, &rosa, &luz), ERR_FORBIDDEN, "member.beyond_maker");
    expect_refused(w, take_away(w, &luz, &rosa), ERR_FORBIDDEN, "permission.missing");
    scope_with(w, permission_all())->account = account.id;
    expect_forbidden(w, reset_member_factor(&w->ports, &w->scope, luz.user.id, &why, &member));
    expect_ok(as(w, &luz));
    assert_int_equal(events_of(w, EVENT_SECOND_FACTOR_RESET), 0);
}

static void owner__gives_up_the_own_one_with_the_password_alone(void **state)
{
    struct world *w = *state;
    struct signed_in ana;

    given_owned(w, "ana@sur.co");
    ana = given_factor(w, "ana@sur.co");
    expect_refused(w, take_away(w, &ana, &ana), ERR_PRECONDITION, "second_factor.own");
}

static void owner__reaches_nobody_who_is_more_than_the_accounts(void **state)
{
    struct world *w = *state;
    struct signed_in ana, eva, rosa, luz;

    given_owned(w, "ana@sur.co");
    given_owned(w, "eva@este.co");
    ana = given_in(w, "ana@sur.co", the_only);
    eva = given_factor(w, "eva@este.co");
    expect_refused(w, take_away(w, &ana, &eva), ERR_NOT_FOUND, "user.not_found");
    given_owned(w, "rosa@norte.co"); /* of another account, and of this one */
    given_member(w, &ana, "rosa@norte.co", ROLE_VIEWER);
    rosa = given_factor(w, "rosa@norte.co");
    expect_refused(w, take_away(w, &ana, &rosa), ERR_FORBIDDEN, "second_factor.beyond_account");
    given_member(w, &ana, "luz@sur.co", ROLE_VIEWER);
    luz = given_factor(w, "luz@sur.co");
    const struct grant_platform_admin grant = { STR("luz@sur.co") };
    struct user *user;
    expect_ok(grant_platform_admin(&w->ports, scope_global(w), &grant, &user));
    expect_refused(w, take_away(w, &ana, &luz), ERR_FORBIDDEN, "second_factor.beyond_account");
    expect_ok(as(w, &luz));
    expect_ok(as(w, &rosa));
}

static void operator__takes_anybodys_away_but_the_own_one(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    struct signed_in ana = given_factor(w, "ana@sur.co"), again;
    const struct grant_platform_admin grant = { STR("ana@sur.co") };
    struct user *user;

    expect_ok(as(w, &ana));
    expect_forbidden(w, take_away_above(w, &w->scope, "ana@sur.co"));
    expect_refused(w, take_away_above(w, scope_global(w), "nadie@sur.co"), ERR_NOT_FOUND,
                   "user.not_found");
    expect_ok(grant_platform_admin(&w->ports, scope_global(w), &grant, &user));
    expect_ok(as(w, &ana));
    expect_refused(w, take_away_above(w, &w->scope, "ana@sur.co"), ERR_PRECONDITION,
                   "second_factor.own");
    expect_ok(take_away_above(w, scope_global(w), " Ana@Sur.co"));
    expect_refused(w, as(w, &ana), ERR_UNAUTHENTICATED, "auth.session_ended");
    expect_ok(come_in_with(w, "ana@sur.co", PASSWORD, &again));
    all_are_told(w, CONSUMER_NOTIFICATION);
    expect_str(w->mails.items[w->mails.n - 1].to, "ana@sur.co");
    assert_int_equal(events_of(w, EVENT_SECOND_FACTOR_RESET), 1);
    assert_true(ID_EQ(again.account, account.id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(owner__takes_a_members_factor_away_and_the_member_hears_why),
        WORLD_TEST(owner__alone_may_and_not_by_a_key),
        WORLD_TEST(owner__gives_up_the_own_one_with_the_password_alone),
        WORLD_TEST(owner__reaches_nobody_who_is_more_than_the_accounts),
        WORLD_TEST(operator__takes_anybodys_away_but_the_own_one),
    };

    return cmocka_run_group_tests_name("reset second factor", tests, NULL, NULL);
}
