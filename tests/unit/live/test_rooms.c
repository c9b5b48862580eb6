/* tests/unit/live/test_rooms.c - who is told what: by rooms, topics and permissions, once, and no
 * more than is kept. */
#include "live/inside.h"
#include "support/expect.h"

#include <stdlib.h>

struct fixture {
    struct live_rooms rooms;
    struct arena arena;
};

static const struct account_id mine = { { { 1 } } }, theirs = { { { 2 } } };
static const struct id128 campaign = { { 9 } };
static const permission_set EVERYTHING = ~(permission_set)0;

static int given_rooms(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->arena = arena_init();
    *state = f;
    return 0;
}

static int release(void **state)
{
    struct fixture *f = *state;

    rooms_release(&f->rooms);
    for (size_t i = 0; i < ROOM_BUCKETS; i++)
        assert_null(f->rooms.buckets[i]); /* nobody: no room */
    arena_release(&f->arena);
    free(f);
    return 0;
}

static struct live_member *given_member(struct fixture *f, struct account_id account,
                                        permission_set permissions)
{
    struct live_member *m = member_new(&f->rooms, f, 0);

    m->account = account;
    m->actor.permissions = permissions;
    m->who = account.v;
    member_enter(&f->rooms, m);
    m->state = MEMBER_IN;
    return m;
}

static struct live_topic_state *subscribed(struct fixture *f, struct live_member *m,
                                           enum live_topic kind, struct id128 of)
{
    const struct live_message message = { .type = LIVE_SUBSCRIBE, .topic = kind, .of = of };

    assert_true(member_subscribe(&f->rooms, m, &message));
    return m->subscriptions[m->n - 1].topic;
}

static bool hear(struct fixture *f, struct account_id account, int64_t seq, enum event_type type,
                 uint8_t call)
{
    const struct event event = { .account = account,
                                 .seq = seq,
                                 .type = type,
                                 .campaign = { campaign },
                                 .call = { { { call } } },
                                 .detail = STR("d") };

    return rooms_hear(&f->rooms, &event);
}

static bool says(struct fixture *f, struct live_member *m, const char *part)
{
    struct str text = member_compose(m, &f->arena);

    return text.p != NULL && str_find(text, str_from_c(part)) != SIZE_MAX;
}

static void view__is_read_once_for_all_who_may_see_the_same(void **state)
{
    struct fixture *f = *state;
    struct live_member *a = given_member(f, mine, EVERYTHING);
    struct live_member *b = given_member(f, mine, EVERYTHING);
    struct live_member *viewer = given_member(f, mine, PERMISSION_BIT(PERMISSION_READ));
    struct live_topic_state *topic = subscribed(f, a, LIVE_CAMPAIGN, campaign);

    assert_ptr_equal(subscribed(f, b, LIVE_CAMPAIGN, campaign), topic);
    assert_ptr_not_equal(subscribed(f, viewer, LIVE_CAMPAIGN, campaign), topic);
    topic_put(&f->rooms, topic, campaign, STR("{\"n\":1}"));
    assert_true(a->waiting && b->waiting && !viewer->waiting);
    assert_true(says(f, a, "{\"n\":1}"));
    assert_true(says(f, b, "{\"n\":1}"));
    assert_null(member_compose(viewer, &f->arena).p);
    assert_null(member_compose(a, &f->arena).p); /* it has it */
    topic_put(&f->rooms, topic, campaign, STR("{\"n\":1}"));
    assert_null(member_compose(a, &f->arena).p); /* nothing new */
}

static void event__touches_its_account_and_its_campaign_only(void **state)
{
    struct fixture *f = *state;
    struct live_topic_state *own =
        subscribed(f, given_member(f, mine, EVERYTHING), LIVE_CAMPAIGN, campaign);
    struct live_topic_state *other =
        subscribed(f, given_member(f, mine, EVERYTHING), LIVE_CAMPAIGN, (struct id128){ { 8 } });
    struct live_topic_state *foreign =
        subscribed(f, given_member(f, theirs, EVERYTHING), LIVE_CAMPAIGN, campaign);

    own->dirty = other->dirty = foreign->dirty = false;
    assert_true(hear(f, mine, 5, EVENT_CALL_ENDED, 1));
    assert_true(own->dirty && !other->dirty && !foreign->dirty);
    assert_false(hear(f, mine, 5, EVENT_CALL_ENDED, 1)); /* told twice */
    assert_true(hear(f, mine, 4, EVENT_CALL_ENDED, 1));  /* late, but new */
    assert_false(hear(f, (struct account_id){ { { 3 } } }, 6, EVENT_CALL_ENDED, 1));
}

