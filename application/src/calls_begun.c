/* calls_begun.c - settled or not. */
#include "calls_begun.h"

enum err calls_begun(const struct ports *ports, struct scope *scope, struct campaign_id campaign,
                     const struct state_counts *counts, int64_t *ret)
{
    const struct rollup_query query = { .campaign = campaign, .until = { INT64_MAX } };
    struct rollup_list settled;
    int64_t n = counts->n[JOB_DIALING] + counts->n[JOB_PLACED] + counts->n[JOB_LIVE] +
                counts->n[JOB_ENDED] + counts->n[JOB_UNDETERMINED];

    TRY(VIA(ports->analytics, rollups, scope, &query, &settled));
    for (size_t i = 0; i < settled.n; i++)
        n += settled.items[i].calls;
    *ret = n;
    return ERR_OK;
}
