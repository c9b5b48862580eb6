/* domain/src/repositories/job_steps.c - names of the gate's states. */
#include "domain/repositories/job_steps.h"

static const char *const gate_state_texts[] = { [GATE_CLOSED] = "closed", [GATE_OPEN] = "open" };
ENUM_NAMES_DEFINE(gate_state)
