/* tests/unit/codec/test_crypto.c - against the vectors of FIPS 180-4, RFC 4231, and itself. */
#include "support/expect.h"

#include <pthread.h>

#include "codec/crypto.h"

struct fixture {
    struct arena arena;
};

static int setup(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init() };
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    arena_release(&((struct fixture *)*state)->arena);
    return 0;
}

static struct str bytes(const unsigned char *p, size_t n)
{
    return (struct str){ (const char *)p, n };
}

static void sha256__gives_the_standard_digests(void **state)
{
    struct fixture *f = *state;
    unsigned char digest[SHA256_BYTES];

    sha256(STR("abc"), digest);
    expect_str(hex_print(&f->arena, bytes(digest, sizeof digest)),
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sha256(STR_NONE, digest);
    expect_str(hex_print(&f->arena, bytes(digest, sizeof digest)),
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void sha256_chained__is_over_the_line_before_and_the_text(void **state)
{
    struct fixture *f = *state;
    unsigned char digest[SHA256_BYTES];

    sha256(STR("abc"), digest);
    struct str whole = bytes(digest, sizeof digest);

    assert_true(str_eq(sha256_chained(&f->arena, STR_NONE, STR("abc")), whole));
    assert_true(str_eq(sha256_chained(&f->arena, STR("a"), STR("bc")), whole));
    assert_false(str_eq(sha256_chained(&f->arena, STR("bc"), STR("a")), whole));
}

static void hmac_sha256__is_over_the_parts_joined(void **state)
{
    struct fixture *f = *state;
    struct str parts[] = { STR("what do ya want "), STR(""), STR("for nothing?") };
    unsigned char digest[SHA256_BYTES];

    hmac_sha256(STR("Jefe"), parts, 3, digest);
    expect_str(hex_print(&f->arena, bytes(digest, sizeof digest)),
               "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    hmac_sha256(STR("other"), parts, 3, digest);
    hmac_sha256(STR("Jefe"), parts, 3, digest);
    expect_str(hex_print(&f->arena, bytes(digest, sizeof digest)),
               "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    hmac_sha256(STR(""), parts, 0, digest);
    expect_str(hex_print(&f->arena, bytes(digest, sizeof digest)),
               "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static void seal__opens_with_its_key_and_its_record_only(void **state)
{
    struct fixture *f = *state;
    unsigned char key[SEAL_KEY_BYTES] = { 1 }, other[SEAL_KEY_BYTES] = { 2 };
    unsigned char nonce[SEAL_NONCE_BYTES] = { 3 };
    struct str plain = STR("+573001234567"), back;

    struct str sealed = seal(&f->arena, key, nonce, STR("job 1"), plain);

    assert_int_equal(sealed.n, plain.n + SEAL_NONCE_BYTES + SEAL_TAG_BYTES);
    assert_true(unseal(&f->arena, key, STR("job 1"), sealed, &back));
    assert_true(str_eq(back, plain));
    assert_false(unseal(&f->arena, other, STR("job 1"), sealed, &back));
    assert_false(unseal(&f->arena, key, STR("job 2"), sealed, &back));
    assert_false(unseal(&f->arena, key, STR("job 1"), str_slice(sealed, 0, sealed.n - 1), &back));
    assert_false(unseal(&f->arena, key, STR("job 1"), str_slice(sealed, 0, 27), &back));
    for (size_t i = 0; i < sealed.n; i++) {
        struct str bent = str_copy(&f->arena, sealed);

        ((char *)(uintptr_t)bent.p)[i] ^= 1;
        assert_false(unseal(&f->arena, key, STR("job 1"), bent, &back));
    }
    assert_true(unseal(&f->arena, key, STR("job 1"), sealed, &back));
}

static void seal__takes_nothing_at_all(void **state)
{
    struct fixture *f = *state;
    unsigned char key[SEAL_KEY_BYTES] = { 1 }, nonce[SEAL_NONCE_BYTES] = { 3 };
    struct str back;

    assert_true(
        unseal(&f->arena, key, STR_NONE, seal(&f->arena, key, nonce, STR_NONE, STR_NONE), &back));
    assert_int_equal(back.n, 0);
}

static void *in_a_thread(void *digest)
{
    sha256(STR("abc"), digest);
    return NULL;
}

static void crypto__leaves_nothing_behind_when_a_thread_ends(void **state)
{
    unsigned char here[SHA256_BYTES], there[SHA256_BYTES];
    pthread_t thread;

    (void)state;
    sha256(STR("abc"), here);
    assert_int_equal(pthread_create(&thread, NULL, in_a_thread, there), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_memory_equal(here, there, sizeof here);
}

static void secret_eq__wants_the_same_bytes(void **state)
{
    (void)state;
    assert_true(secret_eq(STR("abc"), STR("abc")));
    assert_false(secret_eq(STR("abc"), STR("abd")));
    assert_false(secret_eq(STR("abc"), STR("ab")));
    assert_true(secret_eq(STR_NONE, STR("")));
}

static void texts__come_back_as_the_bytes_they_were(void **state)
{
    struct fixture *f = *state;
    unsigned char all[256];
    struct str back;

    for (int i = 0; i < 256; i++)
        all[i] = (unsigned char)(255 - i);
    for (size_t n = 0; n <= sizeof all; n++) {
        assert_true(hex_parse(&f->arena, hex_print(&f->arena, bytes(all, n)), &back));
        assert_true(str_eq(back, bytes(all, n)));
    }
    assert_false(hex_parse(&f->arena, STR("0"), &back));
    assert_false(hex_parse(&f->arena, STR("0g"), &back));
    assert_true(hex_parse(&f->arena, STR("aB"), &back));
}

static void base64url__takes_the_letters_of_addresses_and_no_padding(void **state)
{
    struct fixture *f = *state;

    expect_str(base64url_print(&f->arena, STR("")), "");
    expect_str(base64url_print(&f->arena, STR("f")), "Zg");
    expect_str(base64url_print(&f->arena, STR("fo")), "Zm8");
    expect_str(base64url_print(&f->arena, STR("foo")), "Zm9v");
    expect_str(base64url_print(&f->arena, STR("fo\xff\xfe")), "Zm___g");
    expect_str(base64url_print(&f->arena, STR("\xfb\xef\xbe")), "----");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sha256__gives_the_standard_digests, setup, teardown),
        cmocka_unit_test_setup_teardown(sha256_chained__is_over_the_line_before_and_the_text, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(hmac_sha256__is_over_the_parts_joined, setup, teardown),
        cmocka_unit_test_setup_teardown(seal__opens_with_its_key_and_its_record_only, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(seal__takes_nothing_at_all, setup, teardown),
        cmocka_unit_test_setup_teardown(crypto__leaves_nothing_behind_when_a_thread_ends, setup,
                                        teardown),
        cmocka_unit_test(secret_eq__wants_the_same_bytes),
        cmocka_unit_test_setup_teardown(texts__come_back_as_the_bytes_they_were, setup, teardown),
        cmocka_unit_test_setup_teardown(base64url__takes_the_letters_of_addresses_and_no_padding,
                                        setup, teardown),
    };

    return cmocka_run_group_tests_name("crypto", tests, NULL, NULL);
}
