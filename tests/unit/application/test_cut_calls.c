/* tests/unit/application/test_cut_calls.c - the steps of a call, cut at each of their writes and
 * done again: money, attempts and people are in the end as if nothing had happened. */
#include "support/world.h"

#include "application/commands/apply_voice_event.h"
#include "application/commands/dial_result.h"
#include "application/commands/reconcile_calls.h"
#include "application/commands/settle_calls.h"

/* One use case: what stands before it, the case itself, and what must be so in the end. */
struct cut_case {
    void (*given)(struct world *w);
    enum err (*act)(struct world *w, const struct ports *ports);
    void (*later)(struct world *w); /* what passes until it is done again */
    void (*then)(struct world *w);
    int64_t writes; /* at least */
};

static struct dial_ticket ticket;

static void cut_everywhere(const struct cut_case *c)
{
    for (int how = FAILS_BEFORE; how <= FAILS_AFTER; how++) {
        int64_t k = 0;
        bool failed = true;

        while (failed) {
            struct world *w;
            struct ports cut;

            given_world((void **)&w);
            given_funds(&w->d, GIVEN_MONEY);
            c->given(w);
            cut = failing_ports(&w->ports, ++k, (enum failing_how)how);
            enum err err = c->act(w, &cut);
            failed = failing_ports_failed();
            if (err != ERR_OK) {
                c->later(w);
                expect_ok(c->act(w, &w->ports));
            }

            c->then(w);
            expect_ok(VIA(w->ports.ledger, check, scope_of(w)));
            end_world((void **)&w);
        }
        assert_true(k > c->writes);
    }
}

static void nothing(struct world *w)
{
    (void)w;
}

/* -- prepare: claim, hold, note -- */

static void given_due(struct world *w)
{
    given_job(&w->d);
}

static enum err prepare(struct world *w, const struct ports *ports)
{
    struct dial_plan plan;
    struct dial_orders orders;
    int64_t claimed;

    TRY(dial_plan_read(ports, scope_of(w), &w->d.campaign, &plan));
    TRY(dial_prepare(ports, scope_of(w), &plan, 10, 10, &orders, &claimed));
    assert_int_equal(orders.n, 1);
    ticket = dial_ticket_copy(&w->d.arena, &orders.items[0].ticket);
    return ERR_OK;
}

static void lease_ends(struct world *w)
{
    fixed_clock_move(&w->d.clock, (struct duration){ LEASE_MS + 1 });
}

static void then_held_once(struct world *w)
{
    const struct job *job = kept_job(&w->d, ticket.at.job);
    const struct person *person = kept_person(&w->d, ticket.at.job);

    assert_int_equal(job->state, JOB_HELD);
    assert_int_equal(job->attempt.n, 1);
    assert_int_equal(kept_wallet(&w->d).held, 10 * 60000);
    assert_int_equal(person->touches.n, 1);
    assert_true(str_eq(person->guard_tag, ticket.at.tag));
}

static void prepare__cut_anywhere_holds_once(void **state)
{
    const struct cut_case c = { given_due, prepare, lease_ends, then_held_once, 3 };

    cut_everywhere(&c);
    (void)state;
}

/* -- conclude: the POST was not sent -- */

static void given_dialing_one(struct world *w)
{
    ticket = given_dialed(&w->d);
}

static enum err conclude_unsent(struct world *w, const struct ports *ports)
{
    const struct dial_result result = { .ticket = &ticket,
                                        .permission = DIAL_GRANTED,
                                        .placing = { .placing = PLACING_NOT_SENT,
                                                     .reason = STR("provider.timeout") } };
    struct dial_advice advice;

    dial_conclude(ports, scope_of(w), &result, 1, &advice);
    return advice.err;
}

static void then_unsent(struct world *w)
{
    assert_int_equal(kept_job(&w->d, ticket.at.job)->state, JOB_SCHEDULED);
    assert_int_equal(kept_job(&w->d, ticket.at.job)->attempts, 0);
    assert_int_equal(kept_wallet(&w->d).held, 0);
    assert_int_equal(kept_wallet(&w->d).spent, 0);
}

static void unsent__cut_anywhere_gives_the_money_back_once(void **state)
{
    const struct cut_case c = { given_dialing_one, conclude_unsent, nothing, then_unsent, 1 };

    cut_everywhere(&c);
    (void)state;
}

/* -- webhooks -- */

static void given_letter(struct world *w)
{
    struct voice_call *call;
    bool again;

    ticket = given_placed(&w->d, STR("call_1"));
    call = given_ended_call(&w->d, &ticket, "call_1");
    call->has_analysis = true;
    call->said_outcome = STR("opted_out");
    call->summary = STR("No quiere que lo llamen.");
    const struct inbox_item item = { .key = STR("call_1:analyzed:1"),
                                     .connection = w->d.connection.id,
                                     .tag = ticket.at.tag,
                                     .raw = memory_voice_event(&w->d.voice, VOICE_ANALYZED, *call),
                                     .received_at = w->d.clock.wall };
    expect_ok(VIA(w->ports.inbox, put, scope_global(w), &item, &again));
}

static enum err apply(struct world *w, const struct ports *ports)
{
    struct voice_event_settings settings = voice_event_defaults();
    int64_t handled;

