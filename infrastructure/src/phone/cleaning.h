/* phone/cleaning.h - a cell's text, without what has nothing to do with its number. */
#ifndef PHONE_CLEANING_H
#define PHONE_CLEANING_H

#include "base/str.h"
#include "phone/answer.h"

/* Trimmed, out of its quotation marks, one blank for each run; blanks, dashes, digits and marks of
 * other widths as their ASCII, invisible characters gone. `room` holds what changed; a text that
 * does not fit is returned only trimmed. */
struct str clean_phone_text(struct str text, char room[ANSWER_TEXT_BYTES]);

#endif
