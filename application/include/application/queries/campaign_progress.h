/* application/queries/campaign_progress.h - how a campaign is going, without counting rows. */
#ifndef APPLICATION_QUERIES_CAMPAIGN_PROGRESS_H
#define APPLICATION_QUERIES_CAMPAIGN_PROGRESS_H

#include "application/ports.h"
#include "application/queries/read_wallet.h"
#include "domain/models/batch.h"
#include "domain/models/campaign.h"

struct outcome_count {
    enum outcome outcome;
    int64_t calls;
};
struct campaign_progress {
    struct campaign_id campaign;
    enum campaign_status status;
    int64_t jobs;   /* all */
    int64_t queued; /* scheduled, retry_wait, claimed, held */
    int64_t waiting_funds;
    int64_t ringing; /* dialing, placed */
    int64_t talking; /* live */
    int64_t closing; /* ended, not settled */
    int64_t done, failed, undetermined, blocked, cancelled;
    int64_t calls, answered;
    struct amount spent; /* with wallet, for those who may read money */
    struct duration talk_ms;
    LIST_OF(struct outcome_count) outcomes; /* of settled calls */
    struct opt_instant next_due;
    struct wallet_view wallet;
};
extern const struct record campaign_progress_record;
extern const struct record watched_progress_record; /* the same without money */
extern const struct record batch_progress_record;   /* its jobs alone: what became of a sheet */

/* PERMISSION_WATCH. */
enum err campaign_progress(const struct ports *ports, struct scope *scope, struct campaign_id id,
                           struct campaign_progress *ret) MUST_USE;
/* PERMISSION_WATCH. Of one batch: jobs and what they are doing; the rest stays empty. */
enum err batch_progress(const struct ports *ports, struct scope *scope, struct batch_id id,
                        struct campaign_progress *ret) MUST_USE;

#endif
