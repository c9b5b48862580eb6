/* application/src/event_handlers/subscriptions.c - read it from top to bottom. */
#include "application/event_handlers/subscriptions.h"

#include "handlers.h"
#include "waiting_events.h"

static const char *const consumer_texts[] = {
    [CONSUMER_BILLING] = "billing",
    [CONSUMER_NOTIFICATION] = "notification",
    [CONSUMER_RECORDINGS] = "recordings",
    [CONSUMER_ACCESS] = "access",
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
    { EVENT_API_KEY_MAKER_LEFT, CONSUMER_NOTIFICATION, mail_owner },
    { EVENT_API_KEY_MAKER_LEFT, CONSUMER_NOTIFICATION, keep_notification },
    { EVENT_WALLET_LOW, CONSUMER_NOTIFICATION, keep_notification },
    { EVENT_WALLET_EMPTY, CONSUMER_NOTIFICATION, keep_notification },
    { EVENT_WALLET_FUNDED, CONSUMER_NOTIFICATION, keep_notification },
    { EVENT_CAMPAIGN_DONE, CONSUMER_NOTIFICATION, keep_notification },
    { EVENT_BATCH_COMMITTED, CONSUMER_NOTIFICATION, keep_notification },
    { EVENT_BATCH_FAILED, CONSUMER_NOTIFICATION, keep_notification },
    { EVENT_EXPORT_READY, CONSUMER_NOTIFICATION, keep_notification },
    { EVENT_PASSWORD_FORGOTTEN, CONSUMER_NOTIFICATION, mail_reset },
    { EVENT_REGISTRATION_ASKED, CONSUMER_NOTIFICATION, mail_registration },
    { EVENT_USER_INVITED, CONSUMER_NOTIFICATION, mail_invitation },
    { EVENT_PASSWORD_CHANGED, CONSUMER_NOTIFICATION, mail_access_changed },
    { EVENT_SECOND_FACTOR_ON, CONSUMER_NOTIFICATION, mail_access_changed },
    { EVENT_SECOND_FACTOR_OFF, CONSUMER_NOTIFICATION, mail_access_changed },
    { EVENT_SECOND_FACTOR_RESET, CONSUMER_NOTIFICATION, mail_access_changed },
    { EVENT_RECOVERY_CODES_MADE, CONSUMER_NOTIFICATION, mail_access_changed },
    { EVENT_RECOVERY_CODE_USED, CONSUMER_NOTIFICATION, mail_access_changed },
    { EVENT_ALARM, CONSUMER_NOTIFICATION, log_alarm },
    { EVENT_CALL_ENDED, CONSUMER_RECORDINGS, copy_recording },
    { EVENT_CALL_ANALYZED, CONSUMER_RECORDINGS, copy_recording },
    { EVENT_ACCESS_REFUSED, CONSUMER_ACCESS, tell_refusal },
};

const struct subscription *event_subscriptions(size_t *n)
{
    *n = ARRAY_LEN(subscriptions);
    return subscriptions;
}

enum { EVENTS_PAGE = 200 };

/* Somebody may get it later: the event comes again. */
static bool is_passing(enum err err)
{
    return err == ERR_UNAVAILABLE || err == ERR_TIMEOUT || err == ERR_CONFLICT ||
           err == ERR_EXHAUSTED;
}

/* *gave_up: the slug of a handler that failed for good. */
static enum err hand_over(const struct ports *ports, struct scope *scope,
                          const struct subscription *s, const struct event *event,
                          const char **gave_up)
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
    log_error(scope->log, "event.gave_up", LF_STR("type", event_type_name(event->type)),
              LF_ERROR(&inside.error));
    *gave_up = inside.error.slug;
    return ERR_OK;
}

