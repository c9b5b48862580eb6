/* call_state.h - calls outlive a restart, beside the state file. A call that was under way when the
 * simulator went down ends soon after it is back, as it would have; its webhooks are sent then. */
#ifndef SIMULATOR_CALL_STATE_H
#define SIMULATOR_CALL_STATE_H

#include "world.h"

/* After the agents were read. Without a state file nothing is kept. ERR_INVALID
 * "simulator.bad_state" {file}; ERR_UNAVAILABLE "simulator.cannot_open" {file}. */
enum err call_state_open(struct world *world, struct error *error) MUST_USE;
/* Lets unfinished calls go on; after the timetable was made. */
void call_state_resume(struct world *world);
void call_state_close(struct world *world);
/* Lock held. */
void call_state_made(struct world *world, const struct call *call, const struct json *request);
void call_state_changed(struct world *world, const struct call *call);

#endif
