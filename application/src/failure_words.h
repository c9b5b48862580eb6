/* failure_words.h - the sentence of what failed. */
#ifndef APPLICATION_FAILURE_WORDS_H
#define APPLICATION_FAILURE_WORDS_H

#include "application/ports.h"
#include "domain/models/failure.h"

/* Of one that was kept before its facts were, that they are not known any more. */
struct str failure_say(const struct ports *ports, struct arena *arena, struct str language,
                       const struct failure *failure);

#endif
