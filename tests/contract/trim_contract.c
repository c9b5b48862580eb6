/* tests/contract/trim_contract.c - what every store lets go, and what it keeps. */
#include "contract/given_jobs.h"

#include "domain/models/campaign.h"

#define TRIM(g) ((g)->adapter->trim)

enum { MANY = 1000 };

static struct instant later(struct given *g)
{
    return instant_add(g->scope.now, HOURS(1));
}

/* -- webhooks -- */

static bool put(struct given *g, const char *key)
{
    struct inbox_item item = { .key = str_from_c(key),
                               .connection = g->connection,
                               .tag = STR("job_x-1"),
                               .raw = STR("{}"),
                               .received_at = g->scope.now };
    bool again = false;

    expect_ok(VIA(g->adapter->inbox, put, &g->scope, &item, &again));
    return again;
}

static bool trim_webhooks(struct given *g, struct instant before)
{
    bool left;

    expect_ok(VIA(TRIM(g), webhooks, &g->scope, before, MANY, &left));
    return left;
}

static void webhooks__go_when_they_were_applied_and_are_old(void **state)
{
    struct given *g = *state;
    struct str done = STR("c1:done"), dead = STR("c1:dead");
    int64_t waiting, n_dead;

    put(g, "c1:done");
    put(g, "c1:dead");
    put(g, "c1:waiting");
    expect_ok(VIA(g->adapter->inbox, done, &g->scope, &done, 1));
    expect_ok(VIA(g->adapter->inbox, park, &g->scope, dead, (struct instant){ 0 }));
    assert_false(trim_webhooks(g, g->scope.now));
    assert_true(put(g, "c1:done")); /* still known */
    assert_true(trim_webhooks(g, later(g)));
    assert_false(trim_webhooks(g, later(g)));

    expect_ok(VIA(g->adapter->inbox, depth, &g->scope, &waiting, &n_dead));
    assert_int_equal(waiting, 1);
    assert_int_equal(n_dead, 1);
    assert_false(put(g, "c1:done")); /* forgotten */
    assert_true(put(g, "c1:dead"));
}

/* -- keys -- */

static bool is_known(struct given *g)
{
    struct id128 id;

    return VIA(g->adapter->records, find_created, &g->scope, &campaign_record, &id) == ERR_OK;
}

static void created_keys__are_known_until_they_are_old(void **state)
{
    struct given *g = *state;
    struct campaign c = campaign_defaults();
    bool left;

    c.id = (struct campaign_id){ given_id(g) };
    c.name = STR("Mora 30");
    c.status = CAMPAIGN_DRAFT;
    g->scope.idempotency_key = STR("0123456789abcdef");
    expect_ok(VIA(g->adapter->records, save, &g->scope, &campaign_record, &c, NULL));
    assert_true(is_known(g));
    expect_ok(VIA(TRIM(g), created_keys, &g->scope, (struct instant){ 0 }, MANY, &left));
    assert_false(left);
    assert_true(is_known(g));
    expect_ok(VIA(TRIM(g), created_keys, &g->scope, later(g), MANY, &left));
    assert_int_equal(is_known(g), !left); /* taken, or inside its record */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(webhooks__go_when_they_were_applied_and_are_old),
        TEST(created_keys__are_known_until_they_are_old),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
