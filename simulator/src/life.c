/* life.c - registered, connected, ended, analyzed; each told by a webhook. */
#include "life.h"

#include "base/checked.h"
#include "call_state.h"
#include "put.h"
#include "webhooks.h"

enum { ANALYSIS_LEAST_MS = 1500, ANALYSIS_SPREAD_MS = 3000, LINE_MOST = 1 << 16 };

static void later(struct world *world, struct call *call, int64_t life_ms, enum step step)
{
    timetable_add(world->timetable, steady_ms() + life_ms / world->speed, call, (int)step);
}

void life_begin(struct world *world, struct call *call)
{
    pthread_mutex_lock(&world->lock);
    later(world, call, call->quirks.webhook_early ? 0 : call->plan.ring_ms,
          call->plan.connects ? STEP_CONNECT : STEP_END);
    pthread_mutex_unlock(&world->lock);
}

static void note_end(struct world *world, const struct call *call)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct strbuf out = strbuf_init(&arena, LINE_MOST);
    struct json_writer w = json_writer_init(&out);

    json_open(&w, '{');
    put_c(&w, "kind", "end");
    put_i64(&w, "at", world_now(world).unix_ms);
    put_str(&w, "call_id", call->id);
    put_str(&w, "tag", call->tag);
    put_str(&w, "to_number", call->to);
    put_c(&w, "call_status", call->end->status);
    put_c(&w, "disconnection_reason", call->end->reason);
    put_str(&w, "scenario", scenario_name(call->plan.scenario));
    put_i64(&w, "duration_ms", call->duration_ms);
    put_decimal(&w, "cost_cents", call_cost(call).combined, 6);
    json_close(&w, '}');
    book_add(world->book, strbuf_str(&out), false);
}

/* Lock held. */
static void end_call(struct world *world, struct call *call, const struct end_reason *end,
                     int64_t duration_ms)
{
    uint64_t state = call->plan.seed ^ UINT64_C(0x616e616c79736973);

    call->phase = CALL_ENDED;
    call->end = end;
    call->duration_ms = duration_ms;
    call->recording_at = steady_ms() + call->quirks.recording_lag_ms;
    world->active--;
    note_end(world, call);
    call_state_changed(world, call);
    later(world, call, ANALYSIS_LEAST_MS + draw_below(&state, ANALYSIS_SPREAD_MS), STEP_ANALYZE);
}

static void connect_call(struct world *world, struct call *call)
{
    if (call->phase != CALL_REGISTERED)
        return;
    call->phase = CALL_ONGOING;
    call->started_at = world_now(world);
    call->started_steady = steady_ms();
    later(world, call, call->talk_ms, STEP_END);
}

static const enum webhook_event all_backwards[] = { WEBHOOK_ANALYZED, WEBHOOK_ENDED,
                                                    WEBHOOK_STARTED };

/* What is told when a phase has been reached. */
static void tell(struct world *world, struct call *call, enum webhook_event event)
{
    if (!call->quirks.webhook_reordered)
        webhooks_post(world->webhooks, call, &event, 1);
    else if (event == WEBHOOK_ANALYZED)
        webhooks_post(world->webhooks, call, all_backwards,
                      ARRAY_LEN(all_backwards) - (call->started_at.unix_ms == 0 ? 1 : 0));
}

/* The event that a step of the life has brought about; 0: it came too late. Lock held. */
static enum webhook_event advance(struct world *world, struct call *call, enum step step)
{
    if (call->seq < world->first_call)
        return 0;
    switch (step) {
    case STEP_CONNECT:
        if (call->phase != CALL_REGISTERED)
            return 0;
        connect_call(world, call);
        return WEBHOOK_STARTED;
    case STEP_END:
        if (call->phase >= CALL_ENDED)
            return 0;
        end_call(world, call, call->plan.end, call->phase == CALL_ONGOING ? call->talk_ms : 0);
        return WEBHOOK_ENDED;
    case STEP_ANALYZE:
        if (call->phase != CALL_ENDED)
            return 0;
        call->phase = CALL_ANALYZED;
        call_state_changed(world, call);
        return WEBHOOK_ANALYZED;
    case STEP_DELIVER:
        break;
    }
    return 0;
}

void life_step(void *self, void *item, int step)
{
    struct world *world = self;
    enum webhook_event event;

    if (step == STEP_DELIVER) {
        webhooks_deliver_again(world->webhooks, item);
        return;
    }
    pthread_mutex_lock(&world->lock);
    event = advance(world, item, (enum step)step);
    pthread_mutex_unlock(&world->lock);
    if (event != 0)
        tell(world, item, event);
}

bool life_stop(struct world *world, struct str id)
{
    const struct end_reason *stopped = end_reason_find(STR("manual_stopped"));
    struct call *call;
    bool stops;
    int64_t talked;

    pthread_mutex_lock(&world->lock);
    call = world_find_call(world, id);
    stops = call != NULL && call->phase < CALL_ENDED;
    if (stops) {
        talked =
            call->phase == CALL_ONGOING ? (steady_ms() - call->started_steady) * world->speed : 0;
        end_call(world, call, stopped, min_i64(talked, call->talk_ms));
    }
    pthread_mutex_unlock(&world->lock);
    if (stops)
        tell(world, call, WEBHOOK_ENDED);
    return stops;
}
