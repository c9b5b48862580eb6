/* domain/services/row_check.h - one row of a sheet, checked: a contact, or the reasons why not. */
#ifndef DOMAIN_SERVICES_ROW_CHECK_H
#define DOMAIN_SERVICES_ROW_CHECK_H

#include "domain/gateways/phone_numbering.h"
#include "domain/gateways/sheet_reader.h"
#include "domain/models/batch.h"

enum row_verdict {
    ROW_READY = 1,
    ROW_REPAIRED,
    ROW_WARNED,
    ROW_DUPLICATE,
    ROW_SUPPRESSED,
    ROW_REJECTED
};
ENUM_NAMES_DECLARE(row_verdict)

struct row_contact {
    LIST_OF(struct job_phone) phones;
    struct str country; /* of the first phone */
    struct str name, time_zone;
    /* every column but the ignored, in the sheet's order; phones as they were written */
    struct str_map variables;
};
struct row_note {
    const char *slug;  /* reason, repair or warning */
    struct str column; /* header */
    struct param params[ERROR_PARAMS];
};
struct row_result {
    enum row_verdict verdict; /* ready, repaired, warned or rejected */
    struct row_contact contact;
    LIST_OF(struct row_note) notes;
};

/* Several phones in one cell ("300… / 310…", two lines) are split. A row with at least one usable
 * phone is accepted; what is wrong with the others stands in the notes. */
void row_check(struct arena *arena, const struct batch *batch, struct phone_numbering phones,
               const struct cell *cells, size_t n, struct row_result *ret);

#endif
