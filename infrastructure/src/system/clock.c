/* infrastructure/src/system/clock.c - wall and boot clock, and whether the wall clock is believed.
 */
#include "infrastructure/system.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/timex.h>
#include <time.h>

#include "base/checked.h"

enum { ERROR_MOST_US = 1000000, PAIR_TRIES = 3, PAIR_MS = 100 };

static const char *const clock_trust_texts[] = {
    [CLOCK_TRUST_KERNEL] = "kernel",
    [CLOCK_TRUST_OPERATOR] = "operator",
};
ENUM_NAMES_DEFINE(clock_trust)

struct system_clock {
    struct clock_config config;
    pthread_mutex_t mutex;  /* guards what follows */
    int64_t distance;       /* wall - boot at the last look */
    int64_t distrust_until; /* boot time */
};

static int64_t read_clock(clockid_t id)
{
    struct timespec t;

    if (clock_gettime(id, &t) != 0)
        abort(); /* both clocks exist since Linux 2.6.39 */
    return (int64_t)t.tv_sec * MS_PER_SECOND + t.tv_nsec / 1000000;
}

static int64_t kernel_wall(void *self)
{
    (void)self;
    return read_clock(CLOCK_REALTIME);
}

static int64_t kernel_boot(void *self)
{
    (void)self;
    return read_clock(CLOCK_BOOTTIME);
}

static bool kernel_synchronised(void *self)
{
    struct timex t = { .modes = 0 };
    int state = adjtimex(&t);

    (void)self;
    return state >= 0 && state != TIME_ERROR && (t.status & STA_UNSYNC) == 0 &&
           t.maxerror < ERROR_MOST_US;
}

struct clock_source clock_source_kernel(void)
{
    return (struct clock_source){ .wall_ms = kernel_wall,
                                  .boot_ms = kernel_boot,
                                  .synchronised = kernel_synchronised };
}

/* Both clocks as of one moment: a thread that slept between the two reads must not look like a
 * jump. */
static void read_pair(const struct clock_source *s, int64_t *wall, int64_t *boot)
{
    int64_t before = s->boot_ms(s->self);

    for (int i = 0; i < PAIR_TRIES; i++) {
        *wall = s->wall_ms(s->self);
        *boot = s->boot_ms(s->self);
        if (*boot - before < PAIR_MS)
            return;
        before = *boot;
    }
}

static struct instant wall(void *self)
{
    const struct system_clock *c = self;

    return (struct instant){ c->config.source.wall_ms(c->config.source.self) +
                             c->config.offset_ms };
}

static struct instant boot(void *self)
{
    const struct system_clock *c = self;

    return (struct instant){ c->config.source.boot_ms(c->config.source.self) };
}

/* True if the wall clock has gone its way quietly for long enough. */
static bool is_quiet(struct system_clock *c)
{
    int64_t wall_ms, boot_ms, moved;
    bool quiet;

    pthread_mutex_lock(&c->mutex);
    read_pair(&c->config.source, &wall_ms, &boot_ms);
    moved = wall_ms - boot_ms - c->distance;
    if (moved >= CLOCK_JUMP_MS || moved <= -CLOCK_JUMP_MS)
        c->distrust_until = boot_ms + CLOCK_DISTRUST_MS;
    else
        moved = 0;
    c->distance = wall_ms - boot_ms;
    quiet = boot_ms >= c->distrust_until;
    pthread_mutex_unlock(&c->mutex);
    if (moved != 0)
        log_warn(c->config.log, "clock.jumped", LF_I64("moved_ms", moved));
    return quiet;
}

static bool trusted(void *self, struct str *how)
{
    struct system_clock *c = self;
    bool quiet = is_quiet(c);

    if (c->config.offset_ms != 0) {
        *how = STR("demo");
        return quiet;
    }
    *how = clock_trust_name(c->config.trust);
    if (c->config.trust == CLOCK_TRUST_KERNEL &&
        !c->config.source.synchronised(c->config.source.self))
        return false;
    return quiet;
}

static void wait_boot(void *self, struct duration duration)
{
    int64_t end = read_clock(CLOCK_BOOTTIME) + 1 + duration.ms; /* a started one is none yet */
    struct timespec until = { .tv_sec = end / MS_PER_SECOND,
                              .tv_nsec = end % MS_PER_SECOND * 1000000 };

    (void)self;
    while (clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &until, NULL) == EINTR)
        continue;
}

struct system_clock *system_clock_new(const struct clock_config *config)
{
    struct system_clock *c = calloc(1, sizeof *c);
    int64_t wall_ms, boot_ms;

    if (c == NULL)
        abort();
    c->config = *config;
    read_pair(&c->config.source, &wall_ms, &boot_ms);
    c->distance = wall_ms - boot_ms;
    c->distrust_until = INT64_MIN;
    pthread_mutex_init(&c->mutex, NULL);
    return c;
}

void system_clock_free(struct system_clock *c)
{
    if (c == NULL)
        return;
    pthread_mutex_destroy(&c->mutex);
    free(c);
}

struct clock system_clock_port(struct system_clock *c)
{
    static const struct clock_ops ops = {
        .wall = wall, .boot = boot, .trusted = trusted, .wait = wait_boot
    };

    return (struct clock){ &ops, c };
}
