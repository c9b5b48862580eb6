/* database/mongodb/trim.c - the port store_trim: what has done its work goes. A turn takes all that
 * is old enough by then: what one turn leaves is what came since. */
#include "database/mongodb/documents.h"
#include "domain/repositories/store_trim.h"

static enum err trim_webhooks(void *self, struct scope *scope, struct instant before, int64_t most,
                              bool *left)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    int64_t removed;

    (void)most;
    put_str(&filter, "state", STR("done"));
    put_compare(&filter, "received_at", "$lt", before.unix_ms);
    TRY(documents_remove(&s, "inbox", &filter, &removed));
    *left = removed > 0;
    return ERR_OK;
}

/* The log is kept whole: a process finds the next number by trying the one behind the newest it
 * knows, and a number that was taken out would be given again, behind everybody's cursor. */
static enum err trim_events(void *self, struct scope *scope, struct instant before,
                            const char *const *consumers, size_t n, int64_t most, bool *left)
{
    (void)self;
    (void)scope;
    (void)before;
    (void)consumers;
    (void)n;
    (void)most;
    *left = false;
    return ERR_OK;
}

/* The key lies in the record that it made: nothing piles up beside it. */
static enum err trim_created_keys(void *self, struct scope *scope, struct instant before,
                                  int64_t most, bool *left)
{
    (void)self;
    (void)scope;
    (void)before;
    (void)most;
    *left = false;
    return ERR_OK;
}

struct store_trim mongodb_trim(struct mongodb_store *store)
{
    static const struct store_trim_ops ops = {
        .webhooks = trim_webhooks,
        .events = trim_events,
        .created_keys = trim_created_keys,
    };

    return (struct store_trim){ &ops, store };
}
