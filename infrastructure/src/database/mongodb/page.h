/* database/mongodb/page.h - lists, a page at a time. */
#ifndef MONGODB_PAGE_H
#define MONGODB_PAGE_H

#include "database/mongodb/store.h"
#include "domain/page.h"

enum page_reach { PAGE_OF_ACCOUNT = 1, PAGE_OF_ALL };

enum err documents_page(struct session *s, const struct record_plan *plan, enum page_reach reach,
                        const struct page_query *query, struct page *ret) MUST_USE;

#endif