static void topic__is_read_four_times_a_second_at_most(void **state)
{
    struct fixture *f = *state;
    struct live_topic_state *topic =
        subscribed(f, given_member(f, mine, EVERYTHING), LIVE_CAMPAIGN, campaign);

    assert_true(topic_is_due(topic, 1000));
    topic->read_at = 1000;
    assert_false(topic_is_due(topic, 1249));
    assert_true(topic_is_due(topic, 1250));
    topic->reading = true;
    assert_false(topic_is_due(topic, 9999));
    topic->reading = topic->dirty = false;
    assert_false(topic_is_due(topic, 9999));
    topic->refresh_at = 9999;
    assert_true(topic_is_due(topic, 9999));
}

static void calls__come_one_by_one_until_they_are_too_many(void **state)
{
    struct fixture *f = *state;
    struct live_member *m = given_member(f, mine, EVERYTHING);
    struct live_topic_state *topic = subscribed(f, m, LIVE_CALLS, (struct id128){ { 0 } });

    for (uint8_t i = 1; i <= CALLS_KEPT; i++)
        assert_true(hear(f, mine, i, EVENT_CALL_PLACED, i));
    assert_true(hear(f, mine, 100, EVENT_CALL_ENDED, 1));
    assert_int_equal(topic->calls_n, CALLS_KEPT);
    assert_false(topic->overflowed);
    assert_true(hear(f, mine, 101, EVENT_CALL_PLACED, CALLS_KEPT + 1));
    assert_true(topic->overflowed);
    for (uint8_t i = 1; i <= CALLS_KEPT; i++)
        topic_put(&f->rooms, topic, (struct id128){ { i } }, STR("{}"));
    assert_false(says(f, m, "\"reload\":true"));
    for (uint8_t i = 1; i <= CALLS_KEPT + 1; i++)
        topic_put(&f->rooms, topic, (struct id128){ { i } }, STR("[]"));
    assert_true(says(f, m, "\"view\":[]},{\"topic\":\"calls\",\"id\":null,\"reload\":true"));
}

static void events__that_are_gone_mean_reload(void **state)
{
    struct fixture *f = *state;
    struct live_member *m = given_member(f, mine, EVERYTHING);

    subscribed(f, m, LIVE_ACCOUNT, (struct id128){ { 0 } });
    hear(f, mine, 1, EVENT_CAMPAIGN_LAUNCHED, 0);
    assert_true(says(f, m, "campaign.launched"));
    for (int64_t seq = 2; seq < EVENTS_KEPT + 2; seq++)
        hear(f, mine, seq, EVENT_CAMPAIGN_LAUNCHED, 0);
    assert_true(says(f, m, "\"reload\":false"));
    for (int64_t seq = 1000; seq < EVENTS_KEPT + 1001; seq++)
        hear(f, mine, seq, EVENT_CAMPAIGN_LAUNCHED, 0);
    assert_true(says(f, m, "\"reload\":true"));
}

static void events__of_the_greeting_are_not_told_again(void **state)
{
    struct fixture *f = *state;
    struct live_member *m = given_member(f, mine, EVERYTHING);

    subscribed(f, m, LIVE_ACCOUNT, (struct id128){ { 0 } });
    hear(f, mine, 7, EVENT_CAMPAIGN_LAUNCHED, 0);
    hear(f, mine, 8, EVENT_CAMPAIGN_DONE, 0);
    m->skip_seq = 7;
    struct str text = member_compose(m, &f->arena);
    assert_int_equal(str_find(text, STR("campaign.launched")), SIZE_MAX);
    assert_true(str_find(text, STR("campaign.done")) != SIZE_MAX);
}

static void events__that_are_for_all_are_told_whatever_is_looked_at(void **state)
{
    struct fixture *f = *state;
    struct live_member *m = given_member(f, mine, EVERYTHING);
    struct live_member *other = given_member(f, theirs, EVERYTHING);

    subscribed(f, m, LIVE_CAMPAIGN, campaign);
    hear(f, mine, 1, EVENT_CAMPAIGN_PAUSED, 0);
    assert_null(member_compose(m, &f->arena).p);
    m->waiting = false;
    hear(f, mine, 2, EVENT_ACCOUNT_SUSPENDED, 0);
    assert_true(m->waiting);
    assert_false(other->waiting);
    struct str text = member_compose(m, &f->arena);
    assert_true(str_find(text, STR("account.suspended")) != SIZE_MAX);
    assert_int_equal(str_find(text, STR("campaign.paused")), SIZE_MAX);
    assert_true(str_find(text, STR("\"reload\":false")) != SIZE_MAX);
    assert_null(member_compose(m, &f->arena).p);
    assert_null(member_compose(other, &f->arena).p);
}

