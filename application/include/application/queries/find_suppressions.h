/* application/queries/find_suppressions.h - the do-not-call lists, the account's and the
 * installation's, also by a phone. */
#ifndef APPLICATION_QUERIES_FIND_SUPPRESSIONS_H
#define APPLICATION_QUERIES_FIND_SUPPRESSIONS_H

#include "application/ports.h"

/* PERMISSION_READ_PEOPLE. phone "": all. A whole number, as people write it, finds its entry; a
 * shorter one every entry that begins so, with the country's prefix or without. Phones lie sealed:
 * what begins so is looked for entry by entry, a bounded number of them a time, so that a page may
 * hold fewer than query->limit, or none, and still name a next one. Field error of "phone":
 * "phone.not_a_number" has no digits. */
enum err find_suppressions(const struct ports *ports, struct scope *scope, struct str phone,
                           const struct page_query *query, struct page *ret) MUST_USE;
/* The installation's list, alike; its country is none, so a whole number begins with its own.
 * PERMISSION_PLATFORM. */
enum err find_platform_suppressions(const struct ports *ports, struct scope *scope,
                                    struct str phone, const struct page_query *query,
                                    struct page *ret) MUST_USE;

#endif
