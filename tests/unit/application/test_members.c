/* tests/unit/application/test_members.c - who belongs to an account: by invitation, with a role,
 * until somebody ends it; and there is always an owner. */
#include "support/given_people.h"

#include "application/commands/api_keys.h"
#include "application/commands/invitations.h"
#include "application/commands/members.h"
#include "application/commands/profile.h"
#include "application/commands/sandbox.h"
#include "domain/models/notification.h"

static enum err come_in(struct world *w, const char *email, struct account_id account,
                        struct signed_in *in)
{
    struct scope *scope = scope_of_nobody(w);
    const struct sign_in cmd = { str_from_c(email), STR(PASSWORD),
                                 ID_NONE(account) ? STR("") : ID_TEXT(scope->arena, account),
                                 STR("") };

    return sign_in(&w->ports, scope, &cmd, STR("test"), in);
}

static struct signed_in given_in(struct world *w, const char *email, struct account_id account)
{
    struct signed_in in;

    expect_ok(come_in(w, email, account, &in));
    return in;
}

static struct str mailed(struct world *w)
{
    all_are_told(w, CONSUMER_NOTIFICATION);
    return mailed_token(w);
}

static enum err invite_as(struct world *w, const struct signed_in *by, const char *email,
                          enum role role, struct invitation *ret)
{
    const struct invite cmd = { str_from_c(email), role, STR("") };

    expect_ok(as(w, by));
    return invite(&w->ports, &w->scope, &cmd, ret);
}

static enum err accept(struct world *w, struct str token, struct accepted_invitation *ret)
{
    const struct accept_invitation cmd = { token, STR("Rosa"), STR(PASSWORD) };

    return accept_invitation(&w->ports, scope_of_nobody(w), &cmd, ret);
}

static struct user_id given_member(struct world *w, const struct signed_in *by, const char *email,
                                   enum role role)
{
    struct accepted_invitation accepted;
    struct invitation invitation;

    expect_ok(invite_as(w, by, email, role, &invitation));
    expect_ok(accept(w, mailed(w), &accepted));
    return accepted.user.id;
}

static enum err give_role(struct world *w, const struct signed_in *by, struct user_id who,
                          enum role role)
{
    const struct change_member cmd = { role };
    struct member member;

    expect_ok(as(w, by));
    return change_member(&w->ports, &w->scope, who, &cmd, &member);
}

static enum err take_out(struct world *w, const struct signed_in *by, struct user_id who)
{
    expect_ok(as(w, by));
    return remove_member(&w->ports, &w->scope, who);
}

/* -- invitations -- */

static void accept__brings_a_new_person_in_with_the_role(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    struct signed_in owner = given_in(w, "ana@sur.co", account.id), rosa;
    struct accepted_invitation accepted;
    struct invitation invitation;
    struct invitation_view view;
    struct page page;

    expect_ok(invite_as(w, &owner, " Rosa@Sur.co", ROLE_OPERATOR, &invitation));
    struct str token = mailed(w);
    const struct look_up_invitation look = { token };

    expect_str(w->mails.items[w->mails.n - 1].to, "rosa@sur.co");
    expect_ok(look_up_invitation(&w->ports, scope_of_nobody(w), &look, &view));
    expect_str(view.account_name, "Cobros del Sur");
    assert_true(view.needs_password);
    expect_ok(accept(w, token, &accepted));
    rosa = given_in(w, "rosa@sur.co", account.id);
    assert_int_equal(rosa.session.role, ROLE_OPERATOR);
    expect_refused(w, accept(w, token, &accepted), ERR_INVALID, "auth.bad_token");
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
    struct account account = given_owned(w, "ana@sur.co").account;
    struct signed_in owner = given_in(w, "ana@sur.co", account.id);
    struct accepted_invitation accepted;
    struct invitation invitation, *again;

    expect_ok(invite_as(w, &owner, "rosa@sur.co", ROLE_VIEWER, &invitation));
    struct str token = mailed(w);

    fixed_clock_move(&w->d.clock, HOURS(7 * 24));
    expect_refused(w, accept(w, token, &accepted), ERR_INVALID, "auth.bad_token");
    owner = given_in(w, "ana@sur.co", account.id);
    expect_ok(as(w, &owner));
    expect_ok(invite_again(&w->ports, &w->scope, invitation.id, &again));
    size_t mails = w->mails.n;
    mailed(w);
    assert_int_equal(w->mails.n, mails + 1);
    fixed_clock_move(&w->d.clock, HOURS(7 * 24 - 1));
    expect_ok(accept(w, token, &accepted));
}

