/* tests/unit/application/test_register_account.c - an account of one's own: the same answer for
 * all, a text that is worth something for half an hour, once. */
#include "support/given_people.h"

#include "application/commands/register_account.h"

static enum err ask(struct world *w, const char *email)
{
    const struct ask_registration cmd = { str_from_c(email), STR("Cobros del Norte"), STR("CO"),
                                          STR(""), STR("es") };

    return ask_registration(&w->ports, scope_of_nobody(w), &cmd);
}

static enum err ask_again(struct world *w, const char *email)
{
    const struct repeat_registration cmd = { str_from_c(email) };

    return repeat_registration(&w->ports, scope_of_nobody(w), &cmd);
}

static enum err confirm(struct world *w, struct str token, struct registered *ret)
{
    const struct confirm_registration cmd = { token, STR("Ana"), STR(PASSWORD) };

    return confirm_registration(&w->ports, scope_of_nobody(w), &cmd, ret);
}

static struct str given_mail(struct world *w, const char *email)
{
    expect_ok(ask(w, email));
    all_are_told(w, CONSUMER_NOTIFICATION);
    return mailed_token(w);
}

static size_t kept(struct world *w, const struct record *record)
{
    struct page_query query = { .limit = PAGE_MOST };
    struct page page;

    expect_ok(VIA(w->ports.records, page_global, scope_global(w), record, &query, &page));
    return page.n;
}

static void confirm__makes_an_account_with_its_owner(void **state)
{
    struct world *w = *state;
    struct str token = given_mail(w, " Ana@Norte.co");
    struct registered made;
    struct signed_in in;

    expect_ok(confirm(w, token, &made));
    expect_str(made.account.name, "Cobros del Norte");
    expect_str(made.account.plan, "starter");
    expect_str(made.account.time_zone, "America/Bogota");
    expect_str(made.user.email, "ana@norte.co");
    expect_str(made.user.name, "Ana");
    expect_ok(come_in_with(w, "ana@norte.co", PASSWORD, &in));
    assert_true(ID_EQ(in.account, made.account.id));
    assert_int_equal(in.session.role, ROLE_OWNER);
    assert_int_equal(events_of(w, EVENT_ACCOUNT_CREATED), 1);
    assert_int_equal(events_of(w, EVENT_MEMBER_ADDED), 1);
}

static void ask__makes_nothing_and_is_the_same_for_who_has_a_user(void **state)
{
    struct world *w = *state;
    struct registered made;
    size_t users, accounts;

    expect_ok(confirm(w, given_mail(w, "ana@norte.co"), &made));
    users = kept(w, &user_record);
    accounts = kept(w, &account_record);

    expect_ok(ask(w, "ana@norte.co"));
    assert_int_equal(kept(w, &registration_record), 1); /* kept, as anybody's */
    all_are_told(w, CONSUMER_NOTIFICATION);
    assert_int_equal(w->mails.n, 2);
    assert_true(str_starts(w->mails.items[1].text, STR("mail.registered.text")));
    assert_int_equal(str_find(w->mails.items[1].text, STR("token")), SIZE_MAX);
    assert_int_equal(kept(w, &registration_record), 1); /* it counts, and opens nothing */
    expect_refused(w, confirm(w, STR(""), &made), ERR_INVALID, "auth.bad_token");
    assert_int_equal(kept(w, &user_record), users);
    assert_int_equal(kept(w, &account_record), accounts);
}

static void token__is_good_once_and_for_30_minutes(void **state)
{
    struct world *w = *state;
    struct str first = given_mail(w, "ana@norte.co"), late;
    struct registered made;

    fixed_clock_move(&w->d.clock, MINUTES(29));
    expect_ok(confirm(w, first, &made));
    expect_refused(w, confirm(w, first, &made), ERR_INVALID, "auth.bad_token");
    late = given_mail(w, "eva@norte.co");
    fixed_clock_move(&w->d.clock, MINUTES(30));
    expect_refused(w, confirm(w, late, &made), ERR_INVALID, "auth.bad_token");
    expect_refused(w, confirm(w, STR(""), &made), ERR_INVALID, "auth.bad_token");
}

