/* v1/csv_lines.h - cells of files that are written while they are sent. */
#ifndef V1_CSV_LINES_H
#define V1_CSV_LINES_H

#include <stdbool.h>

#include "base/strbuf.h"

/* Quoted; what a spreadsheet would take for a formula is made a text. first: of its line. */
void csv_put(struct strbuf *b, struct str text, bool first);

#endif
