/* call/call_sweeps.c - two loops around two commands. */
#include "workers/call_sweeps.h"

#include <stdlib.h>

#include "application/commands/finish_campaign.h"
#include "application/commands/open_gates.h"
#include "application/commands/settle_calls.h"

struct call_sweep {
    const struct ports *ports;
    struct call_sweep_settings settings;
    struct worker_loop *loop;
    struct instant finish_at; /* boot clock */
    bool gates_open;          /* those of running campaigns, when this process began */
};

struct call_sweep_settings call_sweep_defaults(void)
{
    return (struct call_sweep_settings){
        .every = { 50 },
        .most = 128,
        .finish = SECONDS(1),
        .events = voice_event_defaults(),
    };
}

static struct duration inbox_turn(void *self, struct scope *scope)
{
    struct call_sweep *sweep = self;
    int64_t handled = 0;

    if (apply_voice_events(sweep->ports, scope, &sweep->settings.events, sweep->settings.most,
                           &handled) != ERR_OK)
        return worker_loop_failed(sweep->loop, scope);
    return handled > 0 ? (struct duration){ 0 } : sweep->settings.every;
}

/* Once: a launch may have been cut short by the end of the process before. */
static bool gates_are_open(struct call_sweep *sweep, struct scope *scope)
{
    sweep->gates_open = sweep->gates_open || open_gates(sweep->ports, scope) == ERR_OK;
    return sweep->gates_open;
}

/* Campaigns are only looked at when no money is waiting: the last call first. */
static struct duration settle_turn(void *self, struct scope *scope)
{
    struct call_sweep *sweep = self;
    struct instant now = VIA0(sweep->ports->clock, boot);
    int64_t settled = 0;

    if (settle_calls(sweep->ports, scope, sweep->settings.most, &settled) != ERR_OK)
        return worker_loop_failed(sweep->loop, scope);
    if (settled > 0)
        return (struct duration){ 0 };
    if (instant_before(now, sweep->finish_at))
        return sweep->settings.every;
    sweep->finish_at = instant_add(now, sweep->settings.finish);
    if (!gates_are_open(sweep, scope) || finish_campaigns(sweep->ports, scope) != ERR_OK)
        return worker_loop_failed(sweep->loop, scope);
    return sweep->settings.every;
}

static struct call_sweep *start(const struct ports *ports,
                                const struct call_sweep_settings *settings, const char *name,
                                worker_turn *turn)
{
    struct call_sweep *sweep = calloc(1, sizeof *sweep);

    if (sweep == NULL)
        return NULL;
    *sweep = (struct call_sweep){ .ports = ports, .settings = *settings };
    sweep->loop = worker_loop_new(&(struct worker_loop_spec){
        .name = name, .turn = turn, .self = sweep, .clock = ports->clock, .log = ports->log });
    if (sweep->loop != NULL && worker_loop_begin(sweep->loop))
        return sweep;
    call_sweep_free(sweep);
    return NULL;
}

struct call_sweep *inbox_sweep_start(const struct ports *ports,
                                     const struct call_sweep_settings *settings)
{
    return start(ports, settings, "inbox", inbox_turn);
}

struct call_sweep *settle_sweep_start(const struct ports *ports,
                                      const struct call_sweep_settings *settings)
{
    return start(ports, settings, "settle", settle_turn);
}

void call_sweep_free(struct call_sweep *sweep)
{
    if (sweep == NULL)
        return;
    worker_loop_free(sweep->loop);
    free(sweep);
}
