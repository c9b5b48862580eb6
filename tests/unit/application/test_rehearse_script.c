/* tests/unit/application/test_rehearse_script.c - a script tried out on nobody. */
#include "support/world.h"

#include "application/commands/rehearse_script.h"
#include "domain/models/call.h"
#include "domain/models/suppression.h"

/* What the stage was asked, and what it plays. */
struct stage {
    struct rehearsal_order asked;
    struct voice_call plays;
    enum err fail;
    int played;
    int64_t left; /* that the limiter grants */
};

static enum err play(void *self, struct arena *arena, const struct rehearsal_order *order,
                     struct voice_call *ret, struct error *error)
{
    struct stage *stage = self;

    (void)arena;
    stage->asked = *order;
    stage->played++;
    if (stage->fail != ERR_OK)
        return FAIL(error, stage->fail, "rehearsal.unavailable");
    *ret = stage->plays;
    return ERR_OK;
}

static struct allowance take(void *self, struct str key, struct rate rate, int64_t want)
{
    struct stage *stage = self;

    assert_true(str_starts(key, STR("rehearsal:acc_")));
    assert_int_equal(rate.per_minute, REHEARSALS_PER_MINUTE);
    if (stage->left < want)
        return (struct allowance){ .retry_s = 2 };
    stage->left -= want;
    return (struct allowance){ .granted = want };
}

static const struct rehearsal_stage_ops stage_ops = { .play = play };
static const struct rate_limiter_ops limiter_ops = { .take = take };

static void given_stage(struct world *w, struct stage *stage)
{
    stage->left = 100;
    stage->plays = (struct voice_call){
        .provider_call = STR("call_rehearsal"),
        .status = STR("ended"),
        .reason = STR("user_hangup"),
        .talk_ms = SOME_DURATION(((struct duration){ 9000 })),
        .transcript = STR("Agent: Hola\nUser: No me llamen más\n"),
        .word_times = STR("A120+310\nU900+240 20+100 20+100 20+100\n"),
        .summary = STR("Pidió que no la llamen."),
        .has_analysis = true,
        .said_outcome = STR("opted_out"),
    };
    w->ports.rehearsals = (struct rehearsal_stage){ &stage_ops, stage };
    w->ports.limiter = (struct rate_limiter){ &limiter_ops, stage };
}

static size_t count(struct world *w, const struct record *record)
{
    struct page_query query = { .limit = 100 };
    struct page page;

    expect_ok(VIA(w->ports.records, page, scope_of(w), record, &query, &page));
    return page.n;
}

static struct rehearse_script asking(struct arena *arena, const char *instructions)
{
    struct rehearse_script cmd = { .opening = { .v = STR("¿{{nombre}}?"), .has = true },
                                   .instructions = { .v = str_from_c(instructions), .has = true },
                                   .persona = PERSONA_OPTS_OUT };

    cmd.variables.items = ARENA_NEW(arena, struct str_pair);
    cmd.variables.items[0] = (struct str_pair){ STR("nombre"), STR("Ana") };
    cmd.variables.n = 1;
    return cmd;
}

static void rehearsal__plays_the_rendered_text_and_says_what_would_be_recorded(void **state)
{
    struct world *w = *state;
    struct stage stage = { .fail = ERR_OK };
    struct rehearse_script cmd = asking(scope_of(w)->arena, "Cobre a {{nombre}} {{saldo}}.");
    struct rehearsal got;

    given_stage(w, &stage);
    expect_ok(rehearse_script(&w->ports, scope_of(w), &cmd, &got));

    expect_str(stage.asked.opening, "¿Ana?");
    expect_str(stage.asked.instructions, "Cobre a Ana {{saldo}}.");
    assert_int_equal(stage.asked.persona, PERSONA_OPTS_OUT);
    assert_int_equal(got.outcome, OUTCOME_OPTED_OUT);
    assert_true(got.suppressed);
    assert_int_equal(got.talk_ms.v.ms, 9000);
    assert_int_equal(got.turns.n, 2);
    assert_int_equal(got.turns.items[1].words.n, 4);
    assert_int_equal(got.missing.n, 1);
    expect_str(got.missing.items[0], "saldo");
}

