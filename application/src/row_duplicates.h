/* application/src/row_duplicates.h - whether a number is left out because it is there already. */
#ifndef APPLICATION_ROW_DUPLICATES_H
#define APPLICATION_ROW_DUPLICATES_H

#include "domain/repositories/import_store.h"

/* fresh: it has not stood further up in this sheet. The slug of the reason; NULL: no duplicate. */
const char *row_duplicate_reason(const struct batch *batch, struct instant now,
                                 const struct phone_known *known, bool fresh);

#endif
