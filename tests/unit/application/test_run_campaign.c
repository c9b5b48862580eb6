/* tests/unit/application/test_run_campaign.c - launch, pause, resume. */
#include "support/world.h"

#include "application/commands/import_batch.h"
#include "application/commands/launch_campaign.h"
#include "application/commands/open_gates.h"
#include "application/commands/pause_campaign.h"
#include "application/commands/resume_campaign.h"

/* A draft with two people, its batch committed. */
static struct campaign_id given_ready(struct world *w)
{
    struct campaign_id own = w->d.campaign.id, draft = given_draft(w);

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566");
    w->d.campaign.id = draft;
    given_committed(w);
    w->d.campaign.id = own;
    return draft;
}

static enum err launch(struct world *w, struct campaign_id id)
{
    struct campaign *c;

    return launch_campaign(&w->ports, scope_of(w), id, &c);
}

static struct paused_campaign paused(struct world *w)
{
    struct paused_campaign got;

    expect_ok(pause_campaign(&w->ports, scope_of(w), w->d.campaign.id, &got));
    return got;
}

static enum err resume(struct world *w)
{
    struct campaign *c;

    return resume_campaign(&w->ports, scope_of(w), w->d.campaign.id, &c);
}

static enum campaign_status status_of(struct world *w, struct campaign_id id)
{
    return kept_campaign(w, id)->status;
}

/* -- launch -- */

static void launch__takes_the_script_and_opens_the_gate(void **state)
{
    struct world *w = *state;
    struct campaign_id id = given_ready(w);

    expect_ok(launch(w, id));

    const struct campaign *c = kept_campaign(w, id);
    assert_int_equal(c->status, CAMPAIGN_RUNNING);
    expect_str(c->instructions, "Hable con {{nombre}}.");
    expect_str(c->opening, "¿{{nombre}}?");
    expect_str(c->language, "es-CO");
    assert_int_equal(gate_of(w, id), GATE_OPEN);
    assert_int_equal(events_of(w, EVENT_CAMPAIGN_LAUNCHED), 1);
    assert_int_equal(last_event(w)->count.v, 2);
}

static void launch__needs_people_script_and_number(void **state)
{
    struct world *w = *state;
    struct campaign_id id = given_draft(w);
    struct campaign c;

    expect_refused(w, launch(w, id), ERR_PRECONDITION, "campaign.no_contacts");
    id = given_ready(w);
    c = *kept_campaign(w, id);
    c.script = (struct script_id){ 0 };
    keep_campaign(w, &c);
    expect_refused(w, launch(w, id), ERR_PRECONDITION, "campaign.no_script");
    c.script = given_script(w, "Hola.");
    c.from_numbers.n = 0;
    keep_campaign(w, &c);
    expect_refused(w, launch(w, id), ERR_PRECONDITION, "campaign.no_numbers");
    assert_int_equal(status_of(w, id), CAMPAIGN_DRAFT);
    assert_int_equal(gate_of(w, id), GATE_CLOSED);
}

static void launch__shows_no_number_that_left_the_account(void **state)
{
    static struct str gone[] = { STR_INIT("+576010000009") };
    struct world *w = *state;
    struct campaign_id id = given_ready(w);
    struct campaign c = *kept_campaign(w, id);

    c.from_numbers = (struct str_list){ gone, 1 };
    keep_campaign(w, &c);
    expect_refused(w, launch(w, id), ERR_PRECONDITION, "campaign.number_not_own");
    assert_int_equal(status_of(w, id), CAMPAIGN_DRAFT);
}

static void launch__does_not_count_people_that_are_not_there_yet(void **state)
{
    struct world *w = *state;
    struct campaign_id draft = given_draft(w);
    struct ports cut;
    bool found;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566");
    w->d.campaign.id = draft;
    given_importing(w);
    cut = failing_ports(&w->ports, 6, FAILS_BEFORE);
    assert_int_equal(import_next_batch(&cut, scope_global(w), &found), ERR_UNAVAILABLE);

    expect_refused(w, launch(w, draft), ERR_PRECONDITION, "campaign.no_contacts");
}

