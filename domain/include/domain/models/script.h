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
    struct instant created_at;
};
extern const struct record script_record;

/* `text` with each {{name}} replaced by its value; names are compared without case, accents and
 * blanks around them, and a blank inside is an underscore. A name without value is ERR_INVALID
 * "script.variable_missing" {name}; an unclosed or empty {{ is "script.malformed" {offset}, a
 * result beyond four times SCRIPT_TEXT "script.too_long" {limit}. Values are not scanned again. */
enum err script_render(struct arena *arena, struct str text, const struct str_map *variables,
                       struct str *ret, struct error *error) MUST_USE;
/* Every distinct name in order of appearance. */
enum err script_variables(struct arena *arena, struct str text, struct str_list *ret,
                          struct error *error) MUST_USE;

#endif
