/* services/column_terms.h - the words that people write over their columns. */
#ifndef SERVICES_COLUMN_TERMS_H
#define SERVICES_COLUMN_TERMS_H

#include "base/arena.h"
#include "domain/models/batch.h"

enum { COLUMN_ROLES = COLUMN_IGNORED + 1, HEADER_SURE = 75, HEADER_HINT = 40 };

struct header_scores {
    int of[COLUMN_ROLES]; /* 0: nothing speaks for it */
    bool firm;            /* COLUMN_VARIABLE, whatever the cells look like: an agent's phone */
};

/* What the header alone says. */
struct header_scores header_scores(struct arena *arena, struct str header);

#endif