static void launch__is_asked_by_those_who_may(void **state)
{
    struct world *w = *state;
    struct campaign *c;
    struct campaign_id nobody = { given_id(&w->d) };

    expect_forbidden(w, launch_campaign(&w->ports, scope_with(w, all_but(PERMISSION_RUN_CAMPAIGNS)),
                                        nobody, &c));
    expect_refused(w, launch_campaign(&w->ports, scope_elsewhere(w), given_ready(w), &c),
                   ERR_NOT_FOUND, "campaign.not_found");
    w->d.campaign.status = CAMPAIGN_PAUSED;
    keep_campaign(w, &w->d.campaign);
    expect_refused(w, launch(w, w->d.campaign.id), ERR_PRECONDITION, "campaign.not_a_draft");
}

/* -- pause and resume -- */

static void pause__closes_the_gate_before_it_says_anything(void **state)
{
    struct world *w = *state;
    struct ports cut = failing_ports(&w->ports, 2, FAILS_BEFORE); /* gate, campaign */
    struct paused_campaign got;

    expect_refused(w, pause_campaign(&cut, scope_of(w), w->d.campaign.id, &got), ERR_UNAVAILABLE,
                   "store.unavailable");

    assert_int_equal(gate_of(w, w->d.campaign.id), GATE_CLOSED);
    assert_int_equal(status_of(w, w->d.campaign.id), CAMPAIGN_RUNNING);
    paused(w); /* again mends it */
    assert_int_equal(status_of(w, w->d.campaign.id), CAMPAIGN_PAUSED);
}

static void pause__ends_the_permits_of_before(void **state)
{
    struct world *w = *state;
    struct step look;

    given_funds(&w->d, GIVEN_MONEY);
    look = given_dialed(&w->d).at;
    paused(w);
    expect_ok(VIA(w->ports.jobs, still_allowed, scope_of(w), &look, 1));

    assert_string_equal(look.slug, "gate.closed");
}

static void pause__says_how_many_calls_go_on(void **state)
{
    struct world *w = *state;

    given_funds(&w->d, GIVEN_MONEY);
    given_placed(&w->d, STR("call_1"));
    given_placed(&w->d, STR("call_2"));

    assert_int_equal(paused(w).in_course, 2);
    assert_int_equal(paused(w).in_course, 2); /* paused already: the same answer */
    assert_int_equal(w->d.voice.stopped_n, 0);
    assert_int_equal(events_of(w, EVENT_CAMPAIGN_PAUSED), 1);
}

static void pause__answers_when_the_last_call_on_its_way_is_placed(void **state)
{
    struct world *w = *state;
    struct late_answer late;

    given_funds(&w->d, GIVEN_MONEY);
    given_late_answer(&w->d, &late, STR("call_1"));
    w->ports.clock = late_answer_clock(&late);

    assert_int_equal(paused(w).in_course, 1);
    assert_true(late.came);
}

static void pause__waits_no_longer_than_a_permit_lives(void **state)
{
    struct world *w = *state;
    struct instant before = VIA0(w->ports.clock, boot);
    int64_t waited;

    given_funds(&w->d, GIVEN_MONEY);
    given_dialed(&w->d); /* whether it rings is unknown */
    assert_int_equal(paused(w).in_course, 1);

    waited = instant_minus(VIA0(w->ports.clock, boot), before).ms;
    assert_true(waited > PERMIT_MS);
    assert_true(waited < PERMIT_MS + 500);
}

static void pause__is_for_running_campaigns(void **state)
{
    struct world *w = *state;
    struct paused_campaign got;
    struct campaign_id draft = given_draft(w);

    expect_refused(w, pause_campaign(&w->ports, scope_of(w), draft, &got), ERR_PRECONDITION,
                   "campaign.not_running");
    expect_forbidden(w, pause_campaign(&w->ports, scope_with(w, all_but(PERMISSION_RUN_CAMPAIGNS)),
                                       draft, &got));
    expect_refused(w, pause_campaign(&w->ports, scope_elsewhere(w), w->d.campaign.id, &got),
                   ERR_NOT_FOUND, "campaign.not_found");
    assert_int_equal(gate_of(w, w->d.campaign.id), GATE_OPEN);
}

