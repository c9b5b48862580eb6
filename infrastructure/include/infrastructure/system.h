/* infrastructure/system.h - what the host gives: time, chance, time zones, and a place for log
 * lines. */
#ifndef INFRASTRUCTURE_SYSTEM_H
#define INFRASTRUCTURE_SYSTEM_H

#include "base/enum_names.h"
#include "base/log.h"
#include "domain/gateways/clock.h"
#include "domain/gateways/random.h"
#include "domain/gateways/time_zones.h"

/* What makes the wall clock believable for calling hours. */
enum clock_trust {
    CLOCK_TRUST_KERNEL = 1, /* adjtimex says synchronised, error below 1 s */
    CLOCK_TRUST_OPERATOR    /* the operator vouches for the host */
};
ENUM_NAMES_DECLARE(clock_trust)

/* Where the clock reads; tests put their own. */
struct clock_source {
    int64_t (*wall_ms)(void *self);
    int64_t (*boot_ms)(void *self); /* since boot, suspended time included */
    bool (*synchronised)(void *self);
    void *self;
};
struct clock_source clock_source_kernel(void);

struct clock_config {
    enum clock_trust trust;
    int64_t offset_ms; /* the demo's: added to the wall clock; 0: none */
    struct clock_source source;
    struct log log; /* hears of jumps: "clock.jumped" */
};

enum { CLOCK_JUMP_MS = 1000, CLOCK_DISTRUST_MS = 60000 };

/* trusted(): by `trust`, and no jump of CLOCK_JUMP_MS or more between wall and boot clock was seen
 * in the last CLOCK_DISTRUST_MS. *how: "demo" with an offset, else the trust's name. Safe from any
 * thread. */
struct system_clock;
struct system_clock *system_clock_new(const struct clock_config *config);
void system_clock_free(struct system_clock *clock); /* NULL is fine */
struct clock system_clock_port(struct system_clock *clock);

/* getrandom(). */
struct random system_random(void);

/* The system's tzdata by GLib; zones of countries by its zone.tab. folder: of the tzdata, empty:
 * /usr/share/zoneinfo. ERR_UNAVAILABLE "zones.missing" {path}. Safe from any thread. */
struct system_zones;
enum err system_zones_new(struct str folder, struct system_zones **ret,
                          struct error *error) MUST_USE;
void system_zones_free(struct system_zones *zones); /* NULL is fine */
struct time_zones system_zones_port(struct system_zones *zones);

/* One JSON object a line, each by one write(), to a file descriptor that stays the caller's. Below
 * `least` nothing is written. Safe from any thread. */
enum { LOG_LINE_BYTES = 16384 };
ENUM_NAMES_DECLARE(log_level)
struct json_log;
struct json_log *json_log_new(int fd, enum log_level least, struct clock clock);
void json_log_free(struct json_log *log); /* NULL is fine */
struct log json_log_port(struct json_log *log);

#endif
