/* application/commands/redial_job.h - a person decides that an undetermined job is called again. */
#ifndef APPLICATION_COMMANDS_REDIAL_JOB_H
#define APPLICATION_COMMANDS_REDIAL_JOB_H

#include "application/ports.h"
#include "domain/models/campaign.h"
#include "domain/models/job.h"

/* PERMISSION_RUN_CAMPAIGNS. */
enum err redial_job(const struct ports *ports, struct scope *scope, struct job_id id,
                    struct job **ret) MUST_USE;

/* For a loop: undetermined jobs of running campaigns that have said so
 * (redial_undetermined_after_h) are called again when that time is over, and the campaign's
 * attempts are not: each of them may have rung. */
enum err redial_undetermined(const struct ports *ports, struct scope *scope) MUST_USE;
/* Is there such a job, due or not? The campaign is of the scope's account. */
enum err redial_is_awaited(const struct ports *ports, struct scope *scope,
                           const struct campaign *campaign, bool *ret) MUST_USE;

#endif
