/* tests/fuzz/fuzz_retell_event.c - bodies of webhooks whose signature was good. */
#include "base/arena.h"
#include "external/retell/call_json.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_init();
    const struct json *event;
    struct voice_call call;

    if (json_parse(&arena, (struct str){ (const char *)data, size }, &provider_json, &event,
                   NULL) == ERR_OK &&
        call_read(&arena, json_get(event, "call"), &call)) {
        if (call.provider_call.n == 0 || (call.cost_micros.has && call.cost_micros.v < 0))
            __builtin_trap();
        if (call.started_at.has && call.started_at.v.unix_ms <= 0)
            __builtin_trap();
    }
    arena_release(&arena);
    return 0;
}
