/* webhooks.h - tells the webhook address of a call what happened, signed, by a pool of threads. */
#ifndef SIMULATOR_WEBHOOKS_H
#define SIMULATOR_WEBHOOKS_H

#include <stddef.h>

#include "call.h"

struct world;
struct webhooks;
struct delivery;

enum webhook_event { WEBHOOK_STARTED = 1, WEBHOOK_ENDED, WEBHOOK_ANALYZED };

struct webhooks *webhooks_new(struct world *world);
/* One after the other if they are several; each is tried up to four times, on its own. */
void webhooks_post(struct webhooks *hooks, struct call *call, const enum webhook_event *events,
                   size_t n);
/* A delivery whose gap is over: STEP_DELIVER of the timetable. */
void webhooks_deliver_again(struct webhooks *hooks, struct delivery *delivery);
/* Breaks off what is under way. The timetable has ended before. */
void webhooks_free(struct webhooks *hooks);

#endif
