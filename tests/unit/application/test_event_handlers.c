/* tests/unit/application/test_event_handlers.c - what happens after what. */
#include "support/world.h"

#include "application/event_handlers/subscriptions.h"
#include "domain/models/user.h"
#include "domain/models/waiting_event.h"

static int64_t handled(struct world *w, enum consumer consumer)
{
    int64_t n;

    expect_ok(handle_events(&w->ports, scope_global(w), consumer, &n));
    return n;
}

static void given_owner_who_reads(struct world *w, const char *email, enum role role,
                                  const char *language)
{
    struct user user = { .id = { given_id(&w->d) },
                         .account = w->d.account.id,
                         .version = 1,
                         .email = str_from_c(email),
                         .language = str_from_c(language),
                         .created_at = w->d.clock.wall };
    struct membership membership = { .id = { given_id(&w->d) },
                                     .account = w->d.account.id,
                                     .version = 1,
                                     .user = user.id,
                                     .role = role,
                                     .created_at = w->d.clock.wall };

    memory_put(w->d.store, &user_record, &user);
    memory_put(w->d.store, &membership_record, &membership);
}

static void given_owner(struct world *w, const char *email, enum role role)
{
    given_owner_who_reads(w, email, role, "es");
}

static void given_event(struct world *w, enum event_type type, const char *detail)
{
    struct event_list events = { 0 };

    event_list_add(&events, &w->d.arena,
                   (struct event){ .type = type,
                                   .account = w->d.account.id,
                                   .campaign = w->d.campaign.id,
                                   .detail = str_from_c(detail) });
    memory_publish(w->d.store, scope_of(w), &events, w->d.campaign.id.v,
                   (int64_t)w->d.store->events.n + 1);
}

static int64_t lag(struct world *w, enum consumer consumer)
{
    int64_t n;

    expect_ok(VIA(w->ports.events, lag, scope_global(w),
                  str_c(&w->d.arena, consumer_name(consumer)), &n));
    return n;
}

static void funding__wakes_the_jobs_that_wait_for_it(void **state)
{
    struct world *w = *state;

    given_job(&w->d);
    given_job(&w->d);
    assert_int_equal(prepared(&w->d).n, 0);
    assert_int_equal(jobs_in_state(w, JOB_WAITING_FUNDS), 2);
    given_funds(&w->d, GIVEN_MONEY);
    handled(w, CONSUMER_BILLING);

    assert_int_equal(jobs_in_state(w, JOB_WAITING_FUNDS), 0);
    assert_int_equal(jobs_in_state(w, JOB_SCHEDULED), 2);
}

static void end_of_a_call__closes_its_money(void **state)
{
    struct world *w = *state;
    struct ended_step end = { .facts = { .provider_call = STR("call_1"),
                                         .reason = STR("user_hangup"),
                                         .call_status = STR("ended"),
                                         .talk_ms = { 30000 },
                                         .key = STR("k") } };

    given_funds(&w->d, GIVEN_MONEY);
    end.at = given_placed(&w->d, STR("call_1")).at;
    expect_ok(VIA(w->ports.jobs, ended, scope_of(w), &end, 1));
    handled(w, CONSUMER_BILLING);

    assert_int_equal(jobs_in_state(w, JOB_DONE), 1);
    assert_int_equal(kept_wallet(&w->d).spent, 60000);
    assert_int_equal(kept_wallet(&w->d).held, 0);
}

static void event__is_handed_over_once(void **state)
{
    struct world *w = *state;

    given_owner(w, "ana@example.com", ROLE_OWNER);
    given_event(w, EVENT_WALLET_LOW, "");
    assert_int_equal(handled(w, CONSUMER_NOTIFICATION), 1);
    assert_int_equal(handled(w, CONSUMER_NOTIFICATION), 0);
    assert_int_equal(w->mails.sends, 1);
    assert_int_equal(handled(w, CONSUMER_BILLING), 1); /* each consumer has its own place */
}

