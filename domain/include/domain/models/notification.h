/* domain/models/notification.h - what the people of an account should know, in their list. */
#ifndef DOMAIN_MODELS_NOTIFICATION_H
#define DOMAIN_MODELS_NOTIFICATION_H

#include "domain/event.h"
#include "domain/ids.h"

struct notification {
    struct notification_id id; /* of the event: told twice, it is one */
    struct account_id account;
    int64_t version;
    enum event_type type;
    /* What its sentences name; a name is the one that it had when it happened. */
    struct campaign_id campaign;
    struct str campaign_name; /* STR_NONE: of no campaign */
    struct batch_id batch;
    struct opt_i64 count;
    struct str reason;           /* a slug; STR_NONE: none is told */
    struct str_map reason_facts; /* what its sentence names */
    /* Made for whoever reads it, in their language, and not kept. A store of before has notices
     * that are nothing but their sentences: those are told as they were written. */
    struct str title, text;
    bool unread; /* by anybody of the account */
    struct opt_instant read_at;
    struct instant created_at;
};
extern const struct record notification_record;

struct notification_id notification_id_of(const struct event *event);
/* It is told by mail too, unless the account does not want it. */
bool notification_is_mailed(enum event_type type);

#endif
