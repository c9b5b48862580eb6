/* application/commands/change_suppressions.h - the account's do-not-call list. */
#ifndef APPLICATION_COMMANDS_CHANGE_SUPPRESSIONS_H
#define APPLICATION_COMMANDS_CHANGE_SUPPRESSIONS_H

#include "application/ports.h"
#include "domain/models/suppression.h"

/* PERMISSION_SUPPRESS. The phone may be written as people write it. Calls to it that ring or run
 * are hung up before this answers. Again: the entry is changed. Field errors: of the phone;
 * "field.in_the_past" of expires_at. */
enum err suppress_phone(const struct ports *ports, struct scope *scope,
                        const struct suppression *wanted, struct suppression **ret) MUST_USE;
enum err unsuppress_phone(const struct ports *ports, struct scope *scope,
                          struct suppression_id id) MUST_USE;

struct import_suppressions {
    struct str file_name;
    struct str country; /* empty: the account's */
    object_source *source;
    void *from;
};
struct imported_suppressions {
    int64_t rows, added, known, rejected;
};
extern const struct record imported_suppressions_record;
/* Every phone of every row of a sheet; rows without one are counted. Those that are listed already,
 * for ever, stay as they are: a sheet writes over no wish that a person has told. */
enum err import_suppressions(const struct ports *ports, struct scope *scope,
                             const struct import_suppressions *cmd,
                             struct imported_suppressions *ret) MUST_USE;

#endif
