/* tests/unit/domain/test_wallet.c - each operation, its limits, and random lists of operations
 * against a simple model. */
#include "support/expect.h"

#include "base/strbuf.h"
#include "domain/models/wallet.h"

struct fixture {
    struct arena arena;
    struct error error;
    struct wallet wallet;
    struct entry entry;
};

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init(), .wallet = { .unit = UNIT_USD, .low_at = 100 } };
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    arena_release(&f->arena);
    return 0;
}

static struct amount usd(int64_t units)
{
    return AMOUNT(units, UNIT_USD);
}

static void given_funds(struct fixture *f, int64_t units)
{
    expect_ok(wallet_fund(&f->wallet, usd(units), STR("pay-1"), &f->entry, &f->error));
}

static enum err hold(struct fixture *f, int64_t units, const char *tag)
{
    return wallet_hold(&f->wallet, usd(units), str_from_c(tag), &f->entry, &f->arena, &f->error);
}

static enum err give_back(struct fixture *f, int64_t units, const char *tag)
{
    return wallet_release(&f->wallet, usd(units), str_from_c(tag), &f->entry, &f->arena, &f->error);
}

static void expect_books(const struct wallet *w, int64_t available, int64_t held, int64_t spent,
                         int64_t debt)
{
    assert_int_equal(w->available, available);
    assert_int_equal(w->held, held);
    assert_int_equal(w->spent, spent);
    assert_int_equal(w->debt, debt);
    assert_true(wallet_is_sound(w));
}

static void wallet_fund__adds_what_came_in(void **state)
{
    struct fixture *f = *state;

    given_funds(f, 500);

    expect_books(&f->wallet, 500, 0, 0, 0);
    assert_int_equal(f->entry.kind, ENTRY_FUND);
    assert_int_equal(f->entry.available, 500);
    assert_int_equal(f->entry.outside, -500);
    assert_int_equal(f->entry.seq, 1);
    expect_str(f->entry.key, "pay-1");
}

static void wallet_fund__pays_the_debt_first(void **state)
{
    struct fixture *f = *state;
    given_funds(f, 100);
    expect_ok(wallet_refund(&f->wallet, usd(250), STR("re-1"), &f->entry, &f->error));
    expect_books(&f->wallet, 0, 0, 0, 150);
    assert_int_equal(f->entry.debt, -150);

    expect_ok(wallet_fund(&f->wallet, usd(200), STR("pay-2"), &f->entry, &f->error));

    expect_books(&f->wallet, 50, 0, 0, 0);
    assert_int_equal(f->entry.debt, 150);
}

static void wallet_hold__takes_all_there_is_and_not_one_unit_more(void **state)
{
    struct fixture *f = *state;
    given_funds(f, 500);

    expect_error(hold(f, 501, "j-1"), &f->error, ERR_EXHAUSTED, "wallet.short");
    expect_books(&f->wallet, 500, 0, 0, 0);
    expect_ok(hold(f, 500, "j-1"));

    expect_books(&f->wallet, 0, 500, 0, 0);
    expect_str(f->entry.key, "h:j-1");
    assert_int_equal(f->entry.outside, 0);
}

static void wallet_hold__is_refused_while_something_is_owed(void **state)
{
    struct fixture *f = *state;
    expect_ok(wallet_refund(&f->wallet, usd(1), STR("re-1"), &f->entry, &f->error));

    expect_error(hold(f, 0, "j-1"), &f->error, ERR_PRECONDITION, "wallet.in_debt");
}

static void wallet_settle__charges_and_gives_the_rest_back(void **state)
{
    struct fixture *f = *state;
    given_funds(f, 500);
    expect_ok(hold(f, 300, "j-1"));

    expect_ok(
        wallet_settle(&f->wallet, usd(300), usd(120), STR("j-1"), &f->entry, &f->arena, &f->error));

    expect_books(&f->wallet, 380, 0, 120, 0);
    assert_int_equal(f->entry.kind, ENTRY_SETTLE);
    expect_str(f->entry.key, "s:j-1");
}

