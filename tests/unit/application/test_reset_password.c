/* tests/unit/application/test_reset_password.c - a new password by e-mail: the same answer for all,
 * a text that is worth something for half an hour, once. */
#include "support/given_people.h"

#include "application/commands/reset_password.h"

static void ask(struct world *w, const char *email)
{
    const struct ask_password_reset cmd = { str_from_c(email) };

    expect_ok(ask_password_reset(&w->ports, scope_of_nobody(w), &cmd));
}

static enum err reset(struct world *w, struct str token, const char *password)
{
    const struct reset_password cmd = { token, str_from_c(password) };

    return reset_password(&w->ports, scope_of_nobody(w), &cmd);
}

static enum err come_in(struct world *w, const char *password, struct signed_in *in)
{
    return come_in_with(w, "ana@example.com", password, in);
}

static void ask__mails_who_is_there_and_says_nothing_of_who_is_not(void **state)
{
    struct world *w = *state;

    given_owned(w, "ana@example.com");
    ask(w, "nadie@example.com");
    all_are_told(w, CONSUMER_NOTIFICATION);
    assert_int_equal(w->mails.n, 0);
    ask(w, " Ana@Example.com");
    assert_int_equal(w->mails.n, 0); /* looked up where nobody waits for it */
    all_are_told(w, CONSUMER_NOTIFICATION);
    assert_int_equal(w->mails.n, 1);
    expect_str(w->mails.items[0].to, "ana@example.com");
    assert_int_equal(events_of(w, EVENT_PASSWORD_FORGOTTEN), 2);
}

static void token__gives_a_password_once_and_ends_all_sessions(void **state)
{
    struct world *w = *state;
    struct signed_in before, after;
    struct page page;

    given_owned(w, "ana@example.com");
    expect_ok(come_in(w, PASSWORD, &before));
    ask(w, "ana@example.com");
    all_are_told(w, CONSUMER_NOTIFICATION);
    struct str token = mailed_token(w);

    expect_ok(reset(w, token, "otra bruma larga"));
    assert_int_equal(come_in(w, PASSWORD, &after), ERR_UNAUTHENTICATED);
    scope_of_nobody(w)->actor =
        (struct actor){ .kind = ACTOR_USER,
                        .user = before.user.id,
                        .permissions = PERMISSION_BIT(PERMISSION_OWN_ACCESS) };
    expect_ok(list_sessions(&w->ports, &w->scope, &page));
    assert_int_equal(page.n, 0);
    expect_ok(come_in(w, "otra bruma larga", &after));
    expect_refused(w, reset(w, token, "y otra mucho mejor"), ERR_INVALID, "auth.bad_token");
    expect_ok(come_in(w, "otra bruma larga", &after));
}

static void new_password__is_told_to_the_person(void **state)
{
    struct world *w = *state;
    const struct change_password change = { STR("otra bruma larga"), STR("y otra mucho mejor") };
    struct signed_in in, after;

    given_owned(w, "ana@example.com");
    ask(w, "ana@example.com");
    all_are_told(w, CONSUMER_NOTIFICATION);
    expect_ok(reset(w, mailed_token(w), "otra bruma larga"));
    all_are_told(w, CONSUMER_NOTIFICATION);
    assert_int_equal(w->mails.n, 2);
    expect_str(w->mails.items[1].to, "ana@example.com");
    expect_str(w->mails.items[1].subject, "mail.password_changed.subject");
    expect_ok(come_in(w, "otra bruma larga", &in));
    expect_ok(authenticate_session(&w->ports, scope_of_nobody(w), in.secret, STR("")));
    w->scope.address = STR("190.2.3.4");
    expect_ok(change_password(&w->ports, &w->scope, &change, STR("test"), &after));
    all_are_told(w, CONSUMER_NOTIFICATION);
    assert_int_equal(w->mails.n, 3);
    assert_true(str_find(w->mails.items[2].text, STR("address=190.2.3.4")) != SIZE_MAX);
}

/* Whoever had the mail of an hour ago has nothing by it, once the right one has chosen. */
static void token__is_worth_nothing_once_another_has_given_a_password(void **state)
{
    struct world *w = *state;
    struct signed_in in;

    given_owned(w, "ana@example.com");
    ask(w, "ana@example.com");
    all_are_told(w, CONSUMER_NOTIFICATION);
    struct str first = mailed_token(w);
    ask(w, "ana@example.com");
    all_are_told(w, CONSUMER_NOTIFICATION);

    expect_ok(reset(w, mailed_token(w), "otra bruma larga"));
    expect_refused(w, reset(w, first, "bruma de un extraño"), ERR_INVALID, "auth.bad_token");
    expect_ok(come_in(w, "otra bruma larga", &in));
}

/* Two use the same mail at once: the other one is faster. */
static const struct record_store_ops *records_inside;

static enum err used_before(void *self, struct scope *scope, const struct record *record,
                            struct id128 id)
{
    if (record == &password_reset_record)
        expect_ok(records_inside->remove(self, scope, record, id));
    return records_inside->remove(self, scope, record, id);
}

static void token__that_another_uses_meanwhile_gives_no_password(void **state)
{
    struct world *w = *state;
    struct record_store_ops between = *(records_inside = w->ports.records.ops);
    struct signed_in in;

    given_owned(w, "ana@example.com");
    ask(w, "ana@example.com");
    all_are_told(w, CONSUMER_NOTIFICATION);
    struct str token = mailed_token(w);
    between.remove = used_before;
    w->ports.records.ops = &between;
    enum err err = reset(w, token, "bruma de un extraño");
    w->ports.records.ops = records_inside;

    expect_refused(w, err, ERR_INVALID, "auth.bad_token");
    expect_ok(come_in(w, PASSWORD, &in));
}

