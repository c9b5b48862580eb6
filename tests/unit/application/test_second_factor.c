/* tests/unit/application/test_second_factor.c - codes beside the password: how they are taken up,
 * what is taken, how often, and what helps who lost the device. */
#include "support/given_people.h"

#include "application/commands/second_factor.h"
#include "fakes/plain_codes.h"

static enum err come_in(struct world *w, struct str code, struct signed_in *in)
{
    const struct sign_in cmd = { STR("ana@sur.co"), STR(PASSWORD), STR(""), code };

    return sign_in(&w->ports, scope_of_nobody(w), &cmd, STR("test"), in);
}

static struct signed_in given_in(struct world *w)
{
    struct signed_in in;

    given_owned(w, "ana@sur.co");
    expect_ok(come_in(w, STR(""), &in));
    return in;
}

/* The code of so many steps from now. */
static struct str code_at(struct world *w, int64_t steps)
{
    return plain_code(&w->d.arena,
                      instant_add(w->d.clock.wall, (struct duration){ steps * FACTOR_STEP_MS }));
}

static void pass_steps(struct world *w, int64_t steps)
{
    fixed_clock_move(&w->d.clock, (struct duration){ steps * FACTOR_STEP_MS });
}

static enum err begin(struct world *w, const struct signed_in *in, const char *password,
                      struct begun_factor *ret)
{
    const struct own_password cmd = { str_from_c(password) };

    expect_ok(as(w, in));
    return begin_second_factor(&w->ports, &w->scope, &cmd, ret);
}

static enum err confirm(struct world *w, const struct signed_in *in, struct str code,
                        struct recovery_codes *ret)
{
    const struct confirm_factor cmd = { code };

    expect_ok(as(w, in));
    return confirm_second_factor(&w->ports, &w->scope, &cmd, STR("test"), ret);
}

/* On, and a step later: the code of this moment is unused. */
static struct recovery_codes given_factor(struct world *w)
{
    struct signed_in in = given_in(w);
    struct recovery_codes codes;
    struct begun_factor begun;

    expect_ok(begin(w, &in, PASSWORD, &begun));
    expect_ok(confirm(w, &in, code_at(w, 0), &codes));
    pass_steps(w, 1);
    return codes;
}

static void expect_wrong(struct world *w, struct str code)
{
    struct signed_in in;

    expect_refused(w, come_in(w, code, &in), ERR_UNAUTHENTICATED, "auth.wrong_code");
}

static void begin__asks_the_password_and_changes_nothing_at_the_door(void **state)
{
    struct world *w = *state;
    struct signed_in in = given_in(w), other;
    struct begun_factor begun, again;

    expect_refused(w, begin(w, &in, "otra bruma larga", &begun), ERR_UNAUTHENTICATED,
                   "auth.wrong_password");
    expect_ok(begin(w, &in, PASSWORD, &begun));
    assert_int_equal(begun.secret.n, 32); /* 160 bits in base 32 */
    assert_true(str_starts(begun.uri, STR("otpauth://totp/SpeechAI:ana%40sur.co?secret=")));
    assert_true(str_find(begun.uri, begun.secret) != SIZE_MAX);
    assert_true(str_starts(begun.qr, STR("<svg")));
    expect_ok(come_in(w, STR(""), &other));
    expect_ok(begin(w, &in, PASSWORD, &again));
    assert_false(str_eq(begun.secret, again.secret));
    expect_forbidden(w, begin_second_factor(&w->ports, scope_with(w, permission_all()),
                                            &(struct own_password){ STR(PASSWORD) }, &begun));
}

static void confirm__ends_other_sessions_and_asks_a_code_from_now_on(void **state)
{
    struct world *w = *state;
    struct signed_in in = given_in(w), other;
    struct recovery_codes codes;
    struct begun_factor begun;

    expect_refused(w, confirm(w, &in, code_at(w, 0), &codes), ERR_CONFLICT,
                   "second_factor.not_begun");
    expect_ok(begin(w, &in, PASSWORD, &begun));
    expect_ok(come_in(w, STR(""), &other));
    expect_refused(w, confirm(w, &in, STR("999999"), &codes), ERR_UNAUTHENTICATED,
                   "auth.wrong_code");
    expect_ok(confirm(w, &in, code_at(w, 0), &codes));
    assert_int_equal(codes.codes.n, 10);
    expect_refused(w, as(w, &other), ERR_UNAUTHENTICATED, "auth.session_ended");
    expect_refused(w, as(w, &in), ERR_UNAUTHENTICATED, "auth.session_ended");
    expect_ok(as(w, &codes.in));
    expect_refused(w, come_in(w, STR(""), &other), ERR_UNAUTHENTICATED, "auth.code_needed");
    assert_int_equal(events_of(w, EVENT_SECOND_FACTOR_ON), 1);
    expect_refused(w, begin(w, &codes.in, PASSWORD, &begun), ERR_CONFLICT, "second_factor.on");
}