static void wallet_release__gives_all_back_under_the_settles_key(void **state)
{
    struct fixture *f = *state;
    given_funds(f, 500);
    expect_ok(hold(f, 300, "j-1"));

    expect_ok(wallet_release(&f->wallet, usd(300), STR("j-1"), &f->entry, &f->arena, &f->error));

    expect_books(&f->wallet, 500, 0, 0, 0);
    assert_int_equal(f->entry.kind, ENTRY_RELEASE);
    expect_str(f->entry.key, "s:j-1");
}

static void wallet_adjust__moves_either_way_but_never_below_nothing(void **state)
{
    struct fixture *f = *state;
    given_funds(f, 10);

    expect_ok(wallet_adjust(&f->wallet, usd(5), STR("op-1"), &f->entry, &f->error));
    expect_ok(wallet_adjust(&f->wallet, usd(-15), STR("op-2"), &f->entry, &f->error));
    expect_error(wallet_adjust(&f->wallet, usd(-1), STR("op-3"), &f->entry, &f->error), &f->error,
                 ERR_EXHAUSTED, "wallet.short");

    expect_books(&f->wallet, 0, 0, 0, 0);
    assert_int_equal(f->wallet.adjusted, -10);
}

static void wallet_unlimited__holds_nothing_and_settles_with_nothing(void **state)
{
    struct fixture *f = *state;
    f->wallet.unlimited = true;

    expect_ok(hold(f, 0, "j-1"));
    expect_ok(
        wallet_settle(&f->wallet, usd(0), usd(0), STR("j-1"), &f->entry, &f->arena, &f->error));

    expect_books(&f->wallet, 0, 0, 0, 0);
    assert_int_equal(f->entry.seq, 2);
}

static void wallet__refuses_other_units_and_amounts_that_are_none(void **state)
{
    struct fixture *f = *state;
    struct wallet before = f->wallet;

    expect_error(wallet_fund(&f->wallet, AMOUNT(5, UNIT_EUR), STR("k"), &f->entry, &f->error),
                 &f->error, ERR_INVALID, "amount.unit_mismatch");
    expect_error(wallet_fund(&f->wallet, usd(0), STR("k"), &f->entry, &f->error), &f->error,
                 ERR_INVALID, "amount.not_positive");
    expect_error(wallet_refund(&f->wallet, usd(-1), STR("k"), &f->entry, &f->error), &f->error,
                 ERR_INVALID, "amount.not_positive");

    assert_true(record_equal(&wallet_record, &before, &f->wallet));
}

static void wallet__refuses_keys_that_are_none_or_too_long(void **state)
{
    struct fixture *f = *state;
    static const char long_key[ENTRY_KEY_MOST + 1] = "k";
    struct str key = { long_key, ENTRY_KEY_MOST };

    expect_ok(wallet_fund(&f->wallet, usd(1), key, &f->entry, &f->error));
    key.n++;
    expect_error(wallet_fund(&f->wallet, usd(1), key, &f->entry, &f->error), &f->error, ERR_INVALID,
                 "ledger.bad_key");
    expect_error(wallet_fund(&f->wallet, usd(1), STR(""), &f->entry, &f->error), &f->error,
                 ERR_INVALID, "ledger.bad_key");

    expect_books(&f->wallet, 1, 0, 0, 0);
}

static void wallet__refuses_sums_that_do_not_fit(void **state)
{
    struct fixture *f = *state;
    given_funds(f, INT64_MAX);

    expect_error(wallet_fund(&f->wallet, usd(1), STR("k"), &f->entry, &f->error), &f->error,
                 ERR_INVALID, "amount.overflow");
    expect_error(wallet_adjust(&f->wallet, usd(1), STR("k"), &f->entry, &f->error), &f->error,
                 ERR_INVALID, "amount.overflow");

    expect_books(&f->wallet, INT64_MAX, 0, 0, 0);
}

