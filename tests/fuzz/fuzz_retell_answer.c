/* tests/fuzz/fuzz_retell_answer.c - answers to create-phone-call and list-calls. The first byte
 * says how the transfer ended, the second the status. */
#include "external/retell/call_json.h"
#include "external/retell/post_outcome.h"
#include "fuzz/fuzz.h"

static const int64_t statuses[] = { 200, 201, 302, 400, 401, 402, 404, 408, 422, 429, 500, 0 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_init();
    struct placing_result result;
    struct call_page page;
    struct post_facts facts;

    if (size < 2)
        return 0;
    facts = (struct post_facts){
        .end = (enum post_end)(POST_ANSWERED + data[0] % POST_TOO_SLOW),
        .body_begun = (data[0] & 0x80) != 0,
        .last_bytes = (data[0] & 0x40) != 0,
        .status = statuses[data[1] % ARRAY_LEN(statuses)],
        .body = { (const char *)data + 2, size - 2 },
        .retry_after = { (const char *)data + 2, size - 2 },
        .now = { INT64_C(1767323045000) },
    };
    post_outcome(&arena, &facts, &result);
    if (result.placing == PLACING_ACCEPTED &&
        (result.provider_call.n == 0 || facts.status < 200 || facts.status > 299))
        __builtin_trap();
    if (result.placing == PLACING_SLOWER &&
        (result.retry_after.ms < 0 || result.retry_after.ms > 3600000))
        __builtin_trap();
    if (call_page_read(&arena, facts.body, &page))
        for (size_t i = 0; i < page.calls.n; i++)
            if (page.calls.items[i].provider_call.n == 0)
                __builtin_trap();
    arena_release(&arena);
    return 0;
}
