/* The S3 adapter where it differs from a folder: signatures, links, lost answers, a server that is
 * away. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <curl/curl.h>

#include "base/strbuf.h"
#include "fakes/fixed_clock.h"
#include "infrastructure/s3.h"
#include "support/expect.h"
#include "support/servers.h"

enum { PART = 64 * 1024, LARGE = 3 * PART + 7 };

struct given {
    struct arena arena;
    struct error error;
    struct fixed_clock clock;
    struct seeded_random random;
    struct s3_config config;
    struct s3_storage *storage;
    char folder[64], prefix[32];
};

#define STORE(g) (s3_object_store((g)->storage))

static int given_storage(void **state)
{
    static unsigned opened;
    struct given *g = calloc(1, sizeof *g);

    assert_non_null(g);
    g->arena = arena_init();
    g->error.arena = &g->arena;
    strcpy(g->folder, "/tmp/test_s3.XXXXXX");
    assert_non_null(mkdtemp(g->folder));
    snprintf(g->prefix, sizeof g->prefix, "test-%u/", opened++);
    g->clock = fixed_clock();
    g->clock.wall.unix_ms = (int64_t)time(NULL) * 1000;
    g->config = (struct s3_config){ .endpoint = server_variable("SPEECHAI_TEST_S3"),
                                    .region = server_variable("SPEECHAI_TEST_S3_REGION"),
                                    .bucket = server_variable("SPEECHAI_TEST_S3_BUCKET"),
                                    .key = server_variable("SPEECHAI_TEST_S3_KEY"),
                                    .secret = server_variable("SPEECHAI_TEST_S3_SECRET"),
                                    .prefix = str_from_c(g->prefix),
                                    .scratch_folder = str_from_c(g->folder),
                                    .clock = fixed_clock_port(&g->clock),
                                    .random = seeded_random_port(&g->random),
                                    .part_bytes = PART,
                                    .retries = 3,
                                    .connect = SECONDS(5),
                                    .stalled = SECONDS(30) };
    g->random.state = opened;
    expect_ok(s3_storage_open(&g->config, &g->storage, &g->error));
    *state = g;
    return 0;
}

static int given_release(void **state)
{
    struct given *g = *state;

    s3_storage_free(g->storage);
    assert_int_equal(rmdir(g->folder), 0);
    arena_release(&g->arena);
    free(g);
    return 0;
}

static enum err draw(void *from, void *buffer, size_t n, size_t *got)
{
    struct str *rest = from;

    *got = n < rest->n ? n : rest->n;
    memcpy(buffer, rest->p, *got);
    *rest = str_slice(*rest, *got, rest->n);
    return ERR_OK;
}

static enum err put(struct given *g, const char *key, struct str text)
{
    struct object_info info;

    return VIA(STORE(g), put, &g->arena, str_from_c(key), draw, &text, INT64_MAX, &info, &g->error);
}

static struct str contents(struct given *g, const char *key, size_t most)
{
    char *buffer = arena_alloc(&g->arena, most);
    size_t got = 0;

    expect_ok(VIA(STORE(g), read, str_from_c(key), 0, buffer, most, &got, &g->error));
    return (struct str){ buffer, got };
}

static struct str large(struct given *g)
{
    char *bytes = arena_alloc(&g->arena, LARGE);

    for (size_t i = 0; i < LARGE; i++)
        bytes[i] = (char)(i * 31 % 251);
    return (struct str){ bytes, LARGE };
}

/* -- lost answers -- */

static void put__knows_its_own_write_when_the_answer_was_lost(void **state)
{
    struct given *g = *state;

    server_say(&g->arena, "tell s3 lose 1 1"); /* the look's comes, the write's does not */

    expect_ok(put(g, "acc_1/a", STR("once")));
    expect_str(contents(g, "acc_1/a", 100), "once");
}

static void put__in_parts_survives_every_lost_answer(void **state)
{
    enum { REQUESTS = 7 }; /* look, begin, 4 parts, complete */
    struct given *g = *state;
    struct str bytes = large(g), back;

    for (int spared = 0; spared < REQUESTS; spared++) {
        const char *key = str_format(&g->arena, "acc_1/large-%d", spared).p;

        server_say(&g->arena, str_format(&g->arena, "tell s3 lose 1 %d", spared).p);
        expect_ok(put(g, key, bytes));
        back = contents(g, key, LARGE + 1);
        assert_int_equal(back.n, LARGE);
        assert_memory_equal(back.p, bytes.p, LARGE);
    }
}

static void put__is_repeated_when_the_server_is_busy(void **state)
{
    struct given *g = *state;

    server_say(&g->arena, "tell s3 fail 503 2");
    expect_ok(put(g, "acc_1/a", STR("at last")));
    expect_str(contents(g, "acc_1/a", 100), "at last");
}

static void put__gives_up_in_the_end_and_leaves_nothing(void **state)
{
    struct given *g = *state;

    server_say(&g->arena, "tell s3 fail 500 5"); /* of 1 look and 4 tries */
    expect_error(put(g, "acc_1/a", STR("never")), &g->error, ERR_UNAVAILABLE, "object.unavailable");
    server_say(&g->arena, "tell s3 fail 500 0");
    expect_ok(put(g, "acc_1/a", STR("later")));
}

/* -- links -- */

