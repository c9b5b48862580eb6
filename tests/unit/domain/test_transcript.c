/* tests/unit/domain/test_transcript.c - what was said, and when. */
#include "support/expect.h"

#include "domain/services/transcript.h"

static int set_up(void **state)
{
    static struct arena arena;

    arena = arena_init();
    *state = &arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_release(*state);
    return 0;
}

static void transcript__tells_who_said_what(void **state)
{
    struct transcript t = transcript_read(
        *state,
        STR("(ruido)\nAgent: Buenos días.\nUSER:¿Quién habla?\n de parte de quién \n\n"
            "Agent: De Cobranzas.\n"),
        STR_NONE);

    assert_int_equal(t.turns.n, 4);
    expect_str(t.turns.items[0].text, "(ruido)");
    expect_str(t.turns.items[1].text, "Buenos días.");
    assert_int_equal(t.turns.items[2].speaker, SPEAKER_PERSON);
    expect_str(t.turns.items[2].text, "¿Quién habla? de parte de quién");
    assert_int_equal(t.turns.items[3].speaker, SPEAKER_AGENT);
    assert_false(t.turns.items[3].start_ms.has);
}

static void transcript__of_nothing_has_no_turns(void **state)
{
    assert_int_equal(transcript_read(*state, STR(""), STR("")).turns.n, 0);
    assert_int_equal(transcript_read(*state, STR_NONE, STR_NONE).turns.n, 0);
}

static void transcript__gives_each_word_its_moment(void **state)
{
    const struct word_time hello[] = { { 120, 430 }, { 460, 650 } };
    const struct word_time yes[] = { { 600, 840 } }; /* they spoke at the same time */
    struct strbuf lines = strbuf_init(*state, 1000);
    struct transcript t;

    word_times_add(&lines, SPEAKER_AGENT, hello, 2);
    word_times_add(&lines, SPEAKER_PERSON, yes, 1);
    expect_str(strbuf_str(&lines), "A120+310 30+190\nU600+240\n");
    t = transcript_read(*state, STR("Agent: Buenos  días.\nUser: Sí\n"), strbuf_str(&lines));

    assert_int_equal(t.turns.items[0].words.n, 2);
    expect_str(t.turns.items[0].words.items[1].text, "días.");
    assert_int_equal(t.turns.items[0].words.items[1].start_ms.ms, 460);
    assert_int_equal(t.turns.items[0].words.items[1].end_ms.ms, 650);
    assert_int_equal(t.turns.items[0].start_ms.v.ms, 120);
    assert_int_equal(t.turns.items[1].end_ms.v.ms, 840);
}

static void transcript__keeps_the_turn_where_the_words_differ(void **state)
{
    struct transcript t =
        transcript_read(*state, STR("Agent: Son 350 pesos\n"), STR("A0+100 10+100\n"));

    assert_int_equal(t.turns.items[0].words.n, 0);
    assert_int_equal(t.turns.items[0].end_ms.v.ms, 210);
}

static void transcript__leaves_out_times_of_another_text(void **state)
{
    static const struct str others[] = {
        STR_INIT("U0+100\nA200+100\n"),      /* other speakers */
        STR_INIT("A0+100\n"),                /* fewer turns */
        STR_INIT("A0+100\nU1+1\nA1+1\n"),    /* more */
        STR_INIT("A0+x\nU1+-1\n"),           /* no numbers */
        STR_INIT("A99999999999+1\nU-5+1\n"), /* no such moment */
        STR_INIT("\n\n"),
    };

    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        struct transcript t = transcript_read(*state, STR("Agent: Hola\nUser: Sí\n"), others[i]);

        assert_int_equal(t.turns.n, 2);
        assert_false(t.turns.items[0].start_ms.has);
        assert_false(t.turns.items[1].start_ms.has);
    }
}

static void word_times__of_a_turn_that_makes_no_sense_are_none(void **state)
{
    const struct word_time backwards[] = { { 100, 200 }, { 300, 250 } };
    struct strbuf lines = strbuf_init(*state, 1000);

    word_times_add(&lines, SPEAKER_AGENT, backwards, 2);
    word_times_add(&lines, SPEAKER_PERSON, NULL, 0);

    expect_str(strbuf_str(&lines), "A\nU\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(transcript__tells_who_said_what),
        TEST(transcript__of_nothing_has_no_turns),
        TEST(transcript__gives_each_word_its_moment),
        TEST(transcript__keeps_the_turn_where_the_words_differ),
        TEST(transcript__leaves_out_times_of_another_text),
        TEST(word_times__of_a_turn_that_makes_no_sense_are_none),
    };

    return cmocka_run_group_tests_name("transcripts", tests, NULL, NULL);
}