static void token__is_kept_as_a_hash_alone_and_survives_a_bad_password(void **state)
{
    struct world *w = *state;
    struct str token = given_mail(w, "ana@norte.co");
    const struct confirm_registration bad = { token, STR(""), STR("corta") };
    struct registered made;
    void *found;

    assert_int_equal(VIA(w->ports.records, find_global, scope_global(w), &registration_record,
                         "hash", token, &found),
                     ERR_NOT_FOUND);
    expect_refused(w, confirm_registration(&w->ports, scope_of_nobody(w), &bad, &made), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "password"), "password.too_short");
    expect_ok(confirm(w, token, &made));
}

static void second_registration_of_an_address__is_worth_nothing_after_the_first(void **state)
{
    struct world *w = *state;
    struct str first = given_mail(w, "ana@norte.co"), second = given_mail(w, "ana@norte.co");
    struct registered made;

    assert_false(str_eq(first, second));
    expect_ok(confirm(w, second, &made));
    expect_refused(w, confirm(w, first, &made), ERR_INVALID, "auth.bad_token");
}

static void resend__mails_what_was_asked_before_and_nothing_to_others(void **state)
{
    struct world *w = *state;
    struct registered made;

    given_mail(w, "ana@norte.co");
    fixed_clock_move(&w->d.clock, MINUTES(45)); /* the first is too old by now */
    expect_ok(ask_again(w, "nadie@norte.co"));
    expect_ok(ask_again(w, "ana@norte.co"));
    all_are_told(w, CONSUMER_NOTIFICATION);
    assert_int_equal(w->mails.n, 2);
    expect_str(w->mails.items[1].to, "ana@norte.co");
    expect_ok(confirm(w, mailed_token(w), &made));
    expect_str(made.account.name, "Cobros del Norte");
}

static void mails__to_one_address_are_5_an_hour(void **state)
{
    struct world *w = *state;

    for (int i = 0; i < 8; i++) {
        expect_ok(ask(w, "ana@norte.co"));
        fixed_clock_move(&w->d.clock, MINUTES(1));
    }
    all_are_told(w, CONSUMER_NOTIFICATION);
    assert_int_equal(w->mails.n, 5);
    fixed_clock_move(&w->d.clock, HOURS(1));
    given_mail(w, "ana@norte.co");
    assert_int_equal(w->mails.n, 6);
}

/* That there is a user already is told as seldom. */
static void mails__to_one_who_has_a_user_are_5_an_hour_too(void **state)
{
    struct world *w = *state;
    struct registered made;
    size_t mails;

    expect_ok(confirm(w, given_mail(w, "ana@norte.co"), &made));
    mails = w->mails.n;
    for (int i = 0; i < 8; i++) {
        expect_ok(ask(w, "ana@norte.co"));
        fixed_clock_move(&w->d.clock, MINUTES(1));
        all_are_told(w, CONSUMER_NOTIFICATION);
    }
    assert_int_equal(w->mails.n, mails + 5);
    fixed_clock_move(&w->d.clock, HOURS(1));
    expect_ok(ask(w, "ana@norte.co"));
    all_are_told(w, CONSUMER_NOTIFICATION);
    assert_int_equal(w->mails.n, mails + 6);
}

static void closed__refuses_to_ask_and_to_confirm(void **state)
{
    struct world *w = *state;
    struct str token = given_mail(w, "ana@norte.co");
    struct registration_view view;
    struct registered made;

    w->ports.choices.registration_is_open = false;
    expect_refused(w, ask(w, "eva@norte.co"), ERR_FORBIDDEN, "registration.closed");
    expect_refused(w, ask_again(w, "ana@norte.co"), ERR_FORBIDDEN, "registration.closed");
    expect_refused(w, confirm(w, token, &made), ERR_FORBIDDEN, "registration.closed");
    expect_ok(read_registration(&w->ports, scope_of_nobody(w), &view));
    assert_false(view.open);
}

