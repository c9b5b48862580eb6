/* application/src/list_of.h - the records that belong to another: versions of a script, rows of a
 * batch. */
#ifndef APPLICATION_LIST_OF_H
#define APPLICATION_LIST_OF_H

#include "application/ports.h"

/* `query` with one filter more: field = owner. ERR_INVALID "filter.too_many". */
enum err list_of(const struct ports *ports, struct scope *scope, const struct record *record,
                 const char *field, struct str owner, const struct page_query *query,
                 struct page *ret) MUST_USE;

#endif
