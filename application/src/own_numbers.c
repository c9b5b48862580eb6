/* application/src/own_numbers.c */
#include "own_numbers.h"

#include "domain/models/connection.h"

enum err stranger_among(const struct ports *ports, struct scope *scope,
                        const struct str_list *numbers, struct str *ret)
{
    struct page page;

    *ret = STR_NONE;
    for (size_t i = 0; i < numbers->n; i++) {
        struct page_query query = {
            .filters = { { STR("e164"), FILTER_EQ, numbers->items[i] } },
            .n = 1,
            .limit = 1,
        };
        TRY(VIA(ports->records, page, scope, &number_record, &query, &page));
        if (page.n == 0) {
            *ret = numbers->items[i];
            return ERR_OK;
        }
    }
    return ERR_OK;
}
