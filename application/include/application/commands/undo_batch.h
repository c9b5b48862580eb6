/* application/commands/undo_batch.h - take an import back. */
#ifndef APPLICATION_COMMANDS_UNDO_BATCH_H
#define APPLICATION_COMMANDS_UNDO_BATCH_H

#include "application/ports.h"
#include "domain/models/batch.h"

struct undone_batch {
    struct batch batch;
    int64_t dialed; /* people who were called before: they stay */
};
extern const struct record undone_batch_record;

/* PERMISSION_IMPORT. Nobody was called: the batch disappears. Somebody was: the uncalled are
 * cancelled, and who is being called now is not called again. */
enum err undo_batch(const struct ports *ports, struct scope *scope, struct batch_id id,
                    struct undone_batch *ret) MUST_USE;

/* PERMISSION_IMPORT. A batch that was never imported (received, failed) disappears with its file.
 * ERR_PRECONDITION "batch.not_removable" {status}. */
enum err remove_batch(const struct ports *ports, struct scope *scope, struct batch_id id) MUST_USE;

#endif
