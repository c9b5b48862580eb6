/* application/queries/live.h - who may hear what happens in an account while it happens, and what
 * of it. A socket is opened with a ticket: it carries no cookie and no key. */
#ifndef APPLICATION_QUERIES_LIVE_H
#define APPLICATION_QUERIES_LIVE_H

#include "application/ports.h"
#include "application/queries/campaign_progress.h"
#include "domain/models/call.h"

enum { LIVE_TICKET_MS = 30000, LIVE_RESUME_MS = 10 * MS_PER_MINUTE, BOARD_CAMPAIGNS = 20 };

struct live_entrance {
    struct str url;    /* of the hub: "wss://calls.example.com/live" */
    struct str ticket; /* good once, for LIVE_TICKET_MS */
    struct instant expires_at;
};
extern const struct record live_entrance_record;

/* PERMISSION_WATCH. ERR_UNAVAILABLE "live.off": no hub runs here. */
enum err open_live(const struct ports *ports, struct scope *scope,
                   struct live_entrance *ret) MUST_USE;
/* Fills account and actor with those of who asked for the ticket, as they are now.
 * ERR_UNAUTHENTICATED "live.bad_ticket": unknown, used or too old; "auth.session_ended",
 * "auth.bad_key": what it was given for is no more. */
enum err enter_live(const struct ports *ports, struct scope *scope, struct str ticket) MUST_USE;

/* An event as people see it: what happened, to which, when; in what the field's table has not,
 * there is no look. */
extern const struct record live_event_record; /* of struct event */
/* Those that are told, and to whom. Calls are told as calls, see live_call(). */
bool live_event_is_for(const struct scope *scope, enum event_type type);
/* Whatever they look at: nothing of the account goes on as it did. */
bool live_event_is_for_all(enum event_type type);
/* After it somebody may have to leave. */
bool live_event_ends_access(enum event_type type);
/* What this actor sees of it. */
struct event live_event_seen(const struct scope *scope, const struct event *event);
/* The events after `after`, if it is one of the account's of the last LIVE_RESUME_MS and at most
 * `most` came since; otherwise *known is false: everything is to be read afresh. */
enum err live_events_since(const struct ports *ports, struct scope *scope, int64_t after,
                           int64_t most, struct event_list *ret, bool *known) MUST_USE;

/* PERMISSION_READ. A call in a list that moves: without what was said, masked as lists are. */
extern const struct record live_call_record; /* of struct call */
enum err live_call(const struct ports *ports, struct scope *scope, struct call_id id,
                   struct call **ret) MUST_USE;

/* What a wall shows: what runs now, and how far it is. No money, no people. */
struct board_campaign {
    struct str name;
    struct campaign_progress progress;
};
struct board {
    struct str account, color; /* as it is shown; "#1a5fb4", empty: the product's */
    bool logo;
    struct instant at;
    LIST_OF(struct board_campaign) campaigns; /* running, then paused; the newest first */
};
extern const struct record board_campaign_record, board_record;

/* PERMISSION_WATCH, both. */
enum err read_board(const struct ports *ports, struct scope *scope, struct board *ret) MUST_USE;
enum err read_board_campaign(const struct ports *ports, struct scope *scope, struct campaign_id id,
                             struct board_campaign *ret) MUST_USE;

#endif
