/* tests/fuzz/fuzz_query_string.c - pairs that were read survive being encoded and read again. */
#include "fuzz/fuzz.h"

#include <assert.h>

#include "base/strbuf.h"
#include "codec/messages.h"
#include "codec/query_string.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    struct str text = { (const char *)data, size };
    struct str_map map;

    language_choose(text);
    if (query_parse(&arena, text, &map, &error) == ERR_OK) {
        for (size_t i = 0; i < map.n; i++) {
            struct str back;
            bool decoded =
                percent_decode(&arena, percent_encode(&arena, map.items[i].value), &back);

            assert(decoded && str_eq(back, map.items[i].value));
            (void)decoded;
        }
    }
    arena_release(&arena);
    return 0;
}
