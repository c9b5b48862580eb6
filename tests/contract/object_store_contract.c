/* tests/contract/object_store_contract.c - what every object store promises. */
#include <stdio.h>
#include <stdlib.h>

#include "contract/adapter.h"
#include "support/expect.h"

struct given {
    struct adapter *adapter;
    struct arena arena;
    struct error error;
};

#define STORE(g) ((g)->adapter->objects)

static int given_store(void **state)
{
    struct given *g = calloc(1, sizeof *g);

    assert_non_null(g);
    g->arena = arena_init();
    g->error.arena = &g->arena;
    g->adapter = adapter_open(NULL, 0);
    *state = g;
    return 0;
}

static int given_release(void **state)
{
    struct given *g = *state;

    adapter_free(g->adapter);
    arena_release(&g->arena);
    free(g);
    return 0;
}

/* Gives its text in pieces of at most 7 bytes; fails at its end if it is told to. */
struct pieces {
    struct str rest;
    enum err end;
};

static enum err draw(void *from, void *buffer, size_t n, size_t *got)
{
    struct pieces *pieces = from;
    size_t most = n < 7 ? n : 7, piece = pieces->rest.n < most ? pieces->rest.n : most;

    assert_true(n > 0);
    if (piece == 0 && pieces->end != ERR_OK)
        return pieces->end;
    memcpy(buffer, pieces->rest.p, piece);
    pieces->rest = str_slice(pieces->rest, piece, pieces->rest.n);
    *got = piece;
    return ERR_OK;
}

static enum err put(struct given *g, const char *key, struct str text, int64_t most,
                    struct object_info *info)
{
    struct pieces pieces = { text, ERR_OK };

    return VIA(STORE(g), put, &g->arena, str_from_c(key), draw, &pieces, most, info, &g->error);
}

static struct str contents(struct given *g, const char *key, int64_t offset, size_t n)
{
    char *buffer = arena_alloc(&g->arena, n);
    size_t got = 0;

    expect_ok(VIA(STORE(g), read, str_from_c(key), offset, buffer, n, &got, &g->error));
    return (struct str){ buffer, got };
}

static void put__keeps_what_it_was_given(void **state)
{
    struct given *g = *state;
    struct object_info info;

    expect_ok(put(g, "acc_1/sheets/a.xlsx", STR("hello, objects of the world"), 1000, &info));
    adapter_reopen(g->adapter);

    assert_int_equal(info.bytes, 27);
    expect_str(info.sha256, "2403a3c0a751569094f38de6b853a7f66986546e41fc77d62c510a8c10c06cfa");
    expect_str(contents(g, "acc_1/sheets/a.xlsx", 0, 100), "hello, objects of the world");
    expect_str(contents(g, "acc_1/sheets/a.xlsx", 7, 7), "objects");
    expect_str(contents(g, "acc_1/sheets/a.xlsx", 22, 100), "world");
    assert_int_equal(contents(g, "acc_1/sheets/a.xlsx", 500, 10).n, 0);
}

static void put__keeps_an_empty_object(void **state)
{
    struct given *g = *state;
    struct object_info info;

    expect_ok(put(g, "acc_1/empty", STR(""), 0, &info));
    assert_int_equal(info.bytes, 0);
    assert_int_equal(contents(g, "acc_1/empty", 0, 10).n, 0);
}

static void put__never_writes_over_another(void **state)
{
    struct given *g = *state;
    struct object_info info;

    expect_ok(put(g, "acc_1/a", STR("first"), 1000, &info));

    expect_error(put(g, "acc_1/a", STR("second"), 1000, &info), &g->error, ERR_EXISTS,
                 "object.exists");
    expect_str(contents(g, "acc_1/a", 0, 100), "first");
}

static void put__leaves_nothing_of_what_is_too_large(void **state)
{
    struct given *g = *state;
    struct object_info info;

    expect_error(put(g, "acc_1/a", STR("12345678"), 7, &info), &g->error, ERR_EXHAUSTED,
                 "object.too_large");
    assert_int_equal(g->error.params[0].i64, 7);
    expect_ok(put(g, "acc_1/a", STR("1234567"), 7, &info));
}

static void put__leaves_nothing_of_what_broke_off(void **state)
{
    struct given *g = *state;
    struct pieces pieces = { STR("the first half of a long upl"), ERR_TIMEOUT };
    struct object_info info;
    char byte;
    size_t got;

    assert_int_equal(
        VIA(STORE(g), put, &g->arena, STR("acc_1/a"), draw, &pieces, 1000, &info, &g->error),
        ERR_TIMEOUT);
    expect_error(VIA(STORE(g), read, STR("acc_1/a"), 0, &byte, 1, &got, &g->error), &g->error,
                 ERR_NOT_FOUND, "object.not_found");
    expect_ok(put(g, "acc_1/a", STR("whole"), 1000, &info));
}

