/* tests/unit/application/test_redial_job.c - undetermined jobs: by a person's word, or by the
 * campaign's own rule. */
#include "support/expect.h"
#include "support/given_dialing.h"

#include "application/commands/finish_campaign.h"
#include "application/commands/redial_job.h"

static struct job_id given_undetermined(struct dialing_fixture *f)
{
    struct dial_ticket ticket;
    struct step step;

    given_funds(f, 10 * MICROS);
    ticket = given_dialed(f);
    step = ticket.at;
    expect_ok(VIA(f->ports.jobs, undetermined, given_scope(f), &step, 1));
    expect_ok(step.err);
    assert_int_equal(kept_job(f, ticket.at.job)->state, JOB_UNDETERMINED);
    return ticket.at.job;
}

static void given_rule(struct dialing_fixture *f, int64_t hours)
{
    f->campaign.redial_undetermined_after_h = SOME_I64(hours);
    memory_put(f->store, &campaign_record, &f->campaign);
}

static enum campaign_status campaign_status_now(struct dialing_fixture *f)
{
    const struct campaign *c =
        memory_find(f->store, &campaign_record, f->account.id, f->campaign.id.v)->object;

    return c->status;
}

static struct scope *everywhere(struct dialing_fixture *f)
{
    struct scope *scope = given_scope(f);

    scope->account = (struct account_id){ 0 };
    return scope;
}

static void redial_job__schedules_it_again(void **state)
{
    struct dialing_fixture *f = *state;
    struct job_id id = given_undetermined(f);
    struct job *job;

    expect_ok(redial_job(&f->ports, given_scope(f), id, &job));

    assert_int_equal(job->state, JOB_SCHEDULED);
    expect_error(redial_job(&f->ports, given_scope(f), id, &job), &f->scope.error, ERR_PRECONDITION,
                 "job.wrong_state");
    assert_string_equal(f->scope.error.params[0].name, "state"); /* its sentence has no hole */
    expect_str(f->scope.error.params[0].str, "scheduled");
}

static void redial_job__is_for_those_who_run_campaigns(void **state)
{
    struct dialing_fixture *f = *state;
    struct job_id id = given_undetermined(f);
    struct scope *scope = given_scope(f);
    struct job *job;

    scope->actor.permissions = permission_all() & ~PERMISSION_BIT(PERMISSION_RUN_CAMPAIGNS);
    expect_error(redial_job(&f->ports, scope, id, &job), &scope->error, ERR_FORBIDDEN,
                 "permission.missing");
    assert_int_equal(kept_job(f, id)->state, JOB_UNDETERMINED);
}

static void redial_job__shows_its_person_to_those_alone_who_may_see_people(void **state)
{
    struct dialing_fixture *f = *state;
    struct job_id id = given_undetermined(f);
    struct scope *scope = given_scope(f);
    struct job *job;

    scope->actor = (struct actor){ .kind = ACTOR_KEY,
                                   .permissions = PERMISSION_BIT(PERMISSION_RUN_CAMPAIGNS) };
    expect_ok(redial_job(&f->ports, scope, id, &job));

    assert_int_equal(job->state, JOB_SCHEDULED);
    assert_int_equal(job->name.n, 0);
    assert_int_equal(job->variables.n, 0);
    expect_str(job->phones.items[0].phone.e164, "+57••••••••01");
}

static void redial_undetermined__does_nothing_without_a_rule(void **state)
{
    struct dialing_fixture *f = *state;
    struct job_id id = given_undetermined(f);

    fixed_clock_move(&f->clock, HOURS(1000));
    expect_ok(redial_undetermined(&f->ports, everywhere(f)));

    assert_int_equal(kept_job(f, id)->state, JOB_UNDETERMINED);
}

static void redial_undetermined__waits_for_the_hours_of_the_rule(void **state)
{
    struct dialing_fixture *f = *state;
    struct job_id id = given_undetermined(f);

    given_rule(f, 2);
    fixed_clock_move(&f->clock, (struct duration){ 2 * MS_PER_HOUR - 1 });
    expect_ok(redial_undetermined(&f->ports, everywhere(f)));
    assert_int_equal(kept_job(f, id)->state, JOB_UNDETERMINED);

    fixed_clock_move(&f->clock, (struct duration){ 1 });
    expect_ok(redial_undetermined(&f->ports, everywhere(f)));
    assert_int_equal(kept_job(f, id)->state, JOB_SCHEDULED);
}

/* Nobody knows how often it rang: no more often than the campaign says. */
static void redial_undetermined__stops_at_the_last_attempt_of_the_campaign(void **state)
{
    struct dialing_fixture *f = *state;
    struct job_id id = given_undetermined(f);

    f->campaign.retry.max_attempts = 1;
    given_rule(f, 2);
    fixed_clock_move(&f->clock, HOURS(2));
    expect_ok(redial_undetermined(&f->ports, everywhere(f)));
    assert_int_equal(kept_job(f, id)->state, JOB_UNDETERMINED);

    expect_ok(finish_campaigns(&f->ports, everywhere(f)));
    assert_int_equal(campaign_status_now(f), CAMPAIGN_DONE);
}

static void finish__leaves_a_campaign_that_will_call_again_running(void **state)
{
    struct dialing_fixture *f = *state;

    given_undetermined(f);
    given_rule(f, 2);
    expect_ok(finish_campaigns(&f->ports, everywhere(f)));

    assert_int_equal(campaign_status_now(f), CAMPAIGN_RUNNING);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, given_dialing, end_dialing)
    const struct CMUnitTest tests[] = {
        TEST(redial_job__schedules_it_again),
        TEST(redial_job__is_for_those_who_run_campaigns),
        TEST(redial_job__shows_its_person_to_those_alone_who_may_see_people),
        TEST(redial_undetermined__does_nothing_without_a_rule),
        TEST(redial_undetermined__waits_for_the_hours_of_the_rule),
        TEST(redial_undetermined__stops_at_the_last_attempt_of_the_campaign),
        TEST(finish__leaves_a_campaign_that_will_call_again_running),
    };

    return cmocka_run_group_tests_name("redial", tests, NULL, NULL);
}
