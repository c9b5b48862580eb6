/* application/commands/keep_campaigns.h - drafts are made and changed. */
#ifndef APPLICATION_COMMANDS_KEEP_CAMPAIGNS_H
#define APPLICATION_COMMANDS_KEEP_CAMPAIGNS_H

#include "application/ports.h"
#include "domain/models/campaign.h"

/* PERMISSION_EDIT_CAMPAIGNS. `wanted` is campaign_defaults() with the request's fields over it. */
enum err create_campaign(const struct ports *ports, struct scope *scope,
                         const struct campaign *wanted, struct campaign **ret) MUST_USE;
/* Adds the field errors that either command would have, and does nothing else. */
enum err check_campaign(const struct ports *ports, struct scope *scope,
                        const struct campaign *c) MUST_USE;
/* `changed` is the stored campaign with the request's fields over it. Name, pacing, retries, window
 * and budget may change while it runs or is paused; script, purpose and lengths only in a draft:
 * "campaign.not_a_draft". Its version must be the stored one. */
enum err change_campaign(const struct ports *ports, struct scope *scope, struct campaign *changed,
                         struct campaign **ret) MUST_USE;

#endif
