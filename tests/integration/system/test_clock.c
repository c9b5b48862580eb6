/* tests/integration/system/test_clock.c - when the wall clock is believed. */
#include "support/expect.h"

#include "infrastructure/system.h"

struct fixture {
    int64_t wall, boot;
    bool synchronised;
    struct system_clock *system;
    struct clock clock;
    struct str how;
};

static int64_t fake_wall(void *self)
{
    return ((struct fixture *)self)->wall;
}

static int64_t fake_boot(void *self)
{
    return ((struct fixture *)self)->boot;
}

static bool fake_synchronised(void *self)
{
    return ((struct fixture *)self)->synchronised;
}

static void given_clock(struct fixture *f, enum clock_trust trust, int64_t offset_ms)
{
    struct clock_config config = { .trust = trust,
                                   .offset_ms = offset_ms,
                                   .source = { fake_wall, fake_boot, fake_synchronised, f },
                                   .log = log_none() };

    f->system = system_clock_new(&config);
    f->clock = system_clock_port(f->system);
}

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .wall = 1800000000000, .boot = 5000, .synchronised = true };
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    system_clock_free(f->system);
    return 0;
}

static void pass(struct fixture *f, int64_t wall_ms, int64_t boot_ms)
{
    f->wall += wall_ms;
    f->boot += boot_ms;
}

static bool trusted(struct fixture *f)
{
    return VIA(f->clock, trusted, &f->how);
}

static void trusted__asks_the_kernel_only_under_kernel_trust(void **state)
{
    struct fixture *f = *state;

    given_clock(f, CLOCK_TRUST_KERNEL, 0);
    assert_true(trusted(f));
    expect_str(f->how, "kernel");
    f->synchronised = false;
    assert_false(trusted(f));
    system_clock_free(f->system);

    given_clock(f, CLOCK_TRUST_OPERATOR, 0);
    assert_true(trusted(f));
    expect_str(f->how, "operator");
}

static void trusted__is_lost_by_a_jump_and_comes_back_after_a_quiet_minute(void **state)
{
    struct fixture *f = *state;

    given_clock(f, CLOCK_TRUST_KERNEL, 0);
    pass(f, 10000 + CLOCK_JUMP_MS - 1, 10000);
    assert_true(trusted(f));
    pass(f, 10000 - CLOCK_JUMP_MS, 10000); /* backwards */
    assert_false(trusted(f));
    pass(f, CLOCK_DISTRUST_MS - 1, CLOCK_DISTRUST_MS - 1);
    assert_false(trusted(f));
    pass(f, 1, 1);
    assert_true(trusted(f));
    pass(f, 3600000, 0); /* somebody set it an hour on */
    assert_false(trusted(f));
}

static void wall__carries_the_demo_offset_and_boot_does_not(void **state)
{
    struct fixture *f = *state;

    given_clock(f, CLOCK_TRUST_KERNEL, -7200000);
    f->synchronised = false; /* a demo's host need not be */
    assert_true(VIA0(f->clock, wall).unix_ms == f->wall - 7200000);
    assert_true(VIA0(f->clock, boot).unix_ms == f->boot);
    assert_true(trusted(f));
    expect_str(f->how, "demo");
}

static void kernel_clock__moves_forward(void **state)
{
    struct clock_source kernel = clock_source_kernel();
    int64_t before = kernel.boot_ms(kernel.self);

    (void)state;
    assert_true(kernel.boot_ms(kernel.self) >= before);
    assert_true(kernel.wall_ms(kernel.self) > 1700000000000);
}

static void wait__returns_no_earlier_than_asked(void **state)
{
    struct fixture *f = *state;
    struct clock_source kernel = clock_source_kernel();
    int64_t before = kernel.boot_ms(kernel.self);

    given_clock(f, CLOCK_TRUST_KERNEL, 0);
    VIA(f->clock, wait, (struct duration){ 3 });
    assert_true(kernel.boot_ms(kernel.self) - before >= 3);
}

static void random__fills_every_byte(void **state)
{
    unsigned char sum[64] = { 0 }, bytes[64];

    (void)state;
    for (int i = 0; i < 64; i++) {
        VIA(system_random(), bytes, bytes, sizeof bytes);
        for (size_t k = 0; k < sizeof bytes; k++)
            sum[k] |= bytes[k];
    }
    for (size_t k = 0; k < sizeof sum; k++)
        assert_int_not_equal(sum[k], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(wait__returns_no_earlier_than_asked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(trusted__asks_the_kernel_only_under_kernel_trust, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            trusted__is_lost_by_a_jump_and_comes_back_after_a_quiet_minute, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wall__carries_the_demo_offset_and_boot_does_not, set_up,
                                        tear_down),
        cmocka_unit_test(kernel_clock__moves_forward),
        cmocka_unit_test(random__fills_every_byte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
