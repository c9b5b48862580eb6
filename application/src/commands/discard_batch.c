/* application/src/commands/discard_batch.c - the rows of undone batches go away, page by page. */
#include "application/commands/discard_batch.h"

#include "domain/models/batch.h"
#include "each_global.h"
#include "row_book.h"

enum { DISCARD_ROWS = 5000 };

static enum err discard_one(const struct ports *ports, struct scope *scope, void *object)
{
    const struct batch *batch = object;
    bool left = true;

    while (left)
        TRY(VIA(ports->imports, discard, scope, batch->id, DISCARD_ROWS, &left));
    return row_book_remove(ports, scope, batch->id);
}

static enum err discard_those(const struct ports *ports, struct scope *scope,
                              enum batch_status status)
{
    return each_with_status(ports, scope, &batch_record, batch_status_name(status), discard_one);
}

enum err discard_batches(const struct ports *ports, struct scope *scope)
{
    TRY(discard_those(ports, scope, BATCH_UNDONE));
    return discard_those(ports, scope, BATCH_FAILED);
}
