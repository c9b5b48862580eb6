/* application/src/import_rows.h - the rows of a sheet on their way to jobs, a page at a time. */
#ifndef APPLICATION_IMPORT_ROWS_H
#define APPLICATION_IMPORT_ROWS_H

#include "application/ports.h"
#include "domain/models/batch.h"

/* Reads the batch's file to its end and stages a job for each usable row and the index of its
 * phones; rows that are left out or were mended go to the report, and are kept to be shown one by
 * one. A row that a person has written into is taken as it was written. Nothing becomes visible.
 * The batch's progress_rows is saved as it goes (so its version moves). *report: key of the
 * report's object, empty when there was nothing to tell. */
enum err import_rows(const struct ports *ports, struct scope *scope, struct batch *batch,
                     struct batch_counts *counts, struct str *report) MUST_USE;
/* The same without staging: what an import would find now. */
enum err check_rows(const struct ports *ports, struct scope *scope, struct batch *batch,
                    struct batch_counts *counts, struct str *report) MUST_USE;

#endif
