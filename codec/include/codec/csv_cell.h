/* codec/csv_cell.h - what a spreadsheet would run when it opens a text file. */
#ifndef CODEC_CSV_CELL_H
#define CODEC_CSV_CELL_H

#include "base/str.h"

/* The next place behind `from` where a cell begins, and a formula, for a program that parts lists
 * by ';', as Excel does in Spanish whatever the file does, or that takes no notice of quotes by
 * then; text.n: there is none. An apostrophe there makes it a text. */
size_t csv_next_formula(struct str text, size_t from);

#endif