static void code__is_asked_after_the_password_alone_is_right(void **state)
{
    struct world *w = *state;
    struct signed_in in;

    given_factor(w);
    const struct sign_in cmd = { STR("ana@sur.co"), STR("otra bruma larga"), STR(""),
                                 code_at(w, 0) };

    expect_refused(w, sign_in(&w->ports, scope_of_nobody(w), &cmd, STR("test"), &in),
                   ERR_UNAUTHENTICATED, "auth.wrong_password");
    expect_ok(come_in(w, code_at(w, 0), &in)); /* and that try used no code up */
}

static void code__of_the_confirmation_is_used(void **state)
{
    struct world *w = *state;
    struct signed_in in = given_in(w);
    struct recovery_codes codes;
    struct begun_factor begun;

    expect_ok(begin(w, &in, PASSWORD, &begun));
    expect_ok(confirm(w, &in, code_at(w, 0), &codes));
    expect_wrong(w, code_at(w, 0));
}

static void code__opens_once(void **state)
{
    struct world *w = *state;
    struct signed_in in;

    given_factor(w);
    expect_ok(come_in(w, code_at(w, 0), &in));
    expect_wrong(w, code_at(w, 0));
    pass_steps(w, 1);
    expect_wrong(w, code_at(w, -1)); /* nor in the next step, where the one before is taken */
    expect_ok(come_in(w, code_at(w, 0), &in));
}

static void code__older_than_one_that_was_used_opens_nothing(void **state)
{
    struct world *w = *state;
    struct signed_in in;

    given_factor(w);
    pass_steps(w, 3);
    expect_ok(come_in(w, code_at(w, 0), &in));
    expect_wrong(w, code_at(w, -1));
}

static void code__of_this_step_or_the_one_before_and_no_other_opens(void **state)
{
    struct world *w = *state;
    struct signed_in in;

    given_factor(w);
    pass_steps(w, 10);
    expect_wrong(w, code_at(w, 1));
    expect_wrong(w, code_at(w, -2));
    expect_ok(come_in(w, code_at(w, -1), &in));
    expect_ok(come_in(w, code_at(w, 0), &in));
}

static void step__is_30_seconds_long(void **state)
{
    (void)state;
    assert_int_equal(factor_step((struct instant){ 59999 }), 1);
    assert_int_equal(factor_step((struct instant){ 60000 }), 2);
    assert_int_equal(FACTOR_DIGITS, 6);
}

static void codes__are_tried_5_times_in_15_minutes(void **state)
{
    struct world *w = *state;
    struct signed_in in;

    given_factor(w);
    for (int i = 0; i < 5; i++) {
        expect_wrong(w, STR("000001"));
        fixed_clock_move(&w->d.clock, MINUTES(2));
    }
    expect_refused(w, come_in(w, code_at(w, 0), &in), ERR_EXHAUSTED, "auth.too_many_codes");
    assert_int_equal(w->scope.error.params[0].i64, 5 * 60);
    expect_refused(w, come_in(w, STR("AAAA-BBBB-CCCC-DDDD"), &in), ERR_EXHAUSTED,
                   "auth.too_many_codes");
    fixed_clock_move(&w->d.clock, MINUTES(4));
    expect_refused(w, come_in(w, code_at(w, 0), &in), ERR_EXHAUSTED, "auth.too_many_codes");
    fixed_clock_move(&w->d.clock, MINUTES(1));
    expect_ok(come_in(w, code_at(w, 0), &in));
}

static void code__that_is_right_gives_the_tries_back(void **state)
{
    struct world *w = *state;
    struct signed_in in;

    given_factor(w);
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 4; k++)
            expect_wrong(w, STR("000001"));
        expect_ok(come_in(w, code_at(w, 0), &in));
        pass_steps(w, 1);
    }
}

/* -- recovery -- */

