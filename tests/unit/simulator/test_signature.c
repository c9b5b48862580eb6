/* tests/unit/simulator/test_signature.c - the provider's own vector. */
#include "support/expect.h"

#include "base/arena.h"
#include "simulator/signature.h"

static void webhook_signature__is_that_of_the_providers_own_library(void **state)
{
    struct arena arena = arena_init();
    struct str signature;

    (void)state;
    signature =
        webhook_signature(&arena, STR("key_test_123"),
                          STR("{\"event\":\"call_ended\",\"call\":{\"call_id\":\"call_1\"}}"),
                          (struct instant){ 1700000000123 });

    expect_str(signature, "v=1700000000123,"
                          "d=48f8b54927b9610f59142da943a23fd77dc8c2a14dbbb25a6e03e4471ee5bf4b");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(webhook_signature__is_that_of_the_providers_own_library),
    };

    return cmocka_run_group_tests_name("webhook signature", tests, NULL, NULL);
}
