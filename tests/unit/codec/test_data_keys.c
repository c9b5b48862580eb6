/* tests/unit/codec/test_data_keys.c - kept keys are found by their account and by no other; what is
 * sealed opens for its account and its master key alone. */
#include <string.h>

#include "codec/data_keys.h"
#include "support/expect.h"

static struct id128 account_of(unsigned number)
{
    struct id128 id = { { 0 } };

    memcpy(id.bytes + 8, &number, sizeof number);
    id.bytes[0] = 1;
    return id;
}

static void data_keys__find_each_of_many_and_none_that_was_not_kept(void **state)
{
    unsigned char key[SEAL_KEY_BYTES] = { 0 };
    struct data_keys keys;

    (void)state;
    data_keys_begin(&keys);
    assert_false(data_keys_find(&keys, account_of(1), key));
    for (unsigned i = 0; i < 1000; i++) {
        memset(key, (int)(i % 251), sizeof key);
        data_keys_keep(&keys, account_of(i * 64), key); /* they crowd around the same places */
    }
    for (unsigned i = 0; i < 1000; i++) {
        assert_true(data_keys_find(&keys, account_of(i * 64), key));
        assert_int_equal(key[31], i % 251);
    }
    assert_false(data_keys_find(&keys, account_of(1), key));
    data_keys_forget(&keys);
    assert_false(data_keys_find(&keys, account_of(64), key));
    data_keys_end(&keys);
}

static void data_key_unseal__opens_for_its_account_and_master_alone(void **state)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    unsigned char master[SEAL_KEY_BYTES] = { 7 }, other[SEAL_KEY_BYTES] = { 8 };
    unsigned char key[SEAL_KEY_BYTES], opened[SEAL_KEY_BYTES];
    struct new_data_key made, wiped = { { 0 }, { 0 } };

    (void)state;
    memset(&made, 42, sizeof made);
    memcpy(key, made.key, sizeof key);
    struct str sealed = data_key_seal(&arena, master, account_of(1), &made);

    assert_memory_equal(&made, &wiped, sizeof made);
    assert_true(data_key_unseal(&arena, master, account_of(1), sealed, opened));
    assert_memory_equal(opened, key, sizeof key);
    assert_false(data_key_unseal(&arena, master, account_of(2), sealed, opened));
    assert_false(data_key_unseal(&arena, other, account_of(1), sealed, opened));
    assert_false(data_key_unseal(&arena, master, account_of(1), STR_NONE, opened));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_keys__find_each_of_many_and_none_that_was_not_kept),
        cmocka_unit_test(data_key_unseal__opens_for_its_account_and_master_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
