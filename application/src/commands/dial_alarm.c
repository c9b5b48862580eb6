/* commands/dial_alarm.c - alarms of dialing are events of the voice connection. */
#include "commands/dial_alarm.h"

#include "application/commands/connections.h"

enum { SAVE_TRIES = 10 };

static enum err raise_once(const struct ports *ports, struct scope *scope,
                           const struct dial_alarm *alarm)
{
    struct scope inside = *scope;
    struct event_list events = { 0 };
    struct connection *c;
    enum err err;

    inside.account = alarm->account;
    inside.idempotency_key = STR_NONE;
    err = connection_of(ports, &inside, alarm->connection, &c);
    if (err == ERR_OK && alarm->stops && c->stopped)
        return ERR_OK;
    if (err == ERR_OK) {
        inside.account = c->account;
        c->stopped = c->stopped || alarm->stops;
        if (alarm->stops)
            c->stopped_reason = alarm->detail;
        event_list_add(&events, scope->arena,
                       (struct event){ .account = c->account,
                                       .type = EVENT_ALARM,
                                       .aggregate = c->id.v,
                                       .version = c->version + 1,
                                       .at = VIA0(ports->clock, wall),
                                       .actor = scope_actor(scope),
                                       .request_id = scope->request_id,
                                       .job = alarm->job,
                                       .tag = alarm->tag,
                                       .detail = alarm->detail });
        err = VIA(ports->records, save, &inside, &connection_record, c, &events);
    }
    if (err != ERR_OK)
        scope->error = inside.error;
    return err;
}

enum err dial_alarm_raise(const struct ports *ports, struct scope *scope,
                          const struct dial_alarm *alarm)
{
    enum err err = ERR_CONFLICT;

    for (int tries = 0; err == ERR_CONFLICT && tries < SAVE_TRIES; tries++)
        err = raise_once(ports, scope, alarm);
    return err;
}
