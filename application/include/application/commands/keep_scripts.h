/* application/commands/keep_scripts.h */
#ifndef APPLICATION_COMMANDS_KEEP_SCRIPTS_H
#define APPLICATION_COMMANDS_KEEP_SCRIPTS_H

#include "application/ports.h"
#include "domain/models/script.h"

/* PERMISSION_EDIT_CAMPAIGNS. Its variables must be well formed: field error "script.malformed". */
enum err create_script(const struct ports *ports, struct scope *scope, const struct script *wanted,
                       struct script **ret) MUST_USE;
/* A new revision; its version must be the stored one. The one before stays among its versions. */
enum err change_script(const struct ports *ports, struct scope *scope, struct script *changed,
                       struct script **ret) MUST_USE;
/* A new revision that says what an older one said. ERR_NOT_FOUND "script.no_such_version"
 * {revision}. */
enum err restore_script(const struct ports *ports, struct scope *scope, struct script_id id,
                        int64_t revision, struct script **ret) MUST_USE;

#endif
