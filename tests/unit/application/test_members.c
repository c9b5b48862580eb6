/* tests/unit/application/test_members.c - who belongs to an account, with a role, until somebody
 * ends it; and there is always an owner. */
#include "support/given_members.h"

#include "application/commands/profile.h"

/* -- roles -- */

static enum err give_role(struct world *w, const struct signed_in *by, struct user_id who,
                          enum role role)
{
    const struct change_member cmd = { role };
    struct member member;

    expect_ok(as(w, by));
    return change_member(&w->ports, &w->scope, who, &cmd, &member);
}

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
    struct signed_in owner = given_owner(w, "ana@sur.co"), rosa;

    given_member(w, &owner, "rosa@sur.co", ROLE_ADMIN);
    rosa = given_in(w, "rosa@sur.co", owner.account);
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
    struct signed_in owner = given_owner(w, "ana@sur.co"), rosa;
    struct user_id who = given_member(w, &owner, "rosa@sur.co", ROLE_ADMIN);

    rosa = given_in(w, "rosa@sur.co", owner.account);
    expect_ok(as(w, &rosa));
    expect_ok(give_role(w, &owner, who, ROLE_VIEWER));
    expect_refused(w, as(w, &rosa), ERR_UNAUTHENTICATED, "auth.session_ended");
    expect_gone(w, &rosa);
    rosa = given_in(w, "rosa@sur.co", owner.account);
    expect_ok(as(w, &rosa));
    expect_forbidden(w, scope_require(&w->scope, PERMISSION_MANAGE_ACCOUNT));
    expect_ok(give_role(w, &owner, who, ROLE_VIEWER)); /* as it is: nobody's session ends */
    expect_ok(as(w, &rosa));
    assert_int_equal(events_of(w, EVENT_MEMBER_CHANGED), 1);
}

static void remove__ends_the_place_and_its_sessions_and_can_be_undone_by_inviting(void **state)
{
    struct world *w = *state;
    struct signed_in owner = given_owner(w, "ana@sur.co"), rosa;
    struct user_id who = given_member(w, &owner, "rosa@sur.co", ROLE_ADMIN);

    rosa = given_in(w, "rosa@sur.co", owner.account);
    expect_ok(take_out(w, &owner, who));
    expect_refused(w, as(w, &rosa), ERR_UNAUTHENTICATED, "auth.session_ended");
    expect_gone(w, &rosa);
    expect_refused(w, come_in(w, "rosa@sur.co", owner.account, &rosa), ERR_FORBIDDEN,
                   "auth.no_account");
    expect_refused(w, take_out(w, &owner, who), ERR_NOT_FOUND, "user.not_found");
    given_member(w, &owner, "rosa@sur.co", ROLE_VIEWER);
    rosa = given_in(w, "rosa@sur.co", owner.account);
    assert_int_equal(rosa.session.role, ROLE_VIEWER);
}

static void admin__touches_no_owner_and_makes_none(void **state)
{
    struct world *w = *state;
    struct signed_in owner = given_owner(w, "ana@sur.co"), admin;
    struct user_id rosa = given_member(w, &owner, "rosa@sur.co", ROLE_ADMIN);

    admin = given_in(w, "rosa@sur.co", owner.account);
    expect_refused(w, give_role(w, &admin, owner.user.id, ROLE_VIEWER), ERR_FORBIDDEN,
                   "member.beyond_maker");
    expect_refused(w, take_out(w, &admin, owner.user.id), ERR_FORBIDDEN, "member.beyond_maker");
    expect_refused(w, give_role(w, &admin, rosa, ROLE_OWNER), ERR_FORBIDDEN, "member.beyond_maker");
}

static void last_owner__cannot_go(void **state)
{
    struct world *w = *state;
    struct signed_in owner = given_owner(w, "ana@sur.co");

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
    struct signed_in ana = given_owner(w, "ana@sur.co"), rosa;
    struct user_id who = given_member(w, &ana, "rosa@sur.co", ROLE_OWNER);
    struct record_store_ops ops = *w->ports.records.ops;
    size_t owners = 0;
    struct page page;

    rosa = given_in(w, "rosa@sur.co", ana.account);
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

static void list__is_read_from_above(void **state)
{
    struct world *w = *state;
    struct account first = given_owned(w, "ana@sur.co").account;
    struct account_id nobody = { given_id(&w->d) };
    struct page_query query = { .limit = 10 };
    struct scope *above;
    struct page page;

    given_owned(w, "eva@este.co");
    above = scope_elsewhere(w);
    above->actor.permissions = PERMISSION_BIT(PERMISSION_PLATFORM);
    expect_ok(list_members_of(&w->ports, above, first.id, &query, &page));
    assert_int_equal(page.n, 1);
    expect_str(((struct member *)page.items)->email, "ana@sur.co");
    assert_int_equal(((struct member *)page.items)->role, ROLE_OWNER);
    expect_refused(w, list_members_of(&w->ports, above, nobody, &query, &page), ERR_NOT_FOUND,
                   "account.not_found");
    expect_forbidden(w, list_members_of(&w->ports, scope_with(w, all_but(PERMISSION_PLATFORM)),
                                        first.id, &query, &page));
}

/* -- one's own -- */

static void profile__changes_name_and_language(void **state)
{
    struct world *w = *state;
    struct signed_in ana = given_owner(w, "ana@sur.co");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(leaving__is_refused_before_the_sessions_are_ended),
        WORLD_TEST(change__ends_the_sessions_of_the_old_role_at_once),
        WORLD_TEST(remove__ends_the_place_and_its_sessions_and_can_be_undone_by_inviting),
        WORLD_TEST(admin__touches_no_owner_and_makes_none),
        WORLD_TEST(last_owner__cannot_go),
        WORLD_TEST(owners_who_step_down_at_once__leave_one),
        WORLD_TEST(owners_who_leave_at_once__leave_one),
        WORLD_TEST(elsewhere__nobody_is_seen_or_touched),
        WORLD_TEST(list__is_read_from_above),
        WORLD_TEST(profile__changes_name_and_language),
        WORLD_TEST(switch__begins_a_session_elsewhere_and_ends_this_one),
    };

    return cmocka_run_group_tests_name("members", tests, NULL, NULL);
}
