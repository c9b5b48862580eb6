/* domain/models/audit_entry.h - a line of an account's audit log: who did what, when, from where.
 * Made from the event, in the step that writes the event, so none is missing and none is twice. */
#ifndef DOMAIN_MODELS_AUDIT_ENTRY_H
#define DOMAIN_MODELS_AUDIT_ENTRY_H

#include "domain/event.h"

struct audit_entry {
    struct audit_entry_id id; /* of its time and seq: lines page in order */
    struct account_id account;
    int64_t seq; /* 1, 2, 3 … in the account */
    enum event_type type;
    struct instant created_at;
    struct str actor; /* "system", "usr_…", "key_…", "provider", "unknown" */
    struct str address, request_id;
    struct campaign_id campaign;
    struct batch_id batch;
    struct str detail;
    struct opt_amount amount;
    struct opt_i64 count;
    struct str object; /* "scr_…": what it was done to */
    struct change_list changes;
    struct str hash; /* HMAC-SHA256(K, hash of the line before || canonical line) */
};
extern const struct record audit_entry_record;

/* What a check of the whole log found. */
struct audit_check {
    int64_t entries;
    bool sound;
    int64_t broken_at; /* the first line that is changed, missing or moved; 0: none */
};
extern const struct record audit_check_record;

/* Calls are told by their records; what they do is no deed of a person's. Nor is what anybody can
 * ask for without being known. */
bool audit_keeps(enum event_type type);
/* The line that tells the event; all but the hash. Its texts are the event's, or in the arena. */
struct audit_entry audit_entry_of(struct arena *arena, const struct event *event, int64_t seq);
/* All that the hash vouches for. Fields that come later go to the end, when they are there. */
struct str audit_entry_canonical(struct arena *arena, const struct audit_entry *entry);

#endif
