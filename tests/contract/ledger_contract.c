/* tests/contract/ledger_contract.c - what every ledger promises. */
#include "contract/given_jobs.h"

#define LEDGER(g) ((g)->adapter->ledger)

static struct amount usd(int64_t units)
{
    return AMOUNT(units, UNIT_USD);
}

static void fund__puts_in_each_payment_once(void **state)
{
    struct given *g = *state;
    struct wallet wallet;
    bool again;

    expect_ok(
        VIA(LEDGER(g), fund, &g->scope, usd(500), STR("pay-a"), STR("card"), &wallet, &again));
    assert_false(again);
    int64_t after = wallet.available;
    expect_ok(
        VIA(LEDGER(g), fund, &g->scope, usd(500), STR("pay-a"), STR("card"), &wallet, &again));

    assert_true(again);
    assert_int_equal(wallet.available, after);
    assert_int_equal(events_of(g, EVENT_WALLET_FUNDED), 2); /* the suite's own, and this one */
    expect_wallet(g, 2 * HOLD_UNITS + 100000 + 500, 0, 0);
}

static void fund__refuses_a_known_key_with_another_amount(void **state)
{
    struct given *g = *state;
    struct wallet wallet;
    bool again;
    expect_ok(VIA(LEDGER(g), fund, &g->scope, usd(500), STR("pay-a"), STR(""), &wallet, &again));

    expect_error(VIA(LEDGER(g), fund, &g->scope, usd(501), STR("pay-a"), STR(""), &wallet, &again),
                 &g->scope.error, ERR_EXISTS, "ledger.key_reused");
    expect_error(VIA(LEDGER(g), refund, &g->scope, usd(500), STR("pay-a"), STR(""), &wallet),
                 &g->scope.error, ERR_EXISTS, "ledger.key_reused");
    expect_error(VIA(LEDGER(g), fund, &g->scope, AMOUNT(500, UNIT_EUR), STR("pay-b"), STR(""),
                     &wallet, &again),
                 &g->scope.error, ERR_INVALID, "amount.unit_mismatch");

    expect_wallet(g, 2 * HOLD_UNITS + 100000 + 500, 0, 0);
}

static void refund__leaves_a_debt_that_stops_holds_until_it_is_paid(void **state)
{
    struct given *g = *state;
    struct job *job = claimed(g);
    struct hold_step step = hold_step(job);
    struct wallet wallet;

    expect_ok(VIA(LEDGER(g), refund, &g->scope, usd(2 * HOLD_UNITS + 100300), STR("charge-1"),
                  STR("chargeback"), &wallet));
    expect_ok(VIA(LEDGER(g), refund, &g->scope, usd(2 * HOLD_UNITS + 100300), STR("charge-1"),
                  STR("chargeback"), &wallet));
    assert_int_equal(wallet.debt, 300);
    assert_int_equal(wallet.available, 0);
    expect_ok(VIA(g->adapter->jobs, hold, &g->scope, &step, 1));
    expect_item(step.at, ERR_EXHAUSTED, "wallet.in_debt");
    assert_int_equal(count_of(g, JOB_WAITING_FUNDS), 1);

    given_money(g, &g->scope, 1300);
    assert_int_equal(wallet_of(g).debt, 0);
    expect_wallet(g, 1000, 0, 0);
}

static void adjust__goes_both_ways_but_not_below_nothing(void **state)
{
    struct given *g = *state;
    struct wallet wallet;

    expect_ok(
        VIA(LEDGER(g), adjust, &g->scope, usd(-100000), STR("op-1"), STR("goodwill"), &wallet));
    expect_ok(VIA(LEDGER(g), adjust, &g->scope, usd(70), STR("op-2"), STR("goodwill"), &wallet));
    expect_error(
        VIA(LEDGER(g), adjust, &g->scope, usd(-3 * HOLD_UNITS), STR("op-3"), STR(""), &wallet),
        &g->scope.error, ERR_EXHAUSTED, "wallet.short");

    assert_int_equal(events_of(g, EVENT_WALLET_ADJUSTED), 2);
    assert_int_equal(wallet_of(g).adjusted, 70 - 100000);
    expect_wallet(g, 2 * HOLD_UNITS + 70, 0, 0);
}

