/* application/src/campaign_gate.h - the gate follows the campaign. */
#ifndef APPLICATION_CAMPAIGN_GATE_H
#define APPLICATION_CAMPAIGN_GATE_H

#include "application/ports.h"
#include "domain/models/campaign.h"

/* ERR_PRECONDITION "account.suspended". */
enum err account_may_call(const struct ports *ports, struct scope *scope) MUST_USE;
/* Opens the gate of a campaign that was saved as running. Who has paused or cancelled it meanwhile,
 * or suspended the account, closed the gate before this opened it: so both are looked at once more,
 * and what they say then holds. */
enum err campaign_gate_open(const struct ports *ports, struct scope *scope,
                            const struct campaign *campaign) MUST_USE;

#endif
