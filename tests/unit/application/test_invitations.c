/* tests/unit/application/test_invitations.c - how people come into an account: by a mail that is
 * worth something for a week, once; and how many of them are sent. */
#include "support/given_members.h"

#include "application/commands/profile.h"

static void accept__brings_a_new_person_in_with_the_role(void **state)
{
    struct world *w = *state;
    struct signed_in owner = given_owner(w, "ana@sur.co"), rosa;
    struct accepted_invitation accepted;
    struct invitation invitation;
    struct invitation_view view;
    struct page page;
    struct str token = given_invited(w, &owner, " Rosa@Sur.co", ROLE_OPERATOR, &invitation);
    const struct look_up_invitation look = { token };

    expect_str(w->mails.items[w->mails.n - 1].to, "rosa@sur.co");
    expect_ok(look_up_invitation(&w->ports, scope_of_nobody(w), &look, &view));
    expect_str(view.account_name, "Cobros del Sur");
    assert_true(view.needs_password);
    expect_ok(accept_as_rosa(w, token, &accepted));
    rosa = given_in(w, "rosa@sur.co", owner.account);
    assert_int_equal(rosa.session.role, ROLE_OPERATOR);
    expect_refused(w, accept_as_rosa(w, token, &accepted), ERR_INVALID, "auth.bad_token");
    expect_ok(as(w, &owner));
    expect_ok(list_members(&w->ports, &w->scope, &(struct page_query){ .limit = 10 }, &page));
    assert_int_equal(page.n, 2);
    assert_int_equal(events_of(w, EVENT_USER_INVITED), 1);
    assert_int_equal(events_of(w, EVENT_MEMBER_ADDED), 2);
}

static void accept__gives_who_is_there_another_account_and_no_other_password(void **state)
{
    struct world *w = *state;
    struct account first = given_owned(w, "ana@sur.co").account,
                   second = given_owned(w, "eva@este.co").account;
    struct signed_in eva = given_in(w, "eva@este.co", second.id), ana;
    struct accepted_invitation accepted;
    struct accept_invitation taken;
    struct invitation invitation;
    struct invitation_view view;
    struct page page;

    expect_ok(invite_as(w, &eva, "ana@sur.co", ROLE_VIEWER, &invitation));
    taken = (struct accept_invitation){ mailed(w), STR("Otra"), STR("otra bruma larga") };
    const struct look_up_invitation look = { taken.token };

    expect_ok(look_up_invitation(&w->ports, scope_of_nobody(w), &look, &view));
    assert_false(view.needs_password);
    expect_ok(accept_invitation(&w->ports, scope_of_nobody(w), &taken, &accepted));
    ana = given_in(w, "ana@sur.co", second.id); /* by her own password */
    assert_int_equal(ana.session.role, ROLE_VIEWER);
    expect_ok(as(w, &ana));
    expect_ok(list_own_accounts(&w->ports, &w->scope, &page));
    assert_int_equal(page.n, 2);
    given_in(w, "ana@sur.co", first.id);
}

static void invitation__lasts_7_days_and_no_longer(void **state)
{
    struct world *w = *state;
    struct signed_in owner = given_owner(w, "ana@sur.co");
    struct accepted_invitation accepted;
    struct invitation invitation, *again;
    struct str token = given_invited(w, &owner, "rosa@sur.co", ROLE_VIEWER, &invitation);

    fixed_clock_move(&w->d.clock, HOURS(7 * 24));
    expect_refused(w, accept_as_rosa(w, token, &accepted), ERR_INVALID, "auth.bad_token");
    owner = given_in(w, "ana@sur.co", owner.account);
    expect_ok(as(w, &owner));
    expect_ok(invite_again(&w->ports, &w->scope, invitation.id, &again));
    size_t mails = w->mails.n;
    mailed(w);
    assert_int_equal(w->mails.n, mails + 1);
    fixed_clock_move(&w->d.clock, HOURS(7 * 24 - 1));
    expect_ok(accept_as_rosa(w, token, &accepted));
}