static void recovery_code__opens_once_however_it_is_typed(void **state)
{
    struct world *w = *state;
    struct recovery_codes codes = given_factor(w);
    struct str typed = recovery_code_normal(&w->d.arena, codes.codes.items[3]);
    struct second_factor_view view;
    struct signed_in in;
    char small[40] = "  ";

    assert_int_equal(typed.n, 16); /* 80 bits in base 32 */
    for (size_t i = 0; i < typed.n; i++)
        small[2 + i] = (char)(typed.p[i] >= 'A' ? typed.p[i] - 'A' + 'a' : typed.p[i]);
    expect_ok(come_in(w, str_from_c(small), &in));
    expect_wrong(w, codes.codes.items[3]);
    expect_ok(come_in(w, codes.codes.items[4], &in));
    expect_ok(as(w, &in));
    expect_ok(read_second_factor(&w->ports, &w->scope, &view));
    assert_true(view.on);
    assert_int_equal(view.recovery_codes_left, 8);
    assert_int_equal(events_of(w, EVENT_RECOVERY_CODE_USED), 2);
}

/* 16 letters of 5 bits, and none of them is the same in all codes. */
static void expect_chance_everywhere(const struct str_list *codes)
{
    assert_int_equal(codes->n, 10);
    assert_int_equal(codes->items[0].n, 19);
    for (size_t at = 0; at < codes->items[0].n; at++) {
        size_t same = 0;

        for (size_t i = 0; i < codes->n; i++)
            same += codes->items[i].p[at] == codes->items[0].p[at];
        assert_true(at % 5 == 4 ? same == codes->n : same < codes->n);
    }
}

static void recovery_codes__are_10_different_ones_kept_as_hashes(void **state)
{
    struct world *w = *state;
    struct recovery_codes codes = given_factor(w);
    void *found;

    expect_ok(VIA(w->ports.records, find, scope_global(w), &second_factor_record,
                  codes.in.user.id.v, &found));
    const struct second_factor *factor = found;

    assert_int_equal(factor->recovery.n, RECOVERY_CODES);
    for (size_t i = 0; i < codes.codes.n; i++)
        for (size_t k = 0; k < RECOVERY_CODES; k++) {
            assert_int_equal(factor->recovery.items[k].n, 64);
            assert_false(str_eq(factor->recovery.items[k], codes.codes.items[i]));
            assert_true(i == k || !str_eq(codes.codes.items[i], codes.codes.items[k]));
        }
    expect_chance_everywhere(&codes.codes);
}

static void renew__makes_the_old_codes_worthless(void **state)
{
    struct world *w = *state;
    struct recovery_codes codes = given_factor(w), fresh;
    const struct own_password cmd = { STR(PASSWORD) }, wrong = { STR("otra bruma larga") };
    struct signed_in in;

    expect_ok(as(w, &codes.in));
    expect_refused(w, renew_recovery_codes(&w->ports, &w->scope, &wrong, STR("test"), &fresh),
                   ERR_UNAUTHENTICATED, "auth.wrong_password");
    expect_ok(renew_recovery_codes(&w->ports, &w->scope, &cmd, STR("test"), &fresh));
    expect_wrong(w, codes.codes.items[0]);
    expect_ok(come_in(w, fresh.codes.items[0], &in));
    assert_int_equal(events_of(w, EVENT_RECOVERY_CODES_MADE), 1);
}

/* -- giving it up -- */

static void end__asks_the_password_and_ends_the_other_sessions(void **state)
{
    struct world *w = *state;
    struct recovery_codes codes = given_factor(w);
    const struct own_password cmd = { STR(PASSWORD) }, wrong = { STR("otra bruma larga") };
    struct signed_in other, after;

    expect_ok(come_in(w, code_at(w, 0), &other));
    expect_ok(as(w, &codes.in));
    expect_refused(w, end_second_factor(&w->ports, &w->scope, &wrong, STR("test"), &after),
                   ERR_UNAUTHENTICATED, "auth.wrong_password");
    expect_ok(end_second_factor(&w->ports, &w->scope, &cmd, STR("test"), &after));
    expect_refused(w, as(w, &other), ERR_UNAUTHENTICATED, "auth.session_ended");
    expect_ok(as(w, &after));
    expect_refused(w, end_second_factor(&w->ports, &w->scope, &cmd, STR("test"), &after),
                   ERR_CONFLICT, "second_factor.off");
    expect_ok(come_in(w, STR(""), &other));
    assert_int_equal(events_of(w, EVENT_SECOND_FACTOR_OFF), 1);
}

/* -- what the person hears of it -- */

static void expect_last_mail(struct world *w, const char *subject, const char *in_text)
{
    all_are_told(w, CONSUMER_NOTIFICATION);
    const struct mail *mail = &w->mails.items[w->mails.n - 1];

    expect_str(mail->to, "ana@sur.co");
    assert_true(str_eq_c(mail->subject, subject));
    assert_true(str_find(mail->text, str_from_c(in_text)) != SIZE_MAX);
}

