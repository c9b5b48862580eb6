/* tests/unit/application/test_end_campaign.c - a campaign ends: cancelled by somebody, or finished
 * when nothing is left to do. */
#include "support/world.h"

#include "application/commands/cancel_campaign.h"
#include "application/commands/finish_campaign.h"
#include "application/commands/import_batch.h"
#include "application/commands/settle_calls.h"

static enum err cancel(struct world *w)
{
    struct campaign *c;

    return cancel_campaign(&w->ports, scope_of(w), w->d.campaign.id, &c);
}

/* -- cancel -- */

static void cancel__hangs_up_what_was_on_its_way(void **state)
{
    struct world *w = *state;
    struct late_answer late;

    given_funds(&w->d, GIVEN_MONEY);
    given_late_answer(&w->d, &late, STR("call_1"));
    w->ports.clock = late_answer_clock(&late);
    expect_ok(cancel(w));

    assert_int_equal(w->d.voice.stopped_n, 1);
    expect_str(w->d.voice.stopped[0], "call_1");
}

static void cancel__hangs_up_and_gives_the_money_back(void **state)
{
    struct world *w = *state;
    struct dial_orders orders;

    given_funds(&w->d, GIVEN_MONEY);
    given_placed(&w->d, STR("call_1"));
    given_job(&w->d);
    orders = prepared(&w->d); /* held */
    assert_int_equal(orders.n, 1);
    given_job(&w->d);
    expect_ok(cancel(w));

    assert_int_equal(kept_campaign(w, w->d.campaign.id)->status, CAMPAIGN_CANCELLED);
    assert_int_equal(gate_of(w, w->d.campaign.id), GATE_CLOSED);
    assert_int_equal(w->d.voice.stopped_n, 1);
    expect_str(w->d.voice.stopped[0], "call_1");
    assert_int_equal(jobs_in_state(w, JOB_CANCELLED), 2);
    assert_int_equal(jobs_in_state(w, JOB_PLACED), 1); /* its end will come */
    assert_int_equal(kept_wallet(&w->d).held, 10 * 60000);
    expect_ok(VIA(w->ports.ledger, check, scope_of(w)));
}

static void cancel__is_not_kept_waiting_by_a_provider_that_is_away(void **state)
{
    struct world *w = *state;

    given_funds(&w->d, GIVEN_MONEY);
    given_placed(&w->d, STR("call_1"));
    given_job(&w->d);
    w->d.voice.away = ERR_UNAVAILABLE;
    expect_ok(cancel(w));

    assert_int_equal(jobs_in_state(w, JOB_CANCELLED), 1);
}

static void cancel__leaves_a_call_without_id_to_the_search(void **state)
{
    struct world *w = *state;

    given_funds(&w->d, GIVEN_MONEY);
    given_dialed(&w->d);
    expect_ok(cancel(w));

    assert_int_equal(w->d.voice.stopped_n, 0);
    assert_int_equal(jobs_in_state(w, JOB_DIALING), 1);
}

/* It would have been called again; the campaign is over. */
static void cancel__plans_no_further_attempt_of_what_still_rings(void **state)
{
    static const char *const reasons[] = { "dial_busy", "invalid_destination" };
    struct world *w = *state;
    struct dial_ticket tickets[2];
    int64_t settled;

    given_funds(&w->d, GIVEN_MONEY);
    for (size_t i = 0; i < 2; i++)
        tickets[i] = given_placed(&w->d, i == 0 ? STR("call_0") : STR("call_1"));
    expect_ok(cancel(w));
    for (size_t i = 0; i < 2; i++) {
        struct ended_step step = { .at = tickets[i].at,
                                   .facts = { .provider_call =
                                                  i == 0 ? STR("call_0") : STR("call_1"),
                                              .reason = str_from_c(reasons[i]),
                                              .call_status = STR("not_connected") } };

        expect_ok(VIA(w->ports.jobs, ended, scope_of(w), &step, 1));
    }
    expect_ok(settle_calls(&w->ports, scope_global(w), 10, &settled));

    assert_int_equal(settled, 2);
    assert_int_equal(jobs_in_state(w, JOB_RETRY_WAIT), 0);
    assert_int_equal(jobs_in_state(w, JOB_DONE), 1);
    assert_int_equal(jobs_in_state(w, JOB_FAILED), 1);
}

static void cancel__cut_at_any_write_is_finished_by_asking_again(void **state)
{
    for (int how = FAILS_BEFORE; how <= FAILS_AFTER; how++) {
        int64_t k = 0;
        bool failed = true;

        while (failed) {
            struct world *w;
            struct campaign *c;
            struct ports cut;

            given_world((void **)&w);
            given_funds(&w->d, GIVEN_MONEY);
            given_placed(&w->d, STR("call_1"));
            given_job(&w->d);
            prepared(&w->d);
            given_job(&w->d);
            cut = failing_ports(&w->ports, ++k, (enum failing_how)how);
            enum err err = cancel_campaign(&cut, scope_of(w), w->d.campaign.id, &c);
            failed = failing_ports_failed();
            if (err != ERR_OK)
                expect_ok(cancel(w));

            assert_int_equal(kept_campaign(w, w->d.campaign.id)->status, CAMPAIGN_CANCELLED);
            assert_int_equal(gate_of(w, w->d.campaign.id), GATE_CLOSED);
            assert_int_equal(jobs_in_state(w, JOB_CANCELLED), 2);
            assert_int_equal(kept_wallet(&w->d).held, 10 * 60000); /* of the call that rings */
            assert_int_equal(events_of(w, EVENT_CAMPAIGN_CANCELLED), 1);
            expect_ok(VIA(w->ports.ledger, check, scope_of(w)));
            end_world((void **)&w);
        }
        assert_true(k >= 4);
    }
    (void)state;
}