static void open__makes_one_wallet_an_account(void **state)
{
    struct given *g = *state;
    struct wallet wallet;

    expect_error(VIA(LEDGER(g), open, &g->scope, UNIT_EUR, false, 0), &g->scope.error, ERR_EXISTS,
                 "wallet.exists");
    expect_error(VIA(LEDGER(g), wallet, &g->other, &wallet), &g->other.error, ERR_NOT_FOUND,
                 "wallet.not_found");
    expect_ok(VIA(LEDGER(g), open, &g->other, UNIT_TALK_MS, false, 60000));
    expect_ok(VIA(LEDGER(g), wallet, &g->other, &wallet));

    assert_int_equal(wallet.unit, UNIT_TALK_MS);
    assert_int_equal(wallet.low_at, 60000);
    assert_int_equal(wallet_of(g).unit, UNIT_USD);
}

static struct page entries(struct given *g, struct scope *scope, const struct page_query *query)
{
    struct page page;

    expect_ok(VIA(LEDGER(g), entries, scope, query, &page));
    return page;
}

static void entries__tell_the_whole_story_in_order(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_DONE);
    struct page_query first = { .limit = 2 };

    struct page page = entries(g, &g->scope, &first);
    const struct entry *e = page.items;
    assert_int_equal(page.n, 2);
    assert_int_equal(e[0].kind, ENTRY_FUND);
    assert_int_equal(e[0].seq, 1);
    assert_int_equal(e[1].kind, ENTRY_HOLD);
    assert_true(str_eq(e[1].tag, job->attempt.tag));
    expect_str(e[0].note, "test");

    first.after = page.next;
    page = entries(g, &g->scope, &first);
    e = page.items;
    assert_int_equal(page.n, 1);
    assert_int_equal(e[0].kind, ENTRY_SETTLE);
    assert_int_equal(e[0].spent, 240000);
    assert_int_equal(e[0].talk_ms.v.ms, 61000);
    assert_int_equal(e[0].cost_micros.v, 70000);
    assert_true(ID_EQ(e[0].campaign, g->campaign));
    assert_int_equal(e[0].hash.n, 32);
    assert_null(page.next.p);
}

static void entries__are_filtered_and_of_one_account(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_DONE);
    struct page_query newest = { .descending = true, .limit = 10 };
    struct page_query holds = { .filters = { { STR("kind"), FILTER_EQ, STR("hold") } },
                                .n = 1,
                                .limit = 10 };
    struct page_query tagged = { .filters = { { STR("tag"), FILTER_EQ, job->attempt.tag } },
                                 .n = 1,
                                 .limit = 10 };

    struct page page = entries(g, &g->scope, &newest);
    assert_int_equal(page.n, 3);
    assert_int_equal(((const struct entry *)page.items)[0].kind, ENTRY_SETTLE);
    assert_int_equal(entries(g, &g->scope, &holds).n, 1);
    assert_int_equal(entries(g, &g->scope, &tagged).n, 2);
    assert_int_equal(entries(g, &g->other, &newest).n, 0);
}

static void wallet__tells_when_it_runs_low_once(void **state)
{
    struct given *g = *state; /* low below half a dollar */

    job_as(g, JOB_HELD);
    assert_int_equal(events_of(g, EVENT_WALLET_LOW), 0);
    job_as(g, JOB_HELD);

    assert_int_equal(events_of(g, EVENT_WALLET_LOW), 1);
    assert_true(wallet_of(g).low);
    given_money(g, &g->scope, HOLD_UNITS);
    assert_false(wallet_of(g).low);
}

static struct wallet warned_below(struct given *g, int64_t low_at)
{
    struct event_list events = { 0 };
    struct wallet wallet;

    event_list_add(&events, g->scope.arena,
                   (struct event){ .type = EVENT_ACCOUNT_CHANGED, .detail = STR("wallet") });
    expect_ok(VIA(LEDGER(g), warn_below, &g->scope, low_at, &events, &wallet));
    return wallet;
}

