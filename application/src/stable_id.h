/* stable_id.h - an id that is the same for the same text: what must be there once is, whoever makes
 * it, and however often. */
#ifndef APPLICATION_STABLE_ID_H
#define APPLICATION_STABLE_ID_H

#include "application/ports.h"

/* The first bytes of the text's hash. */
struct id128 stable_id(const struct ports *ports, struct scope *scope, struct str text);

#endif
