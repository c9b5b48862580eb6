/* domain/models/script.h - what the voice says: instructions with {{variables}}; each change is a
 * new revision, and a campaign keeps the one it was launched with. */
#ifndef DOMAIN_MODELS_SCRIPT_H
#define DOMAIN_MODELS_SCRIPT_H

#include "base/arena.h"
#include "base/error.h"
#include "domain/ids.h"

enum { SCRIPT_TEXT = 60000, SCRIPT_OPENING = 1000 };

struct script {
    struct script_id id;
    struct account_id account;
    int64_t version;
    int64_t revision; /* 1, 2, … : of what follows */
    struct str name;
    struct str language;     /* BCP 47: "es-CO" */
    struct str opening;      /* the first sentence, with variables; empty: the model makes one */
    struct str instructions; /* with variables */
    struct instant revised_at;
    struct str revised_by; /* "usr_…", "key_…" */
    struct instant created_at;
};
extern const struct record script_record;

/* A script as one of its revisions was; never changed. */
struct script_version {
    struct script_version_id id; /* of script and revision: versions page in their order */
    struct account_id account;
    int64_t version;
    struct script_id script;
    int64_t revision;
    struct str name, language, opening, instructions;
    struct instant revised_at;
    struct str revised_by;
};
extern const struct record script_version_record;

/* The revision that the script has now. */
struct script_version script_version_of(const struct script *script);
struct script_version_id script_version_id_of(struct script_id script, int64_t revision);

/* `text` with each {{name}} replaced by its value; names are compared without case, accents and
 * blanks around them, and a blank inside is an underscore. A name without value is ERR_INVALID
 * "script.variable_missing" {name}; an unclosed or empty {{ is "script.malformed" {offset}, a
 * result beyond four times SCRIPT_TEXT "script.too_long" {limit}. Values are not scanned again. */
enum err script_render(struct arena *arena, struct str text, const struct str_map *variables,
                       struct str *ret, struct error *error) MUST_USE;
/* Whether script_render() would find a value for this name. */
bool script_has_value(const struct str_map *variables, struct str name);
/* Every distinct name in order of appearance. */
enum err script_variables(struct arena *arena, struct str text, struct str_list *ret,
                          struct error *error) MUST_USE;
/* Both texts: a field error "script.malformed" {offset} where a {{name}} is not whole. */
void script_check(const struct script *script, struct error *error);

#endif
