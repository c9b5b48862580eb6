/* tests/unit/presentation/test_body_reader.c - bytes and time are bounded. */
#include "support/expect.h"

#include "fakes/fixed_clock.h"
#include "http/body_reader.h"

struct wire {
    struct fixed_clock clock;
    int64_t left;      /* bytes still to come */
    int64_t us_a_byte; /* how slowly they come */
    int64_t us;
    bool breaks; /* instead of an end */
    size_t largest;
    int continued;
};

static int64_t wire_pull(void *self, void *buffer, size_t n)
{
    struct wire *w = self;
    int64_t give = (int64_t)n < w->left ? (int64_t)n : w->left;

    if (n > w->largest)
        w->largest = n;
    w->us += give * w->us_a_byte;
    fixed_clock_move(&w->clock, (struct duration){ w->us / 1000 });
    w->us %= 1000;
    w->left -= give;
    memset(buffer, 'x', (size_t)give);
    return give == 0 && w->breaks ? -1 : give;
}

static void wire_continue(void *self)
{
    ((struct wire *)self)->continued++;
}

static struct body_reader reader_of(struct wire *w, int64_t length, int64_t most)
{
    w->clock = fixed_clock();
    return (struct body_reader){ .pull = wire_pull,
                                 .from = w,
                                 .clock = fixed_clock_port(&w->clock),
                                 .length = length,
                                 .most = most,
                                 .patience = SECONDS(1),
                                 .on_begin = wire_continue };
}

static void body__comes_whole_with_a_length_and_in_chunks(void **state)
{
    struct arena arena = arena_init();
    struct wire known = { .left = 100000 }, chunked = { .left = 100000 };
    struct body_reader a = reader_of(&known, 100000, 200000);
    struct body_reader b = reader_of(&chunked, -1, 200000);
    struct str text;

    (void)state;
    expect_ok(body_read_all(&a, &arena, &text));
    assert_int_equal(text.n, 100000);
    assert_true(body_is_over(&a));
    assert_int_equal(known.continued, 1);
    expect_ok(body_read_all(&b, &arena, &text));
    assert_int_equal(text.n, 100000);
    assert_true(body_is_over(&b));
    arena_release(&arena);
}

static void body__is_empty_without_a_read_when_its_length_is_0(void **state)
{
    struct arena arena = arena_init();
    struct wire w = { .left = 5 };
    struct body_reader r = reader_of(&w, 0, 10);
    struct str text;

    (void)state;
    expect_ok(body_read_all(&r, &arena, &text));
    assert_int_equal(text.n, 0);
    assert_int_equal(w.left, 5);
    assert_int_equal(w.continued, 0);
    arena_release(&arena);
}

static void body__is_refused_by_its_length_before_a_byte_is_read(void **state)
{
    struct arena arena = arena_init();
    struct wire w = { .left = 11 };
    struct body_reader r = reader_of(&w, 11, 10);
    struct str text;

    (void)state;
    assert_int_equal(body_read_all(&r, &arena, &text), ERR_INVALID);
    assert_int_equal(r.failure, BODY_TOO_LARGE);
    assert_int_equal(w.left, 11);
    assert_false(body_is_over(&r));
    arena_release(&arena);
}

static void body__without_a_length_stops_at_its_limit(void **state)
{
    struct arena arena = arena_init();
    struct wire w = { .left = 1000000 };
    struct body_reader r = reader_of(&w, -1, 5000);
    struct str text;

    (void)state;
    assert_int_equal(body_read_all(&r, &arena, &text), ERR_INVALID);
    assert_int_equal(r.failure, BODY_TOO_LARGE);
    assert_true(r.got < 5000 + PIECE_MOST);
    arena_release(&arena);
}

static void body__that_ends_early_is_broken(void **state)
{
    struct arena arena = arena_init();
    struct wire shorter = { .left = 10 }, broken = { .left = 10, .breaks = true };
    struct body_reader a = reader_of(&shorter, 20, 100), b = reader_of(&broken, -1, 100);
    struct str text;

    (void)state;
    assert_int_equal(body_read_all(&a, &arena, &text), ERR_UNAVAILABLE);
    assert_int_equal(a.failure, BODY_BROKEN);
    assert_int_equal(body_read_all(&b, &arena, &text), ERR_UNAVAILABLE);
    assert_int_equal(b.failure, BODY_BROKEN);
    arena_release(&arena);
}

static void body__that_drips_is_asked_in_small_pieces_and_cut(void **state)
{
    struct arena arena = arena_init();
    struct wire w = { .left = 100000, .us_a_byte = 1000 };
    struct body_reader r = reader_of(&w, 100000, 200000);
    struct str text;

    (void)state;
    assert_int_equal(body_read_all(&r, &arena, &text), ERR_TIMEOUT);
    assert_int_equal(r.failure, BODY_TOO_SLOW);
    assert_int_equal(w.largest, PIECE_LEAST);
    assert_true(r.got <= 1000 + PIECE_LEAST);
    arena_release(&arena);
}

static void body__may_be_long_while_it_keeps_its_rate(void **state)
{
    struct arena arena = arena_init();
    struct wire quick = { .left = 500000, .us_a_byte = 20 };
    struct wire slow = { .left = 500000, .us_a_byte = 200 };
    struct body_reader a = reader_of(&quick, 500000, 1000000);
    struct body_reader b = reader_of(&slow, 500000, 1000000);
    struct str text;

    (void)state;
    a.rate = b.rate = 10000;
    expect_ok(body_read_all(&a, &arena, &text)); /* 10 s, by patience alone too long */
    assert_int_equal(body_read_all(&b, &arena, &text), ERR_TIMEOUT);
    arena_release(&arena);
}

static void body__runs_in_large_pieces_once_it_runs(void **state)
{
    struct arena arena = arena_init();
    struct wire w = { .left = 1000000 };
    struct body_reader r = reader_of(&w, 1000000, 1000000);
    struct str text;

    (void)state;
    expect_ok(body_read_all(&r, &arena, &text));
    assert_int_equal(w.largest, PIECE_MOST);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(body__comes_whole_with_a_length_and_in_chunks),
        cmocka_unit_test(body__is_empty_without_a_read_when_its_length_is_0),
        cmocka_unit_test(body__is_refused_by_its_length_before_a_byte_is_read),
        cmocka_unit_test(body__without_a_length_stops_at_its_limit),
        cmocka_unit_test(body__that_ends_early_is_broken),
        cmocka_unit_test(body__that_drips_is_asked_in_small_pieces_and_cut),
        cmocka_unit_test(body__may_be_long_while_it_keeps_its_rate),
        cmocka_unit_test(body__runs_in_large_pieces_once_it_runs),
    };

    return cmocka_run_group_tests_name("body reader", tests, NULL, NULL);
}