static void invitation__that_was_taken_back_opens_nothing(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    struct signed_in owner = given_in(w, "ana@sur.co", account.id);
    struct accepted_invitation accepted;
    struct invitation invitation;

    expect_ok(invite_as(w, &owner, "rosa@sur.co", ROLE_VIEWER, &invitation));
    struct str token = mailed(w);

    expect_ok(as(w, &owner));
    expect_ok(revoke_invitation(&w->ports, &w->scope, invitation.id));
    expect_refused(w, accept(w, token, &accepted), ERR_INVALID, "auth.bad_token");
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
    struct account account = given_owned(w, "ana@sur.co").account;
    struct signed_in owner = given_in(w, "ana@sur.co", account.id), in;
    struct record_store_ops between = *(records_inside = w->ports.records.ops);
    struct accepted_invitation accepted;
    struct invitation invitation;

    expect_ok(invite_as(w, &owner, "rosa@sur.co", ROLE_VIEWER, &invitation));
    struct str token = mailed(w);
    between.save = gone_before_save;
    w->ports.records.ops = &between;
    enum err err = accept(w, token, &accepted);
    w->ports.records.ops = records_inside;

    expect_refused(w, err, ERR_INVALID, "auth.bad_token");
    assert_int_not_equal(come_in(w, "rosa@sur.co", account.id, &in), ERR_OK);
    assert_int_equal(events_of(w, EVENT_MEMBER_ADDED), 1); /* the owner */
}

static void invitation__into_a_closed_account_opens_nothing(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    struct signed_in owner = given_in(w, "ana@sur.co", account.id);
    struct accepted_invitation accepted;
    struct invitation invitation;

    expect_ok(invite_as(w, &owner, "rosa@sur.co", ROLE_VIEWER, &invitation));
    struct str token = mailed(w);
    ((struct account *)memory_find(w->d.store, &account_record, account.id, account.id.v)->object)
        ->status = ACCOUNT_CLOSED;
    expect_refused(w, accept(w, token, &accepted), ERR_INVALID, "auth.bad_token");
}

static void invitations__to_one_address_are_10_mails_an_hour(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    struct signed_in owner = given_in(w, "ana@sur.co", account.id);
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
    owner = given_in(w, "ana@sur.co", account.id);
    expect_ok(invite_as(w, &owner, "rosa@sur.co", ROLE_VIEWER, &invitation));
}

