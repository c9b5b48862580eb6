/* tests/unit/domain/test_ledger_audit.c - a sound ledger passes; each way of cheating is named. */
#include "support/expect.h"

#include "domain/services/ledger_audit.h"

struct fixture {
    struct arena arena;
    struct wallet wallet;
    struct entry lines[8];
    size_t n;
};

static int set_up(void **state)
{
    static struct fixture f;
    struct amount hold = AMOUNT(300, UNIT_USD);

    f = (struct fixture){ .arena = arena_init(), .wallet = { .unit = UNIT_USD } };
    expect_ok(wallet_fund(&f.wallet, AMOUNT(1000, UNIT_USD), STR("pay"), &f.lines[0], NULL));
    expect_ok(wallet_hold(&f.wallet, hold, STR("a-1"), &f.lines[1], &f.arena, NULL));
    expect_ok(wallet_hold(&f.wallet, hold, STR("b-1"), &f.lines[2], &f.arena, NULL));
    expect_ok(wallet_settle(&f.wallet, hold, AMOUNT(120, UNIT_USD), STR("a-1"), &f.lines[3],
                            &f.arena, NULL));
    expect_ok(wallet_refund(&f.wallet, AMOUNT(50, UNIT_USD), STR("re"), &f.lines[4], NULL));
    f.n = 5;
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    arena_release(&f->arena);
    return 0;
}

/* All but the arena. */
static void restore(struct fixture *f, const struct fixture *good)
{
    struct arena arena = f->arena;

    *f = *good;
    f->arena = arena;
}

static const char *audit(struct fixture *f)
{
    struct ledger_audit a = ledger_audit_begin(UNIT_USD, &f->arena);

    for (size_t i = 0; i < f->n; i++) {
        const char *broken = ledger_audit_line(&a, &f->lines[i]);
        if (broken != NULL)
            return broken;
    }
    const char *broken = ledger_audit_end(&a, &f->wallet);
    return broken == NULL ? "sound" : broken;
}

static void ledger_audit__passes_a_sound_ledger(void **state)
{
    assert_string_equal(audit(*state), "sound");
}

static void ledger_audit__names_what_is_broken(void **state)
{
    struct fixture *f = *state;
    const struct fixture good = *f;

    f->lines[2].seq = 7;
    assert_string_equal(audit(f), "I6");
    restore(f, &good);
    f->lines[3].available++;
    assert_string_equal(audit(f), "I1");
    restore(f, &good);
    f->lines[2].tag = STR("a-1"); /* held twice */
    assert_string_equal(audit(f), "I7");
    restore(f, &good);
    f->lines[3].tag = STR("c-1"); /* closed, never held */
    assert_string_equal(audit(f), "I7");
    restore(f, &good);
    f->lines[3].spent = 301, f->lines[3].available = -1;
    assert_string_equal(audit(f), "I7");
    restore(f, &good);
    f->lines[3].kind = ENTRY_RELEASE; /* a release that charges */
    assert_string_equal(audit(f), "I7");
    restore(f, &good);
    f->lines[0].kind = ENTRY_ADJUST, f->lines[0].spent = 1, f->lines[0].outside--;
    assert_string_equal(audit(f), "I7");
}

static void ledger_audit__compares_the_wallet_with_its_lines(void **state)
{
    struct fixture *f = *state;
    const struct fixture good = *f;

    f->wallet.available = -1;
    assert_string_equal(audit(f), "I2");
    restore(f, &good);
    f->wallet.held++;
    assert_string_equal(audit(f), "I3");
    restore(f, &good);
    f->wallet.spent++;
    assert_string_equal(audit(f), "I4");
    restore(f, &good);
    f->wallet.spent++, f->wallet.available--;
    assert_string_equal(audit(f), "I5");
    restore(f, &good);
    f->n = 4;
    assert_string_equal(audit(f), "I5"); /* the last line is missing */
}

static void ledger_audit__follows_thousands_of_holds(void **state)
{
    struct fixture *f = *state;
    struct ledger_audit a = ledger_audit_begin(UNIT_USD, &f->arena);
    struct wallet w = { .unit = UNIT_USD };
    struct entry line;

    expect_ok(wallet_fund(&w, AMOUNT(1000000, UNIT_USD), STR("pay"), &line, NULL));
    assert_null(ledger_audit_line(&a, &line));
    for (int i = 0; i < 5000; i++) {
        char tag[] = { 't', (char)('a' + i % 26), (char)('a' + i / 26 % 26), (char)('a' + i / 676),
                       '\0' };
        struct str copy = str_copy(&f->arena, str_from_c(tag));
        expect_ok(wallet_hold(&w, AMOUNT(7, UNIT_USD), copy, &line, &f->arena, NULL));
        assert_null(ledger_audit_line(&a, &line));
        if (i % 2 == 0)
            continue;
        expect_ok(wallet_release(&w, AMOUNT(7, UNIT_USD), copy, &line, &f->arena, NULL));
        assert_null(ledger_audit_line(&a, &line));
    }
    assert_null(ledger_audit_end(&a, &w));
    assert_int_equal(w.held, 2500 * 7);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ledger_audit__passes_a_sound_ledger),
        TEST(ledger_audit__names_what_is_broken),
        TEST(ledger_audit__compares_the_wallet_with_its_lines),
        TEST(ledger_audit__follows_thousands_of_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