static void resume__opens_the_gate_again(void **state)
{
    struct world *w = *state;

    paused(w);
    expect_ok(resume(w));

    assert_int_equal(status_of(w, w->d.campaign.id), CAMPAIGN_RUNNING);
    assert_int_equal(gate_of(w, w->d.campaign.id), GATE_OPEN);
    assert_int_equal(last_event(w)->type, EVENT_CAMPAIGN_RESUMED);
}

static void resume__is_for_paused_campaigns(void **state)
{
    struct world *w = *state;
    struct campaign *c;

    expect_refused(w, resume_campaign(&w->ports, scope_of(w), given_draft(w), &c), ERR_PRECONDITION,
                   "campaign.not_paused");
    paused(w);
    expect_refused(w, resume_campaign(&w->ports, scope_elsewhere(w), w->d.campaign.id, &c),
                   ERR_NOT_FOUND, "campaign.not_found");
    expect_forbidden(w, resume_campaign(&w->ports, scope_with(w, all_but(PERMISSION_RUN_CAMPAIGNS)),
                                        w->d.campaign.id, &c));
}

/* -- cut short, and asked again -- */

static void launch__cut_short_is_finished_by_asking_again(void **state)
{
    struct world *w = *state;

    for (int how = FAILS_BEFORE; how <= FAILS_AFTER; how++)
        for (int64_t k = 1; k <= 2; k++) {
            struct campaign_id id = given_draft(w);
            struct ports cut;
            struct campaign *c;

            given_sheet(w, (const char *const[]){ "Nombre|Teléfono", "Ana|3001112233", "Eva|12" },
                        3);
            w->d.campaign.id = id;
            struct batch_id batch = given_importing(w);
            struct batch *kept = kept_batch(w, batch);
            kept->duplicates = DUPLICATES_KEEP;
            memory_put(w->d.store, &batch_record, kept);
            bool found;
            expect_ok(import_next_batch(&w->ports, scope_global(w), &found));
            cut = failing_ports(&w->ports, k, (enum failing_how)how);
            assert_int_equal(launch_campaign(&cut, scope_of(w), id, &c), ERR_UNAVAILABLE);

            expect_ok(launch(w, id));
            assert_int_equal(status_of(w, id), CAMPAIGN_RUNNING);
            assert_int_equal(gate_of(w, id), GATE_OPEN);
        }
    assert_int_equal(events_of(w, EVENT_CAMPAIGN_LAUNCHED), 4);
}

static void resume__cut_short_is_finished_by_asking_again(void **state)
{
    struct world *w = *state;

    for (int how = FAILS_BEFORE; how <= FAILS_AFTER; how++)
        for (int64_t k = 1; k <= 2; k++) {
            struct campaign *c;

            paused(w);
            struct ports cut = failing_ports(&w->ports, k, (enum failing_how)how);
            assert_int_equal(resume_campaign(&cut, scope_of(w), w->d.campaign.id, &c),
                             ERR_UNAVAILABLE);

            expect_ok(resume(w));
            assert_int_equal(status_of(w, w->d.campaign.id), CAMPAIGN_RUNNING);
            assert_int_equal(gate_of(w, w->d.campaign.id), GATE_OPEN);
        }
    assert_int_equal(events_of(w, EVENT_CAMPAIGN_RESUMED), 4);
}

