/* Signatures of the published rules, made by two independent implementations. */
#include "storage/s3/signing.h"

#include "support/expect.h"

static const struct s3_signer signer = { .key = STR_INIT("AKIDEXAMPLE"),
                                         .secret = STR_INIT("SECRETEXAMPLE"),
                                         .region = STR_INIT("us-east-1") };
#define AT ((struct instant){ 1767323045000 }) /* 2026-01-02T03:04:05Z */
#define HELLO "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
#define EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static struct s3_request request_of(struct arena *arena, const char *method, const char *key,
                                    const char *payload)
{
    return (struct s3_request){ .method = method,
                                .host = STR("127.0.0.1:9000"),
                                .path = s3_path(arena, STR("bucket"), str_from_c(key)),
                                .payload = str_from_c(payload) };
}

static void sign__of_a_put_is_the_published_one(void **state)
{
    struct arena arena = arena_init();
    struct s3_request request = request_of(&arena, "PUT", "rec/call 1.wav", HELLO);

    struct str authorization = s3_sign(&arena, &signer, &request, AT);

    expect_str(request.path, "/bucket/rec/call%201.wav");
    expect_str(authorization,
               "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/s3/aws4_request, "
               "SignedHeaders=host;x-amz-content-sha256;x-amz-date, "
               "Signature=ecab9d08378f917ca40debf5b8fbfd955e3198e9f2b7e384b5d26e91547173ab");
    arena_release(&arena);
    (void)state;
}

static void sign__of_a_name_without_value_has_its_sign(void **state)
{
    struct arena arena = arena_init();
    struct s3_request request = request_of(&arena, "POST", "a b/c.bin", EMPTY);

    s3_pairs_add(&request.query, STR("uploads"), STR(""));
    struct str authorization = s3_sign(&arena, &signer, &request, AT);

    expect_str(s3_query(&arena, &request.query), "uploads=");
    assert_true(str_ends(authorization,
                         STR("9c6a377b1d7c2731f6b9c6c3eb8ef4535c5ba0ac844482c76b19a02dd95659da")));
    arena_release(&arena);
    (void)state;
}

static void presign__makes_the_published_link(void **state)
{
    struct arena arena = arena_init();
    struct s3_request request = request_of(&arena, "GET", "rec/call 1.wav", "");

    struct str link = s3_presign(&arena, &signer, &request, AT, 600);

    assert_true(str_starts(link, STR("/bucket/rec/call%201.wav?X-Amz-Algorithm=AWS4-HMAC-SHA256&"
                                     "X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Fus-east-1%2Fs3%2F"
                                     "aws4_request&X-Amz-Date=20260102T030405Z&X-Amz-Expires=600&"
                                     "X-Amz-SignedHeaders=host&X-Amz-Signature=")));
    assert_true(
        str_ends(link, STR("d1a5012ca1d30fbbfcc235bdcd4aacd918279d5831ab13abb80d179f5809cb0c")));
    arena_release(&arena);
    (void)state;
}

static void query__is_sorted_by_encoded_name_then_value(void **state)
{
    struct arena arena = arena_init();
    struct s3_pairs pairs = { .n = 0 };

    s3_pairs_add(&pairs, STR("b"), STR("2/x y"));
    s3_pairs_add(&pairs, STR("a"), STR("2"));
    s3_pairs_add(&pairs, STR("a"), STR("1+"));

    expect_str(s3_query(&arena, &pairs), "a=1%2B&a=2&b=2%2Fx%20y");
    arena_release(&arena);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sign__of_a_put_is_the_published_one),
        cmocka_unit_test(sign__of_a_name_without_value_has_its_sign),
        cmocka_unit_test(presign__makes_the_published_link),
        cmocka_unit_test(query__is_sorted_by_encoded_name_then_value),
    };

    return cmocka_run_group_tests_name("s3 signing", tests, NULL, NULL);
}