static void mail__goes_to_owners_alone_each_in_their_language(void **state)
{
    struct world *w = *state;

    given_owner(w, "ana@example.com", ROLE_OWNER);
    given_owner(w, "eva@example.com", ROLE_ADMIN);
    fixed_clock_move(&w->d.clock, SECONDS(1));
    given_owner_who_reads(w, "luis@example.com", ROLE_OWNER, "en");
    given_event(w, EVENT_BATCH_FAILED, "sheet.damaged");
    handled(w, CONSUMER_NOTIFICATION);

    assert_int_equal(w->mails.n, 2);
    expect_str(w->mails.items[0].to, "ana@example.com");
    expect_str(w->mails.items[1].to, "luis@example.com");
    expect_str(w->mails.items[0].text, "mail.batch_failed.text account=Cobros campaign=Noviembre "
                                       "reason=sheet.damaged count=0");
    assert_true(str_starts(w->mails.items[0].subject, STR("mail.batch_failed.subject")));
    expect_str(w->mails.items[1].text, "en:mail.batch_failed.text account=Cobros "
                                       "campaign=Noviembre reason=en:sheet.damaged count=0");
    assert_true(str_starts(w->mails.items[1].subject, STR("en:mail.batch_failed.subject")));
    assert_false(str_eq(w->mails.items[0].id, w->mails.items[1].id));
}

static void mail__has_its_own_words_for_each_event(void **state)
{
    struct world *w = *state;

    given_owner(w, "ana@example.com", ROLE_OWNER);
    given_event(w, EVENT_WALLET_LOW, "");
    given_event(w, EVENT_WALLET_EMPTY, "");
    given_event(w, EVENT_CAMPAIGN_DONE, "");
    handled(w, CONSUMER_NOTIFICATION);

    assert_int_equal(w->mails.n, 3);
    assert_true(str_starts(w->mails.items[0].text, STR("mail.wallet_low.text")));
    assert_true(str_starts(w->mails.items[1].text, STR("mail.wallet_empty.text")));
    assert_true(str_starts(w->mails.items[2].text, STR("mail.campaign_done.text")));
}

/* A name is what somebody wrote: with a line's end in it, it is still told of. */
static void mail__has_a_subject_of_one_line_whatever_the_name(void **state)
{
    struct world *w = *state;
    struct campaign campaign = w->d.campaign;

    given_owner(w, "ana@example.com", ROLE_OWNER);
    campaign.name = STR("Mora\r\nBcc: eva@example.com");
    keep_campaign(w, &campaign);
    given_event(w, EVENT_CAMPAIGN_DONE, "");
    handled(w, CONSUMER_NOTIFICATION);

    assert_int_equal(w->mails.n, 1);
    assert_int_equal(str_find_char(w->mails.items[0].subject, '\n'), SIZE_MAX);
    assert_int_not_equal(str_find(w->mails.items[0].subject, STR("Mora  Bcc")), SIZE_MAX);
}

static void mail__that_is_told_again_has_the_same_id(void **state)
{
    struct world *w = *state;

    given_owner(w, "ana@example.com", ROLE_OWNER);
    given_event(w, EVENT_CAMPAIGN_DONE, "");
    struct ports cut = failing_ports(&w->ports, 2, FAILS_BEFORE); /* mail, cursor */
    int64_t n;
    assert_int_equal(handle_events(&cut, scope_global(w), CONSUMER_NOTIFICATION, &n),
                     ERR_UNAVAILABLE);
    assert_int_equal(handled(w, CONSUMER_NOTIFICATION), 1);

    assert_int_equal(w->mails.sends, 2);
    assert_int_equal(w->mails.n, 1);
}

static void mail__that_one_owner_refuses_reaches_the_others(void **state)
{
    struct world *w = *state;

    given_owner(w, "gone@example.com", ROLE_OWNER);
    fixed_clock_move(&w->d.clock, SECONDS(1)); /* the younger one stands behind */
    given_owner(w, "luis@example.com", ROLE_OWNER);
    w->mails.fail = ERR_INVALID;
    w->mails.fail_to = "gone@example.com";
    given_event(w, EVENT_WALLET_EMPTY, "");
    handled(w, CONSUMER_NOTIFICATION);

    assert_int_equal(w->mails.n, 1);
    expect_str(w->mails.items[0].to, "luis@example.com");
    assert_int_equal(w->d.store->dead.n, 1);
}

