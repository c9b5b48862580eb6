/* application/src/export_rows.h - a campaign's jobs as rows of a file: the person's own columns as
 * they were written, then what came of it. */
#ifndef APPLICATION_EXPORT_ROWS_H
#define APPLICATION_EXPORT_ROWS_H

#include "application/ports.h"
#include "domain/models/export.h"

/* Writes the whole file to a scratch path, a page at a time; export->rows counts along. */
enum err export_rows(const struct ports *ports, struct scope *scope, struct export *export,
                     struct str *path) MUST_USE;

#endif
