/* application/commands/erase_old.h - what an account wants kept no longer goes. */
#ifndef APPLICATION_COMMANDS_ERASE_OLD_H
#define APPLICATION_COMMANDS_ERASE_OLD_H

#include "application/ports.h"

/* For a loop: of every account with retention_days, what is older: transcripts, summaries and
 * recordings of calls, sheets as they were uploaded, their reports and rows. Calls, outcomes and
 * money stay. An account is done once its mark has moved; one that was cut short is done again. */
enum err erase_old(const struct ports *ports, struct scope *scope) MUST_USE;

#endif
