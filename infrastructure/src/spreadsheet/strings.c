/* spreadsheet/strings.c - address space for the largest table is taken at once and filled as it is
 * used, so nothing is copied while it grows. */
#include "spreadsheet/strings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { IN_MEMORY = 96 << 20, MOST_STRINGS = 8000000, WINDOW = 64 << 10 };

struct strings {
    char *bytes;
    uint32_t *starts; /* MOST_STRINGS + 1: the next one's start is this one's end */
    size_t n;
    uint64_t end;          /* of the string in the making */
    uint64_t spilled_from; /* what starts here or later is in the file */
    bool spilling;
    int spill;
    char *window; /* of the file: written while strings are added, read after */
    uint64_t window_at;
    size_t window_n;
    bool reading;
};

static void *address_space(size_t n)
{
    void *p =
        mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (p == MAP_FAILED)
        abort();
    return p;
}

struct strings *strings_new(int spill)
{
    struct strings *s = calloc(1, sizeof *s);

    if (s == NULL || (s->window = malloc(WINDOW)) == NULL)
        abort();
    s->bytes = address_space(IN_MEMORY);
    s->starts = address_space((MOST_STRINGS + 1) * sizeof *s->starts);
    s->spill = spill;
    return s;
}

void strings_free(struct strings *s)
{
    if (s == NULL)
        return;
    munmap(s->bytes, IN_MEMORY);
    munmap(s->starts, (MOST_STRINGS + 1) * sizeof *s->starts);
    free(s->window);
    free(s);
}

static enum err too_many(struct error *error)
{
    return FAIL_WITH(error, ERR_INVALID, "sheet.too_many_strings", P_I64("limit", MOST_STRINGS));
}

static enum err flush_window(struct strings *s, struct error *error)
{
    size_t done = 0;

    while (done < s->window_n) {
        ssize_t wrote =
            pwrite(s->spill, s->window + done, s->window_n - done, (off_t)(s->window_at + done));

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return FAIL(error, ERR_UNAVAILABLE, "sheet.reader_failed");
        done += (size_t)wrote;
    }
    s->window_at += s->window_n;
    s->window_n = 0;
    return ERR_OK;
}

static enum err spill(struct strings *s, struct str piece, struct error *error)
{
    while (piece.n > 0) {
        size_t n = WINDOW - s->window_n < piece.n ? WINDOW - s->window_n : piece.n;

        memcpy(s->window + s->window_n, piece.p, n);
        s->window_n += n;
        s->end += n;
        piece = str_slice(piece, n, piece.n);
        if (s->window_n == WINDOW)
            TRY(flush_window(s, error));
    }
    return ERR_OK;
}

/* Memory is full: the string in the making is the first that goes to the file. */
static enum err begin_spilling(struct strings *s, struct error *error)
{
    uint64_t begun = s->n == 0 ? 0 : s->starts[s->n];
    struct str half = { s->bytes + begun, (size_t)(s->end - begun) };

    if (s->spill < 0)
        return too_many(error);
    s->spilling = true;
    s->spilled_from = s->end = begun;
    return spill(s, half, error);
}

enum err strings_add(struct strings *s, struct str piece, struct error *error)
{
    if (s->n >= MOST_STRINGS || s->end + piece.n > UINT32_MAX)
        return too_many(error);
    if (!s->spilling && s->end + piece.n > IN_MEMORY)
        TRY(begin_spilling(s, error));
    if (s->spilling)
        return spill(s, piece, error);
    if (piece.n > 0)
        memcpy(s->bytes + s->end, piece.p, piece.n);
    s->end += piece.n;
    return ERR_OK;
}

enum err strings_end(struct strings *s, struct error *error)
{
    if (s->n >= MOST_STRINGS)
        return too_many(error);
    s->starts[++s->n] = (uint32_t)s->end;
    return ERR_OK;
}

size_t strings_count(const struct strings *s)
{
    return s->n;
}

static enum err read_spilled(struct strings *s, uint64_t at, char *to, size_t n,
                             struct error *error)
{
    size_t done = 0;

    while (done < n) {
        ssize_t got = pread(s->spill, to + done, n - done, (off_t)(at + done));

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return FAIL(error, ERR_UNAVAILABLE, "sheet.reader_failed");
        done += (size_t)got;
    }
    return ERR_OK;
}

/* Cells ask in about the order in which strings were stored, so one window serves many. */
static enum err get_spilled(struct strings *s, uint64_t at, size_t n, char *to, struct error *error)
{
    uint64_t all = s->end - s->spilled_from;

    if (!s->reading) {
        TRY(flush_window(s, error));
        s->reading = true;
    }
    if (n > WINDOW)
        return read_spilled(s, at, to, n, error);
    if (at < s->window_at || at + n > s->window_at + s->window_n) {
        s->window_at = at;
        s->window_n = 0;
        size_t wanted = all - at < WINDOW ? (size_t)(all - at) : WINDOW;
        TRY(read_spilled(s, at, s->window, wanted, error));
        s->window_n = wanted;
    }
    memcpy(to, s->window + (at - s->window_at), n);
    return ERR_OK;
}

enum err strings_get(struct strings *s, size_t i, struct arena *arena, struct str *ret,
                     struct error *error)
{
    uint64_t start = s->starts[i];
    size_t n = s->starts[i + 1] - (size_t)start;
    char *copy;

    if (!s->spilling || start < s->spilled_from || n == 0) {
        *ret = (struct str){ s->bytes + start, n };
        return ERR_OK;
    }
    copy = arena_alloc(arena, n);
    TRY(get_spilled(s, start - s->spilled_from, n, copy, error));
    *ret = (struct str){ copy, n };
    return ERR_OK;
}