static void wallet_low__turns_on_below_its_mark_and_off_at_it(void **state)
{
    struct fixture *f = *state;
    given_funds(f, 200);

    expect_ok(hold(f, 100, "j-1"));
    assert_false(f->wallet.low);
    expect_ok(hold(f, 1, "j-2"));
    assert_true(f->wallet.low);
    given_funds(f, 1);
    assert_false(f->wallet.low);
}

static void wallet__needs_money_at_its_mark_at_nothing_and_in_debt(void **state)
{
    struct fixture *f = *state;

    given_funds(f, 100);
    assert_false(wallet_needs_money(&f->wallet));
    expect_ok(hold(f, 1, "t-1"));
    assert_true(wallet_needs_money(&f->wallet));
    wallet_warn_below(&f->wallet, 0);
    assert_false(wallet_needs_money(&f->wallet));
    expect_ok(hold(f, 99, "t-2"));
    assert_false(f->wallet.low);
    assert_true(wallet_needs_money(&f->wallet));
    f->wallet.unlimited = true;
    assert_false(wallet_needs_money(&f->wallet));
    expect_ok(wallet_refund(&f->wallet, usd(1), STR("back-1"), &f->entry, &f->error));
    assert_true(wallet_needs_money(&f->wallet));
}

static void wallet_low__stays_on_while_holds_come_and_go_around_its_mark(void **state)
{
    struct fixture *f = *state;
    given_funds(f, 250);

    expect_ok(hold(f, 100, "j-1"));
    expect_ok(hold(f, 100, "j-2"));
    assert_true(f->wallet.low);
    expect_ok(give_back(f, 100, "j-2"));
    assert_int_equal(f->wallet.available, 150);
    assert_true(f->wallet.low);
    expect_ok(give_back(f, 100, "j-1"));
    assert_false(f->wallet.low);
}

static uint64_t roll(uint64_t *dice)
{
    *dice = *dice * 6364136223846793005u + 1442695040888963407u;
    return *dice >> 33;
}

/* The model: what was put in and taken out, and the open holds one by one. */
struct model {
    int64_t in, spent;
    int64_t open[64];
    size_t n;
};

static int64_t model_held(const struct model *m)
{
    int64_t sum = 0;

    for (size_t i = 0; i < m->n; i++)
        sum += m->open[i];
    return sum;
}

static void model_step(struct fixture *f, struct model *m, uint64_t *dice)
{
    int64_t x = (int64_t)(roll(dice) % 1000);
    size_t i = m->n == 0 ? 0 : roll(dice) % m->n;

    switch (roll(dice) % 5) {
    case 0:
        expect_ok(wallet_fund(&f->wallet, usd(x + 1), STR("k"), &f->entry, &f->error));
        m->in += x + 1;
        return;
    case 1:
        expect_ok(wallet_refund(&f->wallet, usd(x / 4 + 1), STR("k"), &f->entry, &f->error));
        m->in -= x / 4 + 1;
        return;
    case 2:
    case 3:
        if (m->n == ARRAY_LEN(m->open))
            return;
        if (hold(f, x, "t") == ERR_OK)
            m->open[m->n++] = x;
        else
            assert_true(x > f->wallet.available || f->wallet.debt > 0);
        return;
    default:
        if (m->n == 0)
            return;
        int64_t amount = m->open[i], charge = amount == 0 ? 0 : x % (amount + 1);
        expect_ok(wallet_settle(&f->wallet, usd(amount), usd(charge), STR("t"), &f->entry,
                                &f->arena, &f->error));
        m->spent += charge;
        m->open[i] = m->open[--m->n];
    }
}

