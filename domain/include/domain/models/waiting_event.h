/* domain/models/waiting_event.h - an event that a consumer can do nothing about now, while others
 * behind it can be handled: a mail whose address is not taken at the moment. It is told again,
 * later each time, and given up in the end. */
#ifndef DOMAIN_MODELS_WAITING_EVENT_H
#define DOMAIN_MODELS_WAITING_EVENT_H

#include "domain/event.h"

enum {
    WAITING_FIRST_MS = MS_PER_MINUTE,
    WAITING_MOST_MS = MS_PER_HOUR,
    WAITING_LIFE_MS = MS_PER_DAY
};

struct waiting_event {
    struct waiting_event_id id; /* made from the event: one that is told twice waits once */
    struct account_id account;
    int64_t version;
    struct str consumer;
    struct event event;
    int64_t tries;
    struct instant due_at, created_at;
};
extern const struct record waiting_event_record;

/* After another try in vain: when the next is due. False: there is none. */
bool waiting_event_again(struct waiting_event *waiting, struct instant now);

#endif
