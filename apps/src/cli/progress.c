/* apps/src/cli/progress.c - how far a long work is. */
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cli/show.h"

enum { BAR = 28, DRAW_EVERY_MS = 100, TELL_EVERY_MS = 5000, MIB = 1 << 20 };
enum { NARROWEST = 20, USUAL_WIDTH = 80 };

int64_t show_now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * MS_PER_SECOND + t.tv_nsec / 1000000;
}

size_t show_width(void)
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < NARROWEST)
        return USUAL_WIDTH - 2;
    return size.ws_col - 2u; /* the ellipsis, and the last place, which wraps */
}

struct progress progress_begin(const struct cli *cli, const char *label, bool bytes)
{
    return (struct progress){
        .cli = cli, .label = cli_text(cli, label), .bytes = bytes, .began_ms = show_now_ms()
    };
}

static struct str amount_of(const struct cli *cli, const struct progress *p, int64_t n)
{
    if (!p->bytes)
        return show_count(cli, n);
    return str_format(cli->arena, "%lld.%lld MiB", (long long)(n / MIB),
                      (long long)(n % MIB * 10 / MIB));
}

/* "[#####     ] 12.000 / 50.000  3.000/s  13 s" */
static void draw(struct progress *p, int64_t now)
{
    CLEANUP(arena_release) struct arena arena = arena_init(); /* drawn often: nothing is kept */
    struct cli own = *p->cli, *cli = &own;
    struct strbuf line = strbuf_init(&arena, 1000);
    int64_t passed = now - p->began_ms, rate = passed > 0 ? p->done * 1000 / passed : 0;
    int64_t filled = p->total > 0 ? p->done * BAR / p->total : 0;

    own.arena = &arena;
    strbuf_addf(&line, "%.*s ", STR_ARG(p->label));
    if (p->total > 0) {
        strbuf_add_char(&line, '[');
        for (int64_t i = 0; i < BAR; i++)
            strbuf_add_c(&line, i < filled ? "█" : "·");
        strbuf_add_c(&line, "] ");
    }
    strbuf_add(&line, amount_of(cli, p, p->done));
    if (p->total > 0)
        strbuf_addf(&line, " / %.*s", STR_ARG(amount_of(cli, p, p->total)));
    if (rate > 0)
        strbuf_addf(&line, "  %.*s/s", STR_ARG(amount_of(cli, p, rate)));
    if (rate > 0 && p->total > p->done)
        strbuf_addf(&line, "  %.*s",
                    STR_ARG(show_length(&arena, (p->total - p->done) * 1000 / rate)));
    if (p->cli->terminal)
        fprintf(stderr, "\r\033[K%.*s",
                STR_ARG(show_clip(&arena, strbuf_str(&line), show_width())));
    else
        fprintf(stderr, "%.*s\n", STR_ARG(strbuf_str(&line)));
    fflush(stderr);
    p->shown = true;
    p->drawn_ms = now;
}

void progress_set(struct progress *p, int64_t done, int64_t total)
{
    int64_t now = show_now_ms(), every = p->cli->terminal ? DRAW_EVERY_MS : TELL_EVERY_MS;

    p->done = done;
    p->total = total > done ? total : (total > 0 ? done : 0);
    if (p->cli->json || now - (p->drawn_ms != 0 ? p->drawn_ms : p->began_ms) < every)
        return;
    draw(p, now);
}

void progress_end(struct progress *p)
{
    if (!p->shown)
        return;
    draw(p, show_now_ms());
    if (p->cli->terminal)
        fputc('\n', stderr);
}
