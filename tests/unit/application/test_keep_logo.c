/* tests/unit/application/test_keep_logo.c - the picture of an account. */
#include "support/world.h"

#include "application/commands/keep_logo.h"

static const struct str png = STR_INIT("\x89PNG\r\n\x1a\n....");

static void logo__takes_the_place_of_the_one_before(void **state)
{
    struct world *w = *state;
    struct account *account;

    expect_refused(w, find_logo(&w->ports, scope_of(w), &account), ERR_NOT_FOUND, "logo.none");
    expect_ok(keep_logo(&w->ports, scope_of(w), png, &account));
    expect_ok(keep_logo(&w->ports, scope_of(w), STR("\xff\xd8\xff\xe0 jpeg"), &account));
    expect_str(account->logo_type, "image/jpeg");
    assert_int_equal(objects_named(w, "brand"), 1);
    expect_ok(remove_logo(&w->ports, scope_of(w)));
    expect_ok(remove_logo(&w->ports, scope_of(w)));
    assert_int_equal(objects_named(w, "brand"), 0);
}

static void logo__is_a_picture_and_small(void **state)
{
    struct world *w = *state;
    struct account *account;
    char *large = arena_alloc(&w->d.arena, LOGO_MOST + 1);

    memset(large, 0, LOGO_MOST + 1);
    memcpy(large, png.p, png.n);
    expect_refused(w, keep_logo(&w->ports, scope_of(w), STR("<svg/>"), &account), ERR_INVALID,
                   "logo.unknown_type");
    expect_refused(
        w, keep_logo(&w->ports, scope_of(w), (struct str){ large, LOGO_MOST + 1 }, &account),
        ERR_INVALID, "logo.too_large");
    expect_ok(keep_logo(&w->ports, scope_of(w), (struct str){ large, LOGO_MOST }, &account));
}

static void logo__is_set_by_those_who_may(void **state)
{
    struct world *w = *state;
    const permission_set others = all_but(PERMISSION_MANAGE_ACCOUNT);
    struct account *account;

    expect_forbidden(w, keep_logo(&w->ports, scope_with(w, others), png, &account));
    expect_forbidden(w, remove_logo(&w->ports, scope_with(w, others)));
    expect_forbidden(w, find_logo(&w->ports, scope_with(w, all_but(PERMISSION_READ)), &account));
    expect_forbidden(
        w, find_board_logo(&w->ports, scope_with(w, all_but(PERMISSION_WATCH)), &account));
}

static void logo__is_seen_by_screens_that_see_nothing_else(void **state)
{
    struct world *w = *state;
    struct account *account;

    expect_ok(keep_logo(&w->ports, scope_of(w), png, &account));
    expect_ok(
        find_board_logo(&w->ports, scope_with(w, PERMISSION_BIT(PERMISSION_WATCH)), &account));
    expect_str(account->logo_type, "image/png");
}

static void logo__that_cannot_be_noted_is_not_left_behind(void **state)
{
    struct world *w = *state;
    struct account *account;
    struct ports cut = failing_ports(&w->ports, 2, FAILS_BEFORE); /* put, then save */

    assert_int_equal(keep_logo(&cut, scope_of(w), png, &account), ERR_UNAVAILABLE);
    assert_int_equal(objects_named(w, "brand"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(logo__takes_the_place_of_the_one_before),
        WORLD_TEST(logo__is_a_picture_and_small),
        WORLD_TEST(logo__is_set_by_those_who_may),
        WORLD_TEST(logo__is_seen_by_screens_that_see_nothing_else),
        WORLD_TEST(logo__that_cannot_be_noted_is_not_left_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
