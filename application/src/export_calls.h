/* application/src/export_calls.h - the list of calls as a file: those that its filters leave,
 * newest first, as the page shows them. */
#ifndef APPLICATION_EXPORT_CALLS_H
#define APPLICATION_EXPORT_CALLS_H

#include "application/ports.h"
#include "domain/models/export.h"

/* Writes the whole file to a scratch path, a page at a time; export->rows counts along. */
enum err export_calls(const struct ports *ports, struct scope *scope, struct export *export,
                      struct str *path) MUST_USE;

#endif
