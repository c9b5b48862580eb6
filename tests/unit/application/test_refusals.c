/* tests/unit/application/test_refusals.c - who is refused at the door is told to the account it
 * concerns, in few lines however many they were, and to nobody else. */
#include "support/given_people.h"

#include "application/commands/reset_password.h"
#include "application/commands/second_factor.h"
#include "domain/models/access_count.h"
#include "domain/models/audit_entry.h"
#include "fakes/plain_codes.h"

#define WRONG "otra bruma larga"

static struct scope *scope_at_the_door(struct world *w)
{
    scope_of_nobody(w)->address = STR("203.0.113.7");
    return &w->scope;
}

static enum err come_in(struct world *w, const char *email, const char *password,
                        struct signed_in *in)
{
    const struct sign_in cmd = { str_from_c(email), str_from_c(password), STR(""), STR("") };

    return sign_in(&w->ports, scope_at_the_door(w), &cmd, STR("test"), in);
}

static void fail_times(struct world *w, const char *email, int n)
{
    struct signed_in in;

    for (int i = 0; i < n; i++)
        expect_refused(w, come_in(w, email, WRONG, &in), ERR_UNAUTHENTICATED,
                       "auth.wrong_password");
}

/* Lines of the account's log, the newest last; *n: how many. */
static const struct audit_entry *lines(struct world *w, struct account_id account,
                                       enum event_type type, size_t *n)
{
    struct page_query query = { .limit = PAGE_MOST };
    struct audit_entry *items;
    struct page page;

    scope_of(w)->account = account;
    expect_ok(VIA(w->ports.records, page, &w->scope, &audit_entry_record, &query, &page));
    items = page.items;
    *n = 0;
    for (size_t i = 0; i < page.n; i++)
        if (items[i].type == type)
            items[(*n)++] = items[i];
    return items;
}

static void expect_lines(struct world *w, struct account_id account, enum event_type type,
                         size_t wanted)
{
    size_t n;

    lines(w, account, type, &n);
    assert_int_equal(n, wanted);
}

static void sign_in__that_failed_is_a_line_of_the_account_it_would_have_opened(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account,
                   other = given_owned(w, "eva@este.co").account;
    size_t n;

    fail_times(w, " Ana@Sur.co", 1);
    expect_lines(w, account.id, EVENT_SIGN_IN_FAILED, 0); /* who it is, is not looked up here */
    all_are_told(w, CONSUMER_ACCESS);
    const struct audit_entry *line = lines(w, account.id, EVENT_SIGN_IN_FAILED, &n);

    assert_int_equal(n, 1);
    expect_str(line->actor, "unknown");
    expect_str(line->address, "203.0.113.7");
    expect_str(line->detail, "auth.wrong_password");
    assert_true(str_starts(line->object, STR("usr_")));
    assert_int_equal(line->count.v, 1);
    expect_lines(w, other.id, EVENT_SIGN_IN_FAILED, 0);
    expect_lines(w, (struct account_id){ 0 }, EVENT_SIGN_IN_FAILED, 0);
}

static void sign_in__with_an_address_of_nobody_is_written_the_same_and_told_nowhere(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    struct page_query query = { .limit = PAGE_MOST };
    struct page page;

    fail_times(w, "nadie@sur.co", 1);
    fail_times(w, "ana@sur.co", 1);
    /* for either one count and one event, before anybody looked who it is */
    expect_ok(
        VIA(w->ports.records, page_global, scope_global(w), &access_count_record, &query, &page));
    assert_int_equal(page.n, 2);
    assert_int_equal(events_of(w, EVENT_ACCESS_REFUSED), 2);
    assert_int_equal(events_of(w, EVENT_SIGN_IN_FAILED), 0);
    all_are_told(w, CONSUMER_ACCESS);
    assert_int_equal(events_of(w, EVENT_SIGN_IN_FAILED), 1);
    expect_lines(w, account.id, EVENT_SIGN_IN_FAILED, 1);
    expect_lines(w, (struct account_id){ 0 }, EVENT_ACCESS_REFUSED, 0);
}