static void invitation__that_was_taken_back_opens_nothing(void **state)
{
    struct world *w = *state;
    struct signed_in owner = given_owner(w, "ana@sur.co");
    struct accepted_invitation accepted;
    struct invitation invitation;
    struct str token = given_invited(w, &owner, "rosa@sur.co", ROLE_VIEWER, &invitation);

    expect_ok(as(w, &owner));
    expect_ok(revoke_invitation(&w->ports, &w->scope, invitation.id));
    expect_refused(w, accept_as_rosa(w, token, &accepted), ERR_INVALID, "auth.bad_token");
    expect_refused(w, revoke_invitation(&w->ports, scope_elsewhere(w), invitation.id),
                   ERR_NOT_FOUND, "invitation.not_found");
    assert_int_equal(events_of(w, EVENT_INVITATION_REVOKED), 1);
}

/* Somebody takes it back between the look at it and its acceptance. */
static const struct record_store_ops *records_inside;

static enum err gone_before_save(void *self, struct scope *scope, const struct record *record,
                                 void *object, struct event_list *events)
{
    if (record == &invitation_record)
        expect_ok(records_inside->remove(self, scope, record, ((struct invitation *)object)->id.v));
    return records_inside->save(self, scope, record, object, events);
}

static void invitation__that_is_taken_back_meanwhile_opens_nothing(void **state)
{
    struct world *w = *state;
    struct signed_in owner = given_owner(w, "ana@sur.co"), in;
    struct record_store_ops between = *(records_inside = w->ports.records.ops);
    struct accepted_invitation accepted;
    struct invitation invitation;
    struct str token = given_invited(w, &owner, "rosa@sur.co", ROLE_VIEWER, &invitation);
    between.save = gone_before_save;
    w->ports.records.ops = &between;
    enum err err = accept_as_rosa(w, token, &accepted);
    w->ports.records.ops = records_inside;

    expect_refused(w, err, ERR_INVALID, "auth.bad_token");
    assert_int_not_equal(come_in(w, "rosa@sur.co", owner.account, &in), ERR_OK);
    assert_int_equal(events_of(w, EVENT_MEMBER_ADDED), 1); /* the owner */
}

static void invitation__into_a_closed_account_opens_nothing(void **state)
{
    struct world *w = *state;
    struct signed_in owner = given_owner(w, "ana@sur.co");
    struct accepted_invitation accepted;
    struct invitation invitation;
    struct str token = given_invited(w, &owner, "rosa@sur.co", ROLE_VIEWER, &invitation);
    ((struct account *)memory_find(w->d.store, &account_record, owner.account, owner.account.v)
         ->object)
        ->status = ACCOUNT_CLOSED;
    expect_refused(w, accept_as_rosa(w, token, &accepted), ERR_INVALID, "auth.bad_token");
}

static void invitations__to_one_address_are_10_mails_an_hour(void **state)
{
    struct world *w = *state;
    struct signed_in owner = given_owner(w, "ana@sur.co");
    struct invitation invitation, *again;

    for (int i = 0; i < 5; i++) {
        expect_ok(invite_as(w, &owner, "rosa@sur.co", ROLE_VIEWER, &invitation));
        expect_ok(as(w, &owner));
        expect_ok(invite_again(&w->ports, &w->scope, invitation.id, &again));
        expect_ok(as(w, &owner));
        expect_ok(revoke_invitation(&w->ports, &w->scope, invitation.id));
    }
    expect_refused(w, invite_as(w, &owner, " Rosa@sur.co", ROLE_VIEWER, &invitation), ERR_EXHAUSTED,
                   "limit.invitations");
    expect_ok(invite_as(w, &owner, "eva@sur.co", ROLE_VIEWER, &invitation));
    fixed_clock_move(&w->d.clock, HOURS(1));
    owner = given_in(w, "ana@sur.co", owner.account);
    expect_ok(invite_as(w, &owner, "rosa@sur.co", ROLE_VIEWER, &invitation));
}

