/* spreadsheet/writer/output.c - a buffer before a descriptor. */
#include "spreadsheet/writer/output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static enum err failed(struct error *error)
{
    return FAIL(error, ERR_UNAVAILABLE, "sheet.write_failed");
}

enum err output_open(struct output *o, struct arena *arena, struct str path, struct error *error)
{
    *o = (struct output){ .path = str_c(arena, path) };
    o->fd = open(o->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (o->fd < 0)
        return failed(error);
    o->buffer = arena_alloc(arena, OUTPUT_BUFFER);
    return ERR_OK;
}

static void write_all(struct output *o, const char *p, size_t n)
{
    while (n > 0 && !o->failed) {
        ssize_t wrote = write(o->fd, p, n);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0) {
            o->failed = true;
            return;
        }
        p += wrote;
        n -= (size_t)wrote;
    }
}

void output_add(struct output *o, const void *p, size_t n)
{
    o->at += (int64_t)n;
    if (n > OUTPUT_BUFFER - o->n) {
        write_all(o, o->buffer, o->n);
        o->n = 0;
    }
    if (n >= OUTPUT_BUFFER) {
        write_all(o, p, n);
        return;
    }
    if (n > 0)
        memcpy(o->buffer + o->n, p, n);
    o->n += n;
}

enum err output_error(const struct output *o, struct error *error)
{
    return o->failed ? failed(error) : ERR_OK;
}

enum err output_close(struct output *o, struct error *error)
{
    write_all(o, o->buffer, o->n);
    if (close(o->fd) != 0)
        o->failed = true;
    if (o->failed)
        unlink(o->path);
    return output_error(o, error);
}

void output_abandon(struct output *o)
{
    close(o->fd);
    unlink(o->path);
}
