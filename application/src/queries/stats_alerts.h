/* application/src/queries/stats_alerts.h - what a person should look at, most urgent first. */
#ifndef APPLICATION_QUERIES_STATS_ALERTS_H
#define APPLICATION_QUERIES_STATS_ALERTS_H

#include "application/queries/account_stats.h"
#include "domain/models/account.h"

extern const struct record alert_record;

/* From what stats know of campaigns and wallet. Amounts stand in no alert: who may not see money
 * reads them, too. */
enum err add_alerts(const struct ports *ports, struct scope *scope, const struct account *account,
                    const struct wallet *wallet, struct account_stats *stats) MUST_USE;

#endif
