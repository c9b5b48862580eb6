/* tests/integration/secrets/test_secrets.c - the key file, and what is made of the key. */
#include "support/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "infrastructure/secrets.h"
#include "infrastructure/system.h"

struct fixture {
    struct arena arena;
    struct error error;
    char folder[64];
    struct str path;
    unsigned char key[MASTER_KEY_BYTES];
};

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init(), .folder = "/tmp/speechai-key-XXXXXX" };
    assert_non_null(mkdtemp(f.folder));
    f.path = str_format(&f.arena, "%s/master.key", f.folder);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    unlink(f->path.p);
    assert_int_equal(rmdir(f->folder), 0); /* nothing is left beside it */
    arena_release(&f->arena);
    return 0;
}

static enum err load(struct fixture *f)
{
    return master_key_load(f->path, system_random(), f->key, &f->error);
}

static void master_key__is_made_once_for_the_owner_alone(void **state)
{
    struct fixture *f = *state;
    unsigned char first[MASTER_KEY_BYTES];
    struct stat s;

    expect_ok(load(f));
    memcpy(first, f->key, sizeof first);
    assert_int_equal(stat(f->path.p, &s), 0);
    assert_int_equal(s.st_mode & 0777, 0600);
    assert_int_equal(s.st_size, MASTER_KEY_BYTES);

    expect_ok(load(f));
    assert_memory_equal(first, f->key, sizeof first);
}

static void master_key__is_refused_when_open_damaged_or_away(void **state)
{
    struct fixture *f = *state;

    expect_ok(load(f));
    chmod(f->path.p, 0640);
    expect_error(load(f), &f->error, ERR_PRECONDITION, "key.open_to_others");
    chmod(f->path.p, 0600);
    assert_int_equal(truncate(f->path.p, MASTER_KEY_BYTES - 1), 0);
    expect_error(load(f), &f->error, ERR_PRECONDITION, "key.damaged");
    assert_int_equal(truncate(f->path.p, MASTER_KEY_BYTES + 1), 0);
    expect_error(load(f), &f->error, ERR_PRECONDITION, "key.damaged");
    unlink(f->path.p);
    expect_error(master_key_read(f->path, f->key, &f->error), &f->error, ERR_NOT_FOUND,
                 "key.missing");
    assert_int_equal(access(f->path.p, F_OK), -1); /* and makes none */
    expect_error(
        master_key_load(STR("/nonexistent/master.key"), system_random(), f->key, &f->error),
        &f->error, ERR_UNAVAILABLE, "key.cannot_read");
}

/* As a Secret of Kubernetes is: a link to a file of root's that the group reads; as compose has it:
 * whoever is in the container reads it. */
static void master_key__of_another_user_is_read_unless_others_write_it(void **state)
{
    struct fixture *f = *state;
    struct str other = str_format(&f->arena, "%s/mounted", f->folder);

    expect_ok(load(f));
    assert_int_equal(rename(f->path.p, other.p), 0);
    assert_int_equal(symlink("mounted", f->path.p), 0);
    expect_ok(load(f));
    if (chown(other.p, geteuid() + 1, getegid()) == 0) { /* as root alone */
        chmod(other.p, 0440);
        expect_ok(load(f));
        chmod(other.p, 0444);
        expect_ok(load(f));
        chmod(other.p, 0460);
        expect_error(load(f), &f->error, ERR_PRECONDITION, "key.open_to_others");
        chmod(other.p, 0446);
        expect_error(load(f), &f->error, ERR_PRECONDITION, "key.open_to_others");
    }
    unlink(other.p);
}

static struct system_secrets *given_keys(unsigned char fill)
{
    unsigned char master[MASTER_KEY_BYTES];

    memset(master, fill, sizeof master);
    return system_secrets_new(master, system_random());
}