static size_t keep(char *bytes, size_t size, size_t n, void *self)
{
    strbuf_add(self, (struct str){ bytes, size * n });
    return size * n;
}

static long fetch(struct given *g, struct str link, struct strbuf *ret)
{
    CURL *easy = curl_easy_init();
    long status = 0;

    strbuf_clear(ret);
    curl_easy_setopt(easy, CURLOPT_URL, str_c(&g->arena, link));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, ret);
    assert_int_equal(curl_easy_perform(easy), CURLE_OK);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(easy);
    return status;
}

static void link__is_fetched_by_anybody_until_it_ends(void **state)
{
    struct given *g = *state;
    struct strbuf body = strbuf_init(&g->arena, 4096);
    struct str link;

    expect_ok(put(g, "acc_1/calls.csv", STR("phone,outcome")));
    expect_ok(VIA(STORE(g), link, &g->arena, STR("acc_1/calls.csv"), STR("mi año.csv"), MINUTES(5),
                  &link, &g->error));
    assert_int_equal(fetch(g, link, &body), 200);
    expect_str(strbuf_str(&body), "phone,outcome");

    g->clock.wall.unix_ms -= 10 * MS_PER_MINUTE;
    expect_ok(VIA(STORE(g), link, &g->arena, STR("acc_1/calls.csv"), STR("a.csv"), MINUTES(5),
                  &link, &g->error));
    assert_int_equal(fetch(g, link, &body), 403);
}

static void link__to_another_object_is_not_made_from_one(void **state)
{
    struct given *g = *state;
    struct strbuf body = strbuf_init(&g->arena, 4096), forged = strbuf_init(&g->arena, 4096);
    struct str link;
    size_t at;

    expect_ok(put(g, "acc_1/a", STR("mine")));
    expect_ok(put(g, "acc_2/a", STR("theirs")));
    expect_ok(
        VIA(STORE(g), link, &g->arena, STR("acc_1/a"), STR("a"), MINUTES(5), &link, &g->error));
    at = str_find(link, STR("acc_1"));
    strbuf_add(&forged, str_slice(link, 0, at));
    strbuf_add_c(&forged, "acc_2");
    strbuf_add(&forged, str_slice(link, at + 5, link.n));

    assert_int_equal(fetch(g, strbuf_str(&forged), &body), 403);
}

/* -- what is wrong, said -- */

static enum err check_with(struct given *g, const struct s3_config *config)
{
    struct s3_storage *storage;
    enum err err;

    expect_ok(s3_storage_open(config, &storage, &g->error));
    err = s3_storage_check(storage, &g->error);
    s3_storage_free(storage);
    return err;
}

static void check__passes_and_leaves_nothing(void **state)
{
    struct given *g = *state;

    expect_ok(s3_storage_check(g->storage, &g->error));
}

static void check__tells_what_is_wrong(void **state)
{
    struct given *g = *state;
    struct s3_config config = g->config;

    config.secret = STR("another secret");
    expect_error(check_with(g, &config), &g->error, ERR_UNAVAILABLE, "s3.refused");
    expect_str(g->error.params[0].str, "SignatureDoesNotMatch");

    config = g->config;
    config.bucket = STR("no-such-bucket");
    expect_error(check_with(g, &config), &g->error, ERR_UNAVAILABLE, "s3.no_bucket");
    expect_str(g->error.params[0].str, "no-such-bucket");

    config = g->config;
    config.region = STR("eu-west-1");
    expect_error(check_with(g, &config), &g->error, ERR_UNAVAILABLE, "s3.wrong_region");

    config = g->config;
    config.endpoint = STR("http://127.0.0.1:1");
    expect_error(check_with(g, &config), &g->error, ERR_UNAVAILABLE, "s3.unreachable");

    config = g->config;
    g->clock.wall.unix_ms += MS_PER_HOUR;
    expect_error(check_with(g, &config), &g->error, ERR_UNAVAILABLE, "s3.clock_skewed");

    config.endpoint = STR("ftp://127.0.0.1");
    struct s3_storage *storage;
    expect_error(s3_storage_open(&config, &storage, &g->error), &g->error, ERR_INVALID,
                 "s3.bad_endpoint");
}

static void storage__comes_back_with_its_server(void **state)
{
    struct given *g = *state;
    char byte;
    size_t got;

    expect_ok(put(g, "acc_1/a", STR("kept")));
    server_say(&g->arena, "stop s3");
    expect_error(VIA(STORE(g), read, STR("acc_1/a"), 0, &byte, 1, &got, &g->error), &g->error,
                 ERR_UNAVAILABLE, "object.unavailable");
    server_say(&g->arena, "start s3");
    expect_str(contents(g, "acc_1/a", 10), "kept");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_storage, given_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(put__knows_its_own_write_when_the_answer_was_lost),
        TEST(put__in_parts_survives_every_lost_answer),
        TEST(put__is_repeated_when_the_server_is_busy),
        TEST(put__gives_up_in_the_end_and_leaves_nothing),
        TEST(link__is_fetched_by_anybody_until_it_ends),
        TEST(link__to_another_object_is_not_made_from_one),
        TEST(check__passes_and_leaves_nothing),
        TEST(check__tells_what_is_wrong),
        TEST(storage__comes_back_with_its_server),
    };

    return cmocka_run_group_tests_name("s3", tests, NULL, NULL);
}
