/* tests/unit/process/test_tickets.c - what the clock and the size of the table do. */
#include <stdio.h>
#include <stdlib.h>

#include "fakes/fixed_clock.h"
#include "infrastructure/process.h"
#include "support/expect.h"

enum { MOST = 3 };

struct fixture {
    struct fixed_clock clock;
    struct process_tickets *tickets;
    struct tickets port;
    struct arena arena;
    struct scope scope;
};

static int given_three(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    f->arena = arena_init();
    f->clock = fixed_clock();
    f->tickets = process_tickets_new(fixed_clock_port(&f->clock), MOST);
    f->port = process_tickets_port(f->tickets);
    f->scope = scope_system(&f->arena, (struct account_id){ 0 }, f->clock.wall, log_none());
    *state = f;
    return 0;
}

static int release(void **state)
{
    struct fixture *f = *state;

    process_tickets_free(f->tickets);
    arena_release(&f->arena);
    free(f);
    return 0;
}

static enum err keep(struct fixture *f, const char *name)
{
    return VIA(f->port, keep, &f->scope, str_from_c(name), STR("text"), (struct duration){ 30000 });
}

static enum err take(struct fixture *f, const char *name)
{
    struct str text;

    return VIA(f->port, take, &f->scope, str_from_c(name), &text);
}

static void ticket__ends_with_its_time(void **state)
{
    struct fixture *f = *state;

    expect_ok(keep(f, "a"));
    expect_ok(keep(f, "b"));
    fixed_clock_move(&f->clock, (struct duration){ 29999 });
    expect_ok(take(f, "a"));
    fixed_clock_move(&f->clock, (struct duration){ 1 });
    expect_error(take(f, "b"), &f->scope.error, ERR_NOT_FOUND, "ticket.unknown");
}

static void table__is_full_until_somebodys_time_is_over(void **state)
{
    struct fixture *f = *state;

    expect_ok(keep(f, "a"));
    fixed_clock_move(&f->clock, (struct duration){ 10000 });
    expect_ok(keep(f, "b"));
    expect_ok(keep(f, "c"));
    expect_error(keep(f, "d"), &f->scope.error, ERR_EXHAUSTED, "ticket.too_many");

    fixed_clock_move(&f->clock, (struct duration){ 20000 });
    expect_ok(keep(f, "d"));
    expect_error(take(f, "a"), &f->scope.error, ERR_NOT_FOUND, "ticket.unknown");
    expect_ok(take(f, "b"));
    expect_ok(take(f, "d"));
}

static void name__that_is_kept_again_holds_the_new_text(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < 2 * MOST; i++)
        expect_ok(keep(f, "a"));
    expect_ok(take(f, "a"));
    expect_error(take(f, "a"), &f->scope.error, ERR_NOT_FOUND, "ticket.unknown");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_three, release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ticket__ends_with_its_time),
        TEST(table__is_full_until_somebodys_time_is_over),
        TEST(name__that_is_kept_again_holds_the_new_text),
    };

    return cmocka_run_group_tests_name("tickets in the process", tests, NULL, NULL);
}
