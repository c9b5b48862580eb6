/* domain/src/services/transcript.c - reading is forgiving: both texts come from outside. */
#include "domain/services/transcript.h"

static const char *const speaker_texts[] = {
    [SPEAKER_AGENT] = "agent",
    [SPEAKER_PERSON] = "person",
};
ENUM_NAMES_DEFINE(speaker)

static const struct field word_fields[] = {
    FIELD_STR(struct transcript_word, text, 0, 0, 0),
    FIELD_DURATION(struct transcript_word, start_ms, 0, 0, 0),
    FIELD_DURATION(struct transcript_word, end_ms, 0, 0, 0),
};
static const struct record word_record =
    RECORD("transcript_word", struct transcript_word, word_fields);

static const struct field turn_fields[] = {
    FIELD_ENUM(struct transcript_turn, speaker, 0, speaker_names),
    FIELD_STR(struct transcript_turn, text, 0, 0, 0),
    FIELD_OPT_DURATION(struct transcript_turn, start_ms, 0, 0, 0),
    FIELD_OPT_DURATION(struct transcript_turn, end_ms, 0, 0, 0),
    FIELD_LIST(struct transcript_turn, words, 0, word_record, 0),
};
const struct record transcript_turn_record =
    RECORD("transcript_turn", struct transcript_turn, turn_fields);

static const struct field transcript_fields[] = {
    FIELD_LIST(struct transcript, turns, 0, transcript_turn_record, 0),
};
const struct record transcript_record = RECORD("transcript", struct transcript, transcript_fields);

/* -- the times -- */

static bool are_usable(const struct word_time *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (words[i].start_ms < 0 || words[i].end_ms < words[i].start_ms)
            return false;
    return true;
}

void word_times_add(struct strbuf *lines, enum speaker speaker, const struct word_time *words,
                    size_t n)
{
    int64_t at = 0;

    if (!are_usable(words, n))
        n = 0;
    strbuf_add_char(lines, speaker == SPEAKER_AGENT ? 'A' : 'U');
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            strbuf_add_char(lines, ' ');
        strbuf_add_i64(lines, words[i].start_ms - at);
        strbuf_add_char(lines, '+');
        strbuf_add_i64(lines, words[i].end_ms - words[i].start_ms);
        at = words[i].end_ms;
    }
    strbuf_add_char(lines, '\n');
}

static size_t count_char(struct str s, char c)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == c;
    return n;
}

/* "30+190" behind a word that ended at *at. */
static bool read_time(struct str text, int64_t *at, struct word_time *ret)
{
    struct str pause = str_cut(&text, '+');
    int64_t before, length;

    if (!str_to_i64(pause, -INT32_MAX, INT32_MAX, &before) ||
        !str_to_i64(text, 0, INT32_MAX, &length) || *at + before < 0)
        return false;
    ret->start_ms = *at + before;
    ret->end_ms = *at = ret->start_ms + length;
    return true;
}

/* The times of a line behind its speaker. *n is 0 where there are none, or one cannot be read. */
static struct word_time *read_times(struct arena *arena, struct str line, size_t *n)
{
    struct word_time *words = ARENA_ARRAY(arena, struct word_time, count_char(line, ' ') + 1);
    int64_t at = 0;

    *n = 0;
    while (line.n > 0)
        if (!read_time(str_cut(&line, ' '), &at, &words[(*n)++])) {
            *n = 0;
            break;
        }
    return words;
}

/* -- the turns -- */

static const struct {
    struct str begin;
    enum speaker speaker;
} beginnings[] = {
    { STR_INIT("agent:"), SPEAKER_AGENT },
    { STR_INIT("user:"), SPEAKER_PERSON },
};

static bool begins_turn(struct str line, enum speaker *speaker, struct str *said)
{
    for (size_t i = 0; i < ARRAY_LEN(beginnings); i++) {
        struct str begin = beginnings[i].begin;

        if (!str_eq_nocase(str_slice(line, 0, begin.n), begin))
            continue;
        *speaker = beginnings[i].speaker;
        *said = str_trim(str_slice(line, begin.n, line.n));
        return true;
    }
    return false;
}

static struct str join(struct arena *arena, struct str a, struct str b)
{
    return a.n == 0 ? b : str_format(arena, "%.*s %.*s", STR_ARG(a), STR_ARG(b));
}

static void read_turns(struct arena *arena, struct str text, struct transcript *ret)
{
    ret->turns.items = ARENA_ARRAY(arena, struct transcript_turn, count_char(text, '\n') + 1);
    while (text.p != NULL) {
        struct str line = str_trim(str_cut(&text, '\n'));
        struct transcript_turn turn = { .speaker = SPEAKER_AGENT, .text = line };
        struct transcript_turn *last =
            ret->turns.n > 0 ? &ret->turns.items[ret->turns.n - 1] : NULL;

        if (line.n == 0)
            continue;
        if (!begins_turn(line, &turn.speaker, &turn.text) && last != NULL)
            last->text = join(arena, last->text, line);
        else
            ret->turns.items[ret->turns.n++] = turn;
    }
}

/* -- both together -- */

static size_t count_words(struct str text)
{
    size_t n = 0;

    while (text.n > 0)
        n += str_cut(&text, ' ').n > 0;
    return n;
}

static void give_times(struct arena *arena, struct transcript_turn *turn, struct str line)
{
    struct str rest = turn->text;
    struct word_time *times;
    size_t n;

    times = read_times(arena, line, &n);
    if (n == 0)
        return;
    turn->start_ms = SOME_DURATION(((struct duration){ times[0].start_ms }));
    turn->end_ms = SOME_DURATION(((struct duration){ times[n - 1].end_ms }));
    if (count_words(turn->text) != n)
        return;
    turn->words.items = ARENA_ARRAY(arena, struct transcript_word, n);
    while (turn->words.n < n) {
        struct str word = str_cut(&rest, ' ');
        const struct word_time *time = &times[turn->words.n];

        if (word.n > 0)
            turn->words.items[turn->words.n++] =
                (struct transcript_word){ word, { time->start_ms }, { time->end_ms } };
    }
}

static bool times_fit(const struct transcript *t, struct str times)
{
    size_t i = 0;

    while (times.n > 0) {
        struct str line = str_cut(&times, '\n');
        char who = line.n > 0 ? line.p[0] : 0;

        if (i == t->turns.n || who != (t->turns.items[i].speaker == SPEAKER_AGENT ? 'A' : 'U'))
            return false;
        i++;
    }
    return i == t->turns.n;
}

struct transcript transcript_read(struct arena *arena, struct str text, struct str times)
{
    struct transcript t = { 0 };

    read_turns(arena, text, &t);
    if (!times_fit(&t, times))
        return t;
    for (size_t i = 0; i < t.turns.n; i++) {
        struct str line = str_cut(&times, '\n');

        give_times(arena, &t.turns.items[i], str_slice(line, 1, line.n));
    }
    return t;
}
