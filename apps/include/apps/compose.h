/* apps/compose.h - the composition root: the only code that knows which adapter stands behind a
 * port. */
#ifndef APPS_COMPOSE_H
#define APPS_COMPOSE_H

#include "application/ports.h"
#include "apps/settings.h"
#include "base/metrics.h"

struct installation;

/* Opens every adapter that the settings name and fills the ports. Log lines go to log_fd. The
 * master key is made at the first start. ERR_PRECONDITION "clock.demo_refused": a clock offset with
 * a voice address that is not on this host; "egress.refused" {setting, url}; "data.full" {path,
 * free, needed}; and whatever the adapters say ("store.locked" {path} …). What is named wrongly is
 * told before the store is opened. */
enum err installation_open(const struct settings *settings, int log_fd, struct installation **ret,
                           struct error *error) MUST_USE;
/* Opens it, mends what the store lacks (indexes that have gone), and closes it again. */
enum err installation_migrate(const struct settings *settings, int log_fd,
                              struct error *error) MUST_USE;
/* What was compared of one kind of rows, before and after a move. */
struct move_sums {
    int64_t available, held, spent; /* of wallets, in micro-units and milliseconds alike */
};
struct move_side {
    unsigned char hash[32]; /* SHA-256 of the one before and the row, row by row */
    int64_t rows;
    struct move_sums sums;
    bool overflow;
};
struct moved_kind {
    const char *name;
    struct move_side before, after;
    int64_t counted; /* by the new engine */
    bool has_sums;
};
typedef void move_report(void *to, const struct moved_kind *kind);

/* Takes all that the embedded engine keeps in the folder over to the distributed one of the
 * settings, whatever their `engine` says; nothing may run on either. Asked again it goes on where
 * it was. Reports each kind when it was compared. ERR_NOT_FOUND "move.no_source" {path}, and what
 * compose/move_engine.h tells. */
enum err installation_move(const struct settings *settings, int log_fd, move_report *report,
                           void *to, struct error *error) MUST_USE;
/* Nothing may use the ports any more. NULL is fine. */
void installation_free(struct installation *installation);

const struct ports *installation_ports(const struct installation *installation);
const struct settings *installation_settings(const struct installation *installation);
struct metrics *installation_metrics(const struct installation *installation);

/* Where the provider reaches us when no public URL was set: known once the server listens. */
void installation_set_address(struct installation *installation, struct str address);

/* Where browsers reach the hub of live updates, likewise. */
void installation_set_live_address(struct installation *installation, struct str address);

/* How far a demo's clock must be from the host's to show a lawful weekday morning of that country.
 * Opens no store. `local` lives in the arena. ERR_NOT_FOUND "policy.no_lawful_day" {country}. */
struct demo_clock {
    int64_t offset_ms;
    struct str local; /* "2026-11-26T09:30 America/Bogota" */
};
enum err demo_clock(const struct settings *settings, struct arena *arena, struct str country,
                    struct demo_clock *ret, struct error *error) MUST_USE;

/* A stop is near: questions to the voice provider are asked once more at most, and nothing waits in
 * between. */
void installation_hurry(struct installation *installation);

/* Asks every server that the settings name, without starting anything, and reports each: `what` is
 * the slug of a name, `detail` its address, `error` NULL or what is wrong. */
typedef void engine_report(void *to, const char *what, struct str detail,
                           const struct error *error);
void engines_check(const struct settings *settings, engine_report *report, void *to);

/* True if the address of a URL is this host's own: 127.0.0.0/8, ::1 or localhost. */
bool url_is_loopback(struct str url);
/* True for https, for this host, and for those "host:port" that were allowed by name. */
bool url_is_allowed(struct str url, const struct str_list *allowed);
/* The last two: whatever the scheme. */
bool url_may_be_plain(struct str url, const struct str_list *allowed);

#endif
