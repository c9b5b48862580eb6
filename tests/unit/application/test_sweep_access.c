/* tests/unit/application/test_sweep_access.c - what opens nothing any more goes; what may still be
 * used, or sent again, stays. */
#include "support/world.h"

#include "application/commands/sweep_access.h"
#include "domain/models/access_count.h"
#include "domain/models/invitation.h"
#include "domain/models/password_reset.h"
#include "domain/models/registration.h"
#include "domain/models/session.h"

static struct instant in(const struct world *w, struct duration length)
{
    return instant_add(w->d.clock.wall, length);
}

/* One of each, born now. */
static void given_all(struct world *w)
{
    struct id128 id = random_id(w->ports.random, w->d.clock.wall);
    struct access_count count = { .id = { id }, .cause = STR("auth.wrong_password") };
    struct password_reset reset = { .id = { id }, .expires_at = in(w, MINUTES(30)) };
    struct registration registration = { .id = { id }, .expires_at = in(w, MINUTES(30)) };
    struct invitation invitation = { .id = { id }, .expires_at = in(w, HOURS(7 * 24)) };
    struct session session = { .id = { id },
                               .user = { id },
                               .role = ROLE_VIEWER,
                               .signed_in_at = w->d.clock.wall,
                               .seen_at = w->d.clock.wall };

    expect_ok(VIA(w->ports.records, save, scope_global(w), &access_count_record, &count, NULL));
    expect_ok(VIA(w->ports.records, save, scope_global(w), &password_reset_record, &reset, NULL));
    expect_ok(
        VIA(w->ports.records, save, scope_global(w), &registration_record, &registration, NULL));
    expect_ok(VIA(w->ports.records, save, scope_of(w), &invitation_record, &invitation, NULL));
    expect_ok(VIA(w->ports.records, save, scope_of(w), &session_record, &session, NULL));
}

static size_t left(struct world *w, const struct record *record)
{
    struct page_query query = { .limit = 1000 };
    struct page page;

    expect_ok(VIA(w->ports.records, page_global, scope_global(w), record, &query, &page));
    return page.n;
}

static void expect_left(struct world *w, size_t resets, size_t registrations, size_t sessions,
                        size_t invitations)
{
    bool more = true;

    while (more)
        expect_ok(sweep_access(&w->ports, scope_global(w), &more));
    assert_int_equal(left(w, &password_reset_record), resets);
    assert_int_equal(left(w, &registration_record), registrations);
    assert_int_equal(left(w, &access_count_record), registrations); /* a day, too */
    assert_int_equal(left(w, &session_record), sessions);
    assert_int_equal(left(w, &invitation_record), invitations);
}

static void sweep__takes_each_when_its_time_is_over(void **state)
{
    struct world *w = *state;

    given_all(w);
    expect_left(w, 1, 1, 1, 1);
    fixed_clock_move(&w->d.clock, MINUTES(29));
    expect_left(w, 1, 1, 1, 1);
    fixed_clock_move(&w->d.clock, MINUTES(2));
    expect_left(w, 0, 1, 1, 1);
    fixed_clock_move(&w->d.clock, HOURS(8));
    expect_left(w, 0, 1, 0, 1);
    fixed_clock_move(&w->d.clock, HOURS(16));
    expect_left(w, 0, 0, 0, 1);
    fixed_clock_move(&w->d.clock, HOURS(24 * 29));
    expect_left(w, 0, 0, 0, 0);
}

static void sweep__leaves_an_invitation_that_was_sent_again(void **state)
{
    struct world *w = *state;
    struct page_query query = { .limit = 1 };
    struct invitation *invitation;
    struct page page;

    given_all(w);
    fixed_clock_move(&w->d.clock, HOURS(24 * 29));
    expect_ok(VIA(w->ports.records, page, scope_of(w), &invitation_record, &query, &page));
    invitation = page.items;
    invitation->expires_at = in(w, HOURS(7 * 24));
    expect_ok(VIA(w->ports.records, save, scope_of(w), &invitation_record, invitation, NULL));
    fixed_clock_move(&w->d.clock, HOURS(24 * 2));
    expect_left(w, 0, 0, 0, 1);
    fixed_clock_move(&w->d.clock, HOURS(24 * 29));
    expect_left(w, 0, 0, 0, 0);
}

static void sweep__goes_on_until_nothing_is_left(void **state)
{
    struct world *w = *state;

    for (int i = 0; i < PAGE_MOST + 5; i++)
        given_all(w);
    fixed_clock_move(&w->d.clock, HOURS(24 * 60));
    expect_left(w, 0, 0, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(sweep__takes_each_when_its_time_is_over),
        WORLD_TEST(sweep__leaves_an_invitation_that_was_sent_again),
        WORLD_TEST(sweep__goes_on_until_nothing_is_left),
    };

    return cmocka_run_group_tests_name("sweep access", tests, NULL, NULL);
}
