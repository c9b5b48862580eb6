/* apps/src/service/heartbeat.c */
#include "service/heartbeat.h"

#include <stdlib.h>
#include <unistd.h>

#include "application/commands/note_process.h"
#include "apps/service.h"
#include "base/strbuf.h"
#include "service/traffic.h"
#include "workers/worker_loop.h"

enum { HOST_MOST = 255, PARTS_MOST = 200 };

struct heartbeat {
    const struct ports *ports;
    const struct metrics *metrics;
    struct traffic_hour hour;
    struct process process;
    struct arena arena; /* texts of the process */
    struct worker_loop *loop;
};

static struct duration beat(void *self, struct scope *scope)
{
    struct heartbeat *h = self;
    struct traffic sum = traffic_read(h->metrics);

    h->process.last_hour = traffic_of_hour(&h->hour, &sum, VIA0(h->ports->clock, boot));
    h->process.recent = traffic_of_minutes(&h->hour, &sum);
    if (note_process(h->ports, scope, &h->process) != ERR_OK)
        return worker_loop_failed(h->loop, scope);
    return (struct duration){ PROCESS_BEAT_MS };
}

static struct str parts_text(struct arena *arena, int parts)
{
    static const struct {
        int part;
        const char *name;
    } names[] = {
        { SERVICE_API, "api" },
        { SERVICE_CALLS, "calls" },
        { SERVICE_BILLING, "billing" },
        { SERVICE_ANALYTICS, "analytics" },
        { SERVICE_NOTIFICATION, "notification" },
    };
    struct strbuf text = strbuf_init(arena, PARTS_MOST);

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if ((parts & names[i].part) != 0)
            strbuf_addf(&text, text.n == 0 ? "%s" : " %s", names[i].name);
    return strbuf_str(&text);
}

static struct str host_name(struct arena *arena)
{
    char name[HOST_MOST + 1] = { 0 };

    if (gethostname(name, HOST_MOST) != 0)
        return STR("");
    return str_copy(arena, str_from_c(name));
}

struct heartbeat *heartbeat_start(const struct ports *ports, const struct metrics *metrics,
                                  int parts)
{
    struct heartbeat *h = calloc(1, sizeof *h);
    struct worker_loop_spec spec = {
        .name = "heartbeat", .turn = beat, .self = h, .clock = ports->clock, .log = ports->log
    };

    if (h == NULL)
        return NULL;
    h->ports = ports;
    h->metrics = metrics;
    h->arena = arena_init();
    h->process = (struct process){ .host = host_name(&h->arena),
                                   .pid = getpid(),
                                   .parts = parts_text(&h->arena, parts) };
    h->loop = worker_loop_new(&spec);
    if (h->loop != NULL && worker_loop_begin(h->loop))
        return h;
    heartbeat_free(h);
    return NULL;
}

static void say_goodbye(struct heartbeat *h)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope =
        scope_system(&arena, (struct account_id){ 0 }, VIA0(h->ports->clock, wall), h->ports->log);

    /* a store that is away hears nothing: the process is missed a little later */
    DROP(note_process_stopped(h->ports, &scope, &h->process));
}

void heartbeat_free(struct heartbeat *h)
{
    if (h == NULL)
        return;
    if (h->loop != NULL) {
        worker_loop_free(h->loop);
        say_goodbye(h);
    }
    arena_release(&h->arena);
    free(h);
}