static void events__that_are_for_all_and_lost_make_everybody_reload(void **state)
{
    struct fixture *f = *state;
    struct live_member *m = given_member(f, mine, EVERYTHING);

    subscribed(f, m, LIVE_CAMPAIGN, campaign);
    hear(f, mine, 1, EVENT_ACCOUNT_REINSTATED, 0);
    for (int64_t seq = 2; seq < EVENTS_KEPT + 2; seq++)
        hear(f, mine, seq, EVENT_CAMPAIGN_PAUSED, 0);
    assert_true(says(f, m, "\"reload\":true"));
    for (int64_t seq = 1000; seq < EVENTS_KEPT + 1001; seq++)
        hear(f, mine, seq, EVENT_CAMPAIGN_PAUSED, 0);
    assert_null(member_compose(m, &f->arena).p);
}

static void gap__tells_everybody_to_reload(void **state)
{
    struct fixture *f = *state;
    struct live_member *m = given_member(f, mine, EVERYTHING);
    struct live_topic_state *topic = subscribed(f, m, LIVE_CAMPAIGN, campaign);

    topic->dirty = false;
    rooms_miss(&f->rooms);
    assert_true(topic->dirty && m->waiting);
    assert_true(says(f, m, "\"reload\":true"));
    assert_null(member_compose(m, &f->arena).p);
}

static void refusal__is_told_and_forgotten(void **state)
{
    struct fixture *f = *state;
    struct live_member *m = given_member(f, mine, EVERYTHING);
    struct live_topic_state *topic = subscribed(f, m, LIVE_CAMPAIGN, campaign);

    topic_refuse(&f->rooms, topic, "campaign.not_found");
    assert_true(says(f, m, "\"refused\":\"campaign.not_found\""));
    member_forget_refused(&f->rooms, m);
    assert_int_equal(m->n, 0);
    assert_null(f->rooms.topics);
}

static void subscriptions__are_counted_and_end_with_their_member(void **state)
{
    struct fixture *f = *state;
    struct live_member *m = given_member(f, mine, EVERYTHING);
    struct live_member *other = given_member(f, mine, EVERYTHING);
    const struct live_message one = { .type = LIVE_SUBSCRIBE,
                                      .topic = LIVE_CAMPAIGN,
                                      .of = { { 200 } } };

    for (uint8_t i = 1; i <= SUBSCRIPTIONS_MOST; i++)
        subscribed(f, m, LIVE_CAMPAIGN, (struct id128){ { i } });
    assert_false(member_subscribe(&f->rooms, m, &one));
    assert_int_equal(member_count(m), 2);
    member_unsubscribe(&f->rooms, m,
                       &(struct live_message){ .topic = LIVE_CAMPAIGN, .of = { { 1 } } });
    assert_true(member_subscribe(&f->rooms, m, &one));
    member_leave(&f->rooms, m);
    assert_null(f->rooms.topics);
    assert_int_equal(member_count(other), 1);
}

static void topic__that_is_being_read_outlives_its_members(void **state)
{
    struct fixture *f = *state;
    struct live_member *m = given_member(f, mine, EVERYTHING);
    struct live_topic_state *topic = subscribed(f, m, LIVE_CAMPAIGN, campaign);

    topic->reading = true;
    member_leave(&f->rooms, m);
    assert_ptr_equal(f->rooms.topics, topic);
    topic_put(&f->rooms, topic, campaign, STR("{}"));
    topic->reading = false;
    topic_collect(&f->rooms, topic);
    assert_null(f->rooms.topics);
}

static void client__may_say_so_much_and_then_20_a_second(void **state)
{
    struct fixture *f = *state;
    struct live_member *m = given_member(f, mine, EVERYTHING);
    int said = 0;

    while (member_may_say(m, 1000))
        said++;
    assert_in_range(said, SAY_BURST, SAY_BURST + 1);
    assert_false(member_may_say(m, 1000 + SAY_EVERY_MS - 1));
    assert_true(member_may_say(m, 1000 + SAY_EVERY_MS));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_rooms, release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(view__is_read_once_for_all_who_may_see_the_same),
        TEST(event__touches_its_account_and_its_campaign_only),
        TEST(topic__is_read_four_times_a_second_at_most),
        TEST(calls__come_one_by_one_until_they_are_too_many),
        TEST(events__that_are_gone_mean_reload),
        TEST(events__of_the_greeting_are_not_told_again),
        TEST(events__that_are_for_all_are_told_whatever_is_looked_at),
        TEST(events__that_are_for_all_and_lost_make_everybody_reload),
        TEST(gap__tells_everybody_to_reload),
        TEST(refusal__is_told_and_forgotten),
        TEST(subscriptions__are_counted_and_end_with_their_member),
        TEST(topic__that_is_being_read_outlives_its_members),
        TEST(client__may_say_so_much_and_then_20_a_second),
    };

    return cmocka_run_group_tests_name("rooms of the live hub", tests, NULL, NULL);
}