static enum err hand_to_all(const struct ports *ports, struct scope *scope, enum consumer consumer,
                            const struct event *event, const char **gave_up)
{
    *gave_up = NULL;
    for (size_t i = 0; i < ARRAY_LEN(subscriptions); i++)
        if (subscriptions[i].type == event->type && subscriptions[i].consumer == consumer)
            TRY(hand_over(ports, scope, &subscriptions[i], event, gave_up));
    return ERR_OK;
}

/* Where events come in order, a mail that only waits for its own time holds up no others. */
static enum err comes_again(const struct ports *ports, struct scope *scope, enum consumer consumer,
                            const struct delivery *delivery, enum err err, bool *ended)
{
    const char *reason = scope->error.slug, *name = consumer_texts[consumer];

    if (err == ERR_EXHAUSTED && consumer == CONSUMER_NOTIFICATION && ports->bus.ops->in_order) {
        *ended = false;
        return waiting_event_keep(ports, scope, name, &delivery->event);
    }
    TRY(VIA(ports->bus, again, scope, name, delivery, str_from_c(reason)));
    return FAIL(&scope->error, err, reason);
}

/* *ended: it was buried, or comes again. */
static enum err handle_one(const struct ports *ports, struct scope *scope, enum consumer consumer,
                           const struct delivery *delivery, bool *ended)
{
    const char *gave_up, *name = consumer_texts[consumer];
    enum err err = hand_to_all(ports, scope, consumer, &delivery->event, &gave_up);

    *ended = false;
    if (err == ERR_OK && gave_up == NULL)
        return ERR_OK;
    *ended = true;
    if (err == ERR_OK)
        return VIA(ports->bus, bury, scope, name, delivery, str_from_c(gave_up));
    return comes_again(ports, scope, consumer, delivery, err, ended);
}

enum err handle_events(const struct ports *ports, struct scope *scope, enum consumer consumer,
                       int64_t *handled)
{
    struct delivery_list list = { NULL, 0 };
    enum err first = ERR_OK;
    size_t done = 0;

    *handled = 0;
    TRY(VIA(ports->bus, take, scope, consumer_texts[consumer], EVENTS_PAGE, &list));
    for (size_t i = 0; i < list.n; i++) {
        bool ended;
        enum err err = handle_one(ports, scope, consumer, &list.items[i], &ended);

        first = first == ERR_OK ? err : first;
        if (err != ERR_OK && ports->bus.ops->in_order)
            break;
        *handled += err == ERR_OK;
        if (!ended)
            list.items[done++] = list.items[i];
    }
    TRY(VIA(ports->bus, done, scope, consumer_texts[consumer], list.items, done));
    return first;
}

enum err handle_event_now(const struct ports *ports, struct scope *scope, enum consumer consumer,
                          const struct event *event)
{
    const char *gave_up;

    TRY(hand_to_all(ports, scope, consumer, event, &gave_up));
    return gave_up == NULL ? ERR_OK : FAIL(&scope->error, ERR_PRECONDITION, gave_up);
}

/* What became of one that had waited. */
static enum err try_waiting(const struct ports *ports, struct scope *scope, enum consumer consumer,
                            struct waiting_event *waiting)
{
    const char *gave_up;
    enum err err = hand_to_all(ports, scope, consumer, &waiting->event, &gave_up);

    if (err == ERR_OK)
        return waiting_event_forget(ports, scope, waiting);
    if (err != ERR_EXHAUSTED)
        return err;
    return waiting_event_put_off(ports, scope, waiting);
}

enum err handle_waiting_events(const struct ports *ports, struct scope *scope,
                               enum consumer consumer, bool *more)
{
    struct page page;

    *more = false;
    TRY(waiting_events_due(ports, scope, &page));
    for (size_t i = 0; i < page.n; i++) {
        struct waiting_event *waiting = &((struct waiting_event *)page.items)[i];

        if (str_eq_c(waiting->consumer, consumer_texts[consumer]))
            TRY(try_waiting(ports, scope, consumer, waiting));
    }
    *more = page.next.p != NULL;
    return ERR_OK;
}
