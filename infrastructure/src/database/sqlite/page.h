/* database/sqlite/page.h - lists: filters and cursors as one statement. */
#ifndef SQLITE_PAGE_H
#define SQLITE_PAGE_H

#include "database/sqlite/engine.h"
#include "database/sqlite/table.h"
#include "domain/page.h"

enum page_reach { PAGE_OF_ACCOUNT = 1, PAGE_OF_ALL };

/* In the order of ids or of query->sort; of all accounts by (id, account). ERR_INVALID
 * "filter.unknown" {field}, "filter.bad_value" {field}, "sort.unknown" {field}, "page.bad_cursor".
 */
enum err page_read(struct sqlite_store *store, struct scope *scope, const struct table *table,
                   enum page_reach reach, const struct page_query *query,
                   struct page *ret) MUST_USE;

#endif