static void changes__are_mailed_to_the_person_with_where_from(void **state)
{
    struct world *w = *state;
    const struct own_password cmd = { STR(PASSWORD) };
    struct recovery_codes codes = given_factor(w), fresh;
    struct signed_in in;
    size_t mails = w->mails.n;

    expect_last_mail(w, "mail.second_factor_on.subject", "mail.second_factor_on.text");
    expect_ok(come_in(w, codes.codes.items[0], &in));
    expect_last_mail(w, "mail.recovery_code_used.subject", "9");
    expect_ok(as(w, &in));
    w->scope.address = STR("190.2.3.4");
    expect_ok(renew_recovery_codes(&w->ports, &w->scope, &cmd, STR("test"), &fresh));
    expect_last_mail(w, "mail.recovery_codes_made.subject", "190.2.3.4");
    expect_ok(as(w, &fresh.in));
    expect_ok(end_second_factor(&w->ports, &w->scope, &cmd, STR("test"), &in));
    expect_last_mail(w, "mail.second_factor_off.subject", "mail.second_factor_off.text");
    assert_int_equal(w->mails.n - mails, 4);
}

/* -- two at once -- */

static struct record_store inside;
static struct world *meddled;
static int saves_until;

/* Somebody else's save of the factor comes first. */
static enum err save_late(void *self, struct scope *scope, const struct record *record,
                          void *object, struct event_list *events)
{
    (void)self;
    if (record == &second_factor_record && saves_until-- == 0) {
        const struct second_factor *mine = object;
        struct scope theirs = scope_system(&meddled->d.arena, (struct account_id){ 0 },
                                           meddled->d.clock.wall, log_none());
        void *found;

        expect_ok(VIA(inside, find, &theirs, &second_factor_record, mine->id.v, &found));
        expect_ok(VIA(inside, save, &theirs, &second_factor_record, found, NULL));
    }
    return VIA(inside, save, scope, record, object, events);
}

static enum err come_in_late(struct world *w, int saves, struct str code)
{
    struct record_store_ops ops = *w->ports.records.ops;
    struct signed_in in;
    enum err err;

    inside = w->ports.records;
    meddled = w;
    saves_until = saves;
    ops.save = save_late;
    w->ports.records.ops = &ops;
    err = come_in(w, code, &in);
    w->ports.records = inside;
    return err;
}

static void code__tried_twice_at_once_opens_at_most_once(void **state)
{
    struct world *w = *state;
    struct recovery_codes codes = given_factor(w);

    expect_refused(w, come_in_late(w, 0, code_at(w, 0)), ERR_UNAVAILABLE, "auth.busy");
    expect_refused(w, come_in_late(w, 1, code_at(w, 0)), ERR_UNAUTHENTICATED, "auth.wrong_code");
    expect_refused(w, come_in_late(w, 1, codes.codes.items[0]), ERR_UNAUTHENTICATED,
                   "auth.wrong_code");
    assert_int_equal(events_of(w, EVENT_RECOVERY_CODE_USED), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(begin__asks_the_password_and_changes_nothing_at_the_door),
        WORLD_TEST(confirm__ends_other_sessions_and_asks_a_code_from_now_on),
        WORLD_TEST(code__is_asked_after_the_password_alone_is_right),
        WORLD_TEST(code__of_the_confirmation_is_used),
        WORLD_TEST(code__opens_once),
        WORLD_TEST(code__older_than_one_that_was_used_opens_nothing),
        WORLD_TEST(code__of_this_step_or_the_one_before_and_no_other_opens),
        WORLD_TEST(step__is_30_seconds_long),
        WORLD_TEST(codes__are_tried_5_times_in_15_minutes),
        WORLD_TEST(code__that_is_right_gives_the_tries_back),
        WORLD_TEST(recovery_code__opens_once_however_it_is_typed),
        WORLD_TEST(recovery_codes__are_10_different_ones_kept_as_hashes),
        WORLD_TEST(renew__makes_the_old_codes_worthless),
        WORLD_TEST(end__asks_the_password_and_ends_the_other_sessions),
        WORLD_TEST(changes__are_mailed_to_the_person_with_where_from),
        WORLD_TEST(code__tried_twice_at_once_opens_at_most_once),
    };

    return cmocka_run_group_tests_name("second factor", tests, NULL, NULL);
}