static void flood__is_few_lines_that_say_how_many_there_were(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    static const int64_t told[] = { 1, 3, 10, 30, 100, 300 };
    size_t n;

    for (int i = 0; i < 305; i++) {
        fail_times(w, "ana@sur.co", 1);
        all_are_told(w, CONSUMER_ACCESS);
    }
    const struct audit_entry *line = lines(w, account.id, EVENT_SIGN_IN_FAILED, &n);

    assert_int_equal(n, ARRAY_LEN(told));
    for (size_t i = 0; i < n; i++)
        assert_int_equal(line[i].count.v, told[i]);
    fixed_clock_move(&w->d.clock, HOURS(1)); /* another hour counts anew */
    fail_times(w, "ana@sur.co", 2);
    all_are_told(w, CONSUMER_ACCESS);
    expect_lines(w, account.id, EVENT_SIGN_IN_FAILED, ARRAY_LEN(told) + 1);
}

static void success__tells_the_rest_before_it(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    struct signed_in in;
    size_t n;

    fail_times(w, "ana@sur.co", 5);
    all_are_told(w, CONSUMER_ACCESS);
    expect_ok(come_in(w, "ana@sur.co", PASSWORD, &in));
    const struct audit_entry *line = lines(w, account.id, EVENT_SIGN_IN_FAILED, &n);

    assert_int_equal(n, 3); /* the first, the third, and all five */
    assert_int_equal(line[2].count.v, 5);
    assert_true(line[2].seq < lines(w, account.id, EVENT_SESSION_STARTED, &n)->seq);
    expect_ok(come_in(w, "ana@sur.co", PASSWORD, &in));
    all_are_told(w, CONSUMER_ACCESS);
    expect_lines(w, account.id, EVENT_SIGN_IN_FAILED, 3);
}

static void line__of_an_event_told_twice_is_one(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    struct event event;

    fail_times(w, "ana@sur.co", 1);
    event = *last_event(w);
    assert_int_equal(event.type, EVENT_ACCESS_REFUSED);
    expect_ok(handle_event_now(&w->ports, scope_global(w), CONSUMER_ACCESS, &event));
    expect_ok(handle_event_now(&w->ports, scope_global(w), CONSUMER_ACCESS, &event));
    expect_lines(w, account.id, EVENT_SIGN_IN_FAILED, 1);
}

static void person_who_is_in__is_told_of_by_name(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    const struct change_password change = { STR(WRONG), STR("y otra mucho mejor") };
    const struct own_password own = { STR(PASSWORD) }, wrong = { STR(WRONG) };
    const struct confirm_factor bad = { STR("000001") };
    struct signed_in in, after;
    struct recovery_codes codes;
    struct begun_factor begun;
    size_t n;

    expect_ok(come_in(w, "ana@sur.co", PASSWORD, &in));
    expect_ok(as(w, &in));
    assert_int_equal(change_password(&w->ports, &w->scope, &change, STR("test"), &after),
                     ERR_UNAUTHENTICATED);
    expect_ok(as(w, &in));
    assert_int_equal(begin_second_factor(&w->ports, &w->scope, &wrong, &begun),
                     ERR_UNAUTHENTICATED);
    expect_ok(as(w, &in));
    expect_ok(begin_second_factor(&w->ports, &w->scope, &own, &begun));
    expect_ok(as(w, &in));
    expect_refused(w, confirm_second_factor(&w->ports, &w->scope, &bad, STR("test"), &codes),
                   ERR_UNAUTHENTICATED, "auth.wrong_code");
    const struct audit_entry *line = lines(w, account.id, EVENT_PASSWORD_REFUSED, &n);

    assert_int_equal(n, 1); /* the second of the hour is told with the third */
    assert_true(str_eq(line->actor, ID_TEXT(&w->d.arena, in.user.id)));
    line = lines(w, account.id, EVENT_SECOND_FACTOR_REFUSED, &n);
    assert_int_equal(n, 1);
    assert_true(str_eq(line->actor, ID_TEXT(&w->d.arena, in.user.id)));
    expect_str(line->detail, "auth.wrong_code");
}