static void mail__finds_owners_beyond_a_page_of_people(void **state)
{
    struct world *w = *state;

    for (int i = 0; i < PAGE_MOST; i++)
        given_owner(w, "operator@example.com", ROLE_OPERATOR);
    fixed_clock_move(&w->d.clock, SECONDS(1));
    given_owner(w, "ana@example.com", ROLE_OWNER);
    given_event(w, EVENT_WALLET_EMPTY, "");
    handled(w, CONSUMER_NOTIFICATION);

    assert_int_equal(w->mails.n, 1);
}

static void event__that_fails_for_good_is_buried_with_its_reason(void **state)
{
    struct world *w = *state;

    given_owner(w, "ana@example.com", ROLE_OWNER);
    w->mails.fail = ERR_INVALID;
    given_event(w, EVENT_WALLET_LOW, "");
    given_event(w, EVENT_WALLET_EMPTY, "");
    assert_int_equal(handled(w, CONSUMER_NOTIFICATION), 2);

    assert_int_equal(w->d.store->dead.n, 2);
    expect_str(w->d.store->dead.items[0].reason, "mail.refused");
    expect_str(w->d.store->dead.items[0].consumer, "notification");
    assert_int_equal(lag(w, CONSUMER_NOTIFICATION), 0);
}

static size_t waiting(struct world *w)
{
    struct page_query query = { .limit = PAGE_MOST };
    struct page page;

    expect_ok(
        VIA(w->ports.records, page_global, scope_global(w), &waiting_event_record, &query, &page));
    return page.n;
}

static void tell_waiting(struct world *w)
{
    bool more;

    expect_ok(handle_waiting_events(&w->ports, scope_global(w), CONSUMER_NOTIFICATION, &more));
}

static void given_later(struct world *w)
{
    given_owner(w, "full@example.com", ROLE_OWNER);
    w->mails.fail = ERR_EXHAUSTED;
    w->mails.fail_to = "full@example.com";
    given_event(w, EVENT_WALLET_LOW, "");
}

static void mail__whose_address_waits_holds_up_no_other(void **state)
{
    struct world *w = *state;

    given_later(w);
    given_event(w, EVENT_ALARM, "call.double");
    assert_int_equal(handled(w, CONSUMER_NOTIFICATION), 2);
    assert_int_equal(lag(w, CONSUMER_NOTIFICATION), 0);
    assert_int_equal(waiting(w), 1);
    tell_waiting(w); /* not its time yet */
    assert_int_equal(w->mails.sends, 1);
    fixed_clock_move(&w->d.clock, SECONDS(61));
    tell_waiting(w);
    assert_int_equal(w->mails.sends, 2);
    tell_waiting(w); /* the second wait is longer */
    fixed_clock_move(&w->d.clock, SECONDS(61));
    tell_waiting(w);
    assert_int_equal(w->mails.sends, 2);
    w->mails.fail = ERR_OK;
    fixed_clock_move(&w->d.clock, SECONDS(61));
    tell_waiting(w);
    assert_int_equal(w->mails.n, 1);
    assert_int_equal(waiting(w), 0);
}

static void mail__whose_address_never_takes_it_is_given_up_after_a_day(void **state)
{
    struct world *w = *state;
    int hours = 0;

    given_later(w);
    handled(w, CONSUMER_NOTIFICATION);
    for (; waiting(w) > 0 && hours < 30; hours++) {
        fixed_clock_move(&w->d.clock, HOURS(1));
        tell_waiting(w);
    }
    assert_in_range(hours, 20, 24);
    assert_int_equal(w->mails.n, 0);
}

static void mail__whose_server_is_away_goes_on_waiting(void **state)
{
    struct world *w = *state;
    bool more;

    given_later(w);
    handled(w, CONSUMER_NOTIFICATION);
    fixed_clock_move(&w->d.clock, SECONDS(61));
    w->mails.fail = ERR_UNAVAILABLE;
    expect_refused(w,
                   handle_waiting_events(&w->ports, scope_global(w), CONSUMER_NOTIFICATION, &more),
                   ERR_UNAVAILABLE, "mail.unavailable");
    w->mails.fail = ERR_OK;
    tell_waiting(w);
    assert_int_equal(w->mails.n, 1);
}

