/* voice.c - tones in whole numbers: a triangle and its octave under an envelope a syllable long. */
#include "voice.h"

#include <string.h>

#include "base/checked.h"

enum {
    RATE = 8000, /* samples a second, as on a telephone line */
    PER_MS = RATE / 1000,
    HEADER = 44,
    SILENCE = 128, /* of 8 bits without a sign */
    SYLLABLE_MS = 170,
    ATTACK_MS = 25
};

struct tape {
    unsigned char *samples;
    int64_t n; /* samples of one channel */
    enum voice_channels channels;
};

static void put_le(char *to, int64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        to[i] = (char)(v >> (8 * i) & 0xff);
}

static void put_header(char *to, int64_t bytes, enum voice_channels channels)
{
    memcpy(to, "RIFF\0\0\0\0WAVEfmt ", 16);
    put_le(to + 4, HEADER - 8 + bytes, 4);
    put_le(to + 16, 16, 4); /* bytes of the format */
    put_le(to + 20, 1, 2);  /* PCM */
    put_le(to + 22, channels, 2);
    put_le(to + 24, RATE, 4);
    put_le(to + 28, RATE * channels, 4); /* bytes a second */
    put_le(to + 32, channels, 2);        /* bytes a sample */
    put_le(to + 34, 8, 2);               /* bits */
    memcpy(to + 36, "data", 4);
    put_le(to + 40, bytes, 4);
}

/* -1000 to 1000 */
static int64_t triangle(int64_t at, int64_t period)
{
    int64_t p = at % period;
    int64_t rising = p * 2 < period ? p : period - p;

    return (rising * 4 - period) * 1000 / period;
}

/* 0 to 1000: up quickly, down slowly. */
static int64_t envelope(int64_t at, int64_t length)
{
    int64_t attack = min_i64(ATTACK_MS * PER_MS, length / 2);

    if (at < attack)
        return at * 1000 / attack;
    return (length - at) * 1000 / (length - attack);
}

static void put_sample(struct tape *tape, int64_t at, bool agent, int64_t sample)
{
    int64_t channel = tape->channels == VOICE_STEREO && !agent ? 1 : 0;

    if (at < tape->n)
        tape->samples[at * tape->channels + channel] = (unsigned char)(SILENCE + sample);
}

static void say_syllable(struct tape *tape, bool agent, int64_t from, int64_t length,
                         int64_t period, int64_t loud)
{
    for (int64_t i = 0; i < length; i++) {
        int64_t tone = triangle(i, period) * 3 + triangle(i * 2, period);

        put_sample(tape, from + i, agent, tone / 4 * envelope(i, length) / 1000 * loud / 1000);
    }
}

/* The agent's pitch is that of every call; the person's is this person's. */
static void say_word(struct tape *tape, const struct word *word, bool agent, int64_t pitch,
                     uint64_t *state)
{
    int64_t from = word->start_ms * PER_MS, until = word->end_ms * PER_MS;
    int64_t syllables = max_i64((until - from) / (SYLLABLE_MS * PER_MS), 1);
    int64_t each = (until - from) / syllables;

    for (int64_t i = 0; i < syllables; i++)
        say_syllable(tape, agent, from + i * each, each, pitch + draw_below(state, 9) - 4,
                     30 + draw_below(state, 60));
}

static void say_all(struct tape *tape, const struct call *call, const struct conversation *said)
{
    uint64_t state = call->plan.seed ^ UINT64_C(0x766f696365);
    int64_t person = 44 + draw_below(&state, 28); /* samples a wave: 111 to 180 Hz */

    for (size_t i = 0; i < said->n; i++)
        for (size_t k = 0; k < said->turns[i].n; k++)
            say_word(tape, &said->turns[i].words[k], said->turns[i].agent,
                     said->turns[i].agent ? 36 : person, &state);
}

struct str voice_record(struct arena *arena, const struct call *call, enum voice_channels channels)
{
    struct conversation said = conversation_make(arena, call, call->duration_ms);
    struct tape tape = { .n = call->duration_ms * PER_MS, .channels = channels };
    size_t bytes = (size_t)(tape.n * channels);
    char *wav = arena_alloc(arena, HEADER + bytes);

    tape.samples = (unsigned char *)wav + HEADER;
    put_header(wav, (int64_t)bytes, channels);
    memset(tape.samples, SILENCE, bytes);
    say_all(&tape, call, &said);
    return (struct str){ wav, HEADER + bytes };
}
