/* services/folding.h - texts of sheets made comparable: lower case, no accents, single blanks. */
#ifndef SERVICES_FOLDING_H
#define SERVICES_FOLDING_H

#include "base/arena.h"
#include "base/str.h"

/* Words of ASCII letters and digits with one blank between: "Nº_de  TeléfonoCelular2" gives "no de
 * telefono celular 2". A word ends where letters meet digits and where a capital follows a small
 * letter. What has no ASCII form is left out. */
struct str fold_words(struct arena *arena, struct str text);
/* The same, but "saldo2" and "miSaldo" stay one word. */
struct str fold_text(struct arena *arena, struct str text);
/* Of a code point: an ASCII letter of its case or a digit, ' ' for what parts words, 0 for what
 * vanishes. */
char fold_point(uint32_t point);

#endif
