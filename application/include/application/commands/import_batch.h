/* application/commands/import_batch.h - rows become jobs: staged out of sight, visible by one
 * write. */
#ifndef APPLICATION_COMMANDS_IMPORT_BATCH_H
#define APPLICATION_COMMANDS_IMPORT_BATCH_H

#include "application/ports.h"
#include "domain/models/batch.h"

/* PERMISSION_IMPORT; the batch must be `received` and have a phone column
 * ("batch.no_phone_column"), and a campaign that is not over ("campaign.over"). Returns at once; a
 * loop does the work. */
enum err import_batch(const struct ports *ports, struct scope *scope, struct batch_id id,
                      struct batch **ret) MUST_USE;

/* The work, for a loop: takes the oldest `importing` batch of any account, discards what an earlier
 * try left, reads, checks, stages and commits it, or marks it failed. *found: there was one. */
enum err import_next_batch(const struct ports *ports, struct scope *scope, bool *found) MUST_USE;

#endif
