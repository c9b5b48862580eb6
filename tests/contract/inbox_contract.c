/* tests/contract/inbox_contract.c - what every inbox of webhooks promises. */
#include "contract/given_jobs.h"

#define INBOX(g) ((g)->adapter->inbox)

static struct inbox_item item(struct given *g, const char *key)
{
    return (struct inbox_item){ .key = str_from_c(key),
                                .connection = g->connection,
                                .tag = STR("job_x-1"),
                                .raw = STR("{\"event\":\"call_ended\"}"),
                                .received_at = g->scope.now };
}

static bool put(struct given *g, const char *key)
{
    struct inbox_item i = item(g, key);
    bool again = false;

    expect_ok(VIA(INBOX(g), put, &g->scope, &i, &again));
    return again;
}

static struct inbox_list due(struct given *g)
{
    struct inbox_list list;

    expect_ok(VIA(INBOX(g), due, &g->scope, g->scope.now, 100, &list));
    return list;
}

static void done(struct given *g, const char *key)
{
    struct str keys[] = { str_from_c(key) };

    expect_ok(VIA(INBOX(g), done, &g->scope, keys, 1));
}

static void put__keeps_a_webhook_once_for_ever(void **state)
{
    struct given *g = *state;

    assert_false(put(g, "c1:call_ended:00"));
    assert_true(put(g, "c1:call_ended:00"));
    done(g, "c1:call_ended:00");
    assert_true(put(g, "c1:call_ended:00")); /* applied long ago: still known */

    assert_int_equal(due(g).n, 0);
}

static void put__is_durable_and_keeps_every_byte(void **state)
{
    struct given *g = *state;
    static const char bytes[] = "{\"a\":\"\\u0000\"}\0\xff tail";
    struct inbox_item in = item(g, "c1:call_ended:00");
    bool again;
    in.raw = (struct str){ bytes, sizeof bytes };
    expect_ok(VIA(INBOX(g), put, &g->scope, &in, &again));

    adapter_reopen(g->adapter);
    struct inbox_list list = due(g);

    assert_int_equal(list.n, 1);
    const struct inbox_item *out = &list.items[0];
    assert_true(str_eq(out->raw, in.raw));
    assert_true(str_eq(out->key, in.key));
    assert_true(str_eq(out->tag, in.tag));
    assert_true(ID_EQ(out->connection, g->connection));
    assert_int_equal(out->received_at.unix_ms, g->scope.now.unix_ms);
    assert_int_equal(out->tries, 0);
}

static void put__takes_webhooks_without_a_tag(void **state)
{
    struct given *g = *state;
    struct inbox_item in = item(g, "c1:call_ended:00");
    bool again;
    in.tag = STR_NONE;

    expect_ok(VIA(INBOX(g), put, &g->scope, &in, &again));

    assert_int_equal(due(g).items[0].tag.n, 0);
}

static void due__is_in_order_of_arrival_until_done(void **state)
{
    struct given *g = *state;
    put(g, "a");
    given_time_passes(g, SECONDS(1));
    put(g, "b");

    struct inbox_list list = due(g);
    assert_int_equal(list.n, 2);
    expect_str(list.items[0].key, "a");
    assert_int_equal(due(g).n, 2); /* asking takes nothing away */
    done(g, "a");
    done(g, "a");
    done(g, "nobody");

    list = due(g);
    assert_int_equal(list.n, 1);
    expect_str(list.items[0].key, "b");
}

static void park__brings_it_back_at_its_time(void **state)
{
    struct given *g = *state;
    struct instant later = instant_add(g->scope.now, SECONDS(10));
    put(g, "a");

    expect_ok(VIA(INBOX(g), park, &g->scope, STR("a"), later));
    assert_int_equal(due(g).n, 0);
    given_time_passes(g, SECONDS(10));

    struct inbox_list list = due(g);
    assert_int_equal(list.n, 1);
    assert_int_equal(list.items[0].tries, 1);
}

static void park__for_ever_is_the_dead_list(void **state)
{
    struct given *g = *state;
    int64_t waiting, dead;
    put(g, "a");
    put(g, "b");

    expect_ok(VIA(INBOX(g), park, &g->scope, STR("a"), (struct instant){ 0 }));
    expect_ok(VIA(INBOX(g), depth, &g->scope, &waiting, &dead));

    assert_int_equal(waiting, 1);
    assert_int_equal(dead, 1);
    given_time_passes(g, HOURS(48));
    assert_int_equal(due(g).n, 1);
    assert_true(put(g, "a")); /* nothing is dropped, nothing comes back by itself */
}

static struct inbox_list dead(struct given *g)
{
    struct inbox_list list;

    expect_ok(VIA(INBOX(g), dead, &g->scope, 100, &list));
    return list;
}

static void dead__are_listed_until_they_are_done_or_come_back(void **state)
{
    struct given *g = *state;
    struct inbox_list list;
    put(g, "a");
    given_time_passes(g, SECONDS(1));
    put(g, "b");
    put(g, "c");
    for (const char *key = "ab"; *key != '\0'; key++)
        expect_ok(VIA(INBOX(g), park, &g->scope, ((struct str){ key, 1 }), (struct instant){ 0 }));

    list = dead(g);
    assert_int_equal(list.n, 2);
    expect_str(list.items[0].key, "a");
    assert_int_equal(list.items[0].tries, 1);
    assert_true(list.items[0].raw.n > 0);

    expect_ok(VIA(INBOX(g), park, &g->scope, STR("a"), g->scope.now));
    done(g, "b");
    assert_int_equal(dead(g).n, 0);
    list = due(g);
    assert_int_equal(list.n, 2); /* "b" never */
}

struct sender {
    struct given *g;
    int fresh;
};

static void *send(void *context)
{
    struct sender *s = context;
    struct arena arena = arena_init();
    struct scope scope = scope_system(&arena, s->g->scope.account, s->g->scope.now, log_none());

    scope.error.arena = &arena;
    for (int i = 0; i < 20; i++) {
        struct inbox_item in = item(s->g, "");
        bool again;

        in.key = str_format(&arena, "c%d:call_ended:00", i);
        expect_ok(VIA(INBOX(s->g), put, &scope, &in, &again));
        s->fresh += !again;
    }
    arena_release(&arena);
    return NULL;
}

static void threads__keep_each_webhook_once(void **state)
{
    enum { THREADS = 6 };
    struct given *g = *state;
    struct sender senders[THREADS];
    pthread_t threads[THREADS];
    int fresh = 0;

    for (int i = 0; i < THREADS; i++) {
        senders[i] = (struct sender){ g, 0 };
        assert_int_equal(pthread_create(&threads[i], NULL, send, &senders[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        fresh += senders[i].fresh;
    }

    assert_int_equal(fresh, 20);
    assert_int_equal(due(g).n, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(put__keeps_a_webhook_once_for_ever),
        TEST(put__is_durable_and_keeps_every_byte),
        TEST(put__takes_webhooks_without_a_tag),
        TEST(due__is_in_order_of_arrival_until_done),
        TEST(park__brings_it_back_at_its_time),
        TEST(park__for_ever_is_the_dead_list),
        TEST(dead__are_listed_until_they_are_done_or_come_back),
        TEST(threads__keep_each_webhook_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
