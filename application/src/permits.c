/* application/src/permits.c */
#include "permits.h"

/* The margin covers a worker that was between its look at the clock and its last write. */
enum { PERMIT_MARGIN_MS = 250, LOOK_EVERY_MS = 10 };

static bool over(const struct ports *ports, struct instant since)
{
    return instant_minus(VIA0(ports->clock, boot), since).ms > PERMIT_MS + PERMIT_MARGIN_MS;
}

enum err permits_of_campaign_end(const struct ports *ports, struct scope *scope,
                                 struct campaign_id campaign)
{
    struct instant since = VIA0(ports->clock, boot);
    struct state_counts counts;

    TRY(VIA(ports->jobs, counts_in_course, scope, scope->account, campaign, &counts));
    while (counts.n[JOB_DIALING] > 0 && !over(ports, since)) {
        VIA(ports->clock, wait, (struct duration){ LOOK_EVERY_MS });
        TRY(VIA(ports->jobs, counts_in_course, scope, scope->account, campaign, &counts));
    }
    return ERR_OK;
}

enum err permit_of_job_ends(const struct ports *ports, struct scope *scope, struct job_id id,
                            struct instant since, struct job **ret)
{
    TRY(VIA(ports->jobs, find, scope, scope->account, id, ret));
    while ((*ret)->state == JOB_DIALING && !over(ports, since)) {
        VIA(ports->clock, wait, (struct duration){ LOOK_EVERY_MS });
        TRY(VIA(ports->jobs, find, scope, scope->account, id, ret));
    }
    return ERR_OK;
}
