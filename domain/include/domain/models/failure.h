/* domain/models/failure.h - why work that nobody waited for came to nothing: kept as facts, to be
 * told in the language of whoever asks later. */
#ifndef DOMAIN_MODELS_FAILURE_H
#define DOMAIN_MODELS_FAILURE_H

#include "base/error.h"
#include "base/field.h"

struct failure {
    struct str slug;      /* of its sentence; empty: it did not fail */
    struct str_map facts; /* what the sentence names, as it names it: at most ERROR_PARAMS */
};

/* Of an error that was raised; in the arena. */
struct failure failure_of(const struct error *error, struct arena *arena);
/* For the sentence; in the arena. */
void failure_params(const struct failure *failure, struct arena *arena,
                    struct param ret[ERROR_PARAMS]);

#endif
