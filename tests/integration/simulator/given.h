/* tests/integration/simulator/given.h - a running simulator, an address for webhooks, an arena. */
#ifndef SIMULATOR_GIVEN_H
#define SIMULATOR_GIVEN_H

#include <stdlib.h>

#include "base/strbuf.h"
#include "support/expect.h"
#include "support/listener.h"
#include "support/simulator.h"

#define FAST "--speed", "1000", "--webhook-retry-ms", "1"

struct fixture {
    struct arena arena;
    struct simulated simulated;
    struct listener listener;
};

static inline int start_with(void **state, const char *const *options)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->arena = arena_init();
    f->listener = listener_open();
    f->simulated = simulated_start(options);
    *state = f;
    return 0;
}

static inline int start_fast(void **state)
{
    static const char *const options[] = { FAST, NULL };

    return start_with(state, options);
}

static inline int stop(void **state)
{
    struct fixture *f = *state;

    simulated_stop(&f->simulated);
    listener_close(&f->listener);
    arena_release(&f->arena);
    free(f);
    return 0;
}

/* A good request with that tag to that number. */
static inline struct str order(struct fixture *f, const char *tag, const char *to)
{
    return str_format(
        &f->arena,
        "{\"from_number\":\"" SIMULATOR_FROM "\",\"to_number\":\"%s\","
        "\"override_agent_id\":\"" SIMULATOR_AGENT "\",\"metadata\":{\"tag\":\"%s\"},"
        "\"retell_llm_dynamic_variables\":{\"instructions\":\"Cobre $ 80.000.\"},"
        "\"agent_override\":{\"agent\":{\"webhook_url\":\"http://127.0.0.1:%lld/hook\"}}}",
        to, tag, (long long)f->listener.port);
}

/* The status of the answer, 0: none. *call_id is STR_NONE when the answer has none. */
static inline int create(struct fixture *f, const char *tag, const char *to, struct str *call_id)
{
    const struct json *node = NULL;
    struct str answer;
    int status = simulated_request(&f->simulated, &f->arena, "POST", "/v2/create-phone-call",
                                   order(f, tag, to), &answer);

    *call_id = STR_NONE;
    if (answer.n > 0 && json_parse(&f->arena, answer, NULL, &node, NULL) == ERR_OK)
        *call_id = json_str(json_get(node, "call_id"));
    return status;
}

static inline const struct json *parsed(struct fixture *f, struct str text)
{
    const struct json_limits limits = { .members = 1000000 };
    const struct json *node;

    expect_ok(json_parse(&f->arena, text, &limits, &node, NULL));
    return node;
}

static inline struct str event_of(struct fixture *f, struct heard heard)
{
    return json_str(json_get(parsed(f, heard.body), "event"));
}

#endif
