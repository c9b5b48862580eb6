/* application/src/import_report.h - the rows that came back, with what is to be said of each. */
#ifndef APPLICATION_IMPORT_REPORT_H
#define APPLICATION_IMPORT_REPORT_H

#include "application/ports.h"
#include "domain/models/batch.h"
#include "domain/services/row_check.h"

struct import_report {
    const struct ports *ports;
    const struct batch *batch;
    struct str language;
    struct arena *arena; /* lives as long as the import */
    const char *name;    /* of the object, among those of the batch */
    struct str path;
    struct sheet_file *file; /* NULL: nothing to tell yet */
};

/* The sheet's own columns, the row's number, the verdict, and the reasons as sentences. */
enum err import_report_row(struct import_report *report, struct scope *page, int64_t row,
                           const struct cell *cells, size_t n, enum row_verdict verdict,
                           const struct row_note *notes, size_t n_notes) MUST_USE;
/* Stores it; *key is empty when there was nothing to tell. */
enum err import_report_close(struct import_report *report, struct scope *scope, struct str *key,
                             int64_t *bytes) MUST_USE;
void import_report_abandon(struct import_report *report);

#endif
