/* application/src/list_of.c */
#include "list_of.h"

enum err list_of(const struct ports *ports, struct scope *scope, const struct record *record,
                 const char *field, struct str owner, const struct page_query *query,
                 struct page *ret)
{
    struct page_query its = *query;

    if (its.n == PAGE_FILTERS)
        return FAIL(&scope->error, ERR_INVALID, "filter.too_many");
    its.filters[its.n++] = (struct filter){ str_from_c(field), FILTER_EQ, owner };
    return VIA(ports->records, page, scope, record, &its, ret);
}