static void cancel__of_what_is_over_is_refused(void **state)
{
    struct world *w = *state;
    struct campaign *c;

    expect_forbidden(w, cancel_campaign(&w->ports, scope_with(w, all_but(PERMISSION_RUN_CAMPAIGNS)),
                                        w->d.campaign.id, &c));
    expect_refused(w, cancel_campaign(&w->ports, scope_elsewhere(w), w->d.campaign.id, &c),
                   ERR_NOT_FOUND, "campaign.not_found");
    w->d.campaign.status = CAMPAIGN_DONE;
    keep_campaign(w, &w->d.campaign);
    expect_refused(w, cancel(w), ERR_PRECONDITION, "campaign.over");
}

/* -- finish -- */

static enum err finish(struct world *w)
{
    return finish_campaigns(&w->ports, scope_global(w));
}

static void finish__ends_campaigns_without_open_jobs(void **state)
{
    struct world *w = *state;
    struct campaign_id draft = given_draft(w);

    given_funds(&w->d, GIVEN_MONEY);
    given_settled(w, 30, "call_1");
    expect_ok(finish(w));

    assert_int_equal(kept_campaign(w, w->d.campaign.id)->status, CAMPAIGN_DONE);
    assert_int_equal(gate_of(w, w->d.campaign.id), GATE_CLOSED);
    assert_int_equal(events_of(w, EVENT_CAMPAIGN_DONE), 1);
    assert_int_equal(kept_campaign(w, draft)->status, CAMPAIGN_DRAFT);
}

static void finish__waits_for_the_last_call(void **state)
{
    struct world *w = *state;

    given_funds(&w->d, GIVEN_MONEY);
    given_placed(&w->d, STR("call_1"));
    expect_ok(finish(w));

    assert_int_equal(kept_campaign(w, w->d.campaign.id)->status, CAMPAIGN_RUNNING);
}

/* Money that comes back without the end of a call wakes nobody by itself. */
static void finish__wakes_a_job_that_the_wallet_can_pay_for(void **state)
{
    struct world *w = *state;
    struct dial_orders orders;
    struct defer_step listed = { .reason = STR("person.suppressed"), .blocked = true };

    given_funds(&w->d, 10 * 60000); /* one call's hold */
    given_job(&w->d);
    given_job(&w->d);
    orders = prepared(&w->d);
    assert_int_equal(orders.n, 1);
    expect_ok(finish(w));
    assert_int_equal(jobs_in_state(w, JOB_WAITING_FUNDS), 1); /* and nothing to pay it with */
    listed.at = orders.items[0].ticket.at;
    expect_ok(VIA(w->ports.jobs, defer, scope_of(w), &listed, 1));
    expect_ok(finish(w));

    assert_int_equal(jobs_in_state(w, JOB_WAITING_FUNDS), 0);
    assert_int_equal(prepared(&w->d).n, 1);
}

/* One campaign that cannot be priced keeps no other from its end. */
static void finish__goes_on_behind_an_account_whose_plan_is_gone(void **state)
{
    struct world *w = *state;

    given_job(&w->d); /* and no money */
    assert_int_equal(prepared(&w->d).n, 0);
    w->d.account.plan = STR("gone");
    memory_put(w->d.store, &account_record, &w->d.account);

    expect_ok(finish(w));
    assert_int_equal(jobs_in_state(w, JOB_WAITING_FUNDS), 1);
}

static void finish__waits_for_people_that_are_being_imported(void **state)
{
    struct world *w = *state;
    bool found;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566");
    given_importing(w);
    expect_ok(finish(w));
    assert_int_equal(kept_campaign(w, w->d.campaign.id)->status, CAMPAIGN_RUNNING);
    expect_ok(import_next_batch(&w->ports, scope_global(w), &found));
    expect_ok(finish(w));

    assert_int_equal(kept_campaign(w, w->d.campaign.id)->status, CAMPAIGN_RUNNING);
}

static void finish__says_why_the_store_failed(void **state)
{
    struct world *w = *state;
    struct ports cut = failing_ports(&w->ports, 1, FAILS_BEFORE);

    expect_refused(w, finish_campaigns(&cut, scope_global(w)), ERR_UNAVAILABLE,
                   "store.unavailable");
    expect_ok(finish(w));
    assert_int_equal(kept_campaign(w, w->d.campaign.id)->status, CAMPAIGN_DONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(cancel__hangs_up_what_was_on_its_way),
        WORLD_TEST(cancel__hangs_up_and_gives_the_money_back),
        WORLD_TEST(cancel__is_not_kept_waiting_by_a_provider_that_is_away),
        WORLD_TEST(cancel__leaves_a_call_without_id_to_the_search),
        WORLD_TEST(cancel__plans_no_further_attempt_of_what_still_rings),
        WORLD_TEST(cancel__cut_at_any_write_is_finished_by_asking_again),
        WORLD_TEST(cancel__of_what_is_over_is_refused),
        WORLD_TEST(finish__ends_campaigns_without_open_jobs),
        WORLD_TEST(finish__waits_for_the_last_call),
        WORLD_TEST(finish__wakes_a_job_that_the_wallet_can_pay_for),
        WORLD_TEST(finish__goes_on_behind_an_account_whose_plan_is_gone),
        WORLD_TEST(finish__waits_for_people_that_are_being_imported),
        WORLD_TEST(finish__says_why_the_store_failed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
