/* tests/unit/codec/test_json.c - what is read, what is refused, what is written. */
#include "support/expect.h"

#include "base/strbuf.h"
#include "codec/json.h"

struct fixture {
    struct arena arena;
    struct error error;
    const struct json *root;
};

static int setup(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init() };
    f.error.arena = &f.arena;
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    arena_release(&((struct fixture *)*state)->arena);
    return 0;
}

static enum err parse(struct fixture *f, struct str text)
{
    f->root = NULL;
    error_clear(&f->error);
    return json_parse(&f->arena, text, NULL, &f->root, &f->error);
}

static void json__reads_every_kind(void **state)
{
    struct fixture *f = *state;
    int64_t n = 0;
    bool b = false;

    expect_ok(parse(f, STR(" {\"a\":[1,-20,3e2],\"t\":\"\\u00f1\\ud83d\\ude42\\n\",\"y\":true,"
                           "\"z\":null,\"o\":{\"in\":{\"deep\":\"x\"}},\"e\":{},\"l\":[]}\n")));

    assert_int_equal(json_kind(f->root), JSON_OBJECT);
    assert_int_equal(json_size(f->root), 7);
    assert_int_equal(json_size(json_get(f->root, "a")), 3);
    assert_true(json_i64(json_next(json_first(json_get(f->root, "a"))), &n));
    assert_int_equal(n, -20);
    assert_true(json_i64(json_next(json_next(json_first(json_get(f->root, "a")))), &n));
    assert_int_equal(n, 300);
    expect_str(json_str(json_get(f->root, "t")), "ñ\xf0\x9f\x99\x82\n");
    assert_true(json_bool(json_get(f->root, "y"), &b) && b);
    assert_int_equal(json_kind(json_get(f->root, "z")), JSON_NULL);
    expect_str(json_str(json_path(f->root, "o.in.deep")), "x");
    assert_null(json_path(f->root, "o.out.deep"));
    assert_int_equal(json_kind(NULL), JSON_NULL);
    assert_null(json_get(NULL, "a"));
    expect_str(json_name(json_first(f->root)), "a");
}

static void json__refuses_what_is_not_json(void **state)
{
    static const struct str wrong[] = {
        STR_INIT(""),
        STR_INIT(" "),
        STR_INIT("{"),
        STR_INIT("[1,]"),
        STR_INIT("[,1]"),
        STR_INIT("{\"a\":1,}"),
        STR_INIT("{\"a\"}"),
        STR_INIT("{a:1}"),
        STR_INIT("01"),
        STR_INIT("-01"),
        STR_INIT("+1"),
        STR_INIT("1."),
        STR_INIT(".5"),
        STR_INIT("1e"),
        STR_INIT("-"),
        STR_INIT("1e400"),
        STR_INIT("NaN"),
        STR_INIT("Infinity"),
        STR_INIT("tru"),
        STR_INIT("truex"),
        STR_INIT("\"a"),
        STR_INIT("\"\t\""),
        STR_INIT("\"\\x\""),
        STR_INIT("'a'"),
        STR_INIT("\"\\u12\""),
        STR_INIT("1 2"),
        STR_INIT("{}x"),
        STR_INIT("[1}"),
        STR_INIT("{\"a\":1]"),
        STR_INIT("\"\xc0\xaf\""),
        STR_INIT("\"\\u0000\""),
        STR_INIT("\"\\ud800\""),
        STR_INIT("\"\\udc00\""),
        STR_INIT("\"\\ud800\\u0061\""),
        STR_INIT("\xef\xbb\xbf{}"),
        STR_INIT("[1]\0"),
        STR_INIT("\"a\0b\""),
        STR_INIT("[1 2]"),
        STR_INIT("\v1"),
    };

    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        if (parse(*state, wrong[i]) != ERR_INVALID)
            fail_msg("taken: %.*s", STR_ARG(wrong[i]));
    expect_error(parse(*state, STR("[1, x]")), &((struct fixture *)*state)->error, ERR_INVALID,
                 "json.malformed");
    assert_int_equal(((struct fixture *)*state)->error.params[0].i64, 4);
}

static void json__refuses_a_name_told_twice(void **state)
{
    struct fixture *f = *state;

    expect_error(parse(f, STR("{\"a\":1,\"b\":{\"c\":1,\"\\u0063\":2}}")), &f->error, ERR_INVALID,
                 "json.duplicate");
    expect_str(f->error.params[0].str, "c");
    expect_error(parse(f, STR("{\"k1\":1,\"k2\":1,\"k3\":1,\"k4\":1,\"k5\":1,\"k6\":1,\"k7\":1,"
                              "\"k8\":1,\"k9\":1,\"k4\":1}")),
                 &f->error, ERR_INVALID, "json.duplicate");
    expect_ok(parse(f, STR("[{\"a\":1},{\"a\":2}]")));
}

static void json__keeps_its_limits(void **state)
{
    struct fixture *f = *state;
    struct json_limits limits = { .depth = 2, .members = 4 };
    const struct json *root;

    expect_ok(json_parse(&f->arena, STR("[[1,2],3]"), &limits, &root, &f->error));
    expect_error(json_parse(&f->arena, STR("[[[]]]"), &limits, &root, &f->error), &f->error,
                 ERR_INVALID, "json.too_deep");
    expect_error(json_parse(&f->arena, STR("[1,2,3,4,5]"), &limits, &root, &f->error), &f->error,
                 ERR_INVALID, "json.too_many");
}

