/* application/src/commands/open_gates.c - what a launch that was cut short left closed. */
#include "application/commands/open_gates.h"

#include "campaign_gate.h"
#include "each_global.h"

static enum err open_one(const struct ports *ports, struct scope *scope, void *object)
{
    return campaign_gate_open(ports, scope, object);
}

enum err open_gates(const struct ports *ports, struct scope *scope)
{
    return each_with_status(ports, scope, &campaign_record, campaign_status_name(CAMPAIGN_RUNNING),
                            open_one);
}
