/* infrastructure/src/system/json_log.c - log events as JSON lines. */
#include "infrastructure/system.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "codec/json.h"

static const char *const log_level_texts[] = {
    [LOG_DEBUG] = "debug",
    [LOG_INFO] = "info",
    [LOG_WARN] = "warn",
    [LOG_ERROR] = "error",
};
ENUM_NAMES_DEFINE(log_level)

struct json_log {
    int fd;
    enum log_level least;
    struct clock clock;
    /* A line of PIPE_BUF at most is taken whole by files and pipes, however many write: all may.
     * A longer one could be taken in parts: it has the descriptor for itself. */
    pthread_rwlock_t lock;
};

/* +57***…4567. What is too short to hide anything shows nothing. */
static void put_phone(struct json_writer *w, struct str phone, struct arena *arena)
{
    struct strbuf masked = strbuf_init(arena, 64);

    if (phone.n >= 9 && phone.p[0] == '+') {
        size_t code = phone.p[1] == '1' || phone.p[1] == '7' ? 2 : 3;

        strbuf_add(&masked, str_slice(phone, 0, code));
        strbuf_add_c(&masked, "***…");
        strbuf_add(&masked, str_slice(phone, phone.n - 4, phone.n));
    } else {
        strbuf_add_c(&masked, "***");
    }
    json_put_str(w, strbuf_str(&masked));
}

static void put_error(struct json_writer *w, const struct error *error)
{
    json_open(w, '{');
    json_put_name(w, STR("code"));
    json_put_str(w, str_from_c(err_name(error->code)));
    json_put_name(w, STR("slug"));
    json_put_str(w, str_from_c(error->slug));
    json_put_name(w, STR("file"));
    json_put_str(w, str_from_c(error->file));
    json_put_name(w, STR("line"));
    json_put_i64(w, error->line);
    json_close(w, '}');
}

static void put_field(struct json_writer *w, const struct log_field *f, struct arena *arena)
{
    json_put_name(w, str_from_c(f->name));
    switch (f->kind) {
    case LFK_I64:
        json_put_i64(w, f->i64);
        break;
    case LFK_STR:
        json_put_str(w, f->str);
        break;
    case LFK_ID:
        json_put_str(w, id128_is_zero(f->id) ? STR_NONE : id128_print(arena, f->str.p, f->id));
        break;
    case LFK_PHONE:
        put_phone(w, f->str, arena);
        break;
    case LFK_ERROR:
        put_error(w, f->error);
        break;
    case LFK_END:
        json_put_null(w);
        break;
    }
}

static void put_head(struct json_writer *w, const struct json_log *log, enum log_level level,
                     const char *event, struct str request_id)
{
    json_open(w, '{');
    json_put_name(w, STR("at"));
    json_put_instant(w, VIA0(log->clock, wall));
    json_put_name(w, STR("level"));
    json_put_str(w, log_level_name(level));
    json_put_name(w, STR("event"));
    json_put_str(w, str_from_c(event));
    if (request_id.n > 0) {
        json_put_name(w, STR("request_id"));
        json_put_str(w, request_id);
    }
}

static void write_all(int fd, struct str line)
{
    while (line.n > 0) {
        ssize_t n = write(fd, line.p, line.n);

        if (n < 0 && errno != EINTR)
            return; /* a log that cannot be written stops nobody */
        if (n > 0)
            line = str_slice(line, (size_t)n, line.n);
    }
}

static void write_event(void *self, enum log_level level, const char *event, struct str request_id,
                        const struct log_field *fields)
{
    struct json_log *log = self;
    struct arena arena;
    struct strbuf line;
    struct json_writer w;

    if (level < log->least)
        return;
    arena = arena_init();
    line = strbuf_init(&arena, LOG_LINE_BYTES);
    w = json_writer_init(&line);
    put_head(&w, log, level, event, request_id);
    for (; fields->kind != LFK_END; fields++)
        put_field(&w, fields, &arena);
    json_close(&w, '}');
    strbuf_add_char(&line, '\n');
    if (!strbuf_ok(&line)) { /* too long: that it happened is worth more than what it said */
        line = strbuf_init(&arena, LOG_LINE_BYTES);
        w = json_writer_init(&line);
        put_head(&w, log, level, event, request_id);
        json_put_name(&w, STR("truncated"));
        json_put_bool(&w, true);
        json_close(&w, '}');
        strbuf_add_char(&line, '\n');
    }
    if (line.n <= PIPE_BUF)
        pthread_rwlock_rdlock(&log->lock);
    else
        pthread_rwlock_wrlock(&log->lock);
    write_all(log->fd, strbuf_str(&line));
    pthread_rwlock_unlock(&log->lock);
    arena_release(&arena);
}

struct json_log *json_log_new(int fd, enum log_level least, struct clock clock)
{
    struct json_log *log = calloc(1, sizeof *log);

    if (log == NULL)
        abort();
    *log = (struct json_log){ .fd = fd, .least = least, .clock = clock };
    pthread_rwlock_init(&log->lock, NULL);
    return log;
}

void json_log_free(struct json_log *log)
{
    if (log == NULL)
        return;
    pthread_rwlock_destroy(&log->lock);
    free(log);
}

struct log json_log_port(struct json_log *log)
{
    static const struct log_ops ops = { .write = write_event };

    return (struct log){ &ops, log };
}