static void warn_below__says_at_once_that_it_is_low(void **state)
{
    struct given *g = *state;
    const int64_t all = 2 * HOLD_UNITS + 100000;

    assert_false(warned_below(g, all).low);
    assert_int_equal(events_of(g, EVENT_WALLET_LOW), 0);
    assert_true(warned_below(g, all + 1).low);
    assert_true(warned_below(g, all + 2).low);
    assert_int_equal(events_of(g, EVENT_WALLET_LOW), 1);
    assert_int_equal(events_of(g, EVENT_ACCOUNT_CHANGED), 3);
    assert_false(warned_below(g, 0).low);

    adapter_reopen(g->adapter);
    assert_int_equal(wallet_of(g).low_at, 0);
    job_as(g, JOB_DONE); /* the chain of lines goes on */
    expect_ok(VIA(LEDGER(g), check, &g->scope));
}

static void warn_below__is_of_the_own_wallet(void **state)
{
    struct given *g = *state;
    struct event_list none = { 0 };
    struct wallet wallet;

    expect_error(VIA(LEDGER(g), warn_below, &g->other, 1, &none, &wallet), &g->other.error,
                 ERR_NOT_FOUND, "wallet.not_found");
}

static void entries__are_found_by_their_id(void **state)
{
    struct given *g = *state;
    struct page_query query = { .n = 1, .limit = 1 };

    job_as(g, JOB_DONE);
    query.filters[0] =
        (struct filter){ STR("id"), FILTER_EQ, ID_TEXT(g->scope.arena, entry_id_of(2)) };
    struct page page = entries(g, &g->scope, &query);

    assert_int_equal(page.n, 1);
    assert_int_equal(((const struct entry *)page.items)[0].seq, 2);
    assert_int_equal(entries(g, &g->other, &query).n, 0);
}

static void ledger__is_sound_after_a_restart(void **state)
{
    struct given *g = *state;
    job_as(g, JOB_DONE);
    job_as(g, JOB_PLACED);

    adapter_reopen(g->adapter);

    expect_wallet(g, HOLD_UNITS + 100000 - 240000, HOLD_UNITS, 240000);
}

struct payer {
    struct given *g;
    int n;
};

/* Every thread tells of the same payments. */
static void *pay(void *context)
{
    struct payer *p = context;
    struct arena arena = arena_init();
    struct scope scope = scope_system(&arena, p->g->scope.account, p->g->scope.now, log_none());

    scope.error.arena = &arena;
    for (int i = 0; i < 25; i++) {
        struct wallet wallet;
        bool again;

        expect_ok(VIA(LEDGER(p->g), fund, &scope, usd(1000), str_format(&arena, "evt-%d", i),
                      STR("card"), &wallet, &again));
        p->n += !again;
    }
    arena_release(&arena);
    return NULL;
}

static void threads__put_in_each_payment_once(void **state)
{
    enum { THREADS = 6 };
    struct given *g = *state;
    struct payer payers[THREADS];
    pthread_t threads[THREADS];
    int n = 0;

    for (int i = 0; i < THREADS; i++) {
        payers[i] = (struct payer){ g, 0 };
        assert_int_equal(pthread_create(&threads[i], NULL, pay, &payers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        n += payers[i].n;
    }

    assert_int_equal(n, 25);
    expect_wallet(g, 2 * HOLD_UNITS + 100000 + 25000, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(fund__puts_in_each_payment_once),
        TEST(fund__refuses_a_known_key_with_another_amount),
        TEST(refund__leaves_a_debt_that_stops_holds_until_it_is_paid),
        TEST(adjust__goes_both_ways_but_not_below_nothing),
        TEST(open__makes_one_wallet_an_account),
        TEST(entries__tell_the_whole_story_in_order),
        TEST(entries__are_filtered_and_of_one_account),
        TEST(wallet__tells_when_it_runs_low_once),
        TEST(warn_below__says_at_once_that_it_is_low),
        TEST(warn_below__is_of_the_own_wallet),
        TEST(entries__are_found_by_their_id),
        TEST(ledger__is_sound_after_a_restart),
        TEST(threads__put_in_each_payment_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
