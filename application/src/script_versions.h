/* application/src/script_versions.h - what a script said before. */
#ifndef APPLICATION_SCRIPT_VERSIONS_H
#define APPLICATION_SCRIPT_VERSIONS_H

#include "application/ports.h"
#include "domain/models/script.h"

/* Keeps the revision that the script has now; again: no change. */
enum err script_version_note(const struct ports *ports, struct scope *scope,
                             const struct script *script) MUST_USE;
/* ERR_NOT_FOUND "script.no_such_version" {revision} */
enum err script_version_find(const struct ports *ports, struct scope *scope,
                             const struct script *script, int64_t revision,
                             struct script_version *ret) MUST_USE;

#endif
