/* application/queries/read_scripts.h - what a script said before, and what it will say to
 * somebody. */
#ifndef APPLICATION_QUERIES_READ_SCRIPTS_H
#define APPLICATION_QUERIES_READ_SCRIPTS_H

#include "application/ports.h"
#include "domain/models/script.h"

/* PERMISSION_READ. In the order of revisions; the newest is the script itself. */
enum err list_script_versions(const struct ports *ports, struct scope *scope, struct script_id id,
                              const struct page_query *query, struct page *ret) MUST_USE;
/* ERR_NOT_FOUND "script.no_such_version" {revision} */
enum err read_script_version(const struct ports *ports, struct scope *scope, struct script_id id,
                             int64_t revision, struct script_version *ret) MUST_USE;

/* Which texts, and whose values. */
struct preview_script {
    struct script_id script;              /* zero: only what is said here */
    struct opt_str opening, instructions; /* as they are being edited: in place of the script's */
    struct str_map variables;             /* before those of the row */
    struct batch_id batch;                /* zero: no row */
    int64_t row;                          /* 1-based as people count; 0: the first usable one */
    int64_t after_row; /* without a row: the next usable one; behind the last the first */
};
extern const struct record preview_script_record;
struct script_preview {
    struct str opening, instructions; /* with their values; what has none stays in its braces */
    int64_t row;                      /* the row that was taken; 0: none */
    struct str_map values;            /* all that a script may say to this person */
    struct str_list variables;        /* that the texts name, in order of appearance */
    struct str_list missing;          /* of them: without a value */
};
extern const struct record script_preview_record;

/* PERMISSION_EDIT_CAMPAIGNS; with a batch PERMISSION_READ_PEOPLE too. A batch that is not imported
 * is looked at in its first rows only. Field errors "script.malformed"; ERR_NOT_FOUND
 * "batch.no_such_row" {row}. */
enum err preview_script(const struct ports *ports, struct scope *scope,
                        const struct preview_script *query, struct script_preview *ret) MUST_USE;

#endif
