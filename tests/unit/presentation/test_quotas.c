/* tests/unit/presentation/test_quotas.c - an address, a key, a user and an account have an
 * allowance each, and a bad signature one of its own. */
#include "support/expect.h"

#include "domain/services/rate.h"
#include "http/quotas.h"

/* A limiter whose clock stands still. */
struct still_limiter {
    struct {
        char key[80];
        size_t n;
        int64_t arrival_us;
    } slots[16];
    size_t n;
};

static struct allowance take(void *self, struct str key, struct rate rate, int64_t want)
{
    struct still_limiter *l = self;
    size_t i = 0;

    while (i < l->n && !str_eq((struct str){ l->slots[i].key, l->slots[i].n }, key))
        i++;
    if (i == l->n) {
        assert_true(l->n < ARRAY_LEN(l->slots) && key.n <= sizeof l->slots[i].key);
        memcpy(l->slots[i].key, key.p, l->slots[i].n = key.n);
        l->n++;
    }
    return rate_take(rate, &l->slots[i].arrival_us, 0, want);
}
static const struct rate_limiter_ops limiter_ops = { .take = take };

struct fixture {
    struct arena arena;
    struct still_limiter limiter;
    struct quotas quotas;
    struct route route;
    struct request req;
    struct response res;
};

static int begin(void **state)
{
    static struct fixture f;
    const struct rest_settings settings = { .per_account = { 60, 5 },
                                            .per_key = { 60, 3 },
                                            .per_user = { 60, 4 },
                                            .per_address = { 60, 2 } };

    f = (struct fixture){ .arena = arena_init() };
    quotas_init(&f.quotas, &settings, (struct rate_limiter){ &limiter_ops, &f.limiter });
    f.req = (struct request){ .scope = { .arena = &f.arena, .error = { .arena = &f.arena } },
                              .route = &f.route };
    f.req.scope.address = STR("8.8.8.8");
    f.req.scope.account.v.bytes[0] = 1;
    f.res = response_init(&f.arena);
    *state = &f;
    return 0;
}

static int end(void **state)
{
    arena_release(&((struct fixture *)*state)->arena);
    return 0;
}

static void expect_limit(struct fixture *f, enum err err, const char *slug)
{
    expect_error(err, &f->req.scope.error, ERR_EXHAUSTED, slug);
    error_clear(&f->req.scope.error);
}

static void key__has_its_own_allowance(void **state)
{
    struct fixture *f = *state;

    f->req.scope.actor = (struct actor){ .kind = ACTOR_KEY, .key = { { { 7 } } } };
    for (int i = 0; i < 3; i++)
        expect_ok(quotas_take(&f->quotas, &f->req, &f->res));
    expect_limit(f, quotas_take(&f->quotas, &f->req, &f->res), "limit.of_key");
    f->req.scope.actor.key.v.bytes[0] = 8;
    expect_ok(quotas_take(&f->quotas, &f->req, &f->res));
}

static void user__has_one_in_all_accounts(void **state)
{
    struct fixture *f = *state;

    f->req.scope.actor = (struct actor){ .kind = ACTOR_USER, .user = { { { 7 } } } };
    for (int i = 0; i < 4; i++) {
        f->req.scope.account.v.bytes[0] = (unsigned char)(i + 1);
        expect_ok(quotas_take(&f->quotas, &f->req, &f->res));
    }
    expect_limit(f, quotas_take(&f->quotas, &f->req, &f->res), "limit.of_user");
}

static void account__has_one_for_all_of_its_keys(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < 5; i++) {
        f->req.scope.actor =
            (struct actor){ .kind = ACTOR_KEY, .key = { { { (unsigned char)(i + 1) } } } };
        expect_ok(quotas_take(&f->quotas, &f->req, &f->res));
    }
    f->req.scope.actor.key.v.bytes[0] = 9;
    expect_limit(f, quotas_take(&f->quotas, &f->req, &f->res), "limit.requests");
    f->req.scope.account.v.bytes[0] = 2;
    expect_ok(quotas_take(&f->quotas, &f->req, &f->res));
}

static void address__has_one_before_anybody_is_known_and_this_host_has_none(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < 2; i++)
        expect_ok(quotas_take_address(&f->quotas, &f->req, &f->res));
    expect_limit(f, quotas_take_address(&f->quotas, &f->req, &f->res), "limit.of_address");
    f->req.scope.address = STR("127.0.0.1");
    for (int i = 0; i < 10; i++)
        expect_ok(quotas_take_address(&f->quotas, &f->req, &f->res));
}

/* A household's network is one: its addresses are without number. */
static void address__of_ipv6_is_its_network(void **state)
{
    struct fixture *f = *state;

    f->req.scope.address = STR("2001:db8:1:2::1");
    expect_ok(quotas_take_address(&f->quotas, &f->req, &f->res));
    f->req.scope.address = STR("2001:db8:1:2:3::7");
    expect_ok(quotas_take_address(&f->quotas, &f->req, &f->res));
    f->req.scope.address = STR("2001:db8:1:2:ffff::9");
    expect_limit(f, quotas_take_address(&f->quotas, &f->req, &f->res), "limit.of_address");
    f->req.scope.address = STR("2001:db8:1:3::1");
    expect_ok(quotas_take_address(&f->quotas, &f->req, &f->res));
}

static void bad_signatures__are_50_a_minute_and_good_ones_are_not_counted(void **state)
{
    struct fixture *f = *state;

    f->route.limits.body = BODY_RAW;
    for (int i = 0; i < 100; i++)
        expect_ok(quotas_bad_webhook(&f->quotas, &f->req, &f->res, ERR_OK));
    for (int i = 0; i < 50; i++)
        assert_int_equal(quotas_bad_webhook(&f->quotas, &f->req, &f->res, ERR_UNAUTHENTICATED),
                         ERR_UNAUTHENTICATED);
    expect_limit(f, quotas_bad_webhook(&f->quotas, &f->req, &f->res, ERR_UNAUTHENTICATED),
                 "limit.of_address");
    expect_ok(quotas_bad_webhook(&f->quotas, &f->req, &f->res, ERR_OK));
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(key__has_its_own_allowance),
        TEST(user__has_one_in_all_accounts),
        TEST(account__has_one_for_all_of_its_keys),
        TEST(address__has_one_before_anybody_is_known_and_this_host_has_none),
        TEST(address__of_ipv6_is_its_network),
        TEST(bad_signatures__are_50_a_minute_and_good_ones_are_not_counted),
    };

    return cmocka_run_group_tests_name("quotas", tests, NULL, NULL);
}