    return apply_voice_events(ports, scope_global(w), &settings, 10, &handled);
}

static void then_applied_once(struct world *w)
{
    const struct job *job = kept_job(&w->d, ticket.at.job);
    int64_t waiting, dead;

    assert_int_equal(job->state, JOB_ENDED);
    assert_int_equal(job->attempt.outcome, OUTCOME_OPTED_OUT);
    assert_true(kept_person(&w->d, ticket.at.job)->suppressed);
    assert_int_equal(kept_person(&w->d, ticket.at.job)->guard_tag.n, 0);
    assert_int_equal(kept_person(&w->d, ticket.at.job)->touches.n, 1);
    assert_int_equal(events_of(w, EVENT_CALL_ENDED), 1);
    expect_ok(VIA(w->ports.inbox, depth, scope_global(w), &waiting, &dead));
    assert_int_equal(waiting + dead, 0);
}

static void webhook__cut_anywhere_is_applied_once(void **state)
{
    const struct cut_case c = { given_letter, apply, nothing, then_applied_once, 4 };

    cut_everywhere(&c);
    (void)state;
}

/* -- reconciling a POST without an answer -- */

static void given_unanswered(struct world *w)
{
    ticket = given_dialed(&w->d);
    given_ended_call(&w->d, &ticket, "call_1");
    fixed_clock_move(&w->d.clock, SECONDS(150));
}

/* Placed is enough for the search; what it did not come to apply, the overdue sweep takes. */
static enum err reconcile(struct world *w, const struct ports *ports)
{
    struct reconcile_settings settings = reconcile_defaults();
    int64_t looked;

    TRY(reconcile_calls(ports, scope_global(w), &settings, 10, &looked));
    return reconcile_overdue(ports, scope_global(w), &settings, 10, &looked);
}

static void overdue_comes(struct world *w)
{
    fixed_clock_move(&w->d.clock, HOURS(1));
}

static void then_found_once(struct world *w)
{
    const struct job *job = kept_job(&w->d, ticket.at.job);

    assert_int_equal(job->state, JOB_ENDED);
    expect_str(job->attempt.provider_call, "call_1");
    assert_int_equal(job->attempt.talk_ms.v.ms, 61000);
    assert_int_equal(w->d.voice.stopped_n, 0);
    assert_int_equal(events_of(w, EVENT_CALL_ENDED), 1);
    assert_int_equal(kept_wallet(&w->d).held, 10 * 60000);
    assert_int_equal(kept_person(&w->d, ticket.at.job)->guard_tag.n, 0);
    assert_true(kept_person(&w->d, ticket.at.job)->touches.items[0].contact);
}

static void reconcile__cut_anywhere_finds_the_call_once(void **state)
{
    const struct cut_case c = { given_unanswered, reconcile, overdue_comes, then_found_once, 2 };

    cut_everywhere(&c);
    (void)state;
}

/* -- settle -- */

static void given_ended(struct world *w)
{
    struct ended_step end = { .facts = { .provider_call = STR("call_1"),
                                         .reason = STR("user_hangup"),
                                         .call_status = STR("ended"),
                                         .talk_ms = { 61000 },
                                         .key = STR("k") } };

    ticket = given_placed(&w->d, STR("call_1"));
    end.at = ticket.at;
    expect_ok(VIA(w->ports.jobs, ended, scope_of(w), &end, 1));
    expect_ok(end.at.err);
}

static enum err settle(struct world *w, const struct ports *ports)
{
    int64_t settled;

    return settle_calls(ports, scope_global(w), 10, &settled);
}

static void then_charged_once(struct world *w)
{
    assert_int_equal(kept_job(&w->d, ticket.at.job)->state, JOB_DONE);
    assert_int_equal(kept_wallet(&w->d).spent, 2 * 60000);
    assert_int_equal(kept_wallet(&w->d).held, 0);
    assert_int_equal(memory_rollup(w->d.dialing, w->d.account.id).calls, 1);
    assert_int_equal(events_of(w, EVENT_CALL_SETTLED), 1);
}

static void settle__cut_anywhere_charges_once(void **state)
{
    const struct cut_case c = { given_ended, settle, nothing, then_charged_once, 1 };

    cut_everywhere(&c);
    (void)state;
}

static void settle__says_of_which_campaign_it_knows_nothing(void **state)
{
    struct world *w = *state;
    int64_t settled;

    given_funds(&w->d, GIVEN_MONEY);
    given_ended(w);
    expect_ok(VIA(w->ports.records, remove, scope_of(w), &campaign_record, w->d.campaign.id.v));

    expect_refused(w, settle_calls(&w->ports, scope_global(w), 10, &settled), ERR_NOT_FOUND,
                   "campaign.not_found");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prepare__cut_anywhere_holds_once),
        cmocka_unit_test(unsent__cut_anywhere_gives_the_money_back_once),
        cmocka_unit_test(webhook__cut_anywhere_is_applied_once),
        cmocka_unit_test(reconcile__cut_anywhere_finds_the_call_once),
        cmocka_unit_test(settle__cut_anywhere_charges_once),
        WORLD_TEST(settle__says_of_which_campaign_it_knows_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
