/* tests/integration/sqlite/test_power.c - power is lost after an answer: what was answered was on
 * the disk, whatever of the rest the disk had kept for itself. */
#include "integration/sqlite/given_store.h"
#include "integration/sqlite/lossy_disk.h"

enum { WRITES = 450, LOSS_EVERY = 30, NOTE = 20000 };

static char synced[96], after[96];

static int given_lossy_store(void **state)
{
    struct given *g;

    given_store(state);
    g = *state;
    given_close(g);
    unlink(g->path);
    snprintf(synced, sizeof synced, "%s/synced", g->folder);
    snprintf(after, sizeof after, "%s/after", g->folder);
    assert_int_equal(mkdir(synced, 0700) + mkdir(after, 0700), 0);
    lossy_disk_use(synced);
    given_open(g);
    g->scope = given_account(g);
    return 0;
}

static int given_lossy_release(void **state)
{
    struct given *g = *state;

    given_close(g);
    lossy_disk_leave();
    return given_release(state);
}

/* What another machine finds on the disk. */
static void expect_coins(struct given *g, const struct script_id *ids, int n, uint64_t seed)
{
    struct given other = *g;
    char path[112];

    lossy_disk_power_loss(after, seed);
    lossy_disk_pause();
    snprintf(other.path, sizeof other.path, "%s/after/store.db", g->folder);
    snprintf(path, sizeof path, "%s-shm", other.path);
    unlink(path);
    given_open(&other);
    for (int i = 0; i < n; i++) {
        void *object;

        if (VIA(sqlite_record_store(other.store), find, &other.scope, &coin_record, ids[i].v,
                &object) != ERR_OK)
            fail_msg("coin %d of %d is lost, seed %llu: %s", i, n, (unsigned long long)seed,
                     other.scope.error.slug);
        assert_int_equal(((struct coin *)object)->number, i);
    }
    given_close(&other);
    lossy_disk_resume();
}

static void answered_writes__survive_the_loss_of_power(void **state)
{
    static struct script_id ids[WRITES];
    struct given *g = *state;
    char *note = arena_alloc(&g->arena, NOTE);

    memset(note, 'n', NOTE);
    for (int i = 0; i < WRITES; i++) {
        struct arena arena = arena_init();
        struct scope scope = scope_page(&g->scope, &arena, g->clock.wall);
        struct coin coin = { .id = { given_id(g) }, .number = i, .note = { note, NOTE } };

        expect_ok(VIA(sqlite_record_store(g->store), save, &scope, &coin_record, &coin, NULL));
        ids[i] = coin.id;
        if (i % LOSS_EVERY == 0)
            expect_coins(g, ids, i + 1, (uint64_t)(i / LOSS_EVERY % 3));
        arena_release(&arena);
    }
    expect_coins(g, ids, WRITES, 99);
}

#define LOSSY(name) cmocka_unit_test_setup_teardown(name, given_lossy_store, given_lossy_release)

int main(void)
{
    const struct CMUnitTest tests[] = { LOSSY(answered_writes__survive_the_loss_of_power) };

    return cmocka_run_group_tests_name("sqlite power", tests, NULL, NULL);
}