static struct str repeated(struct fixture *f, const char *open, const char *part, int n,
                           const char *close)
{
    struct strbuf text = strbuf_init(&f->arena, 1 << 17);

    strbuf_add_c(&text, open);
    for (int i = 0; i < n; i++)
        strbuf_add_c(&text, part);
    strbuf_add_c(&text, close);
    for (int i = 0; part[0] == '[' && i < n; i++)
        strbuf_add_char(&text, ']');
    return strbuf_str(&text);
}

static void json__is_32_deep_and_10000_members_long_at_most(void **state)
{
    struct fixture *f = *state;

    expect_ok(parse(f, repeated(f, "", "[", 32, "")));
    expect_error(parse(f, repeated(f, "", "[", 33, "")), &f->error, ERR_INVALID, "json.too_deep");
    expect_ok(parse(f, repeated(f, "[", "1,", 9999, "1]")));
    expect_error(parse(f, repeated(f, "[", "1,", 10000, "1]")), &f->error, ERR_INVALID,
                 "json.too_many");
}

static void json_i64__is_exact_or_refuses(void **state)
{
    struct fixture *f = *state;
    int64_t n = 7;

    expect_ok(parse(f, STR("9007199254740992")));
    assert_true(json_i64(f->root, &n) && n == INT64_C(9007199254740992));
    expect_ok(parse(f, STR("9007199254740993")));
    assert_false(json_i64(f->root, &n));
    expect_ok(parse(f, STR("-9007199254740991")));
    assert_true(json_i64(f->root, &n) && n == INT64_C(-9007199254740991));
    expect_ok(parse(f, STR("1e300")));
    assert_false(json_i64(f->root, &n));
    expect_ok(parse(f, STR("1.5")));
    assert_false(json_i64(f->root, &n));
    expect_ok(parse(f, STR("150.0e-1")));
    assert_true(json_i64(f->root, &n) && n == 15);
    expect_ok(parse(f, STR("0.0e300")));
    assert_true(json_i64(f->root, &n) && n == 0);
    expect_ok(parse(f, STR("\"1\"")));
    assert_false(json_i64(f->root, &n));
}

static void json_scaled__rounds_half_away_from_zero(void **state)
{
    static const struct {
        struct str text;
        int64_t ret;
    } cases[] = {
        { STR_INIT("0.00005"), 1 },          { STR_INIT("0.000049999"), 0 },
        { STR_INIT("-0.00005"), -1 },        { STR_INIT("1.00015"), 10002 },
        { STR_INIT("12.3456"), 123456 },     { STR_INIT("7"), 70000 },
        { STR_INIT("1e3"), 10000000 },       { STR_INIT("5e-5"), 1 },
        { STR_INIT("1e-200"), 0 },           { STR_INIT("0.145"), 1450 },
        { STR_INIT("70.00000001"), 700000 }, { STR_INIT("0"), 0 },
    };
    struct fixture *f = *state;
    int64_t n;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        expect_ok(parse(f, cases[i].text));
        if (!json_scaled(f->root, 10000, &n) || n != cases[i].ret)
            fail_msg("%.*s gave %lld", STR_ARG(cases[i].text), (long long)n);
    }
    expect_ok(parse(f, STR("1e300")));
    assert_false(json_scaled(f->root, 10000, &n));
    expect_ok(parse(f, STR("922337203685477.5808")));
    assert_false(json_scaled(f->root, 10000, &n));
}

static void writer__places_commas_and_escapes(void **state)
{
    struct fixture *f = *state;
    struct strbuf out = strbuf_init(&f->arena, 4096);
    struct json_writer w = json_writer_init(&out);

    json_open(&w, '{');
    json_put_name(&w, STR("a\"b"));
    json_open(&w, '[');
    json_put_i64(&w, -1);
    json_put_str(&w, STR("x\\\n\x01ñ\xff\xe2\x82"));
    json_put_str(&w, STR_NONE);
    json_open(&w, '{');
    json_close(&w, '}');
    json_put_bool(&w, true);
    json_close(&w, ']');
    json_put_name(&w, STR("t"));
    json_put_instant(&w, (struct instant){ 0 });
    json_close(&w, '}');

    expect_str(strbuf_str(&out),
               "{\"a\\\"b\":[-1,\"x\\\\\\n\\u0001ñ\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\",null,{},"
               "true],\"t\":\"1970-01-01T00:00:00.000Z\"}");
}

static void writer__prints_a_node_as_it_was_written(void **state)
{
    struct fixture *f = *state;
    struct strbuf out = strbuf_init(&f->arena, 4096);
    struct json_writer w = json_writer_init(&out);

    expect_ok(
        parse(f, STR("{ \"a\" : [1.50, 12345678901234567890, true, null], \"b\": \"\\u0041\" }")));
    json_put_node(&w, f->root);

    expect_str(strbuf_str(&out), "{\"a\":[1.50,12345678901234567890,true,null],\"b\":\"A\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(json__reads_every_kind, setup, teardown),
        cmocka_unit_test_setup_teardown(json__refuses_what_is_not_json, setup, teardown),
        cmocka_unit_test_setup_teardown(json__refuses_a_name_told_twice, setup, teardown),
        cmocka_unit_test_setup_teardown(json__keeps_its_limits, setup, teardown),
        cmocka_unit_test_setup_teardown(json__is_32_deep_and_10000_members_long_at_most, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(json_i64__is_exact_or_refuses, setup, teardown),
        cmocka_unit_test_setup_teardown(json_scaled__rounds_half_away_from_zero, setup, teardown),
        cmocka_unit_test_setup_teardown(writer__places_commas_and_escapes, setup, teardown),
        cmocka_unit_test_setup_teardown(writer__prints_a_node_as_it_was_written, setup, teardown),
    };

    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
