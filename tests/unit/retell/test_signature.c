/* tests/unit/retell/test_signature.c - x-retell-signature. The vector is the vendor's own. */
#include "support/expect.h"

#include "base/cleanup.h"
#include "base/strbuf.h"
#include "codec/crypto.h"
#include "external/retell/signature.h"

#define BODY "{\"event\":\"call_ended\",\"call\":{\"call_id\":\"call_1\"}}"
#define DIGEST "48f8b54927b9610f59142da943a23fd77dc8c2a14dbbb25a6e03e4471ee5bf4b"
#define STAMP INT64_C(1700000000123)

static const struct connection connection = { .api_key = STR_INIT("key_test_123") };

static enum err check_at(const struct connection *c, const char *header, const char *body,
                         int64_t now)
{
    return signature_check(c, str_from_c(header), str_from_c(body), (struct instant){ now }, NULL);
}

static enum err check(const char *header)
{
    return check_at(&connection, header, BODY, STAMP);
}

static void signature__of_the_vendor_is_good(void **state)
{
    (void)state;
    expect_ok(check("v=1700000000123,d=" DIGEST));
    expect_ok(check("V=1700000000123,D=48F8B54927B9610F59142DA943A23FD77DC8C2A14DBBB25A6E03E4471EE"
                    "5BF4B"));
}

static void signature__is_good_for_five_minutes_to_either_side(void **state)
{
    const char *header = "v=1700000000123,d=" DIGEST;

    (void)state;
    expect_ok(check_at(&connection, header, BODY, STAMP + 300000));
    expect_ok(check_at(&connection, header, BODY, STAMP - 300000));
    assert_int_equal(check_at(&connection, header, BODY, STAMP + 300001), ERR_UNAUTHENTICATED);
    assert_int_equal(check_at(&connection, header, BODY, STAMP - 300001), ERR_UNAUTHENTICATED);
    assert_int_equal(check_at(&connection, header, BODY, INT64_MIN), ERR_UNAUTHENTICATED);
}

static void signature__takes_both_keys_while_they_are_changed(void **state)
{
    const struct connection changed = { .api_key = STR("key_new"),
                                        .old_api_key = STR("key_test_123") };
    const struct connection other = { .api_key = STR("key_new") };
    const char *header = "v=1700000000123,d=" DIGEST;

    (void)state;
    expect_ok(check_at(&changed, header, BODY, STAMP));
    assert_int_equal(check_at(&other, header, BODY, STAMP), ERR_UNAUTHENTICATED);
}

/* HMAC with no key is anybody's: a connection without one has no webhooks. */
static void signature__by_an_empty_key_is_refused(void **state)
{
    const struct connection fresh = { .api_key = STR(""), .old_api_key = STR("") };
    const struct str parts[] = { STR(BODY), STR("1700000000123") };
    CLEANUP(arena_release) struct arena arena = arena_init();
    unsigned char mac[SHA256_BYTES];

    (void)state;
    hmac_sha256(STR(""), parts, ARRAY_LEN(parts), mac);
    struct str digest = hex_print(&arena, (struct str){ (const char *)mac, sizeof mac });
    struct str header = str_format(&arena, "v=1700000000123,d=%.*s", STR_ARG(digest));
    assert_int_equal(check_at(&fresh, str_c(&arena, header), BODY, STAMP), ERR_UNAUTHENTICATED);
}

static void signature__of_another_body_is_refused(void **state)
{
    (void)state;
    assert_int_equal(check_at(&connection, "v=1700000000123,d=" DIGEST, BODY " ", STAMP),
                     ERR_UNAUTHENTICATED);
}

static void signature__has_one_form(void **state)
{
    static const char *const wrong[] = {
        "",
        "v=",
        "v=,d=" DIGEST,
        "v=1700000000123",
        "v=1700000000123,",
        "v=1700000000123,d=",
        "v=1700000000123,d=" DIGEST "0",
        "v=1700000000123,d=48f8b54927b9610f59142da943a23fd77dc8c2a14dbbb25a6e03e4471ee5bf4",
        "v=1700000000123,d=48f8b54927b9610f59142da943a23fd77dc8c2a14dbbb25a6e03e4471ee5bf4g",
        " v=1700000000123,d=" DIGEST,
        "v=1700000000123,d=" DIGEST " ",
        "v=1700000000123, d=" DIGEST,
        "d=" DIGEST ",v=1700000000123",
        "v=01700000000123,d=" DIGEST,
        "v=+1700000000123,d=" DIGEST,
        "v=-1700000000123,d=" DIGEST,
        "v=1700000000123.0,d=" DIGEST,
        "v=9007199254740992,d=" DIGEST,
        "v=99999999999999999999999,d=" DIGEST,
        "x=1700000000123,d=" DIGEST,
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        if (check(wrong[i]) != ERR_UNAUTHENTICATED)
            fail_msg("taken: \"%s\"", wrong[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signature__of_the_vendor_is_good),
        cmocka_unit_test(signature__is_good_for_five_minutes_to_either_side),
        cmocka_unit_test(signature__takes_both_keys_while_they_are_changed),
        cmocka_unit_test(signature__of_another_body_is_refused),
        cmocka_unit_test(signature__by_an_empty_key_is_refused),
        cmocka_unit_test(signature__has_one_form),
    };

    return cmocka_run_group_tests_name("webhook signature", tests, NULL, NULL);
}
