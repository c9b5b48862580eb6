/* body_reader.c - bounded in bytes and in time. */
#include "http/body_reader.h"

#include <string.h>

/* FIRST_MOST: what a client says of its length is given no more than that before it has sent it. */
enum { QUICK_MS = 20, FIRST_ROOM = 4096, FIRST_MOST = 64 * 1024 };

static enum err fail(struct body_reader *r, enum body_failure failure)
{
    static const enum err errors[] = { [BODY_FINE] = ERR_OK,
                                       [BODY_TOO_LARGE] = ERR_INVALID,
                                       [BODY_TOO_SLOW] = ERR_TIMEOUT,
                                       [BODY_BROKEN] = ERR_UNAVAILABLE };

    r->failure = failure;
    return errors[failure];
}

static struct instant now(const struct body_reader *r)
{
    return VIA0(r->clock, boot);
}

static void begin(struct body_reader *r)
{
    r->begun = true;
    r->began = now(r);
    r->piece = PIECE_LEAST;
    r->ended = r->length == 0;
    if (r->on_begin != NULL && !r->ended)
        r->on_begin(r->from);
}

/* The time that the body may have taken up to now. */
static int64_t allowed_ms(const struct body_reader *r)
{
    return r->patience.ms + (r->rate > 0 ? r->got / r->rate * MS_PER_SECOND : 0);
}

static size_t next_piece(const struct body_reader *r, size_t n)
{
    size_t piece = n < r->piece ? n : r->piece;

    if (r->length >= 0 && (int64_t)piece > r->length - r->got)
        piece = (size_t)(r->length - r->got);
    return piece;
}

/* One piece ran well: the next may be larger. One was slow: back to the smallest. */
static void adapt(struct body_reader *r, struct instant before, struct instant after)
{
    if (after.unix_ms - before.unix_ms > QUICK_MS)
        r->piece = PIECE_LEAST;
    else if (r->piece < PIECE_MOST)
        r->piece *= 2;
}

static enum err took(struct body_reader *r, int64_t n, size_t *got)
{
    if (n < 0 || (n == 0 && r->length >= 0))
        return fail(r, BODY_BROKEN);
    r->got += n;
    r->ended = n == 0 || r->got == r->length;
    if (r->got > r->most)
        return fail(r, BODY_TOO_LARGE);
    *got = (size_t)n;
    return ERR_OK;
}

enum err body_read_piece(void *from, void *buffer, size_t n, size_t *got)
{
    struct body_reader *r = from;
    struct instant before, after;
    int64_t pulled;

    if (r->failure != BODY_FINE)
        return fail(r, r->failure);
    if (r->length > r->most)
        return fail(r, BODY_TOO_LARGE);
    if (!r->begun)
        begin(r);
    *got = 0;
    if (r->ended || n == 0)
        return ERR_OK;
    before = now(r);
    if (before.unix_ms - r->began.unix_ms > allowed_ms(r))
        return fail(r, BODY_TOO_SLOW);
    pulled = r->pull(r->from, buffer, next_piece(r, n));
    after = now(r);
    adapt(r, before, after);
    if (pulled <= 0 && after.unix_ms - r->began.unix_ms > allowed_ms(r))
        return fail(r, BODY_TOO_SLOW);
    return took(r, pulled, got);
}

enum err body_read_all(struct body_reader *r, struct arena *arena, struct str *ret)
{
    size_t room = r->length > 0 && r->length < FIRST_MOST ? (size_t)r->length + 1
                  : r->length > 0                         ? FIRST_MOST
                                                          : FIRST_ROOM;
    char *bytes = arena_alloc(arena, room);
    size_t n = 0, got;

    do {
        if (n == room) {
            char *larger = arena_alloc(arena, room * 2);

            memcpy(larger, bytes, n);
            bytes = larger;
            room *= 2;
        }
        TRY(body_read_piece(r, bytes + n, room - n, &got));
        n += got;
    } while (got > 0);
    *ret = (struct str){ bytes, n };
    return ERR_OK;
}

bool body_is_over(const struct body_reader *r)
{
    return r->length == 0 || (r->ended && r->failure == BODY_FINE);
}
