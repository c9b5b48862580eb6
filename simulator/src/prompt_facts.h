/* prompt_facts.h - what the simulated agent understood of its instructions: enough to talk about
 * them, so that a test sees whether they arrived. */
#ifndef SIMULATOR_PROMPT_FACTS_H
#define SIMULATOR_PROMPT_FACTS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "codec/json.h"

struct prompt_facts {
    struct str subject;   /* "factura 1042" of "Factura: 1042", else the first sentence */
    int64_t amount_cents; /* the first figure behind a "$"; 0: none */
};

struct prompt_facts prompt_facts_read(struct arena *arena, struct str prompt);
/* {{name}} becomes the variable's text; a name that is no variable stays as it is. NULL: none. */
struct str prompt_render(struct arena *arena, struct str text, const struct json *variables);

#endif
