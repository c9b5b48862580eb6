/* tests/unit/presentation/test_router.c - paths, methods, parameters. */
#include "support/expect.h"

#include "http/router.h"

static const struct route own[] = { { .method = "GET", .path = "/" },
                                    { .method = "GET", .path = "/healthz" } };
static const struct route others[] = {
    { .method = "GET", .path = "/v1/things" },
    { .method = "POST", .path = "/v1/things" },
    { .method = "POST", .path = "/v1/things/import" },
    { .method = "GET", .path = "/v1/things/{id}" },
    { .method = "DELETE", .path = "/v1/things/{id}" },
    { .method = "POST", .path = "/hooks/{connection}/{tag}/{mac}" },
};
static struct router router = { { { own, ARRAY_LEN(own) }, { others, ARRAY_LEN(others) } }, NULL };

static struct match find(struct arena *arena, const char *method, const char *path)
{
    router_index(&router, arena);
    return router_find(&router, arena, str_from_c(method), str_from_c(path));
}

static void router__finds_by_method_and_path(void **state)
{
    struct arena arena = arena_init();

    (void)state;
    assert_ptr_equal(find(&arena, "GET", "/").route, &own[0]);
    assert_ptr_equal(find(&arena, "GET", "/healthz").route, &own[1]);
    assert_ptr_equal(find(&arena, "POST", "/v1/things").route, &others[1]);
    assert_ptr_equal(find(&arena, "HEAD", "/v1/things").route, &others[0]);
    assert_int_equal(find(&arena, "GET", "/v1/things").index, 2);
    assert_ptr_equal(find(&arena, "POST", "/v1/things/import").route, &others[2]);
    arena_release(&arena);
}

static void router__decodes_parameters(void **state)
{
    struct arena arena = arena_init();
    struct match m = find(&arena, "POST", "/hooks/con_1/a%2Db%20%C3%B1/ff");

    (void)state;
    assert_int_equal(m.found, FOUND_ROUTE);
    assert_int_equal(m.params.n, 3);
    expect_str(m.params.items[0].name, "connection");
    expect_str(m.params.items[0].value, "con_1");
    expect_str(m.params.items[1].name, "tag");
    expect_str(m.params.items[1].value, "a-b ñ");
    arena_release(&arena);
}

static void router__names_what_a_path_takes(void **state)
{
    struct arena arena = arena_init();
    struct match m = find(&arena, "PATCH", "/v1/things/7");

    (void)state;
    assert_int_equal(m.found, FOUND_PATH_ONLY);
    expect_str(m.allow, "GET, HEAD, DELETE, OPTIONS");
    assert_int_equal(find(&arena, "GET", "/v1/things/import").found, FOUND_PATH_ONLY);
    expect_str(find(&arena, "OPTIONS", "/v1/things/import").allow, "POST, OPTIONS");
    assert_int_equal(find(&arena, "get", "/healthz").found, FOUND_PATH_ONLY);
    arena_release(&arena);
}

static void router__knows_no_other_path(void **state)
{
    static const char *const paths[] = { "/v1", "/v1/thing", "/v1/things/7/x", "/HEALTHZ" };
    struct arena arena = arena_init();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++)
        assert_int_equal(find(&arena, "GET", paths[i]).found, FOUND_NOTHING);
    arena_release(&arena);
}

static void router__refuses_paths_that_hide_something(void **state)
{
    static const char *const paths[] = {
        "",
        "healthz",
        "//healthz",
        "/v1/%2e%2e",
        "/v1/things/%0",
        "/v1/things/a%2fb",
        "/v1/things/a%00",
        "/v1/./x",
        "/v1/things/%ff",
        "/v1/things/a%0ab",
        "/v1/things/a%5cb",
        "/a/b/c/d/e/f/g/h/i/j/k/l/m",
    };
    struct arena arena = arena_init();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++)
        assert_int_equal(find(&arena, "GET", paths[i]).found, FOUND_BAD_PATH);
    /* an id that was left out hides nothing: there is just no such path */
    assert_int_equal(find(&arena, "GET", "/v1/things/").found, FOUND_NOTHING);
    assert_int_equal(find(&arena, "POST", "/v1/things/").found, FOUND_NOTHING);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(router__finds_by_method_and_path),
        cmocka_unit_test(router__decodes_parameters),
        cmocka_unit_test(router__names_what_a_path_takes),
        cmocka_unit_test(router__knows_no_other_path),
        cmocka_unit_test(router__refuses_paths_that_hide_something),
    };

    return cmocka_run_group_tests_name("router", tests, NULL, NULL);
}
