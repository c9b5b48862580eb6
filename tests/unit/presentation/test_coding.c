/* tests/unit/presentation/test_coding.c - who gets gzip, and that it is the same text. */
#include "support/expect.h"

#include <zlib.h>

#include "http/coding.h"

struct given {
    struct arena arena;
    struct request req;
    struct response res;
};

static void given_answer(struct given *g, const char *accepts, const char *type, size_t n)
{
    char *text = arena_alloc(&g->arena, n + 1);

    for (size_t i = 0; i < n; i++)
        text[i] = (char)('a' + i % 7);
    g->req = (struct request){ .scope = { .arena = &g->arena } };
    g->req.headers.items = ARENA_NEW(&g->arena, struct str_pair);
    if (accepts != NULL)
        g->req.headers.items[g->req.headers.n++] =
            (struct str_pair){ STR("Accept-Encoding"), str_from_c(accepts) };
    g->res = response_init(&g->arena);
    expect_ok(response_text(&g->res, 200, str_from_c(type), (struct str){ text, n }));
    response_header(&g->res, "ETag", STR("\"7\""));
}

static struct str header_of(const struct response *res, const char *name)
{
    for (size_t i = 0; i < res->headers_n; i++)
        if (str_eq_c(res->headers[i].name, name))
            return res->headers[i].value;
    return STR_NONE;
}

static bool is_coded(struct given *g, const char *accepts, const char *type, size_t n)
{
    given_answer(g, accepts, type, n);
    coding_apply(&g->req, &g->res);
    return header_of(&g->res, "Content-Encoding").p != NULL;
}

static struct str unpacked(struct arena *arena, struct str coded, size_t most)
{
    char *room = arena_alloc(arena, most);
    z_stream z = { .next_in = (Bytef *)(uintptr_t)coded.p,
                   .avail_in = (uInt)coded.n,
                   .next_out = (Bytef *)room,
                   .avail_out = (uInt)most };

    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(inflateEnd(&z), Z_OK);
    return (struct str){ room, most - z.avail_out };
}

static void coding_asked__goes_by_weights(void **state)
{
    static const struct {
        const char *header;
        bool asked, must;
    } cases[] = {
        { "gzip", true, false },
        { "deflate, GZIP;q=0.001, br", true, false },
        { "x-gzip", true, false },
        { "*", true, false },
        { "*;q=0.5, identity;q=0", true, true },
        { "gzip, *;q=0", true, true },
        { "gzip;q=0", false, false },
        { "gzip;q=0.000", false, false },
        { "gzip;q=0, *", false, false },
        { "gzip;q=0.4, identity;q=0.5", false, false },
        { "gzip ; q=1.0", true, false },
        { "gzip;q=2", false, false },
        { "gzip;q=-1", false, false },
        { "gzipped", false, false },
        { "", false, false },
        { "identity", false, false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        bool must, asked = coding_asked(str_from_c(cases[i].header), &must);

        if (asked != cases[i].asked || must != cases[i].must)
            fail_msg("%s: %d %d", cases[i].header, asked, must);
    }
}

static void coding_apply__packs_large_text_alone(void **state)
{
    struct given g = { .arena = arena_init() };

    (void)state;
    assert_true(is_coded(&g, "gzip", "application/json", CODING_LEAST));
    assert_true(is_coded(&g, "gzip", "text/csv; charset=utf-8", 5000));
    assert_true(is_coded(&g, "gzip, identity;q=0", "application/json", 2));
    assert_false(is_coded(&g, "gzip", "application/json", CODING_LEAST - 1));
    assert_false(is_coded(&g, NULL, "application/json", 5000));
    assert_false(is_coded(&g, "gzip", "application/octet-stream", 5000));
    assert_false(is_coded(
        &g, "gzip", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 5000));
    arena_release(&g.arena);
}

static void coding_apply__keeps_the_text_and_marks_its_etag(void **state)
{
    struct given g = { .arena = arena_init() };
    struct str plain, packed;

    (void)state;
    given_answer(&g, "gzip", "application/json", 100000);
    plain = strbuf_str(&g.res.body);

    coding_apply(&g.req, &g.res);

    packed = strbuf_str(&g.res.body);
    assert_true(packed.n < plain.n / 10);
    assert_true(str_eq(unpacked(&g.arena, packed, plain.n + 1), plain));
    expect_str(header_of(&g.res, "ETag"), "\"7-gzip\"");
    expect_str(coding_plain_etag(STR("7-gzip")), "7");
    expect_str(coding_plain_etag(STR("7")), "7");
    assert_int_equal(g.res.varies, VARIES_BY_CODING);
    arena_release(&g.arena);
}

/* Varies too where nothing was coded: another client would get other bytes. */
static void coding_apply__tells_that_it_varies(void **state)
{
    struct given g = { .arena = arena_init() };

    (void)state;
    assert_false(is_coded(&g, NULL, "application/json", 5000));
    assert_int_equal(g.res.varies, VARIES_BY_CODING);
    expect_str(header_of(&g.res, "ETag"), "\"7\"");
    arena_release(&g.arena);
}

struct pieces {
    size_t left;
    bool breaks;
};

static enum err produce(void *self, void *buffer, size_t n, size_t *got)
{
    struct pieces *p = self;

    *got = n < 777 ? n : 777;
    *got = *got < p->left ? *got : p->left;
    memset(buffer, 'x', *got);
    p->left -= *got;
    return p->breaks && p->left < 1000 ? ERR_UNAVAILABLE : ERR_OK;
}

static enum err drain(struct given *g, struct strbuf *out)
{
    char room[300];
    size_t got;

    do {
        TRY(g->res.produce(g->res.produce_self, room, sizeof room, &got));
        strbuf_add(out, (struct str){ room, got });
    } while (got > 0);
    return ERR_OK;
}

static void coding_apply__packs_a_stream_as_it_comes(void **state)
{
    struct given g = { .arena = arena_init() };
    struct pieces pieces = { 1000000, false }, broken = { 1000000, true };
    struct strbuf out = strbuf_init(&g.arena, 1 << 20);
    struct str text;

    (void)state;
    given_answer(&g, "gzip", "text/csv", 0);
    response_file(&g.res, STR("text/csv"), STR("a.csv"), 1000000, produce, &pieces);
    coding_apply(&g.req, &g.res);
    assert_true(g.res.length == -1);
    expect_ok(drain(&g, &out));
    text = unpacked(&g.arena, strbuf_str(&out), 1000001);
    assert_int_equal(text.n, 1000000);
    assert_true(out.n < 10000);

    /* what broke inside breaks outside: no end is made up */
    given_answer(&g, "gzip", "text/csv", 0);
    response_file(&g.res, STR("text/csv"), STR("a.csv"), -1, produce, &broken);
    coding_apply(&g.req, &g.res);
    assert_int_equal(drain(&g, &out), ERR_UNAVAILABLE);
    arena_release(&g.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coding_asked__goes_by_weights),
        cmocka_unit_test(coding_apply__packs_large_text_alone),
        cmocka_unit_test(coding_apply__keeps_the_text_and_marks_its_etag),
        cmocka_unit_test(coding_apply__tells_that_it_varies),
        cmocka_unit_test(coding_apply__packs_a_stream_as_it_comes),
    };

    return cmocka_run_group_tests_name("coding", tests, NULL, NULL);
}
