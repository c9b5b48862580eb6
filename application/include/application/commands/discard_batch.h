/* application/commands/discard_batch.h - the rows of undone and failed batches go away, page by
 * page. */
#ifndef APPLICATION_COMMANDS_DISCARD_BATCH_H
#define APPLICATION_COMMANDS_DISCARD_BATCH_H

#include "application/ports.h"

/* For a loop: removes rows of batches that are undone or failed until none is left. */
enum err discard_batches(const struct ports *ports, struct scope *scope) MUST_USE;

#endif
