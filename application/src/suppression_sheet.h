/* application/src/suppression_sheet.h - a sheet of numbers that must not be called. */
#ifndef APPLICATION_SUPPRESSION_SHEET_H
#define APPLICATION_SUPPRESSION_SHEET_H

#include "application/commands/change_suppressions.h"

struct suppression_sheet {
    const struct import_suppressions *from;
    struct str country;
    int64_t most_bytes;
    /* Of each phone; `scope` has an arena of the row. *known: the list had it, as it should be. */
    enum err (*list)(void *self, struct scope *scope, struct phone phone, bool *known) MUST_USE;
    void *self;
};

/* Keeps the bytes while it reads them, no longer. The first refusal of list() ends it. */
enum err suppression_sheet_read(const struct ports *ports, struct scope *scope,
                                const struct suppression_sheet *sheet,
                                struct imported_suppressions *ret) MUST_USE;

#endif