static void wallet__agrees_with_a_simple_model_after_any_operations(void **state)
{
    struct fixture *f = *state;

    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct model m = { 0 };
        struct wallet folded = { .unit = UNIT_USD };
        uint64_t dice = seed;
        f->wallet = (struct wallet){ .unit = UNIT_USD };

        for (int i = 0; i < 200; i++) {
            int64_t seq = f->wallet.seq;
            model_step(f, &m, &dice);
            if (f->wallet.seq != seq)
                assert_true(wallet_fold(&folded, &f->entry));

            assert_int_equal(f->wallet.available - f->wallet.debt, m.in - m.spent - model_held(&m));
            assert_int_equal(f->wallet.held, model_held(&m));
            assert_int_equal(f->wallet.spent, m.spent);
            assert_true(wallet_is_sound(&f->wallet));
            assert_int_equal(folded.available, f->wallet.available);
            assert_int_equal(folded.debt, f->wallet.debt);
            assert_int_equal(folded.refunded, f->wallet.refunded);
        }
        arena_reset(&f->arena);
    }
}

static void wallet_fold__sees_a_gap_a_lie_and_a_lost_unit(void **state)
{
    struct fixture *f = *state;
    given_funds(f, 500);
    struct entry line = f->entry;
    struct wallet w = { .unit = UNIT_USD };

    line.seq = 2;
    assert_false(wallet_fold(&w, &line));
    line = f->entry;
    line.available = 501;
    assert_false(wallet_fold(&w, &line));
    line = f->entry;
    line.kind = ENTRY_HOLD; /* money from nowhere */
    assert_false(wallet_fold(&w, &line));
}

static void entry_canonical__differs_with_every_field_but_its_hash(void **state)
{
    struct fixture *f = *state;
    struct entry a = { .id = entry_id_of(1), .seq = 1, .key = STR("k"), .kind = ENTRY_FUND };
    a.unit = UNIT_USD;
    struct entry b = a;

    b.hash = STR("x");
    assert_true(str_eq(entry_canonical(&f->arena, &a), entry_canonical(&f->arena, &b)));
    b.talk_ms = SOME_DURATION(((struct duration){ 0 })); /* nothing is not zero */
    assert_false(str_eq(entry_canonical(&f->arena, &a), entry_canonical(&f->arena, &b)));
    b = a;
    b.key = STR("k;note=0:");
    assert_false(str_eq(entry_canonical(&f->arena, &a), entry_canonical(&f->arena, &b)));
}

static void entry_id_of__keeps_the_order_of_the_lines(void **state)
{
    (void)state;
    assert_true(id128_cmp(entry_id_of(255).v, entry_id_of(256).v) < 0);
    assert_true(id128_cmp(entry_id_of(1).v, entry_id_of(INT64_MAX).v) < 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(wallet_fund__adds_what_came_in),
        TEST(wallet_fund__pays_the_debt_first),
        TEST(wallet_hold__takes_all_there_is_and_not_one_unit_more),
        TEST(wallet_hold__is_refused_while_something_is_owed),
        TEST(wallet_settle__charges_and_gives_the_rest_back),
        TEST(wallet_release__gives_all_back_under_the_settles_key),
        TEST(wallet_adjust__moves_either_way_but_never_below_nothing),
        TEST(wallet_unlimited__holds_nothing_and_settles_with_nothing),
        TEST(wallet__refuses_other_units_and_amounts_that_are_none),
        TEST(wallet__refuses_keys_that_are_none_or_too_long),
        TEST(wallet__refuses_sums_that_do_not_fit),
        TEST(wallet_low__turns_on_below_its_mark_and_off_at_it),
        TEST(wallet__needs_money_at_its_mark_at_nothing_and_in_debt),
        TEST(wallet_low__stays_on_while_holds_come_and_go_around_its_mark),
        TEST(wallet__agrees_with_a_simple_model_after_any_operations),
        TEST(wallet_fold__sees_a_gap_a_lie_and_a_lost_unit),
        TEST(entry_canonical__differs_with_every_field_but_its_hash),
        TEST(entry_id_of__keeps_the_order_of_the_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