/* It would be taken, and its mail set aside for the operator, as often as anybody asks. */
static void address__that_no_mailer_takes_is_refused_at_once(void **state)
{
    static const char *const bad[] = {
        "josé@norte.co",       "ana@eva@norte.co", "ana@norte.co,eva@norte.co",
        "<ana@norte.co>",      "@norte.co",        "ana@",
        "ana\xc2\x85@norte.co"
    };
    struct world *w = *state;

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        expect_refused(w, ask(w, bad[i]), ERR_INVALID, "request.invalid");
        assert_string_equal(field_slug(w, "email"), "field.format");
    }
    expect_ok(ask(w, "ana+cobros@xn--norte-3ya.co"));
}

static void wrong_fields__are_all_told(void **state)
{
    struct world *w = *state;
    const struct ask_registration cmd = { STR("ana norte"), STR("Norte"), STR("ZZ"), STR("Luna"),
                                          STR("xx") };

    expect_refused(w, ask_registration(&w->ports, scope_of_nobody(w), &cmd), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "email"), "field.format");
    assert_string_equal(field_slug(w, "country"), "account.country_unknown");
    assert_string_equal(field_slug(w, "time_zone"), "account.zone_unknown");
    assert_string_equal(field_slug(w, "language"), "field.not_one_of");
}

/* Cut at each of its writes, it goes on with the same mail; there is one account at the end. */
static void confirm__that_was_cut_off_goes_on(void **state)
{
    struct world *w = *state;
    const struct ports whole = w->ports;
    size_t accounts = kept(w, &account_record), users = kept(w, &user_record);
    bool failed = true;

    for (int64_t k = 1; failed; k++) {
        const char *email = str_c(&w->d.arena, str_format(&w->d.arena, "p%d@norte.co", (int)k));
        struct str token = given_mail(w, email);
        struct registered made;
        struct signed_in in;

        w->ports = failing_ports(&whole, k, k % 2 == 0 ? FAILS_BEFORE : FAILS_AFTER);
        enum err err = confirm(w, token, &made);
        failed = failing_ports_failed();
        w->ports = whole;
        if (err != ERR_OK && confirm(w, token, &made) != ERR_OK)
            assert_string_equal(w->scope.error.slug, "auth.bad_token"); /* all but the answer */
        expect_ok(come_in_with(w, email, PASSWORD, &in));
        assert_int_equal(kept(w, &account_record), accounts + (size_t)k);
        assert_int_equal(kept(w, &user_record), users + (size_t)k);
        fixed_clock_move(&w->d.clock, MINUTES(2));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(confirm__makes_an_account_with_its_owner),
        WORLD_TEST(ask__makes_nothing_and_is_the_same_for_who_has_a_user),
        WORLD_TEST(token__is_good_once_and_for_30_minutes),
        WORLD_TEST(token__is_kept_as_a_hash_alone_and_survives_a_bad_password),
        WORLD_TEST(second_registration_of_an_address__is_worth_nothing_after_the_first),
        WORLD_TEST(resend__mails_what_was_asked_before_and_nothing_to_others),
        WORLD_TEST(mails__to_one_address_are_5_an_hour),
        WORLD_TEST(mails__to_one_who_has_a_user_are_5_an_hour_too),
        WORLD_TEST(closed__refuses_to_ask_and_to_confirm),
        WORLD_TEST(address__that_no_mailer_takes_is_refused_at_once),
        WORLD_TEST(wrong_fields__are_all_told),
        WORLD_TEST(confirm__that_was_cut_off_goes_on),
    };

    return cmocka_run_group_tests_name("register account", tests, NULL, NULL);
}
