/* tests/fuzz/fuzz_json.c - whatever is read is written, read again, and written the same. */
#include "fuzz/fuzz.h"

#include <assert.h>

#include "codec/json.h"

static struct str print(struct arena *arena, const struct json *node)
{
    struct strbuf out = strbuf_init(arena, SIZE_MAX / 2);
    struct json_writer w = json_writer_init(&out);

    json_put_node(&w, node);
    return strbuf_str(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    struct str text = { (const char *)data, size };
    const struct json *first, *second;

    if (json_parse(&arena, text, NULL, &first, &error) == ERR_OK) {
        struct str once = print(&arena, first);
        enum err again = json_parse(&arena, once, NULL, &second, &error);
        int64_t n;

        assert(again == ERR_OK);
        assert(str_eq(once, print(&arena, second)));
        if (json_i64(first, &n))
            assert(json_scaled(first, 1, &n));
        (void)again;
    }
    arena_release(&arena);
    return 0;
}