static void mail__that_one_owner_takes_is_not_told_again_for_another(void **state)
{
    struct world *w = *state;

    given_later(w);
    fixed_clock_move(&w->d.clock, SECONDS(1));
    given_owner(w, "luis@example.com", ROLE_OWNER);
    handled(w, CONSUMER_NOTIFICATION);
    assert_int_equal(w->mails.n, 1);
    assert_int_equal(waiting(w), 0);
}

static void event__that_fails_for_now_waits_and_those_behind_it_too(void **state)
{
    struct world *w = *state;
    int64_t n;

    given_owner(w, "ana@example.com", ROLE_OWNER);
    given_event(w, EVENT_ALARM, "call.double");
    given_event(w, EVENT_WALLET_LOW, "");
    given_event(w, EVENT_WALLET_EMPTY, "");
    w->mails.fail = ERR_UNAVAILABLE;
    expect_refused(w, handle_events(&w->ports, scope_global(w), CONSUMER_NOTIFICATION, &n),
                   ERR_UNAVAILABLE, "mail.unavailable");
    assert_int_equal(n, 1);
    assert_int_equal(lag(w, CONSUMER_NOTIFICATION), 2);
    assert_int_equal(w->d.store->dead.n, 0);
    w->mails.fail = ERR_OK;
    assert_int_equal(handled(w, CONSUMER_NOTIFICATION), 2);

    assert_int_equal(w->mails.n, 2);
}

/* -- the log -- */

struct heard {
    int alarms;
};

static void hear(void *self, enum log_level level, const char *event, struct str request_id,
                 const struct log_field *fields)
{
    struct heard *heard = self;

    (void)request_id;
    (void)fields;
    heard->alarms += level == LOG_ERROR && str_eq_c(STR("alarm"), event);
}

static void alarm__is_told_to_the_operator(void **state)
{
    struct world *w = *state;
    static const struct log_ops ops = { hear };
    struct heard heard = { 0 };
    int64_t n;

    given_event(w, EVENT_ALARM, "call.double");
    scope_global(w)->log = (struct log){ &ops, &heard };
    expect_ok(handle_events(&w->ports, &w->scope, CONSUMER_NOTIFICATION, &n));

    assert_int_equal(heard.alarms, 1);
}

static void subscriptions__name_their_consumer(void **state)
{
    size_t n;
    const struct subscription *all = event_subscriptions(&n);

    for (size_t i = 0; i < n; i++) {
        assert_true(consumer_name(all[i].consumer).n > 0);
        assert_non_null(all[i].handle);
    }
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(funding__wakes_the_jobs_that_wait_for_it),
        WORLD_TEST(end_of_a_call__closes_its_money),
        WORLD_TEST(event__is_handed_over_once),
        WORLD_TEST(mail__goes_to_owners_alone_each_in_their_language),
        WORLD_TEST(mail__has_its_own_words_for_each_event),
        WORLD_TEST(mail__has_a_subject_of_one_line_whatever_the_name),
        WORLD_TEST(mail__that_is_told_again_has_the_same_id),
        WORLD_TEST(mail__that_one_owner_refuses_reaches_the_others),
        WORLD_TEST(mail__finds_owners_beyond_a_page_of_people),
        WORLD_TEST(mail__whose_address_waits_holds_up_no_other),
        WORLD_TEST(mail__whose_address_never_takes_it_is_given_up_after_a_day),
        WORLD_TEST(mail__whose_server_is_away_goes_on_waiting),
        WORLD_TEST(mail__that_one_owner_takes_is_not_told_again_for_another),
        WORLD_TEST(event__that_fails_for_good_is_buried_with_its_reason),
        WORLD_TEST(event__that_fails_for_now_waits_and_those_behind_it_too),
        WORLD_TEST(alarm__is_told_to_the_operator),
        WORLD_TEST(subscriptions__name_their_consumer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
