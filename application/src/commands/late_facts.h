/* commands/late_facts.h - what the provider tells of an attempt that was given up, when a newer one
 * exists already: the job does not look back, but its readers may. */
#ifndef COMMANDS_LATE_FACTS_H
#define COMMANDS_LATE_FACTS_H

#include "commands/dial_facts.h"

/* The end, or the analysis, goes into the call that readers see, with its event and an alarm; one
 * that has it already is left alone. It costs the account nothing. A call that is not kept any more
 * is ERR_OK. */
enum err late_facts_keep(const struct ports *ports, struct scope *scope,
                         const struct call_facts *facts) MUST_USE;

#endif