static void keys__lead_nowhere_else(void **state)
{
    static const char *const bad[] = { "",         "/etc/passwd", "acc_1/../x", "../x",
                                       "acc_1//x", "acc_1/",      "acc_1/.x",   "acc_1/a b",
                                       "acc\\x",   "acc_1/\xc3",  "acc_1/x\n" };
    struct given *g = *state;
    struct object_info info;
    struct str path;
    char byte;
    size_t got;

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct str key = str_from_c(bad[i]);

        expect_error(put(g, bad[i], STR("x"), 10, &info), &g->error, ERR_INVALID, "object.bad_key");
        assert_int_equal(VIA(STORE(g), read, key, 0, &byte, 1, &got, &g->error), ERR_INVALID);
        assert_int_equal(VIA(STORE(g), local_path, &g->arena, key, &path, &g->error), ERR_INVALID);
        assert_int_equal(VIA(STORE(g), remove, key, &g->error), ERR_INVALID);
    }
}

static void put_file__takes_a_scratch_file(void **state)
{
    struct given *g = *state;
    struct object_info info;
    struct str path;
    FILE *file;

    expect_ok(VIA(STORE(g), scratch, &g->arena, &path, &g->error));
    file = fopen(str_c(&g->arena, path), "wb");
    assert_non_null(file);
    fputs("written by a local program", file);
    fclose(file);
    expect_ok(VIA(STORE(g), put_file, &g->arena, STR("acc_1/report.xlsx"), path, &info, &g->error));

    assert_int_equal(info.bytes, 26);
    expect_str(contents(g, "acc_1/report.xlsx", 0, 100), "written by a local program");
    assert_null(fopen(str_c(&g->arena, path), "rb"));
}

static void local_path__is_read_by_a_local_program(void **state)
{
    struct given *g = *state;
    struct object_info info;
    struct str path;
    char text[32] = { 0 };
    FILE *file;

    expect_ok(put(g, "acc_1/a", STR("contents"), 1000, &info));
    expect_ok(VIA(STORE(g), local_path, &g->arena, STR("acc_1/a"), &path, &g->error));
    file = fopen(str_c(&g->arena, path), "rb");
    assert_non_null(file);
    assert_int_equal(fread(text, 1, sizeof text, file), 8);
    fclose(file);
    VIA(STORE(g), release_path, path);

    assert_string_equal(text, "contents");
    expect_str(contents(g, "acc_1/a", 0, 100), "contents");
}

static void remove__may_be_repeated(void **state)
{
    struct given *g = *state;
    struct object_info info;
    char byte;
    size_t got;

    expect_ok(put(g, "acc_1/a/b", STR("x"), 10, &info));
    expect_ok(VIA(STORE(g), remove, STR("acc_1/a/b"), &g->error));
    expect_ok(VIA(STORE(g), remove, STR("acc_1/a/b"), &g->error));
    expect_ok(VIA(STORE(g), remove, STR("acc_2/never"), &g->error));
    assert_int_equal(VIA(STORE(g), read, STR("acc_1/a/b"), 0, &byte, 1, &got, &g->error),
                     ERR_NOT_FOUND);
}

static void put__takes_what_is_larger_than_any_buffer(void **state)
{
    enum { SIZE = 700001 };
    struct given *g = *state;
    char *bytes = arena_alloc(&g->arena, SIZE);
    struct object_info info;
    struct str middle;

    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (char)('a' + i % 23);
    expect_ok(put(g, "acc_1/large", (struct str){ bytes, SIZE }, SIZE, &info));

    assert_int_equal(info.bytes, SIZE);
    middle = contents(g, "acc_1/large", SIZE - 70001, 70001);
    assert_int_equal(middle.n, 70001);
    assert_memory_equal(middle.p, bytes + SIZE - 70001, 70001);
    expect_error(put(g, "acc_1/larger", (struct str){ bytes, SIZE }, SIZE - 1, &info), &g->error,
                 ERR_EXHAUSTED, "object.too_large");
}

static void link__is_of_valid_keys_alone(void **state)
{
    struct given *g = *state;
    struct str link;

    expect_ok(VIA(STORE(g), link, &g->arena, STR("acc_1/a"), STR("a.csv"), SECONDS(60), &link,
                  &g->error));
    assert_true(link.p == NULL || str_starts(link, STR("http")));
    expect_error(
        VIA(STORE(g), link, &g->arena, STR("../a"), STR("a"), SECONDS(60), &link, &g->error),
        &g->error, ERR_INVALID, "object.bad_key");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_store, given_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(put__keeps_what_it_was_given),
        TEST(put__keeps_an_empty_object),
        TEST(put__never_writes_over_another),
        TEST(put__leaves_nothing_of_what_is_too_large),
        TEST(put__leaves_nothing_of_what_broke_off),
        TEST(keys__lead_nowhere_else),
        TEST(put_file__takes_a_scratch_file),
        TEST(local_path__is_read_by_a_local_program),
        TEST(remove__may_be_repeated),
        TEST(put__takes_what_is_larger_than_any_buffer),
        TEST(link__is_of_valid_keys_alone),
    };

    return cmocka_run_group_tests_name("object store", tests, NULL, NULL);
}