static void second_factor__that_is_refused_at_the_door_is_told(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    const struct own_password own = { STR(PASSWORD) };
    struct recovery_codes codes;
    struct begun_factor begun;
    struct signed_in in;
    size_t n;

    expect_ok(come_in(w, "ana@sur.co", PASSWORD, &in));
    expect_ok(as(w, &in));
    expect_ok(begin_second_factor(&w->ports, &w->scope, &own, &begun));
    const struct confirm_factor good = { plain_code(&w->d.arena, w->d.clock.wall) };
    expect_ok(as(w, &in));
    expect_ok(confirm_second_factor(&w->ports, &w->scope, &good, STR("test"), &codes));
    expect_refused(w, come_in(w, "ana@sur.co", PASSWORD, &in), ERR_UNAUTHENTICATED,
                   "auth.code_needed"); /* nothing was refused yet */
    expect_lines(w, account.id, EVENT_SECOND_FACTOR_REFUSED, 0);
    const struct sign_in bad = { STR("ana@sur.co"), STR(PASSWORD), STR(""), STR("000001") };
    for (int i = 0; i < 6; i++)
        assert_int_not_equal(sign_in(&w->ports, scope_at_the_door(w), &bad, STR("test"), &in),
                             ERR_OK);
    const struct audit_entry *line = lines(w, account.id, EVENT_SECOND_FACTOR_REFUSED, &n);

    assert_int_equal(n, 3); /* the first wrong code, the third, and that there were too many */
    expect_str(line[0].actor, "unknown");
    expect_str(line[2].detail, "auth.too_many_codes");
}

static void session__that_ends_says_why(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    const struct change_password change = { STR(PASSWORD), STR("y otra mucho mejor") };
    struct signed_in one, two, three, after;
    size_t n;

    expect_ok(come_in(w, "ana@sur.co", PASSWORD, &one));
    expect_ok(come_in(w, "ana@sur.co", PASSWORD, &two));
    expect_ok(come_in(w, "ana@sur.co", PASSWORD, &three));
    expect_ok(as(w, &one));
    expect_ok(end_session(&w->ports, &w->scope, two.session.id));
    expect_ok(as(w, &one));
    expect_ok(sign_out(&w->ports, &w->scope));
    expect_ok(as(w, &three));
    expect_ok(change_password(&w->ports, &w->scope, &change, STR("test"), &after));
    const struct audit_entry *line = lines(w, account.id, EVENT_SESSION_ENDED, &n);

    assert_int_equal(n, 3);
    expect_str(line[0].detail, "closed");
    assert_true(str_eq(line[0].object, ID_TEXT(&w->d.arena, two.session.id)));
    expect_str(line[1].detail, "signed_out");
    expect_str(line[2].detail, "password");
    expect_lines(w, account.id, EVENT_PASSWORD_CHANGED, 1);
}

static void reset__that_is_mailed_is_told_and_a_flood_of_them_is_5_an_hour(void **state)
{
    struct world *w = *state;
    struct account account = given_owned(w, "ana@sur.co").account;
    const struct ask_password_reset ana = { STR("ana@sur.co") }, nobody = { STR("nadie@sur.co") };
    size_t before;

    all_are_told(w, CONSUMER_NOTIFICATION);
    before = w->mails.n;
    for (int i = 0; i < 8; i++) {
        expect_ok(ask_password_reset(&w->ports, scope_at_the_door(w), &ana));
        expect_ok(ask_password_reset(&w->ports, scope_at_the_door(w), &nobody));
    }
    all_are_told(w, CONSUMER_NOTIFICATION);
    assert_int_equal(w->mails.n - before, 5);
    expect_lines(w, account.id, EVENT_PASSWORD_RESET_MAILED, 5);
    expect_lines(w, (struct account_id){ 0 }, EVENT_PASSWORD_FORGOTTEN, 0);
    fixed_clock_move(&w->d.clock, HOURS(1));
    expect_ok(ask_password_reset(&w->ports, scope_at_the_door(w), &ana));
    all_are_told(w, CONSUMER_NOTIFICATION);
    assert_int_equal(w->mails.n - before, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(sign_in__that_failed_is_a_line_of_the_account_it_would_have_opened),
        WORLD_TEST(sign_in__with_an_address_of_nobody_is_written_the_same_and_told_nowhere),
        WORLD_TEST(flood__is_few_lines_that_say_how_many_there_were),
        WORLD_TEST(success__tells_the_rest_before_it),
        WORLD_TEST(line__of_an_event_told_twice_is_one),
        WORLD_TEST(person_who_is_in__is_told_of_by_name),
        WORLD_TEST(second_factor__that_is_refused_at_the_door_is_told),
        WORLD_TEST(session__that_ends_says_why),
        WORLD_TEST(reset__that_is_mailed_is_told_and_a_flood_of_them_is_5_an_hour),
    };

    return cmocka_run_group_tests_name("refusals", tests, NULL, NULL);
}