/* A hasher that takes its time: meanwhile the password is chosen anew by mail. */
struct slow_hasher {
    struct password_hasher inside;
    struct world *w;
    struct str token;
};

static enum err verify_slowly(void *self, struct str password, struct str stored, bool *right,
                              struct error *error)
{
    struct slow_hasher *s = self;

    TRY(VIA(s->inside, verify, password, stored, right, error));
    return reset(s->w, s->token, "otra bruma larga");
}

static enum err hash_inside(void *self, struct arena *arena, struct str password, struct str *ret,
                            struct error *error)
{
    return VIA(((struct slow_hasher *)self)->inside, hash, arena, password, ret, error);
}

static bool is_outdated_inside(void *self, struct str stored)
{
    return VIA(((struct slow_hasher *)self)->inside, is_outdated, stored);
}

static void sign_in__by_a_password_that_is_changed_meanwhile_opens_nothing(void **state)
{
    static const struct password_hasher_ops ops = { .hash = hash_inside,
                                                    .verify = verify_slowly,
                                                    .is_outdated = is_outdated_inside };
    struct world *w = *state;
    struct password_hasher quick = w->ports.passwords;
    struct user owner = given_owned(w, "ana@example.com").owner;
    struct signed_in in;
    struct page page;

    ask(w, "ana@example.com");
    all_are_told(w, CONSUMER_NOTIFICATION);
    struct slow_hasher slow = { quick, w, mailed_token(w) };
    w->ports.passwords = (struct password_hasher){ &ops, &slow };
    enum err err = come_in(w, PASSWORD, &in);
    w->ports.passwords = quick;

    expect_refused(w, err, ERR_UNAUTHENTICATED, "auth.session_ended");
    scope_of_nobody(w)->actor = (struct actor){
        .kind = ACTOR_USER, .user = owner.id, .permissions = PERMISSION_BIT(PERMISSION_OWN_ACCESS)
    };
    expect_ok(list_sessions(&w->ports, &w->scope, &page));
    assert_int_equal(page.n, 0);
    expect_ok(come_in(w, "otra bruma larga", &in));
}

static void token__is_worth_nothing_after_30_minutes(void **state)
{
    struct world *w = *state;
    struct signed_in in;

    given_owned(w, "ana@example.com");
    ask(w, "ana@example.com");
    all_are_told(w, CONSUMER_NOTIFICATION);
    struct str token = mailed_token(w);
    fixed_clock_move(&w->d.clock, MINUTES(30));

    expect_refused(w, reset(w, token, "otra bruma larga"), ERR_INVALID, "auth.bad_token");
    expect_ok(come_in(w, PASSWORD, &in));
}

static void token__is_worth_something_for_29_minutes_and_survives_a_bad_password(void **state)
{
    struct world *w = *state;

    given_owned(w, "ana@example.com");
    ask(w, "ana@example.com");
    all_are_told(w, CONSUMER_NOTIFICATION);
    struct str token = mailed_token(w);
    fixed_clock_move(&w->d.clock, MINUTES(29));

    expect_refused(w, reset(w, token, "corta"), ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "password"), "password.too_short");
    expect_ok(reset(w, token, "otra bruma larga"));
}

static void token__is_kept_as_a_hash_alone(void **state)
{
    struct world *w = *state;
    void *found;

    given_owned(w, "ana@example.com");
    ask(w, "ana@example.com");
    all_are_told(w, CONSUMER_NOTIFICATION);
    struct str token = mailed_token(w);

    assert_int_equal(VIA(w->ports.records, find_global, scope_global(w), &password_reset_record,
                         "hash", token, &found),
                     ERR_NOT_FOUND);
    expect_refused(w, reset(w, STR(""), "otra bruma larga"), ERR_INVALID, "auth.bad_token");
}

static void mail__of_an_event_told_twice_is_the_same(void **state)
{
    struct world *w = *state;

    given_owned(w, "ana@example.com");
    ask(w, "ana@example.com");
    w->mails.fail = ERR_UNAVAILABLE;
    int64_t handled;
    DROP(handle_events(&w->ports, scope_global(w), CONSUMER_NOTIFICATION, &handled));
    w->mails.fail = ERR_OK;
    all_are_told(w, CONSUMER_NOTIFICATION);

    assert_int_equal(w->mails.n, 1);
    expect_ok(reset(w, mailed_token(w), "otra bruma larga"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(ask__mails_who_is_there_and_says_nothing_of_who_is_not),
        WORLD_TEST(token__gives_a_password_once_and_ends_all_sessions),
        WORLD_TEST(new_password__is_told_to_the_person),
        WORLD_TEST(token__is_worth_nothing_once_another_has_given_a_password),
        WORLD_TEST(token__that_another_uses_meanwhile_gives_no_password),
        WORLD_TEST(sign_in__by_a_password_that_is_changed_meanwhile_opens_nothing),
        WORLD_TEST(token__is_worth_nothing_after_30_minutes),
        WORLD_TEST(token__is_worth_something_for_29_minutes_and_survives_a_bad_password),
        WORLD_TEST(token__is_kept_as_a_hash_alone),
        WORLD_TEST(mail__of_an_event_told_twice_is_the_same),
    };

    return cmocka_run_group_tests_name("reset password", tests, NULL, NULL);
}
