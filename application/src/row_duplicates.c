/* application/src/row_duplicates.c */
#include "row_duplicates.h"

/* One job for a number and campaign is a promise, so DUPLICATES_KEEP keeps numbers that other
 * campaigns have, never a second one in this. NULL: no duplicate. */
const char *row_duplicate_reason(const struct batch *batch, struct instant now,
                                 const struct phone_known *known, bool fresh)
{
    if (!fresh)
        return "row.duplicate_in_file";
    if (known->in_campaign)
        return "row.duplicate_in_campaign";
    switch (batch->duplicates) {
    case DUPLICATES_SKIP:
        return known->elsewhere ? "row.duplicate_in_account" : NULL;
    case DUPLICATES_SKIP_IF_REACHED:
        return known->reached_at.has &&
                       now.unix_ms - known->reached_at.v.unix_ms < batch->reached_days * MS_PER_DAY
                   ? "row.reached_recently"
                   : NULL;
    case DUPLICATES_KEEP:
        return NULL;
    }
    return NULL;
}
