/* application/src/account_campaigns.c */
#include "account_campaigns.h"

enum err each_campaign(const struct ports *ports, struct scope *scope, enum campaign_status status,
                       campaign_visit *visit, const void *with)
{
    struct page_query query = {
        .filters = { { STR("status"), FILTER_EQ, campaign_status_name(status) } },
        .n = 1,
        .limit = PAGE_MOST,
    };
    struct page page;

    do {
        TRY(VIA(ports->records, page, scope, &campaign_record, &query, &page));
        for (size_t i = 0; i < page.n; i++)
            TRY(visit(ports, scope, &((const struct campaign *)page.items)[i], with));
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}
