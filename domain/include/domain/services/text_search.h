/* domain/services/text_search.h - looking for a text by a part of it, as people type it: capitals
 * and accents are one with plain letters, and what stands between words is of no account
 * ("octubre tramo" is in "Cartera OCTUBRE – tramo 1"). Letters that no Latin alphabet has are
 * compared as they are. */
#ifndef DOMAIN_SERVICES_TEXT_SEARCH_H
#define DOMAIN_SERVICES_TEXT_SEARCH_H

#include "base/strbuf.h"

/* The arena is for what is worked with. */
bool text_contains(struct arena *arena, struct str text, struct str part);

/* For stores that look themselves: a regular expression, of Unicode, that finds the same. It has
 * classes, choices, "*", "+" and characters quoted by a backslash, and nothing else. */
struct str text_contains_pattern(struct arena *arena, struct str part);

#endif