static void invite__refuses_members_second_invitations_and_roles_beyond_ones_own(void **state)
{
    struct world *w = *state;
    struct signed_in owner = given_owner(w, "ana@sur.co"), admin;
    struct invitation invitation, *again;

    expect_refused(w, invite_as(w, &owner, "ana@sur.co", ROLE_VIEWER, &invitation), ERR_EXISTS,
                   "invitation.member");
    given_member(w, &owner, "rosa@sur.co", ROLE_ADMIN);
    admin = given_in(w, "rosa@sur.co", owner.account);
    expect_refused(w, invite_as(w, &admin, "luis@sur.co", ROLE_OWNER, &invitation), ERR_FORBIDDEN,
                   "member.beyond_maker");
    expect_ok(invite_as(w, &owner, "pia@sur.co", ROLE_OWNER, &invitation));
    expect_ok(as(w, &admin));
    expect_refused(w, invite_again(&w->ports, &w->scope, invitation.id, &again), ERR_FORBIDDEN,
                   "member.beyond_maker");
    expect_ok(invite_as(w, &admin, "luis@sur.co", ROLE_ADMIN, &invitation));
    expect_refused(w, invite_as(w, &admin, "luis@sur.co", ROLE_VIEWER, &invitation), ERR_EXISTS,
                   "invitation.open");
    expect_forbidden(w,
                     invite(&w->ports, scope_with(w, all_but(PERMISSION_MANAGE_ACCOUNT)),
                            &(struct invite){ STR("x@y.co"), ROLE_VIEWER, STR("") }, &invitation));
}

/* -- how many a day -- */

static struct rate_limiter_ops day_limiter_ops;
struct day_limiter {
    int64_t left;
    struct rate rate;
};

static struct allowance take_of_day(void *self, struct str key, struct rate rate, int64_t want)
{
    struct day_limiter *day = self;

    assert_true(str_starts(key, STR("invitations:acc_")));
    day->rate = rate;
    day->left -= want;
    return (struct allowance){ .granted = day->left >= 0 ? want : 0, .retry_s = 864 };
}

static void invite__stops_at_the_accounts_day(void **state)
{
    struct world *w = *state;
    struct signed_in ana = given_owner(w, "ana@example.com");
    struct day_limiter day = { .left = 2 };
    struct invitation made;

    day_limiter_ops.take = take_of_day;
    w->ports.limiter = (struct rate_limiter){ &day_limiter_ops, &day };
    w->ports.choices.invitations_per_day = 100;
    for (int i = 0; i < 3; i++) {
        const struct invite cmd = { str_format(&w->d.arena, "p%d@example.com", i), ROLE_VIEWER,
                                    STR("") };
        enum err err;

        expect_ok(as(w, &ana));
        err = invite(&w->ports, &w->scope, &cmd, &made);
        if (i < 2)
            expect_ok(err);
        else
            expect_refused(w, err, ERR_EXHAUSTED, "limit.invitations_of_day");
    }
    assert_int_equal(rate_interval_us(day.rate), INT64_C(864) * 1000000);
    assert_int_equal(day.rate.burst, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(accept__brings_a_new_person_in_with_the_role),
        WORLD_TEST(accept__gives_who_is_there_another_account_and_no_other_password),
        WORLD_TEST(invitation__lasts_7_days_and_no_longer),
        WORLD_TEST(invitation__that_was_taken_back_opens_nothing),
        WORLD_TEST(invitation__that_is_taken_back_meanwhile_opens_nothing),
        WORLD_TEST(invitation__into_a_closed_account_opens_nothing),
        WORLD_TEST(invitations__to_one_address_are_10_mails_an_hour),
        WORLD_TEST(invite__refuses_members_second_invitations_and_roles_beyond_ones_own),
        WORLD_TEST(invite__stops_at_the_accounts_day),
    };

    return cmocka_run_group_tests_name("invitations", tests, NULL, NULL);
}
