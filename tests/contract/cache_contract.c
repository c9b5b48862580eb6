/* tests/contract/cache_contract.c - what every cache promises. */
#include <stdlib.h>

#include "base/strbuf.h"
#include "contract/adapter.h"
#include "support/expect.h"

static const struct duration a_while = { 60000 };

struct given {
    struct adapter *adapter;
    struct arena arena;
    struct scope scope, other;
};

#define CACHE(g) ((g)->adapter->cache)

static int given_cache(void **state)
{
    struct given *g = calloc(1, sizeof *g);

    assert_non_null(g);
    g->arena = arena_init();
    g->adapter = adapter_open(NULL, 0);
    g->scope = scope_system(&g->arena, (struct account_id){ { { 1 } } }, g->adapter->clock->wall,
                            log_none());
    g->other = scope_system(&g->arena, (struct account_id){ { { 2 } } }, g->adapter->clock->wall,
                            log_none());
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

static struct cache_stamp look(struct given *g, const char *mark)
{
    struct cache_stamp stamp = { .n = 0 };
    struct str name = str_from_c(mark);

    VIA(CACHE(g), look, &name, 1, &stamp);
    assert_false(stamp.unknown);
    return stamp;
}

static void keep(struct given *g, struct scope *scope, const char *name, struct str text,
                 const struct cache_stamp *stamp)
{
    VIA(CACHE(g), keep, scope, str_from_c(name), text, stamp, a_while);
}

static void changed(struct given *g, const char *mark)
{
    struct str name = str_from_c(mark);

    assert_true(VIA(CACHE(g), changed, &name, 1));
}

static bool is_found(struct given *g, struct scope *scope, const char *name, const char *text)
{
    struct str found;
    bool is = VIA(CACHE(g), find, scope, str_from_c(name), &found);

    if (is)
        assert_true(str_eq_c(found, text));
    return is;
}

static void answer__is_found_again_until_a_mark_of_it_changes(void **state)
{
    struct given *g = *state;
    struct cache_stamp stamp = look(g, "user:1");
    struct str more[] = { STR("account:1"), STR("key:1") };

    assert_false(is_found(g, &g->scope, "who", ""));
    VIA(CACHE(g), look, more, ARRAY_LEN(more), &stamp);
    keep(g, &g->scope, "who", STR("an answer\nof two lines"), &stamp);
    assert_true(is_found(g, &g->scope, "who", "an answer\nof two lines"));
    assert_true(is_found(g, &g->scope, "who", "an answer\nof two lines"));

    changed(g, "key:2");
    assert_true(is_found(g, &g->scope, "who", "an answer\nof two lines"));
    changed(g, "account:1");
    assert_false(is_found(g, &g->scope, "who", ""));
}

/* What was read before the change must not be kept after it. */
static void answer__is_old_when_its_mark_changed_while_it_was_worked_out(void **state)
{
    struct given *g = *state;
    struct cache_stamp stamp = look(g, "user:1");

    changed(g, "user:1");
    keep(g, &g->scope, "who", STR("as it was"), &stamp);

    assert_false(is_found(g, &g->scope, "who", ""));
    stamp = look(g, "user:1");
    keep(g, &g->scope, "who", STR("as it is"), &stamp);
    assert_true(is_found(g, &g->scope, "who", "as it is"));
}

static void answer__is_its_accounts_alone(void **state)
{
    struct given *g = *state;
    struct cache_stamp stamp = look(g, "all");
    struct scope none = scope_system(&g->arena, (struct account_id){ 0 }, g->scope.now, log_none());

    keep(g, &g->scope, "board", STR("mine"), &stamp);
    assert_false(is_found(g, &g->other, "board", ""));
    assert_false(is_found(g, &none, "board", ""));
    keep(g, &g->other, "board", STR("theirs"), &stamp);
    assert_true(is_found(g, &g->scope, "board", "mine"));
    assert_true(is_found(g, &g->other, "board", "theirs"));
}

static void answer__without_marks_and_text_is_one_too(void **state)
{
    struct given *g = *state;
    struct cache_stamp stamp = { .n = 0 };

    keep(g, &g->scope, "empty", STR_NONE, &stamp);
    assert_true(is_found(g, &g->scope, "empty", ""));
    keep(g, &g->scope, "empty", STR("a:b 1 2"), &stamp);
    assert_true(is_found(g, &g->scope, "empty", "a:b 1 2"));
}

static void answer__whose_marks_could_not_be_told_is_not_kept(void **state)
{
    struct given *g = *state;
    struct cache_stamp stamp = { .unknown = true };

    keep(g, &g->scope, "who", STR("somebody"), &stamp);
    assert_false(is_found(g, &g->scope, "who", ""));
}

static void answer__too_long_is_not_kept(void **state)
{
    struct given *g = *state;
    struct cache_stamp stamp = look(g, "all");
    char *text = arena_alloc(&g->arena, CACHE_TEXT_MOST + 2);
    struct str found;

    memset(text, 'x', CACHE_TEXT_MOST + 1);
    text[CACHE_TEXT_MOST + 1] = '\0';
    keep(g, &g->scope, "long", (struct str){ text, CACHE_TEXT_MOST + 1 }, &stamp);
    assert_false(VIA(CACHE(g), find, &g->scope, STR("long"), &found));
    keep(g, &g->scope, "long", (struct str){ text, CACHE_TEXT_MOST }, &stamp);
    assert_true(VIA(CACHE(g), find, &g->scope, STR("long"), &found));
    assert_int_equal(found.n, CACHE_TEXT_MOST);
}

static void answer__ends_with_its_time(void **state)
{
    struct given *g = *state;
    struct cache_stamp stamp = look(g, "all");
    struct str found;
    bool is = true;

    VIA(CACHE(g), keep, &g->scope, STR("short"), STR("x"), &stamp, ((struct duration){ 1 }));
    for (int i = 0; is && i < 100000; i++) {
        fixed_clock_move(g->adapter->clock, (struct duration){ 1 });
        is = VIA(CACHE(g), find, &g->scope, STR("short"), &found);
    }
    assert_false(is);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_cache, given_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(answer__is_found_again_until_a_mark_of_it_changes),
        TEST(answer__is_old_when_its_mark_changed_while_it_was_worked_out),
        TEST(answer__is_its_accounts_alone),
        TEST(answer__without_marks_and_text_is_one_too),
        TEST(answer__whose_marks_could_not_be_told_is_not_kept),
        TEST(answer__too_long_is_not_kept),
        TEST(answer__ends_with_its_time),
    };

    return cmocka_run_group_tests_name("cache", tests, NULL, NULL);
}
