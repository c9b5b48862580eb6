/* application/src/reason_words.h - why a job waits or is not called, for people. A job keeps the
 * slug alone: where the sentence of a slug names something (a variable, an amount), there is
 * another one without it, "job_reason.<slug>". */
#ifndef APPLICATION_REASON_WORDS_H
#define APPLICATION_REASON_WORDS_H

#include "application/ports.h"

struct str reason_words(const struct ports *ports, struct arena *arena, struct str language,
                        struct str slug);

#endif
