/* tests/fuzz/fuzz_head.c - what stands in heads: cookies and keys, weights of Accept-Encoding,
 * addresses that proxies and clients have written, If-Match, Range and origins. The first byte
 * chooses one. */
#include "fuzz/fuzz.h"

#include <assert.h>
#include <stdlib.h>

#include "http/client_address.h"
#include "http/coding.h"
#include "http/cors.h"

static const struct field thing_fields[] = { FIELD_I64(struct kept_answer, status, 0, 0, 0) };

static void weigh(struct str text)
{
    bool must = false;

    if (!coding_asked(text, &must)) /* what is refused otherwise has at least a weight above none */
        assert(!must);
}

/* Whatever the header says: it is one of its addresses, or the connection's. */
static void find_address(struct arena *arena, struct str text)
{
    struct str_pair headers[] = { { STR_INIT("X-Forwarded-For"), text },
                                  { STR_INIT("X-Forwarded-For"), STR_INIT("10.0.0.9") } };
    struct request req = { .scope = { .arena = arena }, .headers = { headers, 2 } };
    struct network proxies[2], parsed;
    struct str found, again;

    if (!network_parse(STR("10.0.0.0/8"), &proxies[0]) || !network_parse(STR("::1"), &proxies[1]))
        abort();
    found = client_address(&req, STR("10.0.0.1"), "X-Forwarded-For", proxies, 2);
    assert(network_parse(found, &parsed));
    again = client_address(&req, STR("192.0.2.1"), "X-Forwarded-For", proxies, 2);
    assert(str_eq(again, STR("192.0.2.1")));
    found = client_network(arena, found);
    assert(network_parse(found, &parsed));
    (void)network_parse(text, &parsed);
    (void)again;
}

static void match(struct arena *arena, struct str text)
{
    struct str_pair headers[] = { { STR_INIT("If-Match"), text } };
    struct request req = { .scope = { .arena = arena, .error = { .arena = arena } },
                           .headers = { headers, 1 } };
    struct response res = response_init(arena);
    struct kept_answer seventh = { .status = 7 };
    struct field version = thing_fields[0];
    struct record record = { "things", sizeof seventh, &version, 1 };
    enum err err;

    version.name = "version";
    err = request_if_match(&req, &res, &record, &seventh);
    assert(err == ERR_OK || res.refused == 412);
    (void)err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_init();
    struct str text = { (const char *)data + 1, size == 0 ? 0 : size - 1 };

    if (size > 0)
        switch (data[0] % 4) {
        case 0:
            weigh(text);
            break;
        case 1:
            find_address(&arena, text);
            break;
        case 2:
            match(&arena, text);
            break;
        default:
            (void)cors_is_origin(text);
            break;
        }
    arena_release(&arena);
    return 0;
}
