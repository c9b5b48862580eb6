/* tests/contract/tickets_contract.c - what every keeper of tickets promises. */
#include <stdlib.h>

#include "contract/adapter.h"
#include "support/expect.h"

static const struct duration half_a_minute = { 30000 };

struct given {
    struct adapter *adapter;
    struct arena arena;
    struct scope scope;
};

#define TICKETS(g) ((g)->adapter->tickets)

static int given_tickets(void **state)
{
    struct given *g = calloc(1, sizeof *g);

    assert_non_null(g);
    g->arena = arena_init();
    g->adapter = adapter_open(NULL, 0);
    g->scope =
        scope_system(&g->arena, (struct account_id){ 0 }, g->adapter->clock->wall, log_none());
    *state = g;
    return 0;
}

static int given_release(void **state)
{
    struct given *g = *state;

    adapter_free(g->adapter);
    arena_release(&g->arena);
    free(g);
    return 0;
}

static void keep(struct given *g, struct str name, const char *text)
{
    expect_ok(VIA(TICKETS(g), keep, &g->scope, name, str_from_c(text), half_a_minute));
}

static void ticket__is_taken_once(void **state)
{
    struct given *g = *state;
    struct str text;

    keep(g, STR("one"), "usr_1 acc_1");
    keep(g, STR("two"), "usr_2 acc_2");

    expect_ok(VIA(TICKETS(g), take, &g->scope, STR("one"), &text));
    expect_str(text, "usr_1 acc_1");
    expect_error(VIA(TICKETS(g), take, &g->scope, STR("one"), &text), &g->scope.error,
                 ERR_NOT_FOUND, "ticket.unknown");
    expect_ok(VIA(TICKETS(g), take, &g->scope, STR("two"), &text));
    expect_str(text, "usr_2 acc_2");
}

static void ticket__that_nobody_kept_is_unknown(void **state)
{
    struct given *g = *state;
    struct str text;

    expect_error(VIA(TICKETS(g), take, &g->scope, STR("three"), &text), &g->scope.error,
                 ERR_NOT_FOUND, "ticket.unknown");
}

static void name_and_text__may_be_as_long_as_promised(void **state)
{
    struct given *g = *state;
    char name[TICKET_NAME_MOST], text[TICKET_TEXT_MOST];
    struct str got;

    memset(name, 'n', sizeof name);
    memset(text, 't', sizeof text);
    expect_ok(VIA(TICKETS(g), keep, &g->scope, (struct str){ name, sizeof name },
                  (struct str){ text, sizeof text }, half_a_minute));
    expect_ok(VIA(TICKETS(g), take, &g->scope, (struct str){ name, sizeof name }, &got));
    assert_true(str_eq(got, (struct str){ text, sizeof text }));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_tickets, given_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ticket__is_taken_once),
        TEST(ticket__that_nobody_kept_is_unknown),
        TEST(name_and_text__may_be_as_long_as_promised),
    };

    return cmocka_run_group_tests_name("tickets", tests, NULL, NULL);
}