static void rehearsal__keeps_nothing(void **state)
{
    struct world *w = *state;
    struct stage stage = { .fail = ERR_OK };
    struct rehearse_script cmd = asking(scope_of(w)->arena, "Cobre.");
    size_t calls = count(w, &call_record);
    size_t suppressed = count(w, &suppression_record);
    struct rehearsal got;

    given_stage(w, &stage);
    expect_ok(rehearse_script(&w->ports, scope_of(w), &cmd, &got));

    assert_int_equal(count(w, &call_record), calls);
    assert_int_equal(count(w, &suppression_record), suppressed);
}

static void rehearsal__judges_a_machine_and_a_promise_as_a_call_would(void **state)
{
    struct world *w = *state;
    struct stage stage = { .fail = ERR_OK };
    struct rehearse_script cmd = asking(scope_of(w)->arena, "Cobre.");
    struct rehearsal got;

    given_stage(w, &stage);
    stage.plays.said_outcome = STR("promise");
    stage.plays.said_promise_date = STR("2026-12-01");
    stage.plays.said_promise_amount = STR("mucho");
    expect_ok(rehearse_script(&w->ports, scope_of(w), &cmd, &got));
    assert_int_equal(got.outcome, OUTCOME_PROMISE);
    expect_str(got.promise_date, "2026-12-01");
    assert_int_equal(got.promise_amount.n, 0); /* an amount in words is none */
    assert_false(got.suppressed);

    stage.plays.reason = STR("voicemail_reached");
    stage.plays.in_voicemail = true;
    stage.plays.said_outcome = STR("talked");
    stage.plays.said_promise_date = STR_NONE;
    expect_ok(rehearse_script(&w->ports, scope_of(w), &cmd, &got));
    assert_int_equal(got.outcome, OUTCOME_VOICEMAIL);
}

static void rehearsal__is_refused_before_the_stage_is_asked(void **state)
{
    struct world *w = *state;
    struct stage stage = { .fail = ERR_OK };
    struct rehearse_script cmd = asking(scope_of(w)->arena, "Cobre {{");
    struct rehearsal got;

    given_stage(w, &stage);
    expect_refused(w, rehearse_script(&w->ports, scope_of(w), &cmd, &got), ERR_INVALID,
                   "request.invalid");
    cmd.instructions.v = STR("");
    expect_refused(w, rehearse_script(&w->ports, scope_of(w), &cmd, &got), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "instructions"), "field.required");
    cmd.instructions.v = STR("Cobre.");
    expect_forbidden(
        w,
        rehearse_script(&w->ports, scope_with(w, all_but(PERMISSION_EDIT_CAMPAIGNS)), &cmd, &got));
    stage.left = 0;
    expect_refused(w, rehearse_script(&w->ports, scope_of(w), &cmd, &got), ERR_EXHAUSTED,
                   "rehearsal.too_many");
    assert_int_equal(stage.played, 0);
    stage.left = 1;
    stage.fail = ERR_UNAVAILABLE;
    expect_refused(w, rehearse_script(&w->ports, scope_of(w), &cmd, &got), ERR_UNAVAILABLE,
                   "rehearsal.unavailable");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(rehearsal__plays_the_rendered_text_and_says_what_would_be_recorded),
        WORLD_TEST(rehearsal__keeps_nothing),
        WORLD_TEST(rehearsal__judges_a_machine_and_a_promise_as_a_call_would),
        WORLD_TEST(rehearsal__is_refused_before_the_stage_is_asked),
    };

    return cmocka_run_group_tests_name("rehearsals", tests, NULL, NULL);
}
