/* tests/integration/rest/test_site.c - the dashboard's files through the edge: to browsers the
 * pages, to programs the truth, to nobody anything else. */
#include "support/expect.h"

#include <stdlib.h>

#include "fakes/fixed_clock.h"
#include "http/edge.h"

static const struct site_file files[] = {
    { .path = STR_INIT("/index.html"),
      .type = STR_INIT("text/html; charset=utf-8"),
      .bytes = STR_INIT("<page>") },
    { .path = STR_INIT("/assets/a-1.js"),
      .type = STR_INIT("text/javascript; charset=utf-8"),
      .bytes = STR_INIT("plain"),
      .gzip = STR_INIT("zipped"),
      .brotli = STR_INIT("brotli"),
      .lasting = true },
};

struct fixture {
    struct arena arena;
    struct ports ports;
    struct fixed_clock clock;
    struct seeded_random random;
    struct metrics *metrics;
    struct edge edge;
};

struct answer {
    int status;
    struct str head, body;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct rest_settings settings = {
        .routes = rest_routes(),
        .site = { files, ARRAY_LEN(files), STR("wss://live.example.com") },
    };

    f->arena = arena_init();
    f->clock = fixed_clock();
    f->metrics = metrics_new();
    f->ports = (struct ports){ .clock = fixed_clock_port(&f->clock),
                               .random = seeded_random_port(&f->random),
                               .log = log_none() };
    edge_init(&f->edge, &settings, &f->ports, f->metrics);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    edge_release(&f->edge);
    metrics_free(f->metrics);
    arena_release(&f->arena);
    free(f);
    return 0;
}

static struct answer ask(struct fixture *f, const char *method, const char *path,
                         const char *accept, const char *encoding)
{
    struct request req = edge_request(&f->edge, &f->arena);
    struct response res = response_init(&f->arena);
    struct str_pair headers[] = { { STR("Host"), STR("127.0.0.1:8080") },
                                  { STR("Accept"), str_from_c(accept) },
                                  { STR("Accept-Encoding"), str_from_c(encoding) } };
    struct str head;

    req.method = str_from_c(method);
    req.path = str_from_c(path);
    req.headers = (struct str_map){ headers, ARRAY_LEN(headers) };
    edge_answer(&f->edge, &req, &res, STR("1.1"));
    head = edge_head(&req, &res, true);
    edge_finish(&f->edge, &req, &res, 1);
    return (struct answer){ res.status, head, strbuf_str(&res.body) };
}

#define BROWSER "text/html,application/xhtml+xml,*/*;q=0.8"

static bool says(const struct answer *answer, const char *line)
{
    return str_find(answer->head, str_from_c(line)) != SIZE_MAX;
}

static void page__is_what_a_browser_gets_for_any_path_of_its_own(void **state)
{
    static const char *const paths[] = { "/", "/campaigns", "/campaigns/cmp_1", "/index.html" };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        struct answer answer = ask(f, "GET", paths[i], BROWSER, "");

        assert_int_equal(answer.status, 200);
        expect_str(answer.body, "<page>");
        assert_true(says(&answer, "\r\nCache-Control: no-cache\r\n"));
    }
}

static void page__runs_nothing_but_its_own_files(void **state)
{
    struct answer answer = ask(*state, "GET", "/", BROWSER, "");

    assert_true(says(&answer, "script-src 'self'; style-src 'self'; "));
    assert_true(says(&answer, "connect-src 'self' wss://live.example.com; "));
    assert_true(says(&answer, "frame-ancestors 'none'"));
    assert_false(says(&answer, "unsafe"));
}

/* Nor does another's page keep a hold of it, or learn from which of its addresses a person went. */
static void page__has_nothing_to_do_with_anothers_window(void **state)
{
    struct answer answer = ask(*state, "GET", "/campaigns", BROWSER, "");

    assert_true(says(&answer, "\r\nCross-Origin-Opener-Policy: same-origin\r\n"));
    assert_true(says(&answer, "\r\nReferrer-Policy: no-referrer\r\n"));
    assert_true(says(&answer, "\r\nX-Content-Type-Options: nosniff\r\n"));
}

static void page__is_nothing_to_programs(void **state)
{
    static const char *const paths[] = { "/api/v1/nothing", "/docs/nothing", "/webhooks",
                                         "/assets/a-2.js" };
    struct fixture *f = *state;

    assert_int_equal(ask(f, "GET", "/campaigns", "*/*", "").status, 404);
    assert_int_equal(ask(f, "GET", "/campaigns", "text/html;q=0", "").status, 404);
    assert_int_equal(ask(f, "POST", "/campaigns", BROWSER, "").status, 404);
    for (size_t i = 0; i < ARRAY_LEN(paths); i++)
        assert_int_equal(ask(f, "GET", paths[i], BROWSER, "").status, 404);
}

static void file__comes_in_the_best_packing_that_is_taken(void **state)
{
    static const struct {
        const char *takes, *body, *coding;
    } cases[] = {
        { "gzip, deflate, br", "brotli", "\r\nContent-Encoding: br\r\n" },
        { "gzip;q=1.0, br;q=0", "zipped", "\r\nContent-Encoding: gzip\r\n" },
        { "GZIP", "zipped", "\r\nContent-Encoding: gzip\r\n" },
        { "br;q=0.1", "brotli", "\r\nContent-Encoding: br\r\n" },
        { "identity", "plain", NULL },
        { "", "plain", NULL },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct answer answer = ask(f, "GET", "/assets/a-1.js", "*/*", cases[i].takes);

        assert_int_equal(answer.status, 200);
        assert_true(str_eq_c(answer.body, cases[i].body));
        if (cases[i].coding != NULL)
            assert_true(says(&answer, cases[i].coding));
        else
            assert_false(says(&answer, "Content-Encoding"));
        assert_true(says(&answer, "\r\nVary: Accept-Encoding, Accept\r\n"));
        assert_true(says(&answer, "max-age=31536000, immutable"));
    }
}

static void paths__that_hide_something_lead_nowhere(void **state)
{
    static const char *const paths[] = {
        "/../etc/passwd",
        "/assets/../index.html",
        "/assets/%2e%2e/index.html",
        "/..%2findex.html",
        "/assets/..\\index.html",
        "//etc/passwd",
        "/assets//a-1.js",
        "/a\x01",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(paths); i++)
        assert_int_equal(ask(f, "GET", paths[i], BROWSER, "").status, 400);
}

static void site__that_is_empty_answers_nothing(void **state)
{
    struct fixture *f = *state;

    f->edge.settings.site.n = 0;

    assert_int_equal(ask(f, "GET", "/", BROWSER, "").status, 404);
    assert_int_equal(ask(f, "GET", "/campaigns", BROWSER, "").status, 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(page__is_what_a_browser_gets_for_any_path_of_its_own,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(page__runs_nothing_but_its_own_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(page__has_nothing_to_do_with_anothers_window, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(page__is_nothing_to_programs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(file__comes_in_the_best_packing_that_is_taken, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(paths__that_hide_something_lead_nowhere, set_up, tear_down),
        cmocka_unit_test_setup_teardown(site__that_is_empty_answers_nothing, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
