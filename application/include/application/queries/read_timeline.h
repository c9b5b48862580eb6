/* application/queries/read_timeline.h - what became of somebody, in the order in which it
 * happened. */
#ifndef APPLICATION_QUERIES_READ_TIMELINE_H
#define APPLICATION_QUERIES_READ_TIMELINE_H

#include "application/ports.h"

enum timeline_kind {
    TIMELINE_IMPORTED = 1,
    TIMELINE_SUPPRESSED, /* on the account's do-not-call list; detail: why */
    TIMELINE_HELD,       /* money was set aside for a call */
    TIMELINE_DIALED,
    TIMELINE_ANSWERED,
    TIMELINE_ENDED,    /* detail: outcome */
    TIMELINE_PROMISED, /* detail: "2026-12-01 150000" as said */
    TIMELINE_SETTLED,
    TIMELINE_FINISHED, /* the job is over; detail: its state */
    TIMELINE_DEFERRED, /* sent back to wait; detail: by which rule; until: when */
    TIMELINE_WAITING   /* now: until when, and by which rule */
};
ENUM_NAMES_DECLARE(timeline_kind)

struct timeline_entry {
    struct instant at;
    enum timeline_kind kind;
    struct job_id job;
    struct call_id call;
    int64_t attempt;
    struct str detail; /* a slug, an outcome */
    struct str text;   /* its sentence, in the viewer's language; empty: it has none */
    struct opt_instant until;
    struct opt_duration talk_ms;
    struct opt_amount amount; /* held or charged, for those who may see money */
};
extern const struct record timeline_entry_record;

struct contact_job {
    struct job_id job;
    struct campaign_id campaign;
    struct batch_id batch;
    struct str name;
    enum job_state state;
    enum outcome outcome;
    struct instant created_at;
};
struct contact {
    struct phone phone;
    bool suppressed;
    struct str suppressed_reason;
    struct opt_instant suppressed_until;
    bool suppressed_for_all; /* on the installation's list as well, or alone: nobody here calls */
    LIST_OF(struct contact_job) jobs; /* newest first, at most CONTACT_JOBS */
    LIST_OF(struct timeline_entry) timeline;
};
extern const struct record contact_record;

struct job_timeline {
    struct job_id job;
    LIST_OF(struct timeline_entry) entries;
};
extern const struct record job_timeline_record;

enum { CONTACT_JOBS = 20 };

/* PERMISSION_READ. */
enum err read_job_timeline(const struct ports *ports, struct scope *scope, struct job_id id,
                           struct job_timeline *ret) MUST_USE;
/* PERMISSION_READ_PEOPLE. Somebody by phone, written as people write it; all of the account's
 * campaigns. A number that was never seen has no jobs. Field error of "phone". */
enum err read_contact(const struct ports *ports, struct scope *scope, struct str phone,
                      struct contact *ret) MUST_USE;

#endif
