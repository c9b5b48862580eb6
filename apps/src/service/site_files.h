/* apps/src/service/site_files.h - the dashboard's built files, read once. */
#ifndef APPS_SERVICE_SITE_FILES_H
#define APPS_SERVICE_SITE_FILES_H

#include "presentation/rest_server.h"

/* Every plain file below the folder, with its packed forms (x.js.gz, x.js.br) beside it. An empty
 * folder means ../dashboard beside the program, and no site if that is not there. ERR_INVALID
 * "data.unreadable" {path}. */
enum err site_read(struct arena *arena, struct str folder, struct site *ret,
                   struct error *error) MUST_USE;

#endif
