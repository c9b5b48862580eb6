/* recording.c - /recordings/{call_id}.wav: a short tone, different for each call, so that whoever
 * downloads it can tell whether it is the right one. */
#include "exchange.h"

#include <string.h>

enum { RATE = 8000, SAMPLES = RATE * 2, HEADER = 44, LOUD = 4000 };

static void put_le(char *to, uint32_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        to[i] = (char)(v >> (8 * i) & 0xff);
}

static void put_header(char *to)
{
    memcpy(to, "RIFF\0\0\0\0WAVEfmt ", 16);
    put_le(to + 4, HEADER - 8 + 2 * SAMPLES, 4);
    put_le(to + 16, 16, 4); /* bytes of the format */
    put_le(to + 20, 1, 2);  /* PCM */
    put_le(to + 22, 1, 2);  /* one channel */
    put_le(to + 24, RATE, 4);
    put_le(to + 28, RATE * 2, 4); /* bytes a second */
    put_le(to + 32, 2, 2);        /* bytes a sample */
    put_le(to + 34, 16, 2);       /* bits */
    memcpy(to + 36, "data", 4);
    put_le(to + 40, 2 * SAMPLES, 4);
}

static struct str tone(struct arena *arena, uint64_t seed)
{
    uint64_t state = seed;
    int64_t period = 16 + draw_below(&state, 24); /* samples: a triangle of 200 to 500 Hz */
    char *wav = arena_alloc(arena, HEADER + 2 * SAMPLES);

    put_header(wav);
    for (int64_t i = 0; i < SAMPLES; i++) {
        int64_t at = i % period, rising = at * 2 < period ? at : period - at;
        int64_t sample = (rising * 4 - period) * LOUD / period;

        put_le(wav + HEADER + 2 * i, (uint32_t)(int32_t)sample, 2);
    }
    return (struct str){ wav, HEADER + 2 * SAMPLES };
}

void recording_answer(struct exchange *x)
{
    const struct str before = STR("/recordings/"), after = STR(".wav");
    const struct str channels = STR("_multichannel");
    struct str path = x->request->path, id;
    struct call call;

    id = str_slice(path, before.n, path.n - (str_ends(path, after) ? after.n : 0));
    if (str_ends(id, channels))
        id = str_slice(id, 0, id.n - channels.n);
    if (!world_copy_call(x->world, id, &call) || call.started_at.unix_ms == 0 ||
        call.phase < CALL_ENDED) {
        answer_error(x, 404, "Not Found");
        return;
    }
    x->reply->status = 200;
    x->reply->content_type = STR("audio/wav");
    x->reply->body = tone(x->arena, call.plan.seed);
}