static void hashes__of_one_phone_are_unrelated_in_two_accounts(void **state)
{
    struct system_secrets *keys = given_keys(1), *others = given_keys(2);
    struct phone_hasher hasher = system_phone_hasher_port(keys);
    struct phone phone = { STR("+573001234567") };
    struct account_id a = { { { 1 } } }, b = { { { 2 } } };
    struct phone_hash_id of_a = VIA(hasher, account_hash, a, phone);

    (void)state;
    assert_true(ID_EQ(of_a, VIA(hasher, account_hash, a, phone)));
    assert_false(ID_EQ(of_a, VIA(hasher, account_hash, b, phone)));
    assert_false(ID_EQ(of_a, VIA(hasher, global_hash, phone)));
    assert_false(ID_EQ(of_a, VIA(system_phone_hasher_port(others), account_hash, a, phone)));
    system_secrets_free(keys);
    system_secrets_free(others);
}

static void tag_mac__is_known_again_and_no_other(void **state)
{
    struct fixture *f = *state;
    struct system_secrets *keys = given_keys(1);
    struct secrets secrets = system_secrets_port(keys);
    struct str mac = VIA(secrets, tag_mac, &f->arena, STR("job_x-1"));

    assert_int_equal(mac.n, 32);
    assert_true(VIA(secrets, tag_mac_is, STR("job_x-1"), mac));
    assert_false(VIA(secrets, tag_mac_is, STR("job_x-2"), mac));
    assert_false(VIA(secrets, tag_mac_is, STR("job_x-1"), STR("")));
    assert_false(VIA(secrets, tag_mac_is, STR("job_x-1"), str_slice(mac, 0, 31)));
    system_secrets_free(keys);
}

/* Resets, registrations and invitations are opened by one: 256 bits, of its own key. */
static void mac__is_256_bits_of_its_use_alone(void **state)
{
    static const enum secret_use uses[] = { SECRET_PASSWORD,     SECRET_SESSION,    SECRET_RESET,
                                            SECRET_REGISTRATION, SECRET_INVITATION, SECRET_KNOWN };
    struct fixture *f = *state;
    struct system_secrets *keys = given_keys(1), *others = given_keys(2);
    struct secrets secrets = system_secrets_port(keys);

    for (size_t i = 0; i < ARRAY_LEN(uses); i++) {
        struct str mac = VIA(secrets, mac, &f->arena, uses[i], STR("x"));

        assert_int_equal(mac.n, 64);
        assert_true(VIA(secrets, mac_is, uses[i], STR("x"), mac));
        assert_false(VIA(secrets, mac_is, uses[i], STR("y"), mac));
        assert_false(VIA(secrets, mac_is, uses[i], STR("x"), str_slice(mac, 0, 63)));
        assert_false(VIA(system_secrets_port(others), mac_is, uses[i], STR("x"), mac));
        for (size_t k = 0; k < i; k++)
            assert_false(VIA(secrets, mac_is, uses[k], STR("x"), mac));
    }
    system_secrets_free(keys);
    system_secrets_free(others);
}

static void token__is_new_each_time(void **state)
{
    struct fixture *f = *state;
    struct system_secrets *keys = given_keys(1);
    struct secrets secrets = system_secrets_port(keys);
    struct str one = VIA(secrets, token, &f->arena), two = VIA(secrets, token, &f->arena);

    assert_int_equal(one.n, 43);
    assert_false(str_eq(one, two));
    expect_str(VIA(secrets, hash, &f->arena, STR("abc")),
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    system_secrets_free(keys);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(master_key__is_made_once_for_the_owner_alone),
        TEST(master_key__is_refused_when_open_damaged_or_away),
        TEST(master_key__of_another_user_is_read_unless_others_write_it),
        TEST(hashes__of_one_phone_are_unrelated_in_two_accounts),
        TEST(tag_mac__is_known_again_and_no_other),
        TEST(mac__is_256_bits_of_its_use_alone),
        TEST(token__is_new_each_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
