/* application/src/event_handlers/subscriptions.c - read it from top to bottom. */
#include "application/event_handlers/subscriptions.h"

#include "handlers.h"

static const char *const consumer_texts[] = {
    [CONSUMER_BILLING] = "billing",
    [CONSUMER_NOTIFICATION] = "notification",
};
ENUM_NAMES_DEFINE(consumer)

static const struct subscription subscriptions[] = {
    { EVENT_CALL_ENDED, CONSUMER_BILLING, settle_call },
    { EVENT_WALLET_FUNDED, CONSUMER_BILLING, wake_waiting_jobs },
    { EVENT_CALL_SETTLED, CONSUMER_BILLING, wake_one_job },
    { EVENT_CALL_UNDETERMINED, CONSUMER_BILLING, wake_one_job },
    { EVENT_WALLET_LOW, CONSUMER_NOTIFICATION, mail_owner },
    { EVENT_WALLET_EMPTY, CONSUMER_NOTIFICATION, mail_owner }, /* pauses nothing: jobs wait */
    { EVENT_CAMPAIGN_DONE, CONSUMER_NOTIFICATION, mail_owner },
    { EVENT_BATCH_FAILED, CONSUMER_NOTIFICATION, mail_owner },
    { EVENT_PASSWORD_FORGOTTEN, CONSUMER_NOTIFICATION, mail_reset },
    { EVENT_REGISTRATION_ASKED, CONSUMER_NOTIFICATION, mail_registration },
    { EVENT_USER_INVITED, CONSUMER_NOTIFICATION, mail_invitation },
    { EVENT_ALARM, CONSUMER_NOTIFICATION, log_alarm },
};

const struct subscription *event_subscriptions(size_t *n)
{
    *n = ARRAY_LEN(subscriptions);
    return subscriptions;
}

enum { EVENTS_PAGE = 200 };

/* Somebody may get it later: the event waits and the ones behind it too, in their order. */
static bool is_passing(enum err err)
{
    return err == ERR_UNAVAILABLE || err == ERR_TIMEOUT || err == ERR_CONFLICT ||
           err == ERR_EXHAUSTED;
}

static enum err hand_over(const struct ports *ports, struct scope *scope,
                          const struct subscription *s, const struct event *event)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope inside = scope_page(scope, &arena, VIA0(ports->clock, wall));
    enum err err;

    inside.account = event->account;
    inside.request_id = event->request_id;
    err = s->handle(ports, &inside, event);
    if (err == ERR_OK)
        return ERR_OK;
    if (is_passing(err))
        return FAIL(&scope->error, err, inside.error.slug);
    log_error(scope->log, "event.buried", LF_STR("type", event_type_name(event->type)),
              LF_ERROR(&inside.error));
    return VIA(ports->events, bury, scope, consumer_texts[s->consumer], event,
               str_from_c(inside.error.slug));
}

static enum err hand_to_all(const struct ports *ports, struct scope *scope, enum consumer consumer,
                            const struct event *event)
{
    for (size_t i = 0; i < ARRAY_LEN(subscriptions); i++)
        if (subscriptions[i].type == event->type && subscriptions[i].consumer == consumer)
            TRY(hand_over(ports, scope, &subscriptions[i], event));
    return ERR_OK;
}

enum err handle_events(const struct ports *ports, struct scope *scope, enum consumer consumer,
                       int64_t *handled)
{
    struct event_list events = { 0 };
    enum err err = ERR_OK;
    size_t done = 0;

    *handled = 0;
    TRY(VIA(ports->events, read, scope, consumer_texts[consumer], EVENTS_PAGE, &events));
    while (done < events.n && err == ERR_OK) {
        err = hand_to_all(ports, scope, consumer, &events.items[done]);
        if (err == ERR_OK)
            done++;
    }
    if (done > 0)
        TRY(VIA(ports->events, advance, scope, consumer_texts[consumer],
                events.items[done - 1].seq));
    *handled = (int64_t)done;
    return err;
}