static void gates__of_running_campaigns_are_opened_at_the_start(void **state)
{
    struct world *w = *state;
    struct campaign_id cut_short = given_ready(w);
    struct campaign paused_one = w->d.campaign;
    struct campaign c = *kept_campaign(w, cut_short);

    c.status = CAMPAIGN_RUNNING; /* saved, and then the process ended */
    keep_campaign(w, &c);
    paused_one.id = (struct campaign_id){ given_id(&w->d) };
    paused_one.status = CAMPAIGN_PAUSED;
    keep_campaign(w, &paused_one);
    struct ports cut = failing_ports(&w->ports, 1, FAILS_BEFORE);
    expect_refused(w, open_gates(&cut, scope_global(w)), ERR_UNAVAILABLE, "store.unavailable");
    expect_ok(open_gates(&w->ports, scope_global(w)));

    assert_int_equal(gate_of(w, cut_short), GATE_OPEN);
    assert_int_equal(gate_of(w, paused_one.id), GATE_CLOSED);
}

static void gates__are_opened_behind_a_campaign_that_cannot_be_looked_at(void **state)
{
    struct world *w = *state;
    struct campaign stray = w->d.campaign, last;

    stray.id = (struct campaign_id){ { { 0, 0, 1 } } };     /* the first, */
    stray.account = (struct account_id){ { { 0, 0, 1 } } }; /* and nobody's */
    keep_campaign(w, &stray);
    last = *kept_campaign(w, given_ready(w));
    last.status = CAMPAIGN_RUNNING;
    keep_campaign(w, &last);

    expect_refused(w, open_gates(&w->ports, scope_global(w)), ERR_NOT_FOUND, "account.not_found");
    assert_int_equal(gate_of(w, last.id), GATE_OPEN);
}

/* -- somebody else is faster -- */

static struct world *racing;
static const struct job_steps_ops *unraced;

/* Between the campaign and its gate, somebody pauses. */
static enum err pause_comes_first(void *self, struct scope *scope, struct account_id account,
                                  struct campaign_id campaign, enum gate_state state,
                                  int64_t max_active)
{
    struct campaign c = *kept_campaign(racing, campaign);

    if (state == GATE_OPEN) {
        c.status = CAMPAIGN_PAUSED;
        keep_campaign(racing, &c);
        expect_ok(unraced->set_gate(self, scope, account, campaign, GATE_CLOSED, max_active));
    }
    return unraced->set_gate(self, scope, account, campaign, state, max_active);
}

static void resume__opens_no_gate_of_what_was_paused_again(void **state)
{
    struct world *w = *state;
    struct ports ports = w->ports;
    struct job_steps_ops raced = *ports.jobs.ops;
    struct campaign *c;

    paused(w);
    racing = w;
    unraced = ports.jobs.ops;
    raced.set_gate = pause_comes_first;
    ports.jobs.ops = &raced;
    expect_ok(resume_campaign(&ports, scope_of(w), w->d.campaign.id, &c));

    assert_int_equal(status_of(w, w->d.campaign.id), CAMPAIGN_PAUSED);
    assert_int_equal(gate_of(w, w->d.campaign.id), GATE_CLOSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(launch__takes_the_script_and_opens_the_gate),
        WORLD_TEST(launch__needs_people_script_and_number),
        WORLD_TEST(launch__shows_no_number_that_left_the_account),
        WORLD_TEST(launch__does_not_count_people_that_are_not_there_yet),
        WORLD_TEST(launch__is_asked_by_those_who_may),
        WORLD_TEST(pause__closes_the_gate_before_it_says_anything),
        WORLD_TEST(pause__ends_the_permits_of_before),
        WORLD_TEST(pause__says_how_many_calls_go_on),
        WORLD_TEST(pause__answers_when_the_last_call_on_its_way_is_placed),
        WORLD_TEST(pause__waits_no_longer_than_a_permit_lives),
        WORLD_TEST(pause__is_for_running_campaigns),
        WORLD_TEST(resume__opens_the_gate_again),
        WORLD_TEST(resume__is_for_paused_campaigns),
        WORLD_TEST(launch__cut_short_is_finished_by_asking_again),
        WORLD_TEST(resume__cut_short_is_finished_by_asking_again),
        WORLD_TEST(gates__of_running_campaigns_are_opened_at_the_start),
        WORLD_TEST(gates__are_opened_behind_a_campaign_that_cannot_be_looked_at),
        WORLD_TEST(resume__opens_no_gate_of_what_was_paused_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
