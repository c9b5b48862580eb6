/* http/body_meaning.h - what is wrong with a body beyond its table of fields. Commands ask it
 * themselves; here it is asked of bodies that are refused already, so that a client hears of every
 * wrong field in one answer. */
#ifndef HTTP_BODY_MEANING_H
#define HTTP_BODY_MEANING_H

#include "application/ports.h"

/* Adds to the scope's error what the command would refuse of fields of which nothing is said yet.
 * `object` holds what could be read over the defaults. */
void body_tell_more(const struct ports *ports, struct scope *scope, const struct record *record,
                    const void *object);

#endif
