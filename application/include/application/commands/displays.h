/* application/commands/displays.h - links for screens on walls. */
#ifndef APPLICATION_COMMANDS_DISPLAYS_H
#define APPLICATION_COMMANDS_DISPLAYS_H

#include "application/ports.h"
#include "domain/models/display.h"

struct create_display {
    struct str name;
};
extern const struct record create_display_record;

struct created_display {
    struct display display;
    struct str secret; /* shown once */
    struct str url;    /* the page, the secret behind '#': it is in no server's log */
};
extern const struct record created_display_record;

/* Both: PERMISSION_MANAGE_ACCOUNT. ERR_PRECONDITION "display.too_many" {most}: so many are good. */
enum err create_display(const struct ports *ports, struct scope *scope,
                        const struct create_display *cmd, struct created_display *ret) MUST_USE;
/* From now on it opens nothing, and what it had opened is closed within seconds. Again: no change.
 */
enum err revoke_display(const struct ports *ports, struct scope *scope,
                        struct display_id id) MUST_USE;

#endif
