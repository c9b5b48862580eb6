/* call_state.c - a line for each call's birth, with its request, and for its end and analysis. */
#include "call_state.h"

#include <stdlib.h>

#include "create_call.h"
#include "lines.h"

enum { LINE_MOST = 8 << 20, BACK_AGAIN_MS = 1000 };

static struct str state_file(struct world *world)
{
    return str_format(&world->arena, "%.*s.calls", STR_ARG(world->settings.state_file));
}

static void write_line(struct world *world, const struct strbuf *line)
{
    fprintf(world->call_state, "%.*s\n", STR_ARG(strbuf_str(line)));
    fflush(world->call_state);
}

void call_state_made(struct world *world, const struct call *call, const struct json *request)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct strbuf out = strbuf_init(&arena, LINE_MOST);
    struct json_writer w = json_writer_init(&out);

    if (world->call_state == NULL)
        return;
    json_open(&w, '{');
    put_str(&w, "call_id", call->id);
    put_i64(&w, "created_ms", call->created_at.unix_ms);
    put_str(&w, "seed", str_format(&arena, "%llu", (unsigned long long)call->plan.seed));
    put_str(&w, "scenario", scenario_name(call->plan.scenario));
    put_c(&w, "reason", call->plan.end->reason);
    put_node(&w, "request", request);
    json_close(&w, '}');
    write_line(world, &out);
}

void call_state_changed(struct world *world, const struct call *call)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct strbuf out = strbuf_init(&arena, LINE_MOST);
    struct json_writer w = json_writer_init(&out);

    if (world->call_state == NULL)
        return;
    json_open(&w, '{');
    put_str(&w, "call_id", call->id);
    put_c(&w, "reason", call->end->reason);
    put_i64(&w, "started_ms", call->started_at.unix_ms);
    put_i64(&w, "duration_ms", call->duration_ms);
    put_bool(&w, "analyzed", call->phase == CALL_ANALYZED);
    put_bool(&w, "deleted", call->deleted);
    json_close(&w, '}');
    write_line(world, &out);
}

/* One that cannot be made again keeps its number, so that the next are found by theirs. */
static void restore_made(struct world *world, struct arena *arena, const struct json *line)
{
    struct call *call = restore_call(world, arena, line);
    struct str id = json_str(json_get(line, "call_id"));

    if (call == NULL) {
        call = calloc(1, sizeof *call);
        if (call == NULL)
            abort();
        call->arena = arena_init();
        call->deleted = true;
    }
    world_add_call(world, call);
    call->id = str_copy(&call->arena, id);
}

static bool restore_changed(struct world *world, const struct json *line)
{
    struct call *call = world_find_call(world, json_str(json_get(line, "call_id")));
    bool analyzed = false;

    if (call == NULL)
        return true; /* of one that could not be made again */
    call->end = end_reason_find(json_str(json_get(line, "reason")));
    call->phase =
        json_bool(json_get(line, "analyzed"), &analyzed) && analyzed ? CALL_ANALYZED : CALL_ENDED;
    return call->end != NULL && json_i64(json_get(line, "started_ms"), &call->started_at.unix_ms) &&
           json_i64(json_get(line, "duration_ms"), &call->duration_ms);
}

static bool read_line(void *self, struct str text)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct world *world = self;
    const struct json *line;

    if (json_parse(&arena, text, &SIMULATOR_JSON, &line, NULL) != ERR_OK)
        return false;
    if (json_get(line, "request") == NULL)
        return restore_changed(world, line);
    restore_made(world, &arena, line);
    return true;
}

enum err call_state_open(struct world *world, struct error *error)
{
    struct str file = STR("");

    if (world->settings.state_file.n > 0)
        file = state_file(world);
    return lines_open(file, read_line, world, &world->call_state, error);
}

void call_state_resume(struct world *world)
{
    pthread_mutex_lock(&world->lock);
    for (int64_t i = 0; i < world->n_calls; i++) {
        struct call *call = world->calls[i];

        if (call->deleted || call->phase == CALL_ANALYZED)
            continue;
        if (call->phase < CALL_ENDED)
            world->active++;
        timetable_add(world->timetable, steady_ms() + BACK_AGAIN_MS, call,
                      call->phase < CALL_ENDED ? STEP_END : STEP_ANALYZE);
    }
    pthread_mutex_unlock(&world->lock);
}

void call_state_close(struct world *world)
{
    if (world->call_state != NULL)
        fclose(world->call_state);
}
