/* commands/dial_alarm.h - a promise looks broken: a person must look. */
#ifndef COMMANDS_DIAL_ALARM_H
#define COMMANDS_DIAL_ALARM_H

#include "application/ports.h"

struct dial_alarm {
    struct account_id account; /* whose connection it may be; zero: the installation's */
    struct connection_id connection;
    struct job_id job;
    struct str tag;
    struct str detail; /* slug */
    bool stops;        /* the connection is stopped in the same write, with `detail` as reason */
};
/* A durable event, written with the connection it is about. */
enum err dial_alarm_raise(const struct ports *ports, struct scope *scope,
                          const struct dial_alarm *alarm) MUST_USE;

#endif
