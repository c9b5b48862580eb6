/* application/src/commands/redial_job.c - a person decides that an undetermined job is called
 * again. */
#include "application/commands/redial_job.h"

enum err redial_job(const struct ports *ports, struct scope *scope, struct job_id id,
                    struct job **ret)
{
    struct step step = { .account = scope->account, .job = id, .tag = STR("") };

    TRY(scope_require(scope, PERMISSION_RUN_CAMPAIGNS));
    TRY(VIA(ports->jobs, redial, scope, &step, 1));
    if (step.err != ERR_OK)
        return FAIL(&scope->error, step.err, step.slug);
    return VIA(ports->jobs, find, scope, scope->account, id, ret);
}
