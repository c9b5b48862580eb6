/* application/commands/redial_job.h - a person decides that an undetermined job is called again. */
#ifndef APPLICATION_COMMANDS_REDIAL_JOB_H
#define APPLICATION_COMMANDS_REDIAL_JOB_H

#include "application/ports.h"
#include "domain/models/job.h"

/* PERMISSION_RUN_CAMPAIGNS. */
enum err redial_job(const struct ports *ports, struct scope *scope, struct job_id id,
                    struct job **ret) MUST_USE;

/* For a loop: undetermined jobs of running campaigns that have said so
 * (redial_undetermined_after_h) are called again when that time is over. */
enum err redial_undetermined(const struct ports *ports, struct scope *scope) MUST_USE;

#endif
