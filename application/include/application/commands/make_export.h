/* application/commands/make_export.h - results as a file: the person's own columns, then ours. */
#ifndef APPLICATION_COMMANDS_MAKE_EXPORT_H
#define APPLICATION_COMMANDS_MAKE_EXPORT_H

#include "application/ports.h"
#include "domain/models/export.h"

struct request_export {
    enum export_kind kind;       /* 0: results */
    struct campaign_id campaign; /* of results: "field.required"; of calls a filter */
    /* of calls: those that the list leaves with the same filters */
    enum outcome outcome;
    struct str phone; /* as people write it */
    struct opt_instant since, until;
    enum export_format format; /* 0: xlsx */
    struct str language;       /* of our columns; empty: the account's */
};
extern const struct record request_export_record;
/* PERMISSION_READ_PEOPLE. Queued; a loop makes the file. */
enum err request_export(const struct ports *ports, struct scope *scope,
                        const struct request_export *cmd, struct export **ret) MUST_USE;
/* Adds the field errors that the command would have; a campaign that is none is another error. */
enum err check_request_export(const struct ports *ports, struct scope *scope,
                              const struct request_export *cmd) MUST_USE;
/* PERMISSION_READ_PEOPLE. It and its file are gone. ERR_PRECONDITION "export.not_done". */
enum err remove_export(const struct ports *ports, struct scope *scope,
                       struct export_id id) MUST_USE;
/* For a loop: the oldest queued (or interrupted) export of any account. */
enum err make_next_export(const struct ports *ports, struct scope *scope, bool *found) MUST_USE;
/* For a loop: files past their life are removed. */
enum err expire_exports(const struct ports *ports, struct scope *scope) MUST_USE;

#endif
