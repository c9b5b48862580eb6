/* application/commands/keep_scripts.h */
#ifndef APPLICATION_COMMANDS_KEEP_SCRIPTS_H
#define APPLICATION_COMMANDS_KEEP_SCRIPTS_H

#include "application/ports.h"
#include "domain/models/script.h"

/* PERMISSION_EDIT_CAMPAIGNS. Its variables must be well formed: field error "script.malformed". */
enum err create_script(const struct ports *ports, struct scope *scope, const struct script *wanted,
                       struct script **ret) MUST_USE;
/* A new revision; its version must be the stored one. */
enum err change_script(const struct ports *ports, struct scope *scope, struct script *changed,
                       struct script **ret) MUST_USE;

#endif