static void invite__refuses_members_second_invitations_and_roles_beyond_ones_own(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    struct signed_in owner = given_in(w, "ana@sur.co", account.id), admin;
    struct invitation invitation, *again;

    expect_refused(w, invite_as(w, &owner, "ana@sur.co", ROLE_VIEWER, &invitation), ERR_EXISTS,
                   "invitation.member");
    given_member(w, &owner, "rosa@sur.co", ROLE_ADMIN);
    admin = given_in(w, "rosa@sur.co", account.id);
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

/* -- roles -- */

/* Not only refused: nothing of it is left that a later mistake could open. */
static void expect_gone(struct world *w, const struct signed_in *in)
{
    void *found;

    scope_of(w)->account = in->session.account;
    assert_int_equal(
        VIA(w->ports.records, find, &w->scope, &session_record, in->session.id.v, &found),
        ERR_NOT_FOUND);
}

/* Their sessions are ended last: whoever is cut off before has let nobody in. */
static void leaving__is_refused_before_the_sessions_are_ended(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    struct signed_in owner = given_in(w, "ana@sur.co", account.id), rosa;

    given_member(w, &owner, "rosa@sur.co", ROLE_ADMIN);
    rosa = given_in(w, "rosa@sur.co", account.id);
    for (size_t i = 0; i < w->d.store->rows.n; i++) {
        struct membership *m = w->d.store->rows.items[i].record == &membership_record
                                   ? w->d.store->rows.items[i].object
                                   : NULL;

        if (m != NULL && ID_EQ(m->user, rosa.user.id))
            m->leaving = true;
    }
    expect_refused(w, as(w, &rosa), ERR_UNAUTHENTICATED, "auth.session_ended");
}

static void change__ends_the_sessions_of_the_old_role_at_once(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    struct signed_in owner = given_in(w, "ana@sur.co", account.id), rosa;
    struct user_id who = given_member(w, &owner, "rosa@sur.co", ROLE_ADMIN);

    rosa = given_in(w, "rosa@sur.co", account.id);
    expect_ok(as(w, &rosa));
    expect_ok(give_role(w, &owner, who, ROLE_VIEWER));
    expect_refused(w, as(w, &rosa), ERR_UNAUTHENTICATED, "auth.session_ended");
    expect_gone(w, &rosa);
    rosa = given_in(w, "rosa@sur.co", account.id);
    expect_ok(as(w, &rosa));
    expect_forbidden(w, scope_require(&w->scope, PERMISSION_MANAGE_ACCOUNT));
    expect_ok(give_role(w, &owner, who, ROLE_VIEWER)); /* as it is: nobody's session ends */
    expect_ok(as(w, &rosa));
    assert_int_equal(events_of(w, EVENT_MEMBER_CHANGED), 1);
}

static void remove__ends_the_place_and_its_sessions_and_can_be_undone_by_inviting(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    struct signed_in owner = given_in(w, "ana@sur.co", account.id), rosa;
    struct user_id who = given_member(w, &owner, "rosa@sur.co", ROLE_ADMIN);

    rosa = given_in(w, "rosa@sur.co", account.id);
    expect_ok(take_out(w, &owner, who));
    expect_refused(w, as(w, &rosa), ERR_UNAUTHENTICATED, "auth.session_ended");
    expect_gone(w, &rosa);
    expect_refused(w, come_in(w, "rosa@sur.co", account.id, &rosa), ERR_FORBIDDEN,
                   "auth.no_account");
    expect_refused(w, take_out(w, &owner, who), ERR_NOT_FOUND, "user.not_found");
    given_member(w, &owner, "rosa@sur.co", ROLE_VIEWER);
    rosa = given_in(w, "rosa@sur.co", account.id);
    assert_int_equal(rosa.session.role, ROLE_VIEWER);
}

static void admin__touches_no_owner_and_makes_none(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    struct signed_in owner = given_in(w, "ana@sur.co", account.id), admin;
    struct user_id rosa = given_member(w, &owner, "rosa@sur.co", ROLE_ADMIN);

    admin = given_in(w, "rosa@sur.co", account.id);
    expect_refused(w, give_role(w, &admin, owner.user.id, ROLE_VIEWER), ERR_FORBIDDEN,
                   "member.beyond_maker");
    expect_refused(w, take_out(w, &admin, owner.user.id), ERR_FORBIDDEN, "member.beyond_maker");
    expect_refused(w, give_role(w, &admin, rosa, ROLE_OWNER), ERR_FORBIDDEN, "member.beyond_maker");
}

static void last_owner__cannot_go(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    struct signed_in owner = given_in(w, "ana@sur.co", account.id);

    expect_refused(w, give_role(w, &owner, owner.user.id, ROLE_ADMIN), ERR_PRECONDITION,
                   "account.last_owner");
    expect_refused(w, take_out(w, &owner, owner.user.id), ERR_PRECONDITION, "account.last_owner");
    given_member(w, &owner, "rosa@sur.co", ROLE_OWNER);
    expect_ok(give_role(w, &owner, owner.user.id, ROLE_ADMIN));
}

/* Between another's look and save, this one happens. */
struct meddling {
    struct record_store inside;
    struct world *w;
    struct signed_in by;
    struct user_id who;
    bool removes, done;
};
static struct meddling meddling;

static enum err save_many_late(void *self, struct scope *scope, const struct record *record,
                               void *const *objects, size_t n, struct event_list *events)
{
    (void)self;
    if (record == &membership_record && !meddling.done) {
        struct scope kept = meddling.w->scope;

        meddling.done = true;
        if (meddling.removes)
            expect_ok(take_out(meddling.w, &meddling.by, meddling.who));
        else
            expect_ok(give_role(meddling.w, &meddling.by, meddling.who, ROLE_VIEWER));
        meddling.w->scope = kept;
    }
    return VIA(meddling.inside, save_many, scope, record, objects, n, events);
}

static void two_owners_who_go_at_once(struct world *w, bool removes)
{
    struct account account = given_owned(w, "ana@sur.co").account;
    struct signed_in ana = given_in(w, "ana@sur.co", account.id), rosa;
    struct user_id who = given_member(w, &ana, "rosa@sur.co", ROLE_OWNER);
    struct record_store_ops ops = *w->ports.records.ops;
    size_t owners = 0;
    struct page page;

    rosa = given_in(w, "rosa@sur.co", account.id);
    meddling = (struct meddling){ w->ports.records, w, rosa, who, removes, false };
    /* Ana goes; while she saves, Rosa, who saw her there, has gone already */
    ops.save_many = save_many_late;
    w->ports.records.ops = &ops;
    expect_refused(
        w, removes ? take_out(w, &ana, ana.user.id) : give_role(w, &ana, ana.user.id, ROLE_VIEWER),
        ERR_PRECONDITION, "account.last_owner");
    w->ports.records = meddling.inside;
    assert_true(meddling.done);
    expect_ok(as(w, &ana));
    expect_ok(list_members(&w->ports, &w->scope, &(struct page_query){ .limit = 10 }, &page));
    for (size_t i = 0; i < page.n; i++)
        owners += ((struct member *)page.items)[i].role == ROLE_OWNER;
    assert_int_equal(owners, 1);
}

static void owners_who_step_down_at_once__leave_one(void **state)
{
    two_owners_who_go_at_once(*state, false);
}

static void owners_who_leave_at_once__leave_one(void **state)
{
    two_owners_who_go_at_once(*state, true);
}

static void elsewhere__nobody_is_seen_or_touched(void **state)
{
    struct world *w = *state;
    struct account first = given_owned(w, "ana@sur.co").account,
                   second = given_owned(w, "eva@este.co").account;
    struct signed_in ana = given_in(w, "ana@sur.co", first.id);
    struct signed_in eva = given_in(w, "eva@este.co", second.id);
    struct member member;

    expect_ok(as(w, &ana));
    expect_refused(w, read_member(&w->ports, &w->scope, eva.user.id, &member), ERR_NOT_FOUND,
                   "user.not_found");
    expect_refused(w, give_role(w, &ana, eva.user.id, ROLE_VIEWER), ERR_NOT_FOUND,
                   "user.not_found");
    expect_refused(w, take_out(w, &ana, eva.user.id), ERR_NOT_FOUND, "user.not_found");
}

/* -- one's own -- */

static void profile__changes_name_and_language(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    struct signed_in ana = given_in(w, "ana@sur.co", account.id);
    const struct change_profile cmd = { SOME_STR(STR("Ana María")), SOME_STR(STR("en")) };
    const struct change_profile bad = { .language = SOME_STR(STR("xx")) };
    struct profile profile;

    expect_ok(as(w, &ana));
    expect_ok(change_profile(&w->ports, &w->scope, &cmd, &profile));
    expect_ok(as(w, &ana));
    expect_ok(read_profile(&w->ports, &w->scope, &profile));
    expect_str(profile.name, "Ana María");
    expect_str(profile.language, "en");
    assert_int_equal(profile.role, ROLE_OWNER);
    expect_refused(w, change_profile(&w->ports, &w->scope, &bad, &profile), ERR_INVALID,
                   "request.invalid");
    expect_forbidden(w, read_profile(&w->ports, scope_with(w, permission_all()), &profile));
}

static void switch__begins_a_session_elsewhere_and_ends_this_one(void **state)
{
    struct world *w = *state;
    struct account first = given_owned(w, "ana@sur.co").account,
                   second = given_owned(w, "eva@este.co").account;
    struct signed_in eva = given_in(w, "eva@este.co", second.id), ana, there;
    struct switch_account cmd;

    given_member(w, &eva, "ana@sur.co", ROLE_VIEWER);
    ana = given_in(w, "ana@sur.co", first.id);
    fixed_clock_move(&w->d.clock, MINUTES(20));
    expect_ok(as(w, &ana));
    cmd.account = ID_TEXT(&w->d.arena, second.id);
    expect_ok(switch_account(&w->ports, &w->scope, &cmd, STR("test"), &there));
    assert_true(ID_EQ(there.account, second.id));
    assert_int_equal(there.session.role, ROLE_VIEWER);
    assert_int_equal(there.session.signed_in_at.unix_ms, ana.session.signed_in_at.unix_ms);
    expect_refused(w, as(w, &ana), ERR_UNAUTHENTICATED, "auth.session_ended");
    expect_ok(as(w, &there));
    cmd.account = ID_TEXT(&w->d.arena, w->other.id);
    expect_refused(w, switch_account(&w->ports, &w->scope, &cmd, STR("test"), &ana), ERR_FORBIDDEN,
                   "auth.no_account");
    expect_ok(as(w, &there));
}

/* -- keys of somebody who leaves -- */

static struct api_key_id made_by(struct world *w, const struct signed_in *who, const char *name)
{
    const struct create_api_key cmd = { .name = str_from_c(name) };
    struct created_api_key made;

    expect_ok(as(w, who));
    expect_ok(create_api_key(&w->ports, &w->scope, &cmd, &made));
    return made.key.id;
}

static struct api_key *key_of(struct world *w, struct account_id account, struct api_key_id id)
{
    void *found;

    scope_of(w)->account = account;
    expect_ok(VIA(w->ports.records, find, &w->scope, &api_key_record, id.v, &found));
    return found;
}

static void remove__marks_the_keys_of_who_leaves(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@example.com").account;
    struct signed_in ana = given_in(w, "ana@example.com", account.id);
    struct user_id left = given_member(w, &ana, "eva@example.com", ROLE_ADMIN);
    struct signed_in eva = given_in(w, "eva@example.com", account.id);
    struct api_key_id hers = made_by(w, &eva, "informes"), kept = made_by(w, &ana, "tienda");
    struct api_key_id gone = made_by(w, &eva, "vieja");
    struct revoked_keys revoked;
    struct api_key *key;

    expect_ok(as(w, &ana));
    expect_ok(revoke_api_key(&w->ports, &w->scope, gone, &key));
    expect_ok(as(w, &ana));
    expect_ok(remove_member(&w->ports, &w->scope, left));

    assert_true(key_of(w, account.id, hers)->maker_left_at.has);
    assert_false(key_of(w, account.id, hers)->revoked_at.has); /* what runs by it goes on */
    assert_false(key_of(w, account.id, kept)->maker_left_at.has);
    assert_false(key_of(w, account.id, gone)->maker_left_at.has);
    assert_int_equal(events_of(w, EVENT_API_KEY_MAKER_LEFT), 1);
    assert_true(notification_is_mailed(EVENT_API_KEY_MAKER_LEFT));

    /* one step closes them, and no others */
    expect_forbidden(
        w,
        revoke_left_keys(&w->ports, scope_with(w, all_but(PERMISSION_MANAGE_ACCOUNT)), &revoked));
    expect_ok(as(w, &ana));
    expect_ok(revoke_left_keys(&w->ports, &w->scope, &revoked));
    assert_int_equal(revoked.revoked, 1);
    assert_true(key_of(w, account.id, hers)->revoked_at.has);
    assert_false(key_of(w, account.id, kept)->revoked_at.has);
    expect_ok(as(w, &ana));
    expect_ok(revoke_left_keys(&w->ports, &w->scope, &revoked));
    assert_int_equal(revoked.revoked, 0);
}

/* In the sandbox of the account that `who` is in. */
static struct api_key_id made_in_sandbox(struct world *w, struct account_id *sandbox)
{
    const struct create_api_key cmd = { .name = STR("pruebas") };
    struct created_api_key made;

    expect_ok(enter_sandbox(&w->ports, &w->scope, true));
    expect_ok(create_api_key(&w->ports, &w->scope, &cmd, &made));
    assert_true(str_starts(made.secret, STR("sk_test_")));
    *sandbox = w->scope.account;
    return made.key.id;
}

static void remove__marks_the_sandboxs_keys_of_who_leaves(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@example.com").account;
    struct signed_in ana = given_in(w, "ana@example.com", account.id);
    struct user_id left = given_member(w, &ana, "eva@example.com", ROLE_ADMIN);
    struct signed_in eva = given_in(w, "eva@example.com", account.id);
    struct account_id sandbox;
    struct revoked_keys revoked;

    expect_ok(as(w, &eva));
    struct api_key_id hers = made_in_sandbox(w, &sandbox);
    struct api_key_id live = made_by(w, &eva, "tienda");
    /* a key of hers makes another: it stands for her */
    scope_of(w)->account = account.id;
    w->scope.actor = (struct actor){ ACTOR_KEY, .key = live, .permissions = permission_all() };
    struct api_key_id made_by_key = made_in_sandbox(w, &sandbox);
    expect_ok(as(w, &ana));
    struct api_key_id kept = made_in_sandbox(w, &sandbox);

    expect_ok(as(w, &ana));
    expect_ok(remove_member(&w->ports, &w->scope, left));

    assert_true(key_of(w, sandbox, hers)->maker_left_at.has);
    assert_true(key_of(w, sandbox, made_by_key)->maker_left_at.has);
    assert_false(key_of(w, sandbox, kept)->maker_left_at.has);
    /* the account's owners are told: a sandbox has no people of its own */
    assert_int_equal(events_of(w, EVENT_API_KEY_MAKER_LEFT), 2);
    for (size_t i = 0; i < w->d.store->events.n; i++)
        if (w->d.store->events.items[i].type == EVENT_API_KEY_MAKER_LEFT)
            assert_true(ID_EQ(w->d.store->events.items[i].account, account.id));

    expect_ok(as(w, &ana));
    expect_ok(revoke_left_keys(&w->ports, &w->scope, &revoked));
    assert_int_equal(revoked.revoked, 3);
    assert_true(key_of(w, sandbox, hers)->revoked_at.has);
    assert_false(key_of(w, sandbox, kept)->revoked_at.has);
}

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
    struct account account = given_owned(w, "ana@example.com").account;
    struct signed_in ana = given_in(w, "ana@example.com", account.id);
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
        WORLD_TEST(leaving__is_refused_before_the_sessions_are_ended),
        WORLD_TEST(invitations__to_one_address_are_10_mails_an_hour),
        WORLD_TEST(invite__refuses_members_second_invitations_and_roles_beyond_ones_own),
        WORLD_TEST(change__ends_the_sessions_of_the_old_role_at_once),
        WORLD_TEST(remove__ends_the_place_and_its_sessions_and_can_be_undone_by_inviting),
        WORLD_TEST(admin__touches_no_owner_and_makes_none),
        WORLD_TEST(last_owner__cannot_go),
        WORLD_TEST(owners_who_step_down_at_once__leave_one),
        WORLD_TEST(owners_who_leave_at_once__leave_one),
        WORLD_TEST(elsewhere__nobody_is_seen_or_touched),
        WORLD_TEST(profile__changes_name_and_language),
        WORLD_TEST(switch__begins_a_session_elsewhere_and_ends_this_one),
        WORLD_TEST(remove__marks_the_keys_of_who_leaves),
        WORLD_TEST(remove__marks_the_sandboxs_keys_of_who_leaves),
        WORLD_TEST(invite__stops_at_the_accounts_day),
    };

    return cmocka_run_group_tests_name("members", tests, NULL, NULL);
}
