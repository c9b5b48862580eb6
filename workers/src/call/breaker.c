/* call/breaker.c - closed, open, probing. */
#include "call/breaker.h"

void breaker_init(struct breaker *b)
{
    *b = (struct breaker){ .state = BREAKER_CLOSED };
}

static void open_it(struct breaker *b, struct instant now)
{
    *b = (struct breaker){ .state = BREAKER_OPEN, .opened_at = now };
}

int64_t breaker_allows(struct breaker *b, const struct breaker_settings *s, struct instant now)
{
    if (b->state == BREAKER_CLOSED)
        return INT64_MAX;
    if (b->state == BREAKER_OPEN) {
        if (instant_minus(now, b->opened_at).ms < s->open.ms)
            return 0;
        b->state = BREAKER_PROBING;
        b->opened_at = now;
        b->probes_sent = b->probes_good = 0;
    }
    /* a probe that never came back (it was sent back before its POST) does not keep it shut */
    if (b->probes_sent >= s->probes && instant_minus(now, b->opened_at).ms >= s->open.ms) {
        b->opened_at = now;
        b->probes_sent = b->probes_good;
    }
    return s->probes - b->probes_sent;
}

void breaker_started(struct breaker *b, int64_t n)
{
    if (b->state == BREAKER_PROBING)
        b->probes_sent += n;
}

static bool is_broken(const struct breaker *b, const struct breaker_settings *s, int64_t index)
{
    int64_t good = 0, bad = 0;

    for (size_t i = 0; i < BREAKER_SLICES; i++)
        if (b->slices[i].index > index - BREAKER_SLICES) {
            good += b->slices[i].good;
            bad += b->slices[i].bad;
        }
    return good + bad >= s->least && bad * 100 >= (good + bad) * s->share;
}

bool breaker_result(struct breaker *b, const struct breaker_settings *s, struct instant now,
                    bool good)
{
    int64_t index = now.unix_ms / s->slice.ms;
    struct breaker_slice *slice = &b->slices[index % BREAKER_SLICES];

    if (b->state == BREAKER_OPEN) /* of a POST from before */
        return false;
    if (b->state == BREAKER_PROBING) {
        b->probes_good += good;
        if (!good)
            open_it(b, now);
        else if (b->probes_good >= s->probes)
            breaker_init(b);
        return !good;
    }
    if (slice->index != index)
        *slice = (struct breaker_slice){ .index = index };
    slice->good += good;
    slice->bad += !good;
    if (good || !is_broken(b, s, index))
        return false;
    open_it(b, now);
    return true;
}
