/* application/src/export_suppressions.h - the account's do-not-call list as a file, which can be
 * imported again. */
#ifndef APPLICATION_EXPORT_SUPPRESSIONS_H
#define APPLICATION_EXPORT_SUPPRESSIONS_H

#include "application/ports.h"
#include "domain/models/export.h"

/* Writes the whole file to a scratch path, a page at a time; export->rows counts along. */
enum err export_suppressions(const struct ports *ports, struct scope *scope, struct export *export,
                             struct str *path) MUST_USE;

#endif
