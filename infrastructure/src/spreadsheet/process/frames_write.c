/* spreadsheet/process/frames_write.c - the child's end. */
#include "spreadsheet/process/frames.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spreadsheet/little_endian.h"
#include "spreadsheet/process/slugs.h"

enum { FLUSH_AT = 64 << 10, LONG_TEXT = 255, LOST_DIGITS = 0x80 };

struct frame_writer frame_writer_init(int fd)
{
    return (struct frame_writer){ .fd = fd };
}

static unsigned char *room(struct frame_writer *w, size_t n)
{
    size_t capacity = w->capacity == 0 ? 2 * FLUSH_AT : w->capacity;

    while (capacity - w->n < n)
        capacity *= 2;
    if (capacity != w->capacity) {
        w->bytes = realloc(w->bytes, capacity);
        if (w->bytes == NULL)
            abort();
        w->capacity = capacity;
    }
    return w->bytes + w->n;
}

static void put_u8(struct frame_writer *w, unsigned v)
{
    *room(w, 1) = (unsigned char)v;
    w->n += 1;
}

static void put_u32(struct frame_writer *w, uint32_t v)
{
    put_le32(room(w, 4), v);
    w->n += 4;
}

static void put_text(struct frame_writer *w, struct str s)
{
    if (s.n < LONG_TEXT) {
        put_u8(w, (unsigned)s.n);
    } else {
        put_u8(w, LONG_TEXT);
        put_u32(w, (uint32_t)s.n);
    }
    if (s.n > 0)
        memcpy(room(w, s.n), s.p, s.n);
    w->n += s.n;
}

static enum err flush(struct frame_writer *w, enum frame_kind kind)
{
    size_t done = 0;

    if (w->n < FRAME_HEAD)
        w->n = FRAME_HEAD;
    w->bytes[0] = (unsigned char)kind;
    put_le32(w->bytes + 1, (uint32_t)(w->n - FRAME_HEAD));
    while (done < w->n) {
        ssize_t wrote = write(w->fd, w->bytes + done, w->n - done);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return ERR_UNAVAILABLE;
        done += (size_t)wrote;
    }
    w->n = 0;
    return ERR_OK;
}

static void begin(struct frame_writer *w)
{
    room(w, FRAME_HEAD);
    if (w->n == 0)
        w->n = FRAME_HEAD;
}

enum err frame_row(void *to, int64_t row, const struct cell *cells, size_t n)
{
    struct frame_writer *w = to;

    begin(w);
    put_u32(w, (uint32_t)row);
    put_u32(w, (uint32_t)n);
    for (size_t i = 0; i < n; i++) {
        put_u8(w, (unsigned)cells[i].kind | (cells[i].lost_digits ? LOST_DIGITS : 0));
        if (cells[i].kind != CELL_EMPTY)
            put_text(w, cells[i].text);
    }
    return w->n >= FLUSH_AT ? flush(w, FRAME_ROWS) : ERR_OK;
}

static enum err flush_rows(struct frame_writer *w)
{
    return w->n > FRAME_HEAD ? flush(w, FRAME_ROWS) : ERR_OK;
}

enum err frame_info(struct frame_writer *w, const struct workbook_info *info)
{
    begin(w);
    put_text(w, info->format);
    put_u32(w, (uint32_t)info->n);
    for (size_t i = 0; i < info->n; i++) {
        put_u8(w, info->sheets[i].hidden);
        put_text(w, info->sheets[i].name);
    }
    return flush(w, FRAME_INFO);
}

enum err frame_error(struct frame_writer *w, const struct error *error)
{
    TRY(flush_rows(w));
    begin(w);
    put_u8(w, (unsigned)error->code);
    put_u8(w, sheet_slug_number(error->slug));
    for (int i = 0; i < ERROR_PARAMS; i++) {
        const struct param *param = &error->params[i];

        put_u8(w, sheet_param_number(param->name));
        put_u8(w, param->str.p != NULL);
        put_u32(w, (uint32_t)param->i64);
        put_u32(w, (uint32_t)((uint64_t)param->i64 >> 32));
        put_text(w, param->str);
    }
    return flush(w, FRAME_ERROR);
}

enum err frame_done(struct frame_writer *w)
{
    TRY(flush_rows(w));
    begin(w);
    return flush(w, FRAME_DONE);
}
