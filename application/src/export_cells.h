/* application/src/export_cells.h - values as cells of exported sheets. */
#ifndef APPLICATION_EXPORT_CELLS_H
#define APPLICATION_EXPORT_CELLS_H

#include "application/ports.h"

struct out_cell cell_text(struct str text); /* empty: an empty cell */
struct out_cell cell_decimal(struct str text);
/* In the account's zone; as RFC 3339 text where the zone is unknown. */
struct out_cell cell_instant(const struct ports *ports, struct scope *scope, struct str zone,
                             struct opt_instant at);
/* What a model said: a date or an amount where it is one, else its words. */
struct out_cell cell_said_date(struct str text);
struct out_cell cell_said_amount(struct str text);
struct out_cell cell_amount(struct scope *scope, struct opt_amount amount);
/* "USD", or the word for minutes. */
struct out_cell cell_unit(const struct ports *ports, struct scope *scope, struct str language,
                          struct opt_amount amount);

/* "outcome.promise" in that language. */
struct str export_word(const struct ports *ports, struct arena *arena, struct str language,
                       const char *family, struct str name);

#endif
