/* tests/integration/password/test_argon.c - the real hash: each figure of the security page, each
 * with what happens when it is less. */
#include "support/expect.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "fakes/plain_secrets.h"
#include "infrastructure/password.h"

struct fixture {
    struct arena arena;
    struct error error;
    struct argon *argon;
    struct password_hasher hasher;
};

static struct argon *given_argon(struct argon_settings settings, struct secrets secrets)
{
    struct error error = { 0 };
    struct argon *argon;

    expect_ok(argon_new(&settings, secrets, &argon, &error));
    return argon;
}

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init() };
    f.argon = given_argon(argon_defaults(), plain_secrets());
    f.hasher = argon_password_hasher(f.argon);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    argon_free(f->argon);
    arena_release(&f->arena);
    return 0;
}

static struct str hash_of(struct fixture *f, struct password_hasher hasher, struct str password)
{
    struct str hash = STR_NONE;

    expect_ok(VIA(hasher, hash, &f->arena, password, &hash, &f->error));
    return hash;
}

static bool opens(struct fixture *f, struct password_hasher hasher, struct str password,
                  struct str stored)
{
    bool right = false;

    expect_ok(VIA(hasher, verify, password, stored, &right, &f->error));
    return right;
}

static void hash__is_argon2id_of_46_mib_with_16_bytes_of_salt_and_32_of_tag(void **state)
{
    struct fixture *f = *state;
    struct str hash = hash_of(f, f->hasher, STR("brumaTejados"));
    struct str rest = hash;

    assert_true(str_starts(hash, STR("$argon2id$v=19$m=47104,t=1,p=1$")));
    for (int i = 0; i < 4; i++)
        str_cut(&rest, '$');
    assert_int_equal(str_cut(&rest, '$').n, 22); /* 16 bytes in base64 */
    assert_int_equal(rest.n, 43);                /* 32 */
    assert_true(hash.n <= PASSWORD_HASH_TEXT);
}

static void hash__opens_for_its_password_alone(void **state)
{
    struct fixture *f = *state;
    struct str hash = hash_of(f, f->hasher, STR("brumaTejados"));

    assert_true(opens(f, f->hasher, STR("brumaTejados"), hash));
    assert_false(opens(f, f->hasher, STR("brumaTejadoS"), hash));
    assert_false(str_eq(hash, hash_of(f, f->hasher, STR("brumaTejados"))));
}

static struct str other_mac(void *self, struct arena *arena, enum secret_use use, struct str text)
{
    (void)self;
    (void)use;
    return str_copy(arena, text);
}

static void hash__needs_the_pepper(void **state)
{
    struct fixture *f = *state;
    struct secrets_ops ops = *plain_secrets().ops;

    ops.mac = other_mac;
    struct argon *other = given_argon(argon_defaults(), (struct secrets){ &ops, NULL });
    struct str hash = hash_of(f, f->hasher, STR("brumaTejados"));

    assert_false(opens(f, argon_password_hasher(other), STR("brumaTejados"), hash));
    argon_free(other);
}

static void hash__of_nobody_opens_for_nothing(void **state)
{
    struct fixture *f = *state;

    assert_false(opens(f, f->hasher, STR("brumaTejados"), STR_NONE));
    assert_false(opens(f, f->hasher, STR(""), STR("")));
    assert_false(opens(f, f->hasher, STR("x"), STR("no hash at all")));
}

static int64_t processor_ms(void)
{
    return (int64_t)(clock() / (CLOCKS_PER_SEC / 1000));
}

/* The least of some: what others do on the machine makes one dearer, never cheaper. */
static int64_t cost_of(struct fixture *f, struct str stored)
{
    int64_t least = INT64_MAX;

    for (int i = 0; i < 5; i++) {
        int64_t began = processor_ms(), cost;

        assert_false(opens(f, f->hasher, STR("brumaTejadoS"), stored));
        cost = processor_ms() - began;
        least = cost < least ? cost : least;
    }
    return least;
}

static void hash__of_nobody_costs_as_much(void **state)
{
    struct fixture *f = *state;
    int64_t known = cost_of(f, hash_of(f, f->hasher, STR("brumaTejados")));
    int64_t unknown = cost_of(f, STR_NONE);

    assert_true(unknown * 2 >= known); /* without a dummy it would be nothing */
    assert_true(known > 0);
}

static void hash__is_made_again_when_more_is_asked(void **state)
{
    struct fixture *f = *state;
    struct argon_settings more = argon_defaults(), less = argon_defaults();

    more.passes++;
    less.kib /= 2;
    struct argon *stronger = given_argon(more, plain_secrets());
    struct argon *weaker = given_argon(less, plain_secrets());
    struct str hash = hash_of(f, f->hasher, STR("brumaTejados"));
    struct str weak = hash_of(f, argon_password_hasher(weaker), STR("brumaTejados"));

    assert_false(VIA(f->hasher, is_outdated, hash));
    assert_true(VIA(f->hasher, is_outdated, weak));
    assert_true(opens(f, f->hasher, STR("brumaTejados"), weak));
    assert_true(VIA(argon_password_hasher(stronger), is_outdated, hash));
    argon_free(stronger);
    argon_free(weaker);
}

struct rush {
    struct password_hasher hasher;
    atomic_int fine, refused;
};

static void *rush(void *self)
{
    struct rush *r = self;
    struct error error = { 0 };
    bool right;

    if (VIA(r->hasher, verify, STR("brumaTejados"), STR_NONE, &right, &error) == ERR_OK)
        r->fine++;
    else if (error.code == ERR_UNAVAILABLE)
        r->refused++;
    return NULL;
}

static void run_rush(struct rush *r, int n)
{
    pthread_t threads[16];

    for (int i = 0; i < n; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, rush, r), 0);
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
}

static void hashes__wait_for_their_turn_and_no_longer(void **state)
{
    struct argon_settings one = argon_defaults();
    struct rush r = { .fine = 0 };

    (void)state;
    assert_int_equal(argon_defaults().at_once, 8);
    one.at_once = 1;
    one.patience = MINUTES(1);
    struct argon *patient = given_argon(one, plain_secrets());
    r.hasher = argon_password_hasher(patient);
    run_rush(&r, 4);
    assert_int_equal(r.fine, 4);
    argon_free(patient);

    one.passes = 20; /* long enough that all are there while the first is inside */
    one.patience = (struct duration){ 1 };
    struct argon *hasty = given_argon(one, plain_secrets());
    struct rush second = { .hasher = argon_password_hasher(hasty) };
    run_rush(&second, 16);
    assert_true(second.refused > 0);
    assert_true(second.fine > 0);
    assert_int_equal(second.fine + second.refused, 16);
    argon_free(hasty);
}

#define WITH_ARGON(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARGON(hash__is_argon2id_of_46_mib_with_16_bytes_of_salt_and_32_of_tag),
        WITH_ARGON(hash__opens_for_its_password_alone),
        WITH_ARGON(hash__needs_the_pepper),
        WITH_ARGON(hash__of_nobody_opens_for_nothing),
        WITH_ARGON(hash__of_nobody_costs_as_much),
        WITH_ARGON(hash__is_made_again_when_more_is_asked),
        cmocka_unit_test(hashes__wait_for_their_turn_and_no_longer),
    };

    return cmocka_run_group_tests_name("argon", tests, NULL, NULL);
}
